"""Parole of a person: each review with where its reports stand, who did what when, and what may follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from rainer.cases.models import Case
from rainer.enforcement.models import Move, ParoleReport
from rainer.policy import parole as policy
from rainer.policy.outcome import Outcome
from rainer.supervision.reference import Reference

STAGES = "parole.report_stages"
POM, COM = "pom", "com"
RELEASE, OPEN, STAYS = "release", "open", "no_release"


def results() -> dict[str, str]:
    """What a panel may decide, by the code under which it is kept."""
    return {RELEASE: _("Release directed"), OPEN: _("Move to open conditions"), STAYS: _("No release")}


def roles() -> dict[str, str]:
    return {POM: _("Prison offender manager’s part"), COM: _("Community offender manager’s part")}


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the lifecycle, with the moves that led to it."""

    code: str
    label: str
    moves: list[Move]
    is_now: bool


@dataclass(frozen=True, slots=True)
class Review:
    """One review. `next` are the stages that may follow, with their names."""

    row: ParoleReport
    label: str
    duty: Outcome[policy.ReportDuty]
    near: Outcome[policy.Approaching]
    stages: list[Stage]
    next: list[tuple[str, str]]
    parts: list[tuple[str, str, dict[str, Any]]]
    outcome: str
    follows: list[str]

    @property
    def is_written(self) -> bool:
        """While it is drafted, its parts may be."""
        return self.row.status == "drafting"


def reviews(case: Case, reference: Reference) -> list[Review]:
    """The newest first. Two queries."""
    rows = list(ParoleReport.objects.filter(person=case.person).select_related("event").order_by("-pk"))
    moves = Move.objects.filter(about__in=[about(row) for row in rows]).select_related("by").order_by("at", "pk")
    by_report: dict[str, list[Move]] = {}
    for move in moves:
        by_report.setdefault(move.about, []).append(move)
    return [_review(row, by_report.get(about(row), []), reference) for row in rows]


def about(row: ParoleReport) -> str:
    """Under which name its moves are kept."""
    return f"parole:{row.pk}"


def labels(reference: Reference) -> dict[str, str]:
    table = reference.rulebook.value(STAGES, on=reference.on, place=reference.place)
    return dict(table.value["labels"])


def may_follow(row: ParoleReport, reference: Reference) -> tuple[str, ...]:
    answer = policy.report_move(policy.Move(row.status, row.status), **reference.where).answer
    return answer.may_follow if answer else ()


def _review(row: ParoleReport, moves: Iterable[Move], reference: Reference) -> Review:
    names, done = labels(reference), list(moves)
    return Review(
        row=row,
        label=names.get(row.status, row.status),
        duty=duty(row, reference),
        near=policy.approaching(policy.ApproachingInputs(target_hearing_date=row.target_hearing), **reference.where),
        stages=[
            Stage(code, label, [move for move in done if move.to_status == code], row.status == code)
            for code, label in names.items()
        ],
        next=[(code, names[code]) for code in may_follow(row, reference)],
        parts=[(code, words, row.parts[code]) for code, words in roles().items() if code in row.parts],
        outcome=outcome_words(row, reference),
        follows=follows(row),
    )


def duty(row: ParoleReport, reference: Reference) -> Outcome[policy.ReportDuty]:
    """Who writes it and by when. Two parts and the community manager leading is COM, and so on back."""
    lead: policy.Responsibility = "COM" if row.author_role == "COM" else "POM_WITH_COM" if COM in row.parts else "POM"
    return policy.report_duty(policy.ReportInputs(row.report_due, lead), **reference.where)


def outcome_words(row: ParoleReport, reference: Reference) -> str:
    if row.outcome in results():
        return results()[row.outcome]
    return str(policy.outcome_text(policy.OutcomeTextInputs(row.outcome or None), **reference.where).answer)


def follows(row: ParoleReport) -> list[str]:
    """What is to be done once the outcome is known."""
    if not row.outcome:
        return []
    liaison = _("Tell the victim liaison officer")
    if row.outcome == RELEASE:
        return [_("Make the licence"), _("Agree the address"), liaison]
    return [liaison]
