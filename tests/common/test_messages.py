"""The outbox: written with the decision, sent by a job, given up after three tries; nothing undoes the decision."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json

import pytest
from django.core import mail

from rainer.common import messages, notify
from rainer.common.models import LogEntry, Message
from tests import jobs


def write(**changes):
    given = {"to": ["a@example.org"], "subject": "Case X100001", "body": "See /people/X100001/", "reference": "case-1"}
    return messages.send_later(**{**given, **changes})


def test_a_message_is_sent_by_the_job(db):
    assert write(to=["a@example.org", "b@example.org"]) == 2
    assert not mail.outbox
    assert jobs.run_waiting() == ["send_messages"]
    assert [m.to for m in mail.outbox] == [["a@example.org"], ["b@example.org"]]
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_the_same_message_is_written_and_sent_once(db):
    assert write() == 1
    assert write(to=["a@example.org", " a@example.org ", ""]) == 0
    assert len(jobs.waiting()) == 1
    messages.send_waiting()
    messages.send_waiting()
    assert len(mail.outbox) == 1


def test_it_is_tried_three_times_then_given_up_and_logged(db, monkeypatch):
    def fails(*_args, **_kwargs):
        raise OSError("connection refused")

    monkeypatch.setattr(mail, "send_mail", fails)
    write()
    states = []
    for _ in range(4):
        assert messages.send_waiting() == 0
        states.append(Message.objects.get().state)
    assert states == ["failed", "failed", "given_up", "given_up"]
    message = Message.objects.get()
    assert (message.attempts, message.last_error) == (3, "OSError: connection refused")
    assert LogEntry.objects.get().data == {"reference": "case-1"}


def test_a_try_that_works_ends_it(db, monkeypatch):
    answers = iter([OSError("down"), None])

    def once_down(*_args, **_kwargs):
        if (answer := next(answers)) is not None:
            raise answer

    monkeypatch.setattr(mail, "send_mail", once_down)
    write()
    messages.send_waiting()
    assert messages.send_waiting() == 1
    assert Message.objects.get().last_error == ""


class Notify:
    """Stands for GOV.UK Notify: keeps what it was sent."""

    status, requests = 201, []

    def __init__(self, host, timeout):
        assert host == "api.notifications.service.gov.uk"

    def request(self, method, path, body, headers):
        Notify.requests.append((method, path, json.loads(body), headers))

    def getresponse(self):
        self.status = Notify.status
        return self

    def read(self, most):
        return b'{"errors": []}'

    def close(self):
        pass


@pytest.fixture
def notify_service(settings, monkeypatch):
    settings.NOTIFY_API_KEY = (
        "rainer-" + "1" * 8 + "-1111-1111-1111-" + "1" * 12 + "-" + "2" * 8 + "-2222-2222-2222-" + "2" * 12
    )
    settings.NOTIFY_TEMPLATE_ID = "template"
    monkeypatch.setattr(http.client, "HTTPSConnection", Notify)
    Notify.status, Notify.requests = 201, []
    return Notify


def test_gov_uk_notify_is_used_when_configured(db, notify_service):
    write()
    messages.send_waiting()
    ((method, path, body, headers),) = notify_service.requests
    assert (method, path) == ("POST", "/v2/notifications/email")
    assert body["personalisation"] == {"subject": "Case X100001", "body": "See /people/X100001/"}
    assert (body["reference"], body["template_id"]) == ("case-1", "template")
    assert headers["Authorization"].startswith("Bearer ")
    assert not mail.outbox


def test_its_refusal_is_a_failure(db, notify_service):
    notify_service.status = 403
    write()
    messages.send_waiting()
    assert Message.objects.get().last_error.startswith("NotSentError: 403")


def test_the_token_is_signed_with_the_secret(settings, notify_service):
    head, payload, signature = notify.token(settings.NOTIFY_API_KEY, issued_at=1_700_000_000).split(".")
    decoded = [json.loads(base64.urlsafe_b64decode(part + "==")) for part in (head, payload)]
    assert decoded == [{"typ": "JWT", "alg": "HS256"}, {"iss": settings.NOTIFY_API_KEY[7:43], "iat": 1_700_000_000}]
    secret = settings.NOTIFY_API_KEY[-36:]
    expected = hmac.new(secret.encode(), f"{head}.{payload}".encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(signature + "==") == expected
