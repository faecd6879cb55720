"""What follows when a load reaches a threshold: a record is asked for, and it rises until someone chooses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from rainer.common import log
from rainer.common.models import LogEntry, Message
from rainer.organisation.models import RoleHolding
from rainer.policy import working_days
from rainer.policy.rulebook import Place, Rulebook
from rainer.policy.workload import (
    Reading,
    ThresholdInputs,
    Thresholds,
    ThresholdState,
    load_percent,
    threshold,
)
from rainer.rulebook.queries import rulebook_now
from rainer.workload.models import CurrentLoad, WorkloadAction
from rainer.workload.queries.history import over_since

ACTION_DUE = log.event_type(
    "workload_action_due",
    _("A record of what was done about {who}'s load is due by {due}"),
    kind=LogEntry.Kind.SYSTEM,
)
ACTION_ROSE = log.event_type(
    "workload_action_rose",
    _("The record about {who}'s load went up a level: {why}"),
    kind=LogEntry.Kind.SYSTEM,
)
HEAD_INFORMED = log.event_type(
    "head_informed_of_load", _("The head of unit was told of {who}'s load"), kind=LogEntry.Kind.SYSTEM
)
Level = WorkloadAction.Level
ABOVE = {Level.TEAM: Level.UNIT, Level.UNIT: Level.REGION, Level.REGION: Level.NATION}
FIRST_LEVEL = {"act": Level.TEAM, "excessive": Level.UNIT}
NEVER = date.min

READINGS = """
SELECT p.id, r.on, r.total_points, r.available_points
  FROM workforce_practitionerteam p
  JOIN workload_loadreading today ON today.practitioner_team_id = p.id AND today.on = %(on)s
 CROSS JOIN LATERAL (
    SELECT l.on, l.total_points, l.available_points
      FROM workload_loadreading l
     WHERE l.practitioner_team_id = p.id AND l.on <= %(on)s AND (l.available_points > 0 OR l.on = %(on)s)
     ORDER BY l.on DESC LIMIT %(most)s) r
 WHERE NOT p.is_placeholder
"""


@dataclass(frozen=True, slots=True)
class Night:
    """One practitioner-team's thresholds on a night, and its readings, newest first."""

    load: CurrentLoad
    place: Place
    thresholds: Thresholds
    readings: Sequence[Reading]

    @property
    def who(self) -> str:
        return str(self.load.practitioner_team.practitioner)

    @property
    def before(self) -> float | None:
        """The last percentage before tonight's."""
        return next((r.percent for r in self.readings[1:] if r.percent is not None), None)


@transaction.atomic
def evaluate_thresholds(on: date, *, at: datetime) -> int:
    """Open the records that tonight's readings ask for, tell heads of unit, and raise what was left unanswered.

    The same night twice opens nothing twice. Returns how many records were opened.
    """
    one_at_a_time()
    rulebook = rulebook_now()
    nights = _nights(on, rulebook)
    _keep_since(nights, on=on)
    opened = _open_due(nights, on=on, rulebook=rulebook)
    _tell_heads(nights, on=on, at=at)
    risen = raise_unanswered(on, rulebook=rulebook)
    return len(opened) + len(risen)


def one_at_a_time() -> None:
    """Until the transaction ends nobody else opens records: two who raise one at once would open it twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('workload.actions'))")


def _nights(on: date, rulebook: Rulebook) -> list[Night]:
    found: dict[int, list[Reading]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(READINGS, {"on": on, "most": _longest_period(on, rulebook) + 1})
        for pk, day, total, available in cursor.fetchall():
            found[pk].append(Reading(day, load_percent(total, available)))
    loads = CurrentLoad.objects.filter(pk__in=found).select_related(
        "practitioner_team__practitioner", "practitioner_team__team__unit__region"
    )
    return [_night(load, found[load.pk], on=on, rulebook=rulebook) for load in loads.order_by("pk")]


def _night(load: CurrentLoad, readings: list[Reading], *, on: date, rulebook: Rulebook) -> Night:
    unit = load.practitioner_team.team.unit
    place = Place(region=unit.region.code, unit=unit.code)
    answer = threshold(ThresholdInputs(tuple(readings)), on=on, place=place, rulebook=rulebook).answer
    assert answer is not None
    return Night(load, place, answer, sorted(readings, key=lambda r: r.day, reverse=True))


def _longest_period(on: date, rulebook: Rulebook) -> int:
    values = [v for v in rulebook.parameter("workload.thresholds").values if v.holds_on(on)]
    return max(int(row["period_days"]) for value in values for row in value.value)


def _keep_since(nights: Iterable[Night], *, on: date) -> None:
    """Since when each load has been at or over the level to act, and excessive; a night without one changes nothing."""
    nights = list(nights)
    since = over_since({n.load.pk: n.thresholds.state("act").level for n in nights}, on=on)
    changed = []
    for night in nights:
        before = (night.load.over_since, night.load.excessive_since)
        act, excessive = night.thresholds.state("act"), night.thresholds.state("excessive")
        if night.thresholds.percent is not None:
            night.load.over_since = since.get(night.load.pk) if act.reached else None
        night.load.excessive_since = (
            (night.load.excessive_since or night.thresholds.read_on) if excessive.reached else None
        )
        if before != (night.load.over_since, night.load.excessive_since):
            changed.append(night.load)
    CurrentLoad.objects.bulk_update(changed, ["over_since", "excessive_since"], batch_size=1000)


def _open_due(nights: Sequence[Night], *, on: date, rulebook: Rulebook) -> list[WorkloadAction]:
    newest, waiting = _newest_actions(nights)
    wanted = []
    for night in nights:
        for name, level in FIRST_LEVEL.items():
            key = (night.load.pk, name)
            if key not in waiting and is_due(night, name, newest.get(key), on=on):
                wanted.append(_action(night, night.thresholds.state(name), level, on=on, rulebook=rulebook))
    return _open(wanted)


def is_due(night: Night, name: str, newest: date | None, *, on: date) -> bool:
    """Whether the threshold asks for a record tonight: reached, and not asked for in this run or not for so long."""
    state = night.thresholds.state(name)
    if not state.reached or night.thresholds.percent is None:
        return False
    since = night.load.over_since if name == "act" else night.load.excessive_since
    if newest is None or newest < (since or on):
        return True
    return state.repeat_every_days is not None and newest + timedelta(days=state.repeat_every_days) <= on


def _newest_actions(nights: Sequence[Night]) -> tuple[dict[tuple[int, str], date], set[tuple[int, str]]]:
    """The last day each load was asked about, by threshold, and which of those still wait for an answer."""
    rows = WorkloadAction.objects.filter(
        practitioner_team__in=[n.load.pk for n in nights], threshold__in=FIRST_LEVEL, rises_from=None
    )
    newest: dict[tuple[int, str], date] = {}
    waiting = set()
    for pk, name, day, chosen in rows.values_list("practitioner_team_id", "threshold", "from_reading", "chosen"):
        newest[pk, name] = max(newest.get((pk, name), NEVER), day)
        if not chosen:
            waiting.add((pk, name))
    return newest, waiting


def _action(night: Night, state: ThresholdState, level: str, *, on: date, rulebook: Rulebook) -> WorkloadAction:
    return WorkloadAction(
        practitioner_team=night.load.practitioner_team,
        threshold=state.name,
        level=level,
        from_reading=on,
        percent=round(night.thresholds.percent or 0, 4),
        due=due_day(on, state.act_within_working_days, night.place, rulebook),
    )


def due_day(on: date, within: int, place: Place, rulebook: Rulebook) -> date:
    """The last day of so many working days after the day, by `working_days.add`."""
    return working_days.add(on, within, holidays=working_days.bank_holidays(place, rulebook))


def _open(actions: list[WorkloadAction]) -> list[WorkloadAction]:
    made = WorkloadAction.objects.bulk_create(actions, batch_size=1000)
    log.record_many(ACTION_DUE, actor=None, rows=[_row(a, due=a.due.isoformat(), level=a.level) for a in made])
    return made


def _row(action: WorkloadAction, **data: Any) -> dict[str, Any]:
    """What the log keeps of an action."""
    pt = action.practitioner_team
    return {
        "subject": f"practitioner_team:{pt.pk}",
        "unit_id": pt.team.unit_id,
        "data": {"who": str(pt.practitioner), **data},
    }


def raise_unanswered(on: date, *, rulebook: Rulebook) -> list[WorkloadAction]:
    """A record nobody answered by its day asks the level above as well; the first one stays open."""
    late = WorkloadAction.objects.filter(chosen="", due__lt=on, risen=None, level__in=ABOVE)
    rows = late.select_related("practitioner_team__practitioner", "practitioner_team__team__unit__region")
    within = {name: act_within(name, on, rulebook) for name in FIRST_LEVEL}
    why = _t("nobody answered by the day")
    return raise_all([(row, within[row.threshold]) for row in rows], on=on, why=why, rulebook=rulebook)


def act_within(name: str, on: date, rulebook: Rulebook) -> int:
    rows = rulebook.value("workload.thresholds", on=on).value
    return int(next(row["act_within_working_days"] for row in rows if row["name"] == name))


def raise_all(
    rows: Iterable[tuple[WorkloadAction, int]], *, on: date, why: str, rulebook: Rulebook
) -> list[WorkloadAction]:
    """Open a row at the level above each of these, due in so many working days, where none is open already."""
    open_now = set(WorkloadAction.objects.filter(chosen="").values_list("practitioner_team_id", "threshold", "level"))
    risen = [
        WorkloadAction(
            practitioner_team=row.practitioner_team,
            threshold=row.threshold,
            level=ABOVE[Level(row.level)],
            from_reading=row.from_reading,
            percent=row.percent,
            due=due_day(on, within, _place_of(row), rulebook),
            rises_from=row,
        )
        for row, within in rows
        if (row.practitioner_team_id, row.threshold, ABOVE[Level(row.level)]) not in open_now
    ]
    made = WorkloadAction.objects.bulk_create(risen, batch_size=1000)
    log.record_many(
        ACTION_ROSE, actor=None, rows=[_row(a, why=why, level=a.level, rises_from=a.rises_from_id) for a in made]
    )
    return made


def _place_of(row: WorkloadAction) -> Place:
    unit = row.practitioner_team.team.unit
    return Place(region=unit.region.code, unit=unit.code)


def _tell_heads(nights: Iterable[Night], *, on: date, at: datetime) -> None:
    """The day a load first reads at or over the level for the head of unit, a message goes the same day."""
    newly = [night for night in nights if _newly_informing(night, on=on)]
    heads = _heads({n.load.practitioner_team.team.unit_id for n in newly}, on=on)
    told = [(night, email) for night in newly for email in heads[night.load.practitioner_team.team.unit_id]]
    Message.objects.bulk_create(
        [
            Message(
                to=email,
                subject=_t("A load in your unit needs you today"),
                body=_t(
                    "A practitioner's load has reached the level at which you are told. Sign in to Rainer to see it."
                ),
                reference=f"head-informed-{night.load.pk}-{on}",
                created_at=at,
            )
            for night, email in told
        ],
        ignore_conflicts=True,
    )
    log.record_many(
        HEAD_INFORMED,
        actor=None,
        rows=[
            {
                "subject": f"practitioner_team:{night.load.pk}",
                "unit_id": night.load.practitioner_team.team.unit_id,
                "data": {"who": night.who, "percent": night.thresholds.percent},
            }
            for night in newly
        ],
    )


def _newly_informing(night: Night, *, on: date) -> bool:
    state = night.thresholds.state("head_informed")
    reached_now = state.reached and night.thresholds.read_on == on
    return reached_now and (night.before is None or night.before < state.level)


def _heads(units: set[int], *, on: date) -> dict[int, list[str]]:
    """Addresses of the heads of these units on the day."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = RoleHolding.objects.filter(
        Q(ends=None) | Q(ends__gte=on), role=RoleHolding.Role.HEAD_OF_UNIT, unit__in=units, starts__lte=on
    )
    for unit, email in rows.order_by("id").values_list("unit_id", "user__email"):
        found[unit].append(email)
    return found
