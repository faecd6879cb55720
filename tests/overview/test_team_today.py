"""Today of a team: counts that open to as many rows; and the queue of a case administrator."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rainer.enforcement.models import EnforcementAction
from rainer.supervision.models import DoesNotFit, Snooze, Task
from tests import make

URL = "/teams/HMFELL/today/"


@pytest.fixture
def busy(world):
    """Aisha: two flags overdue, one outcome waiting, one thing put off, and she said that it does not fit."""
    for code in ("RCPR", "RVLN"):
        make.registration(world.held.person, code, next_review=world.today - timedelta(days=3))
    make.appointment(world.held, at=make.at(world.today - timedelta(days=4)))
    Snooze.objects.create(
        item="task:1", practitioner_team=world.aisha, until=world.today + timedelta(days=2), reason="The scanner is away",
        by=world.users["practitioner"], at=make.at(world.today),
    )  # fmt: skip
    return DoesNotFit.objects.create(
        practitioner_team=world.aisha, on=world.today, items=[{"item": "a", "what": "Review a flag"}],
        said_at=make.at(world.today), load_percent="134.2",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "count", "says"),
    [
        ("overdue", 2, "Review a flag"),
        ("outcomes", 1, ": Appointment"),
        ("put_off", 1, "The scanner is away"),
        ("does_not_fit", 1, "Review a flag"),
    ],
)
def test_every_count_opens_to_as_many_rows(world, busy, page, name, count, says):
    address = f"?show={name}&who=N01A001#list"
    assert address in page("senior", URL).links.values()
    page("senior", f"{URL}?show={name}&who=N01A001").says(f"{count} row{'s' if count > 1 else ''}", says)


def test_the_senior_answers_and_the_count_goes(world, busy, page, client_for):
    asked = page("senior", f"/does-not-fit/{busy.pk}/")
    asked.says("with a load of 134.2%", "Review a flag")
    client_for("senior").post(f"/does-not-fit/{busy.pk}/", {"answer": "Leave the reviews until Thursday"})
    assert "does_not_fit" not in " ".join(page("senior", URL).links.values())
    page("practitioner", "/today/").says("Megan Price answered: Leave the reviews until Thursday")


def test_its_queries_do_not_grow(world, busy, page):
    few = page("senior", URL).queries
    for _ in range(4):
        case = make.case(held_by=make.practitioner_team(team=world.fellside))
        make.registration(case.person, "RCPR", next_review=world.today - timedelta(days=3))
    assert page("senior", URL).queries <= few


def test_the_queue_is_in_order_of_what_is_due(world, page, client_for):
    order = make.sentence(world.held.person, starts=world.today - timedelta(days=1))
    missed = make.missed(world.held, order.event, outcome_code="UAAB")
    EnforcementAction.objects.create(
        contact=missed, event=order.event, code="EA02", for_whom="admin", respond_by=world.today + timedelta(days=9),
        by=world.users["practitioner"], at=make.at(world.today),
    )  # fmt: skip
    task = Task.objects.create(team=world.fellside, title="Scan", due=world.today, made_at=make.at(world.today))
    Task.objects.create(team=world.tarnside, title="Elsewhere", due=world.today, made_at=make.at(world.today))
    seen = page("case_administrator", "/queue/")
    places = [seen.text.index(words) for words in ("Scan (Fellside)", "First appointment to book", "Letter to make")]
    assert places == sorted(places)
    seen.says("3 things to do", "No outcome waits to be recorded.")
    seen.lacks("Elsewhere")
    client_for("case_administrator").post(f"/tasks/{task.pk}/done/?next=/queue/")
    page("case_administrator", "/queue/").says("2 things to do")
