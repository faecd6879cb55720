"""What every page shows around its content. Nothing here asks the database: roles are already loaded."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from rainer.common import clock
from rainer.web import navigation


def page_furniture(request: HttpRequest) -> dict[str, Any]:
    """`furniture`, worked out only when a page prints it."""
    return {"furniture": SimpleLazyObject(lambda: _furniture(request))}


def _furniture(request: HttpRequest) -> dict[str, Any]:
    acting = getattr(request, "acting", None)
    may_search = acting is not None and acting.may("search")
    return {
        "navigation": navigation.main(request),
        "find": navigation.address("find") if may_search else "",
        "is_demo": settings.MODE == "demo",
        "footer": {name: navigation.address(name) for name in ("rulebook", "help", "speak_up", "accessibility")},
        "sign_out": navigation.address("account_logout") if acting is not None else "",
        # What a browser keeps of what is typed, it keeps no longer than a session could have lasted.
        "kept_seconds": settings.SESSION_COOKIE_AGE,
        "user_key": getattr(acting.user, "pk", "") if acting is not None else "",
        "user": acting.user if acting is not None else None,
        "printed_at": clock.now(),
    }
