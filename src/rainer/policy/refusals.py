"""Input that a rule refuses: an outcome without an answer, with a stable code and the words for it.

Bad input is refused with a code and never guessed at. The code stands in a step called `refused`, so that pages, the
API, the command line and the tests find it where they find everything else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeVar, cast

from rainer.policy.outcome import Outcome, Step
from rainer.policy.rulebook import NATION, Place, Rulebook

NAME = "refused"
F = TypeVar("F", bound=Callable[..., Outcome[Any]])


class RefusedInputError(ValueError):
    """An input that is refused: a code, and a sentence that says what is wrong."""

    def __init__(self, code: str, words: str) -> None:
        self.code, self.words = code, words
        super().__init__(words)


def refusing(name: str) -> Callable[[F], F]:
    """A rule that answers a refused input with an outcome instead of an error. Stands under `@rule(name)`."""

    def wrap(function: F) -> F:
        @wraps(function)
        def answering(
            inputs: Any, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
        ) -> Outcome[Any]:
            try:
                return function(inputs, on=on, place=place, rulebook=rulebook)
            except RefusedInputError as error:
                step = Step(NAME, "What was given", error.words, error.code, said="Refused")
                return Outcome(name, on, place, None, (step,), missing=(error.words,), sentence=error.words)

        return cast(F, answering)

    return wrap


def refusal_code(outcome: Outcome[Any]) -> str | None:
    """The code of a refusal; None where the rule gave an answer."""
    return next((str(step.result) for step in outcome.steps if step.name == NAME), None)


def is_whole(number: object) -> bool:
    """A whole number, also where it is written as 4.0; true and false are none."""
    if isinstance(number, bool):
        return False
    return isinstance(number, int) or (isinstance(number, float) and number.is_integer())


def need_counts(*counts: object) -> None:
    """Each a whole number that is not below 0."""
    for count in counts:
        if not is_whole(count) or cast(float, count) < 0:
            raise RefusedInputError("count_not_whole", f"A count is a whole number from 0 up; {count} is not.")


def need_within(number: float, *, low: float, high: float, code: str, what: str) -> None:
    """A number from `low` to `high`, both allowed. What is no number lies nowhere."""
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    if not (is_number and low <= number <= high):
        raise RefusedInputError(code, f"{what} lies from {low:g} to {high:g}; {number} does not.")
