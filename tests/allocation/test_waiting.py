"""The waiting order, the watcher, the daily self-check and the talk: what the list rests on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from rainer.allocation import events
from rainer.allocation.inputs import Rules
from rainer.allocation.jobs import check_nobody_named, refresh_waiting_groups, refresh_waiting_of_person
from rainer.allocation.models import DutyPlan
from rainer.allocation.operations.talk import record_staff_safety_talk
from rainer.allocation.operations.waiting import refresh_waiting
from rainer.allocation.operations.watch import set_watcher
from rainer.allocation.queries.waiting import checks_of, nobody_named, waiting_counts, worst_first
from rainer.cases.models import Case, CaseHolding
from rainer.common.errors import BadInputError, NotAllowedError, RefusedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.workload.models import PlaceReading
from tests import make
from tests.cast import World

As = Callable[[str], Acting]


def waits(world: World, **facts: object) -> Case:
    return make.case(team=world.fellside, **{"rosh": "low", "first_appointment": "kept", **facts})


@pytest.mark.parametrize(
    ("facts", "code", "group"),
    [
        ({"rosh": "very_high"}, None, 1),
        ({"mappa_level": 2}, None, 1),
        ({"mappa_level": 1}, None, 2),
        ({}, "MAPP", 2),
        ({"rosh": "high"}, None, 2),
        ({"rosh": "not_recorded"}, None, 2),
        ({}, "RCPR", 2),
        ({}, "RVAD", 2),
        ({}, "ADVP", 2),
        ({"first_appointment": "missed"}, None, 2),
        ({"first_appointment": "never_booked"}, None, 2),
        ({"rosh": "medium"}, None, 3),
        ({}, None, 4),
    ],
)
def test_the_group_follows_the_facts(world: World, facts: dict[str, object], code: str | None, group: int) -> None:
    case = waits(world, **facts)
    if code:
        make.registration(case.person, code)
    refresh_waiting([case.pk], on=world.today)
    case.refresh_from_db()
    assert case.waiting_group == group
    assert case.waiting_facts


def test_a_flag_that_ended_counts_no_more(world: World) -> None:
    case = waits(world)
    flag = make.registration(case.person, "RCPR", is_staff_safety=True, ends=world.today + timedelta(days=1))
    refresh_waiting([case.pk], on=world.today)
    case.refresh_from_db()
    assert (case.waiting_group, case.needs_staff_safety_talk) == (2, True)
    flag.ends = world.today
    flag.save()
    refresh_waiting([case.pk], on=world.today)
    case.refresh_from_db()
    assert (case.waiting_group, case.needs_staff_safety_talk) == (4, False)


def test_refreshing_twice_changes_and_says_nothing_more(world: World) -> None:
    case = waits(world, rosh="high")
    assert refresh_waiting([case.pk], on=world.today) == 1
    assert refresh_waiting([case.pk], on=world.today) == 0
    assert LogEntry.objects.filter(name="waiting_group_changed", person_id=case.person_id).count() == 1
    refresh_waiting_groups()
    assert LogEntry.objects.filter(name="waiting_group_changed", person_id=case.person_id).count() == 1


def test_a_fact_about_a_person_asks_for_a_refresh_of_their_case(world: World) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    refresh_waiting_of_person(LogEntry(name="registration_added", person_id=world.waiting.person_id))
    refresh_waiting_of_person(LogEntry(name="registration_added"))
    job = ProcrastinateJob.objects.get(task_name="refresh_waiting_groups")
    assert job.args == {"case_ids": [world.waiting.pk]}


def test_worst_first_then_longest_waiting_then_longest_without_contact_then_crn(world: World) -> None:
    Case.objects.filter(practitioner_team=None).update(closed_on=world.today)
    day = world.today - timedelta(days=10)

    def one(crn: str, **facts: object) -> str:
        make.case(
            person=make.person(crn=crn), team=world.fellside, **{"received_on": day, "last_contact_on": day, **facts}
        )
        return crn

    expected = [
        one("X900009", waiting_group=1, received_on=world.today),
        one("X900008", waiting_group=2, received_on=day - timedelta(days=1)),
        one("X900007", waiting_group=2, last_contact_on=None),
        one("X900006", waiting_group=2, last_contact_on=day - timedelta(days=1)),
        one("X900004", waiting_group=2),
        one("X900005", waiting_group=2),
        one("X900001", waiting_group=3),
    ]
    assert list(worst_first(nobody_named(Case.objects.all())).values_list("person__crn", flat=True)) == expected


def test_a_placeholder_is_nobody(world: World) -> None:
    placeholder = make.practitioner_team(team=world.fellside, is_placeholder=True)
    case = make.case(held_by=placeholder)
    assert case in nobody_named(Case.objects.all())


@pytest.mark.parametrize(("group", "days", "refused"), [(2, 7, False), (2, 8, True), (3, 28, False), (3, 29, True)])
def test_how_soon_the_watcher_must_be_in_contact(
    world: World, acting: As, group: int, days: int, refused: bool
) -> None:
    case = waits(world, waiting_group=group)

    def ask() -> None:
        set_watcher(
            acting=acting("case_administrator"), case_ids=[case.pk], watcher=world.users["senior"],
            next_contact_on=world.today + timedelta(days=days), how="call",
        )  # fmt: skip

    if refused:
        with pytest.raises(BadInputError, match="Choose a date in the next"):
            ask()
        assert not DutyPlan.objects.exists()
    else:
        ask()
        assert DutyPlan.objects.get().next_contact_on == world.today + timedelta(days=days)


def test_a_new_watcher_ends_the_plan_before_and_the_limited_are_left_out(world: World, acting: As) -> None:
    by, ids = acting("head_of_unit"), [world.waiting.pk, world.limited.pk]
    more = {"next_contact_on": world.today, "how": "visit"}
    first = set_watcher(acting=by, case_ids=ids, watcher=world.users["senior"], **more)
    assert (first.set_for, first.left_out) == (1, ("X100003",))
    set_watcher(acting=by, case_ids=ids, watcher=world.users["practitioner"], **more)
    assert DutyPlan.objects.count() == 2
    assert DutyPlan.objects.get(ended_at=None).watcher == world.users["practitioner"]
    with pytest.raises(NotAllowedError):
        set_watcher(acting=acting("practitioner"), case_ids=ids, watcher=world.users["senior"], **more)
    with pytest.raises(BadInputError):
        set_watcher(acting=by, case_ids=[world.held.pk], watcher=world.users["senior"], **more)


def test_the_self_check_is_recorded_once_a_day_with_the_counts_of_the_list(world: World) -> None:
    make.registration(world.waiting.person, "RCPR")
    make.registration(world.waiting.person, "ADVP")
    check_nobody_named()
    check_nobody_named()
    entry = LogEntry.objects.get(name=events.SELF_CHECK.name, unit_id=world.harrowgate.pk)
    rules = Rules.of(world.harrowgate, on=world.today)
    counts = waiting_counts(nobody_named(Case.objects.filter(team__unit=world.harrowgate)), rules)
    assert entry.data["people"] == counts.people == 2
    assert (entry.data["safeguarding"], entry.data["domestic_abuse"], entry.data["child_at_risk"]) == (1, 1, 1)
    assert entry.data["high"] == 1
    assert checks_of(world.harrowgate)[0]["on"] == world.today


@pytest.mark.parametrize(("days", "counted"), [(27, 0), (28, 1), (29, 1)])
def test_what_counts_as_long_without_contact(world: World, days: int, counted: int) -> None:
    case = waits(world, last_contact_on=world.today - timedelta(days=days))
    counts = waiting_counts(Case.objects.filter(pk=case.pk), Rules.of(world.harrowgate, on=world.today))
    assert counts.long_without_contact == counted


def test_a_talk_needs_an_answer_and_support_needs_words(world: World, acting: As) -> None:
    more = {"acting": acting("senior"), "case": world.waiting, "to": world.aisha}
    with pytest.raises(BadInputError):
        record_staff_safety_talk(answer="maybe", **more)
    with pytest.raises(BadInputError):
        record_staff_safety_talk(answer="with", support=" ", **more)
    make.exclusion(world.waiting.person, world.users["practitioner"])
    with pytest.raises(RefusedError):
        record_staff_safety_talk(answer="yes", **more)


def test_no_trait_of_staff_is_within_reach_of_an_allocation_rule(world: World) -> None:
    from dataclasses import fields

    from rainer.allocation.proposal.problem import Candidate
    from rainer.organisation.models import Practitioner
    from rainer.policy.allocation import GuardInputs

    names = (
        {f.name for f in Practitioner._meta.get_fields()}
        | {f.name for f in fields(Candidate)}
        | {f.name for f in fields(GuardInputs)}
    )
    for trait in ("sex", "gender", "ethnic", "religion", "birth", "age", "disab", "orientation", "nationality"):
        assert not [n for n in names if trait == n or n.startswith(trait + "_") or n.endswith("_" + trait)], trait


def test_another_day_shows_who_had_nobody_then_and_is_kept_everywhere(
    world: World, page: Callable[..., Any], today: date
) -> None:
    day = today - timedelta(days=3)
    since = make.case(person=make.person(crn="X100055"), team=world.fellside, received_on=today - timedelta(days=1))
    named = make.case(person=make.person(crn="X100056"), held_by=world.aisha, received_on=today - timedelta(days=9))
    CaseHolding.objects.filter(case=named).delete()
    CaseHolding.objects.create(case=named, practitioner_team=world.aisha, starts_at=make.at(today - timedelta(days=1)))
    shown = page("senior", f"/units/HM/nobody-named/?on={day.isoformat()}&team=HMFELL")
    shown.says("You are looking at", "X100056", "X100002", "14 days")
    shown.lacks(since.person.crn, "Name someone", "Propose who could take", "Set a watcher")
    own = [url for text, url in shown.links.items() if "nobody-named/?" in url and text != "Go to now"]
    assert own
    assert all(f"on={day.isoformat()}" in url for url in own)
    rows = world.client_for("senior").get(f"/units/HM/nobody-named/?on={day.isoformat()}&download=csv").content.decode()
    assert "X100056" in rows
    assert "X100055" not in rows


def test_a_past_day_is_told_as_it_was_read_and_says_how_many_can_be_listed(world, page, today):
    day = today - timedelta(days=30)
    PlaceReading.objects.create(
        unit=world.harrowgate, on=day, people=50, nobody_named=9, must_not_wait=1, nobody_named_points=100
    )
    page("head_of_unit", f"/units/HM/nobody-named/?on={day}").says(
        "Nobody named: 9 people",
        "The reading of that night counted 9. From the record as it is today 1 can be listed",
    )
