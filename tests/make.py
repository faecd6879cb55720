"""Makes rows for tests. Each function gives one whole, valid thing; say only what the test is about."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from rainer.assurance.models import LevelChange, SignalPrompt
from rainer.cases.models import (
    Case,
    CaseHolding,
    CaseState,
    Exclusion,
    Licence,
    LicenceCondition,
    Person,
    Registration,
    Requirement,
    Restriction,
    Sentence,
    SentenceEvent,
)
from rainer.enforcement.models import EnforcementAction, Letter
from rainer.organisation.models import DeliveryUnit, Grade, Practitioner, Region, RoleHolding, Team, User
from rainer.supervision.models import Contact
from rainer.web.pdf import Paper, Paragraph
from rainer.workforce.models import ContractedHours, PractitionerTeam, Reduction

LONG_AGO = date(2020, 1, 6)
_numbers = count(1)


def number() -> int:
    return next(_numbers)


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """That moment of that day, local time."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def region(**fields: Any) -> Region:
    n = number()
    return Region.objects.create(**{"code": f"R{n:02}", "name": f"Region {n}", **fields})


def unit(**fields: Any) -> DeliveryUnit:
    n = number()
    fields.setdefault("region", None)
    fields["region"] = fields["region"] or region()
    return DeliveryUnit.objects.create(**{"code": f"U{n:03}", "name": f"Unit {n}", **fields})


def team(**fields: Any) -> Team:
    n = number()
    fields["unit"] = fields.get("unit") or unit()
    return Team.objects.create(**{"code": f"T{n:04}", "name": f"Team {n}", **fields})


def user(role: str | None = None, **fields: Any) -> User:
    """A user, with one role in the given place (region=, unit= or team=) when a role is named."""
    n = number()
    place = {key: fields.pop(key) for key in ("region", "unit", "team") if key in fields}
    made = User.objects.create(
        **{"username": f"user{n}", "name": f"User {n}", "email": f"user{n}@example.org", "password": "!", **fields}
    )
    if role:
        RoleHolding.objects.create(user=made, role=role, starts=LONG_AGO, **place)
    return made


def practitioner(**fields: Any) -> Practitioner:
    n = number()
    return Practitioner.objects.create(
        **{
            "code": f"N01A{n:03}",
            "forename": "Sam",
            "surname": f"Officer{n}",
            "grade": Grade.PO,
            "in_grade_since": LONG_AGO,
            "qualified_on": LONG_AGO,
            "email": f"officer{n}@example.org",
            **fields,
        }
    )


def practitioner_team(*, hours: float | None = 37, **fields: Any) -> PractitionerTeam:
    """A practitioner in a team, with contracted hours (hours=None leaves them out)."""
    fields["practitioner"] = fields.get("practitioner") or practitioner()
    fields["team"] = fields.get("team") or team()
    made = PractitionerTeam.objects.create(**{"starts": LONG_AGO, **fields})
    if hours is not None:
        ContractedHours.objects.create(practitioner_team=made, starts=made.starts, hours=hours)
    return made


def reduction(practitioner_team: PractitionerTeam, *, on: date, **fields: Any) -> Reduction:
    return Reduction.objects.create(
        practitioner_team=practitioner_team,
        **{
            "reason": "other",
            "hours": 4,
            "starts": on - timedelta(days=7),
            "ends": on + timedelta(days=21),
            "status": Reduction.Status.ACTIVE,
            "created_at": at(on),
            **fields,
        },
    )


def person(**fields: Any) -> Person:
    n = number()
    return Person.objects.create(
        **{
            "crn": f"X{n:06}",
            "forename": "Jamie",
            "surname": f"Person{n}",
            "date_of_birth": date(1990, 5, 1),
            **fields,
        }
    )


def case(*, held_by: PractitionerTeam | None = None, **fields: Any) -> Case:
    """An open case: of `held_by` and their team, or (None) one with nobody named in `team`."""
    fields["person"] = fields.get("person") or person()
    if held_by is not None:
        fields.setdefault("team", held_by.team)
        fields.setdefault("held_since", at(date(2026, 3, 2)))
    fields["team"] = fields.get("team") or team()
    made = Case.objects.create(
        **{
            "practitioner_team": held_by,
            "state": CaseState.COMMUNITY,
            "received_on": date(2026, 3, 2),
            "starts": date(2026, 3, 2),
            "tier_v2": "C2",
            "tier_v3": "D",
            **fields,
        }
    )
    if held_by is not None:
        CaseHolding.objects.create(case=made, practitioner_team=held_by, starts_at=made.held_since)
    return made


def registration(person: Person, type_code: str, **fields: Any) -> Registration:
    return Registration.objects.create(person=person, type_code=type_code, **{"starts": date(2026, 1, 5), **fields})


def sentence(person: Person, **fields: Any) -> Sentence:
    """A sentence under a new court event."""
    event = SentenceEvent.objects.create(
        person=person,
        number=person.sentence_events.count() + 1,
        court="Harrowgate Magistrates' Court",
        convicted_on=date(2026, 2, 20),
        main_offence="Theft from a shop",
    )
    return Sentence.objects.create(
        event=event,
        **{
            "kind": Sentence.Kind.COMMUNITY_ORDER,
            "starts": date(2026, 3, 2),
            "ends": date(2027, 3, 1),
            **fields,
        },
    )


def contact(person: Person, **fields: Any) -> Contact:
    return Contact.objects.create(person=person, **{"type_code": "COAP", "at": at(date(2026, 11, 2)), **fields})


def exclusion(person: Person, user: User, **fields: Any) -> Exclusion:
    """Keep this user out of this person's record."""
    return Exclusion.objects.create(
        person=person, user=user, **{"starts": LONG_AGO, "reason": "A relative works here", **fields}
    )


def restriction(person: Person, user: User, **fields: Any) -> Restriction:
    """Close this person's record to everyone but this user."""
    return Restriction.objects.create(
        person=person, user=user, **{"starts": LONG_AGO, "reason": "High profile", **fields}
    )


def appointment(case: Case, **fields: Any) -> Contact:
    """An appointment of the case with whoever holds it: an hour on the day of the cast, at ten, unless said."""
    starts = fields.pop("at", at(date(2026, 11, 9)))
    fields.setdefault("ends_at", starts + timedelta(minutes=45))
    fields.setdefault("practitioner_team", case.practitioner_team)
    return contact(case.person, at=starts, **{"is_appointment": True, "location": "Fell House", **fields})


def requirement(sentence: Sentence, code: str = "F", **fields: Any) -> Requirement:
    return Requirement.objects.create(event=sentence.event, code=code, **{"length": 20, "unit": "days", **fields})


def missed(case: Case, event: SentenceEvent, *, on: date = date(2026, 11, 6), **fields: Any) -> Contact:
    """An appointment of an order that was missed and waits for its decision."""
    return appointment(case, at=at(on), **{"event": event, "outcome_code": "AFTA", "attended": "no", **fields})


def letter_asked_for(failure: Contact, by: User, code: str = "EA02", **fields: Any) -> EnforcementAction:
    """A letter that was chosen after a failure and is still to be written."""
    event = fields.pop("event", failure.event)
    return EnforcementAction.objects.create(contact=failure, event=event, code=code, by=by, at=failure.at, **fields)


def letter(failure: Contact, by: User, **fields: Any) -> Letter:
    """A letter that was sent. Its words are few."""
    paper = Paper(title="A warning", blocks=[Paragraph("You did not come.")], at=failure.at)
    return Letter.objects.create(
        **{
            "person": failure.person,
            "event": failure.event,
            "action": letter_asked_for(failure, by, done_at=failure.at, done_by=by),
            "template": "first_warning",
            "template_version": "1",
            "facts": {"paper": paper.facts, "free": {}},
            "html": "You did not come.",
            "method": "hand",
            "state": "sent",
            "made_by": by,
            "made_at": failure.at,
            "sent_at": failure.at,
            **fields,
        }
    )


def licence(person: Person, **fields: Any) -> Licence:
    """A licence in force under a new custodial sentence, with one standard and one additional condition."""
    event = fields.pop("event", None)
    if event is None:
        event = sentence(person, kind=Sentence.Kind.CUSTODIAL, released_on=date(2026, 6, 1)).event
    made = Licence.objects.create(
        event=event,
        **{
            "version": 1,
            "policy_version": "4.0",
            "kind": "release",
            "starts": date(2026, 6, 1),
            "ends": date(2027, 3, 1),
            **fields,
        },
    )
    licence_condition(made, "standard", "visits", "Keep in touch and meet as told.")
    licence_condition(
        made, "additional", "contact-named", "Do not contact the person named.", values={"who": "A. Person"}
    )
    return made


def licence_condition(licence: Licence, kind: str, code: str, text: str, **fields: Any) -> LicenceCondition:
    return LicenceCondition.objects.create(
        licence=licence, kind=kind, code=code, text=text, **{"starts": licence.starts, **fields}
    )


def level_change(case: Case, **fields: Any) -> LevelChange:
    """A level of serious harm that was lowered in the last whole quarter, by whoever holds the case."""
    values: dict[str, Any] = {
        "person": case.person, "case": case, "kind": "rosh", "before": "high", "after": "medium",
        "direction": "lowered", "at": at(date(2026, 8, 12)), "team": case.team, "holder": case.practitioner_team,
        "days_held": 200, "new_information": ["contact"], "source": f"made:{number()}",
    }  # fmt: skip
    return LevelChange.objects.create(**{**values, **fields})


def signal(case: Case, **fields: Any) -> SignalPrompt:
    """An open question about a person."""
    values: dict[str, Any] = {
        "person": case.person, "case": case, "kind": "many_convictions", "key": f"many_convictions:{number()}",
        "words": "28 convictions and medium: say what you weighed.", "since": date(2026, 11, 2), "raised_at": at(date(2026, 11, 2)),
    }  # fmt: skip
    return SignalPrompt.objects.create(**{**values, **fields})
