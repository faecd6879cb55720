"""What the record and the newest answers say, in the shape the predictors ask, and the predictors by the kind of score."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from rainer.assessments.models import AssessmentRecord
from rainer.assessments.reference import reference_of
from rainer.cases.models import Case, SentenceEvent
from rainer.policy.assessment.predictors import PredictorAnswers, predictor_answers
from rainer.policy.assessment.scoring import AnswersInputs
from rainer.policy.outcome import Outcome
from rainer.policy.predictors.answers import Drug, Sex, Where
from rainer.policy.predictors.combined import csrp
from rainer.policy.predictors.facts import Facts
from rainer.policy.predictors.reoffending import arp, svrp, vrp
from rainer.policy.predictors.sexual import dc_srp, iic_srp

PREDICTORS: Mapping[str, Callable[..., Outcome[Any]]] = {
    "ARP": arp,
    "VRP": vrp,
    "SVRP": svrp,
    "DC-SRP": dc_srp,
    "IIC-SRP": iic_srp,
    "CSRP": csrp,
}
WHERE = {"custody": Where.CUSTODY}
ASKED = frozenset(one.name for one in fields(PredictorAnswers)) & {one.name for one in fields(Facts)}


def facts_of(case: Case, record: AssessmentRecord | None) -> Facts:
    """Who they are and what they were sentenced for from the record; the rest from the assessment. One query."""
    event = SentenceEvent.objects.filter(person=case.person_id, is_active=True).select_related("sentence")
    now = event.order_by("-convicted_on", "-number").first()
    return Facts(
        **{name: value for name, value in answered_of(case, record).items() if name in ASKED},
        sex=_sex(case.person.sex),
        born_on=case.person.date_of_birth,
        where=WHERE.get(case.state, Where.COMMUNITY),
        convicted_on=now.convicted_on if now else None,
        follow_up_from=_follow_up(now),
        offence_code=(now.offence_code or None) if now else None,
        last_offence_on=now.offence_on if now else None,
    )


def answered_of(case: Case, record: AssessmentRecord | None) -> dict[str, Any]:
    """What an assessment answers of the inputs of predictors and screens, by their names; nothing without one."""
    if record is None:
        return {}
    found = predictor_answers(AnswersInputs(record.answers), **reference_of(case, record.form_on)).answer
    assert found is not None  # it always answers
    given = {one.name: getattr(found.inputs, one.name) for one in fields(PredictorAnswers)}
    return {**given, "drugs": frozenset(map(Drug, found.inputs.drugs))}


def _sex(sex: str) -> Sex | None:
    return Sex(sex.lower()) if sex.lower() in set(Sex) else None


def _follow_up(event: SentenceEvent | None) -> date | None:
    """The day of sentence in the community, or of release."""
    sentence = getattr(event, "sentence", None) if event else None
    if sentence is None:
        return None
    day: date | None = sentence.released_on if sentence.kind == sentence.Kind.CUSTODIAL else sentence.starts
    return day


def predicted(case: Case, facts: Facts, *, on: date) -> dict[str, Outcome[Any]]:
    """Each predictor with its steps."""
    where = reference_of(case, on)
    return {kind: rule(facts, **where) for kind, rule in PREDICTORS.items()}
