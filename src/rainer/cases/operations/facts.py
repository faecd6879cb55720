"""Add a dated fact about a person, and end one. Nothing is deleted: what ended stays with its days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import NOT_THERE
from rainer.cases.models import (
    Address,
    Adjustment,
    Alias,
    Disability,
    OwnWords,
    Person,
    PersonalCircumstance,
    PersonalContact,
    Unavailability,
)
from rainer.cases.operations.details import locked_person, plain, record_change
from rainer.cases.sounds import sounds_of_person
from rainer.common.errors import BadInputError, NotThereError, RefusedError
from rainer.organisation.access import Acting


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of dated fact: its rows, its name in a sentence, and the fields of its first and last day."""

    model: type[models.Model]
    what: Any
    starts: str = "starts"
    ends: str = "ends"


KINDS = {
    "alias": Kind(Alias, gettext_lazy("other names"), starts="", ends="ended_on"),
    "address": Kind(Address, gettext_lazy("addresses")),
    "circumstance": Kind(PersonalCircumstance, gettext_lazy("circumstances")),
    "disability": Kind(Disability, gettext_lazy("disabilities")),
    "adjustment": Kind(Adjustment, gettext_lazy("adjustments")),
    "unavailability": Kind(Unavailability, gettext_lazy("when they cannot come")),
    "contact": Kind(PersonalContact, gettext_lazy("family and others")),
    "words": Kind(OwnWords, gettext_lazy("their own words"), starts="said_on", ends="ended_on"),
}


@transaction.atomic
def add_fact(*, acting: Acting, crn: str, kind: str, values: dict[str, Any]) -> models.Model:
    """Keep a new fact. The same one twice, from a button pressed twice, is kept once.

    A new main address ends the one before it on the new one's first day. Raises BadInputError for days that cannot be.
    """
    of = KINDS[kind]
    case, person = locked_person(acting, crn)
    if of.starts and values[of.starts] > acting.on and kind in ("words", "address"):
        raise BadInputError(_("Some of it needs another look."), errors={of.starts: _("Enter a day that has been")})
    rows: Any = of.model._default_manager
    same: models.Model | None = rows.filter(person=person, **{of.ends: None}, **values).first()
    if same is not None:
        return same
    if kind == "words":
        values = {**values, "recorded_by": acting.user}
    if kind == "address":
        _make_way(person, values)
    made: models.Model = rows.create(person=person, **values)
    _keep_in_step(person, kind)
    told = {name: value for name, value in values.items() if name != "recorded_by"}
    record_change(acting, case, kind, str(of.what), old={}, new=plain(told))
    return made


def _make_way(person: Person, values: dict[str, Any]) -> None:
    """A main address: the one before it ends. No fixed abode has no postcode; any other address needs one."""
    if values["no_fixed_abode"]:
        values["postcode"] = ""
    elif not values["postcode"]:
        raise BadInputError(_("Some of it needs another look."), errors={"postcode": _("Enter the postcode")})
    if values["status"] != Address.Status.MAIN:
        return
    before = Address.objects.filter(person=person, status=Address.Status.MAIN, ends=None).first()
    if before is None:
        return
    if before.starts > values["starts"]:
        said = _("Enter a day on or after the one the present main address began")
        raise BadInputError(_("Some of it needs another look."), errors={"starts": said})
    before.status, before.ends = Address.Status.PREVIOUS, values["starts"]
    before.save(update_fields=["status", "ends"])


@transaction.atomic
def end_fact(*, acting: Acting, crn: str, kind: str, pk: int, on: date) -> models.Model:
    """Say from which day a fact no longer holds. Raises RefusedError where it was ended already."""
    of = KINDS[kind]
    case, person = locked_person(acting, crn)
    rows: Any = of.model._default_manager
    fact = rows.filter(person=person, pk=pk).first()
    if fact is None:
        raise NotThereError(NOT_THERE)
    if getattr(fact, of.ends) is not None:
        raise RefusedError(_("Someone ended this already."))
    _check_end(fact, of, on, acting)
    setattr(fact, of.ends, on)
    fact.save(update_fields=[of.ends])
    _keep_in_step(person, kind)
    record_change(acting, case, kind, str(of.what), old={"fact": f"{kind}:{pk}"}, new={of.ends: str(on)})
    return fact  # type: ignore[no-any-return]


def _check_end(fact: Any, of: Kind, on: date, acting: Acting) -> None:
    if on > acting.on:
        said = _("Enter a day that has been")
    elif of.starts and on < getattr(fact, of.starts):
        said = _("Enter a day on or after the one it began")
    else:
        return
    raise BadInputError(_("Some of it needs another look."), errors={"on": said})


def _keep_in_step(person: Person, kind: str) -> None:
    """What the person's own row says of their main address and of the sounds of their names."""
    if kind == "address":
        main = Address.objects.filter(person=person, status=Address.Status.MAIN, ends=None).first()
        person.postcode = main.postcode if main else ""
        person.no_fixed_abode = bool(main and main.no_fixed_abode)
        person.save(update_fields=["postcode", "no_fixed_abode"])
    elif kind == "alias":
        person.sounds = sounds_of_person(person)
        person.save(update_fields=["sounds"])
