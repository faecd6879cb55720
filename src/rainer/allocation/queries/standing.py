"""What stands between a practitioner and a new case, besides the guard's table and the load. Bulk, constant queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rainer.allocation.inputs import Rules
from rainer.allocation.models import StaffSafetyTalk
from rainer.cases.models import Case, CaseHolding, Exclusion, Restriction
from rainer.policy.workload.thresholds import threshold_rows
from rainer.web import words
from rainer.workforce.models import Absence, Mentoring, PractitionerTeam, ReturnPlan
from rainer.workload.models import WorkloadAction

SICK = (Absence.Kind.SICKNESS, Absence.Kind.LONG_LEAVE)


@dataclass(frozen=True, slots=True)
class WeeklyCap:
    """New people a week under a return plan, and how many of this week's are given."""

    a_week: int
    given: int

    @property
    def left(self) -> int:
        return max(self.a_week - self.given, 0)

    @property
    def words(self) -> str:
        facts = {"cap": self.a_week, "given": self.given}
        if not self.left:
            return _("back from sickness: %(cap)d new a week, all given") % facts
        return _("back from sickness: %(cap)d new a week, %(given)d given") % facts


@dataclass(slots=True)
class Standing:
    """One practitioner-team, whoever the person is.

    `never`: why nobody may choose them today. `held`: why not without a senior's reason (new cases held, off sick).
    `notes`: good to know. `cap`: new people a week under a return plan, None without one.
    """

    never: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cap: WeeklyCap | None = None
    has_tutor: bool = False
    new_in_week: int = 0

    @property
    def cap_is_full(self) -> bool:
        return self.cap is not None and not self.cap.left


def standings(to: Sequence[PractitionerTeam], rules: Rules) -> dict[int, Standing]:
    """By practitioner-team id. `practitioner` is read off each. Six queries."""
    on = rules.on
    found = {pt.pk: Standing() for pt in to}
    _those_not_here(to, found, rules)
    for pt_id, count in new_in_week(found, rules).items():
        found[pt_id].new_in_week = count
    _held_by_manager(found, rules)
    _return_plans(found, on)
    _absences(to, found, on)
    tutored = set(
        Mentoring.objects.filter(
            _dated(on), kind=Mentoring.Kind.TUTOR, learner_id__in={pt.practitioner_id for pt in to}
        ).values_list("learner_id", flat=True)
    )
    for pt in to:
        found[pt.pk].has_tutor = pt.practitioner_id in tutored
    return found


def _dated(on: date) -> Q:
    return Q(starts__lte=on) & (Q(ends=None) | Q(ends__gte=on))


def _those_not_here(to: Sequence[PractitionerTeam], found: dict[int, Standing], rules: Rules) -> None:
    grades = rules.value("allocation.choosable_grades")
    for pt in to:
        never, practitioner = found[pt.pk].never, pt.practitioner
        if pt.is_placeholder:
            never.append(_("a placeholder, not a person"))
        if (pt.ends and pt.ends < rules.on) or (practitioner.left_on and practitioner.left_on <= rules.on):
            never.append(_("no longer in this team"))
        if pt.starts > rules.on:
            never.append(_("joins this team on %(day)s") % {"day": words.short_day(pt.starts)})
        if practitioner.grade not in grades:
            never.append(_("not a grade that cases are given to"))
        if not practitioner.email:
            never.append(_("no e-mail address is linked to the staff code"))


def new_in_week(pt_ids: Collection[int], rules: Rules) -> dict[int, int]:
    """People given to each in the days the rulebook calls the past week, and still with them. One query."""
    days = rules.value("allocation.recent_days")["cases_in_past_week"]
    rows = (
        CaseHolding.objects.filter(
            practitioner_team_id__in=list(pt_ids),
            starts_at__gte=_midnight(rules.on - timedelta(days=days)),
            ends_at=None,
        )
        .values("practitioner_team_id")
        .annotate(count=Count("id"))
    )
    return {row["practitioner_team_id"]: row["count"] for row in rows}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _held_by_manager(found: dict[int, Standing], rules: Rules) -> None:
    """Until when, and which rule it is: whose answer, at which level of load."""
    held = list(
        WorkloadAction.objects.filter(
            practitioner_team_id__in=list(found),
            chosen=WorkloadAction.Chosen.HOLD_ALLOCATIONS,
            hold_until__gte=rules.on,
        ).order_by("hold_until")
    )
    if not held:
        return
    rows, _value = threshold_rows(on=rules.on, place=rules.place, rulebook=rules.book)
    levels = {row["name"]: row["level"] for row in rows}
    for action in held:
        facts = {"day": words.short_day(action.hold_until), "who": str(action.get_level_display()).lower()}
        said = _("new cases are held until %(day)s (answer of the %(who)s)")
        if action.threshold in levels:
            said = _("new cases are held until %(day)s (answer of the %(who)s at the load level %(level)s%%)")
            facts["level"] = f"{levels[action.threshold]:g}"
        found[action.practitioner_team_id].held[:] = [said % facts]


def _return_plans(found: dict[int, Standing], on: date) -> None:
    for plan in ReturnPlan.objects.filter(practitioner_team_id__in=list(found), starts__lte=on, ends__gte=on):
        standing = found[plan.practitioner_team_id]
        standing.cap = WeeklyCap(plan.new_cases_a_week, standing.new_in_week)
        if not standing.cap_is_full:
            standing.notes.append(standing.cap.words)


def _absences(to: Sequence[PractitionerTeam], found: dict[int, Standing], on: date) -> None:
    away = {
        a.practitioner_id: a
        for a in Absence.objects.filter(_dated(on), practitioner_id__in={pt.practitioner_id for pt in to}).order_by(
            "starts"
        )
    }
    for pt in to:
        absence = away.get(pt.practitioner_id)
        if absence is None:
            continue
        kind = _("off sick") if absence.kind == Absence.Kind.SICKNESS else str(absence.get_kind_display()).lower()
        until = (
            _("%(kind)s until %(day)s") % {"kind": kind, "day": words.short_day(absence.ends)} if absence.ends else kind
        )
        (found[pt.pk].held if absence.kind in SICK else found[pt.pk].notes).append(until)


@dataclass(frozen=True, slots=True)
class Known:
    """What links one practitioner to one person: kept out of the record, the talk's answer, spells as holder."""

    kept_out: bool = False
    talk: str = ""
    held: tuple[tuple[date, date | None], ...] = ()


def known_to(case: Case, to: Sequence[PractitionerTeam], *, on: date) -> dict[int, Known]:
    """By practitioner-team id. Spells are of the practitioner in any team. Four queries."""
    out = kept_out([case.person_id], to, on=on)
    talks: dict[int, str] = dict(
        StaffSafetyTalk.objects.filter(case=case, practitioner_team__in=to)
        .order_by("at", "id")
        .values_list("practitioner_team_id", "answer")
    )
    spells = spells_with([case.pk], {pt.practitioner_id for pt in to})
    return {
        pt.pk: Known(
            kept_out=(case.person_id, pt.pk) in out,
            talk=talks.get(pt.pk, ""),
            held=tuple(spells.get((case.pk, pt.practitioner_id), ())),
        )
        for pt in to
    }


def spells_with(
    case_ids: Collection[int], practitioner_ids: Collection[int]
) -> dict[tuple[int, int], list[tuple[date, date | None]]]:
    """Spells with the person of each case, in any case of theirs, by (case, practitioner), oldest first; one query."""
    spells: dict[tuple[int, int], list[tuple[date, date | None]]] = {}
    rows = CaseHolding.objects.filter(
        case__person__cases__in=list(case_ids),
        practitioner_team__practitioner_id__in=list(practitioner_ids),
        practitioner_team__is_placeholder=False,
    ).order_by("starts_at")
    for case_id, who, starts, ends in rows.values_list(
        "case__person__cases", "practitioner_team__practitioner_id", "starts_at", "ends_at"
    ):
        spells.setdefault((case_id, who), []).append((starts.date(), ends.date() if ends else None))
    return spells


def kept_out(person_ids: Iterable[int], to: Sequence[PractitionerTeam], *, on: date) -> set[tuple[int, int]]:
    """Pairs of person and practitioner-team where limited access keeps the practitioner out. Two queries.

    A practitioner without a user account is kept out of every limited record: nobody knows who they are.
    """
    ids = list(person_ids)
    users = {pt.pk: pt.practitioner.user_id for pt in to}
    excluded, let_in = _lists(Exclusion, ids, on), _lists(Restriction, ids, on)
    pairs = set()
    for person in {*excluded, *let_in}:
        for pt, user in users.items():
            is_out = (
                user is None or user in excluded.get(person, ()) or (person in let_in and user not in let_in[person])
            )
            if is_out:
                pairs.add((person, pt))
    return pairs


def _lists(kind: type[Exclusion] | type[Restriction], person_ids: Collection[int], on: date) -> dict[int, set[int]]:
    """Users on one kind of list, by person; people without a list are left out."""
    found: dict[int, set[int]] = {}
    for person, user in kind.objects.filter(_dated(on), person_id__in=person_ids).values_list("person_id", "user_id"):
        found.setdefault(person, set()).add(user)
    return found
