"""migrate, log verify, backup, restore, worker and doctor, one after another on real databases."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest

from rainer.common.errors import CannotBeReadError
from rainer.config.commands import backup, restore
from tests.config.commands import databases, rainer

ENTRY = (
    "INSERT INTO common_logentry (at, kind, name, subject, data, way_in) VALUES (%s, 'change', 'tried', %s, %s, 'job')"
)


def write(url: str, count: int) -> None:
    with psycopg.connect(url) as connection:
        for number in range(count):
            connection.execute(ENTRY, [datetime.now(tz=UTC), f"case:{number}", '{"what": "é £ 1.50"}'])


@pytest.mark.slow
def test_a_database_made_backed_up_and_brought_back(tmp_path):
    file = tmp_path / "all.backup"
    with databases("rainer_one", "rainer_two") as (one, two):
        made = rainer("migrate", url=one)
        assert (made.returncode, made.stdout) == (0, "The database is up to date.\n"), made.stderr
        write(one, 7)
        with psycopg.connect(one) as connection:
            connection.execute("INSERT INTO cases_storedfile VALUES ('abc', 'a document', now())")
        worked = rainer("worker", "--once", url=one)
        assert worked.returncode == 0, worked.stderr
        rainer_seal(one)
        before = rainer("log", "verify", url=one)
        assert before.returncode == 0, before.stderr
        assert "7 entries in 1 seals; 0 not sealed yet" in before.stdout

        kept = rainer("backup", str(file), url=one)
        assert kept.returncode == 0, kept.stderr
        restored = rainer("restore", str(file), url=two)
        assert restored.returncode == 0, restored.stderr
        assert rainer("log", "verify", url=two).stdout == before.stdout
        with psycopg.connect(two) as connection:
            documents = connection.execute("SELECT name, content FROM cases_storedfile").fetchall()
        assert documents == [("abc", b"a document")]

        refused = rainer("restore", str(file), url=two)
        assert refused.returncode == 1
        assert "Nothing was changed. --replace" in refused.stderr
        write(two, 2)
        again = rainer("restore", str(file), "--replace", url=two)
        assert again.returncode == 0, again.stderr
        assert rainer("log", "verify", url=two).stdout == before.stdout

        file.write_bytes(file.read_bytes()[:-2000])
        broken = rainer("restore", str(file), "--replace", url=two)
        assert broken.returncode == 2
        assert rainer("log", "verify", url=two).stdout == before.stdout

        with psycopg.connect(two) as connection:
            connection.execute("ALTER TABLE common_logentry DISABLE TRIGGER USER")
            connection.execute("UPDATE common_logentry SET subject = 'case:99' WHERE subject = 'case:3'")
        verified = rainer("log", "verify", url=two)
        assert verified.returncode == 1
        assert "was changed (seal 1)" in verified.stderr
        said = rainer("doctor", url=two, mode="service")
        assert said.returncode == 1
        assert "WRONG  Log guards: off or missing on common_logentry" in said.stdout
        assert "WRONG  Log chain: Entry" in said.stdout
        assert "WRONG  Secret key" in said.stdout


def rainer_seal(url: str) -> None:
    """Seal as the worker's job does, in a process of its own."""
    import os
    import subprocess
    import sys

    code = "from rainer.config.boot import boot; boot(); from rainer.common import sealing; sealing.seal()"
    subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "DATABASE_URL": url, "RAINER_MODE": "demo"}, check=True
    )


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_file_that_cannot_be(command, tmp_path):
    given = rainer(command, str(tmp_path / "nowhere" / "x.backup"), url="postgresql://127.0.0.1:1/none")
    assert given.returncode == 2
    assert "There is no f" in given.stderr


def test_the_doctor_says_when_the_database_does_not_answer():
    said = rainer("doctor", url="postgresql://127.0.0.1:1/none", mode="service", RAINER_SECRET_KEY="x" * 50)
    assert said.returncode == 1
    assert "WRONG  Database: does not answer" in said.stdout
    assert "well   Secret key: set" in said.stdout


def test_documents_in_a_folder_go_into_the_backup_and_come_back(settings, tmp_path):
    kept = tmp_path / "kept"
    settings.DOCUMENTS_FOLDER = str(kept)
    (kept / "ab").mkdir(parents=True)
    (kept / "ab" / "abc").write_bytes(b"a document")
    archive = backup.documents_beside(tmp_path / "all.backup")
    backup._keep_documents(archive)

    settings.DOCUMENTS_FOLDER = str(tmp_path / "elsewhere")
    restore._bring_documents(restore._documents_of(tmp_path / "all.backup"))
    assert (tmp_path / "elsewhere" / "ab" / "abc").read_bytes() == b"a document"

    settings.DOCUMENTS_FOLDER = ""
    with pytest.raises(CannotBeReadError, match="RAINER_DOCUMENTS"):
        restore._documents_of(tmp_path / "all.backup")
    assert restore._documents_of(tmp_path / "other.backup") is None
