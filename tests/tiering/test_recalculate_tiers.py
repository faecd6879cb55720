"""A tier worked out from rows: kept on the case and on record, and again when facts or the clock change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rainer.assessments.models import Assessment, PredictorScore
from rainer.cases.models import Case, Requirement, Sentence
from rainer.common.models import LogEntry
from rainer.tiering import queries
from rainer.tiering.jobs import recalculate_due_tiers
from rainer.tiering.models import TierDecision
from rainer.tiering.operations import recalculate_tiers
from tests import make

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 9)
NEEDS = {"THINKING_AND_BEHAVIOUR": "SEVERE", "ATTITUDES": "SEVERE", "DRUG_MISUSE": "SEVERE"}


def score(case: Case, kind: str, value: float, **fields: Any) -> PredictorScore:
    given = {"completed_on": DAY - timedelta(days=30), **fields}
    return PredictorScore.objects.create(person=case.person, kind=kind, score=value, **given)


def assessment(case: Case, **fields: Any) -> Assessment:
    given = {"layer": 3, "status": "COMPLETE", "completed_on": DAY - timedelta(days=30), "answers": {"needs": NEEDS}}
    return Assessment.objects.create(person=case.person, **{**given, **fields})


def community(**fields: Any) -> Case:
    """A man on a community order with a rehabilitation requirement, RoSH medium, RSR 2 and OGRS 40."""
    case = make.case(person=make.person(sex="Male"), tier_v2="", tier_v3="", **fields)
    sentence = make.sentence(case.person, type_code="SP")
    Requirement.objects.create(event=sentence.event, code="F")
    make.registration(case.person, "RMRH")
    for kind, value in (("RSR", 2), ("OGRS3", 40), ("ARP", 30), ("CSRP", 1.5)):
        score(case, kind, value)
    return case


def tiered(case: Case, *, on: date = DAY, **settings: Any) -> Case:
    recalculate_tiers([case.pk], on=on, at=make.at(on, 0), reason="Case created", **settings)
    case.refresh_from_db()
    return case


def latest(case: Case, scheme: str) -> TierDecision:
    return TierDecision.objects.filter(case=case, scheme=scheme).order_by("-id")[0]


def test_both_tiers_and_the_facts_of_the_register_are_kept():
    case = community()
    make.registration(case.person, "MAPP", level="M2", category="M1")
    assessment(case)
    tiered(case)
    # protect: RoSH medium 10, RSR 0, MAPPA level 2 150 = A; change: 3 severe = (2+2+1) x 2 = 10, OGRS 4 = 14 = 2
    assert (case.tier_v2, case.rosh, case.mappa_level, case.mappa_category) == ("A2", "medium", 2, 1)
    # reoffending CSRP 1.0 row, ARP 25 column = E; RoSH medium with a MAPPA category = D
    assert (case.tier_v3, case.tier_v3_provisional) == ("D", False)
    kept = latest(case, "v2")
    assert kept.reason == "Case created"
    assert kept.outcome["answer"]["tier"] == "A2"
    assert kept.inputs["rsr"] == 2


@pytest.mark.parametrize(
    ("facts", "tier"),
    [
        ({"requirement": "W"}, "C0"),
        ({"requirement": "F", "is_restrictive": True}, "C0"),
        ({"requirement": "F"}, "C2"),
        ({"requirement": "F", "terminated_on": DAY}, "C0"),
        ({"requirement": "F", "terminated_on": DAY + timedelta(days=1)}, "C2"),
    ],
)
def test_the_mandate_comes_from_the_requirements_still_running(facts, tier):
    case = community()
    Requirement.objects.filter(event__person=case.person).update(
        code=facts["requirement"],
        is_restrictive=facts.get("is_restrictive", False),
        terminated_on=facts.get("terminated_on"),
    )
    assert tiered(case).tier_v2 == tier


def test_a_custodial_sentence_without_its_code_is_custodial_all_the_same():
    case = community()
    Requirement.objects.all().delete()
    Sentence.objects.update(kind="custodial", type_code="")
    assert tiered(case).tier_v2 == "C2"


@pytest.mark.parametrize(("days", "tier"), [(55 * 7, "C1"), (55 * 7 + 1, "C2")])
def test_an_assessment_counts_for_55_weeks_to_the_day(days, tier):
    case = community()
    assessment(case, completed_on=DAY - timedelta(days=days), answers={"needs": {"ATTITUDES": "NO_NEED"}})
    assert tiered(case).tier_v2 == tier


def test_the_day_after_55_weeks_is_known_ahead_and_the_job_finds_it():
    case = community()
    assessment(case, completed_on=DAY - timedelta(weeks=55), answers={"needs": {"ATTITUDES": "NO_NEED"}})
    assert tiered(case).tier_v2 == "C1"
    next_day = DAY + timedelta(days=1)
    assert latest(case, "v2").next_change_on == next_day
    assert queries.due_by(DAY) == []
    assert queries.due_by(next_day) == [case.pk]
    recalculate_due_tiers(on=next_day.isoformat())
    case.refresh_from_db()
    assert case.tier_v2 == "C2"
    assert latest(case, "v2").reason == "A time limit was reached"
    assert queries.due_by(next_day) == []
    before = TierDecision.objects.count()
    recalculate_due_tiers(on=next_day.isoformat())
    assert TierDecision.objects.count() == before


@pytest.mark.parametrize(("layer", "status"), [(1, "COMPLETE"), (3, "SIGNED"), (3, "OPEN")])
def test_other_assessments_do_not_count(layer, status):
    case = community()
    assessment(case, layer=layer, status=status, answers={"needs": {"ATTITUDES": "NO_NEED"}})
    assert tiered(case).tier_v2 == "C2"


def test_answers_by_question_are_scored_by_the_rule():
    case = community()
    drugs = {
        "levelOfUseOfMainDrug": "SIGNIFICANT",
        "everInjectedDrugs": "CURRENTLY",
        "motivationToTackleDrugMisuse": "SIGNIFICANT",
    }
    assessment(case, answers={"needs": {"DRUG_MISUSE": drugs, "ATTITUDES": {}}})
    tiered(case)
    needs = latest(case, "v2").inputs["assessment"]["needs"]
    assert set(needs) <= {"DRUG_MISUSE"}, "a section without answers has no score"


def test_womens_answers_count_for_women_only():
    answers = {"needs": {}, "women": {"6.9": "YES", "impulsivity": "SOME"}}
    found = {}
    for sex in ("Female", "Male"):
        case = community()
        case.person.sex = sex
        case.person.save()
        assessment(case, answers=answers)
        tiered(case)
        found[sex] = latest(case, "v2").outcome["answer"]["protect"]["points"]
    assert found == {"Female": 14, "Male": 10}


def test_the_scores_of_one_result_are_used_together():
    case = community()
    score(case, "ARP", 95, completed_on=DAY - timedelta(days=1))
    tiered(case)
    assert case.tier_v3 == "MISSING", "the newest result has no CSRP, and an older one may not lend its own"
    assert latest(case, "v3").outcome["missing"] == ["no CSRP score"]


def test_no_score_is_said_and_never_silent():
    case = community()
    PredictorScore.objects.all().delete()
    tiered(case)
    assert latest(case, "v2").outcome["missing"] == ["no RSR score", "no OGRS score"]
    assert case.tier_v3 == "MISSING"


@pytest.mark.parametrize(("ends", "suspended"), [(None, True), (DAY + timedelta(days=1), True), (DAY, False)])
def test_contact_suspended_while_the_flag_is_in_force(ends, suspended):
    case = community()
    make.registration(case.person, "PRC", ends=ends)
    tiered(case)
    assert (case.is_contact_suspended, case.tier_v2.endswith("S")) == (suspended, suspended)


def test_without_a_running_sentence_the_case_is_not_supervised():
    case = community()
    Sentence.objects.update(terminated_on=DAY)
    assert tiered(case).tier_v3 == "NOT_SUPERVISED"
    assert tiered(case, on=DAY - timedelta(days=1)).tier_v3 == "E"


@pytest.mark.parametrize(("days", "tier"), [(0, "B"), (365, "B"), (366, "D")])
def test_a_lifer_by_years_since_release(days, tier):
    case = community()
    make.registration(case.person, "INLL")
    Sentence.objects.update(kind="custodial", released_on=DAY - timedelta(days=days))
    assert tiered(case).tier_v3 == tier


def test_a_changed_tier_is_told_once_and_its_case_moves_on_a_version():
    case = community()
    version = case.version
    tiered(case)
    assert case.version == version + 1
    tiered(case)
    assert case.version == version + 1
    told = LogEntry.objects.filter(name="tier_changed")
    assert [(e.person_id, e.data["tier"], e.data["before"]) for e in told] == [(case.person_id, "C2, E", "–")]
    assert TierDecision.objects.filter(case=case).count() == 4, "each asked-for run is on record, changed or not"
    together = LogEntry.objects.get(name="tiers_worked_out")
    assert together.data["people"] == [case.person_id]


def test_points_alone_are_no_news():
    case = tiered(community())
    make.registration(case.person, "RMDO")
    tiered(case)
    assert latest(case, "v2").outcome["answer"]["protect"]["points"] == 12
    assert LogEntry.objects.filter(name="tier_changed").count() == 1


def test_a_rerun_of_many_keeps_only_what_differs():
    case = tiered(community())
    tiered(case, only_changes=True)
    assert TierDecision.objects.filter(case=case).count() == 2
    make.registration(case.person, "RHRH", starts=DAY)
    tiered(case, only_changes=True)
    assert (case.tier_v2, case.rosh) == ("B2", "high")


def test_a_decision_cannot_be_altered():
    case = tiered(community())
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        TierDecision.objects.filter(case=case).update(tier="A3")


def test_a_thousand_cases_take_as_many_queries_as_one():
    def queries_for(cases: list[Case]) -> int:
        with CaptureQueriesContext(connection) as captured:
            recalculate_tiers([c.pk for c in cases], on=DAY, at=make.at(DAY), reason="Case created")
        return len(captured)

    team = make.team()
    queries_for([community(team=team)])
    assert queries_for([community(team=team)]) == queries_for([community(team=team) for _ in range(12)])


def test_closed_cases_are_left_alone():
    case = community(closed_on=DAY)
    assert tiered(case).tier_v2 == ""
    assert not TierDecision.objects.exists()
