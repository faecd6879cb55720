"""Whether today's data is good: what came in, what was refused, what is old, what is disputed, whom nobody is named for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils import timezone

from rainer.importers import queries
from rainer.importers.models import ImportRun
from rainer.organisation.access import Acting, Area
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit, Region
from rainer.policy.rulebook import NATION, Rulebook
from rainer.policy.unit_summary import posts_are_stale
from rainer.policy.workload import ExtractAge, ExtractAgeInputs, extract_age
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.workforce.queries import staffing_by_unit
from rainer.workload.models import LineQuery
from rainer.workload.queries.age import newest_extract, regions_of_extract
from rainer.workload.queries.nobody import NobodyNamed, nobody_named

State = ImportRun.State
REFUSED = (State.FAULTY, State.FAILED)
UNDER_WAY = (State.READING, State.APPLYING)


@dataclass(frozen=True, slots=True)
class NobodyIn:
    """A region and the people in it whom nobody is named for."""

    region: Region
    nobody: NobodyNamed


@dataclass(frozen=True, slots=True)
class Disputes:
    """Lines of load whose question has no answer yet, and how many of these are past their day."""

    waiting: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class DataToday:
    """All the page shows. `left_out` are regions with nobody in the newest extract; `old_posts` units whose posts are
    out of date, of `units` in all."""

    on: date
    came: list[ImportRun]
    last: ImportRun | None
    to_apply: list[ImportRun]
    extract_day: date | None
    extract_age: ExtractAge | None
    left_out: list[Region]
    old_posts: list[DeliveryUnit]
    units: int
    disputes: Disputes
    nobody: list[NobodyIn]

    @property
    def refused(self) -> list[ImportRun]:
        return [run for run in self.came if run.state in REFUSED]

    @property
    def under_way(self) -> list[ImportRun]:
        return [run for run in self.came if run.state in UNDER_WAY]

    @property
    def still_refused(self) -> list[ImportRun]:
        """Of each kind of file the last one today, where that was refused: nothing has come in its place."""
        last = {run.format: run for run in reversed(self.came) if run.state not in UNDER_WAY}
        return [run for run in last.values() if run.state in REFUSED]

    @property
    def people_nobody_holds(self) -> NobodyNamed:
        return sum((one.nobody for one in self.nobody), NobodyNamed())


def data_today(acting: Acting, *, at: datetime) -> DataToday:
    """In as many queries for a nation as for a region, each only of where the user's work is."""
    on, rulebook, area = timezone.localdate(at), rulebook_now(), acting.area(Capability.SEE_LOAD_OF_PLACE)
    runs = queries.runs(acting)
    regions = list(_regions(area))
    day = newest_extract(on=on)
    units = list(DeliveryUnit.objects.filter(region__in=regions).select_related("region").order_by("name"))
    return DataToday(
        on=on,
        came=list(runs.filter(uploaded_at__date=on)),
        last=runs.filter(state=State.APPLIED).order_by("-applied_at").first(),
        to_apply=list(runs.filter(state=State.CHECKED, plan__after_run=queries.newest_applied_id())),
        extract_day=day,
        extract_age=extract_age(ExtractAgeInputs(day), on=on, place=NATION, rulebook=rulebook).answer,
        left_out=_left_out(regions, day),
        old_posts=_old_posts(units, on=on, rulebook=rulebook),
        units=len(units),
        disputes=_disputes(area, on=on),
        nobody=_nobody(regions),
    )


def _regions(area: Area) -> list[Region]:
    rows = Region.objects.order_by("name")
    return list(rows if area.everywhere else rows.filter(pk__in=area.regions))


def _left_out(regions: list[Region], day: date | None) -> list[Region]:
    if day is None:
        return []
    here = regions_of_extract(day)
    return [region for region in regions if region.pk not in here]


def _old_posts(units: list[DeliveryUnit], *, on: date, rulebook: Rulebook) -> list[DeliveryUnit]:
    staffing = staffing_by_unit([unit.pk for unit in units], on=on)
    limits = {unit.pk: rulebook.value("overview.stale_posts_days", on=on, place=place_of(unit)) for unit in units}
    return [
        unit for unit in units if posts_are_stale(staffing[unit.pk].updated_on, on=on, limit=limits[unit.pk])
    ]  # fmt: skip


def _disputes(area: Area, *, on: date) -> Disputes:
    waiting = LineQuery.objects.filter(area.teams_q("practitioner_team__team"), answered_at=None)
    counted = waiting.aggregate(waiting=Count("pk"), overdue=Count("pk", filter=Q(answer_due__lt=on)))
    return Disputes(counted["waiting"], counted["overdue"])


def _nobody(regions: list[Region]) -> list[NobodyIn]:
    """Regions with the most people nobody is named for first; those with none left out."""
    found = nobody_named(by="region")
    lines = [NobodyIn(region, found[region.pk]) for region in regions if region.pk in found]
    return sorted((one for one in lines if one.nobody.people), key=lambda one: -one.nobody.people)
