"""What the court said, added or corrected: a page for each part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _L

from rainer.cases.models import Intervention, Requirement, Sentence
from rainer.policy.requirements import LimitInputs, RequirementKind, within_limits
from rainer.web.forms import Form, LooseDate, Number, Select, TextArea, TextInput, Tick

_MINUTES_AN_HOUR = 60


def _text(label: Any, most: int, **settings: Any) -> TextInput:
    return TextInput(label, max_length=most, **{"required": "", **settings})


class RequirementForm(Form):
    """A requirement of one kind, in the kind's own measure. What the law does not allow is warned of, once."""

    amount = Number(_L("How much was ordered?"), required="", whole=True, least=1)
    subtype = _text(_L("What exactly?"), 80, hint=_L("For example the programme, the project or the hours"))
    is_restrictive = Tick(_L("It limits freedom of movement"))
    imposed_on = LooseDate(_L("Imposed on"), near="behind")
    starts = LooseDate(_L("Starts"), near="nearest")
    ends_expected = LooseDate(_L("Expected to end"), required="", near="ahead")
    adjustment_minutes = Number(
        _L("Adjustment"), required="", whole=True, suffix=_L("minutes"), hint=_L("Below 0 for time taken off the order")
    )
    review_on = LooseDate(_L("Next court review"), required="", near="ahead")
    notes = TextArea(_L("Notes"), required="", max_length=2000, rows=3)

    def __init__(
        self,
        data: Any,
        *,
        kind: RequirementKind,
        sentence: Sentence,
        asked: Mapping[str, Any],
        unit: str = "",
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self.kind, self.sentence, self.asked = kind, sentence, asked
        # What is recorded in another unit than the kind's own keeps it.
        self.unit = unit or ("hours" if self.is_work else kind.measure)
        if kind.measure == "dates":
            del self.fields["amount"]
        else:
            self.fields["amount"].suffix = self.unit  # type: ignore[attr-defined]
        for name, is_used in (("adjustment_minutes", self.is_work), ("review_on", kind.court_reviews)):
            if not is_used:
                del self.fields[name]

    @property
    def is_work(self) -> bool:
        return self.kind.measure == "minutes"

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for broken in self._broken(found):
            self.warn(
                "amount" if "amount" in self.fields else "ends_expected", _("The law: %(limit)s.") % {"limit": broken}
            )
        ends, order_ends = found.get("ends_expected"), self.sentence.ends
        if ends and order_ends and ends > order_ends:
            self.warn("ends_expected", _("It would end after the order does."))
        return found

    def _broken(self, found: Mapping[str, Any]) -> Iterable[str]:
        if not self.kind.all_codes:
            return ()
        limits = LimitInputs(
            kind=self.kind.kind,
            amount=self._in_measure(found.get("amount")),
            starts_on=found.get("starts"),
            ends_on=found.get("ends_expected"),
            hearing_on=found.get("imposed_on"),
            order_ends_on=self.sentence.ends,
        )
        answer = within_limits(limits, **self.asked).answer
        return answer.breaks if answer else ()

    def _in_measure(self, amount: Any) -> int | None:
        """In the kind's own measure; None where it is recorded in another."""
        if not amount or self.unit not in ("hours", self.kind.measure):
            return None
        return int(amount) * (_MINUTES_AN_HOUR if self.unit == "hours" else 1)

    def values(self) -> dict[str, Any]:
        """As the row keeps them."""
        found = dict(self.cleaned_data)
        if "amount" in self.fields:
            amount = found.pop("amount")
            found |= {"length": int(amount) if amount else None, "unit": self.unit}
        if "adjustment_minutes" in found:
            found["adjustment_minutes"] = int(found["adjustment_minutes"] or 0)
        return found


def initial_of_requirement(row: Requirement) -> dict[str, Any]:
    """What the form shows of a requirement there is."""
    names = (
        "subtype", "is_restrictive", "imposed_on", "starts", "ends_expected", "adjustment_minutes", "review_on", "notes",
    )  # fmt: skip
    return {"amount": row.length, **{name: getattr(row, name) for name in names}}


class EndRequirementForm(Form):
    reason = TextInput(
        _L("Why does it end?"),
        max_length=60,
        required=_L("Say why"),
        hint=_L("For example completed, revoked by the court"),
    )
    on = LooseDate(_L("From which day?"), near="behind")


class InterventionForm(Form):
    """Work done under an order. `requirement` is asked where the order has some."""

    requirement = Select(_L("Under which requirement?"), [], required="")
    kind = _text(_L("Kind of work"), 20, required=_L("Say what kind of work"), hint=_L("For example programme, treatment, referral"))  # fmt: skip
    subtype = _text(_L("What exactly?"), 60)
    provider = _text(_L("Who does it"), 120)
    status = _text(_L("Where it stands"), 40, hint=_L("For example referred, started, ended"))
    status_on = LooseDate(_L("Since when does it stand there?"), required="", near="behind")
    referred_on = LooseDate(_L("Referred"), required="", near="behind")
    starts = LooseDate(_L("Starts"), required="")
    ends = LooseDate(_L("Ends"), required="")
    outcome = _text(_L("What came of it"), 60)
    notes = TextArea(_L("Notes"), required="", max_length=2000, rows=3)

    def __init__(self, data: Any, *, requirements: Iterable[tuple[int, str]] = (), **more: Any) -> None:
        super().__init__(data, **more)
        choices = [(str(pk), name) for pk, name in requirements]
        if choices:
            self.fields["requirement"].choices = [("", _("None in particular")), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["requirement"]


def initial_of_intervention(row: Intervention) -> dict[str, Any]:
    return {name: getattr(row, name) for name in InterventionForm.base_fields if name != "requirement"}


class MainOffenceForm(Form):
    main_offence = _text(_L("Main offence"), 200, required=_L("Enter the offence"))
    offence_code = _text(_L("Code"), 5, width=5, hint=_L("Five digits, as the court has it"))
    offence_on = LooseDate(_L("When was it committed?"), required="", near="behind")
    offence_count = Number(_L("How many times?"), whole=True, least=1, initial=1)

    def clean_offence_count(self) -> int:
        return int(self.cleaned_data["offence_count"])


class OffenceForm(Form):
    description = _text(_L("Offence"), 200, required=_L("Enter the offence"))
    code = _text(_L("Code"), 5, width=5, hint=_L("Five digits, as the court has it"))
    on = LooseDate(_L("When was it committed?"), required="", near="behind")
    count = Number(_L("How many times?"), whole=True, least=1, initial=1)

    def clean_count(self) -> int:
        return int(self.cleaned_data["count"])
