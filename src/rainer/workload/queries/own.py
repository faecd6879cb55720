"""One practitioner's load with every line: as it stands, or as it was on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rainer.cases import access as case_access
from rainer.cases.models import Case
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.outcome import Outcome, Step
from rainer.policy.rulebook import Rulebook
from rainer.policy.workload import Load, PractitionerLoadInputs, practitioner_load
from rainer.workforce.models import PractitionerTeam
from rainer.workload.inputs import load_inputs
from rainer.workload.kept import kept_inputs
from rainer.workload.models import LineQuery, LoadReading, WorkloadAction


@dataclass(frozen=True, slots=True)
class OwnLoad:
    """A load with its steps, the inputs behind it and, on a past day, the reading that was kept."""

    outcome: Outcome[Load]
    inputs: PractitionerLoadInputs
    source: str
    reading: LoadReading | None = None

    @property
    def load(self) -> Load:
        assert self.outcome.answer is not None
        return self.outcome.answer

    @property
    def differs(self) -> bool:
        """On a past day: the values in force for that day have changed since the reading was taken."""
        reading = self.reading
        return reading is not None and (reading.total_points, reading.available_points) != (
            self.load.total_points,
            self.load.available_points,
        )


def own_load(practitioner_team: PractitionerTeam, *, on: date, rulebook: Rulebook) -> OwnLoad | None:
    """The load now, worked out with its steps; None when they are not in the team on the day."""
    found = next(load_inputs([practitioner_team.pk], on=on, rulebook=rulebook), None)
    return None if found is None else _explained(found, on=on, rulebook=rulebook, reading=None)


def load_on(practitioner_team: PractitionerTeam, *, on: date, rulebook: Rulebook) -> OwnLoad | None:
    """The load on a past day from the facts kept with its reading; None where none were kept."""
    found = next(kept_inputs(on, practitioner_team.pk), None)
    if found is None:
        return None
    reading = LoadReading.objects.get(practitioner_team=practitioner_team, on=on)
    return _explained(found, on=on, rulebook=rulebook, reading=reading)


def _explained(found: Any, *, on: date, rulebook: Rulebook, reading: LoadReading | None) -> OwnLoad:
    outcome = practitioner_load(found.inputs, on=on, place=found.place, rulebook=rulebook)
    return OwnLoad(outcome, found.inputs, found.source, reading)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a load as its page shows it. `key` names it in a question about it; `step` is behind it."""

    key: str
    what: str
    mix: str
    weight: Any
    points: Any
    crn: str
    step: Step


def lines_of(own: OwnLoad) -> list[Line]:
    """Every case or cell, then reports and support: what adds up to the total."""
    found = []
    for step in own.outcome.steps:
        if step.name.startswith("cases."):
            state = step.name.removeprefix("cases.")
            found += [_case_line(part, state) for part in step.parts]
        elif step.name in ("reports", "reports.parole", "reports.arms", "support"):
            found.append(Line(step.name, step.label, step.found, None, step.result, "", step))
    return found + _unscored(own)


def line_words(key: str) -> str:
    """The name of a line by its key: the CRN of a case, else its kind."""
    return key.rpartition(":")[2]


def _case_line(step: Step, state: str) -> Line:
    is_case = step.name == "case"
    key = f"case:{step.label}" if is_case else f"cell:{state}:{step.label}"
    mix = step.found if is_case else f"{step.label}, {state}: {step.found}"
    return Line(key, step.label if is_case else "", mix, step.result, step.result, step.label if is_case else "", step)


def _unscored(own: OwnLoad) -> list[Line]:
    """Cases no weight says anything about: named, with no points, never taken as zero."""
    scored = {part.label for step in own.outcome.steps for part in step.parts if part.name == "case"}
    rest = next((s for s in own.outcome.steps if s.name == "not_counted"), None)
    if rest is None:
        return []
    return [
        Line(f"case:{case.crn}", case.crn, f"{case.tier or '–'}, {case.state}", None, None, case.crn, rest)
        for case in own.inputs.cases
        if case.crn not in scored
    ]


def names_shown(acting: Acting, crns: Sequence[str]) -> dict[str, str]:
    """Names by CRN, as far as this reader may see them; that they were shown is logged."""
    cases = list(Case.objects.filter(person__crn__in=crns, closed_on=None).select_related("person"))
    limited = case_access.limited_person_ids(acting, [case.person_id for case in cases])
    shown = [case for case in cases if case.person_id not in limited]
    case_access.log_list(acting, shown, what=_("a list of load"))
    return {case.person.crn: str(case.person) for case in shown}


def how_many_restricted(acting: Acting, own: OwnLoad) -> int:
    """How many of the cases counted this reader, by name, may not open."""
    crns = [case.crn for case in own.inputs.cases]
    people = Case.objects.filter(person__crn__in=crns, closed_on=None).values_list("person_id", flat=True)
    return len(case_access.limited_person_ids(acting, people))


def crns_open_to(acting: Acting, own: OwnLoad) -> list[str]:
    """Those of the people counted whose pages this reader may open."""
    if not acting.may(Capability.SEE_PERSON):
        return []
    crns = [case.crn for case in own.inputs.cases]
    cases = case_access.cases_in_area(acting, Capability.SEE_PERSON).filter(person__crn__in=crns)
    people = dict(cases.values_list("person_id", "person__crn"))
    limited = case_access.limited_person_ids(acting, people)
    return [crn for pk, crn in people.items() if pk not in limited]


def open_queries(practitioner_team_ids: Iterable[int]) -> QuerySet[LineQuery]:
    rows = LineQuery.objects.filter(practitioner_team__in=list(practitioner_team_ids))
    return rows.select_related("answered_by").order_by("-asked_at")


def actions_about(practitioner_team_id: int) -> QuerySet[WorkloadAction]:
    """Every record about a load, newest first, with who chose what."""
    return (
        WorkloadAction.objects.filter(practitioner_team=practitioner_team_id)
        .select_related("chosen_by")
        .order_by("-from_reading", "-pk")
    )
