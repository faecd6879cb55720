"""Two people change one thing: the second sees theirs beside yours, who and when, and the ways on."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import RequestFactory

from rainer.common.errors import ChangedMeanwhileError
from rainer.web.conflict import conflict_of
from rainer.workforce.models import Reduction
from rainer.workload.models import LineQuery, WorkloadAction
from tests import make
from tests.cast import World
from tests.pages import Page, read_page

TYPED = {"reason": "other", "hours": "4", "starts": "2026-11-09", "ends": "2026-11-30", "version": "1"}


def clash(world: World, today: date, *, theirs: str, yours: str, hours: str = "9") -> tuple[Reduction, str, Page]:
    """The senior saves her notes first; then the head saves his, from the page he opened before."""
    row = make.reduction(world.aisha, on=today)
    url = f"/load/reductions/{row.pk}/"
    first = world.client_for("senior").post(url, {**TYPED, "hours": "8", "notes": theirs})
    assert first.status_code == 302
    second = world.client_for("head_of_unit").post(url, {**TYPED, "hours": hours, "notes": yours})
    assert second.status_code == 409
    return row, url, read_page(second)


def forms(page: Page) -> dict[str, dict[str, str]]:
    """The fields that each way on would post, by its button."""
    html = page.response.content.decode()
    found = {}
    for form in re.findall(r"<form method=\"post\" action=\"/load/reductions/.*?</form>", html, re.S):
        fields = re.findall(r'name="([^"]+)" value="([^"]*)"', form)
        button = re.findall(r"<button[^>]*>([^<]+)</button>", form)[0]
        found[button] = {name: unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}
    return found


def test_it_shows_theirs_beside_yours(world: World, today: date) -> None:
    _row, _url, page = clash(world, today, theirs="Covers court on Mondays", yours="Back on 1 Dec")
    page.says(
        "Someone changed this while you were writing",
        "Megan Price changed this reduction while you were writing.",
        "Theirs, as it is now (Megan Price, ",
        "Covers court on Mondays",
        "Back on 1 Dec",
        "8.0",
        "Keep theirs: look at it as it is now",
    )


def test_keep_both_adds_your_text_under_theirs(world: World, today: date) -> None:
    row, url, page = clash(world, today, theirs="Covers court on Mondays", yours="Back on 1 Dec")
    page.says("Theirs, with your text added under theirs in: Notes.")
    answer = world.client_for("head_of_unit").post(url, forms(page)["Keep both"])
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.hours, row.notes) == (8, "Covers court on Mondays\n\nBack on 1 Dec")


def test_use_mine_takes_the_place_of_theirs(world: World, today: date) -> None:
    row, url, page = clash(world, today, theirs="Covers court on Mondays", yours="Back on 1 Dec")
    assert world.client_for("head_of_unit").post(url, forms(page)["Use mine instead"]).status_code == 302
    row.refresh_from_db()
    assert (row.hours, row.notes) == (9, "Back on 1 Dec")


def test_a_third_change_meanwhile_is_told_again(world: World, today: date) -> None:
    row, url, page = clash(world, today, theirs="One", yours="Two")
    Reduction.objects.filter(pk=row.pk).update(version=7)
    assert world.client_for("head_of_unit").post(url, forms(page)["Keep both"]).status_code == 409


def test_both_is_offered_only_where_your_text_adds_something(world: World, today: date) -> None:
    _row, _url, page = clash(world, today, theirs="Back on 1 Dec", yours="Back on 1 Dec")
    assert list(forms(page)) == ["Use mine instead"]


def test_a_problem_on_the_way_does_not_hide_that_it_changed(world: World, today: date) -> None:
    """A form that comes back with an error keeps the version it was opened with."""
    row = make.reduction(world.aisha, on=today)
    url = f"/load/reductions/{row.pk}/"
    world.client_for("senior").post(url, {**TYPED, "hours": "8", "notes": "Theirs"})
    wrong = world.client_for("head_of_unit").post(url, {**TYPED, "hours": "lots"})
    assert wrong.status_code == 422
    assert 'name="version" value="1"' in wrong.content.decode()


def test_what_was_deleted_cannot_be_changed(world: World, today: date) -> None:
    row = make.reduction(world.aisha, on=today)
    head = world.client_for("head_of_unit")
    opened = Reduction.objects.get(pk=row.pk)
    world.client_for("senior").post(f"/load/reductions/{row.pk}/delete/", {"version": "1"})
    assert head.post(f"/load/reductions/{opened.pk}/", TYPED).status_code == 404


def test_an_answer_stands_and_the_two_ways_are_said(world: World, today: date) -> None:
    asked = {"asked_by": world.users["practitioner"], "asked_at": make.at(today), "answer_due": today}
    query = LineQuery.objects.create(practitioner_team=world.aisha, line="reports", wrong="other", text="Two", **asked)
    url = f"/load/queries/{query.pk}/"
    assert answered(world, "senior", url, "It was a short one").status_code == 302
    late = answered(world, "head_of_unit", url, "It was two")
    assert late.status_code == 409
    page = read_page(late)
    page.says("Megan Price answered this first.", "It was a short one", "It was two", "both cannot be kept")
    page.says("leave it as it is, or ask Megan Price to change it")
    page.lacks("Use mine instead", "Keep both")


def answered(world: World, role: str, url: str, text: str) -> Any:
    return world.client_for(role).post(url, {"answer": text, "upheld": "no"})


def test_what_was_recorded_at_a_threshold_stands(world: World, today: date) -> None:
    facts = {"threshold": "act", "from_reading": today, "percent": 112, "due": today}
    action = WorkloadAction.objects.create(practitioner_team=world.aisha, **facts)
    url, given = f"/load/actions/{action.pk}/", {"agreed": "yes", "look_again_on": "2026-11-16"}
    first = world.client_for("senior").post(url, {**given, "chosen": "none", "reason": "Nobody to lend"})
    assert first.status_code == 302
    typed = {"chosen": "admin_help", "agreed": "not_asked", "look_again_on": "20 Nov"}
    late = read_page(world.client_for("senior").post(url, {**given, **typed}))
    late.says("Megan Price answered this first: Nothing.", "Nobody to lend", "16 Nov 2026", "both cannot be kept")
    late.says("What did you do? Nothing Admin help", "Did Aisha Rahman agree? Yes We have not talked")
    late.says("Look again on 16 Nov 2026 20 Nov 2026")
    late.lacks("admin_help", "not_asked", "–", "Chosen ")


def test_what_is_typed_is_escaped(world: World, today: date) -> None:
    _row, _url, page = clash(world, today, theirs="<b>bold</b>", yours='"><script>x</script>')
    html = page.response.content.decode()
    assert "<script>x" not in html
    assert "<b>bold" not in html


@pytest.mark.parametrize(
    ("theirs", "yours", "differ"),
    [
        ("True", [("allow_sms", "1")], False),
        ("False", [], False),
        ("True", [], True),
        ("False", [("allow_sms", "on")], True),
    ],
)
def test_a_box_ticked_on_both_sides_is_the_same(theirs: str, yours: list[tuple[str, str]], differ: bool) -> None:
    error = ChangedMeanwhileError("Changed", who="Priya", at="", theirs={"allow_sms": theirs})
    found = conflict_of(RequestFactory().post("/"), error, yours)
    assert found is not None
    assert bool(found.lines) is differ
    assert {line.theirs for line in found.lines} <= {"Yes", "No"}
