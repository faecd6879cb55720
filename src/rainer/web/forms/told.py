"""What stands in the fields of a form, in the words of its page: the label of a field, the text of an option."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from rainer.common.errors import RainerError
from rainer.web import words
from rainer.web.forms.fields import LooseDate
from rainer.web.forms.moments import LooseMoment


@contextmanager
def told_by(form: forms.Form) -> Iterator[None]:
    """An error that comes while the form is saved is told in the form's words."""
    try:
        yield
    except RainerError as error:
        error.form = form
        raise


def label_of(form: forms.Form | None, name: str) -> str:
    """The label over the field; the name itself, spaced, for what no field is of."""
    field = _field(form, name)
    return str(field.label) if field is not None and field.label else capfirst(name.replace("_", " "))


def is_asked(form: forms.Form | None, name: str) -> bool:
    """Whether the form has such a field; of no form it is not known, so it may have."""
    return form is None or _field(form, name) is not None


def in_words(form: forms.Form | None, name: str, values: Sequence[str]) -> str:
    """What was typed or ticked as a reader of the page would say it. A text in words already stays as it is."""
    field = _field(form, name)
    if isinstance(field, forms.BooleanField):
        return ticked(", ".join(values))
    if isinstance(field, forms.ChoiceField):
        texts = _texts(field)
        return ", ".join(texts.get(one.strip(), one) for value in values for one in _several(field, value))
    return ", ".join(_day(field, value) for value in values)


def _field(form: forms.Form | None, name: str) -> forms.Field | None:
    if form is None:
        return None
    return next((field for known, field in form.fields.items() if form.add_prefix(known) == name), None)


def _texts(field: forms.ChoiceField) -> dict[str, str]:
    """Options by their value, those inside groups among them."""
    found: dict[str, str] = {}
    options: Any = field.choices
    for value, text in options:
        inside = text if isinstance(text, list | tuple) else [(value, text)]
        found |= {str(one): str(label) for one, label in inside}
    return found


def _several(field: forms.Field, value: str) -> list[str]:
    return value.split(", ") if isinstance(field, forms.MultipleChoiceField) else [value]


def ticked(value: str) -> str:
    """A browser sends nothing for a box that is not ticked."""
    return _("No") if value.lower() in ("", "false", "0", "off", "no") else _("Yes")


def _day(field: Any, value: str) -> str:
    """A day or moment as it was understood, so that "16/11" and "16 Nov" read the same."""
    if not value or not isinstance(field, LooseDate | LooseMoment):
        return value
    try:
        found: Any = field.clean(value)
    except forms.ValidationError:
        return value
    return words.long_moment(found) if isinstance(field, LooseMoment) else words.since(found)
