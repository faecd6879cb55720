"""A unit's three sentences: what is wrong, why, what helps."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.organisation.access import Acting
from rainer.overview.gathering import UnitFront
from rainer.overview.sentences import (
    Sentence,
    Why,
    cause_words,
    helps_by_proposal,
    left_words,
    level_words,
    listed,
    on_day,
    proposal_whys,
    short_by_last,
    stale_words,
    why_everyone,
    why_load,
    why_nobody,
)
from rainer.web.words import load0


def three_sentences(acting: Acting, front: UnitFront, *, other_day: date | None) -> list[Sentence]:
    code, load = front.unit.code, front.load
    causes = Why(reverse("why_unit_summary", args=[code]) + on_day(other_day), _("Why these causes?"))
    loads = [why_load("unit", code, load, other_day)]
    if load.nobody.people:
        loads.append(why_everyone("unit", code, load, other_day))
    sentences = [
        Sentence(_("What is wrong"), what_is_wrong(front), [*why_nobody("unit", code, load, other_day), *loads]),
        Sentence(_("Why"), why_so(front), [causes]),
    ]
    # What would help now is no part of a past day.
    if other_day:
        return sentences
    helps = proposal_whys(
        acting,
        front.proposal,
        reverse("propose") + f"?unit={code}",
        nobody=load.nobody.people,
        last=front.last_proposal,
    )
    return [*sentences, Sentence(_("What helps"), what_helps(front), helps)]


def what_is_wrong(front: UnitFront) -> str:
    load, level = front.load, level_words(front.level)
    if not load.nobody.people and not load.at_or_over:
        return _nothing_over(front)
    if not load.nobody.people:
        said = ngettext(
            "Everyone has a named practitioner. %(over)s of %(people)s practitioners is at or over %(level)s of time.",
            "Everyone has a named practitioner. %(over)s of %(people)s practitioners are at or over %(level)s of time.",
            load.at_or_over,
        )
        return said % {"over": load.at_or_over, "people": load.with_load, "level": level}
    return ngettext(
        "%(nobody)s of %(people)s people has nobody named. For the rest, load is %(named)s of time. Counting everyone: %(everyone)s.",
        "%(nobody)s of %(people)s people have nobody named. For the rest, load is %(named)s of time. Counting everyone: %(everyone)s.",
        load.nobody.people,
    ) % {
        "nobody": f"{load.nobody.people:,}",
        "people": f"{load.everyone:,}",
        "named": load0(load.percent),
        "everyone": load0(load.percent_with_nobody),
    }


def _nothing_over(front: UnitFront) -> str:
    highest = max(front.teams, key=lambda line: line.load.percent or 0, default=None)
    if highest is None or highest.load.percent is None:
        return _("Nobody is supervised here on this day.")
    said = _("Nothing is over its limit today. Nearest: %(team)s at %(load)s.")
    return said % {"team": highest.team.name, "load": load0(highest.load.percent)}


def why_so(front: UnitFront) -> str:
    answer = front.summary.answer
    assert answer is not None
    if answer.posts_are_stale:
        return stale_words(front.staffing, _("this unit"), on=front.on)
    if not answer.gap:
        return _("The work here fits the time there is.")
    said = [cause_words(cause, front.staffing) for cause in answer.causes[:2]]
    if answer.many_left and said:
        said.insert(1, left_words(front.staffing))
    return listed(said) or _("Work is more than the time there is, though posts are filled and nobody is away.")


def what_helps(front: UnitFront) -> str:
    nobody = front.load.nobody.people
    if not nobody:
        return _("Look first at who is at or over %(level)s, and say what was done.") % {
            "level": level_words(front.level)
        }
    if front.proposal is None and front.last_proposal is not None:
        return short_by_last(front.last_proposal)
    if front.proposal is None:
        return _(
            "Not worked out as things stand now. A proposal says who could take whom, and how many posts short the unit is."
        )
    return helps_by_proposal(front.proposal, must_not_wait=front.counts.must_not_wait, nobody=nobody)
