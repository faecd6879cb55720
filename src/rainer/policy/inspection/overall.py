"""The overall rating: scores of standards, their sum, and the band it lies in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rainer.policy.inspection.schemes import (
    RATINGS,
    SCHEME_KEYS,
    Scheme,
    need_rating,
    need_standard,
    scheme,
)
from rainer.policy.outcome import Outcome, Step
from rainer.policy.refusals import RefusedInputError, is_whole, need_counts, need_within, refusing
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook

READS = (RATINGS, *SCHEME_KEYS)


@dataclass(frozen=True, slots=True)
class StandardsInputs:
    """The rating of every standard of a scheme, by the standard's code."""

    scheme: str
    standards: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Overall:
    """The sum and its band. `domains` are the sub-totals: pages show them beside the overall rating, never it alone."""

    scores: Mapping[str, int]
    domains: Mapping[str, int]
    total: int
    max: int
    overall: str


@rule("inspection.overall", reads=READS)
@refusing("inspection.overall")
def overall_rating(
    inputs: StandardsInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Overall]:
    """The overall rating of an inspection from the ratings of all its standards; no standard weighs more than another."""
    held = scheme(inputs.scheme, on=on, place=place, rulebook=rulebook)
    _need_all(inputs.standards, held)
    scores = {code: held.ratings[inputs.standards[code]] for code in held.standards}
    domains = {domain: sum(scores[code] for code in codes) for domain, codes in held.domains.items()}
    total = sum(scores.values())
    answer = Overall(scores, domains, total, held.most, held.overall(total))
    steps = (
        *(_domain_step(domain, held, inputs.standards, scores) for domain in held.domains),
        _total_step(total, held),
    )
    return Outcome("inspection.overall", on, place, answer, steps, sentence=_sentence(answer))


def _need_all(standards: Mapping[str, str], held: Scheme) -> None:
    for code in standards:
        need_standard(code, held)
    missing = [code for code in held.standards if code not in standards]
    if missing:
        raise RefusedInputError("missing_standard", f"{held.code} also needs {', '.join(missing)}.")
    for rating in standards.values():
        need_rating(rating, held.ratings)


def _domain_step(domain: str, held: Scheme, standards: Mapping[str, str], scores: Mapping[str, int]) -> Step:
    codes = held.domains[domain]
    parts = tuple(
        Step(code, f"{code} {codes[code]}", standards[code], scores[code], held.ratings_value) for code in codes
    )
    found = f"{len(codes)} standards, at most {len(codes) * max(held.ratings.values())}"
    return Step(f"domain_{domain}", f"Domain {domain}", found, sum(scores[code] for code in codes), held.value, parts)


def _total_step(total: int, held: Scheme) -> Step:
    overall = held.overall(total)
    return Step("overall", "Total and its band", f"{total} of {held.most}", overall, held.value)


def _sentence(answer: Overall) -> str:
    parts = "; ".join(f"domain {domain}: {score}" for domain, score in answer.domains.items())
    return f"{answer.overall}, {answer.total} of {answer.max} ({parts})."


@dataclass(frozen=True, slots=True)
class TotalInputs:
    """A published total."""

    scheme: str
    total: float


@dataclass(frozen=True, slots=True)
class TotalMeans:
    """The highest total of the scheme and the overall rating of the one given."""

    max: int
    overall: str


@rule("inspection.overall_of_total", reads=READS)
@refusing("inspection.overall_of_total")
def overall_of_total(
    inputs: TotalInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[TotalMeans]:
    """The overall rating that a published total means."""
    held = scheme(inputs.scheme, on=on, place=place, rulebook=rulebook)
    total = whole_total(inputs.total, 0, held.most)
    answer = TotalMeans(held.most, held.overall(total))
    sentence = f"{answer.overall}: {total} of {held.most}."
    return Outcome("inspection.overall_of_total", on, place, answer, (_total_step(total, held),), sentence=sentence)


def whole_total(total: float, lowest: int, highest: int) -> int:
    """A total is a whole number that the standards can add up to. Raises RefusedInputError."""
    if not is_whole(total):
        raise RefusedInputError("total_not_whole", f"A total is a whole number; {total} is not.")
    need_within(total, low=lowest, high=highest, code="total_out_of_range", what="A total")
    return int(total)


@dataclass(frozen=True, slots=True)
class OverallInputs:
    """A published overall rating."""

    scheme: str
    overall: str


@dataclass(frozen=True, slots=True)
class TotalsOfOverall:
    """The totals that an overall rating can mean."""

    total_min: int
    total_max: int


@rule("inspection.totals_of_overall", reads=READS)
@refusing("inspection.totals_of_overall")
def totals_of_overall(
    inputs: OverallInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[TotalsOfOverall]:
    """The totals that a published overall rating can mean, where the total itself is not known."""
    held = scheme(inputs.scheme, on=on, place=place, rulebook=rulebook)
    need_rating(inputs.overall, held.bands)
    answer = TotalsOfOverall(*held.totals(inputs.overall))
    found = f"{answer.total_min} to {answer.total_max}"
    step = Step("band", f"Totals of {inputs.overall}", found, [answer.total_min, answer.total_max], held.value)
    sentence = f"{inputs.overall} is a total of {found} out of {held.most}."
    return Outcome("inspection.totals_of_overall", on, place, answer, (step,), sentence=sentence)


@dataclass(frozen=True, slots=True)
class PublishedInputs:
    """A result as entered: every standard, and the total and overall rating that were published, if they were."""

    scheme: str
    standards: Mapping[str, str]
    total: float | None = None
    overall: str | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """What is kept: the overall rating as published, and `flags`, `published_overall_differs` from the bands."""

    total: int
    overall: str
    by_bands: str
    flags: tuple[str, ...]


@rule("inspection.published", reads=READS)
@refusing("inspection.published")
def published_result(
    inputs: PublishedInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Published]:
    """Whether a published result agrees with itself: another sum is refused, another overall rating is kept and flagged."""
    held = scheme(inputs.scheme, on=on, place=place, rulebook=rulebook)
    worked = overall_rating(StandardsInputs(inputs.scheme, inputs.standards), on=on, place=place, rulebook=rulebook)
    answer = worked.answer
    if answer is None:
        return Outcome("inspection.published", on, place, None, worked.steps, worked.missing, worked.sentence)
    if inputs.total is not None and whole_total(inputs.total, 0, held.most) != answer.total:
        words = f"The ratings add up to {answer.total}, and the total entered is {inputs.total:g}."
        raise RefusedInputError("total_differs", words)
    if inputs.overall is not None:
        need_rating(inputs.overall, held.bands)
    kept = inputs.overall or answer.overall
    flags = ("published_overall_differs",) if kept != answer.overall else ()
    step = Step("published", "Overall rating as published", inputs.overall or "not given", kept)
    said = f" By the bands it would be {answer.overall}: the published rating is kept." if flags else ""
    return Outcome(
        "inspection.published",
        on,
        place,
        Published(answer.total, kept, answer.overall, flags),
        (*worked.steps, step),
        sentence=f"{kept}, {answer.total} of {answer.max}.{said}",
    )


def tally(events: Iterable[Mapping[str, int]], ratings: Iterable[str]) -> dict[str, int]:
    """How often each rating was given, over several publications; every rating is named. Raises RefusedInputError."""
    counts = dict.fromkeys(ratings, 0)
    for event in events:
        need_counts(*event.values())
        for rating, count in event.items():
            need_rating(rating, counts)
            counts[rating] += count
    return counts
