"""Form fields as GOV.UK components. `required` is the error shown when nothing is given; "" makes it optional."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.common import clock
from rainer.web import words
from rainer.web.dates import DateNotUnderstoodError, Near, understand

CHOOSE_ONE = gettext_lazy("Choose one")
FILL_IN = gettext_lazy("Fill this in")
ENTER_NUMBER = gettext_lazy("Enter a number")
ENTER_DAY = gettext_lazy("Enter a day, like 27 Nov")
DAY_EXAMPLES = gettext_lazy("For example 27/11, 27 Nov or fri")
CHOOSE_FILE = gettext_lazy("Choose a file")

Options = Iterable[tuple[Any, Any]]


def _settings(label: Any, required: Any, hint: Any) -> dict[str, Any]:
    messages = {"required": required} if required else {}
    return {"label": label, "required": bool(required), "help_text": hint, "error_messages": messages}


class _Options:
    """What radios, checkboxes and select share. `hints` and `reveals` go by option value; `reveals` names the
    fields that show only when the option is chosen."""

    kind: str
    hints: Mapping[Any, Any]
    reveals: Mapping[Any, Sequence[str]]
    small: bool
    inline: bool

    def _look(self, hints: Any, reveals: Any, small: bool, inline: bool) -> None:
        self.hints = {str(k): v for k, v in (hints or {}).items()}
        self.reveals = {str(k): tuple(v) for k, v in (reveals or {}).items()}
        self.small, self.inline = small, inline


class Radios(_Options, forms.ChoiceField):
    kind = "radios"

    def __init__(
        self,
        label: Any,
        options: Options,
        *,
        required: Any = CHOOSE_ONE,
        hint: Any = "",
        hints: Mapping[Any, Any] | None = None,
        reveals: Mapping[Any, Sequence[str]] | None = None,
        small: bool = False,
        inline: bool = False,
        initial: Any = None,
    ) -> None:
        super().__init__(
            choices=list(options), widget=forms.RadioSelect, initial=initial, **_settings(label, required, hint)
        )
        self.error_messages["invalid_choice"] = required or _("Choose one of these")
        self._look(hints, reveals, small, inline)


class Select(_Options, forms.ChoiceField):
    kind = "select"

    def __init__(
        self,
        label: Any,
        options: Options,
        *,
        required: Any = CHOOSE_ONE,
        hint: Any = "",
        initial: Any = None,
    ) -> None:
        super().__init__(choices=list(options), initial=initial, **_settings(label, required, hint))
        self.error_messages["invalid_choice"] = required or _("Choose one of these")
        self._look(None, None, small=False, inline=False)


class Checkboxes(_Options, forms.MultipleChoiceField):
    kind = "checkboxes"

    def __init__(
        self,
        label: Any,
        options: Options,
        *,
        required: Any = "",
        hint: Any = "",
        hints: Mapping[Any, Any] | None = None,
        reveals: Mapping[Any, Sequence[str]] | None = None,
        small: bool = False,
        initial: Any = None,
    ) -> None:
        settings = _settings(label, required, hint)
        super().__init__(choices=list(options), widget=forms.CheckboxSelectMultiple, initial=initial, **settings)
        self.error_messages["invalid_choice"] = required or _("Choose from these")
        self._look(hints, reveals, small, inline=False)


class Tick(forms.BooleanField):
    """One checkbox. `required` is the error when it must be ticked and is not."""

    kind = "tick"

    def __init__(self, label: Any, *, required: Any = "", hint: Any = "", initial: Any = None) -> None:
        super().__init__(initial=initial, **_settings(label, required, hint))


class TextInput(forms.CharField):
    kind = "input"

    def __init__(
        self,
        label: Any,
        *,
        required: Any = FILL_IN,
        hint: Any = "",
        max_length: int = 200,
        width: int | None = None,
        initial: Any = None,
        spellcheck: bool = True,
        autocomplete: str = "off",
    ) -> None:
        super().__init__(max_length=max_length, initial=initial, **_settings(label, required, hint))
        self.error_messages["max_length"] = _too_long(max_length)
        self._no_max_attribute()
        self.width, self.spellcheck, self.autocomplete = width, spellcheck, autocomplete

    def _no_max_attribute(self) -> None:
        """What is typed past the limit is kept and pointed at, not cut off in silence."""
        self.widget.attrs.pop("maxlength", None)


class TextArea(TextInput):
    kind = "textarea"
    # Set by a page with one job, where nothing above the field is to be read or answered first.
    takes_focus = False

    def __init__(self, label: Any, *, max_length: int = 4000, rows: int = 4, **settings: Any) -> None:
        super().__init__(label, max_length=max_length, **settings)
        self.rows, self.counted = rows, max_length <= 2000


class Number(forms.DecimalField):
    """A number as typed; `whole` refuses fractions. `suffix` is the unit beside the box."""

    kind = "input"
    spellcheck, autocomplete = False, "off"

    def __init__(
        self,
        label: Any,
        *,
        required: Any = ENTER_NUMBER,
        hint: Any = "",
        least: Decimal | int | None = None,
        most: Decimal | int | None = None,
        whole: bool = False,
        suffix: Any = "",
        width: int = 5,
        initial: Any = None,
    ) -> None:
        settings = _settings(label, required, hint)
        super().__init__(
            min_value=least, max_value=most, decimal_places=0 if whole else None, initial=initial, **settings
        )
        number = _("Enter a whole number, like 12") if whole else _("Enter a number, like 7.5")
        self.error_messages.update(invalid=number, max_decimal_places=number)
        self.suffix, self.width = suffix, width
        for bound, limit in (("min_value", least), ("max_value", most)):
            _reword(self.validators, bound, limit)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        return super().to_python(str(value).replace(",", "").strip() if value is not None else value)


class LooseDate(forms.CharField):
    """A day as people type it. `near` settles what is left out. `earliest` and `latest` bound it with `range_error`;
    a form may set them on the instance. `.understood` of the bound field reads back what was understood."""

    kind = "date"

    def __init__(
        self,
        label: Any,
        *,
        required: Any = ENTER_DAY,
        hint: Any = DAY_EXAMPLES,
        near: Near = "nearest",
        earliest: date | None = None,
        latest: date | None = None,
        range_error: Any = "",
        initial: Any = None,
    ) -> None:
        super().__init__(initial=initial, max_length=40, **_settings(label, required, hint))
        self.near, self.earliest, self.latest, self.range_error = near, earliest, latest, range_error

    def prepare_value(self, value: Any) -> Any:
        return words.since(value) if isinstance(value, date) else value

    def read(self, text: str) -> date:
        return understand(text, today=clock.today(), near=self.near)

    def read_back(self, text: str) -> str:
        return words.long_day(self.read(text))

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            found = self.read(text)
        except DateNotUnderstoodError as error:
            raise ValidationError(error.message or _("Enter a day, like 27/11, 27 Nov or fri")) from None
        if (self.earliest and found < self.earliest) or (self.latest and found > self.latest):
            raise ValidationError(self.range_error or self._bounds())
        return found

    def _bounds(self) -> str:
        first, last = self.earliest, self.latest
        if first and last:
            return _("Choose a day from %(first)s to %(last)s") % {"first": words.day(first), "last": words.day(last)}
        if first:
            return _("Choose %(first)s or a later day") % {"first": words.day(first)}
        return _("Choose %(last)s or an earlier day") % {"last": words.day(last)}


class FileUpload(forms.FileField):
    """A file. `accept` lists the endings ("" for any)."""

    kind = "file"

    def __init__(self, label: Any, *, required: Any = CHOOSE_FILE, hint: Any = "", accept: str = "") -> None:
        super().__init__(**_settings(label, required, hint))
        self.error_messages["empty"] = _("The file is empty: choose another")
        self.accept = accept


def _too_long(most: int) -> str:
    return _("Shorten this to %(most)s characters or fewer") % {"most": f"{most:,}"}


def _reword(validators: list[Any], code: str, limit: Any) -> None:
    text = _("Enter %(limit)s or more") if code == "min_value" else _("Enter %(limit)s or less")
    for validator in validators:
        if getattr(validator, "code", "") == code:
            validator.message = text % {"limit": limit}
