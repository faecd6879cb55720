"""What the pages of a proposal share: the way back, who a row is about, and that it was read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.allocation import people
from rainer.allocation.models import Proposal
from rainer.allocation.operations.propose import unit_of
from rainer.allocation.queries.proposals import newer_than
from rainer.cases.access import log_list
from rainer.organisation.access import ActingRequest
from rainer.web import words


def back_from(found: Proposal) -> str | None:
    """The list the proposal was asked from; of a region its front page."""
    if found.region:
        return reverse("region_front", args=[found.region.code])
    unit = unit_of(found)
    return reverse("nobody_named", args=[unit.code]) if unit else None


def proposals_shown(found: Iterable[Proposal]) -> list[dict[str, Any]]:
    """Undecided proposals, the newest of each place; those it supersedes stand folded under it."""
    newest: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in found:
        key = (one.team_id, one.unit_id, one.region_id)
        if key in newest:
            newest[key]["older"].append(_link(one))
        else:
            newest[key] = {"url": _link(one)[0], "text": _link(one)[1], "older": []}
    return list(newest.values())


def _link(one: Proposal) -> tuple[str, str]:
    """A proposal nobody decided on yet: where it is, and what it is."""
    facts = {"who": one.asked_by, "day": words.day(one.as_at), "clock": words.clock(one.as_at)}
    facts["place"] = (one.team or one.unit or one.region).name  # type: ignore[union-attr]
    facts["state"] = str(one.get_state_display()).lower()
    text = _("%(place)s, asked by %(who)s on %(day)s at %(clock)s: %(state)s")
    return reverse("proposal", args=[one.pk]), text % facts


def superseded(found: Proposal) -> dict[str, str] | None:
    """The newer proposal for the same place, as words and address; None where this is the newest."""
    newer = newer_than(found)
    if newer is None:
        return None
    facts = {"who": newer.asked_by, "day": words.day(newer.as_at), "clock": words.clock(newer.as_at)}
    text = _("Superseded by the proposal that %(who)s asked for on %(day)s at %(clock)s.") % facts
    return {"text": text, "url": reverse("proposal", args=[newer.pk])}


def log_rows(request: ActingRequest, rows: Any) -> None:
    """Keep that the people of these rows were read; of limited records nothing was shown."""
    log_list(request.acting, [row.case for row in rows if not row.is_limited], what="a proposal of allocations")


def person_words(row: Any) -> str:
    """Who a row is about; of a limited record the CRN alone."""
    return people.name_or_restricted(row.case, limited=row.is_limited)
