"""What people fill in about load."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rainer.web.forms import Form, LooseDate, Number, Radios, Select, TextArea, TextInput
from rainer.workload.models import LineQuery, WorkloadAction

YES_NO = (("yes", _("Yes")), ("no", _("No")))
Chosen = WorkloadAction.Chosen


class QueryLine(Form):
    wrong = Radios(
        _("What is wrong with this line?"), LineQuery.Wrong.choices, required=_("Choose what is wrong with this line")
    )
    text = TextArea(_("Say more"), required=_("Say what is wrong, in a sentence"), max_length=2000)


class AnswerLine(Form):
    upheld = Radios(
        _("Is the line wrong?"),
        (("yes", _("Yes: the record is being corrected")), ("no", _("No: the line stands"))),
        required=_("Say whether the line is wrong"),
    )
    answer = TextArea(_("Your answer"), required=_("Write the answer"), max_length=2000)


class RecordAction(Form):
    """Which fields are needed follows from the choice; the operation says so, in one place for page and API."""

    chosen = Radios(
        _("What did you do?"),
        Chosen.choices,
        required=_("Choose what you did, or that nothing could be done"),
        reveals={
            Chosen.HOLD_ALLOCATIONS: ["hold_until"],
            Chosen.ESCALATE: ["asked_for"],
            Chosen.NONE: ["reason"],
        },
        hints={
            Chosen.ESCALATE: _("Counted, and goes up a level. It is not held against you."),
            Chosen.NONE: _("Counted, and goes up a level. It is not held against you."),
        },
    )
    hold_until = LooseDate(_("Until"), required="", near="ahead")
    asked_for = TextInput(_("What you asked for"), required="", max_length=300, hint=_("For example, two staff"))
    reason = TextArea(_("Why nothing could be done"), required="", max_length=2000)
    agreed = Radios(
        _("Did they agree?"), (*YES_NO, ("not_asked", _("We have not talked"))), required=_("Say whether they agreed"),
        reveals={"no": ["their_view"]},
    )  # fmt: skip
    their_view = TextArea(_("Their view"), required="", max_length=2000)
    look_again_on = LooseDate(_("Look again on"), near="ahead", required=_("Choose a day to look again"))


class HoursField(Number):
    """Hours a week: "37,5" is neither 375 nor 37, so it is asked for again as it is written here."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = str(value or "").strip()
        if "," in text:
            raise ValidationError(_("Write %(hours)s") % {"hours": text.replace(",", ".")}, code="comma")
        return super().to_python(value)


class Hours(Form):
    hours = HoursField(_("Contracted hours a week"), required=_("Enter the hours a week"), suffix=_("hours"))
    starts = LooseDate(_("From"), required=_("Enter the first day of these hours"))
    reason = TextInput(
        _("Why no hours, if there are none"), required="", max_length=300,
        hint=_("Asked only where the hours are 0. For example, on a career break. No health details."),
    )  # fmt: skip


class ReductionForm(Form):
    hours = HoursField(_("Hours a week taken off"), required=_("Enter the hours a week"), suffix=_("hours"))
    starts = LooseDate(_("First day"), required=_("Enter the first day"))
    ends = LooseDate(_("Last day"), near="ahead", required=_("Enter the last day"))
    notes = TextArea(
        _("Notes"), required="", hint=_("What a colleague who takes over needs to know. No health details.")
    )

    def __init__(self, *args: Any, reasons: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = Select(_("Reason"), reasons, required=_("Choose a reason"))
        self.order_fields(["reason", "hours", "starts", "ends", "notes"])


class ChooseReason(Form):
    """The reason first: it decides the hours the next page starts from."""

    def __init__(self, *args: Any, reasons: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = Radios(_("Reason"), reasons, required=_("Choose a reason"), small=True)


class EndReduction(Form):
    ends = LooseDate(_("Last day"), required=_("Enter the last day"))


class UnweightedWorkForm(Form):
    what = TextInput(
        _("What is the work?"), required=_("Say what the work is"), hint=_("For example, training new colleagues")
    )
    minutes_each = Number(_("Minutes each time, if you can say"), required="", least=1, whole=True, suffix=_("minutes"))
    times_a_month = Number(_("Times a month, if you can say"), required="", least=1, whole=True, suffix=_("times"))


class AnswerWork(Form):
    answer = TextArea(_("Your answer"), required=_("Write the answer"), max_length=2000)
