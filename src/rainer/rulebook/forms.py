"""The form for a local value: where, from when, on whose word, and each figure in a field of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.common import clock
from rainer.policy.rulebook import Place, Rulebook
from rainer.policy.workload import forms as form_rules
from rainer.rulebook.grid import WEIGHTS, Leaf, Path, leaves
from rainer.web.forms import Form, LooseDate, Select, TextArea, TextInput

# The field of the weights form that `workload.form_limits` knows a parameter's figures by.
FORM_FIELDS = {
    "workload.nominal_target": "nominal_target",
    "workload.default_hours": "default_hours",
    "workload.default_hours_prison": "default_hours",
    "workload.retained_percent": "retained_percent",
    "workload.arms_points": "arms_points",
    "workload.report_points": "sdr_points",
    "workload.parole_points": "parole_points",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a figure may be. `most` is None without an upper end; `least` None where it may be below nought."""

    least: Decimal | None
    most: Decimal | None
    whole: bool
    required: bool

    def message(self, what: str) -> str:
        kind = _("a whole number") if self.whole else _("a number, like 7.5,")
        facts = {"what": what, "kind": kind, "least": self.least, "most": self.most}
        if self.least is not None and self.most is not None:
            return _("%(what)s: enter %(kind)s from %(least)s to %(most)s") % facts
        if self.least is not None:
            return _("%(what)s: enter %(kind)s of %(least)s or more") % facts
        return _("%(what)s: enter %(kind)s") % facts

    def read(self, typed: str) -> int | float | None:
        """The figure; None for an empty field that may be so. Raises ValueError for what is none."""
        text = typed.replace(",", "").strip()
        if not text:
            if self.required:
                raise ValueError(typed)
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise ValueError(typed) from None
        if not number.is_finite() or (self.whole and number != number.to_integral_value()):
            raise ValueError(typed)
        if (self.least is not None and number < self.least) or (self.most is not None and number > self.most):
            raise ValueError(typed)
        return int(number) if number == number.to_integral_value() else float(number)


def limits_of(key: str, leaf: Leaf, *, on: date, place: Place, rulebook: Rulebook) -> Limits:
    """The limits of the weights form where it has the field; else: not below nought, whole where it was whole."""
    required = leaf.value is not None
    field = str(leaf.path[0]) if key in WEIGHTS else FORM_FIELDS.get(key)
    if field is None:
        below = isinstance(leaf.value, int | float) and leaf.value < 0
        return Limits(None if below else Decimal(0), None, isinstance(leaf.value, int), required)
    table = rulebook.value("workload.form_limits", on=on, place=place).value[form_rules.field_kind(field)]
    return Limits(Decimal(str(table["least"])), Decimal(str(table["most"])), table["whole"], required)


class ProposeValue(Form):
    place = Select(gettext_lazy("Where it would hold"), [], required=gettext_lazy("Choose a region or unit"))
    starts = LooseDate(
        gettext_lazy("First day"), near="ahead", required=gettext_lazy("Enter the first day, like 1 Dec")
    )
    ends = LooseDate(
        gettext_lazy("Last day"), near="ahead", required="",
        hint=gettext_lazy("Leave empty if it holds until it is changed. After this day the wider value holds again."),
    )  # fmt: skip
    source_title = TextInput(
        gettext_lazy("Source: title and page"),
        max_length=300,
        required=gettext_lazy("Say which document sets this value"),
    )
    source_url = TextInput(gettext_lazy("Source: link"), required="", max_length=200)
    source_read_on = LooseDate(
        gettext_lazy("The day you read it"),
        near="behind",
        required=gettext_lazy("Enter the day you read it, like 9 Nov"),
    )
    reason = TextArea(
        gettext_lazy("Why here"), max_length=2000, required=gettext_lazy("Say why this place needs its own value")
    )

    def __init__(
        self,
        *args: Any,
        key: str,
        value: Any,
        places: Sequence[tuple[str, str]],
        where: Place,
        rulebook: Rulebook,
        **kwargs: Any,
    ) -> None:
        """`value` is what the figures start from: the value in force in the place `where`."""
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("Choose")), *places]  # type: ignore[attr-defined]
        self.figures = {f"v{n}": leaf for n, leaf in enumerate(leaves(value)) if leaf.is_figure}
        self.limits = {
            name: limits_of(key, leaf, on=clock.today(), place=where, rulebook=rulebook)
            for name, leaf in self.figures.items()
        }
        for name, leaf in self.figures.items():
            self.fields[name] = TextInput(
                leaf.words or _("Value"), required="", width=5, initial=leaf.value, spellcheck=False
            )
        self.label_of = {name: leaf.words or _("Value") for name, leaf in self.figures.items()}
        self.names: dict[Path, str] = {leaf.path: name for name, leaf in self.figures.items()}

    @property
    def plain_fields(self) -> list[Any]:
        """The fields that are no figures."""
        return [field for field in self if field.name not in self.figures]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.changed: dict[Path, Any] = {}
        for name, leaf in self.figures.items():
            try:
                self.changed[leaf.path] = self.limits[name].read(str(data.get(name) or ""))
            except ValueError:
                self.add_error(name, self.limits[name].message(self.label_of[name]))
        url = data.get("source_url") or ""
        if url and not url.startswith(("https://", "http://")):
            self.add_error("source_url", _("Start the link with https://"))
        starts, ends = data.get("starts"), data.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("Choose a day on or after the first day"))
        if starts and starts < clock.today():
            self.warn(
                "starts", _("That day is past: figures worked out again for days since then would read differently")
            )
        return data


class Decide(Form):
    reason = TextArea(
        gettext_lazy("Reason"), max_length=2000, rows=3, required="", hint=gettext_lazy("Needed to refuse")
    )
