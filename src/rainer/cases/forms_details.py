"""One form for each group of a person's details: one question group a page."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.models import Address, OwnWords
from rainer.common import clock
from rainer.policy import identifiers
from rainer.web.forms import Checkboxes, Form, LooseDate, Radios, TextArea, TextInput, Tick

_L = gettext_lazy


def _text(label: Any, most: int, **settings: Any) -> TextInput:
    return TextInput(label, max_length=most, **{"required": "", **settings})


class NamesForm(Form):
    title = _text(_L("Title"), 20, width=10)
    forename = _text(_L("Forename"), 60, required=_L("Enter the forename"))
    middle_names = _text(_L("Middle names"), 120)
    surname = _text(_L("Surname"), 60, required=_L("Enter the surname"))
    preferred_name = _text(_L("Name they like to be called"), 60)
    previous_surname = _text(_L("Previous surname"), 60)
    pronouns = _text(_L("Pronouns"), 30, width=10, hint=_L("For example she/her"))


class BirthForm(Form):
    date_of_birth = LooseDate(_L("Date of birth"), required="", near="behind", hint=_L("For example 12/4/1991"))
    sex = _text(_L("Sex"), 10, width=10)
    date_of_death = LooseDate(
        _L("Date of death"),
        required="",
        near="behind",
        hint=_L("Every page about this person then says so, and that nobody books or writes."),
    )


class NumbersForm(Form):
    pnc = _text(_L("PNC"), 20, width=20, hint=_L("For example 2003/0011985X or 03/11985X"))
    cro = _text(_L("CRO"), 13, width=20, hint=_L("For example 123456/91A"))
    prison_number = _text(_L("Prison number"), 7, width=10, hint=_L("For example A1234BC"))

    def clean_pnc(self) -> str:
        return str(self.cleaned_data["pnc"]).strip()

    def clean_prison_number(self) -> str:
        return str(self.cleaned_data["prison_number"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        """A number that does not fit its check letter is worth a warning and never a refusal."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        pnc, cro = found.get("pnc", ""), found.get("cro", "")
        if pnc:
            self._warn("pnc", identifiers.canonicalise_pnc(pnc.upper(), as_of_year=clock.today().year))
        if cro:
            self._warn("cro", identifiers.canonicalise_cro(cro.upper()))
        return found

    def _warn(self, name: str, read: identifiers.Canonical) -> None:
        if not read.is_valid:
            self.warn(name, _("Look at this number again: %(why)s.") % {"why": read.reason})


class NationalityForm(Form):
    nationality = _text(_L("Nationality"), 60)
    second_nationality = _text(_L("Second nationality"), 60)
    immigration_status = _text(_L("Immigration status"), 60)


class LanguageForm(Form):
    language = _text(_L("Language they speak best"), 60)
    other_languages = _text(_L("Other languages"), 120)
    interpreter_language = _text(_L("Language to interpret"), 60, hint=_L("Leave empty if no interpreter is needed"))
    language_concerns = _text(_L("Anything about reading, writing or speech"), 300)


class ReachForm(Form):
    mobile = _text(_L("Mobile"), 30, width=20)
    telephone = _text(_L("Telephone"), 30, width=20)
    email = _text(_L("E-mail"), 254)
    allow_sms = Tick(_L("They agreed to text messages"))

    def clean_email(self) -> str:
        return _email(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("allow_sms") and not found.get("mobile"):
            self.add_error("mobile", _("Enter the mobile number that texts go to"))
        return found


def _email(text: str) -> str:
    if text:
        try:
            validate_email(text)
        except ValidationError:
            raise ValidationError(_("Enter an e-mail address like name@example.org")) from None
    return text


class FactForm(Form):
    """What the forms of dated facts end with."""

    starts = LooseDate(_L("From"), near="behind")
    notes = TextArea(_L("Notes"), required="", max_length=2000, rows=3)


class AliasForm(Form):
    forename = _text(_L("Forename"), 60)
    surname = _text(_L("Surname"), 60, required=_L("Enter the surname"))
    date_of_birth = LooseDate(_L("Date of birth given with it"), required="", near="behind")


class AddressForm(FactForm):
    status = Radios(
        _L("What is it?"),
        [(Address.Status.MAIN, _L("Main address")), (Address.Status.OTHER, _L("Another address"))],
        hints={Address.Status.MAIN: _L("The main address there is now ends on the day this one begins")},
        required=_L("Choose what it is"),
    )
    no_fixed_abode = Tick(_L("No fixed abode"), hint=_L("Then no postcode is needed"))
    building = _text(_L("Building name or number"), 80)
    street = _text(_L("Street"), 120)
    district = _text(_L("District"), 80)
    town = _text(_L("Town"), 80)
    county = _text(_L("County"), 80)
    postcode = _text(_L("Postcode"), 8, width=10)
    kind = _text(_L("Kind of home"), 60, hint=_L("For example tenancy, with family, hostel"))
    telephone = _text(_L("Telephone there"), 30, width=20)

    field_order = ("status", "no_fixed_abode", "building", "street", "district", "town", "county", "postcode", "kind",
                   "telephone", "starts", "notes")  # fmt: skip

    def clean_postcode(self) -> str:
        """As it is kept: capitals, a space before the last three."""
        plain = "".join(str(self.cleaned_data["postcode"]).upper().split())
        return f"{plain[:-3]} {plain[-3:]}" if len(plain) > 4 else plain


class CircumstanceForm(FactForm):
    kind = _text(_L("What is it about?"), 30, required=_L("Say what it is about"), hint=_L("For example employment"))
    detail = _text(_L("In a few words"), 120)
    is_verified = Tick(_L("It has been checked"))
    field_order = ("kind", "detail", "is_verified", "starts", "notes")


class DisabilityForm(FactForm):
    kind = _text(_L("Disability"), 60, required=_L("Say what it is"))
    condition = _text(_L("Condition"), 120)
    field_order = ("kind", "condition", "starts", "notes")


class AdjustmentForm(FactForm):
    kind = _text(
        _L("What do we do?"), 60, required=_L("Say what we do"), hint=_L("For example a quiet room; text, not letters")
    )
    category = _text(_L("What is it about?"), 60, hint=_L("For example place, time, communication"))
    field_order = ("kind", "category", "starts", "notes")


class UnavailabilityForm(FactForm):
    reason = _text(_L("Why can they not come?"), 80, required=_L("Say why"), hint=_L("For example work, school run"))
    weekdays = Checkboxes(
        _L("Which days?"), [(str(day), WEEKDAYS[day]) for day in range(7)], required=_L("Choose days")
    )
    from_time = _text(_L("From what time?"), 5, width=5, hint=_L("For example 9.30. Leave empty for the whole day"))
    until_time = _text(_L("Until what time?"), 5, width=5)
    field_order = ("reason", "weekdays", "from_time", "until_time", "starts", "notes")

    def clean_weekdays(self) -> list[int]:
        return [int(day) for day in self.cleaned_data["weekdays"]]

    def clean_from_time(self) -> time | None:
        return _time(self.cleaned_data["from_time"])

    def clean_until_time(self) -> time | None:
        return _time(self.cleaned_data["until_time"])

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = found.get("from_time"), found.get("until_time")
        if since and until and until <= since:
            self.add_error("until_time", _("Enter a time after the one it begins"))
        return found


def _time(text: str) -> time | None:
    if not text.strip():
        return None
    found = re.fullmatch(r"(\d{1,2})(?:[:.]?(\d{2}))?", text.strip())
    if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
        return time(int(found[1]), int(found[2] or 0))
    raise ValidationError(_("Enter a time, like 9.30"))


class ContactForm(FactForm):
    name = _text(_L("Name"), 120, required=_L("Enter the name"))
    kind = _text(
        _L("Who are they?"), 30, required=_L("Say who they are"), hint=_L("For example next of kin, GP, carer")
    )
    relationship = _text(_L("Relationship"), 80, hint=_L("For example mother. Never a victim: they are kept elsewhere"))
    telephone = _text(_L("Telephone"), 30, width=20)
    email = _text(_L("E-mail"), 254)
    address = _text(_L("Address"), 250)
    is_emergency = Tick(_L("Call them in an emergency"))
    field_order = ("name", "kind", "relationship", "telephone", "email", "address", "is_emergency", "starts", "notes")

    def clean_email(self) -> str:
        return _email(self.cleaned_data["email"])


class WordsForm(Form):
    kind = Radios(_L("What is it?"), OwnWords.Kind.choices, required=_L("Choose what it is"))
    text = TextArea(_L("As they said it"), required=_L("Enter what they said"), max_length=500, rows=3)
    said_on = LooseDate(_L("When did they say it?"), near="behind")


class EndForm(Form):
    on = LooseDate(_L("From which day does it no longer hold?"), near="behind")


GROUP_FORMS: dict[str, type[Form]] = {
    "names": NamesForm,
    "birth": BirthForm,
    "numbers": NumbersForm,
    "nationality": NationalityForm,
    "language": LanguageForm,
    "reach": ReachForm,
}
FACT_FORMS: dict[str, type[Form]] = {
    "alias": AliasForm,
    "address": AddressForm,
    "circumstance": CircumstanceForm,
    "disability": DisabilityForm,
    "adjustment": AdjustmentForm,
    "unavailability": UnavailabilityForm,
    "contact": ContactForm,
    "words": WordsForm,
}
