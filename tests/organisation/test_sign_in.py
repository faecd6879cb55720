"""Signing in and out: what it asks, how long it lasts, what the log keeps of it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from rainer.common.models import LogEntry
from rainer.web import words
from tests import make
from tests.pages import read_page

PASSWORD = "three old brown chairs"


@pytest.fixture
def user(db):
    cache.clear()
    made = make.user("practitioner", username="aisha.rahman", name="Aisha Rahman", team=make.team())
    made.set_password(PASSWORD)
    made.save()
    return made


def sign_in(client: Client, password: str = PASSWORD, username: str = "aisha.rahman"):
    return client.post("/sign-in/", {"login": username, "password": password})


def test_the_page(db, client):
    page = read_page(client.get("/sign-in/"))
    assert page.title == "Sign in"
    page.says("I have forgotten my password")


def test_signing_in_and_out_is_logged(user, client):
    assert sign_in(client).status_code == 302
    client.post("/sign-out/")
    assert list(LogEntry.objects.order_by("id").values_list("name", flat=True)) == ["signed_in", "signed_out"]
    assert client.get("/help/").status_code == 302


def test_a_wrong_password_is_told_and_logged(user, client):
    page = read_page(sign_in(client, "wrong"))
    page.says("There is a problem", "The username or the password is wrong")
    entry = LogEntry.objects.get(name="sign_in_failed")
    assert (entry.subject, entry.data) == (f"user:{user.pk}", {"username": "aisha.rahman"})


def test_a_name_nobody_has_is_not_written_down(user, client):
    sign_in(client, username="my secret password")
    assert LogEntry.objects.get(name="sign_in_failed").data == {"username": "an unknown name"}


def test_tries_are_limited(user, client):
    before = timezone.now()
    answers = [sign_in(client, "wrong") for _ in range(6)]
    shown = read_page(answers[-1])
    shown.says("You tried too often. You can try again from ")
    times = {words.clock(moment + timedelta(minutes=6)) for moment in (before, timezone.now())}
    assert any(f"try again from {time}" in shown.text for time in times), shown.text
    read_page(answers[-2]).lacks("You tried too often")
    sign_in(client)
    assert client.get("/help/").status_code == 302


def test_from_when_it_opens_again_is_counted_from_the_oldest_try(user, client, monkeypatch):
    began = time.time()
    for seconds in (0, 70, 140, 210, 280, 290):
        monkeypatch.setattr(time, "time", lambda seconds=seconds: began + seconds)
        answer = sign_in(client, "wrong")
    opens = datetime.fromtimestamp(began + 300, UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
    read_page(answer).says(f"You can try again from {words.clock(opens)}")


def test_too_many_codes_say_until_when(user, client):
    totp.TOTP.activate(user, totp.generate_totp_secret())
    sign_in(client)
    answers = [client.post("/sign-in/code/", {"code": "000000"}) for _ in range(6)]
    read_page(answers[-1]).says("You tried too often. You can try again from ")


def test_too_many_pages_from_one_address_say_until_when(db, client):
    answers = [client.post("/sign-in/", {"login": f"nobody{n}", "password": "wrong"}) for n in range(31)]
    assert answers[-1].status_code == 429
    read_page(answers[-1]).says("Too many tries", "You can try again from ")


def test_a_stopped_user_is_kept_out(user, client):
    user.is_active = False
    user.save()
    sign_in(client)
    assert client.get("/help/").status_code == 302


@pytest.mark.parametrize(("idle", "status"), [(60, 200), (1790, 200), (1810, 302)])
def test_a_session_ends_when_it_is_not_used(user, client, idle, status):
    sign_in(client)
    client.get("/help/")
    session = client.session
    session["seen"] = int(time.time()) - idle
    session.save()
    answer = client.get("/help/?a=1")
    assert answer.status_code == status
    if status == 302:
        assert answer["Location"] == "/sign-in/?next=%2Fhelp%2F%3Fa%3D1"
        read_page(client.get(answer["Location"])).says("signed out because time had passed")


def test_a_session_ends_after_a_working_day_whatever_its_use(user, client, settings):
    sign_in(client)
    client.get("/help/")
    session = client.session
    session["since"] = int(time.time()) - settings.SESSION_COOKIE_AGE - 1
    session.save()
    assert client.get("/help/").status_code == 302


@pytest.mark.parametrize(("ago", "noted"), [(60, False), (179, False), (190, True)])
def test_use_is_noted_seldom(user, client, ago, noted):
    sign_in(client)
    client.get("/help/")
    session = client.session
    session["seen"] = seen = int(time.time()) - ago
    session.save()
    client.get("/help/")
    assert (client.session["seen"] > seen) is noted


def test_a_second_factor_is_asked_for_once_set_up(user, client):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    answer = sign_in(client)
    assert answer["Location"].startswith("/sign-in/code/")
    read_page(client.get("/sign-in/code/")).says("six digits")
    read_page(client.post("/sign-in/code/", {"code": "000000"})).says("There is a problem")
    assert LogEntry.objects.filter(name="sign_in_failed", data__why="second factor").count() == 1
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    client.post("/sign-in/code/", {"code": code})
    assert client.get("/help/").status_code == 200


def test_setting_up_a_second_factor(user, client, django_capture_on_commit_callbacks):
    sign_in(client)
    asked = client.get("/my-sign-in/app/")
    read_page(client.get(asked["Location"])).says("Enter your password again")
    page = read_page(client.post(asked["Location"], {"password": PASSWORD}, follow=True))
    page.says("Key to type in")
    assert b"data:image/svg+xml;base64," in page.response.content
    secret = client.session["mfa.totp.secret"]
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/my-sign-in/app/", {"code": code})
    assert answer["Location"] == "/my-sign-in/codes/"
    read_page(client.get("/my-sign-in/codes/")).says("Each code lets you in once")
    assert Authenticator.objects.filter(user=user).count() == 2
    assert LogEntry.objects.filter(name="second_factor_added").exists()


@pytest.mark.parametrize(
    ("role", "asked"), [("system_administrator", True), ("information_owner", True), ("senior", False)]
)
def test_some_roles_must_have_one_in_service(world, settings, role, asked):
    settings.SECOND_FACTOR_REQUIRED = True
    answer = world.client_for(role).get("/help/")
    assert (answer.status_code == 302) is asked
    if asked:
        assert answer["Location"] == "/my-sign-in/app/"
        assert world.client_for(role).get("/my-sign-in/app/").status_code == 200


def test_a_forgotten_password(user, client):
    read_page(client.get("/sign-in/forgotten/")).says("We send you a link")
    client.post("/sign-in/forgotten/", {"email": user.email})
    (message,) = mail.outbox
    link = next(word for word in message.body.split() if "/sign-in/forgotten/" in word)
    answer = client.get(link.split("testserver")[-1], follow=True)
    read_page(answer).says("Choose a new password")
    new = {"password1": "four new green doors", "password2": "four new green doors"}
    client.post(answer.request["PATH_INFO"], new)
    assert sign_in(Client(), "four new green doors").status_code == 302


def test_ones_own_sign_in_pages(user, client):
    sign_in(client)
    read_page(client.get("/my-sign-in/")).says("Set up an authenticator app")
    read_page(client.get("/my-sign-in/password/")).says("Change password")
    read_page(client.get("/sign-out/")).says("What you have saved stays")
