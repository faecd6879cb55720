"""What a value of the rulebook does to loads and tiers: today, and if a proposed one were approved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.cases.models import Case
from rainer.organisation.models import DeliveryUnit, Team
from rainer.policy.register import rules
from rainer.policy.rulebook import Place, Rulebook
from rainer.policy.workload import TIERS, action_level, load_percent
from rainer.rulebook import effects
from rainer.rulebook.grid import WEIGHTS
from rainer.rulebook.models import LocalValue
from rainer.rulebook.queries import local_value, rulebook_now
from rainer.rulebook.standing import place_of_row
from rainer.web import words
from rainer.workforce.models import PractitionerTeam
from rainer.workload.inputs import load_inputs, points_of_kind, variant_of
from rainer.workload.models import CurrentLoad
from rainer.workload.operations.load import work_out

# What is said of a load rests on the values of both rules: the points, and the levels they are held against.
LOAD, TIERING = ("workload.practitioner_load", "workload.threshold"), "tiering."
MOST_GAPS = 8
PRISON = variant_of(Team.Kind.PRISON)
FACTS = ("state", "tier_v2", "tier_v3", "is_t2a", "on_warrant", "only_unpaid_work", "is_overdue_termination")


def register() -> None:
    """Put both into the rulebook's pages. Called once, at start-up."""
    effects.tell(uses=uses, consequences=consequences)


def uses(key: str, place: Place, on: date) -> list[str]:
    """How many loads and tiers rest on the value in the place, and the cases no weight in force can score."""
    lines = []
    if _is_read_for_load(key):
        loads = CurrentLoad.objects.filter(_in(place, "practitioner_team__team")).count()
        lines.append(ngettext("%(n)s load today", "%(n)s loads today", loads) % {"n": f"{loads:,}"})
    if _is_read_for_tiers(key):
        people = _open_cases(place).count()
        lines.append(ngettext("The tier of %(n)s person", "The tiers of %(n)s people", people) % {"n": f"{people:,}"})
    return [*lines, *_gaps(key, place, on)]


def _is_read_for_load(key: str) -> bool:
    return any(key in rules()[name].reads for name in LOAD)


def _is_read_for_tiers(key: str) -> bool:
    return key.startswith(TIERING)


def _in(place: Place, team: str) -> Q:
    if place.unit:
        return Q(**{f"{team}__unit__code": place.unit})
    return Q(**{f"{team}__unit__region__code": place.region}) if place.region else Q()


def _open_cases(place: Place) -> QuerySet[Case]:
    return Case.objects.filter(_in(place, "team"), closed_on=None)


def _gaps(key: str, place: Place, on: date) -> list[str]:
    """Tiers and states that cases have and no weight is in force for."""
    if key not in WEIGHTS:
        return []
    value = rulebook_now().get(key, on=on, place=place)
    table = value.value if value else {}
    counts = [
        (tier, state, n) for state, tier, n in _cases_weighed_by(key, place)
        if tier in TIERS[WEIGHTS[key]] and table.get(state, {}).get(tier) is None  # type: ignore[index]
    ]  # fmt: skip
    counts.sort(key=lambda gap: -gap[2])
    lines = [_gap_words(*gap) for gap in counts[:MOST_GAPS]]
    rest = sum(n for _tier, _state, n in counts[MOST_GAPS:])
    return [
        *lines,
        *([_more_words(rest)] if rest else []),
    ]


def _more_words(count: int) -> str:
    return ngettext(
        "And %(n)s more case of another tier cannot be scored.",
        "And %(n)s more cases of other tiers cannot be scored.",
        count,
    ) % {"n": f"{count:,}"}


def _gap_words(tier: str, state: str, count: int) -> str:
    return ngettext(
        "No value in force for tier %(tier)s, %(state)s. %(n)s case cannot be scored. It is not counted as zero.",
        "No value in force for tier %(tier)s, %(state)s. %(n)s cases cannot be scored. They are not counted as zero.",
        count,
    ) % {"tier": tier, "state": state, "n": f"{count:,}"}


def _cases_weighed_by(key: str, place: Place) -> Iterable[tuple[str, str, int]]:
    """State, tier and number of the open cases that this table of weights scores."""
    rows = _open_cases(place)
    if WEIGHTS[key] == "v3":
        rows, tier = rows.filter(tier_v2=""), "tier_v3"
    else:
        in_prison = Q(team__kind=Team.Kind.PRISON)
        rows, tier = rows.filter(in_prison if key.endswith("_prison") else ~in_prison), "tier_v2"
        if not key.endswith("_prison"):
            rows = rows.filter(is_t2a=key.endswith("_t2a"))
    return rows.values_list("state", tier).annotate(n=Count("id")).order_by("state", tier)


@dataclass
class _Sum:
    """The work and time of a unit's teams of one measure, and how many practitioners reach the level to act.

    Points of prison teams are of another measure: as on the load pages they stand beside the rest, in no sum with it.
    """

    points: int = 0
    with_nobody: int = 0
    available: int = 0
    over: int = 0


def consequences(row: LocalValue, on: date) -> list[str]:
    """Each unit's load before and after, worked out in memory from today's facts; nothing is kept."""
    day, place = max(on, row.starts), place_of_row(row)
    if _is_read_for_tiers(row.key):
        people = _open_cases(place).count()
        said = ngettext(
            "The tier of %(n)s person is worked out again.", "The tiers of %(n)s people are worked out again.", people
        )
        return [said % {"n": f"{people:,}"}]
    if not _is_read_for_load(row.key):
        return []
    book = rulebook_now()
    units = list(_units(place))
    before, after = (_sums(units, on=on, day=day, rulebook=b) for b in (book, book.with_local([local_value(row)])))
    return [
        _unit_words(unit, before[unit.code, is_prison], after[unit.code, is_prison], is_prison=is_prison)
        for unit in units
        for is_prison in (False, True)
        if (unit.code, is_prison) in before or not (is_prison or (unit.code, True) in before)
    ]


def _units(place: Place) -> QuerySet[DeliveryUnit]:
    rows = DeliveryUnit.objects.select_related("region").order_by("name")
    if place.unit:
        return rows.filter(code=place.unit)
    return rows.filter(region__code=place.region) if place.region else rows


Parts = dict[tuple[str, bool], _Sum]


def _sums(units: Collection[DeliveryUnit], *, on: date, day: date, rulebook: Rulebook) -> Parts:
    """By unit, its prison teams apart: facts as they stand today, at the values in force on `day`."""
    found: Parts = defaultdict(_Sum)
    people = PractitionerTeam.objects.filter(team__unit__in=units, is_placeholder=False)
    gathered = load_inputs(list(people.values_list("id", flat=True)), on=on, rulebook=rulebook)
    for one in work_out(gathered, on=day, rulebook=rulebook):
        unit = found[one.gathered.place.unit or "", one.gathered.inputs.variant == PRISON]
        unit.points += one.load.total_points
        unit.available += one.load.available_points
        level = action_level(on=day, place=one.gathered.place, rulebook=rulebook)
        unit.over += one.load.percent is not None and one.load.percent >= level
    for part, points in _nobody(units, day=day, rulebook=rulebook).items():
        found[part].with_nobody = points
    return found


def _nobody(units: Collection[DeliveryUnit], *, day: date, rulebook: Rulebook) -> dict[tuple[str, bool], int]:
    """Points of the people nobody holds, by unit and whether by a prison team; each kind of case scored once."""
    nobody = Q(practitioner_team=None) | Q(practitioner_team__is_placeholder=True)
    kinds = Case.objects.filter(nobody, team__unit__in=units, closed_on=None).values_list(
        "team__unit__code", "team__unit__region__code", "team__kind", *FACTS
    )
    points: dict[tuple[str, bool], int] = defaultdict(int)
    for code, region, kind, *rest in kinds.annotate(n=Count("id")).order_by():
        *facts, count = rest
        each = points_of_kind(facts, kind, on=day, place=Place(region=region, unit=code), rulebook=rulebook)
        points[code, variant_of(kind) == PRISON] += (each or 0) * count
    return points


def _unit_words(unit: DeliveryUnit, before: _Sum, after: _Sum, *, is_prison: bool) -> str:
    facts = {
        "unit": _("%(unit)s, prison teams") % {"unit": unit.name} if is_prison else unit.name,
        "was": words.load0(load_percent(before.points, before.available)),
        "now": words.load0(load_percent(after.points, after.available)),
        "all_was": words.load0(load_percent(before.points + before.with_nobody, before.available)),
        "all_now": words.load0(load_percent(after.points + after.with_nobody, after.available)),
    }
    return _(
        "%(unit)s %(was)s → %(now)s of time; with the people nobody holds %(all_was)s → %(all_now)s; "
    ) % facts + _over_words(after.over - before.over)


def _over_words(more: int) -> str:
    if not more:
        return _("nobody more or fewer at or over the level to act")
    if more > 0:
        return ngettext(
            "%(n)s more person at or over the level to act", "%(n)s more people at or over the level to act", more
        ) % {"n": more}
    return ngettext(
        "%(n)s person fewer at or over the level to act", "%(n)s people fewer at or over the level to act", -more
    ) % {"n": -more}
