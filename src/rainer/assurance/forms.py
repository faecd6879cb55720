from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from rainer.assurance.models import LevelChange
from rainer.web.forms import Form, Select, TextArea


class LookForm(Form):
    """What to look at. It is asked for by the address, so that Back and a bookmark keep it."""

    kind = Select(_("Level"), LevelChange.Kind.choices, required="")
    quarter = Select(_("Quarter"), (), required="")
    unit = Select(_("Delivery unit"), (), required="")

    def __init__(
        self, *args: Any, quarters: Sequence[tuple[str, Any]], units: Sequence[tuple[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quarter"].choices = list(quarters)  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", _("All of them")), *units]  # type: ignore[attr-defined]


class ReasonForm(Form):
    reason = TextArea(
        _("What did you weigh?"),
        hint=_("For example: all thefts, the last in 2019; no violence in any of them"),
        required=_("Say what you weighed"),
        max_length=2000,
    )
