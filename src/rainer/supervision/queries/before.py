"""What the booking page knows already: who it can be with, what was booked last time, how to reach the person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from rainer.cases.models import Case, Person
from rainer.organisation.access import Acting
from rainer.organisation.models import Team
from rainer.supervision.models import Contact, Reminder, Submission
from rainer.workforce.models import PractitionerTeam


def can_be_with(case: Case, *, on: date) -> QuerySet[PractitionerTeam]:
    """Practitioners of the unit today, those of the case's team first."""
    in_force = Q(ends=None) | Q(ends__gte=on)
    return (
        PractitionerTeam.objects.filter(
            in_force, team__unit=case.team.unit_id, is_placeholder=False, practitioner__left_on=None
        )
        .select_related("practitioner", "team")
        .order_by("practitioner__surname", "practitioner__forename", "pk")
    )


def mine(acting: Acting) -> QuerySet[PractitionerTeam]:
    """The rows of the user in their teams: none for someone who holds no cases."""
    return PractitionerTeam.objects.filter(practitioner__user=acting.user.pk).select_related("practitioner", "team")


def mine_in(acting: Acting, team: Team) -> PractitionerTeam | None:
    """The user's own row, in this team where they are in several."""
    rows = list(mine(acting))
    return next((row for row in rows if row.team_id == team.pk), rows[0] if rows else None)


def last_booked(person: Person) -> Contact | None:
    """The appointment booked last: its values stand in the form."""
    return (
        Contact.objects.filter(person=person, is_appointment=True, is_first_appointment=False)
        .select_related("practitioner_team__practitioner", "requirement", "event")
        .order_by("-at", "-pk")
        .first()
    )


def still_to_come(contact: Contact) -> int:
    """How many of its series come after it, with nothing having come of them."""
    if contact.series is None:
        return 0
    later = Contact.objects.filter(series=contact.series, at__gt=contact.at, cancelled_at=None, outcome_code="")
    return later.filter(rescheduled_to=None).count()


def was_sent(acting: Acting, key: UUID) -> bool:
    """Whether the user sent the form with this key before: then there is nothing left to look at first."""
    return Submission.objects.filter(key=key, by=acting.user).exists()


@dataclass(frozen=True, slots=True)
class Reach:
    """How a message reaches the person: by text, by e-mail, or ("" ) not at all."""

    channel: str
    to: str

    @property
    def is_possible(self) -> bool:
        return bool(self.to)


def reach(person: Person) -> Reach:
    """By text where there is a mobile, else by e-mail; not at all where they have not agreed to messages."""
    if not person.allow_sms or person.date_of_death is not None:
        return Reach("", "")
    if person.mobile:
        return Reach(Reminder.Channel.SMS, person.mobile)
    return Reach(Reminder.Channel.EMAIL, person.email) if person.email else Reach("", "")
