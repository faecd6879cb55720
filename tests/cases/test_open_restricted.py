"""Open a restricted record with a reason: an hour, its manager and the information owner told at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from rainer.cases import operations
from rainer.cases.access import limited_person_ids, open_case, open_until
from rainer.cases.models import BreakGlass
from rainer.common.errors import BadInputError, NotThereError, RefusedError, RestrictedError
from rainer.common.models import LogEntry, Message
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from tests import make


def opened_by(world, role, *, crn="X100003", ground="harm", reason="His mother rang: he is at her door"):
    return operations.open_restricted(acting=Acting.of(world.users[role]), crn=crn, ground=ground, reason=reason)


def test_it_opens_for_an_hour(world):
    acting = Acting.of(world.users["practitioner"])
    with pytest.raises(RestrictedError):
        open_case(acting, "X100003", Capability.SEE_PERSON, what="the record")
    opened = opened_by(world, "practitioner")
    assert opened.open_until - opened.opened_at == timedelta(minutes=60)
    assert open_case(acting, "X100003", Capability.SEE_PERSON, what="the record") == world.limited
    assert open_until(acting, world.limited.person_id) == opened.open_until


def test_it_opens_for_nobody_else(world):
    opened_by(world, "practitioner")
    assert limited_person_ids(Acting.of(world.users["head_of_unit"]), [world.limited.person_id])


def test_the_reason_is_in_the_log(world):
    opened_by(world, "practitioner")
    entry = LogEntry.objects.get(name="restricted_opened")
    assert (entry.actor_id, entry.person_id) == (world.users["practitioner"].pk, world.limited.person_id)
    assert entry.data["reason"] == "His mother rang: he is at her door"


def test_with_nobody_named_the_seniors_and_the_information_owner_are_told_without_the_reason(world):
    opened_by(world, "practitioner")
    told = {message.to: message for message in Message.objects.all()}
    assert set(told) == {world.users["senior"].email, world.users["information_owner"].email}
    for message in told.values():
        assert "X100003" in message.subject
        assert "mother" not in message.body
        assert "Vale" not in message.body


def test_with_a_named_practitioner_their_manager_is_told(world):
    make.exclusion(world.held.person, world.users["head_of_unit"])
    opened_by(world, "head_of_unit", crn="X100001")
    told = set(Message.objects.values_list("to", flat=True))
    assert told == {world.users[role].email for role in ("senior", "practitioner", "information_owner")}


@pytest.mark.parametrize(
    ("ground", "reason", "field"), [("harm", " ", "reason"), ("", "He is here", "ground"), ("bored", "x", "ground")]
)
def test_it_wants_a_ground_and_a_reason(world, ground, reason, field):
    with pytest.raises(BadInputError) as refused:
        opened_by(world, "practitioner", ground=ground, reason=reason)
    assert list(refused.value.facts["errors"]) == [field]
    assert not BreakGlass.objects.exists()


def test_outside_the_area_the_record_is_not_there_and_the_try_is_logged(world):
    with pytest.raises(NotThereError):
        opened_by(world, "elsewhere")
    assert LogEntry.objects.filter(kind="refused", actor_id=world.users["elsewhere"].pk).count() == 1


def test_a_record_open_anyway_is_not_opened_again(world):
    with pytest.raises(RefusedError):
        opened_by(world, "practitioner", crn="X100001")


def test_closing_it_shuts_it_at_once(world):
    acting = Acting.of(world.users["practitioner"])
    opened_by(world, "practitioner")
    assert operations.close_restricted(acting=acting, crn="X100003")
    assert limited_person_ids(acting, [world.limited.person_id])
    assert not operations.close_restricted(acting=acting, crn="X100003")
    assert LogEntry.objects.filter(name="restricted_closed").count() == 1


def test_after_the_hour_it_is_shut_and_the_job_notes_it_once(world):
    acting = Acting.of(world.users["practitioner"])
    opened = opened_by(world, "practitioner")
    over = opened.opened_at - timedelta(minutes=61)
    BreakGlass.objects.update(opened_at=over, open_until=over + timedelta(minutes=60))
    assert limited_person_ids(acting, [world.limited.person_id])
    assert operations.close_expired() == 1
    assert operations.close_expired() == 0
    opened.refresh_from_db()
    assert opened.closed_at == opened.open_until
    assert timezone.is_aware(opened.closed_at)
    assert LogEntry.objects.filter(name="restricted_ended").count() == 1


def test_the_managers_see_it_on_their_pages_until_they_have_seen_it(world, page, client_for):
    opened = opened_by(world, "practitioner")
    told = "Aisha Rahman opened the restricted record X100003"
    for url in ("/today/", "/teams/HMFELL/", "/teams/HMFELL/today/"):
        page("senior", url).says(told, "Someone may be harmed now", "His mother rang: he is at her door")
    page("practitioner", "/today/").lacks(told)
    answer = client_for("senior").post(f"/access/openings/{opened.pk}/seen/", {"next": "/teams/HMFELL/"})
    assert answer.url == "/teams/HMFELL/"
    for url in ("/today/", "/teams/HMFELL/", "/teams/HMFELL/today/"):
        page("senior", url).lacks(told)
    assert LogEntry.objects.filter(name="restricted_opening_seen", actor=world.users["senior"]).count() == 1
    assert client_for("senior").post(f"/access/openings/{opened.pk}/seen/").status_code == 404


def test_a_named_practitioner_is_told_too_and_each_sees_for_themselves(world, page):
    make.exclusion(world.held.person, world.users["head_of_unit"])
    opened = opened_by(world, "head_of_unit", crn="X100001")
    told = "Dilys Hart opened the restricted record X100001"
    page("practitioner", "/today/").says(told)
    operations.see_opening(acting=Acting.of(world.users["practitioner"]), pk=opened.pk)
    page("practitioner", "/today/").lacks(told)
    page("senior", "/today/").says(told)
    page("elsewhere", "/today/").lacks(told)


def test_a_manager_kept_from_the_record_reads_who_and_when_not_why(world, page):
    make.exclusion(world.limited.person, world.users["senior"])
    opened_by(world, "practitioner")
    shown = page("senior", "/today/")
    shown.says("Aisha Rahman opened the restricted record X100003")
    shown.lacks("His mother rang")


def test_an_opening_that_is_not_yours_is_not_there_to_see(world):
    opened = opened_by(world, "practitioner")
    with pytest.raises(NotThereError):
        operations.see_opening(acting=Acting.of(world.users["elsewhere"]), pk=opened.pk)
