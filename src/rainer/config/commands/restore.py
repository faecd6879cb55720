"""`rainer restore FILE`: bring a backup back, all of it or nothing. Documents kept in a folder come from FILE.documents."""

from __future__ import annotations

import argparse
import sys
import tarfile
from pathlib import Path
from typing import Any

from rainer.common.errors import CannotBeReadError, RefusedError

EMPTY_IT = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"


def add_arguments(commands: Any) -> None:
    parser = commands.add_parser("restore", help="bring a backup back")
    parser.add_argument("file", type=Path)
    parser.add_argument("--replace", action="store_true", help="delete what the database holds now")


def run(arguments: argparse.Namespace) -> int:
    from rainer.config.boot import boot

    if not arguments.file.is_file():
        raise CannotBeReadError(f"There is no file {arguments.file}.")
    boot()
    from rainer.common import sealing
    from rainer.config.commands import migrate, postgres_tools

    postgres_tools.run("pg_restore", "--list", str(arguments.file), quiet=True)
    if held := _tables():
        _may_replace(arguments.replace, held)
    archive = _documents_of(arguments.file)
    postgres_tools.replay(arguments.file, first=EMPTY_IT)
    _bring_documents(archive)
    migrate.bring_up_to_date()
    found = sealing.verify()
    for fault in found.faults:
        print(fault, file=sys.stderr)
    print(
        f"{arguments.file} is restored: {_tables()} tables, {found.sealed:,} sealed log entries, last hash {found.last_hash}"
    )
    return 0 if found.is_whole else 1


def _tables() -> int:
    from django.db import connection

    count = len(connection.introspection.table_names())
    connection.close()
    return count


def _may_replace(replace: bool, held: int) -> None:
    if not replace:
        raise RefusedError(f"The database holds {held} tables. Nothing was changed. --replace deletes them first.")


def _documents_of(file: Path) -> Path | None:
    """The archive of documents beside the backup. Raises CannotBeReadError where there is one and nowhere to put it."""
    from rainer.cases.documents.storing import documents_folder
    from rainer.config.commands.backup import documents_beside

    archive = documents_beside(file)
    if not archive.is_file():
        return None
    if documents_folder() is None:
        raise CannotBeReadError(
            f"{archive} holds documents. Nothing was changed. Set RAINER_DOCUMENTS to their folder."
        )
    return archive


def _bring_documents(archive: Path | None) -> None:
    """Files that are there already stay: a name is used for one content only."""
    from rainer.cases.documents.storing import documents_folder

    folder = documents_folder()
    if archive is None or folder is None:
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    print(f"{archive}: the documents are back in {folder}")
