"""The rules stand alone: no Django, no database driver, no clock."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

POLICY = Path(__file__).resolve().parents[2] / "src" / "rainer" / "policy"
CLOCKS = {"today", "now", "utcnow", "time", "monotonic"}

ALONE = """
import sys
for name in ("django", "psycopg", "procrastinate", "ninja", "allauth"):
    sys.modules[name] = None  # importing it now raises ImportError
from rainer.policy import conformance, register
assert register.rules()
assert conformance.adapters()
from rainer.config.cli import main
sys.exit(main(["rules", "list"]))
"""


def test_policy_and_the_rules_command_work_where_django_cannot_be_imported() -> None:
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "tiering.v3" in done.stdout


@pytest.mark.parametrize("path", sorted(POLICY.rglob("*.py")), ids=lambda p: str(p.relative_to(POLICY)))
def test_no_rule_reads_the_clock(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            pytest.fail(f"line {node.lineno} calls {node.func.attr}(): take the day as `on`")
