"""States of a piece of work and the moves between them, read from a parameter: what may follow, and who may do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from rainer.policy.outcome import Outcome, Step
from rainer.policy.rulebook import Place, Value


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed move. `who`: the kinds of role that may make it. `needs_reason`: only with a written reason."""

    start: str
    to: str
    who: tuple[str, ...]
    label: str
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class StateInputs:
    """The state something is in, and the kinds of role of whoever asks; None for the moves of everybody."""

    state: str
    roles: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Moves:
    """The moves allowed from a state. `is_end`: nothing follows it, whoever asks."""

    state: str
    label: str
    to: tuple[str, ...]
    moves: tuple[Move, ...]
    is_end: bool


def read_moves(table: dict[str, Any]) -> tuple[Move, ...]:
    """Every move of a table, one for each state it starts from, in the table's order."""
    return tuple(
        Move(start, row["to"], tuple(row["who"]), row["label"], row.get("needs_reason", False))
        for row in table["moves"]
        for start in row["from"]
    )


def moves_from(rule: str, inputs: StateInputs, value: Value, *, on: date, place: Place) -> Outcome[Moves]:
    """The moves a table allows from a state to whoever asks; a state it does not know has none and says so."""
    states = value.value["states"]
    if inputs.state not in states:
        return Outcome(rule, on, place, None, (), (f"a state called {inputs.state}",), "There is no such state.")
    onward = [move for move in read_moves(value.value) if move.start == inputs.state]
    allowed = tuple(move for move in onward if inputs.roles is None or inputs.roles & set(move.who))
    label = states[inputs.state]
    answer = Moves(inputs.state, label, tuple(move.to for move in allowed), allowed, not onward)
    steps = tuple(
        Step(f"move.{move.to}", move.label, f"{label}, by {', '.join(move.who)}", move in allowed, value)
        for move in onward
    )
    return Outcome(rule, on, place, answer, steps, sentence=_sentence(answer))


def _sentence(answer: Moves) -> str:
    if answer.is_end:
        return f"{answer.label}: nothing follows."
    if not answer.moves:
        return f"{answer.label}: somebody else makes the next move."
    return f"{answer.label}: {'; '.join(move.label for move in answer.moves)}."
