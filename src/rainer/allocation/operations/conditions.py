"""What a naming asks for: what stands in its way, and what has to be written down first."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from rainer.allocation.operations.tell import Recipients
from rainer.allocation.queries.verdicts import Verdict
from rainer.cases.models import Case
from rainer.common.errors import BadInputError, NotAllowedError, RefusedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.web import words
from rainer.workforce.models import PractitionerTeam

_LINK = re.compile(r"(https?://|www\.)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Details:
    """What the allocator wrote and chose. Reasons may be empty unless the guard or the load asks for one.

    `capability` is the answer to "can they do this one?". `guard_reason` answers the guard, also when it is
    overridden by hand. `over_cap_reason` answers a cap of new people a week, for a row of a proposal.
    """

    notes: str = ""
    is_sensitive: bool = False
    oversight_note: str = ""
    oversight_is_sensitive: bool = False
    capability: str = ""
    guard_reason: str = ""
    over_cap_reason: str = ""
    over_threshold_reason: str = ""
    tell: Recipients = field(default_factory=Recipients)


NOTHING_WRITTEN = Details()


def complete(
    acting: Acting, case: Case, to: PractitionerTeam, details: Details, found: Verdict, *, by_hand: bool
) -> Details:
    """What the allocator wrote, checked against what this naming asks for. Raises what is in the way.

    A row of a proposal never overrides the guard's table, and keeps a reason only where one is asked for: nobody
    looked at the pair by itself when it was written. Beyond a cap of new people somebody did, and said why.
    """
    name = str(to.practitioner)
    errors = {}
    for name_of in ("notes", "oversight_note"):
        if _LINK.search(getattr(details, name_of)):
            errors[name_of] = _("Leave links out of notes: write what matters in words.")
    if found.never:
        raise RefusedError(
            _("%(name)s cannot be chosen: %(why)s.") % {"name": name, "why": "; ".join(found.never)},
            rule="allocation.choice", why=list(found.never),
        )  # fmt: skip
    if found.needs_talk:
        raise RefusedError(
            _("Talk with %(name)s first: this person has a staff-safety flag. Record what they said, then confirm.")
            % {"name": name},
            rule="allocation.guard", needs=["conversation"],
        )  # fmt: skip
    if found.against:
        _check_override(acting, case, name, _override_reason(details, found, by_hand), found)
    if found.needs_reason and not details.guard_reason.strip():
        errors["guard_reason"] = _("Say why %(name)s: the rule asks for a written reason.") % {"name": name}
    if found.needs_load_reason and not details.over_threshold_reason.strip():
        errors["over_threshold_reason"] = _("Say why, in a sentence: this takes %(name)s to %(after)s.") % {
            "name": name,
            "after": words.load1(found.percent_after),
        }
    if errors:
        raise BadInputError(" ".join(errors.values()), errors=errors)
    return replace(
        details,
        guard_reason=_kept_reason(details, found, by_hand),
        over_threshold_reason=details.over_threshold_reason.strip() if by_hand or found.needs_load_reason else "",
    )


def _override_reason(details: Details, found: Verdict, by_hand: bool) -> str:
    """What was written against all that stands in the way; "" where it was not written for that."""
    if by_hand:
        return details.guard_reason.strip()
    return details.over_cap_reason.strip() if found.against == (found.over_cap,) else ""


def _kept_reason(details: Details, found: Verdict, by_hand: bool) -> str:
    if by_hand:
        return details.guard_reason.strip() if found.against or found.needs_reason else ""
    answers = [
        details.over_cap_reason.strip() if found.over_cap else "",
        details.guard_reason.strip() if found.needs_reason else "",
    ]
    return "\n".join(answer for answer in answers if answer)


def _check_override(acting: Acting, case: Case, name: str, reason: str, found: Verdict) -> None:
    facts = {"name": name, "why": "; ".join(found.against)}
    if not acting.area(Capability.OVERRIDE_GUARD).holds_team(case.team):
        raise NotAllowedError(_("%(name)s cannot be chosen: %(why)s. Ask a senior.") % facts, why=list(found.against))
    if not reason:
        raise RefusedError(
            _("%(name)s is not to be chosen: %(why)s. You can go ahead with a written reason.") % facts,
            rule="allocation.guard", why=list(found.against),
            errors={"guard_reason": _("Say why you go ahead: it will be read in any later review.")},
        )  # fmt: skip
