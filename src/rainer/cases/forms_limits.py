"""Forms of who may open a record."""

from __future__ import annotations

from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.models import Case
from rainer.cases.operations.limits import EXCLUSION, kept_from_it, user_meant
from rainer.organisation.access import Acting
from rainer.web.forms import Form, LooseDate, TextArea, TextInput

_L = gettext_lazy
_MESSAGE = _L("What the refused read")
_MESSAGE_HINT = _L("For example whom to ask. Never why: it is shown to whoever is kept out")


class LimitForm(Form):
    who = TextInput(_L("Who?"), required=_L("Enter who"), hint=_L("Their user name or e-mail address"), width=20)
    reason = TextArea(
        _L("Why?"), required=_L("Say why"), hint=_L("Read by those who say who may open it"), max_length=500, rows=2
    )
    message = TextInput(_MESSAGE, required="", hint=_MESSAGE_HINT, max_length=300)
    starts = LooseDate(_L("From"), near="ahead")
    ends = LooseDate(_L("Until, that day included"), required="", near="ahead", hint=_L("Leave empty for no end"))

    def __init__(self, *args: Any, kind: str, case: Case, acting: Acting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kind, self._case, self._acting = kind, case, acting

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        closed = kept_from_it(self._case, self._kind, user_meant(found.get("who", "")), self._acting)
        if closed and "who" not in self.errors:
            said = (
                _("%(who)s holds this case, and could no longer open it.")
                if self._kind == EXCLUSION
                else _("This closes the record to %(who)s too, from the first day.")
            )
            self.warn("who", said % {"who": get_text_list(closed, _("and"))})
        return found


class ChangeLimitForm(Form):
    message = TextInput(_MESSAGE, required="", hint=_MESSAGE_HINT, max_length=300)
    ends = LooseDate(_L("Until, that day included"), required="", near="ahead", hint=_L("Leave empty for no end"))
    reason = TextArea(_L("Why is it changed?"), required=_L("Say why it is changed"), max_length=500, rows=2)


class EndLimitForm(Form):
    reason = TextArea(_L("Why does it end?"), required=_L("Say why it ends"), max_length=500, rows=2)
