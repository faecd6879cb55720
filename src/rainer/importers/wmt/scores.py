"""The day's load of every practitioner-team of an extract, with the hours and reductions Rainer holds for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import numpy as np

from rainer.importers.wmt import report
from rainer.importers.wmt.check import Key
from rainer.importers.wmt.rows import Extract, PractitionerTeams
from rainer.importers.wmt.sheets import Contact
from rainer.importers.wmt.standing import Wanted
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.workload import BulkParameters, Reports, Variant, available_points, bulk_parameters, workload_tables
from rainer.policy.workload.capacity import hours_of, load_percent
from rainer.policy.workload.rounding import half_up
from rainer.workload.models import SupportContact

LONGEST_CODE = SupportContact._meta.get_field("type_code").max_length or 0


@dataclass(frozen=True, slots=True)
class HoursFacts:
    """Hours a week recorded for the day (None: none recorded) and the reductions that apply."""

    contracted: float | None = None
    reductions: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One practitioner-team's figures of the day, by the names `LoadReading` keeps them under."""

    key: Key
    variant: Variant
    grade: str
    place: Place
    hours: HoursFacts
    reports: Reports
    given: tuple[str, ...]
    taken: tuple[str, ...]
    case_points: int
    report_points: int
    cms_points: int
    total_points: int
    available_points: int
    contracted_hours: float
    reduction_hours: float
    cases: int
    by_state: tuple[int, int, int]
    unscored_cases: int
    weights_from: date | None
    has_own_hours: bool
    """Its hours here are not the default of its grade, or some are taken off: the file alone tells another load."""

    @property
    def percent(self) -> Decimal | None:
        percent = load_percent(self.total_points, self.available_points)
        return None if percent is None else round(Decimal(percent), 4)


def score(
    extract: Extract, wanted: Wanted, hours: Mapping[Key, HoursFacts], *, on: date, rulebook: Rulebook
) -> list[Line]:
    """A line for each practitioner-team, standard then prison ones, in the extract's order."""
    contacts = _contacts(extract, on=on)
    teams = (extract.standard, extract.omic)
    lines: dict[tuple[Variant, int], Line] = {}
    for place, chosen in _by_place(teams, wanted, rulebook):
        part = replace(
            extract, standard=taken(extract.standard, chosen[0]), omic=taken(extract.omic, chosen[1]), contacts=[]
        )
        scored = report.score(part, on=on, place=place, rulebook=rulebook)
        at = 0
        for variant_teams, indices in zip((part.standard, part.omic), chosen, strict=True):
            parameters, since = _values(on, place, variant_teams.variant, rulebook)
            for n, index in enumerate(indices):
                key = variant_teams.keys[n]
                line = _line(
                    scored, at, key, variant_teams, n, wanted, hours.get(key), contacts, parameters, place, since
                )
                lines[variant_teams.variant, index] = line
                at += 1
    return [lines[part.variant, n] for part in teams for n in range(len(part))]


def _values(on: date, place: Place, variant: Variant, rulebook: Rulebook) -> tuple[BulkParameters, date | None]:
    """What scores a line, and the day its weights are in force from."""
    _table, weights = workload_tables(on=on, place=place, variant=variant, rulebook=rulebook).weights["v2", ()]
    parameters = bulk_parameters(on=on, place=place, variant=variant, rulebook=rulebook)
    return parameters, weights.starts if weights else None


def _by_place(
    teams: Sequence[PractitionerTeams], wanted: Wanted, rulebook: Rulebook
) -> Iterator[tuple[Place, list[list[int]]]]:
    """The rows by the place whose values hold for them; all at once where no place has values of its own."""
    if rulebook is national():
        yield NATION, [list(range(len(part))) for part in teams]
        return
    found: dict[Place, list[list[int]]] = defaultdict(lambda: [[], []])
    for at, part in enumerate(teams):
        for n, (_staff, team) in enumerate(part.keys):
            found[place_of_team(wanted, team)][at].append(n)
    yield from found.items()


def place_of_team(wanted: Wanted, team: str) -> Place:
    unit = wanted.teams[team].unit
    return Place(region=wanted.units[unit].region, unit=unit)


def taken(teams: PractitionerTeams, indices: Sequence[int]) -> PractitionerTeams:
    """Those rows of the practitioner-teams, in that order."""
    if len(indices) == len(teams):
        return teams
    chosen = np.array(indices, dtype=np.intp)
    return PractitionerTeams(
        variant=teams.variant,
        identity={name: [column[n] for n in indices] for name, column in teams.identity.items()},
        keys=[teams.keys[n] for n in indices],
        row_numbers=[teams.row_numbers[n] for n in indices],
        filtered=teams.filtered[chosen],
        all_cases=teams.all_cases[chosen],
        t2a=teams.t2a[chosen],
        reports=teams.reports[chosen],
        first_16_weeks=teams.first_16_weeks[chosen],
    )


Codes = dict[Key, list[tuple[int, str]]]
"""Codes of support contacts, each with how many days ago it was, by practitioner-team."""


def attached(extract: Extract) -> list[tuple[Contact, date]]:
    """Support contacts with a day, both of whose people are practitioner-teams of this extract."""
    here = set(extract.standard.keys)
    return [
        (c, c.day)
        for c in extract.contacts
        if c.day is not None
        and c.doer[0] != c.holder[0]
        and c.doer in here
        and c.holder in here
        and len(c.code) <= LONGEST_CODE
    ]


def _contacts(extract: Extract, *, on: date) -> tuple[Codes, Codes]:
    given: Codes = defaultdict(list)
    received: Codes = defaultdict(list)
    for contact, day in attached(extract):
        if day <= on:
            given[contact.doer].append(((on - day).days, contact.code))
            received[contact.holder].append(((on - day).days, contact.code))
    return given, received


def _line(
    scored: report.Lines,
    at: int,
    key: Key,
    teams: PractitionerTeams,
    n: int,
    wanted: Wanted,
    hours: HoursFacts | None,
    contacts: tuple[Codes, Codes],
    parameters: BulkParameters,
    place: Place,
    weights_from: date | None,
) -> Line:
    grade = wanted.staff[key[0]].grade
    hours = HoursFacts(0) if key in wanted.placeholders else hours or HoursFacts()
    in_force = hours_of(
        grade=grade,
        contracted_hours=hours.contracted,
        reduction_hours=round(sum(hours.reductions), 2),
        default_hours=parameters.default_hours,
        divisor=parameters.hours_divisor,
    )
    given, received = (
        tuple(code for age, code in codes.get(key, ()) if age < parameters.cms_counting_days) for codes in contacts
    )
    worth = parameters.cms_points
    cms = sum(worth.get(code, 0) for code in given) - sum(worth.get(code, 0) for code in received)
    case_points, report_points = float(scored.case_points[at]), float(scored.report_points[at])
    by_state = (scored.filtered[at] + scored.t2a[at]).tolist()
    sdr, fdr = (int(count) for count in teams.reports[n][:2])
    return Line(
        key=key,
        variant=teams.variant,
        grade=grade,
        place=place,
        hours=hours,
        reports=Reports(sdr, fdr),
        given=given,
        taken=received,
        case_points=half_up(case_points),
        report_points=half_up(report_points),
        cms_points=cms,
        total_points=half_up(case_points + report_points + cms),
        available_points=available_points(nominal_target=parameters.nominal_target[grade], hours=in_force),
        contracted_hours=in_force.base,
        reduction_hours=in_force.reductions,
        cases=sum(by_state),
        by_state=(by_state[0], by_state[1], by_state[2]),
        unscored_cases=int(scored.untiered[at] + scored.without_weight[at]),
        weights_from=weights_from,
        has_own_hours=key not in wanted.placeholders
        and (bool(hours.reductions) or hours.contracted not in (None, parameters.default_hours.get(grade, 0))),
    )
