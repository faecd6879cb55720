"""The two ways into a view that need no capability. Both leave a mark on the view, which the access test reads."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """A view for anyone signed in, whatever their role (help, their own sign-in settings)."""
    wrapped = login_required(view)
    wrapped.capabilities = ()  # type: ignore[attr-defined]
    return wrapped


def open_to_all(view: View) -> View:
    """A view that needs no sign-in. There are few: sign-in itself, accessibility, liveness."""
    view.capabilities = None  # type: ignore[attr-defined]
    return view
