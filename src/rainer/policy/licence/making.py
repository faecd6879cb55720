"""Making a licence: its kinds and statuses, and for whom one is not made here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rainer.policy.licence.dates import Kind
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.transitions import Move, MoveAnswer, check_move


def licence_kinds(*, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> dict[str, str]:
    """The kinds of licence, from code to words."""
    return dict((rulebook or national()).value("licence.kinds", on=on, place=place).value)


def licence_statuses(*, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> dict[str, str]:
    """The statuses of a licence, from code to words."""
    return dict((rulebook or national()).value("licence.statuses", on=on, place=place).value["labels"])


@rule("licence.status_move", reads=("licence.statuses",))
def status_move(
    inputs: Move, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[MoveAnswer]:
    """Whether a licence may go from one status to another."""
    return check_move(inputs, rule="licence.status_move", key="licence.statuses", on=on, place=place, rulebook=rulebook)


@dataclass(frozen=True, slots=True)
class NotForInputs:
    """What is known of somebody for whom a licence is asked."""

    kind: Kind
    conditional_release: date | None = None
    parole_eligibility: date | None = None
    is_indeterminate: bool = False
    is_top_up_supervision_only: bool = False
    is_in_custody: bool = True
    expects_hdc_release: bool = False
    post_recall_release: date | None = None
    licence_ends: date | None = None


@dataclass(frozen=True, slots=True)
class NotFor:
    """Whether a licence may be made here, and the codes of every reason against it."""

    may_be_made: bool
    reasons: tuple[str, ...]


@rule("licence.not_for", reads=("licence.not_for",))
def not_for(
    inputs: NotForInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[NotFor]:
    """Whether a licence may be made here for somebody, with every reason against it."""
    value = (rulebook or national()).value("licence.not_for", on=on, place=place)
    labels: dict[str, str] = value.value["reasons"]
    ahead: int = value.value["hdc_least_days_to_release"]
    found = _found(inputs, on, ahead)
    steps = tuple(Step(code, labels[code], words, holds, value) for code, (holds, words) in found.items())
    reasons = tuple(code for code, (holds, _) in found.items() if holds)
    sentence = "A licence may be made here."
    if reasons:
        sentence = f"No licence is made here: {'; '.join(labels[code].lower() for code in reasons)}."
    return Outcome("licence.not_for", on, place, NotFor(not reasons, reasons), steps, sentence=sentence)


def _found(inputs: NotForInputs, on: date, ahead: int) -> dict[str, tuple[bool, str]]:
    """Every reason with whether it holds and what was looked at."""
    parole, release = inputs.parole_eligibility, inputs.conditional_release
    return {
        "parole_to_come": (parole is not None and parole > on, str(parole or "no parole date")),
        "indeterminate": (inputs.is_indeterminate, _yes(inputs.is_indeterminate)),
        "top_up_supervision_only": (inputs.is_top_up_supervision_only, _yes(inputs.is_top_up_supervision_only)),
        "not_in_custody": (not inputs.is_in_custody, _yes(not inputs.is_in_custody)),
        "hdc_expected": (inputs.expects_hdc_release and inputs.kind != "hdc", _yes(inputs.expects_hdc_release)),
        "recall_to_licence_end": (_released_at_end(inputs), str(inputs.post_recall_release or "no recall")),
        "hdc_too_near": (inputs.kind == "hdc" and _is_nearer(release, on, ahead), str(release or "no release date")),
    }


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _released_at_end(inputs: NotForInputs) -> bool:
    return inputs.post_recall_release is not None and inputs.post_recall_release == inputs.licence_ends


def _is_nearer(release: date | None, on: date, days: int) -> bool:
    return release is None or (release - on).days < days
