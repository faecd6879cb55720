"""`rainer backup FILE`: the whole database in one file. Sessions and the cache stay behind.

Documents are in the database and so in the file; where they are in a folder, they go into FILE.documents beside it.
"""

from __future__ import annotations

import argparse
import tarfile
from pathlib import Path
from typing import Any

from rainer.common.errors import CannotBeReadError

# Nobody's session is to be brought back, and the cache fills itself.
LEFT_BEHIND = ("django_session", "rainer_cache")


def add_arguments(commands: Any) -> None:
    parser = commands.add_parser("backup", help="write the whole database to a file")
    parser.add_argument("file", type=Path)


def run(arguments: argparse.Namespace) -> int:
    from rainer.config.boot import boot

    boot()
    from rainer.config.commands import postgres_tools

    if not arguments.file.resolve().parent.is_dir():
        raise CannotBeReadError(f"There is no folder {arguments.file.resolve().parent}.")
    # Written beside and renamed, so that a file of that name is always a whole backup.
    unfinished = arguments.file.with_name(f"{arguments.file.name}.unfinished")
    left_out = [f"--exclude-table-data={table}" for table in LEFT_BEHIND]
    try:
        postgres_tools.run(
            "pg_dump", "--format=custom", "--no-owner", "--no-privileges", *left_out, "--file", str(unfinished)
        )
        _keep_documents(documents_beside(arguments.file))
        unfinished.replace(arguments.file)
    finally:
        unfinished.unlink(missing_ok=True)
    print(
        f"{arguments.file}: {arguments.file.stat().st_size:,} bytes. It holds personal data: keep it as you keep the database."
    )
    return 0


def documents_beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.documents")


def _keep_documents(archive: Path) -> None:
    """After the database, so that no row names a file that the archive lacks."""
    from rainer.cases.documents.storing import documents_folder, files_in_folder

    folder = documents_folder()
    if folder is None:
        return
    unfinished = archive.with_name(f"{archive.name}.unfinished")
    try:
        with tarfile.open(unfinished, "w") as packed:
            for path in files_in_folder():
                packed.add(path, arcname=str(path.relative_to(folder)), recursive=False)
        unfinished.replace(archive)
    finally:
        unfinished.unlink(missing_ok=True)
    print(f"{archive}: the documents, {archive.stat().st_size:,} bytes. The two belong together.")
