"""The states of a breach, from being considered to its outcome."""

from __future__ import annotations

from datetime import date

from rainer.policy.moves import Move, Moves, StateInputs, moves_from, read_moves
from rainer.policy.outcome import Outcome
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

TRANSITIONS = "enforcement.breach_transitions"


def breach_moves(*, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> tuple[Move, ...]:
    """Every move a breach can make, with who may make it."""
    return read_moves((rulebook or national()).value(TRANSITIONS, on=on, place=place).value)


@rule("enforcement.breach_transitions", reads=(TRANSITIONS,))
def breach_transitions(
    inputs: StateInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Moves]:
    """The moves allowed from a state of a breach, to everybody or to somebody of certain kinds of role."""
    value = (rulebook or national()).value(TRANSITIONS, on=on, place=place)
    return moves_from("enforcement.breach_transitions", inputs, value, on=on, place=place)
