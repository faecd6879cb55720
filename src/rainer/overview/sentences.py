"""What the sentences of a unit's and of a region's front page have in common. At most thirty words each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.allocation.models import Proposal
from rainer.allocation.queries.proposals import may_open
from rainer.allocation.queries.waiting import WaitingCounts
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.unit_summary import Cause
from rainer.web.words import load0, load1, short_day
from rainer.workforce.queries import Staffing
from rainer.workload.queries.places import PlaceLoad


@dataclass(frozen=True, slots=True)
class Why:
    """A link to what shows a claim's working."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence under its head, and for each claim in it the page that shows its working."""

    head: Any
    text: str
    whys: Sequence[Why] = ()


def why_nobody(level: str, code: str, load: PlaceLoad, day: date | None) -> list[Why]:
    """How many have nobody named; nothing where everyone is in someone's name."""
    if not load.nobody.people:
        return []
    return [_why(f"{load.nobody.people:,}", reverse("why_nobody_count", args=[level, code]) + on_day(day))]


def why_load(level: str, code: str, load: PlaceLoad, day: date | None) -> Why:
    """The load of those in someone's name."""
    return _why(load0(load.percent), reverse("why_place_load", args=[level, code]) + on_day(day))


def why_everyone(level: str, code: str, load: PlaceLoad, day: date | None) -> Why:
    """The load counting everyone."""
    url = reverse("why_place_load", args=[level, code]) + "?figure=all" + (f"&on={day.isoformat()}" if day else "")
    return _why(load0(load.percent_with_nobody), url)


def _why(figure: str, url: str) -> Why:
    return Why(url, _("Why %(figure)s?") % {"figure": figure})


def on_day(day: date | None) -> str:
    """The query that keeps a page on the other day it shows."""
    return f"?on={day.isoformat()}" if day else ""


def who_must_not_wait(counts: WaitingCounts) -> str:
    """The alert of a front page."""
    n = counts.must_not_wait
    said = [
        ngettext(
            "%(n)s person who must not wait has nobody named.", "%(n)s people who must not wait have nobody named.", n
        )
        % {"n": n}
    ]
    if counts.mappa:
        said.append(ngettext("%(n)s is MAPPA.", "%(n)s are MAPPA.", counts.mappa) % {"n": counts.mappa})
    if counts.child_at_risk:
        n = counts.child_at_risk
        said.append(ngettext("%(n)s has a child at risk.", "%(n)s have a child at risk.", n) % {"n": n})
    return " ".join(said)


def level_words(level: float) -> str:
    return f"{level:g}%"


def cause_words(cause: Cause, staffing: Staffing) -> str:
    if cause.name == "empty_posts":
        return _("%(share)s of practitioner posts are empty") % {"share": load1(staffing.empty_percent)}
    if cause.name == "people_away":
        return _("%(away)s full-time staff are away") % {"away": f"{staffing.away:.1f}"}
    return _("work grew by %(points)s points in a year") % {"points": f"{cause.points:,}"}


def left_words(staffing: Staffing) -> str:
    return _("%(share)s of practitioners left in a year") % {"share": load0(staffing.left_share)}


def main_causes(causes: Sequence[Cause], staffing: Staffing, *, many_left: bool) -> list[str]:
    """The largest cause, and beside it who left where many did; else the next one."""
    said = [cause_words(cause, staffing) for cause in causes[:2]]
    return [said[0], left_words(staffing)] if many_left and said else said


def listed(said: list[str]) -> str:
    """The causes as one sentence; "" where there are none."""
    if len(said) < 2:
        return f"{said[0]}." if said else ""
    return _("%(first)s and %(last)s.") % {"first": ", ".join(said[:-1]), "last": said[-1]}


def stale_words(staffing: Staffing, name: str, *, on: date) -> str:
    """Why nothing is said about causes: the posts of a place are not known, or out of date."""
    if staffing.updated_on is None:
        return _("We cannot say why: no posts are recorded for %(place)s.") % {"place": name}
    days = (on - staffing.updated_on).days
    said = ngettext(
        "We cannot say why: posts of %(place)s were last updated %(days)s day ago.",
        "We cannot say why: posts of %(place)s were last updated %(days)s days ago.",
        days,
    )
    return said % {"place": name, "days": days}


def helps_by_proposal(proposal: Proposal, *, must_not_wait: int, nobody: int) -> str:
    """What a proposal that still holds would do for the place."""
    facts = proposal.facts
    placed, urgent = int(facts["placed"]), int(facts["must_not_wait_placed"])
    rest = nobody - placed
    first = (
        _("All %(n)s who must not wait fit with qualified people today.") % {"n": urgent}
        if urgent >= must_not_wait
        else _("%(n)s of the %(all)s who must not wait fit with qualified people today.")
        % {"n": urgent, "all": must_not_wait}
    )
    second = ngettext("%(n)s more fits.", "%(n)s more fit.", placed - urgent) % {"n": placed - urgent}
    if without_work := int(facts.get("without_work", 0)):
        second = ngettext(
            "%(n)s more fits, and there is no work to count for them.",
            "%(n)s more fit: for %(none)s of them there is no work to count.",
            placed - urgent,
        ) % {"n": placed - urgent, "none": without_work}
    if rest <= 0:
        return f"{first} {second}"
    third = _("The other %(rest)s need %(short)s more full-time staff, or work to stop.") % {
        "rest": f"{rest:,}",
        "short": facts["shortages"][0]["whole"],
    }
    return f"{first} {second} {third}"


def short_by_last(last: Proposal) -> str:
    """What the last proposal found short, with its day: naming its people changes who holds the work, not how much."""
    kept, day = last.facts["shortages"][0], short_day(last.as_at)
    if not kept["whole"]:
        return _("The proposal of %(day)s found posts enough to hold everyone. Ask again for who could take whom.") % {
            "day": day
        }
    said = ngettext(
        "By the proposal of %(day)s, naming everyone within %(level)s takes %(short)s more full-time practitioner. "
        "Ask again for who could take whom.",
        "By the proposal of %(day)s, naming everyone within %(level)s takes %(short)s more full-time practitioners. "
        "Ask again for who could take whom.",
        kept["whole"],
    )
    return said % {"day": day, "level": level_words(kept["level"]), "short": kept["whole"]}


def proposal_whys(
    acting: Acting, proposal: Proposal | None, ask: str, *, nobody: int, last: Proposal | None = None
) -> list[Why]:
    """The way to the proposal, or to ask for one at `ask`; only what this reader can open. `last` is one that no
    longer holds, shown beside the way to ask again."""
    if proposal is not None and may_open(acting, proposal):
        return [Why(reverse("proposal", args=[proposal.pk]), _("See the proposal"))]
    if not nobody or not acting.may(Capability.PROPOSE):
        return []
    if proposal is None and last is not None:
        seen = [Why(reverse("proposal", args=[last.pk]), _("See the last proposal"))] if may_open(acting, last) else []
        return [*seen, Why(ask, _("Ask again"))]
    # Who holds only a part of a unit asks for theirs, whatever there is for the whole.
    return [Why(ask, _("Ask for a proposal for your part") if proposal is not None else _("Ask for a proposal"))]
