"""`rainer assurance draw`: an outsider with two published files, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import rainer
from rainer.config.cli import main
from rainer.policy.spotchecks import commitment

SEED = "beacon-2023-04-01"
ROWS = "period,practitioner,case\n" + "".join(f"2023,PR-001,X32074{n}\n" for n in range(1, 5)) + "2023,PR-002,\n"


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    path.write_text(f"# commitment: {commitment(SEED)}\n{ROWS}", encoding="utf-8")
    return path


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    path = tmp_path / "seed.txt"
    path.write_text(SEED + "\n", encoding="utf-8")
    return path


@pytest.fixture
def published(tmp_path: Path, frozen: Path, seed: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "published.txt"
    assert main(["assurance", "draw", str(seed), str(frozen), "--out", str(path)]) == 0
    capsys.readouterr()
    return path


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    status = main(["assurance", "draw", *map(str, words)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_it_draws_and_says_the_digests(frozen: Path, seed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, seed, frozen)
    assert (status, err) == (0, "")
    assert "2023  PR-001  X320742  619129827b1e6540d5bc4a614e06c53cbcfec0be71d4602e693ecfb250d9d7c0" in out
    assert "2023  PR-002  none (no eligible case)" in out
    assert f"SHA-256 of the seed: {commitment(SEED)}" in out


def test_a_published_draw_holds(published: Path, frozen: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "--verify", published, frozen)
    assert (status, err) == (0, "")
    assert out.splitlines()[-1] == "The draw holds: 2 agree."


def test_another_case_than_the_one_drawn(published: Path, frozen: Path, capsys: pytest.CaptureFixture[str]) -> None:
    published.write_text(published.read_text().replace("X320742", "X320741"))
    status, out, err = run(capsys, "--verify", published, frozen)
    assert status == 1
    assert err == "PR-001, 2023: the draw gives X320742, not X320741.\n"
    assert out.splitlines()[-1] == "The draw does not hold: 1 fault."


def test_a_list_changed_after_the_draw(published: Path, frozen: Path, capsys: pytest.CaptureFixture[str]) -> None:
    frozen.write_text(frozen.read_text().replace("X320744", "X320745"))
    status, _, err = run(capsys, "--verify", published, frozen)
    assert status == 1
    assert "The list is not the one that was drawn from" in err


def test_another_seed_than_the_one_committed_to(frozen: Path, seed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seed.write_text("a seed that suits better")
    status, _, err = run(capsys, "--verify", seed, frozen)
    assert status == 1
    assert err == "The seed is not the one that the list’s commitment was made to.\n"


def test_a_seed_alone_draws_again_and_says_what_is_not_shown(
    frozen: Path, seed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, "--verify", seed, frozen)
    assert status == 0
    assert "The seed’s file says nothing of what was drawn" in out
    assert "agree" not in out


def test_the_seed_may_be_given_itself(frozen: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "--verify", SEED, frozen)
    assert status == 0
    assert "X320742" in out
    assert "taken from the command line" in err


def test_nothing_is_written_where_the_files_do_not_agree(
    frozen: Path, seed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed.write_text("another")
    assert run(capsys, seed, frozen, "--out", tmp_path / "out.txt")[0] == 1
    assert not (tmp_path / "out.txt").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "must be the heading period,practitioner,case; it is empty."),
        ("period,practitioner,case\n2023,PR-001\n", "Line 2 of the list has 2 values, not 3."),
        (ROWS + "2023,PR-001,X320741\n", "Line 7 of the list: X320741 of PR-001 is in the list twice."),
        ("period,practitioner,case\n2023,,X1\n", "Line 2 of the list names no practitioner."),
    ],
)
def test_a_list_that_cannot_be_used(
    text: str, says: str, frozen: Path, seed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frozen.write_text(text)
    status, out, err = run(capsys, "--verify", seed, frozen)
    assert (status, out) == (1, "")
    assert err.startswith("rainer: ")
    assert says in err


def test_files_that_are_not_there(tmp_path: Path, frozen: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--verify", "seed.txt", frozen)[2] == "rainer: There is no file seed.txt.\n"
    status, _, err = run(capsys, "--verify", SEED, tmp_path / "none.csv")
    assert status == 2
    assert err == f"rainer: {tmp_path}/none.csv cannot be read or written: No such file or directory.\n"


def test_no_database_and_no_settings_are_needed(published: Path, frozen: Path) -> None:
    words = ["assurance", "draw", "--verify", str(published), str(frozen)]
    source = str(Path(rainer.__file__).parents[1])
    nobody_home = {"DATABASE_URL": "postgresql://rainer@127.0.0.1:1/rainer", "RAINER_MODE": "service"}
    env = {**os.environ, **nobody_home, "PYTHONPATH": source}
    code = (
        "import sys; from rainer.config.cli import main; status = main(sys.argv[1:]);"
        "assert not {'django.conf', 'psycopg'} & set(sys.modules); sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], env=env, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
