"""A tier other than the rule's: what may be proposed, who decides on it, and until when it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from rainer.policy.assessment.oversight import EMPTY_WORDS, Problem, says_nothing
from rainer.policy.dates import add_months, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

OVERRIDE = "tiering.override"
Scheme = Literal["v2", "v3"]


@dataclass(frozen=True, slots=True)
class ProposalInputs:
    """A tier proposed in the place of the rule's. `rule_tier` as shown, with the S of v2; "" where the rule has none.

    `until` is the day on which it is looked at again.
    """

    scheme: Scheme
    rule_tier: str
    tier: str
    reason: str
    until: date | None


@rule("tier_override.problems", reads=(OVERRIDE, EMPTY_WORDS))
def proposal_problems(
    inputs: ProposalInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[tuple[Problem, ...]]:
    """What stands in the way of proposing a tier other than the rule's.

    A reason of substance is needed, and a day to look at it again within the months allowed. No override fills in for
    a score that is lacking, and none lowers what may not be lowered.
    """
    book = rulebook or national()
    allowed, empty = (book.value(key, on=on, place=place) for key in (OVERRIDE, EMPTY_WORDS))
    found = (
        *_of_tier(inputs, allowed.value),
        *_of_reason(inputs.reason, allowed.value["fewest_words"], empty.value),
        *_of_day(inputs.until, on, allowed.value["most_months"]),
    )
    steps = tuple(
        Step(f"problem.{one.field}", one.words, "refused", one.field, empty if one.field == "reason" else allowed)
        for one in found
    )
    sentence = "" if found else f"Tier {inputs.tier} can be proposed in the place of {inputs.rule_tier}."
    return Outcome("tier_override.problems", on, place, found, steps, sentence=sentence)


def _of_tier(inputs: ProposalInputs, allowed: Mapping[str, Any]) -> Iterator[Problem]:
    rule_tier, tiers = bare(inputs.rule_tier), allowed["tiers"][inputs.scheme]
    if not rule_tier or rule_tier in allowed["without_answer"]:
        yield Problem("tier", "The rule gives no tier in this scheme: record what is lacking instead.")
    elif inputs.tier not in tiers:
        yield Problem("tier", "Choose a tier")
    elif inputs.tier == rule_tier:
        yield Problem("tier", "Choose another tier than the rule’s")
    elif rule_tier[0] in allowed["not_lowered"][inputs.scheme] and inputs.tier[0] > rule_tier[0]:
        words = f"{rule_tier[0]} is not lowered by an override: correct the flag or the score that it rests on."
        yield Problem("tier", words)


def _of_reason(reason: str, fewest: int, empty: list[str]) -> Iterator[Problem]:
    if says_nothing(reason, frozenset(empty)) or len(reason.split()) < fewest:
        yield Problem("reason", f"Say why in {fewest} words or more: what the rule does not see")


def _of_day(until: date | None, on: date, months: int) -> Iterator[Problem]:
    latest = add_months(on, months)
    if until is None or not on < until <= latest:
        yield Problem("until", f"Choose a day after today and within {months} months, by {date_words(latest)}")


def bare(tier: str) -> str:
    """A v2 tier without its S, which follows the register."""
    return tier.removesuffix("S") if len(tier) == 3 else tier


@dataclass(frozen=True, slots=True)
class DecisionInputs:
    """What a second person says of a proposal: what they tested, or why not. `is_own`: they proposed it."""

    decision: Literal["agreed", "refused"]
    said: str
    is_own: bool = False


@rule("tier_override.decision_problems", reads=(EMPTY_WORDS,))
def decision_problems(
    inputs: DecisionInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[tuple[Problem, ...]]:
    """What stands in the way of a second person's decision: their own proposal, or words that say nothing."""
    empty = (rulebook or national()).value(EMPTY_WORDS, on=on, place=place)
    found = tuple(_of_decision(inputs, empty.value))
    steps = tuple(Step(f"problem.{one.field or 'person'}", one.words, "refused", one.field, empty) for one in found)
    sentence = "" if found else f"It can be {inputs.decision}."
    return Outcome("tier_override.decision_problems", on, place, found, steps, sentence=sentence)


def _of_decision(inputs: DecisionInputs, empty: list[str]) -> Iterator[Problem]:
    if inputs.is_own:
        yield Problem("", "You proposed this. Someone else must decide.")
    if says_nothing(inputs.said, frozenset(empty)):
        agreed = inputs.decision == "agreed"
        yield Problem("said", "Say what you tested. “Agreed” is not enough." if agreed else "Say why not")


@dataclass(frozen=True, slots=True)
class StandingInputs:
    """An override as it was proposed, beside what is so now. `facts` and `facts_now` are what the rule reads, by name;
    tiers are the rule's own, as shown."""

    until: date
    rule_tier: str
    rule_tier_now: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    facts_now: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether it stands; where not, why: "review" (its day has passed), "facts" or "rule" (the rule's tier moved).
    `changed` names the facts that are not what they were."""

    stands: bool
    ended_by: Literal["", "review", "facts", "rule"]
    changed: tuple[str, ...] = ()


@rule("tier_override.stands", reads=())
def override_stands(
    inputs: StandingInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Standing]:
    """Whether an override stands on a day: until the day on which it was to be looked at again, that day included,
    while the rule reads the same facts and gives the same tier."""
    names = sorted({*inputs.facts, *inputs.facts_now})
    changed = tuple(name for name in names if inputs.facts.get(name) != inputs.facts_now.get(name))
    moved = bare(inputs.rule_tier) != bare(inputs.rule_tier_now)
    tests: tuple[tuple[Literal["review", "facts", "rule"], str, str, bool], ...] = (
        ("review", "Day to look at it again", inputs.until.isoformat(), on > inputs.until),
        ("facts", "Facts that changed", ", ".join(changed) or "none", bool(changed)),
        ("rule", "The rule’s own tier", f"{inputs.rule_tier} then, {inputs.rule_tier_now or 'none'} now", moved),
    )
    ended: list[Literal["review", "facts", "rule"]] = [name for name, _label, _found, ends in tests if ends]
    steps = tuple(Step(f"standing.{name}", label, found, not ends) for name, label, found, ends in tests)
    answer = Standing(not ended, ended[0] if ended else "", changed)
    sentence = "It stands." if answer.stands else "It no longer stands: the rule’s own tier holds."
    return Outcome("tier_override.stands", on, place, answer, steps, sentence=sentence)
