"""Keep each level that was looked at with its circumstances: as it happens, and for the past."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rainer.assessments.queries.harm import rosh_codes
from rainer.assurance.circumstances import circumstances_of
from rainer.assurance.looks import Look, rosh_looks, tier_looks
from rainer.assurance.models import LevelChange
from rainer.cases.models import Case, Person, Registration
from rainer.common import clock, log
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.models import User
from rainer.rulebook.queries import rulebook_now
from rainer.tiering.models import TierDecision
from rainer.workforce.models import PractitionerTeam
from rainer.workload.operations.circumstances import keep_circumstances

FILLED = log.event_type(
    "level_changes_filled", _("Rainer filled in {kept} levels that were looked at"), kind=LogEntry.Kind.SYSTEM
)
BATCH = 5000
CHANGED = (LevelChange.Direction.RAISED, LevelChange.Direction.LOWERED)


@transaction.atomic
def fill_levels(*, since: date | None = None) -> int:
    """Keep what the record and its log say was looked at and is not kept yet: of everyone, or of those about whom
    something was written since a day. Returns how many were kept; a second time none."""
    people = _people(since)
    kept = sum(keep_levels(people[start : start + BATCH]) for start in range(0, len(people), BATCH))
    if kept:
        log.record(FILLED, actor=None, subject="level-changes", data={"kept": kept})
    return kept


def _people(since: date | None) -> list[int]:
    on = clock.today()
    flags = Registration.objects.filter(type_code__in=rosh_codes(on))
    decided = TierDecision.objects.filter(scheme=_scheme(on))
    if since is not None:
        flags = flags.filter(Q(starts__gte=since) | Q(ends__gte=since) | Q(reviews__done_on__gte=since))
        decided = decided.filter(at__date__gte=since)
    either = Q(pk__in=flags.values("person")) | Q(pk__in=decided.values("case__person"))
    return list(Person.objects.filter(either).order_by("pk").values_list("pk", flat=True))


def _scheme(on: date) -> str:
    return str(rulebook_now().value("watch.patterns", on=on).value["tier_scheme"])


@transaction.atomic
def keep_levels(
    people: Collection[int],
    *,
    kinds: Collection[str] = tuple(LevelChange.Kind.values),
    decided: LogEntry | None = None,
) -> int:
    """Keep what these people's records say and is not kept yet. `decided`: the event that is happening now; with what it
    changed the circumstances of the decision are kept too. A fixed number of queries, but for those."""
    on, rulebook = clock.today(), rulebook_now()
    codes = rosh_codes(on)
    found: list[Look] = []
    if LevelChange.Kind.ROSH in kinds:
        found += rosh_looks(people, codes)
    if LevelChange.Kind.TIER in kinds:
        found += tier_looks(people, _scheme(on))
    looks = list(_not_kept(people, found))
    if not looks:
        return 0
    facts = circumstances_of(looks, rosh=[*codes], on=on, zone=settings.TIME_ZONE, rulebook=rulebook)
    rows = [_row(look, one) for look, one in zip(looks, facts, strict=True)]
    if decided is not None:
        _keep_circumstances(rows, decided)
    # Kept by somebody else in the same moment, it is kept.
    LevelChange.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return len(rows)


def _not_kept(people: Collection[int], looks: Iterable[Look]) -> Iterator[Look]:
    kept = set(LevelChange.objects.filter(person__in=people).values_list("source", flat=True))
    return (look for look in looks if look.source not in kept)


def _row(look: Look, facts: dict[str, Any]) -> LevelChange:
    return LevelChange(
        person_id=look.person_id,
        kind=look.kind,
        before=look.before,
        after=look.after,
        direction=look.direction,
        at=look.at,
        by_id=look.by_id,
        source=look.source,
        **facts,
    )


def _keep_circumstances(rows: list[LevelChange], decided: LogEntry) -> None:
    """Of what was changed by this very event; one that somebody else kept for it already stands for it."""
    if decided.actor_id is None:
        return
    for row in rows:
        if row.direction in CHANGED and row.at == decided.at:
            by = Acting.of(User.objects.get(pk=decided.actor_id))
            concerned = Q(pk=row.holder_id) | Q(practitioner__user=by.user, ends=None)
            row.circumstances = keep_circumstances(
                about=decided.subject,
                cases=Case.objects.filter(pk=row.case_id).select_related("person"),
                practitioner_teams=PractitionerTeam.objects.filter(concerned).select_related("team__unit__region"),
                by=by,
                at=decided.at,
            )
