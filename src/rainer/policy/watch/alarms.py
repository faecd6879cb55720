"""Many looks at once: which findings stand after Benjamini and Hochberg's correction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.watch.rates import STATISTICS


@dataclass(frozen=True, slots=True)
class Looked:
    """One test of a look by its name, with its p, and whether its numbers are large enough to be shown."""

    name: str
    p: float
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class Family:
    """Every test made at one look, shown or not: leaving out what is not shown would raise false alarms."""

    tests: tuple[Looked, ...]


@dataclass(frozen=True, slots=True)
class Alarms:
    """The tests that stand, the rarest first, and the p up to which they did (0 where none)."""

    stand: tuple[str, ...]
    up_to: float
    tests: int


@rule("watch.alarms", reads=(STATISTICS,))
def alarms(inputs: Family, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[Alarms]:
    """Of all tests of a look, those whose p lies under its step: rank × share ÷ tests (Benjamini and Hochberg).

    Where chance alone is at work, at most the stated share of looks raises any alarm.
    """
    settings = (rulebook or national()).value(STATISTICS, on=on, place=place)
    share = settings.value["false_alarms"] / 100
    ordered = sorted(inputs.tests, key=lambda one: (one.p, one.name))
    many = len(ordered)
    under = [rank for rank, one in enumerate(ordered, start=1) if one.p <= rank * share / many]
    last = max(under, default=0)
    up_to = last * share / many if many else 0.0
    stand = tuple(one.name for one in ordered[:last] if one.is_shown)
    steps = (
        Step("tests", "Tests made at this look", f"{many}, {sum(one.is_shown for one in ordered)} of them shown", many),
        Step(
            "up_to", "p up to which they stand", f"rank × {settings.value['false_alarms']}% ÷ {many}", up_to, settings
        ),
        Step("stand", "Beyond chance", ", ".join(stand) or "none", len(stand)),
    )
    sentence = f"{len(stand)} of {many} tests stand." if stand else "Nothing beyond chance."
    return Outcome("watch.alarms", on, place, Alarms(stand, up_to, many), steps, sentence=sentence)
