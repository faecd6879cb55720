"""Parole reports: their stages, who writes them, and when they are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rainer.policy.dates import date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook
from rainer.policy.transitions import Move, MoveAnswer, check_move

Responsibility = Literal["POM", "POM_WITH_COM", "COM"]
Author = Literal["pom", "com"]
AUTHOR_WORDS: dict[Author, str] = {"pom": "prison offender manager", "com": "community offender manager"}


@rule("parole.report_move", reads=("parole.report_stages",))
def report_move(
    inputs: Move, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[MoveAnswer]:
    """Whether the work on a parole report may go from one stage to another."""
    return check_move(
        inputs, rule="parole.report_move", key="parole.report_stages", on=on, place=place, rulebook=rulebook
    )


@dataclass(frozen=True, slots=True)
class ReportInputs:
    """A report to be written. `responsibility_when_due` is who leads the case on the day the report is due.

    `directed_by` is a later day the panel allows, if it gave one.
    """

    report_due: date | None
    responsibility_when_due: Responsibility | None
    directed_by: date | None = None


@dataclass(frozen=True, slots=True)
class ReportDuty:
    """Who leads the report, who adds a part, and the day it is due."""

    author: Author | None
    contributor: Author | None
    due: date | None


@rule("parole.report_duty")
def report_duty(
    inputs: ReportInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[ReportDuty]:
    """Who writes a parole report, and by when: whoever leads the case on the day it is due."""
    author, contributor = _writers(inputs.responsibility_when_due)
    due = _due(inputs)
    missing = tuple(
        words
        for words, fact in (("custody report due date", due), ("who leads the case on that day", author))
        if fact is None
    )
    steps = (
        Step("due", "Custody report due, or the panel's later day", str(inputs.report_due or "not known"), due),
        Step("author", "Who leads on that day", inputs.responsibility_when_due or "not known", author),
    )
    sentence = ""
    if author and due:
        sentence = f"The {AUTHOR_WORDS[author]} writes it, due {date_words(due)}."
    return Outcome("parole.report_duty", on, place, ReportDuty(author, contributor, due), steps, missing, sentence)


def _writers(responsibility: Responsibility | None) -> tuple[Author | None, Author | None]:
    if responsibility is None:
        return None, None
    if responsibility == "COM":
        return "com", "pom"
    return "pom", "com" if responsibility == "POM_WITH_COM" else None


def _due(inputs: ReportInputs) -> date | None:
    if inputs.report_due and inputs.directed_by:
        return max(inputs.report_due, inputs.directed_by)
    return inputs.directed_by or inputs.report_due
