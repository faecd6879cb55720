"""The three sentences of a front page: what is wrong, why, what helps. At most thirty words each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.overview.gathering import UnitFront
from rainer.policy.unit_summary import Cause
from rainer.web.words import load0, load1


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence under its head, with the page that shows its working."""

    head: Any
    text: str
    why_url: str = ""
    why_text: str = ""


def three_sentences(front: UnitFront) -> list[Sentence]:
    why = reverse("why_unit_summary", args=[front.unit.code])
    return [
        Sentence(_("What is wrong"), what_is_wrong(front), why, _("Why this is said to be wrong")),
        Sentence(_("Why"), why_so(front), why, _("Why these causes")),
        Sentence(_("What helps"), what_helps(front), *_proposal_link(front)),
    ]


def what_is_wrong(front: UnitFront) -> str:
    nobody = front.load.nobody.people
    named, everyone = load0(front.load.percent), load0(front.load.percent_with_nobody)
    if not nobody and (front.load.at_or_over == 0):
        highest = max(front.teams, key=lambda line: line.load.percent or 0, default=None)
        if highest is None:
            return _("Nobody is supervised here on this day.")
        return _("Nothing is over its limit today. Nearest: %(team)s at %(load)s.") % {
            "team": highest.team.name,
            "load": load0(highest.load.percent),
        }
    if not nobody:
        return _(
            "Everyone has a named practitioner. %(over)s of %(people)s practitioners are at or over 110%% of time."
        ) % {
            "over": front.load.at_or_over,
            "people": front.load.with_load,
        }
    return _(
        "%(nobody)s of %(people)s people have nobody named. For the rest, load is %(named)s of time. Counting everyone: %(everyone)s."
    ) % {"nobody": f"{nobody:,}", "people": f"{front.people:,}", "named": named, "everyone": everyone}


def why_so(front: UnitFront) -> str:
    answer = front.summary.answer
    assert answer is not None
    if answer.posts_are_stale:
        return _stale(front)
    if not answer.gap:
        return _("The work here fits the time there is.")
    said = [_cause(cause, front) for cause in answer.causes[:2]]
    if front.staffing.left_share and front.staffing.left_share >= 20 and answer.causes[:1]:
        said.insert(1, _("%(share)s of practitioners left in a year") % {"share": load0(front.staffing.left_share)})
    return (
        (", ".join(s for s in said[:-1]) + _(" and ") + said[-1] if len(said) > 1 else said[0]) + "."
        if said
        else _("Work is more than the time there is, though posts are filled and nobody is away.")
    )


def _stale(front: UnitFront) -> str:
    if front.staffing.updated_on is None:
        return _("We cannot say why: no posts are recorded for this unit.")
    days = (front.on - front.staffing.updated_on).days
    return _("We cannot say why: posts were last updated %(days)s days ago.") % {"days": days}


def _cause(cause: Cause, front: UnitFront) -> str:
    if cause.name == "empty_posts":
        return _("%(share)s of practitioner posts are empty") % {"share": load1(front.staffing.empty_percent)}
    if cause.name == "people_away":
        return _("%(away)s full-time staff are away today") % {"away": f"{front.staffing.away:.1f}"}
    return _("work grew by %(points)s points in a year") % {"points": f"{cause.points:,}"}


def what_helps(front: UnitFront) -> str:
    if not front.load.nobody.people:
        return _("Look first at who is at or over 110%, and say what was done.")
    if front.proposal is None:
        return _(
            "Not worked out as things stand now. A proposal says who could take whom, and how many posts short the unit is."
        )
    facts = front.proposal.facts
    placed, urgent = int(facts["placed"]), int(facts["must_not_wait_placed"])
    urgent_all, rest = front.counts.must_not_wait, front.load.nobody.people - int(facts["placed"])
    first = (
        _("All %(n)s who must not wait fit with qualified people today.") % {"n": urgent}
        if urgent >= urgent_all
        else _("%(n)s of the %(all)s who must not wait fit with qualified people today.")
        % {"n": urgent, "all": urgent_all}
    )
    second = ngettext("%(n)s more fits.", "%(n)s more fit.", placed - urgent) % {"n": placed - urgent}
    if rest <= 0:
        return f"{first} {second}"
    third = _("The other %(rest)s need %(short)s more full-time staff, or work to stop.") % {
        "rest": f"{rest:,}",
        "short": facts["shortages"][0]["whole"],
    }
    return f"{first} {second} {third}"


def _proposal_link(front: UnitFront) -> tuple[str, str]:
    if front.proposal is not None:
        return reverse("proposal", args=[front.proposal.pk]), _("See the proposal")
    if front.load.nobody.people:
        return reverse("propose") + f"?unit={front.unit.code}", _("Ask for a proposal")
    return "", ""
