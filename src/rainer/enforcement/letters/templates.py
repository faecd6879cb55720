"""The templates as they ship: one file a version. A version in use is never changed; a new wording is a new file."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Part:
    """One part. `otherwise` is said where what it `needs` (or a fact it names) is not known, nothing without one.
    `free` is what the writer may change; `free_by` has other words to begin with, by what came of the appointment."""

    name: str
    text: str
    heading: str = ""
    otherwise: str = ""
    needs: str = ""
    free: str = ""
    free_by: dict[str, str] = field(default_factory=dict)

    def begins_with(self, kind: str) -> str:
        """The writer's own part before they change it, for this kind of failure."""
        return self.free_by.get(kind, self.free)


@dataclass(frozen=True, slots=True)
class Template:
    name: str
    version: str
    codes: tuple[str, ...]
    title: str
    gives_warning: bool
    parts: tuple[Part, ...]

    @property
    def free_parts(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.free)


@cache
def templates() -> dict[tuple[str, str], Template]:
    """Every template by name and version."""
    found = [_read(path) for path in sorted(FOLDER.glob("*.yaml"))]
    return {(one.name, one.version): one for one in found}


def _read(path: Path) -> Template:
    facts: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    parts = tuple(Part(**part) for part in facts.pop("parts"))
    return Template(**{**facts, "codes": tuple(facts["codes"]), "parts": parts})


def template(name: str, version: str) -> Template:
    return templates()[name, version]


def template_for(code: str) -> Template | None:
    """The newest template for an enforcement action; None for an action that is no letter."""
    fitting = [one for one in templates().values() if code in one.codes]
    return max(fitting, key=lambda one: int(one.version), default=None)
