"""What a file is, whatever it says it is: its type by its content, its size unpacked, and nothing in it that runs.

found = check(name="letter.pdf", content=data, limits=limits)   # Found, or BadInputError with what is wrong
"""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

import puremagic
from django.utils.translation import gettext as _

from rainer.common.errors import BadInputError
from rainer.web import uploading

MEGA = 1_000_000
LONGEST_TEXT = 200_000  # characters kept to be looked for
_CHUNK = 1 << 20
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# Letters that turn round how a name reads, so that "exe.pdf" may stand for "fdp.exe".
_TURNING = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_MACROS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|basic/|scripts/|activex/|macrosheets/)", re.IGNORECASE)
_WITH_MACROS = ("docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm")
_OLD_OFFICE = ("doc", "dot", "xls", "xlt", "ppt", "pps")
# What a plain text must not turn out to be: a reader would open it as that.
_NOT_TEXT = {".html", ".htm", ".xhtml", ".svg", ".rtf", ".pdf", ".ps", ".exe", ".php"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken in, as the rulebook says (`documents.limits`)."""

    megabytes: int
    longest_name: int
    megapixels: int
    unpacked_megabytes: int
    most_parts: int
    endings: tuple[str, ...]

    @classmethod
    def of(cls, value: dict[str, Any]) -> Limits:
        return cls(**{**value, "endings": tuple(value["endings"])})

    @property
    def bytes(self) -> int:
        return self.megabytes * MEGA

    @property
    def accept(self) -> str:
        """For the field of a form: ".pdf,.docx"."""
        return ",".join(f".{ending}" for ending in self.endings)


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be kept: its name made safe, its type, and the words in it where they can be read."""

    name: str
    content_type: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Type:
    """A type of file: what it is called, what it is served as, what puremagic calls it, a closer look, its words."""

    words: str
    content_type: str
    known_as: tuple[str, ...]
    look: Callable[[bytes, Limits], None] | None = None
    read: Callable[[bytes], str] | None = None


def check(*, name: str, content: bytes, limits: Limits) -> Found:
    """Raises BadInputError, its message on the field `file`, for whatever must not be kept."""
    name = safe_name(name)
    if len(name) > limits.longest_name:
        raise wrong(_("Give the file a name of %(most)s characters or fewer") % {"most": limits.longest_name})
    if not content:
        raise wrong(_("The file is empty: choose another"))
    if len(content) > limits.bytes:
        raise too_large(limits)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    kind = _TYPES.get(ending) if ending in limits.endings else None
    if kind is None:
        raise wrong(_unwanted(ending, limits))
    if not _is_what_it_says(content, kind):
        raise wrong(_lie(name, kind, content))
    if kind.look is not None:
        kind.look(content, limits)
    return Found(name, kind.content_type, kind.read(content) if kind.read else "")


def wrong(message: str) -> BadInputError:
    return BadInputError(_("The file was not taken in."), errors={"file": message})


def too_large(limits: Limits) -> BadInputError:
    return wrong(uploading.too_large(limits.bytes))


def safe_name(name: str) -> str:
    """The name without its folders, and without letters that hide what it ends in."""
    plain = unicodedata.normalize("NFC", re.split(r"[\\/]", name)[-1])
    return " ".join(_TURNING.sub("", _CONTROL.sub("", plain)).replace("\n", " ").split())


def _unwanted(ending: str, limits: Limits) -> str:
    if ending in _WITH_MACROS:
        return _("This file can carry macros. Save it without them, as .docx or .xlsx, and choose that")
    if ending in _OLD_OFFICE:
        return _("This is a file of an older Office. Save it as .docx, .xlsx or .pptx, or as PDF, and choose that")
    taken = ", ".join(f".{one}" for one in limits.endings)
    return _("Choose a file of one of these types: %(types)s") % {"types": taken}


def _lie(name: str, kind: _Type, content: bytes) -> str:
    facts = {"name": name, "says": kind.words}
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return _("%(name)s has a password, or is of an older Office. Save it without and choose that") % facts
    return _("%(name)s says it is %(says)s, and it is not. Choose the file it was made from") % facts


def _is_what_it_says(content: bytes, kind: _Type) -> bool:
    return bool(_looks_like(content) & set(kind.known_as)) if kind.known_as else _is_text(content)


def _looks_like(content: bytes) -> set[str]:
    """The endings such a content may have."""
    try:
        return {match.extension for match in puremagic.magic_string(content[:_CHUNK])}
    except (puremagic.PureError, ValueError):
        return set()


def _is_text(content: bytes) -> bool:
    return not (_looks_like(content.lstrip()) & _NOT_TEXT) and _CONTROL.search(_decoded(content)) is None


def _decoded(content: bytes) -> str:
    """As UTF-8 or UTF-16 by its mark, else as Windows writes it."""
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return "\0"


def _look_into_archive(main: str) -> Callable[[bytes, Limits], None]:
    """An office file is a zip: that it holds its main part, unpacks to what can be borne, and carries no macros."""

    def look(content: bytes, limits: Limits) -> None:
        try:
            with ZipFile(BytesIO(content)) as archive:
                names = archive.namelist()
                if not any(name == main for name in names):
                    raise wrong(_("The file is not what its name says. Choose the file it was made from"))
                if any(_MACROS.search(name) for name in names):
                    raise wrong(_("The file carries macros. Save it without them and choose that"))
                if len(names) > limits.most_parts or _unpacks_past(archive, limits.unpacked_megabytes * MEGA):
                    raise wrong(_("The file unpacks to far more than it seems. It was not taken in"))
        except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
            raise wrong(_("The file is damaged or has a password. Save it again and choose that")) from error

    return look


def _unpacks_past(archive: ZipFile, most: int) -> bool:
    """Unpacked in pieces and thrown away: what the archive says of itself is not believed."""
    unpacked = 0
    for part in archive.infolist():
        with archive.open(part) as stream:
            while piece := stream.read(_CHUNK):
                unpacked += len(piece)
                if unpacked > most:
                    return True
    return False


def _look_at_picture(content: bytes, limits: Limits) -> None:
    size = _png_size(content) if content.startswith(b"\x89PNG") else _jpeg_size(content)
    if size is None:
        raise wrong(_("The picture is damaged. Choose another"))
    if size[0] * size[1] > limits.megapixels * MEGA:
        facts = {"width": f"{size[0]:,}", "height": f"{size[1]:,}"}
        raise wrong(_("The picture is too large: %(width)s by %(height)s points. Make it smaller first") % facts)


def _png_size(content: bytes) -> tuple[int, int] | None:
    return struct.unpack(">II", content[16:24]) if content[12:16] == b"IHDR" and len(content) >= 24 else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """From the first start of a frame; the parts before it are stepped over by their own lengths."""
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 1 if mark == 0xFF else 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return None


def _words_of_text(content: bytes) -> str:
    return _decoded(content)[:LONGEST_TEXT]


def _words_of_part(part: str) -> Callable[[bytes], str]:
    """The words of a part of an office file, without its marks."""

    def read(content: bytes) -> str:
        with ZipFile(BytesIO(content)) as archive:
            marked = archive.read(part).decode("utf-8", "replace")
        return " ".join(re.sub(r"<[^>]*>", " ", marked).split())[:LONGEST_TEXT].replace("\0", "")

    return read


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_ZIPPED = (".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods")
_JPEG = _Type("a JPEG picture", "image/jpeg", (".jpg", ".jpeg"), _look_at_picture)
_TYPES: dict[str, _Type] = {
    "pdf": _Type("a PDF", "application/pdf", (".pdf",)),
    "docx": _Type(
        "a Word document", f"{_OFFICE}wordprocessingml.document", _ZIPPED, _look_into_archive("word/document.xml"),
        _words_of_part("word/document.xml"),
    ),
    "xlsx": _Type(
        "an Excel workbook", f"{_OFFICE}spreadsheetml.sheet", _ZIPPED, _look_into_archive("xl/workbook.xml")
    ),
    "pptx": _Type(
        "a presentation", f"{_OFFICE}presentationml.presentation", _ZIPPED, _look_into_archive("ppt/presentation.xml")
    ),
    "odt": _Type(
        "an OpenDocument text", f"{_OPEN}text", _ZIPPED, _look_into_archive("content.xml"),
        _words_of_part("content.xml"),
    ),
    "ods": _Type("an OpenDocument sheet", f"{_OPEN}spreadsheet", _ZIPPED, _look_into_archive("content.xml")),
    "txt": _Type("plain text", "text/plain; charset=utf-8", (), read=_words_of_text),
    "csv": _Type("a CSV table", "text/csv; charset=utf-8", (), read=_words_of_text),
    "eml": _Type("an e-mail", "message/rfc822", (), read=_words_of_text),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": _Type("a PNG picture", "image/png", (".png",), _look_at_picture),
}  # fmt: skip
