"""Points, available time and load of every practitioner-team of an extract at once.

The figures read are those of the single-case rule (`workload.weights`), for the day and place asked; prison
teams (`omic`) are scored with their own and are never added to the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from rainer.importers.wmt.columns import COUNTED_TIERS, STATES, TIERS
from rainer.importers.wmt.no_load import Why, stands_for_nobody, why_no_load
from rainer.importers.wmt.rows import Extract, PractitionerTeams, Variant
from rainer.importers.wmt.sheets import CELLS, Contact
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.workload.capacity import available_points, hours_of
from rainer.policy.workload.grades import Grade
from rainer.policy.workload.weights import (
    PLAIN,
    T2A,
    BulkParameters,
    Flags,
    bulk_parameters,
    weight_table,
)

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Table = dict[str, list[Any]]
"""Columns by name, in order, all of one length. None is "does not apply" or "not available"."""

VARIANTS: tuple[Variant, ...] = ("standard", "omic")


@dataclass(frozen=True)
class Lines:
    """What was worked out for each practitioner-team, standard ones first; arrays have one entry a line."""

    identity: dict[str, list[str]]
    variant: list[Variant]
    grade: list[str]
    filtered: Integers
    """Lines by state."""
    t2a: Integers
    """Lines by state."""
    all_cases: Integers
    untiered: Integers
    without_weight: Integers
    contact_suspended: Integers
    first_16_weeks: Integers
    reports: Integers
    """Lines by standard, fast, oral, due."""
    case_points: Floats
    report_points: Floats
    cms_points: Floats
    total_points: Integers
    available_points: Integers
    projected_licence_points: Floats
    """NaN for all but prison teams."""

    def __len__(self) -> int:
        return len(self.variant)

    @property
    def percent(self) -> Floats:
        """Load, unrounded; NaN where no time is available."""
        return percents(self.total_points, self.available_points)

    @property
    def cases(self) -> Integers:
        """Cases that make up the load: filtered and transition to adulthood."""
        total: Integers = self.filtered.sum(axis=1) + self.t2a.sum(axis=1)
        return total

    @property
    def without_load(self) -> Iterator[tuple[Why | None, int]]:
        """Of each practitioner-team: why it has no load, if it has none, and its cases."""
        codes = zip(self.identity["om_key"], self.identity["om_grade_code"], strict=True)
        rows = zip(codes, self.grade, self.available_points.tolist(), self.cases.tolist(), strict=True)
        for (staff, code), grade, room, cases in rows:
            is_nobody = stands_for_nobody(staff, code)
            yield why_no_load(is_nobody=is_nobody, grade=grade, available_points=room), cases


def score(extract: Extract, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Lines:
    """Every practitioner-team of the extract, standard then prison teams, each in workbook order.

    Raises NoValueInForceError before the first day the rulebook has values for.
    """
    book = rulebook or national()
    parts = [
        _score(extract, teams, _Rules.read(variant, on=on, place=place, rulebook=book), on=on)
        for variant, teams in zip(VARIANTS, (extract.standard, extract.omic), strict=True)
    ]
    return _joined(parts)


@dataclass(frozen=True)
class _Rules:
    """The rulebook's figures of one variant as arrays, state by tier."""

    parameters: BulkParameters
    plain: Floats
    t2a: Floats

    @classmethod
    def read(cls, variant: Variant, *, on: date, place: Place, rulebook: Rulebook) -> _Rules:
        table = weight_table(on=on, place=place, variant=variant, rulebook=rulebook)
        return cls(
            parameters=bulk_parameters(on=on, place=place, variant=variant, rulebook=rulebook),
            plain=_matrix(table, PLAIN),
            t2a=_matrix(table, T2A),
        )


def _matrix(table: dict[tuple[str, str, Flags], int | None], flags: Flags) -> Floats:
    """Weights, state by tier, untiered first; NaN where none is set, as for untiered cases."""
    weights = np.full(CELLS, np.nan)
    for row, state in enumerate(STATES):
        for column, tier in enumerate(TIERS, start=1):
            points = table[state, tier, flags]
            weights[row, column] = np.nan if points is None else points
    return weights


def _score(extract: Extract, teams: PractitionerTeams, rules: _Rules, *, on: date) -> Lines:
    parameters = rules.parameters
    grade = [extract.grades.get(code, Grade.UNKNOWN).value for code in teams.identity["om_grade_code"]]
    case_points = points_of(teams.filtered, rules.plain) + points_of(teams.t2a, rules.t2a)
    each_report = parameters.report_points
    report_points = teams.reports[:, :2] @ np.array([each_report["standard"], each_report["fast"]], dtype=float)
    cms_points = np.zeros(len(teams))
    projected = np.full(len(teams), np.nan)
    if teams.variant == "standard":
        cms_points = contact_points(extract.contacts, teams, parameters, on=on)
    else:
        custody, licence = STATES.index("custody"), STATES.index("licence")
        projected = np.nan_to_num(rules.plain[licence]) @ teams.filtered[:, custody, :].T
    return Lines(
        identity=teams.identity,
        variant=[teams.variant] * len(teams),
        grade=grade,
        filtered=teams.filtered.sum(axis=2),
        t2a=teams.t2a.sum(axis=2),
        all_cases=teams.all_cases.sum(axis=(1, 2)),
        untiered=(teams.filtered + teams.t2a)[:, :, 0].sum(axis=1),
        without_weight=_without_weight(teams.filtered, rules.plain) + _without_weight(teams.t2a, rules.t2a),
        contact_suspended=(teams.filtered + teams.t2a)[:, :, _SUSPENDED].sum(axis=(1, 2)),
        first_16_weeks=teams.first_16_weeks,
        reports=teams.reports,
        case_points=case_points,
        report_points=report_points,
        cms_points=cms_points,
        total_points=np.floor(case_points + report_points + cms_points + 0.5).astype(np.int64),
        available_points=_available(grade, parameters),
        projected_licence_points=projected,
    )


_SUSPENDED = slice(COUNTED_TIERS.index("A0S"), None)


def points_of(cells: Integers, weights: Floats) -> Floats:
    """Points of each line: every count times its weight. A tier with no weight adds nothing; it is listed."""
    points: Floats = cells.reshape(len(cells), weights.size) @ np.nan_to_num(weights).ravel()
    return points


def _without_weight(cells: Integers, weights: Floats) -> Integers:
    """Cases that have a tier for which no weight is set."""
    unset = np.isnan(weights)
    unset[:, 0] = False
    found: Integers = cells[:, unset].sum(axis=1)
    return found


def contact_points(
    contacts: Sequence[Contact], teams: PractitionerTeams, parameters: BulkParameters, *, on: date
) -> Floats:
    """Case management support of each line: points of work done for others less work others did.

    A contact counts for `cms_counting_days`, its own day the first; both people are matched by staff code and
    team. An unknown code carries nothing.
    """
    places = {key: place for place, key in enumerate(teams.keys)}
    points = np.zeros(len(teams))
    for contact in contacts:
        if contact.day is None or not 0 <= (on - contact.day).days < parameters.cms_counting_days:
            continue
        worth = parameters.cms_points.get(contact.code, 0)
        if contact.doer in places:
            points[places[contact.doer]] += worth
        if contact.holder in places:
            points[places[contact.holder]] -= worth
    return points


def _available(grades: Sequence[str], parameters: BulkParameters) -> Integers:
    """Points a grade's default hours leave room for; an extract holds neither hours nor reductions."""
    by_grade = {
        grade: available_points(
            nominal_target=parameters.nominal_target[grade],
            hours=hours_of(
                grade=grade,
                contracted_hours=None,
                reduction_hours=0,
                default_hours=parameters.default_hours,
                divisor=parameters.hours_divisor,
            ),
        )
        for grade in set(grades)
    }
    return np.array([by_grade[grade] for grade in grades], dtype=np.int64)


def _joined(parts: Sequence[Lines]) -> Lines:
    def end_to_end(name: str) -> Any:
        values = [getattr(part, name) for part in parts]
        if isinstance(values[0], list):
            return [item for value in values for item in value]
        return np.concatenate(values)

    identity = {name: [text for part in parts for text in part.identity[name]] for name in parts[0].identity}
    names = [name for name in Lines.__dataclass_fields__ if name != "identity"]
    return Lines(identity=identity, **{name: end_to_end(name) for name in names})


def percents(total: Integers, available: Integers) -> Floats:
    """100 x total / available, unrounded; NaN where available is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(available > 0, 100.0 * total / available, np.nan)


def one_decimal(total: Integers, available: Integers) -> list[float | None]:
    """The same to one decimal, a half away from zero, worked in whole numbers; None where available is 0."""
    safe = np.where(available > 0, available, 1)
    tenths = np.sign(total) * ((2000 * np.abs(total) + safe) // (2 * safe))
    return [tenth / 10 if room > 0 else None for tenth, room in zip(tenths.tolist(), available.tolist(), strict=True)]


def plain(values: npt.NDArray[Any]) -> list[Any]:
    """Whole numbers as int, others as they are, NaN as None."""
    if values.dtype.kind == "i" or bool(np.all(values == np.floor(values))):
        whole: list[Any] = values.astype(np.int64).tolist()
        return whole
    return [None if np.isnan(v) else int(v) if v.is_integer() else v for v in values.tolist()]


def bands(lines: Lines, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> list[str]:
    """The load band of each line by its unrounded load; "not available" where there is no time."""
    edges = (rulebook or national()).value("workload.bands", on=on, place=place).value
    names = [edge["band"] for edge in edges]
    places = np.searchsorted([edge["from"] for edge in edges], lines.percent, side="right") - 1
    known = lines.available_points > 0
    return [
        names[max(at, 0)] if measured else "not available"
        for at, measured in zip(places.tolist(), known.tolist(), strict=True)
    ]


def practitioner_table(lines: Lines, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Table:
    """One row a practitioner-team: the columns of the public tool's results first, then Rainer's own."""
    identity = lines.identity
    return {
        "region": identity["region_desc"],
        "pdu": identity["pdu_desc"],
        "team": identity["team_desc"],
        "team_code": identity["team_code"],
        "om_key": identity["om_key"],
        "grade": lines.grade,
        **sum_columns(lines.filtered, lines.t2a, lines.reports, _point_parts(lines)),
        "available_points": plain(lines.available_points),
        "capacity_percent": one_decimal(lines.total_points, lines.available_points),
        "variant": lines.variant,
        "projected_licence_points": plain(lines.projected_licence_points),
        "surname": identity["om_surname"],
        "forename": identity["om_forename"],
        "grade_code": identity["om_grade_code"],
        "region_code": identity["region_code"],
        "pdu_code": identity["pdu_code"],
        "remaining_points": plain(lines.available_points - lines.total_points),
        "band": bands(lines, on=on, place=place, rulebook=rulebook),
        "all_cases": plain(lines.all_cases),
        "untiered_cases": plain(lines.untiered),
        "cases_with_no_weight": plain(lines.without_weight),
        "contact_suspended_cases": plain(lines.contact_suspended),
        "cases_in_first_16_weeks": plain(lines.first_16_weeks),
        "oral_reports": plain(lines.reports[:, 2]),
        "reports_due_next_30": plain(lines.reports[:, 3]),
    }


def _point_parts(lines: Lines) -> Floats:
    parts = (lines.case_points, lines.report_points, lines.cms_points, lines.total_points)
    return np.stack([part.astype(np.float64) for part in parts], axis=1)


def sum_columns(filtered: Integers, t2a: Integers, reports: Integers, points: Floats) -> Table:
    """The columns that practitioner rows and totals share, in their order."""
    table: Table = {}
    for kind, counts in (("filtered", filtered), ("t2a", t2a)):
        for at, state in enumerate(STATES):
            table[f"{kind}_{state}"] = plain(counts[:, at])
    table["sdr"], table["fdr"] = plain(reports[:, 0]), plain(reports[:, 1])
    for at, name in enumerate(("case_points", "report_points", "cms_points", "total_points")):
        table[name] = plain(points[:, at])
    return table
