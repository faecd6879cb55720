"""Set a flag, review one, take one off: a page each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _L

from rainer.cases.operations.flags import NewFlag
from rainer.policy.registers import RegisterType
from rainer.web.forms import Form, LooseDate, Radios, TextArea

_NOTES = 2000


class FlagForm(Form):
    """A flag of one type. What the type has not is not asked."""

    level = Radios(_L("Level"), [], required=_L("Choose the level"))
    category = Radios(_L("Category"), [], required=_L("Choose the category"))
    starts = LooseDate(_L("Since when?"), near="behind")
    next_review = LooseDate(_L("Next review"), near="ahead")
    notes = TextArea(_L("What is behind it"), required="", max_length=_NOTES, rows=3)

    def __init__(
        self,
        data: Any,
        *,
        of: RegisterType,
        grades: tuple[Mapping[str, int], Mapping[str, int]],
        on: date,
        **settings: Any,
    ) -> None:
        initial = {"starts": on, "next_review": of.next_review(after=on), **settings.pop("initial", {})}
        super().__init__(data, initial=initial, **settings)
        self.of = of
        if of.graded:
            self._offer("level", _("Level %(number)s"), grades[0])
            self._offer("category", _("Category %(number)s"), grades[1])
        else:
            del self.fields["level"], self.fields["category"]
        if of.review_months is None:
            del self.fields["next_review"]

    def _offer(self, name: str, words: str, codes: Mapping[str, int]) -> None:
        """Nominal or unknown comes last."""
        numbered = sorted(codes.items(), key=lambda pair: (pair[1] == 0, pair[1]))
        choices = [(code, words % {"number": number} if number else _("Not known yet")) for code, number in numbered]
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def value(self) -> NewFlag:
        return NewFlag(code=self.of.code, **self.cleaned_data)


class ReviewForm(Form):
    notes = TextArea(_L("What did you find?"), required=_L("Say what you found"), max_length=_NOTES, rows=3)
    done_on = LooseDate(_L("When was it reviewed?"), near="behind")
    next_review = LooseDate(_L("Next review"), near="ahead", required="")


class RemoveForm(Form):
    why = TextArea(_L("Why is it taken off?"), required=_L("Say why it is taken off"), max_length=_NOTES, rows=3)
    on = LooseDate(_L("From which day?"), near="behind")
