"""Flags: set, reviewed, taken off with a reason; what follows for the head of the page, the tier and the waiting group."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rainer.cases.models import Registration, RegistrationReview
from rainer.cases.operations.flags import NewFlag, add_flag, remove_flag, review_flag
from rainer.common.errors import BadInputError, NotThereError, RefusedError, RestrictedError
from rainer.common.models import Draft, LogEntry
from rainer.organisation.access import Acting
from rainer.policy.registers import register_types
from rainer.policy.rulebook import national
from tests import make
from tests.jobs import run_waiting

URL = "/people/X100001/flags/"


def by(world, role="practitioner"):
    return Acting.of(world.users[role])


def add(world, code="RMDO", role="practitioner", crn="X100001", **fields):
    values = {"starts": world.today, "next_review": world.today + timedelta(days=90), **fields}
    return add_flag(acting=by(world, role), crn=crn, flag=NewFlag(code=code, **values))


def post(world, url, role="practitioner", **fields):
    return world.client_for(role).post(URL + url, fields)


def fresh(world):
    world.held.refresh_from_db()
    return world.held


def test_a_flag_shows_its_level_its_day_and_who_set_it(world, page):
    page("practitioner", URL).says("No flag is in force", "Flags taken off: 0")
    answer = post(world, "add/RCPR/", starts="today", next_review="9 Feb 2027", notes="Plan reviewed each quarter")
    assert answer.status_code == 302
    page("practitioner", URL).says(
        "Child protection", "High", "Since Mon 9 Nov 2026, set by Aisha Rahman", "Next review Tue 9 Feb 2027",
        "Plan reviewed each quarter", "Not reviewed yet",
    )  # fmt: skip


def test_the_form_suggests_the_review_of_its_type(world, page):
    assert "9 Feb 2027" in world.client_for("practitioner").get(URL + "add/RCPR/").content.decode()
    assert "9 May 2027" in world.client_for("practitioner").get(URL + "add/RMDO/").content.decode()
    assert page("practitioner", URL + "add/").link("Child protection") == URL + "add/RCPR/"
    page("practitioner", URL + "add/HREG/").lacks("Next review")


def test_mappa_has_a_level_and_a_category_which_the_case_then_keeps(world, page):
    assert post(world, "add/MAPP/", starts="today", next_review="9 Feb 2027").status_code == 422
    assert (
        post(world, "add/MAPP/", starts="today", next_review="9 Feb 2027", level="M2", category="M1").status_code == 302
    )
    run_waiting()
    assert (fresh(world).mappa_level, world.held.mappa_category) == (2, 1)
    page("practitioner", URL).says("MAPPA, level 2, category 1")


def test_a_flag_of_serious_harm_sets_the_case_and_so_does_taking_it_off(world):
    flag = add(world, "RVHR")
    run_waiting()
    assert fresh(world).rosh == "very_high"
    add(world, "RMRH")
    remove_flag(acting=by(world), crn="X100001", pk=flag.pk, on=world.today, why="Agreed with my senior")
    run_waiting()
    assert fresh(world).rosh == "medium"


def test_the_waiting_group_follows(world):
    world.waiting.__class__.objects.filter(pk=world.waiting.pk).update(waiting_group=4)
    add(world, "RCPR", role="senior", crn="X100002")
    run_waiting()
    world.waiting.refresh_from_db()
    assert world.waiting.waiting_group < 4


def test_staff_safety_is_on_every_page_at_once_until_the_last_is_taken_off(world, page):
    one = add(world, "RSTF")
    other = add(world, "RHGR")
    page("practitioner", "/people/X100001/details/").says("Staff safety")
    for flag, safety in ((one, True), (other, False)):
        remove_flag(acting=by(world), crn="X100001", pk=flag.pk, on=world.today, why="Over")
        assert fresh(world).needs_staff_safety_talk is safety


def test_a_review_says_what_was_found_and_when_the_next_is(world, page):
    flag = make.registration(world.held.person, "RMDO", next_review=date(2026, 11, 8))
    page("practitioner", URL).says("Review overdue since Sun 8 Nov 2026", "Who set it is not known")
    sent = {"notes": "Nothing has changed", "done_on": "today", "next_review": "9 May 2027"}
    assert post(world, f"{flag.pk}/review/", **sent).status_code == 302
    page("practitioner", URL).says("Nothing has changed", "It was due Sun 8 Nov 2026", "Next review Sun 9 May 2027")


@pytest.mark.parametrize(("days", "overdue"), [(-1, True), (0, False), (1, False)])
def test_overdue_begins_the_day_after(world, page, days, overdue):
    make.registration(world.held.person, "RMDO", next_review=world.today + timedelta(days=days))
    assert ("overdue" in page("practitioner", URL).text) is overdue


def test_a_flag_without_a_review_day_says_so_and_one_that_needs_none_too(world, page):
    make.registration(world.held.person, "RMDO")
    make.registration(world.held.person, "HREG")
    page("practitioner", URL).says("No review is planned", "This flag needs no review")


def test_a_flag_taken_off_stays_with_its_history(world, page):
    flag = add(world, notes="Two crises")
    acting = by(world)
    review_flag(
        acting=acting, crn="X100001", pk=flag.pk, done_on=world.today, notes="Calmer", next_review=date(2027, 5, 9)
    )
    assert post(world, f"{flag.pk}/take-off/", why="", on="today").status_code == 422
    assert post(world, f"{flag.pk}/take-off/", why="A good year", on="today").status_code == 302
    page("practitioner", URL).says("No flag is in force", "Flags taken off: 1")
    page("practitioner", URL + "taken-off/").says(
        "Mental health issues",
        "Taken off from Mon 9 Nov 2026 by Aisha Rahman",
        "Why: A good year",
        "Calmer",
        "Two crises",
    )
    with pytest.raises(RefusedError):
        remove_flag(acting=acting, crn="X100001", pk=flag.pk, on=world.today, why="Again")


def test_pressed_twice_it_is_kept_once(world):
    add(world)
    flag = add(world)
    acting = by(world)
    for _press in range(2):
        review_flag(
            acting=acting, crn="X100001", pk=flag.pk, done_on=world.today, notes="Same", next_review=date(2027, 5, 9)
        )
    assert (Registration.objects.count(), RegistrationReview.objects.count()) == (1, 1)
    assert list(LogEntry.objects.filter(name__startswith="registration").values_list("name", flat=True).order_by("id")) == [
        "registration_added", "registration_reviewed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"starts": date(2026, 11, 10)}, "starts"),
        ({"next_review": None}, "next_review"),
        ({"next_review": date(2026, 11, 9)}, "next_review"),
        ({"level": "M1"}, "level"),
        ({"code": "MAPP", "level": "M9", "category": "M1"}, "level"),
        ({"code": "MAPP", "level": "M1"}, "category"),
    ],
)
def test_what_cannot_be_is_refused_on_its_field(world, fields, field):
    with pytest.raises(BadInputError) as refused:
        add(world, **fields)
    assert field in refused.value.facts["errors"]


def test_the_same_flag_again_is_refused_while_it_stands(world):
    add(world)
    with pytest.raises(BadInputError) as refused:
        add(world, notes="By another hand", role="senior")
    assert "starts" in refused.value.facts["errors"]


@pytest.mark.parametrize(
    ("role", "crn", "error"),
    [("elsewhere", "X100001", NotThereError), ("practitioner", "X100003", RestrictedError)],
)
def test_only_who_may_change_the_record(world, role, crn, error):
    with pytest.raises(error):
        add(world, role=role, crn=crn)


def test_a_flag_of_someone_else_or_of_no_type_is_not_there(world):
    other = make.registration(world.far.person, "RMDO")
    with pytest.raises(NotThereError):
        remove_flag(acting=by(world), crn="X100001", pk=other.pk, on=world.today, why="Mine?")
    assert world.client_for("practitioner").get(URL + "add/NONE/").status_code == 404


def test_queries_do_not_grow_with_flags(world, page):
    make.registration(world.held.person, "RMDO")
    before = page("practitioner", URL).queries
    for code in ("RCPR", "STRG", "ADVP"):
        make.registration(world.held.person, code)
    assert page("practitioner", URL).queries <= before


def test_a_half_written_flag_is_kept_for_later(world):
    assert post(world, "add/RMDO/", notes="Rang the nurse", save_for_later="1").status_code == 302
    assert Draft.objects.count() == 1
    assert "Rang the nurse" in world.client_for("practitioner").get(URL + "add/RMDO/").content.decode()


def test_types_that_need_no_review_are_those_whose_missing_review_is_no_task(today):
    without = {code for code, of in register_types(on=today).items() if of.review_months is None}
    assert without == set(national().value("tasks.flags_without_review", on=today).value)


def test_codes_the_tier_reads_can_be_set(today):
    codes = national().value("tiering.registration_codes", on=today).value
    read = {code for named in codes.values() for code in named}
    assert read <= register_types(on=today).keys()
