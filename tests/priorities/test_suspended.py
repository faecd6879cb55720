"""What the status lets wait: kept on the record with its due date, back when it may no longer wait, ended when done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from rainer.common import clock
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.overview.jobs import keep_suspended_items
from rainer.overview.putting_off import put_off_in, units_to_look_at
from rainer.priorities.models import FrameworkStatus, SuspendedItem
from rainer.priorities.operations import Order, give_instruction
from rainer.priorities.queries import suspended_items
from tests import make
from tests.priorities.test_status import acting, red

LIST = "/units/HM/status/put-off/"
DAY = timedelta(days=1)


@pytest.fixture
def ends(world: Any) -> date:
    """Jordan's sentence ends soon, the risk is low: Red lets the review at its end wait."""
    day: date = world.today + 10 * DAY
    make.sentence(world.held.person, starts=date(2025, 12, 1), ends=day)
    world.held.rosh = "low"
    world.held.save()
    return day


def lift() -> None:
    FrameworkStatus.objects.all().update(review_by=clock.today() - DAY, starts=clock.today() - 20 * DAY)


def test_it_keeps_what_for_whom_since_when_and_on_which_authority(world, today, ends, page):
    status = red(world, today)
    keep_suspended_items()
    item = SuspendedItem.objects.get()
    assert (item.person, item.task_code, item.starts, item.due) == (world.held.person, "end_review", today, ends)
    assert (item.status, item.status.authoriser_role, item.lifted_on) == (status, "chief_officer", None)
    assert item.catch_up_by > status.review_by
    entry = LogEntry.objects.get(name="task_suspended")
    assert (entry.person_id, entry.data["who"]) == (world.held.person_id, "Chief Probation Officer")


def test_twice_changes_nothing(world, today, ends):
    red(world, today)
    for _again in range(2):
        keep_suspended_items()
    assert SuspendedItem.objects.count() == 1
    assert LogEntry.objects.filter(name="task_suspended").count() == 1


def test_paused_on_today_the_status_page_and_the_list_agree(world, today, ends, page):
    red(world, today)
    keep_suspended_items()
    page("practitioner", "/today/").says("Review at the end of the sentence: 1 person.", "Paused until")
    page("senior", "/units/HM/status/").says("1 task is put off in this unit")
    listed = page("senior", LIST)
    listed.says("Jordan Ellis", "Review at the end of the sentence", "Framework status Red, Chief Probation Officer")
    assert sum(suspended_items(world.harrowgate).values()) == 1


def test_a_case_that_is_not_low_is_never_put_off(world, today, ends):
    world.held.rosh = "high"
    world.held.save()
    red(world, today)
    keep_suspended_items()
    assert not SuspendedItem.objects.exists()


def test_it_waits_on_the_last_day_and_is_back_the_day_after_with_its_due_date(world, today, ends):
    red(world, today, review_by=today + 5 * DAY)
    for days, lifted in ((0, None), (5, None), (6, today + 6 * DAY), (7, today + 6 * DAY)):
        put_off_in(world.harrowgate, on=today + days * DAY)
        item = SuspendedItem.objects.get()
        assert (item.lifted_on, item.due, item.starts, item.ended_on) == (lifted, ends, today, None), days
    assert LogEntry.objects.filter(name="task_came_back").count() == 1


def test_come_back_it_is_on_today_and_in_the_list_with_the_hours_it_needs(world, today, ends, page):
    red(world, today)
    keep_suspended_items()
    lift()
    keep_suspended_items()
    page("practitioner", "/today/").says("Put off from Mon 9 Nov", "under framework status Red. Catch up by")
    page("senior", LIST).says("Nothing is put off here.", "1 item to catch up", "Jordan Ellis")
    page("senior", "/units/HM/status/").says("0 tasks are put off")


def test_put_off_again_it_is_the_same_item_under_the_new_authority(world, today, ends):
    first = red(world, today, review_by=today + 5 * DAY)
    for day in (today, today + 6 * DAY):
        put_off_in(world.harrowgate, on=day)
    again = red(world, today, review_by=today + 20 * DAY)
    put_off_in(world.harrowgate, on=today + 7 * DAY)
    item = SuspendedItem.objects.get()
    assert again != first
    assert (item.status, item.lifted_on, item.starts, item.due) == (again, None, today, ends)


def test_done_or_not_needed_it_ends_and_leaves_the_list(world, today, ends, page):
    red(world, today)
    keep_suspended_items()
    world.held.person.date_of_death = today
    world.held.person.save()
    for _again in range(2):
        keep_suspended_items()
    item = SuspendedItem.objects.get()
    assert (item.ended_on, item.how_ended) == (today, SuspendedItem.HowEnded.DONE)
    assert LogEntry.objects.filter(name="suspended_task_ended").count() == 1
    page("senior", LIST).lacks("Jordan Ellis")


def test_a_closed_case_ends_it(world, today, ends):
    red(world, today)
    keep_suspended_items()
    world.held.closed_on = today
    world.held.save()
    keep_suspended_items()
    assert SuspendedItem.objects.get().how_ended == SuspendedItem.HowEnded.CASE_CLOSED


def test_an_instruction_to_do_it_brings_it_back(world, today, ends):
    red(world, today - DAY, acting=Acting.of(world.users["chief_officer"], on=today - DAY))
    keep_suspended_items()
    order = Order("end_review", "do", "Do them all", "nation", None)
    give_instruction(acting=acting(world, "chief_officer"), unit_code="HM", order=order)
    keep_suspended_items()
    assert SuspendedItem.objects.get().lifted_on == today


def test_a_unit_where_nothing_waits_is_not_looked_at(world, today, ends):
    assert units_to_look_at(on=today) == []
    red(world, today)
    assert units_to_look_at(on=today) == [world.harrowgate]
    keep_suspended_items()
    FrameworkStatus.objects.update(colour="green")
    assert units_to_look_at(on=today) == [world.harrowgate]


def test_the_list_hides_a_limited_person_and_asks_no_more_for_more_rows(world, today, page):
    for case in (world.held, world.limited):
        make.sentence(case.person, starts=date(2025, 12, 1), ends=today + 10 * DAY)
        case.rosh = "low"
        case.save()
    red(world, today)
    keep_suspended_items()
    shown = page("head_of_unit", LIST)
    shown.says("Restricted access", world.limited.person.crn)
    shown.lacks(world.limited.person.surname)
    before = shown.queries
    for n in range(5):
        SuspendedItem.objects.create(
            person=world.held.person, task_code="end_review", item=f"end_review:{n}", name="Review", starts=today,
            status=FrameworkStatus.objects.get(),
        )  # fmt: skip
    assert page("head_of_unit", LIST).queries <= before


def test_setting_a_status_asks_for_it_to_be_kept(world, today, ends):
    red(world, today)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", ["keep_suspended_items"])
        assert cursor.fetchone()[0] == 1
