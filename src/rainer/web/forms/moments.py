"""A day and a time in one field."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from rainer.common import clock
from rainer.web import words
from rainer.web.dates import Near
from rainer.web.datetimes import MomentNotUnderstoodError, understand_moment
from rainer.web.forms.fields import _settings

ENTER_MOMENT = gettext_lazy("Enter a day and a time, like tue 17 Nov 15.30")
MOMENT_EXAMPLES = gettext_lazy("For example 17/11 15.30, fri 9.30 or tomorrow 2pm")


class LooseMoment(forms.CharField):
    """A day and a time as people type them. `near` settles a year or weekday left out. What was understood is read
    back under the field."""

    kind = "date"

    def __init__(
        self,
        label: Any,
        *,
        required: Any = ENTER_MOMENT,
        hint: Any = MOMENT_EXAMPLES,
        near: Near = "nearest",
        initial: Any = None,
    ) -> None:
        super().__init__(initial=initial, max_length=60, **_settings(label, required, hint))
        self.near = near

    def prepare_value(self, value: Any) -> Any:
        return typed_moment(value) if isinstance(value, datetime) else value

    def read(self, text: str) -> datetime:
        return understand_moment(text, today=clock.today(), near=self.near)

    def read_back(self, text: str) -> str:
        return words.long_moment(self.read(text))

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.read(text)
        except MomentNotUnderstoodError as error:
            raise ValidationError(error.message) from None


def typed_moment(when: datetime) -> str:
    """A moment as the field takes it: "17 Nov 2026 15.30", with which of two like hours where the clocks go back."""
    here = words.local(when)
    text = f"{here:%-d %b %Y %H.%M}"
    twice = here.replace(fold=0).utcoffset() > here.replace(fold=1).utcoffset()
    return f"{text} {here:%Z}" if twice else text
