from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from rainer.importers.uploading import MOST_BYTES
from rainer.web.forms import FileUpload, Form, LooseDate, TextArea

# What a file of each ending begins with: .xlsx, .ods and .zip are zip archives, .xls is a compound file.
_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_STARTS = {".xlsx": (_ZIP,), ".ods": (_ZIP,), ".zip": (_ZIP,), ".xls": (_COMPOUND,)}


class _Upload(Form):
    """A file of the endings listed, which begins as such a file does."""

    endings: tuple[str, ...] = ()
    refusal: Any = ""

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        ending = Path(file.name).suffix.lower()
        start = file.read(4)
        file.seek(0)
        if ending not in self.endings or start not in _STARTS[ending]:
            raise ValidationError(self.refusal)
        if file.size > MOST_BYTES:
            raise ValidationError(_t("Choose a file of at most %(most)s MB") % {"most": MOST_BYTES // 1_000_000})
        return file


class ExtractForm(_Upload):
    endings = (".xlsx", ".xls", ".ods")
    refusal = _("This is not an .xlsx, .xls or .ods file, or it has a password. Choose another file")

    file = FileUpload(_("The extract"), hint=_("An .xlsx, .xls or .ods file of up to 100 MB"), accept=".xlsx,.xls,.ods")
    covers = LooseDate(
        _("The day it tells of"), required="", near="behind", hint=_("Leave empty for today. For example 9 Nov or mon")
    )


class CaseloadForm(_Upload):
    endings = (".zip",)
    refusal = _("This is not a .zip file, or it has a password. Choose another file")

    file = FileUpload(
        _("The files, in one .zip"), hint=_("people.csv and those beside it, up to 100 MB"), accept=".zip"
    )


class OverrideForm(Form):
    reason = TextArea(
        _("Why use it all the same?"),
        required=_("Say why this file is to be used: it is kept with it"),
        max_length=1000,
        rows=2,
    )
