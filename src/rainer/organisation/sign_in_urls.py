"""The sign-in pages Rainer offers, under the names allauth knows them by, each with its title.

Allauth has more (sign-up, email addresses); what stands here is all there is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.utils.translation import gettext_lazy as _

from rainer.organisation.access import open_to_all, signed_in
from rainer.organisation.lockout import locked_until
from rainer.web.page import render

View = Callable[..., HttpResponse]


def titled(view: View, title: Any) -> View:
    """The view with `title` for the page's frame, which the library does not know of."""

    @wraps(view)
    def with_title(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if (context := getattr(response, "context_data", None)) is not None:
            context.setdefault("title", title)
        return response

    return with_title


@open_to_all
def too_many(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """What the library answers when someone tries too often."""
    tried = (locked_until(request, action) for action in ("login", "login_failed", "reset_password"))
    return render(
        request,
        "organisation/too_many.html",
        title=_("Too many tries"),
        until=max(filter(None, tried), default=None),
        status=HTTPStatus.TOO_MANY_REQUESTS,
    )


def _open(view: View, title: Any) -> View:
    return open_to_all(titled(view, title))


def _mine(view: View, title: Any) -> View:
    return signed_in(titled(view, title))


urlpatterns = [
    path("sign-in/", _open(account.login, _("Sign in")), name="account_login"),
    path("sign-in/code/", _open(mfa.authenticate, _("Enter your code")), name="mfa_authenticate"),
    path("sign-in/not-active/", _open(account.account_inactive, _("You cannot sign in")), name="account_inactive"),
    path(
        "sign-in/forgotten/", _open(account.password_reset, _("Choose a new password")), name="account_reset_password"
    ),
    path(
        "sign-in/forgotten/sent/",
        _open(account.password_reset_done, _("Look in your email")),
        name="account_reset_password_done",
    ),
    re_path(
        r"^sign-in/forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        _open(account.password_reset_from_key, _("Choose a new password")),
        name="account_reset_password_from_key",
    ),
    path(
        "sign-in/forgotten/done/",
        _open(account.password_reset_from_key_done, _("Your password is changed")),
        name="account_reset_password_from_key_done",
    ),
    path("sign-out/", _open(account.logout, _("Sign out")), name="account_logout"),
    path(
        "sign-in/again/", _mine(account.reauthenticate, _("Enter your password again")), name="account_reauthenticate"
    ),
    path("sign-in/again/code/", _mine(mfa.reauthenticate, _("Enter your code again")), name="mfa_reauthenticate"),
    path("my-sign-in/", _mine(mfa.index, _("Your sign-in")), name="mfa_index"),
    path(
        "my-sign-in/password/",
        _mine(account.password_change, _("Change your password")),
        name="account_change_password",
    ),
    path(
        "my-sign-in/password/first/",
        _mine(account.password_set, _("Choose a password")),
        name="account_set_password",
    ),
    path("my-sign-in/app/", _mine(totp.activate_totp, _("Set up an authenticator app")), name="mfa_activate_totp"),
    path(
        "my-sign-in/app/remove/",
        _mine(totp.deactivate_totp, _("Remove the authenticator app")),
        name="mfa_deactivate_totp",
    ),
    path("my-sign-in/codes/", _mine(codes.view_recovery_codes, _("Recovery codes")), name="mfa_view_recovery_codes"),
    path(
        "my-sign-in/codes/new/",
        _mine(codes.generate_recovery_codes, _("Make new recovery codes")),
        name="mfa_generate_recovery_codes",
    ),
    path("my-sign-in/codes/download/", signed_in(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
]
