"""Where the files of documents are: in the database, so that one backup holds all, or in a folder if one is set.

A service that changes from one to the other loses nothing: what is not in the folder is looked for in the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from rainer.cases.models import StoredFile
from rainer.common import clock


def keep(content: bytes) -> str:
    """Keep a file and give its name there. In the database it is part of the transaction at hand."""
    # Not by the name it came with: that may name a person, and means nothing in a folder or a table.
    name = uuid4().hex
    if (folder := documents_folder()) is None:
        StoredFile.objects.create(name=name, content=content, at=clock.now())
        return name
    path = _in(folder, name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("xb") as file:
        path.chmod(0o600)
        file.write(content)
    return name


def read(name: str) -> bytes:
    """Raises FileNotFoundError where it is in neither place."""
    folder = documents_folder()
    if folder is not None and (path := _in(folder, name)).is_file():
        return path.read_bytes()
    row = StoredFile.objects.filter(name=name).first()
    if row is None:
        raise FileNotFoundError(name)
    return bytes(row.content)


def documents_folder() -> Path | None:
    return Path(settings.DOCUMENTS_FOLDER) if settings.DOCUMENTS_FOLDER else None


def files_in_folder() -> Iterator[Path]:
    """Every file of the folder, for a backup; none where documents are in the database."""
    folder = documents_folder()
    if folder is not None and folder.is_dir():
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def _in(folder: Path, name: str) -> Path:
    """In one of 256 folders, so that none grows without end."""
    return folder / name[:2] / name
