"""Home detention curfew: the date with its steps, the checklist and what it comes to, and that adults' ends."""

from __future__ import annotations

from datetime import date

import pytest

from rainer.common.errors import ChangedMeanwhileError, NotThereError, RefusedError
from rainer.common.models import LogEntry
from rainer.enforcement.models import HdcAssessment
from rainer.enforcement.operations.hdc import record_hdc
from rainer.organisation.access import Acting
from rainer.policy.hdc import criteria
from tests import make

URL = "/people/X100001/hdc/"
FACTS = {"days_to_release_point": "300", "remand_days": "0", "time_at_large_days": "0", "added_days": "0"}


@pytest.fixture
def sentence(world):
    return make.sentence(
        world.held.person, kind="custodial", starts=date(2025, 7, 1), release_expected_on=date(2026, 12, 18)
    )


def post(world, url, role="practitioner", **fields):
    return world.client_for(role).post(URL + url, fields)


def answers(on, group, answer=False):
    found = [one for one in criteria(on=on) if one.group == group]
    return {one.code: dict.fromkeys(one.questions, answer) for one in found}


def record(world, part, values, version=0):
    acting = Acting.of(world.users["practitioner"])
    return record_hdc(acting=acting, crn="X100001", part=part, version=version, values=values)


def test_without_a_sentence_served_it_says_so(world, page):
    page("practitioner", URL).says("No custodial sentence is being served")
    with pytest.raises(NotThereError):
        record(world, "address", {})


def test_the_date_with_its_steps_from_what_was_recorded(world, page, sentence):
    page("practitioner", URL).says(
        "until what it is counted from is recorded", "Adults have had no home detention curfew"
    )
    page("practitioner", URL + "facts/").says("Days from sentence to the release point")
    assert post(world, "facts/", **FACTS, version="0").status_code == 302
    page("practitioner", URL).says("HDC eligibility date 28 November 2025, 365-day scheme")
    page("practitioner", URL + "why/").says("180-day scheme", "Scheme that decides", "Registered sex offender")


def test_the_days_are_offered_from_the_expected_release(world, sentence):
    # 1 July 2025 to 18 December 2026, both counted.
    assert 'value="536"' in world.client_for("practitioner").get(URL + "facts/").content.decode()


@pytest.mark.parametrize(("is_young", "says"), [(False, "No HDC eligibility date"), (True, "HDC eligibility date")])
def test_after_the_repeal_only_the_young_have_a_date(world, page, is_young, says):
    make.sentence(world.held.person, kind="custodial", starts=date(2026, 9, 7))
    young = {"is_young": "on"} if is_young else {}
    assert post(world, "facts/", **FACTS, **young, version="0").status_code == 302
    page("practitioner", URL).says(says)


def test_the_checklist_and_what_it_comes_to(world, page, sentence, today):
    page("practitioner", URL).says("Not started.", "These are looked at once every criterion above is passed.")
    excluded = answers(today, "excluded")
    row = record(world, "answers", excluded)
    page("practitioner", URL).says("In progress.")
    row = record(world, "answers", answers(today, "presumed_unsuitable"), version=row.version)
    page("practitioner", URL).says("Eligible: every criterion is passed.")
    record(world, "answers", {"category-a": {"category_a": True}}, version=row.version)
    page("practitioner", URL).says("Not eligible: a criterion is failed.")


def test_suitability_waits_for_eligibility(world, sentence, today):
    with pytest.raises(RefusedError):
        record(world, "answers", answers(today, "presumed_unsuitable"))
    page = post(world, "criteria/presumed_unsuitable/", **{"category-a__category_a": "no"}, version="0")
    assert page.status_code == 422
    assert not HdcAssessment.objects.exists()


def test_criteria_are_answered_on_a_page(world, page, sentence):
    page("practitioner", URL + "criteria/excluded/").says("Must sign the sex offenders' register", "On record")
    name = "sex-offender-register__must_sign"
    assert post(world, "criteria/excluded/", **{name: "yes"}, version="0").status_code == 302
    page("practitioner", URL).says("Not eligible: a criterion is failed.", "Failed Sex offenders' register")
    assert world.client_for("practitioner").get(URL + "criteria/none/").status_code == 404


def test_what_was_found_at_the_address(world, page, sentence):
    page("practitioner", URL).says("Not asked")
    assert post(world, "address/", electricity="On a meter", version="0").status_code == 302
    page("practitioner", URL).says("On a meter")
    entry = LogEntry.objects.get(name="hdc_recorded")
    assert (entry.data["part"], entry.data["new"]["electricity"]) == ("address", "On a meter")


def test_two_who_record_at_once_see_each_other(world, sentence):
    record(world, "address", {"electricity": "Yes"})
    with pytest.raises(ChangedMeanwhileError):
        record(world, "address", {"electricity": "No"})
    assert post(world, "address/", electricity="No", version="0").status_code == 409
