"""Recommendations made again: to whom they go up, and whether a closing was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rainer.policy.dates import counted
from rainer.policy.outcome import Outcome, Step
from rainer.policy.refusals import refusing
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

REPEATS = "recommendations.repeats"


@dataclass(frozen=True, slots=True)
class Earlier:
    """A recommendation of an earlier inspection; `unit` where it is not certain to be of the same one."""

    inspection: str
    theme: str
    status: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class RepeatInputs:
    """A recommendation's unit, inspection and theme, and what earlier inspections recommended."""

    unit: str
    inspection: str
    theme: str
    earlier: tuple[Earlier, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """How many earlier inspections said the same, whom it goes up to, and whether one of them had been closed."""

    repeat: int
    escalate_to: str | None
    closed_then_repeated: bool


@rule("recommendation.repeat", reads=(REPEATS,))
@refusing("recommendation.repeat")
def repeated(
    inputs: RepeatInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Repeat]:
    """Whether earlier inspections of the unit recommended the same, open or closed, and who is told because of it."""
    value = (rulebook or national()).value(REPEATS, on=on, place=place)
    same = [one for one in inputs.earlier if _is_same(one, inputs)]
    times = len({one.inspection for one in same})
    closed = any(one.status in value.value["closed_statuses"] for one in same)
    levels: Mapping[int, str] = value.value["escalate"]
    level = max((at for at in levels if at <= times), default=None)
    answer = Repeat(times, None if level is None else levels[level], closed)
    steps = (
        Step(
            "repeat", "Earlier inspections with this theme", ", ".join(one.inspection for one in same) or "none", times
        ),
        Step("escalate", "Goes up to", answer.escalate_to or "nobody", answer.escalate_to, value),
        Step("closed", "One of them had been closed", "yes" if closed else "no", closed, value),
    )
    return Outcome("recommendation.repeat", on, place, answer, steps, sentence=_sentence(answer))


def _is_same(one: Earlier, inputs: RepeatInputs) -> bool:
    of_unit = one.unit in (None, inputs.unit)
    return of_unit and one.theme == inputs.theme and one.inspection != inputs.inspection


def _sentence(answer: Repeat) -> str:
    if answer.repeat == 0:
        return "No earlier inspection recommended this."
    said = f"Recommended by {counted(answer.repeat, 'earlier inspection')}"
    if answer.escalate_to is not None:
        said += (
            f": it goes up to the {answer.escalate_to}"
            if answer.escalate_to == "region"
            else ": it goes up to the nation"
        )
    return f"{said}. It had been closed, and comes again." if answer.closed_then_repeated else f"{said}."
