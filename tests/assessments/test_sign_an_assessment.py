"""Signing: what it needs, who else signs, what a second person gives, what follows when it counts."""

from __future__ import annotations

import pytest

from rainer.assessments.models import Assessment, AssessmentRecord, AssessmentSnapshot, Countersignature
from rainer.assessments.operations.signing import (
    Look,
    countersign,
    lock_incomplete,
    roll_back,
    say_not_mine,
    sign_assessment,
)
from rainer.assessments.operations.writing import save_section, start_assessment
from rainer.common.errors import BadInputError, NotAllowedError, RefusedError
from rainer.organisation.access import Acting
from rainer.workload.models import DecisionCircumstances
from tests.assessments.filling import filled

OFFICER, SENIOR = "practitioner", "senior"
HIGH = {"rosh_community_known_adult": "high"}
LOOK = Look(True, tested="Whether the partner had been asked alone", changed="The police check was read again")


@pytest.fixture
def aisha(world):
    return Acting.of(world.users[OFFICER])


@pytest.fixture
def megan(world):
    return Acting.of(world.users[SENIOR])


def test_what_is_not_done_is_named(world, aisha):
    record = start_assessment(acting=aisha, crn="X100001")
    with pytest.raises(RefusedError) as refused:
        sign_assessment(acting=aisha, record_id=record.pk)
    assert "Accommodation" in refused.value.message


def test_low_needs_nobody_else_and_counts_at_once(world, aisha):
    record = filled(aisha, "X100001")
    signed = sign_assessment(acting=aisha, record_id=record.pk)
    assert (signed.state, signed.rosh) == ("SELF_SIGNED", "low")
    scored = Assessment.objects.get(record=record)
    assert (scored.status, scored.layer, scored.is_strengths_based) == ("COMPLETE", 3, True)
    assert "ACCOMMODATION" in scored.answers["needs"]
    # A second press changes nothing.
    assert sign_assessment(acting=aisha, record_id=record.pk).pk == signed.pk
    assert Assessment.objects.filter(record=record).count() == 1


def test_high_waits_for_a_second_person_with_its_circumstances_kept(world, aisha):
    record = sign_assessment(acting=aisha, record_id=filled(aisha, "X100001", **HIGH).pk)
    asked = Countersignature.objects.get()
    assert (record.state, record.rosh) == ("AWAITING_COUNTERSIGN", "high")
    assert "Risk of serious harm is high." in asked.why
    assert asked.due_on.isoformat() == "2026-11-16"
    assert not Assessment.objects.filter(record=record).exists()
    assert DecisionCircumstances.objects.filter(about=f"assessment:{record.pk}").count() == 1


def test_a_second_person_says_what_they_tested(world, aisha, megan):
    record = sign_assessment(acting=aisha, record_id=filled(aisha, "X100001", **HIGH).pk)
    asked = Countersignature.objects.get()
    with pytest.raises(BadInputError) as refused:
        countersign(acting=megan, countersignature_id=asked.pk, look=Look(True, "Agreed", "none"))
    assert set(refused.value.facts["errors"]) == {"tested", "changed"}
    countersign(acting=megan, countersignature_id=asked.pk, look=LOOK)
    record.refresh_from_db()
    assert record.state == "COUNTERSIGNED"
    assert Assessment.objects.filter(record=record).exists()


def test_nobody_signs_their_own(world, megan):
    record = sign_assessment(acting=megan, record_id=filled(megan, "X100001", **HIGH).pk)
    with pytest.raises(NotAllowedError):
        countersign(acting=megan, countersignature_id=record.countersignatures.get().pk, look=LOOK)


def test_very_high_needs_two_and_not_the_same_one_twice(world, aisha, megan):
    record = filled(aisha, "X100001", rosh_community_public="very_high")
    sign_assessment(acting=aisha, record_id=record.pk)
    countersign(acting=megan, countersignature_id=record.countersignatures.get().pk, look=LOOK)
    second = record.countersignatures.get(order=2)
    with pytest.raises(NotAllowedError):
        countersign(acting=megan, countersignature_id=second.pk, look=LOOK)
    countersign(acting=Acting.of(world.users["head_of_unit"]), countersignature_id=second.pk, look=LOOK)
    record.refresh_from_db()
    assert record.state == "DOUBLE_COUNTERSIGNED"


def test_sent_back_stays_and_its_author_goes_on_in_a_copy(world, aisha, megan):
    record = sign_assessment(acting=aisha, record_id=filled(aisha, "X100001", **HIGH).pk)
    asked = record.countersignatures.get()
    with pytest.raises(BadInputError):
        countersign(acting=megan, countersignature_id=asked.pk, look=Look(False))
    countersign(acting=megan, countersignature_id=asked.pk, look=Look(False, needed="Ask children's services"))
    record.refresh_from_db()
    copy = AssessmentRecord.objects.get(state="UNSIGNED")
    assert (record.state, copy.answers) == ("REJECTED", record.answers)


def test_not_mine_leaves_it_for_the_others(world, aisha, megan, page):
    record = sign_assessment(acting=aisha, record_id=filled(aisha, "X100001", **HIGH).pk)
    asked = record.countersignatures.get()
    page(SENIOR, "/countersign/").says("Jordan Ellis")
    say_not_mine(acting=megan, countersignature_id=asked.pk, why="I know the family")
    page(SENIOR, "/countersign/").says("Nothing waits for your signature.")
    page("head_of_unit", "/countersign/").says("Jordan Ellis")


def test_locked_and_rolled_back_keep_what_was(world, aisha, megan):
    record = start_assessment(acting=aisha, crn="X100001")
    save_section(
        acting=aisha, record_id=record.pk, section="finances", number=None, answers={"finances_income": ["pension"]}
    )
    copy = lock_incomplete(acting=aisha, record_id=record.pk, reason="He moved away")
    record.refresh_from_db()
    assert (record.state, copy.answers) == ("LOCKED_INCOMPLETE", {"finances_income": ["pension"]})
    with pytest.raises(RefusedError):  # the copy is being written
        roll_back(acting=megan, record_id=record.pk, reason="Wrong person")
    kept = AssessmentSnapshot.objects.filter(record=record).get()
    assert kept.state == "LOCKED_INCOMPLETE"


def test_rolled_back_it_counts_no_more_and_nobody_is_asked(world, aisha, megan):
    record = sign_assessment(acting=aisha, record_id=filled(aisha, "X100001").pk)
    copy = roll_back(acting=megan, record_id=record.pk, reason="Wrong person")
    assert Assessment.objects.get(record=record).status == "ROLLED_BACK"
    assert (copy.state, copy.answers) == ("UNSIGNED", record.answers)
    with pytest.raises(RefusedError):
        roll_back(acting=megan, record_id=record.pk, reason="Twice")


def test_one_that_waits_and_is_not_somebody_s_can_be_rolled_back(world, aisha, megan):
    record = sign_assessment(acting=aisha, record_id=filled(aisha, "X100001", **HIGH).pk)
    asked = record.countersignatures.get()
    say_not_mine(acting=megan, countersignature_id=asked.pk, why="I know the family")
    roll_back(acting=megan, record_id=record.pk, reason="Wrong person")
    asked.refresh_from_db()
    assert (asked.decision, asked.by) == ("withdrawn", megan.user)


def test_sent_back_while_another_is_written_leaves_that_one(world, aisha, megan):
    record = sign_assessment(acting=aisha, record_id=filled(aisha, "X100001", **HIGH).pk)
    newer = start_assessment(acting=aisha, crn="X100001")
    look = Look(False, needed="Ask children's services")
    countersign(acting=megan, countersignature_id=record.countersignatures.get().pk, look=look)
    record.refresh_from_db()
    assert record.state == "REJECTED"
    assert AssessmentRecord.objects.get(state="UNSIGNED") == newer


def test_whoever_wrote_in_what_it_is_a_copy_of_does_not_sign_the_copy(world, aisha, megan):
    record = filled(aisha, "X100001", **HIGH)
    save_section(
        acting=megan, record_id=record.pk, section="finances", number=None,
        answers={**record.answers, "finances_income": ["pension"]},
    )  # fmt: skip
    copy = lock_incomplete(acting=aisha, record_id=record.pk, reason="He moved away")
    sign_assessment(acting=aisha, record_id=copy.pk)
    with pytest.raises(NotAllowedError):
        countersign(acting=megan, countersignature_id=copy.countersignatures.get().pk, look=LOOK)


def test_the_countersign_page_lays_out_the_facts(world, aisha, page, client_for):
    record = sign_assessment(acting=aisha, record_id=filled(aisha, "X100001", **HIGH).pk)
    asked = record.countersignatures.get()
    opened = page(SENIOR, f"/countersign/{asked.pk}/")
    opened.says("Risk of serious harm is high.", "Aisha Rahman", "This is the first assessment here")
    answer = client_for(SENIOR).post(f"/countersign/{asked.pk}/", {"decision": "sign", "tested": "ok", "changed": ""})
    assert answer.status_code == 422
    given = {"decision": "sign", "tested": LOOK.tested, "changed": LOOK.changed, "talked_on": "", "needed": ""}
    assert client_for(SENIOR).post(f"/countersign/{asked.pk}/", given).status_code == 302
    page(SENIOR, "/people/X100001/risk/").says("The flag and the assessment differ.")
    assert client_for(SENIOR).post("/people/X100001/risk/flag/").status_code == 302
    page(SENIOR, "/people/X100001/risk/").lacks("The flag and the assessment differ.")
    page(SENIOR, f"/assessments/{record.pk}/summary/").says("Risk of serious harm")
