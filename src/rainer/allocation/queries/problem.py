"""What a proposal is worked out from: the database turned into the optimiser's plain facts, in constant queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from rainer.allocation.inputs import Flags, Guard, Rules, flags_of
from rainer.allocation.models import Proposal, StaffSafetyTalk
from rainer.allocation.proposal.problem import (
    Candidate,
    Held,
    Mode,
    PersonWaiting,
    Problem,
    Settings,
    Verdict,
    settings_in_force,
)
from rainer.allocation.queries.places import near
from rainer.allocation.queries.standing import Standing, kept_out, spells_with, standings
from rainer.allocation.queries.verdicts import TALK_HAD, Levels
from rainer.allocation.queries.waiting import must_not_wait_groups, nobody_named, worst_first
from rainer.cases.access import cases_in_area
from rainer.cases.models import Case
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.allocation import GuardAnswer, whole_months
from rainer.policy.working_days import bank_holidays
from rainer.workforce.models import PractitionerTeam
from rainer.workload.models import CurrentLoad


def practitioners_of(proposal: Proposal, acting: Acting, rules: Rules) -> list[PractitionerTeam]:
    """Everyone the proposal may choose from: of its team, unit or region, and of the user's area."""
    place = (
        Q(team=proposal.team) if proposal.team else Q(team__unit=proposal.unit) if proposal.unit
        else Q(team__unit__region=proposal.region)
    )  # fmt: skip
    grades = rules.value("allocation.choosable_grades")
    return list(
        PractitionerTeam.objects.select_related("practitioner", "team__unit__region")
        .filter(acting.area(Capability.ALLOCATE).teams_q("team"), place)
        .filter(Q(ends=None) | Q(ends__gte=rules.on), is_placeholder=False, practitioner__grade__in=grades)
        .order_by("id")
    )


def waiting_of(proposal: Proposal, acting: Acting) -> list[Case]:
    """The people asked for who still have nobody named, in the waiting order."""
    cases = nobody_named(cases_in_area(acting, Capability.ALLOCATE)).filter(id__in=proposal.case_ids)
    return list(worst_first(cases.select_related("person", "team__unit__region")))


def problem_of(proposal: Proposal, cases: Sequence[Case], to: Sequence[PractitionerTeam], rules: Rules) -> Problem:
    """The optimiser's problem. References are ids as text. People reach those `Proposal.reaches` says they do."""
    standing, left_out = standings(to, rules), set(proposal.left_out)
    loads = CurrentLoad.objects.in_bulk([pt.pk for pt in to])
    across = proposal.across
    people = _People(cases, to, standing, rules, across=across)
    return Problem(
        on=rules.on,
        people=tuple(people.of(case, order) for order, case in enumerate(cases, start=1)),
        candidates=tuple(
            _candidate(
                pt,
                loads.get(pt.pk),
                standing[pt.pk],
                rules.on,
                near(pt.team, across=across),
                left_out=pt.pk in left_out,
            )
            for pt in to
        ),
        settings=_settings(proposal, rules),
    )


def _settings(proposal: Proposal, rules: Rules) -> Settings:
    levels = Levels.of(rules)
    holidays = bank_holidays(rules.place, rules.book)
    return settings_in_force(
        mode=Mode(proposal.mode),
        act_level=levels.level("act"),
        stop_level=levels.level("allocation_stop"),
        full_time_points=int(rules.value("workload.nominal_target")["PO"]),
        on=rules.on,
        place=rules.place,
        rulebook=rules.book,
        closed_days=holidays.in_year(rules.on.year),
    )


def _candidate(
    pt: PractitionerTeam, load: CurrentLoad | None, standing: Standing, on: date, office: str, *, left_out: bool
) -> Candidate:
    in_the_way = [*standing.never, *standing.held, *(["left out of this proposal"] if left_out else [])]
    cap = standing.cap
    if cap and not cap.left:
        in_the_way.append(cap.words)
    since = pt.practitioner.in_grade_since
    return Candidate(
        ref=str(pt.pk),
        grade=pt.practitioner.grade,
        available_points=load.available_points if load else None,
        total_points=load.total_points if load else 0,
        team=pt.team.code,
        office=office,
        months_in_grade=whole_months(since, on) if since else None,
        most_new=cap.left if cap else None,
        left_out="; ".join(in_the_way),
    )


class _People:
    """People as the optimiser sees them. Cases alike for the guard share one table of verdicts."""

    def __init__(
        self,
        cases: Sequence[Case],
        to: Sequence[PractitionerTeam],
        standing: Mapping[int, Standing],
        rules: Rules,
        *,
        across: bool,
    ) -> None:
        self._guard, self._standing, self._across = Guard(rules), standing, across
        # In reach: by unit, or everyone under None where the whole region is.
        self._to: dict[int | None, list[PractitionerTeam]] = defaultdict(list)
        for pt in to:
            self._to[None if across else pt.team.unit_id].append(pt)
        self._urgent = must_not_wait_groups(rules)
        self._flags = flags_of([c.person_id for c in cases], on=rules.on)
        self._tables: dict[tuple[Any, ...], dict[str, Verdict]] = {}
        self._kept_out: dict[int, set[str]] = defaultdict(set)
        for person, pt_id in kept_out([c.person_id for c in cases], to, on=rules.on):
            self._kept_out[person].add(str(pt_id))
        self._talks = _talks(cases, to)
        self._held = _held(cases, to)

    def of(self, case: Case, order: int) -> PersonWaiting:
        return PersonWaiting(
            ref=str(case.pk),
            group=case.waiting_group,
            points=case.points,
            order=order,
            team=case.team.code,
            office=near(case.team, across=self._across),
            verdicts=self._verdicts(case),
            held=tuple(self._held.get(case.pk, ())),
            restricted=frozenset(self._kept_out.get(case.person_id, ())),
            must_not_wait=case.waiting_group in self._urgent,
        )

    def _verdicts(self, case: Case) -> Mapping[str, Verdict]:
        safety = self._flags.get(case.person_id, Flags()).staff_safety
        talks = self._talks.get(case.pk)
        facts = (self._reach(case), case.rosh, case.mappa_level, case.sexual_offence, case.domestic_abuse_with_injury)
        key = (*facts, safety)
        if talks:
            return self._table(case, safety, talks)
        if key not in self._tables:
            self._tables[key] = self._table(case, safety, {})
        return self._tables[key]

    def _table(self, case: Case, safety: bool, talks: Mapping[int, str]) -> dict[str, Verdict]:
        return {
            str(pt.pk): verdict_of(
                self._guard.of(case, pt.practitioner, staff_safety=safety),
                talk=talks.get(pt.pk, ""),
                has_tutor=self._standing[pt.pk].has_tutor,
            )
            for pt in self._to[self._reach(case)]
        }

    def _reach(self, case: Case) -> int | None:
        return None if self._across else case.team.unit_id


def verdict_of(answer: GuardAnswer, *, talk: str, has_tutor: bool) -> Verdict:
    """The guard's answer as one word for the optimiser, with what has been met of it."""
    if answer.is_refused or ("with_tutor" in answer.needs and not has_tutor):
        return Verdict.NO
    if "conversation" in answer.needs and talk not in TALK_HAD:
        return Verdict.NO if talk == StaffSafetyTalk.Answer.NO else Verdict.CONVERSATION
    if "reason" in answer.needs:
        return Verdict.REASON
    return Verdict.WITH_TUTOR if "with_tutor" in answer.needs else Verdict.YES


def _talks(cases: Sequence[Case], to: Sequence[PractitionerTeam]) -> dict[int, dict[int, str]]:
    talks: dict[int, dict[int, str]] = defaultdict(dict)
    rows = StaffSafetyTalk.objects.filter(case_id__in=[c.pk for c in cases], practitioner_team__in=to).order_by(
        "at", "id"
    )
    for case_id, pt_id, answer in rows.values_list("case_id", "practitioner_team_id", "answer"):
        talks[case_id][pt_id] = answer
    return talks


def _held(cases: Sequence[Case], to: Sequence[PractitionerTeam]) -> dict[int, list[Held]]:
    teams: dict[int, list[int]] = defaultdict(list)
    for pt in to:
        teams[pt.practitioner_id].append(pt.pk)
    held: dict[int, list[Held]] = defaultdict(list)
    for (case_id, who), spells in spells_with([c.pk for c in cases], teams.keys()).items():
        held[case_id] += [Held(str(pt), starts, ends) for pt in teams[who] for starts, ends in spells]
    return held
