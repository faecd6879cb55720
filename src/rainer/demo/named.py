"""A few people of one practitioner's caseload, given a name and a rich record, so that a day has something on every page.

Nothing that tiers, points or the waiting order read is touched.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pgtrigger
from django.db.models import QuerySet, Value
from django.db.models.functions import Replace

from rainer.cases.models import (
    Address,
    Adjustment,
    Alias,
    Case,
    Disability,
    EqualityAnswer,
    LicenceCondition,
    OwnWords,
    Person,
    PersonalCircumstance,
    PersonalContact,
    Registration,
    SentenceEvent,
    Unavailability,
)
from rainer.cases.sounds import sounds_of_person
from rainer.demo.contacts.entry import ANSWERS, AT_HOME, EXCUSED, FROM_PERSON, MINUTES
from rainer.demo.contacts.notes import long_note
from rainer.demo.days import moment, working_days_from
from rainer.demo.diary import SLOTS
from rainer.demo.record.person import pnc_of
from rainer.demo.texts import texts
from rainer.enforcement.models import AbsenceDecision, EnforcementAction, Warning
from rainer.supervision.models import Alert, Contact, Task
from rainer.workforce.models import PractitionerTeam

WHOSE = "NM00001"


def name_them(*, on: date) -> list[Person]:
    """Rename the first of the caseload that fit, and write what named.yaml says of each."""
    pt = PractitionerTeam.objects.select_related("practitioner__user", "team").get(practitioner__code=WHOSE, ends=None)
    cases = list(Case.objects.filter(practitioner_team=pt, closed_on=None).select_related("person").order_by("id"))
    named = []
    for given in texts("named"):
        case = _pick(cases, given["find"])
        if case is not None:
            cases.remove(case)
            named.append(Named(given, case, pt, on).write())
    return named


def _pick(cases: list[Case], wanted: dict[str, Any]) -> Case | None:
    """The case that fits best, the oldest of equals; None only where the caseload is used up."""
    return max(cases, key=lambda case: _fit(case, wanted), default=None)


def _fit(case: Case, wanted: dict[str, Any]) -> int:
    return int(
        8 * (case.state == wanted["state"])
        + 4 * (case.only_unpaid_work == wanted.get("only_unpaid_work", False))
        + 4 * (not case.is_contact_suspended)
        + 2 * (case.rosh == wanted.get("rosh", case.rosh))
        + 2 * ((case.person.sex == "Female") == wanted.get("woman", False))
        + ("code" not in wanted or _has_requirement(case, wanted["code"]))
        + ("clean" not in wanted or not Warning.objects.filter(event__person=case.person_id).exists())
    )


def _has_requirement(case: Case, code: str) -> bool:
    return SentenceEvent.objects.filter(
        person=case.person_id, requirements__code=code, requirements__terminated_on=None
    ).exists()


class Named:
    """One of them being written."""

    def __init__(self, given: dict[str, Any], case: Case, pt: PractitionerTeam, on: date) -> None:
        self.given, self.case, self.person, self.pt, self.on = given, case, case.person, pt, on
        self.user = pt.practitioner.user
        self.event = SentenceEvent.objects.get(person=self.person, number=1)
        self.since = on - timedelta(days=60)

    def write(self) -> Person:
        self._who()
        self._facts()
        self._flags_and_conditions()
        self._contacts()
        if task := self.given.get("task"):
            Task.objects.create(
                owner=self.pt, person=self.person, title=task["title"], due=working_days_from(self.on, task["day"]),
                is_must=task.get("is_must", False), made_by=self.user, made_at=moment(working_days_from(self.on, -1), 16, 20),
            )  # fmt: skip
        return self.person

    def _who(self) -> None:
        person, given = self.person, self.given
        # What is written is never changed in service: the demo is still being written, under another name.
        with pgtrigger.ignore("supervision.Contact:notes_never_change"):
            Contact.objects.filter(person=person).update(
                notes=Replace("notes", Value(person.forename), Value(given["forename"]))
            )
        person.forename, person.surname, person.middle_names = given["forename"], given["surname"], ""
        person.previous_surname = person.language_concerns = person.interpreter_language = ""
        person.nationality, person.language, person.immigration_status = "British", "English", ""
        person.preferred_name, person.date_of_birth = given.get("preferred", ""), given["born"]
        person.mobile, person.email = given.get("mobile", ""), given.get("email", "")
        person.allow_sms = bool(person.mobile)
        if person.pnc:
            year = max(int(person.pnc[:4]), given["born"].year + 16)
            person.pnc = person.pnc_as_given = pnc_of(year, person.pnc[5:12])
        person.no_fixed_abode = given.get("no_fixed_abode", False)
        if person.no_fixed_abode:
            self._nowhere()
        Alias.objects.filter(person=person).delete()
        if alias := given.get("alias"):
            Alias.objects.create(person=person, forename=alias[0], surname=alias[1])
        person.sounds = sounds_of_person(person)
        person.save()

    def _nowhere(self) -> None:
        """No fixed abode for a week: the tenancy before it ended the same day."""
        since = self.on - timedelta(days=8)
        main = Address.objects.filter(person=self.person, status=Address.Status.MAIN, ends=None)
        main.filter(starts__gt=since).update(starts=since - timedelta(days=100))
        main.update(status=Address.Status.PREVIOUS, ends=since)
        Address.objects.create(
            person=self.person, status=Address.Status.MAIN, no_fixed_abode=True, starts=since,
            notes="Sofa to sofa since the tenancy ended. Duty to refer made; waiting for the council.",
        )  # fmt: skip
        self.person.postcode = ""

    def _facts(self) -> None:
        person, given, since = self.person, self.given, self.since
        for model in (OwnWords, PersonalCircumstance, Disability, Adjustment, Unavailability, PersonalContact):
            model.objects.filter(person=person).delete()
        OwnWords.objects.bulk_create(
            OwnWords(person=person, kind=kind, text=text, said_on=since + timedelta(days=9 * n), recorded_by=self.user)
            for n, (kind, text) in enumerate(given["own_words"])
        )
        for kind, detail in given.get("circumstances", ()):
            PersonalCircumstance.objects.create(person=person, kind=kind, detail=detail, starts=since, is_verified=True)
        for kind, condition in given.get("disabilities", ()):
            Disability.objects.create(person=person, kind=kind, condition=condition, starts=since)
            EqualityAnswer.objects.filter(person=person, question="disability", value="No").update(value="Yes")
        for kind, category in given.get("adjustments", ()):
            Adjustment.objects.create(person=person, kind=kind, category=category, starts=since)
        for kind, relationship, name, telephone in given.get("people", ()):
            PersonalContact.objects.create(
                person=person, kind=kind, relationship=relationship, name=name, telephone=telephone, starts=since,
                is_emergency=kind != "Social worker",
            )  # fmt: skip
        if off := given.get("cannot_come"):
            Unavailability.objects.create(
                person=person, reason=off["reason"], weekdays=off["days"], starts=since,
                from_time=_time(off.get("since")), until_time=_time(off.get("until")),
            )  # fmt: skip

    def _flags_and_conditions(self) -> None:
        if notes := self.given.get("staff_safety"):
            Registration.objects.create(
                person=self.person, type_code="RSTF", starts=self.since, is_staff_safety=True, notes=notes,
                next_review=self.on + timedelta(days=30), made_by=self.user,
            )  # fmt: skip
            self.person.cases.update(needs_staff_safety_talk=True)
        licence = self.event.licences.filter(replaced_on=None).first()
        if licence is None:
            return
        has = set(licence.conditions.values_list("code", flat=True))
        for row in texts("licence")["additional"]:
            if row["code"] in self.given.get("conditions", ()) and row["code"] not in has:
                LicenceCondition.objects.create(
                    licence=licence, kind="additional", code=row["code"], category=row["category"], text=row["text"],
                    values=row["values"], starts=licence.starts,
                )  # fmt: skip

    def _contacts(self) -> None:
        """In place of what the world made for the last weeks and the next."""
        rows = self.given["contacts"]
        first = working_days_from(self.on, rows[0]["day"])
        _let_go(Contact.objects.filter(person=self.person, at__date__gte=first))
        kept = [day for row in rows if (day := self._contact(row)) is not None]
        self.case.last_contact_on = max(kept, default=self.case.last_contact_on)
        self.case.save(update_fields=["last_contact_on"])

    def _contact(self, row: dict[str, Any]) -> date | None:
        """Write one; answers its day when the person was seen or heard from."""
        day = working_days_from(self.on, row["day"])
        minutes, outcome = MINUTES.get(row["type"]), row.get("outcome", "")
        at = self._free(moment(day, *_hour(row["at"])), minutes)
        attended, complied = _answers(row["type"], outcome)
        contact = Contact.objects.create(
            person=self.person, type_code=row["type"], at=at, is_appointment=minutes is not None,
            ends_at=at + timedelta(minutes=minutes) if minutes else None, outcome_code=outcome, attended=attended,
            complied=complied, outcome_at=at + timedelta(hours=1) if outcome else None,
            notes=long_note(row["long"], self.person.forename) if "long" in row else row.get("notes", ""),
            description=row.get("description", ""), is_sensitive=row.get("sensitive", False),
            location=AT_HOME.get(row["type"], self.pt.team.office if row["type"] == "COAP" else ""),
            practitioner_team=self.pt, event=self.event, made_by=self.user, made_at=at - timedelta(days=7 * bool(minutes)),
            action_code={"UAAB": "EA02", "AFTA": "EA12"}.get(outcome, ""),
            respond_by=working_days_from(self.on, row["respond"]) if "respond" in row else None,
        )  # fmt: skip
        if row.get("alert"):
            Alert.objects.create(contact=contact, practitioner_team=self.pt, raised_at=at, raised_by=self.user)
        if row.get("warn"):
            self._warn(contact)
        return day if attended == "yes" else None

    def _free(self, at: datetime, minutes: int | None) -> datetime:
        """The moment itself, cleared of who was promised it; another where someone was seen then: nobody is in two places."""
        if minutes is None:
            return at
        others = Contact.objects.filter(practitioner_team=self.pt, is_appointment=True)
        day = at.date()
        for moment_ in (at, *(moment(day, *slot) for slot in SLOTS)):
            at_once = others.filter(at__lt=moment_ + timedelta(minutes=minutes), ends_at__gt=moment_)
            if not at_once.exclude(outcome_code="").exists():
                _let_go(at_once)
                return moment_
        return at

    def _warn(self, contact: Contact) -> None:
        """Decided, warned and written down, as the law asks after a first failure."""
        assert self.user is not None
        at = contact.at + timedelta(days=1)
        given = working_days_from(contact.at.date(), 3)
        AbsenceDecision.objects.create(
            contact=contact, decision="unacceptable", outcome_code="UAAB", by=self.user, at=at,
            reason="No reason given, and no answer to two calls and a text.", evidence="None seen", called="Yes, no answer",
        )  # fmt: skip
        EnforcementAction.objects.create(
            contact=contact, code="EA02", by=self.user, at=at, done_at=moment(given, 15), done_by=self.user
        )
        Warning.objects.create(event=self.event, failure=contact, given_on=given, by=self.user)


def _let_go(contacts: QuerySet[Contact]) -> None:
    """Delete contacts that the world made, but for those about which something was decided: a decision stands."""
    decided = AbsenceDecision.objects.filter(contact__in=contacts).values_list("contact_id", flat=True)
    ids = list(contacts.exclude(pk__in=list(decided)).values_list("pk", flat=True))
    Warning.objects.filter(failure__in=ids).delete()
    EnforcementAction.objects.filter(contact__in=ids).delete()
    Contact.objects.filter(rescheduled_from__in=ids).exclude(pk__in=ids).update(rescheduled_from=None)
    Contact.objects.filter(pk__in=ids).update(rescheduled_from=None)
    Contact.objects.filter(pk__in=ids).delete()


def _answers(type_code: str, outcome: str) -> tuple[str, str]:
    return ("yes", "") if type_code in FROM_PERSON else ANSWERS.get(outcome, EXCUSED)


def _hour(text: str) -> tuple[int, int]:
    hour, minute = text.split(":")
    return int(hour), int(minute)


def _time(text: str | None) -> time | None:
    return time(*_hour(text)) if text else None
