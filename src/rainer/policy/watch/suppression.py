"""Small numbers are not shown, nor the one other from which they could be worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.watch.rates import SMALLEST

Shown = Literal["shown", "too few", "hidden with it"]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one column by name, and whether their total stands beside them."""

    cells: Mapping[str, int]
    with_total: bool = True


@rule("watch.hide", reads=(SMALLEST,))
def hide(
    inputs: Cells, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[dict[str, Shown]]:
    """Which cells may be shown. A nought says nothing of anybody and is shown.

    Where a single cell is hidden beside a total, the smallest of the others is hidden with it; and the next, while what
    is hidden adds up to too few.
    """
    smallest = (rulebook or national()).value(SMALLEST, on=on, place=place)
    answer: dict[str, Shown] = {
        name: "too few" if 0 < count < smallest.value else "shown" for name, count in inputs.cells.items()
    }
    if inputs.with_total and "too few" in answer.values():
        for name in sorted(inputs.cells, key=lambda one: (inputs.cells[one], one)):
            hidden = [one for one, shown in answer.items() if shown != "shown"]
            if len(hidden) > 1 and sum(inputs.cells[one] for one in hidden) >= smallest.value:
                break
            if answer[name] == "shown" and inputs.cells[name] > 0:
                answer[name] = "hidden with it"
    few = sum(shown != "shown" for shown in answer.values())
    step = Step("hidden", "Cells not shown", f"under {smallest.value}, and what would give them away", few, smallest)
    return Outcome("watch.hide", on, place, answer, (step,), sentence=f"{few} of {len(answer)} cells are not shown.")
