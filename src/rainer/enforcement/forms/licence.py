"""Vary a licence: what ends, what is added."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _L

from rainer.cases.models import LicenceCondition
from rainer.enforcement.operations.licence import NewCondition, Variation
from rainer.policy.licence import Category
from rainer.web.forms import Checkboxes, Form, LooseDate, Radios, Select, TextArea, TextInput

LISTED, BESPOKE = "listed", "bespoke"


class VariationForm(Form):
    """A listed condition needs its code and category; one outside the list, who approved it."""

    starts = LooseDate(_L("From which day?"), near="behind")
    ended = Checkboxes(_L("Which conditions end?"), [], required="")
    adds = Radios(
        _L("Is a condition added?"),
        [(LISTED, _L("One from the list")), (BESPOKE, _L("One outside the list")), ("none", _L("No"))],
        required=_L("Choose whether a condition is added"),
        reveals={LISTED: ("category", "code", "text", "values"), BESPOKE: ("bespoke", "approved_by")},
    )
    category = Select(_L("Category"), [], required="")
    code = TextInput(_L("Code"), required="", max_length=60, width=20, hint=_L("As the list of this version has it"))
    text = TextArea(_L("The condition"), required="", max_length=2000, rows=3)
    values = TextArea(
        _L("What is filled in"), required="", max_length=1000, rows=3, hint=_L("One a line, like: until: 1 Mar 2027")
    )
    bespoke = TextArea(_L("The condition in its own words"), required="", max_length=2000, rows=3)
    approved_by = TextInput(_L("Who approved it, and how?"), required="", max_length=120)

    def __init__(
        self, data: Any, *, conditions: Iterable[LicenceCondition], categories: Iterable[Category], **more: Any
    ) -> None:
        super().__init__(data, **more)
        ending = [(str(one.pk), one.text) for one in conditions if one.kind != LicenceCondition.Kind.STANDARD]
        if ending:
            self.fields["ended"].choices = ending  # type: ignore[attr-defined]
        else:
            del self.fields["ended"]
        self.fields["category"].choices = [("", _("Choose one")), *((one.code, one.label) for one in categories)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("adds") == LISTED:
            for name, message in (
                ("category", _("Choose the category")), ("code", _("Enter the code")), ("text", _("Enter the condition")),
            ):  # fmt: skip
                self.require(name, message)
        elif found.get("adds") == BESPOKE:
            self.require("bespoke", _("Enter the condition"))
            self.require("approved_by", _("Enter who approved it, and how"))
        return found

    def value(self) -> Variation:
        found = self.cleaned_data
        ended = frozenset(int(pk) for pk in found.get("ended") or ())
        added: tuple[NewCondition, ...] = ()
        if found["adds"] == LISTED:
            filled = dict(_filled(line) for line in found["values"].splitlines() if line.strip())
            added = (NewCondition(found["text"], found["code"].strip(), found["category"], filled),)
        elif found["adds"] == BESPOKE:
            added = (NewCondition(found["bespoke"], approved_by=found["approved_by"]),)
        return Variation(found["starts"], ended, added)


def _filled(line: str) -> tuple[str, str]:
    """ "until: 1 Mar 2027" as a name and what is filled in; a line without a name is named as such."""
    name, colon, said = line.partition(":")
    return (name.strip(), said.strip()) if colon else (str(_("filled in")), line.strip())
