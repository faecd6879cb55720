"""What the forms here share: a key, so that a form sent twice is done once; warnings that were seen."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID, uuid4

from django.utils.functional import cached_property

from rainer.web.forms import Form

# How long a note may be is the rulebook's: the operation refuses a longer one, with the field kept as it was typed.
AS_THE_RULE_SAYS = 1_000_000
KEY, SEEN, VERSION = "key", "seen", "version"


class SentOnce(Form):
    """A form that makes something. Its key stands in the page, and the same key is done once."""

    @cached_property
    def key(self) -> UUID:
        try:
            return UUID(str(self.data.get(KEY, "")))
        except ValueError:
            return uuid4()


class SeenFirst(SentOnce):
    """A form whose warnings pass once they were on the page: those that are new are shown again."""

    @property
    def seen(self) -> str:
        """The mark of the warnings on the page."""
        return hashlib.sha256("\n".join(str(text) for _field, text in self.warnings).encode()).hexdigest()[:16]

    @property
    def shows_warnings(self) -> bool:
        return bool(self.warnings) and not self.errors and self.data.get(SEEN) != self.seen


def version_of(data: Any, otherwise: int) -> int:
    """The version that stood in the page the user saw."""
    text = str(data.get(VERSION, ""))
    return int(text) if text.isdecimal() else otherwise
