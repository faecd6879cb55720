"""What the pages of enforcement share beyond those of contacts: saving a form, files, what stood in the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from rainer.common.errors import BadInputError, RefusedError
from rainer.organisation.access import ActingRequest
from rainer.organisation.capabilities import Capability
from rainer.supervision.views.common import contact_url, form_page, kept_for_later, reference_of
from rainer.web.forms import Form, put_on_fields, told_by
from rainer.web.navigation import address
from rainer.web.pdf import pdf_answer

T = TypeVar("T")
__all__ = [
    "contact_url",
    "day_page",
    "form_page",
    "kept_for_later",
    "number_in",
    "pdf_answer",
    "reference_of",
    "saved_by",
]


def day_page(request: ActingRequest) -> str:
    """Where work goes on once something is done: the day, the letters, or the first page of whoever has neither."""
    named = {Capability.SEE_TODAY: "today", Capability.SEND_LETTER: "letters"}
    return next((url for may, name in named.items() if request.acting.may(may) and (url := address(name))), "/")


def saved_by(form: Form, save: Callable[[], T], fields: Mapping[str, str] | None = None) -> T | None:
    """Do it. What is refused stands on the form, and the typing with it; `fields` says where, for names of its own."""
    try:
        with told_by(form):
            return save()
    except (BadInputError, RefusedError) as error:
        given = error.facts.get("errors", {})
        error.facts["errors"] = {(fields or {}).get(name, name): message for name, message in given.items()}
        put_on_fields(form, error)
        return None


def number_in(data: Any, name: str) -> int | None:
    """A number that stood in the page; None where there is none."""
    text = str(data.get(name, ""))
    return int(text) if text.isdecimal() else None
