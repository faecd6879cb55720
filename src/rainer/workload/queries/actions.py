"""Records of what was done about loads: what waits for whom, and what was answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import CharField, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat

from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.workload.models import LineQuery, UnweightedWork, WorkloadAction

Level = WorkloadAction.Level
PT = "practitioner_team__"


def actions_for(acting: Acting) -> QuerySet[WorkloadAction]:
    """Every record in the area where the user answers, at the level they answer for and those below it."""
    area = acting.area(Capability.RECORD_WORKLOAD_ACTION)
    rows = WorkloadAction.objects.select_related(
        "practitioner_team__practitioner", "practitioner_team__team__unit__region", "chosen_by", "rises_from"
    )
    if area.everywhere:
        return rows
    at_team = area.teams_q("practitioner_team__team")
    at_unit = Q(**{f"{PT}team__unit__in": area.units}) | Q(**{f"{PT}team__unit__region__in": area.regions})
    at_region = Q(**{f"{PT}team__unit__region__in": area.regions})
    return rows.filter(
        (at_team & Q(level=Level.TEAM)) | (at_unit & Q(level=Level.UNIT)) | (at_region & Q(level=Level.REGION))
    )


def waiting_for(acting: Acting) -> QuerySet[WorkloadAction]:
    return with_rise(actions_for(acting).filter(chosen="")).order_by("due", "-percent", "pk")


def own_to_do(acting: Acting) -> QuerySet[WorkloadAction]:
    """Of what waits, the records asked of the user's own level; each load once, by what is due soonest."""
    return each_load_once(waiting_for(acting).filter(_own_level(acting)))


def _own_level(acting: Acting) -> Q:
    area = acting.area(Capability.RECORD_WORKLOAD_ACTION)
    if area.everywhere:
        return Q(level=Level.NATION)
    return (
        Q(level=Level.TEAM, practitioner_team__team__in=area.teams)
        | Q(level=Level.UNIT, practitioner_team__team__unit__in=area.units)
        | Q(level=Level.REGION, practitioner_team__team__unit__region__in=area.regions)
    )


def below(acting: Acting) -> QuerySet[WorkloadAction]:
    """Of what waits, the records asked of those below the user; each load once."""
    return each_load_once(waiting_for(acting).exclude(_own_level(acting)))


def each_load_once(rows: QuerySet[WorkloadAction]) -> QuerySet[WorkloadAction]:
    """Two thresholds may ask about one load at one level: the one due sooner stands for both."""
    sooner = WorkloadAction.objects.filter(
        Q(due__lt=OuterRef("due")) | Q(due=OuterRef("due"), pk__lt=OuterRef("pk")),
        practitioner_team=OuterRef("practitioner_team"), level=OuterRef("level"), chosen="",
    )  # fmt: skip
    return rows.filter(~Exists(sooner))


def with_rise(rows: QuerySet[WorkloadAction]) -> QuerySet[WorkloadAction]:
    """With `rose_to`, the level each went up to (empty: it did not), and `rose_at`, when the log says it did."""
    above = WorkloadAction.objects.filter(rises_from=OuterRef("pk")).order_by("pk")
    subject: Any = Concat(Value("practitioner_team:"), Cast(OuterRef("practitioner_team"), CharField()))
    rises = LogEntry.objects.alias(of=KeyTextTransform("rises_from", "data")).filter(
        name="workload_action_rose", subject=subject, of=Cast(OuterRef("pk"), CharField())
    )
    return rows.annotate(rose_to=Subquery(above.values("level")[:1]), rose_at=Subquery(rises.values("at")[:1]))


def gone_under(*, level: float) -> Q:
    """Of records, those whose load is under the level as it stands: the record is owed all the same."""
    load = f"{PT}current_load__"
    return Q(**{f"{load}available_points__gt": 0}) & Q(
        **{f"{load}total_points__lt": F(f"{load}available_points") * level / 100.0}
    )


def first_open_due(practitioner_team_id: int) -> date | None:
    """The soonest day by which something about this load is already asked for; None where nothing is."""
    rows = WorkloadAction.objects.filter(practitioner_team=practitioner_team_id, chosen="", level=Level.TEAM)
    due: date | None = rows.aggregate(due=Min("due"))["due"]
    return due


def answers_counted(acting: Acting) -> dict[str, int]:
    """How often each answer was given in the user's area: "nothing" and "asked above" are counted, and go up."""
    rows = actions_for(acting).exclude(chosen="").order_by().values_list("chosen").annotate(n=Count("pk"))
    return dict(rows)


def queries_waiting(acting: Acting) -> QuerySet[LineQuery]:
    """Questions about lines in the teams whose questions the user answers, unanswered first by their day."""
    teams = acting.area(Capability.ANSWER_A_LINE).teams_q("practitioner_team__team")
    rows = LineQuery.objects.filter(teams).select_related(
        "practitioner_team__practitioner", "practitioner_team__team__unit", "asked_by", "answered_by"
    )
    return rows.order_by("answered_at", "answer_due", "pk")


def unweighted_work() -> QuerySet[UnweightedWork]:
    """The list of work without a weight, everyone's: it is open to all who work here."""
    return UnweightedWork.objects.select_related("unit__region", "added_by", "answered_by").order_by(
        "answered_at", "answer_due", "pk"
    )
