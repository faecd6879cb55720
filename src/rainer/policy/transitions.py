"""Moves from one stage to another that a dated table allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rainer.policy.outcome import Outcome, Step
from rainer.policy.rulebook import Place, Rulebook, RulebookError, national


@dataclass(frozen=True, slots=True)
class Move:
    """A move somebody wants to make, between stages of the table."""

    start: str
    to: str


@dataclass(frozen=True, slots=True)
class MoveAnswer:
    """Whether the move may be made, and every stage that may follow the present one."""

    is_allowed: bool
    may_follow: tuple[str, ...]


def check_move(
    move: Move, *, rule: str, key: str, on: date, place: Place, rulebook: Rulebook | None
) -> Outcome[MoveAnswer]:
    """Whether the table `key`, with its `labels` and `moves`, allows the move. An unknown stage is a fault."""
    value = (rulebook or national()).value(key, on=on, place=place)
    labels: dict[str, str] = value.value["labels"]
    for stage in (move.start, move.to):
        if stage not in labels:
            raise RulebookError(f"{key} has no stage called {stage}.")
    follow = tuple(value.value["moves"].get(move.start, ()))
    answer = MoveAnswer(move.to in follow, follow)
    found = ", ".join(labels[stage] for stage in follow) or "nothing"
    start, to = labels[move.start], labels[move.to]
    step = Step("may_follow", f"What may follow {start}", found, list(follow), value)
    sentence = f"{start} may become {to}." if answer.is_allowed else f"{start} may not become {to}."
    return Outcome(rule, on, place, answer, (step,), sentence=sentence)
