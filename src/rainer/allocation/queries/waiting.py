"""The people with nobody named, worst first, and the counts that head every list of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import ngettext

from rainer.allocation import events
from rainer.allocation.inputs import Rules, in_force
from rainer.allocation.models import Allocation, DutyPlan
from rainer.cases.access import cases_in_area, limited_q
from rainer.cases.models import Case, CaseHolding, Registration
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit, Team
from rainer.policy import allocation
from rainer.web import words
from rainer.workload.models import PlaceReading

SAFEGUARDING = ("RCPR", "RCCO", "RCHD", "RVAD")
CHILD_AT_RISK = ("RCPR", "RCCO", "RCHD")
DOMESTIC_ABUSE = ("ADVP",)
_FULL_NAME = Concat("person__forename", Value(" "), "person__surname")
OUT_OF_AREA = ~Q(practitioner_team__team__unit__region=F("team__unit__region"))
HELD_ELSEWHERE = Q(practitioner_team__isnull=False, practitioner_team__is_placeholder=False) & OUT_OF_AREA


def nobody_named(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Open cases without a named practitioner; a placeholder is nobody."""
    return cases.filter(Q(practitioner_team=None) | Q(practitioner_team__is_placeholder=True), closed_on=None)


def worst_first(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The waiting order: group, longest waiting, longest without contact (never is longest), CRN."""
    return cases.order_by("waiting_group", "received_on", F("last_contact_on").asc(nulls_first=True), "person__crn")


def teams_to_see(acting: Acting, unit: DeliveryUnit, capability: Capability) -> list[Team]:
    return list(Team.objects.filter(acting.area(capability).teams_q(""), unit=unit).order_by("name"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of people with nobody named is narrowed to. Empty means all."""

    teams: tuple[str, ...] = ()
    must_not_wait: bool = False
    no_watcher: bool = False
    long_without_contact: bool = False
    text: str = ""
    facts: Q | None = None
    ids: tuple[int, ...] = ()


def waiting_in_unit(acting: Acting, unit: DeliveryUnit, capability: Capability) -> QuerySet[Case]:
    return nobody_named(cases_in_area(acting, capability).filter(team__unit=unit))


def waiting_on(acting: Acting, unit: DeliveryUnit, capability: Capability, *, on: date) -> QuerySet[Case]:
    """The people of the unit's teams of now who had an open case and nobody named at the end of a past day."""
    area, end = acting.area(capability), timezone.make_aware(datetime.combine(on, time.max))
    held = CaseHolding.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=end),
        case=OuterRef("pk"), starts_at__lte=end, practitioner_team__is_placeholder=False,
    )  # fmt: skip
    open_then = Q(closed_on=None) | Q(closed_on__gt=on)
    return Case.objects.filter(area.teams_q("team"), open_then, ~Exists(held), team__unit=unit, received_on__lte=on)


def counted_that_night(acting: Acting, unit: DeliveryUnit, capability: Capability, *, on: date) -> int | None:
    """How many the reading of a past day counted in the whole unit; None where none was kept, or not all is theirs."""
    if not acting.area(capability).holds_unit(unit):
        return None
    return PlaceReading.objects.filter(unit=unit, on=on).values_list("nobody_named", flat=True).first()


def held_elsewhere(acting: Acting, unit: DeliveryUnit, capability: Capability) -> QuerySet[Case]:
    """Cases that came to the unit while a practitioner of another region still holds them: to look at only."""
    cases = cases_in_area(acting, capability).filter(HELD_ELSEWHERE, team__unit=unit)
    return worst_first(cases.select_related("person", "practitioner_team__team__unit__region", "team"))


def narrowed(cases: QuerySet[Case], wanted: Wanted, *, acting: Acting, rules: Rules) -> QuerySet[Case]:
    if wanted.teams:
        cases = cases.filter(team__code__in=wanted.teams)
    if wanted.must_not_wait:
        cases = cases.filter(waiting_group__in=must_not_wait_groups(rules))
    if wanted.no_watcher:
        cases = cases.filter(~Exists(_watched()))
    if wanted.long_without_contact:
        cases = cases.filter(without_contact_q(rules))
    if wanted.facts is not None:
        # Facts of a limited record are not told by the list it stands in either.
        cases = cases.filter(wanted.facts).exclude(limited_q(acting))
    if wanted.ids:
        cases = cases.filter(id__in=wanted.ids)
    if wanted.text:
        cases = cases.annotate(full_name=_FULL_NAME).filter(_text_q(wanted.text, acting))
    return cases


def _text_q(text: str, acting: Acting) -> Q:
    """CRN of anyone; the name only of those whose record the user may open."""
    return Q(person__crn__istartswith=text) | (
        ~Q(limited_q(acting))
        & (Q(person__surname__icontains=text) | Q(person__forename__icontains=text) | Q(full_name__icontains=text))
    )


def _watched() -> QuerySet[DutyPlan]:
    return DutyPlan.objects.filter(case=OuterRef("pk"), ended_at=None)


def without_contact_q(rules: Rules) -> Q:
    """No contact for as long as the rulebook calls long: that many days ago or earlier, or never."""
    days = rules.value("allocation.watching")["long_without_contact"]
    return Q(last_contact_on=None) | Q(last_contact_on__lte=rules.on - timedelta(days=days))


def must_not_wait_groups(rules: Rules) -> tuple[int, ...]:
    """The groups that must not wait where these rules hold."""
    return allocation.must_not_wait_groups(on=rules.on, place=rules.place, rulebook=rules.book)


def rows(cases: QuerySet[Case], *, acting: Acting) -> QuerySet[Case]:
    """Cases as a list shows them: person, team, who watches, whether the record is limited; in the waiting order.

    `is_limited` rows may show a CRN and nothing of the person. The number of queries does not depend on the rows.
    """
    plans = DutyPlan.objects.filter(ended_at=None).select_related("watcher")
    listed = cases.select_related("person", "team__unit").annotate(is_limited=limited_q(acting))
    return worst_first(listed).prefetch_related(Prefetch("duty_plans", queryset=plans, to_attr="plans"))


@dataclass(frozen=True, slots=True)
class WaitingCounts:
    """How many people have nobody named, and how many of them by each fact. Limited records are counted."""

    people: int
    must_not_wait: int
    no_watcher: int
    long_without_contact: int
    longest_days: int | None
    very_high: int
    high: int
    not_assessed: int
    medium: int
    low: int
    mappa: int
    mappa_2_or_3: int
    safeguarding: int
    child_at_risk: int
    domestic_abuse: int


def waiting_counts(cases: QuerySet[Case], rules: Rules) -> WaitingCounts:
    """The counts of one set of cases; one query."""
    got = cases.aggregate(
        people=Count("id"),
        must_not_wait=Count("id", filter=Q(waiting_group__in=must_not_wait_groups(rules))),
        no_watcher=Count("id", filter=~Q(Exists(_watched()))),
        long_without_contact=Count("id", filter=without_contact_q(rules)),
        first=Min("received_on"),
        very_high=Count("id", filter=Q(rosh="very_high")),
        high=Count("id", filter=Q(rosh="high")),
        not_assessed=Count("id", filter=Q(rosh="not_recorded")),
        medium=Count("id", filter=Q(rosh="medium")),
        low=Count("id", filter=Q(rosh="low")),
        mappa=Count("id", filter=Q(mappa_level__isnull=False)),
        mappa_2_or_3=Count("id", filter=Q(mappa_level__in=(2, 3))),
        safeguarding=Count("id", filter=flagged(SAFEGUARDING, rules.on)),
        child_at_risk=Count("id", filter=flagged(CHILD_AT_RISK, rules.on)),
        domestic_abuse=Count("id", filter=flagged(DOMESTIC_ABUSE, rules.on)),
    )
    first = got.pop("first")
    return WaitingCounts(longest_days=None if first is None else (rules.on - first).days, **got)


def flagged(codes: Collection[str], on: date) -> Q:
    return Q(Exists(Registration.objects.filter(in_force(on), person=OuterRef("person_id"), type_code__in=codes)))


def count_words(acting: Acting) -> str:
    """How many people of the user's area have nobody named, for the navigation: "912 people"."""
    count = nobody_named(cases_in_area(acting, Capability.SEE_NOBODY_NAMED)).count()
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": words.whole(count)}


def last_day_someone_was_named(unit: DeliveryUnit) -> date | None:
    """The last day on which someone of the unit was given their first practitioner; None if that never happened."""
    first = Allocation.objects.filter(to__team__unit=unit, reason=Allocation.Reason.INITIAL)
    latest = first.aggregate(at=Max("decided_at"))["at"]
    return timezone.localdate(latest) if latest else None


def checks_of(unit: DeliveryUnit, *, most: int = 60) -> list[dict[str, Any]]:
    """The recorded daily checks of the unit, newest first: the facts of each, with the day under "on"."""
    entries = LogEntry.objects.filter(name=events.SELF_CHECK.name, unit_id=unit.pk).order_by("-at")[:most]
    return [{**entry.data, "on": date.fromisoformat(entry.data["on"])} for entry in entries]
