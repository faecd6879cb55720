"""What just happened, told once at the top of the next page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _


def saved(request: HttpRequest, text: Any, undo_url: str | None = None, undo_text: Any = "") -> None:
    """A green banner naming the thing ("Watcher set for Carl Fenwick"), with a way back where there is one."""
    words = format_html("{}", text)
    if undo_url:
        words = format_html(
            '{} <a class="govuk-notification-banner__link" href="{}">{}</a>', text, undo_url, undo_text or _("Undo")
        )
    messages.success(request, words)


def told(request: HttpRequest, text: Any) -> None:
    """A blue banner: something to know that the user did not do."""
    messages.info(request, format_html("{}", text))
