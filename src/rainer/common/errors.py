"""The named errors of Rainer. Each becomes a page, an API problem or a line on stderr in one place."""

from __future__ import annotations

from typing import Any


class RainerError(Exception):
    """An error a person can act on. `message` says what happened and what to do; `code` is stable."""

    code = "error"
    status = 400
    exit_code = 1
    # The form that was being saved, where a page was: its labels and options are the words to tell it in.
    form: Any = None

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.facts = facts


class NotThereError(RainerError):
    """Not there, or not yours: the two look the same."""

    code, status = "not_there", 404


class RestrictedError(RainerError):
    """A limited-access record inside the user's area, from which they by name are kept."""

    code, status = "restricted", 403


class NotAllowedError(RainerError):
    """The user may see the thing but may not do this with it."""

    code, status = "not_allowed", 403


class ChangedMeanwhileError(RainerError):
    """Somebody else changed the thing first; nothing was done.

    Facts from which the page says theirs beside yours: `who` and `at` (an ISO time) of the other; `theirs`, by the
    name of each field of the form, what it is now, as it would be typed; `version`, with which the same may be tried
    again (left out where what the other did stands); `texts`, the fields in which both can be kept.
    """

    code, status = "changed_meanwhile", 409


class RefusedError(RainerError):
    """A rule refuses this. `facts` names the rule and what would make it pass."""

    code, status = "refused", 422


class BadInputError(RainerError):
    """What was given cannot be used. `facts["errors"]` maps each field to what is wrong with it."""

    code, status = "bad_input", 422


class CannotBeReadError(RainerError):
    """A file or an address that cannot be read."""

    code, status, exit_code = "cannot_be_read", 400, 2
