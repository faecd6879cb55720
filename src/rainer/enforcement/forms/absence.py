"""Deciding about an absence, choosing what follows, withdrawing a warning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.enforcement.models import AbsenceDecision
from rainer.enforcement.operations.actions import ME, WHOM, Choice
from rainer.enforcement.operations.decisions import Decision
from rainer.policy.enforcement import AbsenceReason
from rainer.web import words
from rainer.web.forms import Form, LooseDate, Radios, Select, TextArea, TextInput

Kind = AbsenceDecision.Decision
DIFFERENT = "different"


class DecisionForm(Form):
    """What is decided about an absence. Each choice has its own reason."""

    known = TextArea(gettext_lazy("What else we know"), required="", rows=2)
    evidence = TextInput(
        gettext_lazy("Evidence seen"), required="", hint=gettext_lazy("Like: hospital letter of 6 Nov")
    )
    called = TextInput(gettext_lazy("Called"), required="", hint=gettext_lazy("Like: yes, 6 Nov, no answer"))
    decision = Radios(
        gettext_lazy("What do you decide?"),
        (
            (Kind.ACCEPTABLE, gettext_lazy("Had a good reason")),
            (Kind.UNACCEPTABLE, gettext_lazy("No good reason")),
            (Kind.WAIT, gettext_lazy("Wait before deciding")),
        ),
        required=gettext_lazy("Choose what you decide"),
        reveals={
            Kind.ACCEPTABLE: ("named", "detail"),
            Kind.UNACCEPTABLE: ("because",),
            Kind.WAIT: ("wait_until", "wait_because"),
        },
    )
    named = Radios(gettext_lazy("Which reason"), (), required="", small=True)
    detail = TextArea(gettext_lazy("In a sentence"), required="", rows=2)
    because = TextArea(gettext_lazy("Because"), required="", rows=2)
    wait_until = LooseDate(gettext_lazy("Until"), required="", near="ahead")
    wait_because = TextArea(gettext_lazy("Because"), required="", rows=2)

    # The field of each choice that holds its reason.
    REASONS = {Kind.ACCEPTABLE: "detail", Kind.UNACCEPTABLE: "because", Kind.WAIT: "wait_because"}

    def __init__(
        self, *args: Any, reasons: Sequence[AbsenceReason], on: date, longest_wait: int, **kwargs: Any
    ) -> None:
        """`longest_wait` days: a longer wait is asked about once."""
        super().__init__(*args, **kwargs)
        self.last_day = on + timedelta(days=longest_wait)
        self.fields["named"].choices = [(one.name, one.words) for one in reasons]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        until = typed.get("wait_until")
        if typed.get("decision") == Kind.WAIT and until and until > self.last_day:
            said = _("%(day)s is long for an absence to stay undecided. Is that the day?")
            self.warn("wait_until", said % {"day": words.long_day(until)})
        return typed

    @property
    def reason_field(self) -> str:
        return self.REASONS.get(self.cleaned_data.get("decision", ""), "decision")

    def value(self) -> Decision:
        typed = self.cleaned_data
        return Decision(
            decision=typed["decision"],
            named=typed.get("named", ""),
            reason=typed.get(self.reason_field, ""),
            known=typed["known"],
            evidence=typed["evidence"],
            called=typed["called"],
            wait_until=typed.get("wait_until"),
        )


class NextForm(Form):
    """What follows a failure. The actions that fit stand first; all others are under "A different action"."""

    event = Radios(gettext_lazy("Which sentence was it for?"), (), required=gettext_lazy("Choose the sentence"))
    code = Radios(gettext_lazy("What follows?"), (), required=gettext_lazy("Choose what follows"))
    different = Select(gettext_lazy("Which action"), (), required="")
    reason = TextArea(gettext_lazy("Why this one"), required="", rows=2)
    respond_by = LooseDate(gettext_lazy("Answer wanted by"), required="", near="ahead")
    for_whom = Radios(gettext_lazy("Who makes it?"), list(WHOM.items()), inline=True, initial=ME)

    def __init__(
        self,
        *args: Any,
        fitting: Sequence[tuple[str, str, str]],
        rest: Sequence[tuple[str, str]],
        events: Sequence[tuple[int, str]] = (),
        **kwargs: Any,
    ) -> None:
        """`fitting` are code, name, and what it comes to with what the law says of it."""
        super().__init__(*args, **kwargs)
        code: Any = self.fields["code"]
        code.choices = [*((one, name) for one, name, _law in fitting), (DIFFERENT, _("A different action"))]
        code.hints = {one: law for one, _name, law in fitting if law}
        code.reveals = {DIFFERENT: ("different", "reason")}
        self.fields["different"].choices = [("", _("Choose")), *rest]  # type: ignore[attr-defined]
        if events:
            self.fields["event"].choices = [(str(pk), words) for pk, words in events]  # type: ignore[attr-defined]
        else:
            del self.fields["event"]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("code") == DIFFERENT:
            self.require("different", _("Choose which action"))
        return self.cleaned_data

    def value(self, *, event_id: int | None = None) -> Choice:
        typed = self.cleaned_data
        is_different = typed["code"] == DIFFERENT
        return Choice(
            code=typed["different"] if is_different else typed["code"],
            for_whom=typed["for_whom"],
            respond_by=typed.get("respond_by"),
            reason=typed["reason"] if is_different else "",
            event_id=int(typed["event"]) if typed.get("event") else event_id,
        )


class ReasonForm(Form):
    """Why something is withdrawn."""

    reason = TextArea(gettext_lazy("Why"), required=gettext_lazy("Say why it is withdrawn"), rows=3)
