"""Why this practitioner, what else could be done, and why some could not be placed: in sentences people can check."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from rainer.allocation.proposal.problem import Candidate, PersonWaiting, Problem, Verdict
from rainer.allocation.proposal.result import NextBest, NotPlaced, Placement, Why, added_points, is_at

_NEEDS = {Verdict.REASON: "needs a written reason", Verdict.WITH_TUTOR: "with a tutor named"}
_QUALIFIED = ("PO", "PSO")
_SENTENCES = {
    Why.NO_ROOM: "Everyone who could take them would reach {act:g}%.",
    Why.NOBODY_QUALIFIED: "Nobody in reach is qualified for this person and can be chosen.",
    Why.RESTRICTED: "Everyone qualified who has room is kept out of this restricted record.",
    Why.TALK_FIRST: "A staff-safety flag: talk with the practitioner before anyone is proposed.",
    Why.NO_START_LEFT: "Everyone who could take them has reached their cap of new people.",
}


def placements(problem: Problem, given: Mapping[str, str]) -> tuple[Placement, ...]:
    """A row for each person placed, in the waiting order."""
    starts, added, heads = start_dates(problem, given), added_points(problem, given), Counter(given.values())
    rows = []
    for person in sorted((p for p in problem.people if p.ref in given), key=lambda p: p.order):
        to = problem.candidate(given[person.ref])
        extra, settings = added[to.ref], problem.settings
        rows.append(
            Placement(
                person=person.ref,
                to=to.ref,
                load_before=to.load() or 0.0,
                load_after=to.load(extra) or 0.0,
                passes_act=not is_at(problem, to.ref, 0, settings.act_level)
                and is_at(problem, to.ref, extra, settings.act_level),
                at_stop=extra > 0 and is_at(problem, to.ref, extra, settings.stop_level),
                needs=person.verdicts[to.ref],
                reason=reason(person, to, starts[person.ref], problem),
                starts_on=starts[person.ref],
                next_best=_next_best(problem, person, to, added, heads),
            )
        )
    return tuple(rows)


def reason(person: PersonWaiting, to: Candidate, starts_on: date, problem: Problem) -> str:
    """One sentence: what speaks for this practitioner, what it takes, when it starts."""
    parts = [_held(person, to), _length(to), _place(person, to), _NEEDS.get(person.verdicts[to.ref], "")]
    if person.points is None:
        parts.append(f"no weight in force, counted as {problem.settings.points_when_not_scored} points")
    elif not person.points:
        parts.append("no points: contact suspended")
    said = ", ".join(part for part in parts if part) or "has room"
    spread = f"; starts spread: {starts_on:%a} {starts_on.day} {starts_on:%b}" if starts_on > problem.on else ""
    return said[0].upper() + said[1:] + spread


def _held(person: PersonWaiting, to: Candidate) -> str:
    spells = [h for h in person.held if h.by == to.ref]
    if not spells:
        return ""
    last = max(spells, key=lambda h: h.starts)
    if last.ends is None or last.ends.year == last.starts.year:
        return f"held this person in {last.starts.year}"
    return f"held this person {last.starts.year} to {last.ends.year}"


def _length(to: Candidate) -> str:
    if to.grade not in _QUALIFIED or to.months_in_grade is None:
        return ""
    if to.months_in_grade < 12:
        return f"{to.grade} for {to.months_in_grade} month{'' if to.months_in_grade == 1 else 's'}"
    years = to.months_in_grade // 12
    return f"{to.grade} for {years} year{'' if years == 1 else 's'}"


def _place(person: PersonWaiting, to: Candidate) -> str:
    if person.team == to.team:
        return "same team"
    return "same office" if person.office == to.office else ""


def _next_best(
    problem: Problem, person: PersonWaiting, to: Candidate, added: Mapping[str, int], heads: Counter[str]
) -> NextBest | None:
    """Whoever else could take the person and would end lowest, the rest of the plan as it is."""
    points, act = problem.points(person), problem.settings.act_level
    best: tuple[float, Candidate] | None = None
    for other in problem.candidates:
        if other is to or not problem.may_take(person, other):
            continue
        extra = added.get(other.ref, 0) + points
        if not problem.must_place(person) and is_at(problem, other.ref, extra, act):
            continue
        load = other.load(extra)
        if load is None or (other.most_new is not None and heads[other.ref] >= other.most_new):
            continue
        if best is None or load < best[0]:
            best = (load, other)
    if best is None:
        return None
    return NextBest(best[1].ref, best[1].load(added.get(best[1].ref, 0)) or 0.0, best[0])


def start_dates(problem: Problem, given: Mapping[str, str]) -> dict[str, date]:
    """When each starts: so many a week with each practitioner, those who must not wait first, spread over the days."""
    mine: dict[str, list[PersonWaiting]] = defaultdict(list)
    for person in sorted(problem.people, key=lambda p: (not p.must_not_wait, p.order)):
        if person.ref in given:
            mine[given[person.ref]].append(person)
    a_week, starts = problem.settings.starts_a_week, {}
    for people in mine.values():
        for days, at in zip(_weeks(problem), range(0, len(people), a_week), strict=False):
            for place, person in enumerate(people[at : at + a_week]):
                starts[person.ref] = days[place * len(days) // a_week]
    return starts


def _weeks(problem: Problem) -> Iterator[list[date]]:
    """The days people can start on, week by week from the day of the proposal."""
    monday = problem.on - timedelta(days=problem.on.weekday())
    while True:
        week = [monday + timedelta(days=at) for at in range(5)]
        days = [d for d in week if d >= problem.on and d not in problem.settings.closed_days]
        if days:
            yield days
        monday += timedelta(days=7)


def not_placed(problem: Problem, given: Mapping[str, str]) -> tuple[NotPlaced, ...]:
    """Everyone asked for and not placed, with the reason, in the waiting order."""
    added = added_points(problem, given)
    left = [p for p in problem.people if p.ref not in given and problem.asked_for(p)]
    rows = []
    for person in sorted(left, key=lambda p: p.order):
        why = _why(problem, person, added)
        rows.append(NotPlaced(person.ref, why, _SENTENCES[why].format(act=problem.settings.act_level)))
    return tuple(rows)


def _why(problem: Problem, person: PersonWaiting, added: Mapping[str, int]) -> Why:
    chosen = [c for c in problem.candidates if c.can_be_chosen]
    qualified = [c for c in chosen if problem.qualifies(person, person.verdicts.get(c.ref, Verdict.NO))]
    if not qualified:
        talk = any(person.verdicts.get(c.ref) is Verdict.CONVERSATION for c in chosen)
        return Why.TALK_FIRST if talk else Why.NOBODY_QUALIFIED
    if not problem.must_place(person):
        act, points = problem.settings.act_level, problem.points(person)
        qualified = [c for c in qualified if not is_at(problem, c.ref, added.get(c.ref, 0) + points, act)]
        if not qualified:
            return Why.NO_ROOM
    return Why.RESTRICTED if all(c.ref in person.restricted for c in qualified) else Why.NO_START_LEFT
