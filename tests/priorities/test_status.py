"""The framework status of a unit: who may set it, what it needs, that it lapses loudly, what help came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from rainer.common.errors import BadInputError, NotThereError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.priorities.models import FrameworkStatus, StatusReview, Support
from rainer.priorities.operations import Promise, review_status, set_status, support_came
from rainer.priorities.queries import status_outcome
from tests.cast import World
from tests.pages import Page

STATUS = "/units/HM/status/"


def acting(world: World, role: str) -> Acting:
    return Acting.of(world.users[role])


def red(world: World, today: date, **fields: Any) -> FrameworkStatus:
    return set_status(
        **{
            "acting": acting(world, "chief_officer"),
            "unit_code": "HM",
            "colour": "red",
            "starts": today,
            "review_by": today + timedelta(days=14),
            "reason": "vacancy",
            "reason_words": "Four posts in ten stand empty",
            "exit_tests": ["Nobody who must not wait is without a name"],
            "support": [Promise(Support.Kind.STAFF_LENT, "Two officers from Tarn Valley", "Owen Marsh", today)],
            **fields,
        }
    )


def test_the_chief_officer_sets_red_and_it_is_logged(world: World, today: date) -> None:
    red(world, today)
    answer = status_outcome(world.harrowgate, on=today).answer
    assert answer is not None
    assert (answer.colour, answer.alarms) == ("red", ())
    assert LogEntry.objects.filter(name="framework_status_set", unit_id=world.harrowgate.pk).count() == 1


def test_a_regional_director_may_set_amber_but_not_red(world: World, today: date) -> None:
    set_status(
        acting=acting(world, "regional_director"), unit_code="HM", colour="amber", starts=today,
        review_by=today + timedelta(days=28),
    )  # fmt: skip
    with pytest.raises(BadInputError) as refused:
        red(world, today, acting=acting(world, "regional_director"))
    assert refused.value.facts["errors"] == {"colour": "That role may not set this colour"}
    assert FrameworkStatus.objects.get().colour == "amber"


def test_a_head_of_unit_may_not_set_it(world: World, today: date) -> None:
    with pytest.raises(NotThereError):
        red(world, today, acting=acting(world, "head_of_unit"))


def test_red_needs_help_with_owners_and_an_end(world: World, today: date) -> None:
    with pytest.raises(BadInputError) as refused:
        red(world, today, support=(), exit_tests=(), review_by=None)
    assert set(refused.value.facts["errors"]) == {"support", "exit_tests", "review_by"}


def test_it_holds_on_its_review_day_and_has_lapsed_the_day_after(world: World, today: date) -> None:
    red(world, today, review_by=today + timedelta(days=5))
    on_the_day = status_outcome(world.harrowgate, on=today + timedelta(days=5)).answer
    after = status_outcome(world.harrowgate, on=today + timedelta(days=6)).answer
    assert on_the_day is not None
    assert after is not None
    assert (on_the_day.colour, after.colour, after.applies_as) == ("red", "lapsed", "green")
    assert "lapsed" in after.alarms


def test_a_weekly_review_is_due_after_seven_days_and_can_be_recorded(world: World, today: date) -> None:
    red(world, today)
    late = today + timedelta(days=8)
    overdue = status_outcome(world.harrowgate, on=late).answer
    assert overdue is not None
    assert "review_overdue" in overdue.alarms
    review_status(acting=acting(world, "head_of_unit"), unit_code="HM", words="Two officers came. Two did not.")
    reviewed = status_outcome(world.harrowgate, on=today + timedelta(days=7)).answer
    assert reviewed is not None
    assert "review_overdue" not in reviewed.alarms


def test_a_status_renewed_keeps_the_reviews_of_its_run(world: World, today: date, page: Callable[..., Page]) -> None:
    """One day for the next review everywhere: a week after the last one, however long the status holds."""
    red(world, today)
    FrameworkStatus.objects.update(starts=today - timedelta(days=9))
    StatusReview.objects.create(
        status=FrameworkStatus.objects.get(),
        on=today - timedelta(days=2),
        by=world.users["head_of_unit"],
        words="Two came.",
    )
    red(world, today)
    answer = status_outcome(world.harrowgate, on=today).answer
    assert answer is not None
    assert answer.next_review == answer.review_due == today + timedelta(days=5)
    page("head_of_unit", STATUS).says("Two came.", "Next review by Sat 14 Nov 2026", "Lapses after")
    front = page("head_of_unit", "/units/HM/")
    front.says("review by 14 Nov", "Review framework status Red: it is looked at every week")


def test_help_comes_once(world: World, today: date) -> None:
    promised = red(world, today).support.get()
    for _again in range(2):
        support_came(acting=acting(world, "head_of_unit"), unit_code="HM", support_id=promised.pk)
    assert LogEntry.objects.filter(name="framework_support_came").count() == 1


def test_the_page_says_status_and_never_bare_red(world: World, today: date, page: Callable[..., Page]) -> None:
    red(world, today)
    shown = page("head_of_unit", STATUS)
    for phrase in ("framework status Red", "Chief Probation Officer", "Two officers from Tarn Valley", "Pause"):
        assert phrase in shown.text


def test_a_unit_without_a_status_does_everything(page: Callable[..., Page]) -> None:
    assert "no status has been set, so everything is done" in page("practitioner", STATUS).text


def test_a_status_is_set_through_the_page(world: World, today: date) -> None:
    client = world.client_for("chief_officer")
    form = {
        "colour": "red", "starts": "9 Nov 2026", "review_by": "20 Nov 2026", "reason": "vacancy",
        "reason_words": "Posts empty", "exit_tests": "Everyone named", "kind_1": "reports",
        "what_1": "Reports by the region", "owner_1": "Owen Marsh", "due_1": "16 Nov 2026",
    }  # fmt: skip
    answer = client.post(f"{STATUS}set/", form)
    assert (answer.status_code, answer["Location"]) == (302, STATUS)
    assert FrameworkStatus.objects.get().support.get().owner == "Owen Marsh"


def test_what_is_missing_is_named_beside_its_field_and_kept(world: World) -> None:
    client = world.client_for("chief_officer")
    answer = client.post(
        f"{STATUS}set/", {"colour": "red", "starts": "9 Nov", "review_by": "20 Nov", "reason": "vacancy"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Red needs a list of support" in text
    assert "20 Nov" in text
