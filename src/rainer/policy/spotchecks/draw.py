"""The draw of a spot check: a seed committed to first, a list frozen after it, and the lowest digest wins.

Anybody with the seed and the list can draw again, with any tool that works out SHA-256.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from rainer.policy.outcome import Outcome, Step
from rainer.policy.refusals import RefusedInputError, refusing
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook

NO_ELIGIBLE_CASE, NONE_COULD_BE_CHECKED = "no_eligible_case", "none_could_be_checked"


@dataclass(frozen=True, slots=True)
class SelectInputs:
    """The seed, the period, the practitioner and the frozen list of their eligible cases.

    `cannot_be_checked`: a drawn case that could not be checked, and why; the next lowest takes its place.
    """

    seed: str
    period: str
    practitioner: str
    eligible_cases: tuple[str, ...]
    cannot_be_checked: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Selected:
    """The case drawn; or none and the reason, which is an outcome of its own and not a check left out.

    `order` holds every case, lowest digest first; `passed_over` those before the one drawn, with why.
    """

    case: str | None
    reason: str | None
    digest: str | None
    order: tuple[str, ...]
    passed_over: Mapping[str, str]


def digest(seed: str, period: str, practitioner: str, case: str) -> str:
    """The SHA-256, in hexadecimal, of the UTF-8 text "seed|period|practitioner|case"."""
    return sha256(f"{seed}|{period}|{practitioner}|{case}".encode()).hexdigest()


def commitment(seed: str) -> str:
    """What is lodged before the list is frozen: the SHA-256 of the seed."""
    return sha256(seed.encode()).hexdigest()


def need_seed(seed: str) -> None:
    if not seed.strip():
        raise RefusedInputError("seed_required", "A draw needs a seed that was fixed before the list.")


def need_distinct(cases: Iterable[str]) -> None:
    seen: set[str] = set()
    for case in cases:
        if case in seen:
            raise RefusedInputError("duplicate_case", f"{case} is in the list twice.")
        seen.add(case)


@rule("spotcheck.select")
@refusing("spotcheck.select")
def select(
    inputs: SelectInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Selected]:
    """Which case of a practitioner is checked: the lowest SHA-256 of "seed|period|practitioner|case"."""
    need_seed(inputs.seed)
    need_distinct(inputs.eligible_cases)
    _need_reasons(inputs)
    digests = {case: digest(inputs.seed, inputs.period, inputs.practitioner, case) for case in inputs.eligible_cases}
    order = tuple(sorted(digests, key=lambda case: (digests[case], case)))
    case = next((one for one in order if one not in inputs.cannot_be_checked), None)
    before = order if case is None else order[: order.index(case)]
    reason = None if case is not None else NONE_COULD_BE_CHECKED if order else NO_ELIGIBLE_CASE
    passed = {one: inputs.cannot_be_checked[one] for one in before}
    answer = Selected(case, reason, digests.get(case or ""), order, passed)
    step = Step("drawn", "Lowest digest", f"{len(order)} eligible cases, {len(passed)} passed over", case)
    return Outcome("spotcheck.select", on, place, answer, (step,), sentence=_sentence(answer))


def _need_reasons(inputs: SelectInputs) -> None:
    for case, why in inputs.cannot_be_checked.items():
        if case not in inputs.eligible_cases:
            raise RefusedInputError("unknown_case", f"{case} is not in the list.")
        if not why.strip():
            raise RefusedInputError("reason_required", f"{case} is passed over only with a reason.")


def _sentence(answer: Selected) -> str:
    if answer.reason == NO_ELIGIBLE_CASE:
        return "No case is drawn: the practitioner holds none that is eligible. That is recorded."
    if answer.case is None:
        return "No case is drawn: none of them could be checked."
    passed = f" Passed over: {', '.join(answer.passed_over)}." if answer.passed_over else ""
    return f"{answer.case} is drawn of {len(answer.order)}.{passed}"


@dataclass(frozen=True, slots=True)
class SeedInputs:
    """How a draw came about. `committed` is the SHA-256 lodged earlier, where the seed was not public from the first."""

    seed: str
    seed_fixed_at: datetime
    list_frozen_at: datetime
    drawn_by: str
    line_manager: str
    practitioner: str
    practitioner_told_at: datetime | None = None
    committed: str | None = None


@dataclass(frozen=True, slots=True)
class DrawSound:
    """Whether a draw is provably fair, and the codes of what is wrong with it."""

    is_sound: bool
    faults: tuple[str, ...]


@rule("spotcheck.draw_is_sound")
@refusing("spotcheck.draw_is_sound")
def draw_is_sound(
    inputs: SeedInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[DrawSound]:
    """Whether the seed was fixed before the list, nobody close drew, and the practitioner was not told too soon."""
    need_seed(inputs.seed)
    told, frozen = inputs.practitioner_told_at, inputs.list_frozen_at
    as_lodged = inputs.committed is None or inputs.committed.lower() == commitment(inputs.seed)
    steps = (
        Step("seed_after_list", "Seed fixed before the list was frozen", f"{inputs.seed_fixed_at:%d %b %Y %H:%M}",
             inputs.seed_fixed_at < frozen),
        Step("not_the_seed_lodged", "The seed is the one committed to", inputs.committed or "published from the first",
             as_lodged),
        Step("drawn_by_line_manager", "Not drawn by the line manager", inputs.drawn_by,
             inputs.drawn_by != inputs.line_manager),
        Step("drawn_by_practitioner", "Not drawn by the practitioner", inputs.drawn_by,
             inputs.drawn_by != inputs.practitioner),
        Step("told_before_list", "Practitioner not told before the list was frozen",
             "not told" if told is None else f"{told:%d %b %Y %H:%M}", told is None or told >= frozen),
    )  # fmt: skip
    faults = tuple(step.name for step in steps if not step.result)
    failing = "; ".join(step.label.lower() for step in steps if not step.result)
    sentence = "The draw is sound." if not faults else f"The draw does not hold: {failing}."
    return Outcome("spotcheck.draw_is_sound", on, place, DrawSound(not faults, faults), steps, sentence=sentence)
