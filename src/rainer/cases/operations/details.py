"""Change what is kept of a person, group by group: names, birth, nationality, language, how to reach them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import open_person
from rainer.cases.models import Case, Person, PersonIdentifier
from rainer.cases.sounds import sounds_of_person
from rainer.common import log
from rainer.common.errors import BadInputError, ChangedMeanwhileError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy import identifiers

CHANGED = log.event_type("details_changed", gettext_lazy("{actor} changed {what}"), personal=("old", "new"))

GROUPS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "names": (
        gettext_lazy("names"),
        ("title", "forename", "middle_names", "surname", "preferred_name", "previous_surname", "pronouns"),
    ),
    "birth": (gettext_lazy("birth, sex and death"), ("date_of_birth", "sex", "date_of_death")),
    "numbers": (gettext_lazy("police and prison numbers"), ("pnc", "cro", "prison_number")),
    "nationality": (gettext_lazy("nationality"), ("nationality", "second_nationality", "immigration_status")),
    "language": (
        gettext_lazy("language"),
        ("language", "other_languages", "interpreter_language", "language_concerns"),
    ),
    "reach": (gettext_lazy("telephone and e-mail"), ("telephone", "mobile", "email", "allow_sms")),
}


@transaction.atomic
def change_details(*, acting: Acting, crn: str, group: str, version: int, values: dict[str, Any]) -> Person:
    """Keep one group as it was typed. What did not change is no event.

    Raises BadInputError with what is wrong on its field, ChangedMeanwhileError where someone changed the person since
    `version`, NotThereError or RestrictedError where the user may not.
    """
    what, fields = GROUPS[group]
    case, person = locked_person(acting, crn)
    if person.version != version:
        raise _changed(person, group)
    values = {name: values[name] for name in fields}
    _check(values, on=acting.on)
    if group == "numbers":
        values = _numbers(person, values, on=acting.on)
    old = {name: getattr(person, name) for name in values}
    new = {name: value for name, value in values.items() if value != old[name]}
    if not new:
        return person
    if "prison_number" in new and person.prison_number:
        _keep_earlier(person, on=acting.on)
    for name, value in new.items():
        setattr(person, name, value)
    if group == "names":
        person.sounds = sounds_of_person(person)
    person.version += 1
    person.save()
    record_change(acting, case, group, str(what), old={name: old[name] for name in new}, new=new)
    return person


def locked_person(acting: Acting, crn: str) -> tuple[Case, Person]:
    """The case and the person, the row locked, if the user may change them. Call in a transaction."""
    case = open_person(acting, crn, Capability.EDIT_PERSON, what=_("the details, to change them"))
    return case, Person.objects.select_for_update().get(pk=case.person_id)


def record_change(acting: Acting, case: Case, group: str, what: str, *, old: Any, new: Any) -> None:
    log.record(
        CHANGED,
        actor=acting.user,
        subject=f"person:{case.person_id}",
        person_id=case.person_id,
        unit_id=case.team.unit_id,
        data={"group": group, "what": what, "old": plain(old), "new": plain(new)},
    )


def plain(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, (bool, int, list)) else "" if value is None else str(value)
        for name, value in values.items()
    }


def _check(values: dict[str, Any], *, on: date) -> None:
    errors = {}
    for name, message in (("forename", _("Enter the forename")), ("surname", _("Enter the surname"))):
        if name in values and not values[name].strip():
            errors[name] = message
    born, died = values.get("date_of_birth"), values.get("date_of_death")
    if born and born > on:
        errors["date_of_birth"] = _("Enter a day that has been")
    if died and died > on:
        errors["date_of_death"] = _("Enter a day that has been")
    if born and died and died < born:
        errors["date_of_death"] = _("Enter a day after the date of birth")
    number = values.get("prison_number")
    if number and not identifiers.is_valid_prison_number(number):
        errors["prison_number"] = _("Enter a prison number like A1234BC")
    if errors:
        raise BadInputError(_("Some of it needs another look."), errors=errors)


def _numbers(person: Person, values: dict[str, Any], *, on: date) -> dict[str, Any]:
    """As the importer keeps them: the one form where there is one, and the PNC as given where it differs.

    An emptied box of a PNC kept only as given takes it away too.
    """
    typed = values["pnc"]
    pnc = identifiers.canonicalise_pnc(typed.upper(), as_of_year=on.year).canonical or ""
    cro = identifiers.canonicalise_cro(values["cro"].upper()).canonical or values["cro"].upper()
    return {**values, "pnc": pnc, "pnc_as_given": "" if typed == pnc else typed, "cro": cro}


def _keep_earlier(person: Person, *, on: date) -> None:
    """A prison number may change over a life: the one before is kept, and found."""
    PersonIdentifier.objects.get_or_create(
        person=person,
        kind=PersonIdentifier.Kind.PRISON_NUMBER,
        value=person.prison_number,
        defaults={"ends": on},
    )


def _changed(person: Person, group: str) -> ChangedMeanwhileError:
    entry = (
        LogEntry.objects.filter(person_id=person.pk, name=CHANGED.name).select_related("actor").order_by("-at").first()
    )
    theirs = plain({name: getattr(person, name) for name in GROUPS[group][1]})
    facts: dict[str, Any] = {
        "theirs": {name: str(value) for name, value in theirs.items()},
        "version": person.version,
    }
    if entry is not None:
        facts |= {"who": str(entry.actor or "Rainer"), "at": entry.at.isoformat()}
    return ChangedMeanwhileError(_("Someone changed this person’s details while you were writing."), **facts)
