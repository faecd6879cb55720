"""The forms of Today: a task typed in, something put off, what does not fit, and the answer to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.supervision.forms.base import SentOnce
from rainer.supervision.models import Task
from rainer.web.forms import Checkboxes, Form, LooseDate, Radios, Select, TextArea, TextInput, Tick


class TaskForm(SentOnce):
    title = TextInput(gettext_lazy("What is to be done?"), required=gettext_lazy("Say what is to be done"))
    due = LooseDate(gettext_lazy("By when?"), near="ahead", initial="today")
    who = Select(gettext_lazy("Who does it?"), ())
    crn = TextInput(
        gettext_lazy("Whom is it about? (optional)"), required="", width=10, max_length=7,
        hint=gettext_lazy("A CRN, like X100001"),
    )  # fmt: skip
    is_must = Tick(gettext_lazy("It is a must"))
    repeats = Select(gettext_lazy("How often?"), Task.Repeats.choices, required="")

    def __init__(self, *args: Any, doers: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = list(doers)  # type: ignore[attr-defined]


class SnoozeForm(Form):
    days = Radios(gettext_lazy("Until when?"), ())
    reason = TextInput(gettext_lazy("Why?"), required="", max_length=300)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = list(choices)  # type: ignore[attr-defined]


class DoesNotFitForm(Form):
    items = Checkboxes(gettext_lazy("What will not get done?"), ())
    words = TextArea(gettext_lazy("In your own words (optional)"), required="", max_length=2000, rows=3)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = list(choices)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not found.get("items") and not str(found.get("words", "")).strip() and not self.errors:
            self.add_error("items", _("Tick what will not get done, or say it in words"))
        return found


class ReasonForm(Form):
    reason = TextInput(
        gettext_lazy("Why need it not be done?"), required=gettext_lazy("Say why it need not be done"), max_length=300
    )


class AnswerForm(Form):
    answer = TextArea(
        gettext_lazy("Your answer"), required=gettext_lazy("Say what they should do, or leave undone"), max_length=2000
    )
