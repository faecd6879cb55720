"""How long a session lasts: it ends after a while without use, and after a working day whatever its use.

Times are the machine's own, not those of a frozen demo day.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.organisation.queries import NEED_SECOND_FACTOR
from rainer.web import notices

Respond = Callable[[HttpRequest], HttpResponse]
# How stale the note of the last use may be: a page seldom writes to its session.
NOTED_EVERY = 180


class SessionLimitsMiddleware:
    """Signs out a session that was not used for `SESSION_IDLE_SECONDS`, or is `SESSION_COOKIE_AGE` old."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = int(time.time())
        since = request.session.setdefault("since", now)
        seen = request.session.setdefault("seen", now)
        if now - seen > settings.SESSION_IDLE_SECONDS or now - since > settings.SESSION_COOKIE_AGE:
            return _sign_in_again(request)
        if now - seen > NOTED_EVERY:
            request.session["seen"] = now
        return self.get_response(request)


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    logout(request)
    notices.told(request, _("You were signed out because time had passed. Sign in and you are back where you were."))
    return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")


class SecondFactorMiddleware:
    """Sends users whose role needs a second factor to set one up, before anything else opens."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and self._lacks_one(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _lacks_one(self, request: HttpRequest) -> bool:
        acting = getattr(request, "acting", None)
        if acting is None or not acting.roles & NEED_SECOND_FACTOR or _is_about_signing_in(request):
            return False
        totp = Authenticator.objects.filter(user=acting.user, type=Authenticator.Type.TOTP)
        return not totp.exists()


def _is_about_signing_in(request: HttpRequest) -> bool:
    return request.path.startswith(("/sign-in/", "/my-sign-in/", "/static/", "/healthz"))
