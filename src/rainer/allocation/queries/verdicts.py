"""Whether one practitioner may be named for one person now, and what has to be met first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.allocation.inputs import Flags, Guard, Rules, flags_of
from rainer.allocation.models import StaffSafetyTalk
from rainer.allocation.queries.standing import Known, Standing, known_to, standings
from rainer.cases.models import Case
from rainer.policy import working_days
from rainer.policy.allocation import GuardAnswer
from rainer.policy.allocation.guard import COLUMN_WORDS
from rainer.policy.workload import Effect, effect_of, is_over
from rainer.policy.workload.thresholds import threshold_rows
from rainer.workforce.models import PractitionerTeam
from rainer.workload.inputs import points_of_kind
from rainer.workload.models import CurrentLoad

TALK_HAD = (StaffSafetyTalk.Answer.YES, StaffSafetyTalk.Answer.WITH)


@dataclass(frozen=True, slots=True)
class Verdict:
    """All that bears on one naming.

    `never`: why it cannot be done at all. `against`: why only someone who may override can do it, with a reason;
    `over_cap` is the one of them that says a cap of new people a week is reached, "" where none is.
    `needs_talk`: the conversation about staff safety is to be recorded first. `needs_reason`: the guard asks for a
    written reason. `needs_load_reason`: the load after reaches the level at which a written reason is asked for.
    """

    answer: GuardAnswer
    never: tuple[str, ...]
    against: tuple[str, ...]
    over_cap: str
    needs_talk: bool
    needs_reason: bool
    needs_load_reason: bool
    is_over: bool
    effect: Effect | None
    notes: tuple[str, ...]
    known: Known
    standing: Standing

    @property
    def is_clear(self) -> bool:
        return not (self.never or self.against or self.needs_talk)

    @property
    def percent_before(self) -> float | None:
        return self.effect.percent_before if self.effect else None

    @property
    def percent_after(self) -> float | None:
        return self.effect.percent_after if self.effect else None


def verdict(case: Case, to: PractitionerTeam, rules: Rules) -> Verdict:
    """The verdict on one pair. `case.team.unit`, `to.practitioner` and `to.team` are read."""
    return verdicts(case, [to], rules)[to.pk]


def verdicts(case: Case, to: list[PractitionerTeam], rules: Rules) -> dict[int, Verdict]:
    """The verdict on each practitioner for one person; as many queries for one as for a hundred.

    Whoever holds the case already has it in their load: it adds nothing.
    """
    flags = flags_of([case.person_id], on=rules.on).get(case.person_id, Flags())
    standing, known = standings(to, rules), known_to(case, to, on=rules.on)
    loads = CurrentLoad.objects.in_bulk([pt.pk for pt in to])
    points = {kind: case_points_in(case, kind, rules) for kind in {pt.team.kind for pt in to}}
    guard, levels = Guard(rules), Levels.of(rules)
    return {
        pt.pk: _verdict(
            guard.of(case, pt.practitioner, staff_safety=flags.staff_safety),
            standing[pt.pk],
            known[pt.pk],
            _effect(loads.get(pt.pk), 0 if pt.pk == case.practitioner_team_id else points[pt.team.kind]),
            levels,
        )
        for pt in to
    }


def case_points_in(case: Case, team_kind: str, rules: Rules) -> int | None:
    """Points of the case in a team of this kind today; None where no weight is in force."""
    facts = (
        case.state,
        case.tier_v2,
        case.tier_v3,
        case.is_t2a,
        case.on_warrant,
        case.only_unpaid_work,
        case.is_overdue_termination or bool(case.ends_expected and case.ends_expected < rules.on),
    )
    return points_of_kind(facts, team_kind, on=rules.on, place=rules.place, rulebook=rules.book)


def _effect(load: CurrentLoad | None, points: int | None) -> Effect | None:
    """A case with no weight in force leaves the load after it unknown; it is never taken for nothing."""
    if load is None:
        return None
    effect = effect_of(total_points=load.total_points, available_points=load.available_points, points=points or 0)
    return effect if points is not None else replace(effect, percent_after=None)


@dataclass(frozen=True, slots=True)
class Levels:
    """The thresholds a naming looks at, in per cent with their comparisons, and the days to act at the first."""

    rows: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, rules: Rules) -> Levels:
        rows, _value = threshold_rows(on=rules.on, place=rules.place, rulebook=rules.book)
        return cls({row["name"]: row for row in rows})

    def reached(self, name: str, percent: float | None) -> bool:
        row = self.rows[name]
        return is_over(percent, row["level"], row["comparison"])

    def level(self, name: str) -> float:
        return float(self.rows[name]["level"])

    def days_to_act(self) -> int:
        return int(self.rows["act"]["act_within_working_days"])


def _verdict(answer: GuardAnswer, standing: Standing, known: Known, effect: Effect | None, levels: Levels) -> Verdict:
    never, against = list(standing.never), list(standing.held)
    over_cap = standing.cap.words if standing.cap and standing.cap_is_full else ""
    if known.kept_out:
        never.append(_("limited access keeps them out of this record"))
    declined = known.talk == StaffSafetyTalk.Answer.NO and "conversation" in answer.needs
    if declined:
        never.append(_("someone else, after the talk about staff safety"))
    if answer.is_refused:
        against.append(refusal(answer))
    if "with_tutor" in answer.needs and not standing.has_tutor:
        against.append(_("trainee without a practice tutor assessor named"))
    if over_cap:
        against.append(over_cap)
    after = effect.percent_after if effect else None
    return Verdict(
        answer=answer,
        never=tuple(never),
        against=tuple(against),
        over_cap=over_cap,
        needs_talk="conversation" in answer.needs and known.talk not in TALK_HAD and not declined,
        needs_reason="reason" in answer.needs,
        needs_load_reason=levels.reached("allocation_stop", after),
        is_over=levels.reached("act", after),
        effect=effect,
        notes=tuple(standing.notes),
        known=known,
        standing=standing,
    )


def refusal(answer: GuardAnswer) -> str:
    """Why the guard says no, alike for all it says it to: "services officer, first months: not for high risk (rule)"."""
    row = next(r for r in answer.rows if r.row == answer.decided_by)
    who = COLUMN_WORDS.get(answer.column, answer.column)
    return _("%(who)s: not for %(facts)s (rule)") % {"who": who, "facts": ", ".join(row.facts)}


def reason_words(grade: str, answer: GuardAnswer) -> str:
    """Why the guard asks for a written reason: "PSO, 14 months in the grade: medium risk of harm"."""
    facts = {fact: None for row in answer.rows if "reason" in row.decisions for fact in row.facts}
    return f"{grade}, {in_grade_words(answer.months_in_grade)}: {', '.join(facts)}"


def in_grade_words(months: int | None) -> str:
    """Time in the grade, as the guard looks at it: "14 months in the grade"."""
    if months is None:
        return _("time in the grade not known")
    return ngettext("%(months)d month in the grade", "%(months)d months in the grade", months) % {"months": months}


def record_due(on: date, rules: Rules, days: int) -> date:
    """The day by which the record of what is done about a load falls due."""
    return working_days.add(on, days, holidays=working_days.bank_holidays(rules.place, rules.book))
