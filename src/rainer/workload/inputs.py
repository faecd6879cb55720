"""Rows turned into what the load rule reads, for one practitioner-team or for the nation: as many queries for each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from rainer.cases.models import Case, CaseHolding
from rainer.organisation.models import Team
from rainer.policy import workload as policy
from rainer.policy.rulebook import Place, Rulebook
from rainer.policy.workload import CaseLine, CaseState, Cell, Grade, PractitionerLoadInputs, Reports, Variant
from rainer.workforce.models import ContractedHours, PractitionerTeam, Reduction
from rainer.workload.models import ExtractCount, SupportContact

Ids = Collection[int] | None
CASE_FIELDS = (
    "person__crn", "state", "tier_v2", "tier_v3", "is_t2a", "on_warrant", "only_unpaid_work",
    "is_overdue_termination", "ends_expected",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gathered:
    """The rule's input for one practitioner-team, where its values hold, and whether an extract is its base."""

    practitioner_team_id: int
    place: Place
    inputs: PractitionerLoadInputs
    source: str


def load_inputs(ids: Ids, *, on: date, rulebook: Rulebook) -> Iterator[Gathered]:
    """The inputs of these practitioner-teams (all of them for None) on a day, in order of id.

    Hours, reductions, tallies and support contacts are those of the day; cases are those held now.
    """
    reductions = _reductions(ids, on=on)
    extracts, extract_day = _extracts(ids, on=on)
    cases = _held_cases(ids, on=on)
    gained, lost = _moved_since(ids, extract_day) if extracts else ({}, {})
    support = _Support(ids, on=on, rulebook=rulebook)
    for pt in _who(ids, on=on):
        pk, place = pt["id"], Place(region=pt["team__unit__region__code"], unit=pt["team__unit__code"])
        extract = extracts.get(pk)
        held = [line for case, line in cases.get(pk, ()) if extract is None or case in gained.get(pk, ())]
        given, taken = support.codes(pk, place)
        yield Gathered(
            pk,
            place,
            PractitionerLoadInputs(
                grade=Grade(pt["practitioner__grade"]),
                contracted_hours=_hours_now(pt, on=on),
                reductions=_applying(reductions.get(pk, ()), on=on, place=place, rulebook=rulebook),
                cases=tuple(held),
                cells=tuple(_cells(extract.counts, lost.get(pk, ()))) if extract else (),
                reports=Reports(extract.sdr, extract.fdr) if extract else _reports(pt, on=on),
                done_for_others=given,
                done_by_others=taken,
                variant=variant_of(pt["team__kind"]),
            ),
            "extract" if extract else "record",
        )


def variant_of(team_kind: str) -> Variant:
    return "omic" if team_kind == Team.Kind.PRISON else "standard"


def case_line(case: Mapping[str, Any], *, on: date) -> CaseLine:
    """A case of Rainer's own record as it is scored. Past its expected end it is overdue for termination."""
    tier, scheme = (case["tier_v2"], "v2") if case["tier_v2"] or not case["tier_v3"] else (case["tier_v3"], "v3")
    ends = case["ends_expected"]
    return CaseLine(
        crn=case["person__crn"],
        tier=tier or None,
        state=CaseState(case["state"]),
        scheme=scheme,  # type: ignore[arg-type]
        t2a=case["is_t2a"],
        warrant=case["on_warrant"],
        upw=case["only_unpaid_work"],
        overdue=case["is_overdue_termination"] or (ends is not None and ends < on),
    )


def points_of_kind(facts: Sequence[Any], team_kind: str, *, on: date, place: Place, rulebook: Rulebook) -> int | None:
    """Whole points of one case; `facts` are state, v2 and v3 tier, T2A, warrant, unpaid work alone, overdue."""
    names = (
        "state",
        "tier_v2",
        "tier_v3",
        "is_t2a",
        "on_warrant",
        "only_unpaid_work",
        "is_overdue_termination",
    )
    line = case_line({"person__crn": "", "ends_expected": None, **dict(zip(names, facts, strict=True))}, on=on)
    answer = policy.case_points(
        policy.CaseInputs(line, variant_of(team_kind)), on=on, place=place, rulebook=rulebook
    ).answer
    return None if answer is None or answer.points is None else policy.half_up(answer.points)


def _for(rows: QuerySet[Any], ids: Ids, to: str = "practitioner_team") -> QuerySet[Any]:
    return rows if ids is None else rows.filter(**{f"{to}__in": ids})


def _who(ids: Ids, *, on: date) -> QuerySet[Any, dict[str, Any]]:
    """Those in a team on the day, and those who have left it with cases still in their name."""
    holds = Exists(Case.objects.filter(practitioner_team=OuterRef("pk"), closed_on=None))
    here = Q(ends=None) | Q(ends__gte=on) | holds
    recorded = ContractedHours.objects.filter(practitioner_team=OuterRef("pk"), starts__lte=on).order_by("-starts")
    rows = _for(PractitionerTeam.objects.filter(here, starts__lte=on), ids, "id").order_by("id")
    found: QuerySet[Any, dict[str, Any]] = rows.annotate(hours=Subquery(recorded.values("hours")[:1])).values(
        "id", "ends", "hours", "is_placeholder", "practitioner__grade", "team__kind", "team__unit__code",
        "team__unit__region__code", "report_tally__as_at", "report_tally__sdr", "report_tally__fdr",
    )  # fmt: skip
    return found


def _hours_now(pt: Mapping[str, Any], *, on: date) -> float | None:
    """The newest hours recorded; a placeholder, or someone who has left the team, has no time whatever they were."""
    if pt["is_placeholder"] or (pt["ends"] is not None and pt["ends"] < on):
        return 0
    return None if pt["hours"] is None else float(pt["hours"])


def _reductions(ids: Ids, *, on: date) -> dict[int, list[policy.Reduction]]:
    rows = _for(Reduction.objects.filter(starts__lte=on, ends__gte=on), ids).exclude(status=Reduction.Status.DELETED)
    found: dict[int, list[policy.Reduction]] = defaultdict(list)
    for row in rows.order_by("id"):
        found[row.practitioner_team_id].append(as_rule_reduction(row))
    return found


def as_rule_reduction(row: Reduction) -> policy.Reduction:
    return policy.Reduction(float(row.hours), row.starts, row.ends, policy.ReductionStatus(row.status), row.reason)


def _applying(rows: Collection[policy.Reduction], *, on: date, place: Place, rulebook: Rulebook) -> tuple[float, ...]:
    if not rows:
        return ()
    off = switched_off_reasons(on=on, place=place, rulebook=rulebook)
    return tuple(row.hours for row in rows if row.reason not in off)


def switched_off_reasons(*, on: date, place: Place, rulebook: Rulebook) -> frozenset[str]:
    rows = rulebook.value("workload.reduction_reasons", on=on, place=place).value
    return frozenset(row["reason"] for row in rows if not row.get("enabled", True))


def _held_cases(ids: Ids, *, on: date) -> dict[int, list[tuple[int, CaseLine]]]:
    rows = _for(Case.objects.filter(closed_on=None, practitioner_team__isnull=False), ids)
    found: dict[int, list[tuple[int, CaseLine]]] = defaultdict(list)
    values = rows.order_by("starts", "id").values("id", "practitioner_team_id", *CASE_FIELDS)
    for row in values.iterator(4000) if ids is None else values:
        found[row["practitioner_team_id"]].append((row["id"], case_line(row, on=on)))
    return found


def _reports(pt: Mapping[str, Any], *, on: date) -> Reports:
    """The tally of reports, where there is one up to the day."""
    if pt["report_tally__as_at"] is None or pt["report_tally__as_at"] > on:
        return Reports()
    return Reports(pt["report_tally__sdr"], pt["report_tally__fdr"])


class _Support:
    """Support contacts that count on a day, by who did the work and by whose case it was."""

    def __init__(self, ids: Ids, *, on: date, rulebook: Rulebook) -> None:
        self._on, self._rulebook = on, rulebook
        self._given: dict[int, list[tuple[date, str]]] = defaultdict(list)
        self._taken: dict[int, list[tuple[date, str]]] = defaultdict(list)
        rows = SupportContact.objects.filter(on__lte=on, on__gt=on - timedelta(days=self._longest()))
        if ids is not None:
            rows = rows.filter(Q(done_by__in=ids) | Q(holder__in=ids))
        names = (
            "done_by_id",
            "holder_id",
            "done_by__practitioner_id",
            "holder__practitioner_id",
            "on",
            "type_code",
        )
        for done_by, holder, worker, owner, day, code in rows.order_by("id").values_list(*names):
            if worker != owner:
                self._given[done_by].append((day, code))
                self._taken[holder].append((day, code))

    def _longest(self) -> int:
        values = self._rulebook.parameter("workload.cms_counting_days").values
        return max(int(value.value) for value in values if value.holds_on(self._on))

    def codes(self, pk: int, place: Place) -> tuple[tuple[str, ...], tuple[str, ...]]:
        given, taken = self._given.get(pk), self._taken.get(pk)
        if not given and not taken:
            return (), ()
        days = self._rulebook.value("workload.cms_counting_days", on=self._on, place=place).value
        since = self._on - timedelta(days=days)
        return (
            tuple(code for day, code in given or () if day > since),
            tuple(code for day, code in taken or () if day > since),
        )


def _extracts(ids: Ids, *, on: date) -> tuple[dict[int, ExtractCount], date]:
    """The counts of the latest extract up to the day: those it covers are scored from it."""
    newest = ExtractCount.objects.filter(on__lte=on).order_by("-on").values("on")[:1]
    rows = {row.practitioner_team_id: row for row in _for(ExtractCount.objects.filter(on=newest), ids)}
    return rows, next((row.on for row in rows.values()), on)


def _moved_since(ids: Ids, day: date) -> tuple[dict[int, set[int]], dict[int, list[CaseLine]]]:
    """Cases allocated from the extract's day on and still held, and those held before it that moved away or closed.

    A nightly file is as of the night before: what is decided on the day it covers is not in it.
    """
    end = timezone.make_aware(datetime.combine(day, time.min))
    gained: dict[int, set[int]] = defaultdict(set)
    lost: dict[int, list[CaseLine]] = defaultdict(list)
    held_after = Q(starts_at__gte=end, ends_at=None)
    left_after = Q(starts_at__lt=end, ends_at__gte=end)
    rows = _for(CaseHolding.objects.filter(held_after | left_after), ids)
    fields = (f"case__{name}" for name in CASE_FIELDS)
    for row in rows.values("practitioner_team_id", "case_id", "ends_at", *fields):
        if row["ends_at"] is None:
            gained[row["practitioner_team_id"]].add(row["case_id"])
        else:
            facts = {name: row[f"case__{name}"] for name in CASE_FIELDS}
            lost[row["practitioner_team_id"]].append(case_line(facts, on=day))
    return gained, lost


def _cells(counts: Mapping[str, Any], lost: Collection[CaseLine]) -> Iterator[Cell]:
    """The extract's counts as cells, less one for each case that has moved away since."""
    gone = Counter((line.state, line.tier or policy.UNTIERED, line.t2a) for line in lost)
    of_all, filtered = counts.get("all", {}), counts.get("filtered", {})
    for state, tier in _places(of_all, filtered):
        away = gone[CaseState(state), tier, False]
        both = (max(table.get(state, {}).get(tier, 0) - away, 0) for table in (of_all, filtered))
        yield Cell(CaseState(state), tier, *both)
    for state, tier in _places(counts.get("t2a", {})):
        held = max(counts["t2a"][state][tier] - gone[CaseState(state), tier, True], 0)
        yield Cell(CaseState(state), tier, all=held, filtered=held, t2a=True)


def _places(*tables: Mapping[str, Mapping[str, int]]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((state, tier) for table in tables for state, tiers in table.items() for tier in tiers))
