"""Why a file cannot be opened as a workbook, told from what is in it: each reason has its own remedy."""

from __future__ import annotations

import zipfile
from pathlib import Path

from rainer.importers.wmt.faults import ExtractRefusedError, Fault, Kind, refuse

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream into which a password-protected .xlsx is put whole; names in a compound file are UTF-16.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
XLSX_INDEX, ODS_CONTENT = "xl/workbook.xml", "content.xml"
_PASSWORD_BIT = 1

NOT_A_WORKBOOK = "This is not an .xlsx, .xls or .ods file."
LOCKED = "This file has a password. Open it, save it without one, and bring that in."
CUT_SHORT = "This file is not whole: its end is missing. Fetch or save it again, and bring that in."
DAMAGED = "This file is damaged: a part of it cannot be read. Fetch or save it again, and bring that in."
DAMAGED_XLS = "This looks like an .xls file, but no workbook can be read in it. Save it as .xlsx and bring that in."
OTHER_ARCHIVE = "This is a .zip archive with no workbook in it. Bring in the .xlsx, .xls or .ods file itself."


def refusal(path: Path, *, has_password: bool = False) -> ExtractRefusedError:
    """The error for a file that was not read; `has_password` where the reader said so."""
    return refuse(Fault(Kind.NOT_A_WORKBOOK, LOCKED if has_password else _why(path)))


def _why(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(len(OLE))
    if start.startswith(OLE):
        return LOCKED if _ENCRYPTED in path.read_bytes() else DAMAGED_XLS
    return _why_archive(path) if start.startswith(ZIP) else NOT_A_WORKBOOK


def _why_archive(path: Path) -> str:
    names, why = look_into(path)
    return why or (DAMAGED if {XLSX_INDEX, ODS_CONTENT} & names else OTHER_ARCHIVE)


def look_into(path: Path) -> tuple[set[str], str]:
    """The names of the parts of a zip archive, and why it cannot be opened: its end is missing, or it has a password."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return set(), CUT_SHORT
    is_locked = any(part.flag_bits & _PASSWORD_BIT for part in parts)
    return {part.filename for part in parts}, LOCKED if is_locked else ""
