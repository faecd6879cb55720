"""Items of a screen: each an answer, its label, and the points the rulebook gives it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rainer.policy.outcome import Step
from rainer.policy.predictors.shared import said
from rainer.policy.rulebook import Value

Item = Mapping[str, Any]


def points(item: Item, inputs: Any) -> int:
    """Points for a yes, for a no, or for each level; nothing for an answer not given."""
    answer = getattr(inputs, item["name"])
    if answer is None:
        return 0
    if "per_level" in item:
        return int(item["per_level"] * answer)
    return int(item.get("if_yes" if answer else "if_no", 0))


def answered(names: Iterable[str], inputs: Any) -> list[str]:
    return [name for name in names if getattr(inputs, name) is not None]


def unanswered(names: Iterable[str], inputs: Any) -> tuple[str, ...]:
    return tuple(name for name in names if getattr(inputs, name) is None)


def steps(screen: str, items: Iterable[Item], inputs: Any, value: Value) -> tuple[Step, ...]:
    """A step for each item, with its points as the result."""
    return tuple(
        Step(
            f"{screen}.{item['name']}",
            item["label"],
            said(getattr(inputs, item["name"])),
            points(item, inputs),
            value,
        )
        for item in items
    )


def total(found: Iterable[Step]) -> int:
    return sum(step.result for step in found)
