"""A region's three sentences: which unit hides behind the mean, why, and whether room elsewhere would help."""

from __future__ import annotations

import math
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.organisation.access import Acting
from rainer.overview.gathering_region import RegionFront, UnitLine
from rainer.overview.sentences import (
    Sentence,
    Why,
    cause_words,
    helps_by_proposal,
    level_words,
    listed,
    main_causes,
    on_day,
    proposal_whys,
    stale_words,
    why_everyone,
    why_nobody,
)
from rainer.policy.region_summary import RegionSummary
from rainer.web.words import load0, load1


def three_sentences(acting: Acting, front: RegionFront, *, other_day: date | None) -> list[Sentence]:
    code = front.region.code
    summary = reverse("why_region_summary", args=[code]) + on_day(other_day)
    sentences = [
        Sentence(_("What is wrong"), what_is_wrong(front), _why_wrong(front, other_day)),
        Sentence(_("Why"), why_so(front), [Why(summary, _("Why this unit, and these causes?"))]),
    ]
    # What would help now is no part of a past day.
    if other_day:
        return sentences
    helps = proposal_whys(
        acting, front.proposal, reverse("propose") + f"?region={code}", nobody=front.load.nobody.people
    )
    return [*sentences, Sentence(_("What helps"), what_helps(front), [Why(summary, _("Why this much?")), *helps])]


def _why_wrong(front: RegionFront, day: date | None) -> list[Why]:
    code, load, hidden = front.region.code, front.load, front.unit(_answer(front).hidden)
    unit = [why_everyone("unit", hidden.unit.code, hidden.load, day)] if hidden else []
    return [*unit, why_everyone("region", code, load, day), *why_nobody("region", code, load, day)]


def _answer(front: RegionFront) -> RegionSummary:
    answer = front.summary.answer
    assert answer is not None
    return answer


def what_is_wrong(front: RegionFront) -> str:
    load, answer = front.load, _answer(front)
    if not load.nobody.people and not load.at_or_over:
        return _nothing_over(front)
    hidden = front.unit(answer.hidden)
    return f"{_hides(front, hidden) if hidden else _between(front)} {_nobody(front, hidden)}"


def _nothing_over(front: RegionFront) -> str:
    highest = max(front.units, key=lambda line: line.load.percent or 0, default=None)
    if highest is None or highest.load.percent is None:
        return _("Nobody is supervised here on this day.")
    said = _("Nothing is over its limit today. Nearest: %(unit)s at %(load)s.")
    return said % {"unit": highest.unit.name, "load": load0(highest.load.percent)}


def _hides(front: RegionFront, hidden: UnitLine) -> str:
    said = _("%(unit)s is at %(high)s of time, counting everyone; the region's %(all)s hides it.")
    return said % {
        "unit": hidden.unit.name,
        "high": load0(hidden.load.percent_with_nobody),
        "all": load0(front.load.percent_with_nobody),
    }


def _between(front: RegionFront) -> str:
    """Where no unit stands out, the range of all of them."""
    loads = [line.load.percent_with_nobody for line in front.units if line.load.percent_with_nobody is not None]
    if len(loads) < 2:
        return _("Counting everyone, load is %(all)s of time.") % {"all": load0(front.load.percent_with_nobody)}
    said = _("Counting everyone, load is %(all)s of time; its units lie between %(low)s and %(high)s.")
    return said % {"all": load0(front.load.percent_with_nobody), "low": load0(min(loads)), "high": load0(max(loads))}


def _nobody(front: RegionFront, hidden: UnitLine | None) -> str:
    load = front.load
    if not load.nobody.people:
        said = ngettext(
            "Everyone has a named practitioner; %(over)s of %(people)s practitioners is at or over %(level)s.",
            "Everyone has a named practitioner; %(over)s of %(people)s practitioners are at or over %(level)s.",
            load.at_or_over,
        )
        return said % {"over": load.at_or_over, "people": load.with_load, "level": level_words(front.level)}
    facts = {"nobody": f"{load.nobody.people:,}", "people": f"{load.everyone:,}"}
    if hidden is None:
        return (
            ngettext(
                "%(nobody)s of %(people)s people has nobody named.",
                "%(nobody)s of %(people)s people have nobody named.",
                load.nobody.people,
            )
            % facts
        )
    said = ngettext(
        "%(nobody)s of %(people)s people has nobody named, %(there)s of them there.",
        "%(nobody)s of %(people)s people have nobody named, %(there)s of them there.",
        load.nobody.people,
    )
    return said % {**facts, "there": f"{hidden.load.nobody.people:,}"}


def why_so(front: RegionFront) -> str:
    """Of the unit that the mean hides, its own causes; where none is hidden, those of the region."""
    answer = _answer(front)
    if not answer.gap:
        return _("The work here fits the time there is.")
    part = next((part for part in answer.units if part.code == answer.hidden), None)
    hidden = front.unit(answer.hidden)
    if part is None or hidden is None or not part.gap:
        return _region_causes(front, answer)
    said = _("%(share)s of the work that does not fit is there") % {"share": load1(part.share)}
    if part.posts_are_stale:
        return f"{said}. {stale_words(hidden.staffing, hidden.unit.name, on=front.on)}"
    causes = listed(main_causes(part.causes, hidden.staffing, many_left=part.many_left))
    return f"{said}: {causes}" if causes else f"{said}."


def _region_causes(front: RegionFront, answer: RegionSummary) -> str:
    stale = [front.unit(part.code) for part in answer.units if part.gap and part.posts_are_stale]
    if len(stale) == 1 and stale[0]:
        return stale_words(stale[0].staffing, stale[0].unit.name, on=front.on)
    if stale:
        said = _("We cannot say why: posts of %(n)s of %(all)s units are not recorded or out of date.")
        return said % {"n": len(stale), "all": len(answer.units)}
    # A unit whose work fits may have no posts recorded: the region's empty posts are then not known.
    causes = [c for c in answer.causes if c.name != "empty_posts" or front.staffing.empty_percent is not None]
    said = listed([cause_words(cause, front.staffing) for cause in causes[:2]])
    return said or _("Posts are filled and nobody is away.")


def what_helps(front: RegionFront) -> str:
    nobody, answer = front.load.nobody.people, _answer(front)
    if front.proposal is not None and nobody:
        return helps_by_proposal(front.proposal, must_not_wait=front.counts.must_not_wait, nobody=nobody)
    level = level_words(front.level)
    if not answer.over:
        return _in_each_unit(nobody, level)
    if not answer.room:
        said = ngettext(
            "Nothing here will be enough: no unit has room under %(level)s. It needs %(short)s more full-time practitioner, or work to stop.",
            "Nothing here will be enough: no unit has room under %(level)s. It needs %(short)s more full-time practitioners, or work to stop.",
            math.ceil(answer.short),
        )
        return said % {"level": level, "short": math.ceil(answer.short)}
    return _room_elsewhere(front, answer, level)


def _in_each_unit(nobody: int, level: str) -> str:
    if not nobody:
        return _("Look first at who is at or over %(level)s, and say what was done.") % {"level": level}
    said = ngettext(
        "Every unit has room under %(level)s for its own: name someone for %(n)s person.",
        "Every unit has room under %(level)s for its own: name someone for %(n)s people.",
        nobody,
    )
    return said % {"level": level, "n": f"{nobody:,}"}


def _room_elsewhere(front: RegionFront, answer: RegionSummary, level: str) -> str:
    with_room = [front.unit(part.code) for part in answer.units if part.room]
    one = with_room[0]
    where = one.unit.name if len(with_room) == 1 and one else _("%(n)s units") % {"n": len(with_room)}
    if answer.room >= answer.over:
        said = _("The work over %(level)s would fit elsewhere in the region: there is room under it in %(where)s.")
        return said % {"level": level, "where": where}
    said = ngettext(
        "Room under %(level)s in %(where)s takes %(share)s of the work over it. The rest needs %(short)s more full-time practitioner, or work to stop.",
        "Room under %(level)s in %(where)s takes %(share)s of the work over it. The rest needs %(short)s more full-time practitioners, or work to stop.",
        math.ceil(answer.short),
    )
    share = load0(100 * answer.room / answer.over)
    return said % {"level": level, "where": where, "share": share, "short": math.ceil(answer.short)}
