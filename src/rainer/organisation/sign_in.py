"""How people sign in: no open sign-up, and every sign-in, failed or not, in the log."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import unstash_login
from allauth.account.signals import user_logged_in
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from rainer.common import log
from rainer.common.models import LogEntry
from rainer.organisation.lockout import locked_until
from rainer.organisation.models import User
from rainer.web import words

TOO_MANY = "too_many_login_attempts"
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

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self._tried_as = self._get_login_attempts_cache_key(request, **credentials)
        super().pre_authenticate(request, **credentials)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Who tried too often is told until when they have to wait."""
        error: ValidationError = super().validation_error(code, *args)
        if code == TOO_MANY and (until := locked_until(self.request, "login_failed", key=self._counted_as())):
            said = _("You tried too often. You can try again from %(time)s")
            return ValidationError(said % {"time": words.clock(until)}, code=code)
        return error

    def _counted_as(self) -> str | None:
        """What the tries are counted by: the name typed with a password; with a code, whose code it is."""
        if hasattr(self, "_tried_as"):
            return str(self._tried_as)
        login = unstash_login(self.request, peek=True)
        user = login.user if login else self.request.user
        return f"mfa-auth-user-{user.pk}" if user and user.pk else None

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
