"""Home detention curfew: the facts, the criteria of one group, the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _L

from rainer.policy.hdc import Criterion
from rainer.web.forms import Form, Number, Radios, TextArea, Tick

YES, NO = "yes", "no"


class FactsForm(Form):
    """What the eligibility date is counted from."""

    days_to_release_point = Number(
        _L("Days from sentence to the release point"), least=1, required=_L("Enter the days"), suffix=_L("days")
    )
    remand_days = Number(_L("Remand and tagged bail"), whole=True, least=0, initial=0, suffix=_L("days"))
    time_at_large_days = Number(_L("Time at large"), whole=True, least=0, initial=0, suffix=_L("days"))
    added_days = Number(_L("Added days"), whole=True, least=0, initial=0, suffix=_L("days"))
    is_registered_sex_offender = Tick(_L("Registered sex offender"))
    has_sds_plus = Tick(_L("A sentence released at two thirds (SDS+) is among them"))
    is_detention_and_training = Tick(_L("Detention and training order"))
    is_young = Tick(_L("A young person held under section 91 or 250"))

    def values(self) -> dict[str, Any]:
        """As plain JSON: the days may have a fraction and are kept as written."""
        found = dict(self.cleaned_data)
        days = str(found.pop("days_to_release_point"))
        whole = {name: int(found.pop(name)) for name in ("remand_days", "time_at_large_days", "added_days")}
        return {"days_to_release_point": days, **whole, **found}


class CriteriaForm(Form):
    """The questions of some criteria, yes or no; one left open stays open."""

    def __init__(
        self, data: Any, *, criteria: Iterable[Criterion], answers: Mapping[str, Mapping[str, bool | None]], **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.names: dict[str, tuple[str, str]] = {}
        for one in criteria:
            for question, label in one.questions.items():
                self._ask(one.code, question, label, answers.get(one.code, {}).get(question))

    def _ask(self, code: str, question: str, label: str, answer: bool | None) -> None:
        name = f"{code}__{question}"
        self.names[name] = (code, question)
        said = "" if answer is None else YES if answer else NO
        choices = [(YES, _L("Yes")), (NO, _L("No")), ("", _L("Not known yet"))]
        self.fields[name] = Radios(label, choices, required="", inline=True, small=True, initial=said)

    def values(self) -> dict[str, dict[str, bool | None]]:
        found: dict[str, dict[str, bool | None]] = {}
        for name, (code, question) in self.names.items():
            found.setdefault(code, {})[question] = {YES: True, NO: False}.get(self.cleaned_data[name])
        return found


class AddressForm(Form):
    """What was found of each check, in a sentence."""

    def __init__(self, data: Any, *, checks: Iterable[tuple[str, str, str]], **more: Any) -> None:
        super().__init__(data, **more)
        for code, label, found in checks:
            self.fields[code] = TextArea(label, required="", max_length=500, rows=2, initial=found)
