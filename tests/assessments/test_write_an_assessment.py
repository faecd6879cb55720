"""Writing an assessment: beginning it, saving a section, what is removed, what is known, two people at once."""

from __future__ import annotations

import pytest

from rainer.assessments.models import AssessmentRecord, AssessmentSnapshot
from rainer.assessments.operations.writing import save_section, start_assessment
from rainer.assessments.queries.records import form_of, what_lacks
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotThereError, RefusedError
from rainer.organisation.access import Acting
from tests import make
from tests.assessments.filling import filled

OFFICER = "practitioner"


@pytest.fixture
def aisha(world):
    return Acting.of(world.users[OFFICER])


def save(acting, record, section, number=None, **answers):
    return save_section(acting=acting, record_id=record.pk, section=section, number=number, answers=answers)


def test_beginning_twice_is_one_assessment(world, aisha):
    first = start_assessment(acting=aisha, crn="X100001")
    assert start_assessment(acting=aisha, crn="X100001") == first
    assert (first.purpose, first.form_on) == ("INITIAL", world.today)


def test_nobody_elsewhere_begins_it(world):
    with pytest.raises(NotThereError):
        start_assessment(acting=Acting.of(world.users["elsewhere"]), crn="X100001")


def test_who_has_died_is_not_assessed(world, aisha):
    world.held.person.date_of_death = world.today
    world.held.person.save()
    with pytest.raises(RefusedError):
        start_assessment(acting=aisha, crn="X100001")


def test_an_answer_keeps_who_and_when_and_what_it_was(world, aisha):
    record = start_assessment(acting=aisha, crn="X100001")
    save(aisha, record, "accommodation", accommodation_now="settled", accommodation_settled_kind="owner")
    save(aisha, record, "accommodation", accommodation_now="settled", accommodation_settled_kind="private_rent")
    changes = record.changes.filter(question="accommodation_settled_kind").order_by("pk")
    assert [(one.before, one.after, one.by) for one in changes] == [
        (None, "owner", aisha.user),
        ("owner", "private_rent", aisha.user),
    ]


def test_what_is_no_longer_asked_goes_and_is_named(world, aisha):
    record = start_assessment(acting=aisha, crn="X100001")
    save(aisha, record, "accommodation", accommodation_now="settled", accommodation_settled_kind="owner")
    saved = save(aisha, record, "accommodation", accommodation_now="none", accommodation_settled_kind="owner")
    assert saved.removed == ("What kind of home is it?",)
    assert "accommodation_settled_kind" not in saved.record.answers


def test_an_answer_that_is_none_of_the_options_is_refused_whole(world, aisha):
    record = start_assessment(acting=aisha, crn="X100001")
    with pytest.raises(BadInputError) as refused:
        save(aisha, record, "accommodation", accommodation_now="a castle")
    assert list(refused.value.facts["errors"]) == ["accommodation_now"]
    record.refresh_from_db()
    assert record.answers == {}


def test_two_writing_one_section_are_told_of_each_other(world, aisha):
    megan = Acting.of(world.users["senior"])
    record = start_assessment(acting=aisha, crn="X100001")
    save(aisha, record, "finances", number=None, finances_income=["pension"])
    with pytest.raises(ChangedMeanwhileError) as told:
        save(megan, record, "finances", number=0, finances_income=["employment"])
    assert told.value.facts["who"] == "Aisha Rahman"
    assert told.value.facts["theirs"]["finances_income"] == "pension"
    # Another section is nobody else's.
    save(megan, record, "alcohol", number=None, alcohol_ever="never")


def test_the_first_writing_on_a_new_day_keeps_the_day_before(world, aisha, settings):
    record = start_assessment(acting=aisha, crn="X100001")
    save(aisha, record, "finances", finances_income=["pension"])
    assert not AssessmentSnapshot.objects.exists()
    settings.FIXED_TODAY = "2026-11-10"
    save(aisha, record, "finances", finances_income=["employment"])
    kept = AssessmentSnapshot.objects.get()
    assert (kept.answers["finances_income"], kept.day.isoformat()) == (["pension"], "2026-11-09")


def test_a_whole_form_can_be_answered(world, aisha):
    record = filled(aisha, "X100001")
    assert [one.section.code for one in what_lacks(record, form_of(record))] == []


def test_the_section_page_saves_and_goes_on(world, page, client_for):
    client = client_for(OFFICER)
    assert client.post("/people/X100001/assessment/begin/").status_code == 302
    record = AssessmentRecord.objects.get()
    opened = page(OFFICER, f"/assessments/{record.pk}/finances/")
    opened.says("Where does their money come from?")
    answer = client.post(f"/assessments/{record.pk}/finances/", {"finances_income": ["pension"], "version": ""})
    assert answer.status_code == 302
    page(OFFICER, f"/assessments/{record.pk}/").says("to answer")
    page(OFFICER, "/people/X100001/assessment/").says("Being written")


def test_theirs_and_yours_stand_side_by_side_in_the_words_of_the_form(world, aisha, client_for):
    megan = Acting.of(world.users["senior"])
    record = start_assessment(acting=aisha, crn="X100001")
    save(megan, record, "finances", finances_income=["pension"])
    save(megan, record, "finances", number=1, finances_income=["employment"])
    answer = client_for(OFFICER).post(
        f"/assessments/{record.pk}/finances/", {"finances_income": ["pension"], "version": "1"}
    )
    told = answer.content.decode()
    assert answer.status_code == 409
    assert "Where does their money come from?" in told
    assert "Megan Price" in told
    assert "finances_income" not in told.split("<form")[0]


def test_what_is_known_is_offered_and_kept_only_when_confirmed(world, page, client_for):
    make.registration(world.held.person, "ALSH", starts=world.today)
    client = client_for(OFFICER)
    client.post("/people/X100001/assessment/begin/")
    record = AssessmentRecord.objects.get()
    page(OFFICER, f"/assessments/{record.pk}/rosh_screening/").says("From flags, Mon 9 Nov 2026", "still true")
    given = {"rosh_suicide": "yes", "rosh_self_harm": "yes", "version": ""}
    client.post(f"/assessments/{record.pk}/rosh_screening/", given)
    record.refresh_from_db()
    assert "rosh_suicide" not in record.answers
    client.post(f"/assessments/{record.pk}/rosh_screening/", {**given, "version": "1", "confirm": "1"})
    record.refresh_from_db()
    assert record.answers["rosh_suicide"] == "yes"
    assert record.sources["rosh_suicide"]["source"] == "flags"
    assert record.sources["rosh_suicide"]["by"] == "Aisha Rahman"
