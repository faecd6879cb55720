"""Who may open which record. The condition in SQL and the rule in Python must never disagree."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rainer.cases.access import limited_person_ids, limited_q, log_list, open_case, open_person
from rainer.cases.models import Case, Exclusion, Restriction
from rainer.common.errors import NotThereError, RestrictedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from tests import make


def opens(world, role: str, crn: str) -> Case:
    return open_case(Acting.of(world.users[role]), crn, Capability.SEE_PERSON, what="the record")


def test_a_read_is_logged(world):
    opens(world, "practitioner", "X100001")
    entry = LogEntry.objects.get()
    assert (entry.kind, entry.person_id, entry.unit_id) == ("read", world.held.person_id, world.harrowgate.pk)
    assert entry.data == {"what": "the record"}


@pytest.mark.parametrize(
    ("role", "crn"), [("practitioner", "X100004"), ("practitioner", "X999999"), ("inspector", "X100001")]
)
def test_not_yours_looks_like_not_there(world, role, crn):
    with pytest.raises(NotThereError) as refused:
        opens(world, role, crn)
    assert refused.value.message == "You cannot open this. It may be restricted, or not yours, or not there."
    assert LogEntry.objects.get().kind == "refused"


def test_a_limited_record_inside_the_area_says_so(world):
    with pytest.raises(RestrictedError) as refused:
        opens(world, "practitioner", "X100003")
    assert refused.value.facts == {"crn": "X100003", "may_open": True, "words": ""}
    assert LogEntry.objects.get().kind == "refused"
    assert opens(world, "senior", "X100003") == world.limited


def test_a_limited_record_outside_the_area_looks_like_not_there(world):
    with pytest.raises(NotThereError):
        opens(world, "elsewhere", "X100003")


def test_an_exclusion_keeps_one_user_out(world):
    make.exclusion(world.held.person, world.users["practitioner"])
    with pytest.raises(RestrictedError):
        opens(world, "practitioner", "X100001")
    assert opens(world, "senior", "X100001") == world.held


@pytest.mark.parametrize(
    ("starts", "ends", "limited"), [(1, None, False), (0, None, True), (-9, 0, True), (-9, -1, False)]
)
def test_a_limit_holds_on_its_days_both_included(world, today, starts, ends, limited):
    day = lambda offset: None if offset is None else today + timedelta(days=offset)  # noqa: E731
    make.exclusion(world.held.person, world.users["practitioner"], starts=day(starts), ends=day(ends))
    acting = Acting.of(world.users["practitioner"])
    assert bool(limited_person_ids(acting, [world.held.person_id])) is limited


def test_a_closed_case_is_found_for_its_person_page_only(world, today):
    Case.objects.filter(pk=world.held.pk).update(closed_on=today)
    with pytest.raises(NotThereError):
        opens(world, "practitioner", "X100001")
    acting = Acting.of(world.users["practitioner"])
    assert open_person(acting, "X100001", Capability.SEE_PERSON, what="the record") == world.held


def test_a_list_that_shows_names_is_logged_for_each(world, django_assert_num_queries):
    acting = Acting.of(world.users["senior"])
    with django_assert_num_queries(1):
        log_list(acting, [world.held, world.waiting], what="nobody named")
    assert set(LogEntry.objects.values_list("person_id", flat=True)) == {world.held.person_id, world.waiting.person_id}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    exclusions=st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.integers(-1, 1)), max_size=6),
    restrictions=st.lists(st.tuples(st.integers(0, 3), st.booleans(), st.integers(-1, 1)), max_size=6),
)
def test_the_condition_in_sql_agrees_with_the_rule(world, today, exclusions, restrictions):
    cases = [world.held, world.waiting, world.limited, world.far]
    for model, drawn in ((Exclusion, exclusions), (Restriction, restrictions)):
        model.objects.all().delete()
        for which, is_me, offset in drawn:
            user = world.users["practitioner" if is_me else "senior"]
            starts = today + timedelta(days=offset)
            model.objects.create(person=cases[which].person, user=user, starts=starts, reason="x")
    acting = Acting.of(world.users["practitioner"])
    in_sql = set(Case.objects.filter(limited_q(acting)).values_list("person_id", flat=True))
    assert in_sql == limited_person_ids(acting, [c.person_id for c in cases])
