"""What the tier pages and jobs read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from rainer.cases.models import Case
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.outcome import Outcome, Step
from rainer.policy.rulebook import Place, Rulebook, Source, Status, Value
from rainer.tiering.inputs import TierFacts, cases_to_tier, tier_facts
from rainer.tiering.models import TierDecision, TierOverride


def facts_of(case: Case, *, on: date, rulebook: Rulebook) -> TierFacts:
    """The case as the tier rules see it on the day. Six queries."""
    return tier_facts(cases_to_tier([case.pk]), on=on, rulebook=rulebook)[0]


def open_cases_of(person_id: int) -> list[int]:
    return list(Case.objects.filter(person=person_id, closed_on=None).values_list("id", flat=True))


def open_cases_in(*, region_code: str = "", unit_code: str = "") -> list[int]:
    """Open cases of a unit, of a region, or (both empty) of everywhere."""
    rows = Case.objects.filter(closed_on=None)
    if unit_code:
        rows = rows.filter(team__unit__code=unit_code)
    elif region_code:
        rows = rows.filter(team__unit__region__code=region_code)
    return list(rows.values_list("id", flat=True))


def due_by(on: date) -> list[int]:
    """Open cases whose newest decision of either scheme says that the tier may change by this day, and those whose
    override was to be looked at again before it."""
    newest = (
        TierDecision.objects.filter(case__closed_on=None)
        .order_by("case_id", "scheme", "-at", "-id")
        .distinct("case_id", "scheme")
        .values("id")
    )
    due = TierDecision.objects.filter(id__in=newest, next_change_on__lte=on)
    over = TierOverride.objects.filter(case__closed_on=None, state=TierOverride.State.STANDING, until__lt=on)
    return sorted({*due.values_list("case_id", flat=True), *over.values_list("case_id", flat=True)})


def overrides_of(case: Case) -> QuerySet[TierOverride]:
    """Every override of the person's cases, newest first."""
    rows = TierOverride.objects.filter(case__person=case.person_id).order_by("-proposed_at", "-pk")
    return rows.select_related("proposed_by", "decided_by", "ended_by")


def overrides_waiting(acting: Acting) -> QuerySet[TierOverride]:
    """Those that wait for a second person in the user's area, without the user's own; the oldest first."""
    rows = TierOverride.objects.filter(
        acting.area(Capability.COUNTERSIGN_ASSESSMENT).teams_q("case__team"),
        case__closed_on=None,
        state=TierOverride.State.PROPOSED,
    )
    rows = rows.exclude(proposed_by=acting.user).select_related("case__person", "proposed_by")
    return rows.order_by("proposed_at", "pk")


def decisions_of(case: Case) -> QuerySet[TierDecision]:
    """Every tier of the person's cases as it was worked out, newest first."""
    return TierDecision.objects.filter(case__person=case.person_id).order_by("-at", "scheme", "-id")


def stored_outcome(decision: TierDecision) -> Outcome[Any]:
    """The outcome as it was kept, with its steps: what the why page prints, whatever the rules say now."""
    data = decision.outcome
    return Outcome(
        rule=data["rule"],
        on=date.fromisoformat(data["on"]),
        place=_place(data["place"]),
        answer=data["answer"],
        steps=_steps(data["steps"]),
        missing=tuple(data["missing"]),
        sentence=data["sentence"],
        notes=tuple(data["notes"]),
    )


def _steps(data: list[dict[str, Any]]) -> tuple[Step, ...]:
    return tuple(
        Step(
            one["name"], one["label"], one["found"], one["result"],
            _value(one["value"]) if "value" in one else None, _steps(one.get("parts", [])),
        )
        for one in data
    )  # fmt: skip


def _value(data: dict[str, str]) -> Value:
    """A value's provenance: the value itself was not kept with the decision."""
    return Value(
        key=data["key"],
        value=None,
        starts=date.fromisoformat(data["from"]),
        place=_place(data["place"]),
        status=Status(data["status"]),
        date_status=Status(data["date_status"]),
        source=Source(data["source"], data["url"], date.fromisoformat(data["read_on"])),
    )


def _place(words: str) -> Place:
    return Place(*words.split(", "))
