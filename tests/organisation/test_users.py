"""Users and roles, by the system administrator: added, given, ended, stopped; all of it logged."""

from __future__ import annotations

import pytest
from django.core import mail

from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import RoleHolding, User
from tests import make
from tests.pages import read_page

NEW = {
    "name": "Carys Bell",
    "username": "carys.bell",
    "email": "carys@example.org",
    "role": "senior",
    "place": "team:HMFELL",
}


@pytest.fixture
def admin(world):
    return world.client_for("system_administrator")


def test_users_are_listed_with_their_roles(page):
    page("system_administrator", "/users/").says("Aisha Rahman", "Practitioner, Fellside", "Never")
    found = page("system_administrator", "/users/?q=megan")
    found.says("Megan Price", "1 users")
    found.lacks("Aisha Rahman")


def test_the_list_asks_the_same_however_many_users(world, page):
    few = page("system_administrator", "/users/").queries
    for _ in range(20):
        make.user("practitioner", team=world.moorgate)
    assert page("system_administrator", "/users/").queries == few


def test_adding_a_user(world, admin):
    answer = admin.post("/users/add/", NEW, follow=True)
    read_page(answer).says("Carys Bell added", "Senior", "Fellside")
    user = User.objects.get(username="carys.bell")
    assert not user.has_usable_password()
    assert Acting.of(user).area(Capability.ALLOCATE).teams == {world.fellside.pk}
    assert set(LogEntry.objects.filter(kind="change").values_list("name", flat=True)) == {"user_added", "role_given"}
    (message,) = mail.outbox
    assert message.to == ["carys@example.org"]
    assert "/sign-in/forgotten/" in message.body


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"username": "aisha.rahman"}, "this one is taken"),
        ({"username": "AISHA.Rahman"}, "this one is taken"),
        ({"username": "two words"}, "Use letters, digits, dots and dashes only"),
        ({"email": "nobody"}, "Enter an email address"),
        ({"role": ""}, "Choose a role"),
        ({"place": "team:XX"}, "Choose where the role holds"),
        ({"name": ""}, "Enter their name"),
    ],
)
def test_what_is_wrong_is_said(admin, change, said):
    count = User.objects.count()
    read_page(admin.post("/users/add/", {**NEW, **change})).says("There is a problem", said)
    assert User.objects.count() == count


def test_a_role_is_given_and_ended(world, admin, today):
    user = world.users["practitioner"]
    admin.post(f"/users/{user.pk}/", {"role": "senior", "place": "unit:HM"})
    given = RoleHolding.objects.get(user=user, role="senior")
    assert (given.unit, given.starts) == (world.harrowgate, today)
    held = RoleHolding.objects.get(user=user, role="practitioner")
    admin.post(f"/users/{user.pk}/end-role/{held.pk}/")
    assert Acting.of(user).roles == {"senior"}
    admin.post(f"/users/{user.pk}/end-role/{given.pk}/")
    assert not Acting.of(user).roles
    assert LogEntry.objects.filter(name="role_ended").count() == 2


def test_a_user_is_stopped_at_once(world, admin):
    user = world.users["practitioner"]
    assert world.client_for("practitioner").get("/help/").status_code == 200
    admin.post(f"/users/{user.pk}/active/", {"active": "no"})
    assert world.client_for("practitioner").get("/help/").status_code == 302
    admin.post(f"/users/{user.pk}/active/", {"active": "yes"})
    user.refresh_from_db()
    assert user.is_active


def test_nobody_changes_their_own_roles(world, admin):
    own = world.users["system_administrator"]
    answer = admin.post(f"/users/{own.pk}/", {"role": "senior", "place": "unit:HM"})
    assert answer.status_code == 422
    assert Acting.of(own).roles == {"system_administrator"}


def test_health_jobs_and_outbox(page):
    page("system_administrator", "/health/").says("None is at work", "Start `rainer worker`")
    page("system_administrator", "/jobs/").says("Jobs")
    page("system_administrator", "/outbox/").says("Outbox")
