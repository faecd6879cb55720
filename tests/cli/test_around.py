"""What is wrong around Rainer is told in a sentence: a port, a mode, a folder, a database."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from tests.config.commands import rainer

from rainer.config import boot
from rainer.config.cli import main
from rainer.config.commands import demo

NOBODY_HOME = "postgresql://rainer@127.0.0.1:1/rainer"


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield held.getsockname()[1]


@pytest.fixture(autouse=True)
def nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    def started(**_: object) -> None:
        raise AssertionError("something was started")

    monkeypatch.setattr(boot, "boot", started)


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_taken_port_is_told_before_anything_starts(command, taken, capsys):
    assert main([command, "--port", str(taken)]) == 1
    assert capsys.readouterr().err == f"rainer: Port {taken} is taken: choose another with --port.\n"


@pytest.mark.parametrize("command", ["demo", "serve"])
@pytest.mark.parametrize("port", ["0", "-1", "65536", "99999"])
def test_a_port_that_is_none(command, port, capsys):
    assert main([command, "--port", port]) == 1
    assert capsys.readouterr().err == f"rainer: --port takes a whole number from 1 to 65535, not {port}.\n"


def test_an_address_of_another_machine(capsys):
    assert main(["serve", "--host", "192.0.2.1"]) == 1
    assert "There is no address 192.0.2.1 on this machine" in capsys.readouterr().err


def test_where_rainer_is_is_only_said_once_it_answers(taken, monkeypatch, capsys):
    monkeypatch.setattr(demo, "ANSWERS_WITHIN_SECONDS", 0.1)
    assert not demo._answers(1, [])
    demo._say_where(8300)
    said = capsys.readouterr().out
    assert "http://127.0.0.1:8300" in said
    assert all(name in said for name in ("information", "nm00001", "practitioner in Fellside"))


@pytest.mark.parametrize("mode", ["bogus", ""])
def test_a_mode_that_is_none_is_refused(mode):
    done = rainer("doctor", url=NOBODY_HOME, mode=mode)
    assert done.returncode == 1
    assert done.stderr == f"rainer: RAINER_MODE is “{mode}”: it takes demo, test or service.\n"


@pytest.mark.slow
def test_a_database_that_is_not_there(tmp_path):
    done = rainer("log", "verify", url=NOBODY_HOME, RAINER_DATA=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.startswith("rainer: The database does not answer")
    assert done.stderr.count("\n") == 1


def test_a_folder_that_cannot_be_written(monkeypatch, capsys):
    monkeypatch.setattr(boot, "boot", lambda: None)
    assert main(["export", "/proc/nothing/here"]) == 2
    assert capsys.readouterr().err.startswith("rainer: /proc/nothing cannot be read or written: ")


def test_an_unknown_rule_to_check(tmp_path, capsys):
    cases = tmp_path / "cases.jsonl"
    cases.write_text("")
    assert main(["rules", "check", str(cases), "--rule", "nope"]) == 2
    assert "There is no rule called nope." in capsys.readouterr().err
