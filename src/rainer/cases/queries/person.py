"""What pages about a person, and about who may see them, read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    Exists,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from rainer.cases.flags import flag_name
from rainer.cases.models import (
    BreakGlass,
    Case,
    CaseHolding,
    DuplicateWarning,
    Exclusion,
    Person,
    Registration,
    Restriction,
    Sentence,
)
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import User

WHO_LOOKED_DAYS = 30


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """A person's record on one side of A4."""

    case: Case
    sentences: Sequence[Sentence]
    registrations: Sequence[Registration]
    holdings: Sequence[CaseHolding]

    @property
    def flags(self) -> list[tuple[str, Registration]]:
        """The flags in force with their names."""
        return [(flag_name(r.type_code), r) for r in self.registrations]

    @property
    def talk_first(self) -> bool:
        """Anyone meeting this person talks to the case holder first."""
        return self.case.needs_staff_safety_talk or any(r.is_staff_safety for r in self.registrations)


def person_summary(case: Case, *, on: date) -> PersonSummary:
    """Sentences and flags in force on a day, and who has held the case, newest first. Three queries."""
    person = case.person
    in_force = Q(starts__lte=on) & (Q(ends=None) | Q(ends__gt=on))
    return PersonSummary(
        case=case,
        sentences=list(
            Sentence.objects.filter(event__person=person, terminated_on=None)
            .select_related("event")
            .order_by("-starts", "event__number")
        ),
        registrations=list(Registration.objects.filter(in_force, person=person).order_by("type_code", "-starts")),
        holdings=list(
            CaseHolding.objects.filter(case__person=person)
            .select_related("practitioner_team__practitioner", "practitioner_team__team")
            .order_by("-starts_at")
        ),
    )


def age(born: date | None, *, on: date) -> int | None:
    """Whole years lived."""
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def who_looked(person_id: int, *, at: datetime) -> QuerySet[LogEntry]:
    """Reads and refusals of a person's record in the last thirty days, newest first."""
    return LogEntry.objects.filter(
        Q(kind__in=[LogEntry.Kind.READ, LogEntry.Kind.REFUSED]) | Q(name__in=["restricted_opened", "sensitive_opened"]),
        person_id=person_id,
        at__gte=at - timedelta(days=WHO_LOOKED_DAYS),
    ).select_related("actor")


@dataclass(frozen=True, slots=True)
class AccessCounts:
    """What happened with records since a moment."""

    opened: int  # records opened one by one
    openers: int
    listed: int  # people whose names a list showed
    refused: int
    failed_sign_ins: int


def access_counts(*, since: datetime) -> AccessCounts:
    """One query over the log's newest month or two."""
    read, refused = Q(kind=LogEntry.Kind.READ), Q(kind=LogEntry.Kind.REFUSED)
    alone, in_list = read & ~Q(data__has_key="listed"), read & Q(data__has_key="listed")
    found = LogEntry.objects.filter(at__gte=since).aggregate(
        opened=Count("person_id", filter=alone, distinct=True),
        openers=Count("actor_id", filter=alone & Q(person_id__isnull=False), distinct=True),
        listed=Count("person_id", filter=in_list, distinct=True),
        refused=Count("id", filter=refused),
        failed_sign_ins=Count("id", filter=Q(name="sign_in_failed")),
    )
    return AccessCounts(**found)


def openings(*, since: datetime) -> QuerySet[BreakGlass]:
    """Restricted records opened with a reason, newest first."""
    return BreakGlass.objects.filter(opened_at__gte=since).select_related("person", "user").order_by("-opened_at")


def restricted_people(*, on: date) -> QuerySet[Person]:
    """People whose record is limited on a day, with how many users are kept out of it or alone let in."""
    in_force = Q(starts__lte=on) & (Q(ends=None) | Q(ends__gte=on))
    excluded = Exclusion.objects.filter(in_force, person=OuterRef("pk"))
    restricted = Restriction.objects.filter(in_force, person=OuterRef("pk"))
    by_relation = {
        name: Q(**{f"{name}__starts__lte": on}) & (Q(**{f"{name}__ends": None}) | Q(**{f"{name}__ends__gte": on}))
        for name in ("exclusions", "restrictions")
    }
    return Person.objects.filter(Exists(excluded) | Exists(restricted)).annotate(
        kept_out=Count("exclusions", filter=by_relation["exclusions"], distinct=True),
        let_in=Count("restrictions", filter=by_relation["restrictions"], distinct=True),
    )


def open_duplicates(acting: Acting) -> QuerySet[DuplicateWarning]:
    """Possible duplicates to look at, where the user may see a case of both people, oldest first."""
    cases = Case.objects.filter(acting.area(Capability.DECIDE_DUPLICATES).teams_q("team"))
    one, other = (Exists(cases.filter(person_id=OuterRef(name))) for name in ("one_id", "other_id"))
    return (
        DuplicateWarning.objects.filter(one, other, state=DuplicateWarning.State.OPEN)
        .select_related("one", "other")
        .order_by("found_at", "pk")
    )


def users_named(part: str) -> QuerySet[User, Any]:
    """Ids of users whose name or user name holds these letters."""
    return User.objects.filter(Q(name__icontains=part) | Q(username__icontains=part)).values("pk")


def person_ids(crn: str) -> QuerySet[Person, Any]:
    return Person.objects.filter(crn=crn.strip().upper()).values("pk")


def log_entries(*, since: datetime, until: datetime) -> QuerySet[LogEntry]:
    """Entries from `since` to before `until`, each with the CRN and the user it is about, where it is about one."""
    about_user = Func(OuterRef("subject"), Value("^user:([0-9]+)$"), function="substring", output_field=TextField())
    return (
        LogEntry.objects.filter(at__gte=since, at__lt=until)
        .select_related("actor")
        .annotate(
            crn=Subquery(Person.objects.filter(pk=OuterRef("person_id")).values("crn")),
            about_user=Subquery(User.objects.filter(pk=Cast(about_user, BigIntegerField())).values("name")),
        )
    )


def lists_as_one(entries: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
    """Of the people one list showed, only the entry that stands for all."""
    return entries.filter(~Q(data__has_key="listed") | Q(data__has_key="leads"))
