from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from rainer.importers.wmt.columns import normalised
from rainer.importers.wmt.renaming import GRADE, Renaming, place_words, what_is_wrong
from rainer.policy.workload.grades import Grade
from rainer.web.forms import FileUpload, Form, LooseDate, Select, TextArea, TextInput
from rainer.web.uploading import too_large

MOST_BYTES = 100_000_000

# What a file of each ending begins with: .xlsx, .ods and .zip are zip archives, .xls is a compound file. So is any
# workbook that has a password; the reader then says so.
_ZIP, _COMPOUND, _EMPTY_ZIP = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PK\x05\x06"
_STARTS = {".xlsx": (_ZIP, _COMPOUND), ".ods": (_ZIP, _COMPOUND), ".zip": (_ZIP, _EMPTY_ZIP), ".xls": (_COMPOUND, _ZIP)}


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
            raise ValidationError(too_large(MOST_BYTES))
        return file


class ExtractForm(_Upload):
    endings = (".xlsx", ".xls", ".ods")
    refusal = _("This is not an .xlsx, .xls or .ods file. Choose another file")

    file = FileUpload(_("The extract"), hint=_("An .xlsx, .xls or .ods file of up to 100 MB"), accept=".xlsx,.xls,.ods")
    covers = LooseDate(
        _("The day it tells of"), required="", near="behind", hint=_("Leave empty for today. For example 9 Nov or mon")
    )


class CaseloadForm(_Upload):
    endings = (".zip",)
    refusal = _("This is not a .zip file. Choose another file")

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


@dataclass(frozen=True, slots=True)
class Lacking:
    """A sheet, or a column of one, that a file seems to lack: the names in the file that mean nothing yet (None: not
    known), and the name given for it so far. Or a grade code that is not listed, and the grade it is said to mean."""

    sheet: str
    column: str
    unused: tuple[str, ...] | None = None
    given: str = ""

    @property
    def field(self) -> str:
        return f"name:{self.sheet}.{self.column}"


class NamesForm(Form):
    """A field for each sheet or column the file seems to lack, for the name it has in this file, and for each grade code
    that is not listed. Nothing is filled in by guessing."""

    html_id = "names"

    def __init__(self, lacking: Sequence[Lacking], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lacking = lacking
        for one in lacking:
            self.fields[one.field] = _grade_field(one) if one.sheet == GRADE else _name_field(one)

    def clean(self) -> None:
        for one in self.lacking:
            name = self.cleaned_data.get(one.field, "")
            wrong = what_is_wrong(name, one.sheet, one.column, unused=one.unused) if name and one.unused else ""
            if wrong:
                self.add_error(one.field, wrong)
        seen: set[tuple[str, str]] = set()
        for name in (name for name in self.names if name.sheet != GRADE):
            key = (name.sheet if name.column else "", normalised(name.name))
            if key in seen:
                self.add_error(f"name:{name.sheet}.{name.column}", _("This name is given for another one already"))
            seen.add(key)
        if not self.names and not self.errors and not any(one.given for one in self.lacking):
            self.add_error(self.lacking[0].field, _("Say what at least one of them is in this file"))

    @property
    def names(self) -> list[Renaming]:
        given = [(one, self.cleaned_data.get(one.field, "")) for one in self.lacking]
        return [Renaming(one.sheet, one.column, name) for one, name in given if name]


def _grade_field(one: Lacking) -> Select:
    grades = [(grade.value, grade.label) for grade in Grade]
    label = _t("Which grade does “%(code)s” mean?") % {"code": one.column}
    return Select(label, [("", _t("Not said")), *grades], required="", initial=one.given)


def _name_field(one: Lacking) -> TextInput:
    said = _t("Or its name in this file")
    label = format_html('{} <span class="govuk-visually-hidden">({})</span>', said, place_words(one.sheet, one.column))
    unused = ", ".join(f"“{name}”" for name in (one.unused or ())[:8])
    hint = _t("Names not used yet: %(names)s") % {"names": unused} if unused else ""
    return TextInput(label, required="", hint=hint, initial=one.given, max_length=100, width=20, spellcheck=False)
