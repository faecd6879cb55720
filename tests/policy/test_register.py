"""The register, the code and the pages in docs/policy hold the same rules."""

from dataclasses import is_dataclass
from datetime import date
from pathlib import Path

import pytest

from rainer.policy.register import entries, rules
from rainer.policy.rulebook import national

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "policy"


def test_register_and_code_name_the_same_rules() -> None:
    in_code, in_register = set(rules()), {n for n, e in entries().items() if e["modelled"] != "no"}
    assert in_code - in_register == set(), "add these to register.yaml"
    assert in_register - in_code == set(), "register.yaml names rules that no module registers with @rule"


@pytest.mark.parametrize("name", sorted(entries()))
def test_entry_is_complete(name: str) -> None:
    entry = entries()[name]
    assert entry["modelled"] in ("yes", "partly", "no"), "quote it: YAML reads a bare yes as true"
    assert entry["modelled"] != "partly" or entry.get("left_out"), "say what is left out"
    assert isinstance(entry["checked_against"], list), "say what the rule was compared with, if anything"
    assert isinstance(entry["checked_on"], date)


@pytest.mark.parametrize("name", sorted(entries()))
def test_rule_has_its_page(name: str) -> None:
    page = ROOT / entries()[name]["doc"]
    assert page.is_file(), f"{name} has no page {entries()[name]['doc']}"
    text = page.read_text(encoding="utf-8")
    assert f"`{name}`" in text, f"{page.name} does not name {name}"
    unnamed = [key for key in rules()[name].reads if f"`{key}`" not in text]
    assert not unnamed, f"{page.name} does not name the parameters {unnamed} that {name} reads"


def test_rules_are_described_and_read_known_parameters() -> None:
    for rule in rules().values():
        assert rule.summary, f"{rule.name} has no docstring"
        assert is_dataclass(rule.inputs_type), f"the inputs of {rule.name} are not a dataclass"
        for key in rule.reads:
            national().parameter(key)


def test_every_parameter_is_described() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES.glob("*.md"))
    unnamed = [key for key in national().keys() if f"`{key}`" not in text]  # noqa: SIM118
    assert not unnamed, f"no page of docs/policy names {unnamed}"
