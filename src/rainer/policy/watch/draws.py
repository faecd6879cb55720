"""A seeded draw that anybody can run again from the seed and the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

PATTERNS = "watch.patterns"


@dataclass(frozen=True, slots=True)
class Draw:
    """What is drawn from, by reference, and the seed fixed before."""

    seed: str
    refs: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.seed:
            raise ValueError("A draw needs a seed.")
        if len(set(self.refs)) != len(self.refs):
            raise ValueError("A reference is in the list twice.")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Those drawn, in the order drawn, and the SHA-256 of the list: sorted, a line each."""

    refs: tuple[str, ...]
    digest: str


@rule("watch.draw", reads=(PATTERNS,))
def draw(inputs: Draw, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[Drawn]:
    """Those with the lowest SHA-256 of "seed|reference", as many as a check draws. The order of the list does not matter."""
    settings = (rulebook or national()).value(PATTERNS, on=on, place=place)
    ordered = sorted(inputs.refs, key=lambda ref: sha256(f"{inputs.seed}|{ref}".encode()).hexdigest())
    drawn = Drawn(tuple(ordered[: settings.value["draw"]]), sha256("\n".join(sorted(inputs.refs)).encode()).hexdigest())
    step = Step("drawn", "Drawn", f"the lowest of {len(inputs.refs)}", list(drawn.refs), settings)
    return Outcome(
        "watch.draw", on, place, drawn, (step,), sentence=f"{len(drawn.refs)} of {len(inputs.refs)} are drawn."
    )
