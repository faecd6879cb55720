"""A v3 tier: one letter, A to G, and whether it is provisional."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.tiering.inputs import Letter, Predictor, Rosh, V3Inputs
from rainer.policy.tiering.provisional import SETTLED, ProvisionalInputs, provisional_status
from rainer.policy.tiering.steps_v3 import STEP_PARAMETERS, InconsistentScoreError, highest, tier_steps

MISSING, NOT_SUPERVISED = "MISSING", "NOT_SUPERVISED"


@dataclass(frozen=True, slots=True)
class TierV3:
    """A v3 tier: A to G, MISSING or NOT_SUPERVISED. `deciding`: the steps that gave the letter."""

    tier: str
    is_provisional: bool = False
    deciding: tuple[str, ...] = ()


@rule("tiering.v3", reads=(*dict.fromkeys(STEP_PARAMETERS.values()), SETTLED))
def calculate_v3(
    inputs: V3Inputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[TierV3]:
    """The v3 tier of a case: the highest letter of eight steps, A to G, and whether it is provisional.

    Without an active event it is NOT_SUPERVISED; without an ARP or CSRP score MISSING. A DC-SRP score that
    its band cannot have gives no answer.
    """
    if not inputs.has_active_event:
        step = Step("active_event", "Active event", "none", NOT_SUPERVISED)
        return Outcome("tiering.v3", on, place, TierV3(NOT_SUPERVISED), (step,), sentence="Not supervised.")
    if inputs.arp is None or inputs.csrp is None:
        return _missing(inputs, on, place)
    book = rulebook or national()
    values = {key: book.value(key, on=on, place=place) for key in set(STEP_PARAMETERS.values())}
    try:
        steps = tier_steps(inputs, values, on=on)
    except InconsistentScoreError as error:
        step = Step("sexual_reoffending", "Sexual reoffending predictor", str(error), None)
        return Outcome("tiering.v3", on, place, None, (step,), (f"{error}: the predictor result needs a look",))
    return _tiered(inputs, inputs.arp, inputs.csrp, steps, on=on, place=place, book=book)


def _missing(inputs: V3Inputs, on: date, place: Place) -> Outcome[TierV3]:
    scores = {"no ARP score": inputs.arp, "no CSRP score": inputs.csrp}
    lacking = tuple(words for words, score in scores.items() if score is None)
    step = Step("predictors", "Predictor scores", ", ".join(lacking), MISSING)
    note = "A predictor result with ARP and CSRP gives this case a tier; until then the v2 tier is used."
    sentence = "The tier is missing."
    return Outcome("tiering.v3", on, place, TierV3(MISSING), (step,), lacking, sentence, (note,))


def _tiered(
    inputs: V3Inputs,
    arp: Predictor,
    csrp: Predictor,
    steps: tuple[Step, ...],
    *,
    on: date,
    place: Place,
    book: Rulebook,
) -> Outcome[TierV3]:
    letters = {step.name: cast(Letter, step.result) for step in steps if step.result}
    tier = highest(letters.values())
    assert tier is not None  # the first step always gives a letter
    open_still = provisional_status(
        ProvisionalInputs(arp, csrp, inputs.rosh, inputs.mappa_category, letters),
        on=on, place=place, rulebook=book,
    )  # fmt: skip
    is_provisional = bool(open_still.answer)
    deciding = tuple(name for name, letter in letters.items() if letter == tier)
    labels = ", ".join(step.label.lower() for step in steps if step.name in deciding)
    found = "a fuller assessment could raise it" if is_provisional else "nothing lacking could raise it"
    notes = _what_would_settle_it(inputs, arp, csrp, on=on, place=place, book=book) if is_provisional else ()
    last = Step("provisional", "Provisional", found, is_provisional, parts=open_still.steps)
    firmness = "provisional" if is_provisional else "final"
    return Outcome(
        rule="tiering.v3",
        on=on,
        place=place,
        answer=TierV3(tier, is_provisional, deciding),
        steps=(*steps, last),
        sentence=f"Tier {tier}, {firmness}: from {labels}.",
        notes=notes,
    )


def _what_would_settle_it(
    inputs: V3Inputs, arp: Predictor, csrp: Predictor, *, on: date, place: Place, book: Rulebook
) -> tuple[str, ...]:
    notes = []
    if inputs.rosh is None:
        reached = [
            (rosh, calculate_v3(replace(inputs, rosh=rosh), on=on, place=place, rulebook=book).answer)
            for rosh in reversed(Rosh)
        ]
        final = [f"{rosh.words} gives {new.tier}" for rosh, new in reached if new and not new.is_provisional]
        if len(final) == len(reached):
            notes.append(f"Recording RoSH makes this final: {', '.join(final)}.")
        elif final:
            notes.append(f"Recording RoSH makes this final if it is {', '.join(final)}.")
    static = " and ".join(words for words, p in (("ARP", arp), ("CSRP", csrp)) if p.is_static)
    if static:
        also = " once RoSH is recorded too" if inputs.rosh is None else ""
        notes.append(f"A full assessment, which makes {static} dynamic, makes this final{also}.")
    return tuple(notes)
