"""Sends an e-mail or a text through GOV.UK Notify, when a key for it is set.

One POST with a signed token is all of the service's interface that Rainer uses, so it is written out here: the
service's own client would bring an HTTP library, a token library and a command-line parser to lock and watch.
The e-mail template in Notify needs two fields: ((subject)) and ((body)); the text template needs ((body)).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import time

from django.conf import settings

HOST = "api.notifications.service.gov.uk"
PATHS = {"email": "/v2/notifications/email", "sms": "/v2/notifications/sms"}
SECONDS = 15
UUID_LENGTH = 36


class NotSentError(Exception):
    """GOV.UK Notify did not take the message."""


def can_send(kind: str) -> bool:
    """Whether a sender is set for this kind of message: "email" or "sms"."""
    return bool(settings.NOTIFY_API_KEY and (kind == "email" or settings.NOTIFY_SMS_TEMPLATE_ID))


def send_email(*, to: str, subject: str, body: str, reference: str) -> None:
    """Hand one e-mail to GOV.UK Notify. Raises NotSentError with its answer, or OSError when it cannot be reached."""
    fields = {"subject": subject, "body": body}
    _send("email", {"email_address": to}, settings.NOTIFY_TEMPLATE_ID, fields, reference)


def send_sms(*, to: str, body: str, reference: str) -> None:
    """Hand one text to GOV.UK Notify. Raises as `send_email` does."""
    _send("sms", {"phone_number": to}, settings.NOTIFY_SMS_TEMPLATE_ID, {"body": body}, reference)


def _send(kind: str, to: dict[str, str], template: str, fields: dict[str, str], reference: str) -> None:
    payload = {**to, "template_id": template, "personalisation": fields, "reference": reference}
    headers = {
        "Authorization": f"Bearer {token(settings.NOTIFY_API_KEY, issued_at=int(time.time()))}",
        "Content-Type": "application/json",
    }
    connection = http.client.HTTPSConnection(HOST, timeout=SECONDS)
    try:
        connection.request("POST", PATHS[kind], body=json.dumps(payload), headers=headers)
        response = connection.getresponse()
        answer = response.read(500).decode(errors="replace")
    finally:
        connection.close()
    if response.status != http.client.CREATED:
        raise NotSentError(f"{response.status} {answer}")


def token(api_key: str, *, issued_at: int) -> str:
    """The signed token Notify asks for. A key is "name-<service id>-<secret>", both of them UUIDs."""
    secret, service = api_key[-UUID_LENGTH:], api_key[-(2 * UUID_LENGTH + 1) : -(UUID_LENGTH + 1)]
    head = _encode({"typ": "JWT", "alg": "HS256"})
    signed = f"{head}.{_encode({'iss': service, 'iat': issued_at})}"
    signature = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_base64(signature)}"


def _encode(part: dict[str, object]) -> str:
    return _base64(json.dumps(part, separators=(",", ":")).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
