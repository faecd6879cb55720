"""The forms of the framework status."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.priorities.models import FrameworkStatus, Support
from rainer.priorities.operations import Order, Promise
from rainer.web.forms import Form, LooseDate, Radios, Select, TextArea, TextInput

ROWS = 4
RED = FrameworkStatus.Colour.RED
REASONS = [
    ("workload", gettext_lazy("Workload")),
    ("vacancy", gettext_lazy("Empty posts")),
    ("sickness", gettext_lazy("Sickness")),
    ("other", gettext_lazy("Something else")),
]


class StatusForm(Form):
    """A colour, from when, until it is reviewed, why; for Red also how it ends and who owes which help."""

    colour = Radios(
        gettext_lazy("Framework status"),
        FrameworkStatus.Colour.choices,
        hints={RED: gettext_lazy("The Chief Probation Officer alone can set this")},
        required=gettext_lazy("Choose a status"),
    )
    starts = LooseDate(gettext_lazy("From"), near="ahead", required=gettext_lazy("Enter a day, like 27 Nov"))
    review_by = LooseDate(
        gettext_lazy("Review by"),
        near="ahead",
        required=gettext_lazy("Enter the last day it may stand without a review"),
        hint=gettext_lazy("After this day it lapses, and nothing may be paused"),
    )
    reason = Radios(gettext_lazy("Main reason"), REASONS, inline=True, required=gettext_lazy("Choose the main reason"))
    reason_words = TextArea(gettext_lazy("The reason in words"), rows=3, max_length=1000, required="")
    exit_tests = TextArea(
        gettext_lazy("What must be true for it to end"),
        rows=3,
        max_length=1000,
        required="",
        hint=gettext_lazy("One a line. Needed for Red"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for n in range(1, ROWS + 1):
            number = {"n": n}
            kinds = [("", _("Nothing more")), *Support.Kind.choices]
            self.fields[f"kind_{n}"] = Select(_("Help %(n)d: kind") % number, kinds, required="")
            self.fields[f"what_{n}"] = TextInput(_("Help %(n)d: what") % number, max_length=200, required="")
            self.fields[f"owner_{n}"] = TextInput(_("Help %(n)d: who owns it") % number, max_length=120, required="")
            self.fields[f"due_{n}"] = LooseDate(_("Help %(n)d: by when") % number, near="ahead", required="")

    def clean(self) -> dict[str, Any]:
        for n in range(1, ROWS + 1):
            if self.cleaned_data.get(f"what_{n}"):
                self.require(f"kind_{n}", _("Choose what kind of help this is"))
                self.require(f"due_{n}", _("Enter by when it comes, like 27 Nov"))
        return self.cleaned_data

    def facts(self) -> dict[str, Any]:
        """What the operation is given."""
        got = self.cleaned_data
        return {
            **{name: got[name] for name in ("colour", "starts", "review_by", "reason", "reason_words")},
            "exit_tests": [line.strip() for line in got["exit_tests"].splitlines() if line.strip()],
            "support": list(self._promises()),
        }

    def _promises(self) -> Iterator[Promise]:
        got = self.cleaned_data
        for n in range(1, ROWS + 1):
            if what := got.get(f"what_{n}", "").strip():
                yield Promise(got[f"kind_{n}"], what, got[f"owner_{n}"].strip(), got[f"due_{n}"])


class ReviewForm(Form):
    words = TextArea(
        gettext_lazy("What did the review find?"),
        rows=3,
        max_length=500,
        required=gettext_lazy("Say what the review found"),
    )


SAYS = [("do", gettext_lazy("Do it")), ("reduce", gettext_lazy("Reduce it")), ("pause", gettext_lazy("Pause it"))]
REACHES = {
    "unit": gettext_lazy("This unit"),
    "region": gettext_lazy("The whole region"),
    "nation": gettext_lazy("The whole service"),
}


class InstructionForm(Form):
    """What is to be done with one task of the framework, where, and until when."""

    task = Select(gettext_lazy("About"), (), required=gettext_lazy("Choose the task"))
    says = Radios(gettext_lazy("What is to be done"), SAYS, inline=True, required=gettext_lazy("Choose one"))
    words = TextArea(
        gettext_lazy("In your words"), rows=3, max_length=300, required=gettext_lazy("Say what is to be done")
    )
    reach = Radios(gettext_lazy("For"), (), required=gettext_lazy("Choose for whom"))
    until = LooseDate(
        gettext_lazy("Until"),
        near="ahead",
        required="",
        hint=gettext_lazy("Left empty, it holds until you withdraw it"),
    )

    def __init__(self, *args: Any, tasks: list[tuple[str, str]], reaches: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].choices = [("", _("Choose")), *tasks]  # type: ignore[attr-defined]
        self.fields["reach"].choices = [(reach, REACHES[reach]) for reach in reaches]  # type: ignore[attr-defined]

    def order(self) -> Order:
        got = self.cleaned_data
        return Order(got["task"], got["says"], got["words"], got["reach"], got["until"])
