"""The bundle as a file: the paper, the letters and documents beside it, and a list of their hashes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone

from rainer.cases.documents import storing
from rainer.enforcement.models import KeptFile
from rainer.overview.bundle.asked import DOCUMENTS, LETTERS
from rainer.overview.bundle.gathering import Record
from rainer.web.downloads import file_name
from rainer.web.pdf import Paper, pdf_of


@dataclass(frozen=True, slots=True)
class Bundle:
    """The bytes that go out, and what is in them."""

    content: bytes
    sha256: str
    files: int


def make_bundle(record: Record, paper: Paper) -> Bundle:
    """The same record, paper and moment make the same bytes."""
    files = {f"record-{record.case.person.crn}.pdf": pdf_of(paper)}
    if LETTERS in record.wanted.parts:
        files |= _letters(record)
    if DOCUMENTS in record.wanted.parts:
        files |= _documents(record)
    hashes = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    packed = _packed({**files, "SHA256SUMS.txt": hashes.encode()}, paper.at)
    return Bundle(packed, sha256(packed).hexdigest(), len(files))


def _letters(record: Record) -> dict[str, bytes]:
    hashes = {one.pdf_sha256 for one in record.letters}
    kept = {one.sha256: bytes(one.content) for one in KeptFile.objects.filter(sha256__in=hashes)}
    return {
        f"letters/{timezone.localdate(one.sent_at):%Y-%m-%d}-{file_name(one.title)}-{one.pk}.pdf": kept[one.pdf_sha256]
        for one in record.letters
        if one.sent_at is not None and one.pdf_sha256 in kept
    }


def _documents(record: Record) -> dict[str, bytes]:
    """By name and number: two documents may have a file of the same name."""
    return {
        f"documents/{document.pk}-{file_name(PurePosixPath(version.file_name).stem)}{PurePosixPath(version.file_name).suffix.lower()}": (
            storing.read(version.file)
        )
        for document, version in record.documents
    }


def _packed(files: dict[str, bytes], at: datetime) -> bytes:
    out, moment = BytesIO(), timezone.localtime(at).timetuple()[:6]
    with ZipFile(out, "w") as packed:
        for name, content in files.items():
            packed.writestr(ZipInfo(name, date_time=moment), content, compress_type=ZIP_DEFLATED)
    return out.getvalue()
