"""Work out the scores of a person and keep those that are new: a later score is a new row, nothing is overwritten."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.assessments.models import PredictorScore
from rainer.assessments.predicting import facts_of, predicted
from rainer.assessments.queries.records import newest_finished
from rainer.cases.access import open_person
from rainer.cases.models import Case
from rainer.common import clock, log
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import User
from rainer.policy.outcome import Outcome, as_data, plain
from rainer.policy.predictors.answers import Form
from rainer.policy.predictors.scoring import Score

RECORDED = log.event_type("predictor_score_recorded", gettext_lazy("Scores were worked out: {scores}. {reason}"))


@transaction.atomic
def work_out_scores(*, case: Case, on: date, reason: str, by: User | None = None) -> list[PredictorScore]:
    """Work out every predictor from the record as it stands and the newest signed answers.

    Kept is the whole set when any score, form or input differs from what was kept last; otherwise nothing. A
    predictor that cannot be worked out keeps no row: the page of scores says what it lacks. Returns what was kept.
    """
    facts = facts_of(case, newest_finished(case.person_id))
    inputs = plain(asdict(facts))
    found = {kind: outcome for kind, outcome in predicted(case, facts, on=on).items() if _has_score(outcome)}
    if not found or _is_kept(case.person_id, found, inputs):
        return []
    rows = PredictorScore.objects.bulk_create(
        _row(case, kind, outcome, inputs, on, by) for kind, outcome in found.items()
    )
    said = ", ".join(f"{one.kind} {one.score}%" for one in rows)
    log.record(
        RECORDED, actor=by, subject=f"case:{case.pk}", person_id=case.person_id, unit_id=case.team.unit_id,
        data={"scores": said, "reason": reason},
    )  # fmt: skip
    return rows


def _has_score(outcome: Outcome[Any]) -> bool:
    return outcome.answer is not None and _score(outcome).percent is not None


def _score(outcome: Outcome[Any]) -> Score:
    assert outcome.answer is not None
    score: Score = outcome.answer
    return score


def _is_kept(person_id: int, found: dict[str, Outcome[Any]], inputs: Any) -> bool:
    """Whether the newest of each kind says the same, from the same inputs."""
    rows = PredictorScore.objects.filter(person=person_id, kind__in=found).order_by("kind", "-completed_on", "-pk")
    newest = {row.kind: row for row in rows.distinct("kind")}
    return len(newest) == len(found) and all(
        (newest[kind].score, newest[kind].band, newest[kind].inputs) == (_score(o).percent, _band(o), inputs)
        for kind, o in found.items()
    )


def _band(outcome: Outcome[Any]) -> str:
    band = _score(outcome).band
    return band.value if band else ""


def _row(case: Case, kind: str, outcome: Outcome[Any], inputs: Any, on: date, by: User | None) -> PredictorScore:
    score = _score(outcome)
    assert score.percent is not None
    return PredictorScore(
        person=case.person, kind=kind, score=score.percent, band=_band(outcome),
        is_static=score.form is Form.STATIC, completed_on=on, inputs=inputs, outcome=as_data(outcome),
        at=clock.now(), by=by,
    )  # fmt: skip


def score_again(*, acting: Acting, crn: str) -> list[PredictorScore]:
    """Work out the scores of a person in the user's area from the facts as they are now; returns what was kept."""
    case = open_person(acting, crn, Capability.WRITE_ASSESSMENT, what=_("the scores, to work them out again"))
    return work_out_scores(case=case, on=acting.on, reason=_("Worked out again"), by=acting.user)
