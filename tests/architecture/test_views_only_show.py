"""Views show; operations write; records are reached through cases/access.py alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "rainer"
WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete", "raw"}
# Models whose rows are about a person: a view never asks for them itself.
ABOUT_A_PERSON = {
    "Person", "Case", "CaseHolding", "SentenceEvent", "Sentence", "Requirement", "Registration", "Contact",
    "Exclusion", "Restriction", "BreakGlass", "Assessment", "TierDecision", "Allocation",
}  # fmt: skip


def view_files() -> list[Path]:
    """views.py, views_*.py and everything in a folder called views, and APIs."""
    found = [*SOURCE.glob("*/views*.py"), *SOURCE.glob("*/views/*.py"), *SOURCE.glob("*/api.py")]
    return sorted(found)


def faults(source: str) -> list[str]:
    """What a view module does that it must not, each with its line."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _writes(node.func):
            found.append(f"line {node.lineno}: .{node.func.attr}() writes; do it in operations.py")
        if isinstance(node, ast.Attribute) and node.attr == "objects" and _model(node) in ABOUT_A_PERSON:
            found.append(f"line {node.lineno}: {_model(node)}.objects; get it through cases/access.py or a query")
    return found


def _writes(call: ast.Attribute) -> bool:
    """A write by its name, where the thing written to is a query or a row rather than a form or a draft."""
    chain = ast.unparse(call.value)
    if call.attr in WRITES:
        return not any(word in chain for word in ("form", "drafts", "operations", "session"))
    return call.attr == "update" and ".objects" in chain


def _model(node: ast.Attribute) -> str:
    return node.value.id if isinstance(node.value, ast.Name) else ""


@pytest.mark.parametrize("path", view_files(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_view_module_only_shows(path):
    found = faults(path.read_text(encoding="utf-8"))
    assert not found, f"{path.relative_to(SOURCE)}:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("case = open_case(acting, crn, C.SEE_PERSON, what='x')", 0),
        ("operations.allocate_case(case=case, to=to)", 0),
        ("case = Case.objects.get(person__crn=crn)", 1),
        ("case.save()", 1),
        ("Watch.objects.filter(case=1).update(watcher=2)", 1),
        ("facts.update(more)", 0),
    ],
)
def test_the_check_tells_good_from_bad(source, count):
    assert len(faults(source)) == count
