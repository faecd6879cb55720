"""Levels looked at, read off the record: each flag of serious harm set, reviewed or taken off, each tier worked out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from rainer.assessments.queries.harm import rosh_codes
from rainer.assurance.models import LevelChange
from rainer.cases.models import Registration, RegistrationReview
from rainer.common import clock
from rainer.common.models import LogEntry
from rainer.policy.watch import ROSH_LEVELS, direction
from rainer.tiering.models import TierDecision

ADDED, ENDED, REVIEWED = "registration_added", "registration_ended", "registration_reviewed"
# Of a day without times, what is taken off comes first: taken off and set is one change.
ORDER = {ENDED: 0, ADDED: 1, REVIEWED: 2}
NOON = time(12)


@dataclass(frozen=True, slots=True)
class Look:
    """A level that was looked at after it was first set. `before_at` is when the level before was given or looked at."""

    source: str
    person_id: int
    kind: str
    before: str
    after: str
    at: datetime
    before_at: datetime
    by_id: int | None
    about: str = ""

    @property
    def direction(self) -> str:
        return direction(self.before, self.after)


@dataclass(frozen=True, slots=True)
class _Fact:
    at: datetime
    what: str
    pk: int
    registration_id: int
    level: str
    by_id: int | None


def level_codes() -> dict[str, str]:
    """As they are today."""
    return rosh_codes(clock.today())


def has_level(person_id: int) -> bool:
    return Registration.objects.filter(person=person_id, type_code__in=level_codes(), ends=None).exists()


def rosh_looks(person_ids: Collection[int], codes: dict[str, str]) -> Iterator[Look]:
    """Of these people, all there have been. Three queries."""
    of: dict[int, list[_Fact]] = defaultdict(list)
    flags = {
        flag.pk: flag for flag in Registration.objects.filter(person__in=person_ids, type_code__in=codes).order_by("pk")
    }
    written = _written(person_ids)
    for flag in flags.values():
        of[flag.person_id] += _facts_of(flag, codes[flag.type_code], written)
    for review in RegistrationReview.objects.filter(registration__in=flags).order_by("pk"):
        flag = flags[review.registration_id]
        at = written.get((REVIEWED, flag.pk, review.done_on.isoformat())) or noon(review.done_on)
        of[flag.person_id].append(_Fact(at, REVIEWED, review.pk, flag.pk, codes[flag.type_code], review.by_id))
    for person_id, facts in of.items():
        yield from _of_person(person_id, sorted(facts, key=lambda one: (one.at, ORDER[one.what], one.pk)))


def _day(fact: _Fact) -> date:
    return timezone.localdate(fact.at)


def noon(day: date) -> datetime:
    """The record has the day alone."""
    return timezone.make_aware(datetime.combine(day, NOON))


def _written(person_ids: Collection[int]) -> dict[tuple[str, int, str], datetime]:
    """When the log says that a flag was set, taken off or, on a day, reviewed."""
    rows = LogEntry.objects.filter(person_id__in=person_ids, name__in=ORDER).values_list(
        "name", "subject", "data", "at"
    )
    return {
        (name, int(subject.partition(":")[2]), data.get("done_on", "") if name == REVIEWED else ""): at
        for name, subject, data, at in rows
    }


def _facts_of(flag: Registration, level: str, written: dict[tuple[str, int, str], datetime]) -> Iterator[_Fact]:
    at = written.get((ADDED, flag.pk, "")) or noon(flag.starts)
    yield _Fact(at, ADDED, flag.pk, flag.pk, level, flag.made_by_id)
    if flag.ends is not None:
        at = written.get((ENDED, flag.pk, "")) or noon(flag.ends)
        yield _Fact(at, ENDED, flag.pk, flag.pk, level, flag.removed_by_id)


def _of_person(person_id: int, facts: list[_Fact]) -> Iterator[Look]:
    """The highest of the flags that stand is the level."""
    standing: dict[int, str] = {}
    last, last_at = "", noon(date.min.replace(year=1900))
    for number, fact in enumerate(facts):
        if fact.what == ENDED:
            standing.pop(fact.registration_id, None)
        else:
            standing[fact.registration_id] = fact.level
        level = max(standing.values(), key=ROSH_LEVELS.index, default="")
        if _says_something(fact, level, last, facts[number + 1 :]):
            source = f"{fact.what.replace('_', '-')}:{fact.pk}"
            about = f"registration:{fact.registration_id}"
            yield Look(source, person_id, LevelChange.Kind.ROSH, last, level, fact.at, last_at, fact.by_id, about)
        if level:
            last, last_at = level, fact.at


def _says_something(fact: _Fact, level: str, last: str, later: Iterable[_Fact]) -> bool:
    """A first level is none that was looked at; nor is a lower flag beside the one that stands, nor one taken off from
    beside it, nor one that makes way for another of the same day."""
    if not last:
        return False
    if fact.what == ENDED:
        if not level:
            return not any(one.what == ADDED and _day(one) == _day(fact) for one in later)
        return level != last
    return fact.level == level


def tier_looks(person_ids: Collection[int], scheme: str) -> Iterator[Look]:
    """Of these people, each tier worked out after the first of its case. One query."""
    rows = (
        TierDecision.objects.filter(case__person__in=person_ids, scheme=scheme)
        .exclude(tier="")
        .order_by("case_id", "at", "pk")
        .values_list("pk", "case_id", "case__person_id", "tier", "at")
    )
    before: dict[int, tuple[str, datetime]] = {}
    for pk, case_id, person_id, tier, at in rows:
        if case_id in before:
            last, last_at = before[case_id]
            yield Look(f"tier-decision:{pk}", person_id, LevelChange.Kind.TIER, last, tier, at, last_at, None)
        before[case_id] = tier, at
