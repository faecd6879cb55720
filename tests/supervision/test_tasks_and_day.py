"""Tasks people type in; putting things off; saying that the day does not fit; the private diary address."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotAllowedError, NotThereError, RefusedError
from rainer.common.models import LogEntry, Message
from rainer.policy.tasks import SnoozeInputs
from rainer.supervision.models import DiaryFeed, DoesNotFit, Snooze, Task
from rainer.supervision.operations.day import Item, answer_does_not_fit, say_it_does_not_fit, snooze
from rainer.supervision.operations.feeds import make_feed, revoke_feed
from rainer.supervision.operations.tasks import NewTask, add_task, dismiss_task, do_task
from rainer.supervision.queries.feeds import hash_of


def add(world, acting, *, role="practitioner", key=None, **fields):
    facts = {"title": "Ring the hostel", "due": world.today, "owner": world.aisha, **fields}
    return add_task(acting=acting(role), task=NewTask(**facts), key=key or uuid4())


def test_a_task_is_added_once_and_done_once(world, acting):
    key = uuid4()
    task = add(world, acting, key=key, person=world.held.person)
    assert add(world, acting, key=key, person=world.held.person) == task
    assert do_task(acting=acting("practitioner"), task_id=task.pk) is None
    task.refresh_from_db()
    assert (task.done_by, task.dismissed_reason) == (world.users["practitioner"], "")
    with pytest.raises(ChangedMeanwhileError):
        do_task(acting=acting("senior"), task_id=task.pk)
    assert [e.name for e in LogEntry.objects.order_by("id")] == ["task_added", "task_done"]


def test_a_repeating_task_makes_the_next_and_not_in_the_past(world, acting):
    late = add(world, acting, due=world.today - timedelta(days=10), repeats="week")
    following = do_task(acting=acting("practitioner"), task_id=late.pk)
    assert (following.due, following.repeats, following.title) == (world.today + timedelta(days=4), "week", late.title)
    dismiss_task(acting=acting("practitioner"), task_id=following.pk, reason="He moved out")
    assert not Task.objects.filter(done_at=None).exists()


def test_a_task_is_let_go_with_a_reason(world, acting):
    task = add(world, acting)
    with pytest.raises(BadInputError):
        dismiss_task(acting=acting("practitioner"), task_id=task.pk, reason=" ")
    assert dismiss_task(acting=acting("senior"), task_id=task.pk, reason="Done by the hostel").done_by is not None


def test_a_task_for_a_queue_and_one_for_nobody(world, acting):
    assert add(world, acting, owner=None, team=world.fellside, role="case_administrator").team == world.fellside
    with pytest.raises(BadInputError):
        add(world, acting, owner=None)
    with pytest.raises(BadInputError):
        add(world, acting, title=" ")


def test_tasks_of_another_team_are_not_there(world, acting):
    with pytest.raises(NotThereError):
        add(world, acting, role="elsewhere")
    with pytest.raises(NotThereError):
        add(world, acting, person=world.far.person)
    task = add(world, acting)
    with pytest.raises(NotThereError):
        do_task(acting=acting("elsewhere"), task_id=task.pk)


def put_off(world, acting, *, role="practitioner", **asked):
    facts = {"kind": "plan", "priority": "should", "days": 2, "reason": "Waiting for the report", **asked}
    item = Item("plan:12", "Plan due", world.held.person)
    return snooze(acting=acting(role), practitioner_team=world.aisha, item=item, asked=SnoozeInputs(**facts))


def test_an_item_is_put_off_as_far_as_the_rule_allows(world, acting):
    made = put_off(world, acting)
    assert (made.item, made.until, made.to_end_of_day) == ("plan:12", world.today + timedelta(days=2), False)
    for asked, words in (
        ({"reason": ""}, "Say why"),
        ({"days": 5}, "days offered"),
        ({"priority": "must", "bears_on_risk": True}, "end of the day"),
    ):
        with pytest.raises(RefusedError, match=words):
            put_off(world, acting, **asked)
    risk = put_off(world, acting, days=0, priority="must", bears_on_risk=True)
    assert (risk.until, risk.to_end_of_day) == (world.today, True)
    assert Snooze.objects.count() == 2


def test_nobody_puts_off_for_someone_else(world, acting):
    with pytest.raises(NotThereError):
        put_off(world, acting, role="senior")


PLAN = (Item("plan:12", "Plan due"),)


def say(world, acting, *, role="practitioner", items=PLAN, words=""):
    return say_it_does_not_fit(
        acting=acting(role), practitioner_team=world.aisha, items=items, in_words=words, load_percent=Decimal("134.2")
    )


def test_what_does_not_fit_is_kept_with_the_load_and_the_senior_is_told(world, acting):
    said = say(world, acting, words="Court all day")
    assert (said.items, said.load_percent, said.on) == (
        [{"item": "plan:12", "what": "Plan due"}], Decimal("134.2"), world.today,
    )  # fmt: skip
    message = Message.objects.get()
    assert message.to == world.users["senior"].email
    assert "Plan due" not in message.body
    answered = answer_does_not_fit(acting=acting("senior"), pk=said.pk, answer="Leave the plan until Friday")
    assert answered.answered_by == world.users["senior"]
    with pytest.raises(ChangedMeanwhileError, match="Leave the plan"):
        answer_does_not_fit(acting=acting("head_of_unit"), pk=said.pk, answer="Again")


def test_it_says_something_and_is_said_by_oneself(world, acting):
    with pytest.raises(BadInputError):
        say(world, acting, items=())
    with pytest.raises(NotThereError):
        say(world, acting, role="senior")
    said = say(world, acting)
    for role in ("practitioner", "elsewhere"):
        with pytest.raises(NotThereError):
            answer_does_not_fit(acting=acting(role), pk=said.pk, answer="x")
    assert DoesNotFit.objects.get().answered_at is None


def test_a_diary_address_is_known_once_and_one_at_a_time(world, acting):
    first = make_feed(acting=acting("practitioner"))
    second = make_feed(acting=acting("practitioner"))
    assert first.token != second.token
    stored = DiaryFeed.objects.values_list("token_hash", flat=True)
    assert second.token not in "".join(stored)
    standing = DiaryFeed.objects.get(revoked_at=None)
    assert standing.token_hash == hash_of(second.token)
    assert revoke_feed(acting=acting("practitioner"))
    assert not revoke_feed(acting=acting("practitioner"))
    with pytest.raises(NotAllowedError):
        make_feed(acting=acting("inspector"))
