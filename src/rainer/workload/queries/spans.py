"""How many staff a place's seniors oversee, and whether those who mentor may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from rainer.organisation.models import Grade, RoleHolding, Team
from rainer.policy.allocation.mentors import Mentor, MentorInputs, Span, SpanInputs, mentor, span_of_control
from rainer.policy.outcome import Outcome
from rainer.policy.rulebook import Rulebook
from rainer.policy.workload import load_percent
from rainer.workforce.models import Mentoring
from rainer.workload.models import CurrentLoad
from rainer.workload.queries.places import Where


@dataclass(frozen=True, slots=True)
class MentorCheck:
    """One person who mentors now, whom, and what the rule says of it."""

    mentoring: Mentoring
    outcome: Outcome[Mentor]


def span_of(where: Where, *, on: date, rulebook: Rulebook) -> Outcome[Span] | None:
    """The staff of a team or unit against its seniors; None above a unit, or where nobody works."""
    if where.level not in ("team", "unit"):
        return None
    inside = {"team": "practitioner_team__team", "unit": "practitioner_team__team__unit"}[where.level]
    rows = CurrentLoad.objects.filter(
        Q(practitioner_team__ends=None) | Q(practitioner_team__ends__gte=on),
        practitioner_team__is_placeholder=False,
        **{inside: where.pk},
    ).exclude(practitioner_team__practitioner__grade=Grade.SPO)
    found = list(
        rows.values_list(
            "practitioner_team__practitioner",
            "practitioner_team__practitioner__grade",
            "practitioner_team__team__kind",
            "contracted_hours",
        )
    )
    if not found:
        return None
    full = rulebook.value("workload.full_time_hours", on=on, place=where.place).value
    fte = sum(float(hours) / full[grade] for _who, grade, _kind, hours in found if full[grade])
    prison = all(kind == Team.Kind.PRISON for _who, _grade, kind, _hours in found)
    inputs = SpanInputs(
        setting="prison" if prison else "community",
        staff_fte=round(fte, 2),
        headcount=len({who for who, *_rest in found}),
        seniors=_seniors(where, on=on),
    )
    return span_of_control(inputs, on=on, place=where.place, rulebook=rulebook)


def _seniors(where: Where, *, on: date) -> int:
    place = {"team": Q(team=where.pk), "unit": Q(unit=where.pk) | Q(team__unit=where.pk)}[where.level]
    in_force = Q(ends=None) | Q(ends__gte=on)
    rows = RoleHolding.objects.filter(place, in_force, role=RoleHolding.Role.SENIOR, starts__lte=on)
    return rows.values("user").distinct().count()


def mentor_checks(where: Where, *, on: date, rulebook: Rulebook) -> list[MentorCheck]:
    """Everyone who mentors a trainee of the team or unit, with the rule's answer. Four queries at most."""
    inside = {"team": "team", "unit": "team__unit"}.get(where.level)
    if inside is None:
        return []
    now = Q(ends=None) | Q(ends__gte=on)
    rows = list(
        Mentoring.objects.filter(now, starts__lte=on, **{f"learner__in_teams__{inside}": where.pk})
        .select_related("mentor", "learner")
        .distinct()
        .order_by("mentor__surname", "pk")
    )
    mentors = {row.mentor_id for row in rows}
    trainees = dict(
        Mentoring.objects.filter(now, starts__lte=on, mentor__in=mentors)
        .order_by()
        .values_list("mentor")
        .annotate(n=Count("learner", distinct=True))
    )
    loads: dict[int, tuple[int, int]] = {}
    held = CurrentLoad.objects.filter(practitioner_team__practitioner__in=mentors)
    for who, total, available in held.values_list(
        "practitioner_team__practitioner", "total_points", "available_points"
    ):
        before = loads.get(who, (0, 0))
        loads[who] = (before[0] + total, before[1] + available)
    return [
        MentorCheck(
            row,
            mentor(
                MentorInputs(
                    months_qualified=_months(row.mentor.qualified_on, on),
                    load_percent=load_percent(*loads.get(row.mentor_id, (0, 0))),
                    trainees=trainees[row.mentor_id],
                ),
                on=on,
                place=where.place,
                rulebook=rulebook,
            ),
        )
        for row in rows
    ]


def _months(since: date | None, on: date) -> int | None:
    if since is None:
        return None
    return (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day)
