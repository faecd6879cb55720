"""Rating a standard of casework: key questions, their bands, and whether a panel may consider another rating."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from rainer.policy.outcome import Outcome, Step
from rainer.policy.proportions import whole_percent
from rainer.policy.refusals import RefusedInputError, need_counts, need_within, refusing
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national
from rainer.policy.workload.rounding import half_up

BANDS, DISCRETION, QUESTIONS = (
    "inspection.key_question_bands",
    "inspection.discretion",
    "inspection.key_questions",
)
REASON_WORDS: Mapping[str, str] = {
    "one_case": "one case judged the other way would change the band",
    "small_sample": "it rests on few cases",
    "within_5pp": "it is close to the edge of a band",
}


def key_questions(
    standard: str, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Mapping[str, str]:
    """The key questions of a standard of casework, in words, by the name under which they are counted."""
    questions: Mapping[str, Mapping[str, str]] = (rulebook or national()).value(QUESTIONS, on=on, place=place).value
    return questions[standard]


@dataclass(frozen=True, slots=True)
class PercentInputs:
    """A published percentage of cases that were sufficient."""

    percent: float


@dataclass(frozen=True, slots=True)
class QuestionBand:
    """A whole percentage and its band."""

    percent: int
    band: str


@rule("inspection.key_question_band", reads=(BANDS,))
@refusing("inspection.key_question_band")
def key_question_band(
    inputs: PercentInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[QuestionBand]:
    """The band of a key question's percentage, taken to the nearest whole per cent, halves up."""
    value = (rulebook or national()).value(BANDS, on=on, place=place)
    need_within(inputs.percent, low=0, high=100, code="percent_out_of_range", what="A percentage")
    percent = half_up(inputs.percent)
    answer = QuestionBand(percent, band_of(percent, value))
    step = Step("band", "Band", f"{percent}%", answer.band, value)
    return Outcome("inspection.key_question_band", on, place, answer, (step,), sentence=f"{percent}%: {answer.band}.")


def band_of(percent: int, value: Value) -> str:
    """The highest band whose lower end a whole percentage reaches."""
    lower_ends: dict[str, int] = value.value
    return max((end, band) for band, end in lower_ends.items() if end <= percent)[1]


@dataclass(frozen=True, slots=True)
class QuestionCounts:
    """Cases found sufficient, of the cases to which a key question applies."""

    sufficient: int
    cases: int


@rule("inspection.key_question", reads=(BANDS,))
@refusing("inspection.key_question")
def key_question(
    inputs: QuestionCounts, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[QuestionBand]:
    """The percentage and band of a key question, from the cases to which it applies."""
    value = (rulebook or national()).value(BANDS, on=on, place=place)
    answer = _judged(inputs, value)
    found = f"{inputs.sufficient} of {inputs.cases} sufficient"
    steps = (Step("percent", "Percentage", found, answer.percent), Step("band", "Band", found, answer.band, value))
    sentence = f"{found}: {answer.percent}%, {answer.band}."
    return Outcome("inspection.key_question", on, place, answer, steps, sentence=sentence)


def _judged(counts: QuestionCounts, value: Value) -> QuestionBand:
    need_counts(counts.sufficient, counts.cases)
    if counts.cases == 0:
        raise RefusedInputError("no_cases", "The question applies to no case, so it has no percentage.")
    if counts.sufficient > counts.cases:
        words = f"{counts.sufficient} of {counts.cases} cases cannot be sufficient."
        raise RefusedInputError("sufficient_exceeds_cases", words)
    percent = whole_percent(counts.sufficient, counts.cases)
    return QuestionBand(percent, band_of(percent, value))


@dataclass(frozen=True, slots=True)
class StandardInputs:
    """The key questions of a standard, by name."""

    key_questions: Mapping[str, QuestionCounts]


@dataclass(frozen=True, slots=True)
class StandardRating:
    """The rating of a standard, and whether professional discretion may be considered and why.

    Discretion is never applied here: a panel decides, and its decision is a record of its own.
    """

    percent: Mapping[str, int]
    lowest: tuple[str, ...]
    rating: str
    discretion_may_be_considered: bool
    discretion_reasons: tuple[str, ...]


@rule("inspection.standard", reads=(BANDS, DISCRETION))
@refusing("inspection.standard")
def standard_rating(
    inputs: StandardInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[StandardRating]:
    """The rating of a casework standard: that of its lowest key question; and whether a panel may look again."""
    book = rulebook or national()
    bands = book.value(BANDS, on=on, place=place)
    limits = book.value(DISCRETION, on=on, place=place)
    if not inputs.key_questions:
        raise RefusedInputError("no_key_questions", "A standard is rated by its key questions, and there are none.")
    judged = {name: _judged(counts, bands) for name, counts in inputs.key_questions.items()}
    least = min(judged.values(), key=lambda one: one.percent)
    lowest = tuple(name for name, one in judged.items() if one.percent == least.percent)
    found = {reason for name in lowest for reason in _reasons(inputs.key_questions[name], bands, limits)}
    reasons = tuple(sorted(found))
    percents = {name: one.percent for name, one in judged.items()}
    answer = StandardRating(percents, lowest, least.band, bool(reasons), reasons)
    steps = (
        *(_question_step(name, inputs.key_questions[name], one, bands) for name, one in judged.items()),
        Step("lowest", "Lowest key question", ", ".join(lowest), least.band, bands),
        _discretion_step(reasons, limits),
    )
    return Outcome("inspection.standard", on, place, answer, steps, sentence=_sentence(answer, least.percent))


def _question_step(name: str, counts: QuestionCounts, judged: QuestionBand, bands: Value) -> Step:
    found = f"{counts.sufficient} of {counts.cases} sufficient: {judged.percent}%"
    return Step(f"key_question_{name}", name.replace("_", " ").capitalize(), found, judged.band, bands)


def _discretion_step(reasons: tuple[str, ...], limits: Value) -> Step:
    found = "; ".join(REASON_WORDS[reason] for reason in reasons) or "no reason to"
    said = "It may be considered" if reasons else "It may not be considered"
    return Step("discretion", "Professional discretion", found, list(reasons), limits, said=said)


def _reasons(counts: QuestionCounts, bands: Value, limits: Value) -> Iterator[str]:
    percent = whole_percent(counts.sufficient, counts.cases)
    band = band_of(percent, bands)
    edges = [edge for edge in bands.value.values() if edge > 0]
    if any(abs(percent - edge) <= limits.value["points_from_edge"] for edge in edges):
        yield "within_5pp"
    others = range(
        max(counts.sufficient - limits.value["cases_the_other_way"], 0),
        min(counts.sufficient + limits.value["cases_the_other_way"], counts.cases) + 1,
    )
    if any(band_of(whole_percent(other, counts.cases), bands) != band for other in others):
        yield "one_case"
    if counts.cases <= limits.value["small_sample"]:
        yield "small_sample"


def _sentence(answer: StandardRating, percent: int) -> str:
    said = f"{answer.rating}, by the lowest key question ({', '.join(answer.lowest)}, {percent}%)."
    if not answer.discretion_reasons:
        return f"{said} No discretion."
    why = " and ".join(REASON_WORDS[reason] for reason in answer.discretion_reasons)
    return f"{said} A panel may consider another rating: {why}."
