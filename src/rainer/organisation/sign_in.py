"""How people sign in: no open sign-up, and every sign-in, failed or not, in the log."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import user_logged_in
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from rainer.common import log
from rainer.common.models import LogEntry
from rainer.organisation.models import User

SIGN_IN = LogEntry.Kind.SIGN_IN
SIGNED_IN = log.event_type("signed_in", _("{actor} signed in"), kind=SIGN_IN)
SIGNED_OUT = log.event_type("signed_out", _("{actor} signed out"), kind=SIGN_IN)
FAILED = log.event_type("sign_in_failed", _("Someone tried to sign in as {username}"), kind=SIGN_IN)
FACTOR_ADDED = log.event_type("second_factor_added", _("{actor} set up {what}"), kind=SIGN_IN)
FACTOR_REMOVED = log.event_type("second_factor_removed", _("{actor} removed {what}"), kind=SIGN_IN)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("The username or the password is wrong. Try again, or ask for a new password"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Users are made by a system administrator, never by themselves."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages say themselves what happened; the library's own notes would say it twice."""


def connect() -> None:
    """Let the log hear of signing in and out. Called once, when Django has started."""
    user_logged_in.connect(_signed_in, dispatch_uid="rainer")
    user_logged_out.connect(_signed_out, dispatch_uid="rainer")
    user_login_failed.connect(_failed, dispatch_uid="rainer")
    authentication_failed.connect(_code_failed, dispatch_uid="rainer")
    authenticator_added.connect(_factor_added, dispatch_uid="rainer")
    authenticator_removed.connect(_factor_removed, dispatch_uid="rainer")


def _signed_in(user: User, **_more: Any) -> None:
    log.record(SIGNED_IN, actor=user, subject=f"user:{user.pk}")


def _signed_out(user: User | None, **_more: Any) -> None:
    if user is not None:
        log.record(SIGNED_OUT, actor=user, subject=f"user:{user.pk}")


def _failed(credentials: dict[str, Any], **_more: Any) -> None:
    """A name nobody has is not written down: it may be a password typed in the wrong box."""
    typed = str(credentials.get("username") or "")
    known = User.objects.filter(username__iexact=typed).first()
    subject = f"user:{known.pk}" if known else "user"
    log.record(
        FAILED, actor=None, subject=subject, data={"username": known.username if known else str(_("an unknown name"))}
    )


def _code_failed(user: User, **_more: Any) -> None:
    log.record(FAILED, actor=None, subject=f"user:{user.pk}", data={"username": user.username, "why": "second factor"})


def _factor_added(user: User, authenticator: Any, **_more: Any) -> None:
    log.record(FACTOR_ADDED, actor=user, subject=f"user:{user.pk}", data={"what": authenticator.get_type_display()})


def _factor_removed(user: User, authenticator: Any, **_more: Any) -> None:
    log.record(FACTOR_REMOVED, actor=user, subject=f"user:{user.pk}", data={"what": authenticator.get_type_display()})
