"""Book an appointment or a series; move one; call one off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rainer.common import clock
from rainer.policy.appointments import EVERY_WORDS
from rainer.supervision.forms.base import AS_THE_RULE_SAYS, SeenFirst
from rainer.supervision.inputs import Wanted
from rainer.supervision.models import Contact
from rainer.supervision.operations.moving import NewTime, Why
from rainer.supervision.parts import Part
from rainer.supervision.reference import Reference
from rainer.web import words
from rainer.web.dates import DateNotUnderstoodError, understand
from rainer.web.forms import Form, LooseMoment, Number, Radios, Select, TextArea, TextInput, Tick
from rainer.workforce.models import PractitionerTeam

Choices = Sequence[tuple[Any, Any]]
ONCE = ("", gettext_lazy("Once"))
_UNTIL = re.compile(r"(?:until|till|to|by) ")
_TIMES = re.compile(r"(\d{1,3})( ?x| times?| appointments?)?")
REASON = gettext_lazy("For example: work, childcare, a hospital appointment")


def part_choices(parts: Sequence[Part]) -> Choices:
    return [("", _("The person as a whole")), *((part.value, part.words) for part in parts)]


class AppointmentForm(SeenFirst):
    """When, how long, where and with whom: what booking and moving share."""

    when = LooseMoment(gettext_lazy("When"), near="ahead")
    minutes = Number(
        gettext_lazy("How long"), required="", least=5, most=600, whole=True, suffix=gettext_lazy("minutes"), width=3
    )
    location = TextInput(gettext_lazy("Where"), required="", max_length=120)
    with_id = Select(gettext_lazy("Who with"), (), required=gettext_lazy("Choose who it is with"))

    def __init__(self, *args: Any, people: Sequence[PractitionerTeam], me: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = [(pt.pk, _("Me")) for pt in people if pt.pk == me]
        others = [(pt.pk, f"{pt.practitioner} ({pt.team})") for pt in people if pt.pk != me]
        self.fields["with_id"].choices = [("", _("Choose")), *first, *others]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        when = self.cleaned_data.get("when")
        if when is not None and when < clock.now():
            self.warn("when", _("That time has passed."))
        elif when is not None and when.hour < 6:
            self.warn("when", _("That is in the night. For the afternoon, write 3.30pm or 15.30."))
        return self.cleaned_data


def read_how_many(text: str) -> tuple[int | None, date | None]:
    """ "6", "6 times" or a day, "until 30 dec". Raises DateNotUnderstoodError."""
    typed = _UNTIL.sub("", text.strip().lower(), count=1)
    if found := _TIMES.fullmatch(typed):
        return int(found[1]), None
    return None, understand(typed, today=clock.today(), near="ahead")


class HowMany(TextInput):
    """How many times, or until which day; what was understood is read back under it."""

    kind = "date"

    def read_back(self, text: str) -> str:
        times, day = read_how_many(text)
        if day is not None:
            return _("until %(day)s") % {"day": words.long_day(day)}
        return ngettext("%(n)s time", "%(n)s times", times or 0) % {"n": times}


class BookForm(AppointmentForm):
    """One appointment, or a series that keeps its time."""

    type_code = Select(gettext_lazy("What"), (), required=gettext_lazy("Choose what kind of appointment it is"))
    part = Select(gettext_lazy("For"), (), required="")
    every = Select(
        gettext_lazy("Repeat"), [ONCE, *((every, capfirst(said)) for every, said in EVERY_WORDS.items())], required=""
    )
    until = HowMany(
        gettext_lazy("How many, or until which day"),
        required="",
        max_length=40,
        hint=gettext_lazy("For example 6 times, or until 15 Jan"),
    )
    notes = TextArea(gettext_lazy("Note"), required="", max_length=AS_THE_RULE_SAYS, rows=3)
    is_sensitive = Tick(
        gettext_lazy("Sensitive"), hint=gettext_lazy("Only those who may see sensitive parts can read it. For good.")
    )
    around_holidays = Tick(gettext_lazy("Book the next working day instead of a bank holiday"))
    when_right = gettext_lazy("If it is right, choose “Seen these? Book anyway”.")
    field_order = ["type_code", "part", "when", "minutes", "location", "with_id", "every", "until", "notes"]

    def __init__(self, *args: Any, reference: Reference, parts: Sequence[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = {part.value: part for part in parts}
        types = [(code, kind.name) for code, kind in reference.types.items()]
        self.fields["type_code"].choices = [("", _("Choose")), *types]  # type: ignore[attr-defined]
        self.fields["part"].choices = part_choices(parts)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        super().clean()
        got = self.cleaned_data
        got["times"], got["until_day"] = None, None
        if got.get("every"):
            self._read_until(got.get("until", ""))
        elif got.get("until"):
            self.add_error("every", _("Choose how often it repeats, or leave out how many"))
        return got

    def _read_until(self, text: str) -> None:
        got = self.cleaned_data
        try:
            got["times"], got["until_day"] = read_how_many(text)
        except DateNotUnderstoodError as error:
            said = _("Enter how many times, like 6, or until which day, like 15 Jan")
            self.add_error("until", error.message or said)

    def wanted(self, *, tell: bool) -> Wanted:
        got = self.cleaned_data
        part = self.parts.get(got["part"])
        return Wanted(
            type_code=got["type_code"], starts=got["when"], minutes=_whole(got["minutes"]), location=got["location"],
            with_id=int(got["with_id"]), part=part.fields if part else {}, notes=got["notes"],
            is_sensitive=got["is_sensitive"], every=got["every"] or None, times=got["times"], until=got["until_day"],
            tell=tell, around_holidays=got["around_holidays"],
        )  # fmt: skip


class WhyForm(Form):
    """Who asked, and why."""

    asked_by = Radios(gettext_lazy("Who asked?"), Contact.AskedBy.choices, required=gettext_lazy("Choose who asked"))
    reason = TextInput(
        gettext_lazy("Why"), max_length=300, required=gettext_lazy("Say why, in a few words"), hint=REASON
    )
    is_reason_sensitive = Tick(gettext_lazy("The reason is sensitive"))

    def why(self) -> Why:
        got = self.cleaned_data
        return Why(got["asked_by"], got["reason"], got["is_reason_sensitive"])


class MoveForm(AppointmentForm, WhyForm):
    when_right = gettext_lazy("If it is right, choose “Seen these? Move anyway”.")
    field_order = ["when", "minutes", "location", "with_id", "asked_by", "reason", "is_reason_sensitive"]

    def to(self) -> NewTime:
        got = self.cleaned_data
        return NewTime(got["when"], _whole(got["minutes"]), got["location"], int(got["with_id"]))


class CancelForm(WhyForm):
    and_later = Tick(gettext_lazy("Cancel those after it too"))

    def __init__(self, *args: Any, later: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if later:
            self.fields["and_later"].label = _("Cancel the %(count)s after it too") % {"count": later}
        else:
            del self.fields["and_later"]


def _whole(number: Any) -> int | None:
    return int(number) if number is not None else None
