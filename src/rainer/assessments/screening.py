"""The four screens of a person from the record and the newest answers: each input is of one name wherever it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from rainer.assessments.models import AssessmentRecord
from rainer.assessments.predicting import answered_of, facts_of, predicted
from rainer.assessments.queries.harm import flagged_level, height
from rainer.assessments.queries.records import FINISHED
from rainer.assessments.reference import reference_of
from rainer.cases.models import Case, Registration
from rainer.policy.outcome import Outcome
from rainer.policy.predictors.answers import Band, Strength
from rainer.policy.predictors.screens.lds import LdsInputs, lds
from rainer.policy.predictors.screens.mst import MstInputs, mst
from rainer.policy.predictors.screens.opd import OpdInputs, opd
from rainer.policy.predictors.screens.pni import PniInputs, pni

LEVELS = {"low": Band.LOW, "medium": Band.MEDIUM, "high": Band.HIGH, "very_high": Band.VERY_HIGH}
MAPPA = "MAPP"
# What each screen is called on a page.
NAMES = {
    "LDS": "Learning disability and challenges screen (LDS)",
    "MST": "Maturity screen (MST)",
    "OPD": "Offender personality disorder pathway screen (OPD)",
    "PNI": "Programme needs identifier (PNI)",
}


def screened(case: Case, record: AssessmentRecord | None, *, on: date) -> dict[str, Outcome[Any]]:
    """Each screen with its steps; what it lacks is named. Five queries."""
    known = _known(case, record, on)
    where = reference_of(case, on)
    return {
        "LDS": lds(_of(LdsInputs, known), **where),
        "MST": mst(_of(MstInputs, known), **where),
        "OPD": opd(_of(OpdInputs, known), **where),
        "PNI": pni(_of(PniInputs, known), **where),
    }


def _of(inputs: type[Any], known: Mapping[str, Any]) -> Any:
    return inputs(**{one.name: known[one.name] for one in fields(inputs) if one.name in known})


def _known(case: Case, record: AssessmentRecord | None, on: date) -> dict[str, Any]:
    facts = facts_of(case, record)
    scores: dict[str, Any] = {kind: outcome.answer for kind, outcome in predicted(case, facts, on=on).items()}
    found = {**answered_of(case, record), **{one.name: getattr(facts, one.name) for one in fields(facts)}}
    aware = found.get("awareness_of_consequences")
    return {
        **found,
        "awareness_of_consequences": Strength(int(aware)) if aware is not None else None,
        "rosh": LEVELS.get(flagged_level(case.person_id, on)),
        "highest_rosh": LEVELS.get(_highest(case, on)),
        "is_custodial": case.state == "custody",
        "is_mappa_eligible": Registration.objects.filter(person=case.person_id, type_code=MAPPA, ends=None).exists(),
        "arp": scores["ARP"].percent,
        "vrp": scores["VRP"].percent,
        "csrp": scores["CSRP"].percent,
        "dc": scores["DC-SRP"].band,
        "iic": scores["IIC-SRP"].band,
    }


def _highest(case: Case, on: date) -> str:
    """The highest level of every signed assessment, or of the flag."""
    signed = AssessmentRecord.objects.filter(person=case.person_id, state__in=FINISHED).values_list("rosh", flat=True)
    return max([*signed, flagged_level(case.person_id, on)], key=height)
