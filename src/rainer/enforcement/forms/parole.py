"""Parole: list a review, move its report to a stage, write a part, say what is disclosed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _L

from rainer.enforcement.operations.parole import Step
from rainer.enforcement.queries.parole import results
from rainer.web.forms import Form, LooseDate, Radios, Select, TextArea


class ListForm(Form):
    event = Select(_L("Under which sentence?"), [])
    lead = Radios(
        _L("Who leads the case on the day the report is due?"),
        [
            ("COM", _L("The community offender manager")),
            ("POM_WITH_COM", _L("The prison offender manager, the community one supporting")),
            ("POM", _L("The prison offender manager alone")),
        ],
        required=_L("Choose who leads"),
    )
    report_due = LooseDate(_L("Report due"), required="", near="ahead")
    target_hearing = LooseDate(_L("Target hearing date"), required="", near="ahead")

    def __init__(self, data: Any, *, events: Iterable[tuple[int, str]], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["event"].choices = [(str(pk), words) for pk, words in events]  # type: ignore[attr-defined]


_REASONS = {
    "addendum_due": _L("What is the addendum to answer?"),
    "submitted": _L("What changed, if it is an addendum"),
    "outcome_recorded": _L("What the panel directed"),
}
_ASKS = {
    "reports_commissioned": ("report_due",),
    "addendum_due": ("due",),
    "hearing": ("target_hearing",),
    "outcome_recorded": ("outcome", "received_on", "next_review_on"),
}


class StageForm(Form):
    """What a stage asks for, and a note."""

    outcome = Radios(_L("What was decided?"), [], required=_L("Choose the outcome"))
    received_on = LooseDate(_L("When did the outcome come?"), near="behind")
    report_due = LooseDate(_L("Report due"), near="ahead")
    due = LooseDate(_L("Addendum due"), near="ahead")
    target_hearing = LooseDate(_L("Day of the hearing"), near="nearest")
    next_review_on = LooseDate(
        _L("Next review"),
        required="",
        near="ahead",
        hint=_L("Needed where there is no release. For example 9 Nov 2028"),
    )
    reason = TextArea(_L("A note"), required="", max_length=4000, rows=3)

    def __init__(self, data: Any, *, to: str, **more: Any) -> None:
        super().__init__(data, **more)
        self.to = to
        asked = _ASKS.get(to, ())
        for name in [name for name in self.fields if name not in (*asked, "reason")]:
            del self.fields[name]
        if "outcome" in self.fields:
            self.fields["outcome"].choices = list(results().items())  # type: ignore[attr-defined]
        if to in _REASONS:
            self.fields["reason"].label = _REASONS[to]

    def value(self) -> Step:
        facts = dict(self.cleaned_data)
        return Step(self.to, facts.pop("reason"), facts)


class PartForm(Form):
    summary = TextArea(_L("What it comes to"), required=_L("Say what it comes to"), max_length=4000, rows=6)


class DisclosureForm(Form):
    disclosed = Radios(
        _L("Is all of it disclosed to the person?"),
        [("yes", _L("Yes")), ("no", _L("No: it is asked that some of it is not"))],
        required=_L("Choose yes or no"),
    )
    reason = TextArea(_L("Why"), required=_L("Say why"), max_length=2000, rows=3)
