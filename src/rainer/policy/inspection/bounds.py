"""What can be said of a result of which only a part is known: the totals and ratings that are still possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rainer.policy.inspection.overall import READS, whole_total
from rainer.policy.inspection.schemes import Scheme, need_rating, need_standard, scheme
from rainer.policy.outcome import Outcome, Step
from rainer.policy.refusals import RefusedInputError, need_counts, refusing
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class KnownInputs:
    """Ratings that are known, by standard (None is not known), and the published total or overall rating, if any."""

    scheme: str
    known: Mapping[str, str | None]
    published_total: float | None = None
    published_overall: str | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """The totals still possible. `remaining_total` is of the standards not known, from a published total; the two ranges
    follow from a published overall rating, None where it goes with no total that is possible.
    """

    total_min: int
    total_max: int
    overall_possible: tuple[str, ...]
    remaining_total: int | None = None
    overall: str | None = None
    total_given_overall: Range | None = None
    remaining_total_given_overall: Range | None = None
    flags: tuple[str, ...] = ()


@rule("inspection.bounds", reads=READS)
@refusing("inspection.bounds")
def bounds(
    inputs: KnownInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Bounds]:
    """The totals and overall ratings still possible where only some standards are known. Nothing is filled in."""
    held = scheme(inputs.scheme, on=on, place=place, rulebook=rulebook)
    scores = _scores(inputs, held)
    known, unknown = sum(scores.values()), len(held.standards) - len(scores)
    answer = _answer(inputs, held, known, known + unknown * max(held.ratings.values()))
    steps = (
        Step("known", "Standards known", f"{len(scores)} of {len(held.standards)}", known, held.value),
        Step("unknown", "Standards not known", str(unknown), [answer.total_min, answer.total_max], held.value),
    )
    return Outcome("inspection.bounds", on, place, answer, steps, sentence=_sentence(answer, held.most))


def _scores(inputs: KnownInputs, held: Scheme) -> dict[str, int]:
    for code in inputs.known:
        need_standard(code, held)
    ratings = {code: rating for code, rating in inputs.known.items() if rating is not None}
    for rating in (*ratings.values(), *([inputs.published_overall] if inputs.published_overall is not None else [])):
        need_rating(rating, held.ratings)
    return {code: held.ratings[rating] for code, rating in ratings.items()}


def _answer(inputs: KnownInputs, held: Scheme, low: int, high: int) -> Bounds:
    possible = held.overalls(range(low, high + 1))
    total = None if inputs.published_total is None else whole_total(inputs.published_total, low, high)
    given = _given_overall(inputs.published_overall, held, low, high)
    by_total = None if total is None else held.overall(total)
    differs = inputs.published_overall is not None and (
        given is None or (by_total is not None and by_total != inputs.published_overall)
    )
    return Bounds(
        total_min=low,
        total_max=high,
        overall_possible=possible,
        remaining_total=None if total is None else total - low,
        overall=by_total,
        total_given_overall=given,
        remaining_total_given_overall=None if given is None else (given[0] - low, given[1] - low),
        flags=("published_overall_differs",) if differs else (),
    )


def _given_overall(overall: str | None, held: Scheme, low: int, high: int) -> Range | None:
    if overall is None:
        return None
    first, last = held.totals(overall)
    first, last = max(first, low), min(last, high)
    return (first, last) if first <= last else None


def _sentence(answer: Bounds, most: int) -> str:
    said = f"A total from {answer.total_min} to {answer.total_max} of {most}: {' or '.join(answer.overall_possible)}."
    if answer.remaining_total is not None:
        said += f" The standards not known add up to {answer.remaining_total}."
    if answer.remaining_total_given_overall is not None:
        said += " The standards not known add up to {} to {}.".format(*answer.remaining_total_given_overall)
    if answer.flags:
        said += " The published overall rating does not go with these."
    return said


@dataclass(frozen=True, slots=True)
class CountInputs:
    """How many standards have a rating, and the ratings that the others are known not to have."""

    scheme: str
    count_known: Mapping[str, int]
    others_are_not: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CountBounds:
    """The totals still possible."""

    total_min: int
    total_max: int
    overall_possible: tuple[str, ...]


@rule("inspection.bounds_by_count", reads=READS)
@refusing("inspection.bounds_by_count")
def bounds_by_count(
    inputs: CountInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[CountBounds]:
    """The totals still possible where it is only known how many standards had a rating."""
    held = scheme(inputs.scheme, on=on, place=place, rulebook=rulebook)
    _need_room(inputs, held)
    left = len(held.standards) - sum(inputs.count_known.values())
    known = sum(held.ratings[rating] * count for rating, count in inputs.count_known.items())
    totals = _sums(
        known, [score for rating, score in held.ratings.items() if rating not in inputs.others_are_not], left
    )
    answer = CountBounds(min(totals), max(totals), held.overalls(totals))
    steps = (
        Step("known", "Standards known", f"{len(held.standards) - left} of {len(held.standards)}", known, held.value),
        Step(
            "others",
            "Others",
            f"{left}, not {', '.join(inputs.others_are_not) or 'limited'}",
            sorted(totals),
            held.value,
        ),
    )
    sentence = f"A total from {answer.total_min} to {answer.total_max}: {' or '.join(answer.overall_possible)}."
    return Outcome("inspection.bounds_by_count", on, place, answer, steps, sentence=sentence)


def _sums(start: int, scores: Iterable[int], times: int) -> set[int]:
    """Every sum there can be of so many scores, whichever they are."""
    allowed, totals = tuple(scores), {start}
    for _ in range(times):
        totals = {total + score for total in totals for score in allowed}
    return totals


def _need_room(inputs: CountInputs, held: Scheme) -> None:
    for rating in (*inputs.count_known, *inputs.others_are_not):
        need_rating(rating, held.ratings)
    need_counts(*inputs.count_known.values())
    known = sum(inputs.count_known.values())
    if known > len(held.standards):
        words = f"{held.code} has {len(held.standards)} standards, not {known}."
        raise RefusedInputError("too_many_standards", words)
    if known < len(held.standards) and set(held.ratings) <= set(inputs.others_are_not):
        raise RefusedInputError("no_rating_left", "The other standards must have some rating.")
