"""Where somebody stands in each area of life, and the order in which the areas are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rainer.policy.assessment.areas import Area, AreaStanding
from rainer.policy.assessment.form import Answers, Section, form_on, is_blank
from rainer.policy.assessment.scoring import ITEMS, AnswersInputs, Item, items_of
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

SCORES = "assessments.area_scores"


@dataclass(frozen=True, slots=True)
class _Score:
    """The points of some items, with the scale's top and the score above which need is high."""

    label: str
    points: int | None
    highest: int
    high_above: int

    @property
    def above(self) -> int | None:
        return None if self.points is None else self.points - self.high_above

    @property
    def is_high(self) -> bool:
        return self.above is not None and self.above > 0

    @property
    def words(self) -> str:
        return f"{self.label}: {self.points} of {self.highest}, high over {self.high_above}"


@rule("assessment.area_standings", reads=(SCORES, ITEMS))
def area_standings(
    inputs: AnswersInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[tuple[AreaStanding, ...]]:
    """Score, links, strengths and the person's wish to change, for each area of life in the form's order.

    A score adds up the items that have points; an area in which nothing is answered has none. An area with a part
    of its own is high if either is.
    """
    value = (rulebook or national()).value(SCORES, on=on, place=place)
    items = items_of(inputs.answers, on=on, place=place, rulebook=rulebook)
    form = form_on(on, place=place, rulebook=rulebook)
    standings, steps = [], []
    for area in Area:
        sections = [section for section in form.sections if section.area == area]
        scores = _scores(sections, value.value.get(area), items, inputs.answers)
        standing = _standing(area, sections, scores, inputs.answers)
        standings.append(standing)
        steps.append(_step(standing, scores, value))
    return Outcome("assessment.area_standings", on, place, tuple(standings), tuple(steps))


def _scores(
    sections: list[Section], table: Mapping[str, Any] | None, items: Mapping[str, Item], answers: Answers
) -> list[_Score]:
    """The area's score and that of its part; none for an area that is not scored."""
    if table is None:
        return []
    part = table.get("part")
    own = [section for section in sections if not part or section.code != part["section"]]
    scores = [_score(sections[0].label.lower(), table, own, items, answers)]
    if part:
        apart = [section for section in sections if section.code == part["section"]]
        scores.append(_score(part["label"], part, apart, items, answers))
    return scores


def _score(
    label: str, table: Mapping[str, Any], sections: list[Section], items: Mapping[str, Item], answers: Answers
) -> _Score:
    is_answered = any(not is_blank(answers.get(question.code)) for one in sections for question in one.questions)
    points = [items[code].points for code in table["items"]] if is_answered else []
    known = [one for one in points if one is not None]
    return _Score(label, sum(known) if known else None, table["highest"], table["high_above"])


def _standing(area: Area, sections: list[Section], scores: list[_Score], answers: Answers) -> AreaStanding:
    whole = scores[0] if scores else None
    high = [score for score in scores if score.is_high]
    wishes = [answers.get(f"{section.code}_wants_change") for section in sections]
    return AreaStanding(
        area,
        score=whole.points if whole else None,
        highest=whole.highest if whole else None,
        high_above=whole.high_above if whole else None,
        is_high=bool(high),
        is_complete=not any(section.open_questions(answers) for section in sections),
        has_strengths=_says(sections, "strengths", answers),
        linked_to_harm=_says(sections, "linked_to_harm", answers),
        linked_to_reoffending=_says(sections, "linked_to_reoffending", answers),
        wants_change=next((wish for wish in wishes if wish), ""),
        above=max((score.above for score in scores if score.above is not None), default=None),
        why="; ".join(score.words for score in high),
    )


def _says(sections: list[Section], question: str, answers: Answers) -> bool:
    return any(answers.get(f"{section.code}_{question}") == "yes" for section in sections)


def _step(standing: AreaStanding, scores: list[_Score], value: Value) -> Step:
    parts = [Step(f"score.{score.label}", score.label, score.words, score.points) for score in scores]
    parts.append(Step(f"high.{standing.area}", "High", standing.why or "no", standing.is_high))
    found = _words(standing, scores)
    return Step(f"area.{standing.area}", standing.area.capitalize(), found, standing.score, value, tuple(parts))


def _words(standing: AreaStanding, scores: list[_Score]) -> str:
    if not scores:
        return "not scored"
    if standing.above is None:
        return "no score"
    return "high" if standing.is_high else "not high"


@dataclass(frozen=True, slots=True)
class OrderInputs:
    """The areas as they stand, in any order, and what each is called on the page, where that is not its code."""

    standings: tuple[AreaStanding, ...]
    labels: Mapping[str, str] | None = None


@rule("assessment.area_order")
def area_order(
    inputs: OrderInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[tuple[Area, ...]]:
    """The order in which areas are looked at: not yet complete, then high, then low, then those without a score.

    Within each, linked to harm and reoffending, to harm, to reoffending, to neither; then the further above its
    limit; then by name.
    """
    labels = inputs.labels or {}
    ordered = sorted(inputs.standings, key=lambda one: (*_rank(one), labels.get(one.area, one.area)))
    steps = tuple(Step(f"order.{one.area}", one.area.capitalize(), _rank_words(one), n)
                  for n, one in enumerate(ordered, start=1))  # fmt: skip
    return Outcome("assessment.area_order", on, place, tuple(one.area for one in ordered), steps)


GROUPS = ("not complete", "high", "low", "no score")
LINKS = ("linked to serious harm and reoffending", "linked to serious harm", "linked to reoffending", "not linked")


def _rank(one: AreaStanding) -> tuple[int, int, int]:
    if not one.is_complete:
        group = 0
    elif one.above is None:
        group = 3
    else:
        group = 1 if one.is_high else 2
    links = 3 - 2 * one.linked_to_harm - one.linked_to_reoffending
    return group, links, -(one.above or 0)


def _rank_words(one: AreaStanding) -> str:
    group, links, _ = _rank(one)
    distance = "" if one.above is None else f", {one.above:+d} from its limit"
    return f"{GROUPS[group]}, {LINKS[links]}{distance}"
