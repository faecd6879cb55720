"""The licence: conditions by version and code, what changed, who read it, variations, the dates of one to come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rainer.cases.models import Licence, LicenceCondition, LicenceSeen
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotThereError
from rainer.common.models import LogEntry
from rainer.enforcement.operations.licence import NewCondition, Variation, mark_read, vary_licence
from rainer.organisation.access import Acting
from tests import make

URL = "/people/X100001/licence/"


def by(world, role="practitioner"):
    return Acting.of(world.users[role])


def post(world, url, role="practitioner", **fields):
    return world.client_for(role).post(URL + url, fields)


@pytest.fixture
def licence(world):
    return make.licence(world.held.person)


def vary(world, licence, role="practitioner", **fields):
    variation = Variation(**{"starts": world.today, **fields})
    return vary_licence(acting=by(world, role), crn="X100001", licence_id=licence.pk, variation=variation)


def test_without_a_licence_it_says_so(page):
    page("practitioner", URL).says("No licence is in force")


def test_conditions_stand_with_what_is_filled_in(page, licence):
    page("practitioner", URL).says(
        "Release on the conditional release date", "Version 1", "version 4.0 of the licence policy",
        "Keep in touch and meet as told.", "Do not contact the person named.", "Who: A. Person",
        "Nobody has said that they have read this version",
    )  # fmt: skip


def test_a_bespoke_condition_without_an_approval_is_pointed_at(page, licence):
    make.licence_condition(licence, "bespoke", "", "Do not go to the allotments.")
    page("practitioner", URL).says("Do not go to the allotments.", "No approval is recorded")


def test_i_have_read_these_is_kept_once_for_this_version(world, page, licence):
    for _press in range(2):
        assert post(world, f"{licence.pk}/read/").status_code == 302
    assert LicenceSeen.objects.count() == LogEntry.objects.filter(name="licence_read").count() == 1
    page("practitioner", URL).says("You have read these", "Aisha Rahman")
    page("senior", URL).lacks("You have read these")
    vary(world, licence, ended=frozenset({licence.conditions.get(kind="additional").pk}))
    page("practitioner", URL).lacks("You have read these")


def test_a_variation_is_a_new_version_and_the_old_one_stays(world, page, licence):
    contact = licence.conditions.get(kind="additional")
    answer = post(
        world, "vary/", starts="today", ended=str(contact.pk), adds="listed", category="curfew", code="curfew-hours",
        text="Stay at home between the hours given.", values="from: 19:00\nuntil: 07:00", licence=str(licence.pk),
    )  # fmt: skip
    assert answer.status_code == 302
    new = Licence.objects.get(version=2)
    licence.refresh_from_db()
    assert (licence.replaced_on, new.replaced_on, new.kind, new.policy_version, new.ends) == (
        world.today, None, "variation", "4.0", licence.ends,
    )  # fmt: skip
    assert licence.conditions.count() == 2
    assert new.conditions.get(code="curfew-hours").values == {"from": "19:00", "until": "07:00"}
    page("practitioner", URL).says(
        "What changed since the version before", "New: Stay at home between the hours given.",
        "Ended: Do not contact the person named.", "Earlier versions", "Replaced Mon 9 Nov 2026",
    )  # fmt: skip


def test_what_is_filled_in_anew_is_a_change_and_not_another_condition(world, page, licence):
    contact = licence.conditions.get(kind="additional")
    again = NewCondition(contact.text, contact.code, "contact", {"who": "B. Person"})
    vary(world, licence, ended=frozenset({contact.pk}), added=(again,))
    shown = page("practitioner", URL)
    shown.says("Changed: Do not contact the person named.", "who: B. Person", "before: who: A. Person")
    shown.lacks("New: Do not", "Ended: Do not")


def test_the_same_code_under_another_policy_version_is_another_condition(page, licence):
    licence.replaced_on = date(2026, 11, 2)
    licence.policy_version = "3.0"
    licence.save()
    make.licence(licence.event.person, event=licence.event, version=2, starts=date(2026, 11, 2), kind="post_recall")
    page("practitioner", URL).says(
        "The licence policy changed from version 3.0 to 4.0", "New: Keep in touch", "Ended: Keep in touch"
    )


def test_one_outside_the_list_needs_its_approval(world, page, licence):
    sent = {
        "starts": "today",
        "adds": "bespoke",
        "bespoke": "Stay away from the allotments.",
        "licence": str(licence.pk),
    }
    assert post(world, "vary/", **sent).status_code == 422
    assert post(world, "vary/", **sent, approved_by="Public protection casework, letter of 2 Nov").status_code == 302
    page("practitioner", URL).says("Approved by: Public protection casework, letter of 2 Nov")
    with pytest.raises(BadInputError):
        vary(world, Licence.objects.get(version=2), added=(NewCondition("Anything"),))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"starts": date(2026, 11, 10)}, "starts"),
        ({"starts": date(2026, 5, 31)}, "starts"),
        ({}, "ended"),
        ({"ended": frozenset({0})}, "ended"),
        ({"added": (NewCondition("Stay in.", "curfew-hours", "nothing"),)}, "category"),
    ],
)
def test_what_cannot_be_is_refused_on_its_field(world, licence, fields, field):
    with pytest.raises(BadInputError) as refused:
        vary(world, licence, **fields)
    assert field in refused.value.facts["errors"]


def test_a_standard_condition_cannot_be_ended(world, licence):
    with pytest.raises(BadInputError):
        vary(world, licence, ended=frozenset({licence.conditions.get(kind="standard").pk}))


def test_two_who_vary_at_once_see_each_other(world, licence):
    contact = frozenset({licence.conditions.get(kind="additional").pk})
    vary(world, licence, ended=contact)
    with pytest.raises(ChangedMeanwhileError):
        vary(world, licence, role="senior", ended=contact)
    assert LicenceCondition.objects.filter(licence__version=2).count() == 1


def test_a_curfew_licence_is_varied_as_one(world):
    licence = make.licence(world.held.person, kind="hdc")
    new = vary(world, licence, ended=frozenset({licence.conditions.get(kind="additional").pk}))
    assert new.kind == "hdc_variation"


def test_the_licence_of_somebody_else_is_not_there(world, licence):
    far = make.licence(world.far.person)
    for do in (
        lambda: mark_read(acting=by(world), crn="X100001", licence_id=far.pk),
        lambda: vary(world, far, ended=frozenset({1})),
    ):
        with pytest.raises(NotThereError):
            do()


def test_nothing_to_vary_is_not_there(world):
    assert world.client_for("practitioner").get(URL + "vary/").status_code == 404


def test_dates_of_the_licence_to_come_each_with_its_why(world, page):
    # Release on Friday 18 December 2026: hard stop two working days before, the warning two before that.
    make.sentence(world.held.person, kind="custodial", release_expected_on=date(2026, 12, 18))
    shown = page("practitioner", URL)
    shown.says(
        "Licence starts", "Fri 18 Dec 2026", "Wed 16 Dec 2026", "Mon 14 Dec 2026", "Tue 15 Dec 2026",
    )  # fmt: skip
    why = page("practitioner", shown.link("Why? Hard stop: the prison takes over"))
    why.says("2 working days before", "From 16 December 2026 the prison makes a minimum licence")


def test_nobody_named_and_release_near_is_said(world, page):
    make.sentence(world.waiting.person, kind="custodial", release_expected_on=world.today + timedelta(days=3))
    page("senior", "/people/X100002/licence/").says("Yes: nobody is named for it")


def test_queries_do_not_grow(page, licence):
    before = page("practitioner", URL).queries
    for number in range(5):
        make.licence_condition(licence, "additional", f"conduct-{number}", f"Condition {number}")
    assert page("practitioner", URL).queries <= before


def test_a_half_written_variation_is_kept(world, licence):
    assert post(world, "vary/", text="Stay at home", save_for_later="1").status_code == 302
    assert "Stay at home" in world.client_for("practitioner").get(URL + "vary/").content.decode()
