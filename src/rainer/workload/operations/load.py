"""Work out load and keep it: now, each night, and again for a past day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rainer.common import log
from rainer.common.models import LogEntry
from rainer.policy.rulebook import Rulebook
from rainer.policy.workload import Load, practitioner_load, workload_tables
from rainer.rulebook.queries import rulebook_now
from rainer.workforce.models import PractitionerTeam
from rainer.workload.figures import FIGURES, figures
from rainer.workload.inputs import Gathered, load_inputs
from rainer.workload.kept import digest_of, facts_of, kept_inputs
from rainer.workload.models import CurrentLoad, LoadFacts, LoadReading

READINGS_TAKEN = log.event_type(
    "load_readings_taken", _("Rainer took the readings of {count} loads for {on}"), kind=LogEntry.Kind.SYSTEM
)
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Worked:
    """One load worked out, with what it came from and the day its weights are in force from."""

    gathered: Gathered
    load: Load
    weights_from: date | None

    @property
    def figures(self) -> dict[str, Any]:
        return figures(self.load, self.gathered.inputs)


def work_out(gathered: Iterable[Gathered], *, on: date, rulebook: Rulebook) -> Iterator[Worked]:
    for one in gathered:
        outcome = practitioner_load(one.inputs, on=on, place=one.place, rulebook=rulebook)
        tables = workload_tables(on=on, place=one.place, variant=one.inputs.variant, rulebook=rulebook)
        _table, weights = tables.weights["v2", ()]
        assert outcome.answer is not None
        yield Worked(one, outcome.answer, weights.starts if weights else None)


@transaction.atomic
def refresh_load(practitioner_team_ids: Collection[int] | None, *, at: datetime) -> int:
    """Work out the load of these practitioner-teams (all of them for None) as it stands; returns how many.

    The rows are locked first, in order, so that two refreshes of one load cannot overwrite each other's facts.
    """
    ids = None if practitioner_team_ids is None else sorted(set(practitioner_team_ids))
    lock = PractitionerTeam.objects.select_for_update(no_key=True).order_by("id")
    if ids is not None:
        list(lock.filter(id__in=ids).values_list("id", flat=True))
    on, rulebook = timezone.localdate(at), rulebook_now()
    rows = [
        CurrentLoad(
            practitioner_team_id=one.gathered.practitioner_team_id,
            as_at=at,
            weights_from=one.weights_from,
            **one.figures,
        )
        for one in work_out(load_inputs(ids, on=on, rulebook=rulebook), on=on, rulebook=rulebook)
    ]
    CurrentLoad.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["practitioner_team"],
        update_fields=["as_at", "weights_from", *FIGURES],
        batch_size=BATCH,
    )
    _forget_those_gone({row.practitioner_team_id for row in rows}, ids)
    return len(rows)


def _forget_those_gone(here: set[int], asked: list[int] | None) -> None:
    """Whoever left their team and holds nothing has no load now; their readings stay."""
    gone = CurrentLoad.objects.all() if asked is None else CurrentLoad.objects.filter(pk__in=set(asked) - here)
    if asked is None:
        gone = gone.exclude(pk__in=here)
    gone.delete()


@transaction.atomic
def take_readings(on: date, *, at: datetime) -> int:
    """The nightly reading of every load on a day; the same day again replaces it. Returns how many.

    A day that is past is worked out from the facts kept with its readings, at the values in force on that day;
    readings without kept facts stay as they are.
    """
    rulebook = rulebook_now()
    is_today = on == timezone.localdate(at)
    gathered = load_inputs(None, on=on, rulebook=rulebook) if is_today else kept_inputs(on)
    worked = [(one, facts_of(one.gathered.inputs)) for one in work_out(gathered, on=on, rulebook=rulebook)]
    kept = _keep_facts(facts for _, facts in worked)
    LoadReading.objects.bulk_create(
        [
            LoadReading(
                practitioner_team_id=one.gathered.practitioner_team_id,
                on=on,
                source=one.gathered.source,
                facts_id=kept[digest_of(facts)],
                **one.figures,
            )
            for one, facts in worked
        ],
        update_conflicts=True,
        unique_fields=["practitioner_team", "on"],
        update_fields=["source", "facts", *FIGURES],
        batch_size=BATCH,
    )
    log.record(READINGS_TAKEN, actor=None, subject=f"day:{on}", data={"count": len(worked), "on": on.isoformat()})
    return len(worked)


def _keep_facts(all_facts: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Ids of the kept facts by digest; facts already kept on another day are not kept twice."""
    by_digest = {digest_of(facts): facts for facts in all_facts}
    rows = [LoadFacts(digest=digest, facts=facts) for digest, facts in by_digest.items()]
    LoadFacts.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest, id FROM workload_loadfacts WHERE digest = ANY(%s)", [list(by_digest)])
        return dict(cursor.fetchall())
