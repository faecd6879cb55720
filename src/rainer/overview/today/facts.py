"""The facts that the tasks of a caseload follow from: as many queries for one case as for a whole team's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Case as When
from django.db.models import F, Max, Min, OuterRef, Q, Subquery
from django.db.models import When as If

from rainer.assessments.models import Assessment
from rainer.assessments.queries.plan_facts import NO_PLAN, PlanOfCase, plans_of
from rainer.assurance.models import SignalPrompt
from rainer.assurance.queries.signals import open_by_person
from rainer.cases.flags import flag_name
from rainer.cases.models import Address, Case, Licence, LicenceSeen, Registration, Sentence
from rainer.overview.today.enforcing import enforcing_facts
from rainer.overview.today.requirements import requirements_off_track
from rainer.policy import tasks, working_days
from rainer.policy.framework import CaseRisk
from rainer.supervision.inputs import local, start_of
from rainer.supervision.models import Contact
from rainer.supervision.reference import Reference

R = TypeVar("R")
END_REVIEW = "tasks.due.end_review"
DAY = timedelta(days=1)
CALENDAR_DAYS_EACH = 3


@dataclass(frozen=True, slots=True)
class Kinds:
    """Codes of the types of appointment that are in person, and of those that are home visits."""

    in_person: tuple[str, ...]
    home: tuple[str, ...]

    @classmethod
    def of(cls, reference: Reference) -> Kinds:
        types = reference.types.values()
        return cls(
            tuple(one.code for one in types if one.is_in_person), tuple(one.code for one in types if one.is_home_visit)
        )


def caseload_facts(cases: Collection[Case], reference: Reference) -> dict[int, tasks.CaseFacts]:
    """The facts of each case, by its person; the cases bring their person and holder. A fixed number of queries.

    Appointments are left out: the day's are a list of their own, and so are those that wait for an outcome.
    """
    ids = [case.person_id for case in cases]
    on, kinds = reference.on, Kinds.of(reference)
    flags = _flags(ids, on)
    seen, assessed = _seen(ids, on, kinds), _assessed(ids)
    sentences, licences = _sentences(ids, kinds, assessed, reference), _licences(cases)
    enforcing, requirements = enforcing_facts(ids), requirements_off_track(ids, reference)
    plans = plans_of(ids, on=on)
    signals = open_by_person(ids)
    return {
        case.person_id: tasks.CaseFacts(
            person=case.person.crn,
            risk=_risk(case, flags.get(case.person_id, ())),
            state=case.state,  # type: ignore[arg-type]
            tier_v2=case.tier_v2 or None,
            tier_v3=case.tier_v3 or None,
            died_on=case.person.date_of_death,
            is_contact_suspended=case.is_contact_suspended,
            sentences=tuple(sentences.get(case.person_id, ())),
            seen=seen.get(case.person_id, tasks.SeenFacts()),
            assessment=_assessment(assessed.get(case.person_id), plans.get(case.person_id, NO_PLAN)),
            plan=plans.get(case.person_id, NO_PLAN).facts,
            licence=licences.get(case.person_id),
            **enforcing.of(case.person_id),
            requirements=requirements.get(case.person_id, ()),
            signals=tuple(_signal(row) for row in signals.get(case.person_id, ())),
            registrations=tuple(_registration(row) for row in flags.get(case.person_id, ())),
        )
        for case in cases
    }


def not_yet_seen(cases: Collection[Case], reference: Reference) -> dict[int, tasks.CaseFacts]:
    """By person, what a first appointment follows from, of those not seen in person under a sentence. One query."""
    sentences = _sentences([case.person_id for case in cases], Kinds.of(reference), {}, reference)
    return {
        case.person_id: tasks.CaseFacts(
            person=case.person.crn,
            state=case.state,  # type: ignore[arg-type]
            died_on=case.person.date_of_death,
            is_contact_suspended=case.is_contact_suspended,
            sentences=tuple(sentences[case.person_id]),
        )
        for case in cases
        if any(one.first_attended_on is None for one in sentences.get(case.person_id, ()))
    }


def _risk(case: Case, flags: Iterable[Registration]) -> CaseRisk:
    rosh: Any = case.rosh
    return CaseRisk(rosh=rosh, mappa_level=case.mappa_level, registrations=frozenset(one.type_code for one in flags))


def _flags(ids: Collection[int], on: date) -> dict[int, list[Registration]]:
    in_force = Q(starts__lte=on) & (Q(ends=None) | Q(ends__gt=on))
    rows = Registration.objects.filter(in_force, person__in=ids).order_by("person", "type_code", "pk")
    return by_person(rows, lambda row: row.person_id)


def _registration(row: Registration) -> tasks.RegistrationFact:
    name = flag_name(row.type_code)
    return tasks.RegistrationFact(f"registration:{row.pk}", row.type_code, name, row.starts, row.next_review)


def _assessment(assessed_on: date | None, plan: PlanOfCase) -> tasks.AssessmentFacts:
    return tasks.AssessmentFacts(assessed_on, planned_on=plan.planned_on, plan_review_on=plan.review_on)


def _signal(row: SignalPrompt) -> tasks.SignalFact:
    return tasks.SignalFact(f"signal:{row.pk}", row.words, local(row.raised_at).date())


def _assessed(ids: Collection[int]) -> dict[int, date]:
    rows = Assessment.objects.filter(person__in=ids).values_list("person").annotate(last=Max("completed_on"))
    return dict(rows)


def _seen(ids: Collection[int], on: date, kinds: Kinds) -> dict[int, tasks.SeenFacts]:
    """When each was last seen or heard from, and what is booked. Two queries."""
    attended = Q(attended=Contact.Attended.YES, at__lt=start_of(on) + DAY)
    ahead = Q(is_appointment=True, outcome_code="", at__gte=start_of(on))
    in_person, home = Q(type_code__in=kinds.in_person), Q(type_code__in=kinds.home)
    rows = (
        Contact.objects.filter(person__in=ids, cancelled_at=None, is_system=False)
        .values("person")
        .annotate(
            last_contact=Max("at", filter=attended),
            last_in_person=Max("at", filter=attended & in_person),
            last_home_visit=Max("at", filter=attended & home),
            next_booked=Min("at", filter=ahead),
            next_booked_in_person=Min("at", filter=ahead & in_person),
            next_booked_home_visit=Min("at", filter=ahead & home),
        )
    )
    moved = dict(
        Address.objects.filter(person__in=ids, status=Address.Status.MAIN, ends=None, starts__lte=on)
        .values_list("person")
        .annotate(since=Max("starts"))
    )
    return {
        row["person"]: tasks.SeenFacts(
            moved_on=moved.get(row["person"]),
            **{name: _day(at) for name, at in row.items() if name != "person"},  # type: ignore[arg-type]
        )
        for row in rows
    }


def _day(at: datetime | None) -> date | None:
    return None if at is None else local(at).date()


def _sentences(
    ids: Collection[int], kinds: Kinds, assessed: Mapping[int, date], reference: Reference
) -> dict[int, list[tasks.SentenceFact]]:
    """Those not terminated, each with the first time the person was seen under it and the first that is booked."""
    in_person = Contact.objects.filter(
        person=OuterRef("event__person"), type_code__in=kinds.in_person, cancelled_at=None
    ).order_by("at")
    since = When(If(kind=Sentence.Kind.CUSTODIAL, then=F("released_on")), default=F("starts"))
    rows = (
        Sentence.objects.filter(event__person__in=ids, terminated_on=None)
        .annotate(
            person_id=F("event__person"),
            begins=since,
            attended_at=Subquery(
                in_person.filter(attended=Contact.Attended.YES, at__date__gte=OuterRef("begins")).values("at")[:1]
            ),
            booked_at=Subquery(
                in_person.filter(is_appointment=True, outcome_code="", at__gte=start_of(reference.on)).values("at")[:1]
            ),
        )
        .order_by("pk")
    )
    found: dict[int, list[tasks.SentenceFact]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(
            tasks.SentenceFact(
                ref=f"sentence:{row.pk}",
                starts=row.starts,
                ends=row.ends,
                is_custodial=row.kind == Sentence.Kind.CUSTODIAL,
                released_on=row.released_on,
                release_expected_on=row.release_expected_on,
                first_attended_on=_day(row.attended_at),
                first_booked_for=_day(row.booked_at),
                end_reviewed_on=_end_review(row.ends, assessed.get(row.person_id), reference),
            )
        )
    return found


def _end_review(ends: date | None, assessed_on: date | None, reference: Reference) -> date | None:
    """The day of the last assessment, where it falls in the last working days of the sentence."""
    if ends is None or assessed_on is None:
        return None
    limit = reference.rulebook.value(END_REVIEW, on=reference.on, place=reference.place).value
    # Counting working days over years takes long; so many calendar days hold more of them than the limit.
    if (ends - assessed_on).days > limit * CALENDAR_DAYS_EACH:
        return None
    holidays = working_days.bank_holidays(reference.place, reference.rulebook)
    near = working_days.working_days_between(assessed_on, ends, holidays=holidays) <= limit
    return assessed_on if near else None


def _licences(cases: Collection[Case]) -> dict[int, tasks.LicenceFact]:
    """The licence in force of each, and the version its own practitioner has read. Two queries."""
    ids = [case.person_id for case in cases]
    rows = list(
        Licence.objects.filter(
            event__person__in=ids, replaced_on=None, event__sentence__terminated_on=None, event__is_active=True
        )
        .annotate(person_id=F("event__person"))
        .order_by("pk")
    )
    officers = {
        case.person_id: case.practitioner_team.practitioner.user_id if case.practitioner_team else None
        for case in cases
    }
    seen: dict[tuple[int, int | None], int] = {
        (event, by): version
        for event, by, version in LicenceSeen.objects.filter(licence__event__in=[row.event_id for row in rows])
        .order_by("licence__version")
        .values_list("licence__event", "by", "licence__version")
    }
    return {
        row.person_id: tasks.LicenceFact(
            f"licence:{row.pk}", row.version, row.starts, seen.get((row.event_id, officers[row.person_id]))
        )
        for row in rows
    }


def by_person(rows: Iterable[R], of: Callable[[R], int]) -> dict[int, list[R]]:
    found: dict[int, list[R]] = defaultdict(list)
    for row in rows:
        found[of(row)].append(row)
    return found
