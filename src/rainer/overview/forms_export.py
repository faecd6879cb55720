"""The form by which a record is taken out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.overview.bundle.asked import PARTS, Wanted
from rainer.overview.models import RecordExport
from rainer.web.forms import Checkboxes, Form, LooseDate, Radios, TextArea, Tick

_L = gettext_lazy


class ExportForm(Form):
    purpose = Radios(_L("What is it for?"), RecordExport.Purpose.choices, required=_L("Choose what it is for"))
    parts = Checkboxes(
        _L("What goes into it?"), PARTS.items(), required=_L("Choose what goes into it"), initial=list(PARTS)
    )
    since = LooseDate(_L("From"), required="", near="behind", hint=_L("Leave empty to begin at the beginning"))
    until = LooseDate(_L("Until"), required="", near="behind", hint=_L("Leave empty for everything up to now"))
    with_sensitive = Tick(
        _L("Put in what is sensitive"),
        hint=_L("Unless you tick this, it is left out, and the file says how often and where"),
    )
    with_others = Tick(
        _L("Put in what other people and organisations said"),
        hint=_L("Unless you tick this, it is left out in the same way. Ask before you share what is not yours"),
    )
    reason = TextArea(
        _L("Why?"), required=_L("Say why it is taken out"), max_length=500, rows=2,
        hint=_L("It stands on the first page and in the log"),
    )  # fmt: skip

    def __init__(self, *args: Any, may_see_sensitive: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_see_sensitive:
            del self.fields["with_sensitive"]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("Choose a day on or after the first"))
        return found

    def wanted(self) -> Wanted:
        got = self.cleaned_data
        return Wanted(
            tuple(part for part in PARTS if part in got["parts"]), got["since"], got["until"],
            with_sensitive=bool(got.get("with_sensitive")), with_others=bool(got["with_others"]),
        )  # fmt: skip
