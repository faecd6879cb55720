"""Every rule by name. A rule puts itself here with `@rule`; `register.yaml` says what is modelled and how far.

A test wants the same list in the code, in `register.yaml` and in `docs/policy/`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import yaml

from rainer.policy.outcome import Outcome
from rainer.policy.rulebook import RulebookError

REGISTER = Path(__file__).parent / "register.yaml"
F = TypeVar("F", bound=Callable[..., Outcome[Any]])


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the rulebook: a function of plain inputs, a date and a place that returns an Outcome.

    Its function is called `function(inputs, *, on, place=..., rulebook=...)`, where `inputs` is a frozen
    dataclass. `reads` names the parameters it may read.
    """

    name: str
    function: Callable[..., Outcome[Any]]
    reads: tuple[str, ...]

    @property
    def summary(self) -> str:
        return (inspect.getdoc(self.function) or "").split("\n", 1)[0]

    @property
    def inputs_type(self) -> Any:
        hints = get_type_hints(self.function)
        first = next(iter(inspect.signature(self.function).parameters))
        return hints[first]


_RULES: dict[str, Rule] = {}


def rule(name: str, *, reads: tuple[str, ...] = ()) -> Callable[[F], F]:
    """Put a rule in the register under a stable name, with the parameters it reads."""

    def add(function: F) -> F:
        if name in _RULES and _RULES[name].function.__qualname__ != function.__qualname__:
            raise RulebookError(f"Two rules are called {name}.")
        _RULES[name] = Rule(name, function, reads)
        return function

    return add


def rules() -> dict[str, Rule]:
    """All rules by name, sorted. Imports every module that `register.yaml` names."""
    for entry in entries().values():
        import_module(entry["module"])
    return dict(sorted(_RULES.items()))


@cache
def entries() -> dict[str, dict[str, Any]]:
    """The rows of `register.yaml` by rule name: module, modelled (yes, partly, no), checked_against, checked_on.

    Read once; nobody changes what it returns.
    """
    return yaml.safe_load(REGISTER.read_text(encoding="utf-8")) or {}
