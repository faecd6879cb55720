"""Who assesses: what a judgement must satisfy, which checks get a second assessor, and how far two assessors agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from rainer.policy.dates import add_months
from rainer.policy.outcome import Outcome, Step
from rainer.policy.refusals import RefusedInputError, refusing
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.spotchecks.draw import commitment, need_distinct, need_seed
from rainer.policy.spotchecks.outcome import LEVELS, need_level

SECOND = "spotchecks.second_assessors"


@dataclass(frozen=True, slots=True)
class JudgementInputs:
    """A judgement about to be recorded; `first_assessor` where it is the second or third."""

    practitioner: str
    assessor: str
    level: str
    judged_at: datetime
    list_frozen_at: datetime
    first_assessor: str | None = None


@dataclass(frozen=True, slots=True)
class JudgementFaults:
    """Codes of all that keeps a judgement from being recorded."""

    faults: tuple[str, ...]


@rule("spotcheck.judgement")
@refusing("spotcheck.judgement")
def judgement_faults(
    inputs: JudgementInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[JudgementFaults]:
    """Whether a judgement can be recorded: another person's, after the list was frozen, of a level there is."""
    at = f"{inputs.judged_at:%d %b %Y %H:%M}"
    steps = (
        Step("assessor_is_practitioner", "The assessor is not the practitioner", inputs.assessor,
             inputs.assessor != inputs.practitioner),
        Step("second_is_first", "The second assessor is not the first", inputs.first_assessor or "the first",
             inputs.assessor != inputs.first_assessor),
        Step("judged_before_list", "Judged after the list was frozen", at, inputs.judged_at >= inputs.list_frozen_at),
        Step("unknown_level", "A level of risk of serious harm", inputs.level, inputs.level in LEVELS),
        Step("future_date", "Not in the future", at, inputs.judged_at.date() <= on),
    )  # fmt: skip
    faults = tuple(step.name for step in steps if not step.result)
    failing = "; ".join(f"{step.label.lower()}: {step.found}" for step in steps if not step.result)
    sentence = "It can be recorded." if not faults else f"Not recorded. Must hold: {failing}."
    return Outcome("spotcheck.judgement", on, place, JudgementFaults(faults), steps, sentence=sentence)


@dataclass(frozen=True, slots=True)
class FirstJudged:
    """A check with its first judgement; `markers` are those of violence, domestic abuse or a child."""

    ref: str
    recorded: str
    markers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SecondInputs:
    """The checks of a period, the seed of the draw, and the day spot checks began in the place."""

    seed: str
    checks_began_on: date
    checks: tuple[FirstJudged, ...]


@dataclass(frozen=True, slots=True)
class SecondAssessors:
    """Checks that get a second assessor: those that always do, and those drawn of the others."""

    always: tuple[str, ...]
    drawn: tuple[str, ...]


@rule("spotcheck.second_assessors", reads=(SECOND,))
@refusing("spotcheck.second_assessors")
def second_assessors(
    inputs: SecondInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[SecondAssessors]:
    """Which checks get a second assessor: all at first, then some drawn and every one where a level is easily too low."""
    value = (rulebook or national()).value(SECOND, on=on, place=place)
    need_seed(inputs.seed)
    need_distinct(check.ref for check in inputs.checks)
    for check in inputs.checks:
        need_level(check.recorded)
    rules = value.value
    at_first = on < add_months(inputs.checks_began_on, rules["all_for_months"])
    always = tuple(
        check.ref
        for check in inputs.checks
        if at_first or (check.recorded in rules["always_levels"] and check.markers & set(rules["always_markers"]))
    )
    others = [check.ref for check in inputs.checks if check.ref not in always]
    lowest = sorted(others, key=lambda ref: commitment(f"{inputs.seed}|{ref}"))
    answer = SecondAssessors(always, tuple(lowest[: ceil(len(others) / rules["one_in"])]))
    steps = (
        Step("always", "Always", "the first months" if at_first else "by level and marker", list(always), value),
        Step("drawn", f"One in {rules['one_in']} of the others", f"{len(others)} others", list(answer.drawn), value),
    )
    number = len(always) + len(answer.drawn)
    sentence = f"{number} of {len(inputs.checks)} checks get a second assessor."
    return Outcome("spotcheck.second_assessors", on, place, answer, steps, sentence=sentence)


@dataclass(frozen=True, slots=True)
class AgreementInputs:
    """Pairs of levels: the first assessor's and the blind second's."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The share of pairs that agree, and Cohen's kappa: None where one level only was used."""

    n: int
    raw: float
    kappa: float | None


@rule("spotcheck.agreement")
@refusing("spotcheck.agreement")
def agreement(
    inputs: AgreementInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Agreement]:
    """How far two assessors agree, and how far beyond chance."""
    n = len(inputs.pairs)
    if n == 0:
        raise RefusedInputError("no_cases", "No check has two judgements yet.")
    for pair in inputs.pairs:
        for level in pair:
            need_level(level)
    raw = sum(first == second for first, second in inputs.pairs) / n
    firsts, seconds = zip(*inputs.pairs, strict=True)
    by_chance = sum(firsts.count(level) * seconds.count(level) for level in LEVELS) / n**2
    kappa = None if by_chance == 1 else (raw - by_chance) / (1 - by_chance)
    steps = (
        Step("raw", "Pairs that agree", f"of {n}", raw),
        Step("by_chance", "Agreement by chance alone", f"of {n}", by_chance),
        Step("kappa", "Cohen’s kappa", "one level only was used" if kappa is None else f"of {n}", kappa),
    )
    beyond = "kappa cannot be worked out: one level only was used" if kappa is None else f"kappa {kappa:.2f}"
    sentence = f"{100 * raw:.0f}% of {n} agree; {beyond}."
    return Outcome("spotcheck.agreement", on, place, Agreement(n, raw, kappa), steps, sentence=sentence)
