"""Jobs call operations; an operation never asks for a job. It records an event, and config/reactions.py says what follows."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "rainer"


def operation_files() -> list[Path]:
    return sorted([*SOURCE.glob("*/operations.py"), *SOURCE.glob("*/operations/**/*.py")])


def jobs_asked_for(source: str) -> list[str]:
    """Modules of jobs that an operation imports, at its head or inside a function."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return [name for name in found if "jobs" in name.split(".")[2:] and not name.startswith("rainer.common.")]


@pytest.mark.parametrize("path", operation_files(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_an_operation_asks_for_no_job(path: Path) -> None:
    found = jobs_asked_for(path.read_text(encoding="utf-8"))
    assert not found, f"{found}: record an event, and let config/reactions.py name the job"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from rainer.allocation.jobs import work_out", True),
        ("def f():\n    from rainer.allocation import jobs", True),
        ("import rainer.allocation.jobs", True),
        ("from rainer.common.jobs import job", False),
        ("from rainer.allocation.models import Proposal", False),
    ],
)
def test_the_check_tells_good_from_bad(source: str, found: bool) -> None:
    assert bool(jobs_asked_for(source)) is found
