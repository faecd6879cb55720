"""What the pages of enforcement share: the frame of a person's page, saving a form, the way on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.http import HttpResponse, HttpResponseRedirect

from rainer.cases.furniture import identity_bar, person_pages
from rainer.cases.models import Case
from rainer.common import clock
from rainer.common.errors import BadInputError, RefusedError
from rainer.organisation.access import ActingRequest
from rainer.organisation.capabilities import Capability
from rainer.supervision.models import Contact
from rainer.supervision.reference import Reference
from rainer.web.forms import Form, drafts, put_on_fields
from rainer.web.navigation import address
from rainer.web.page import render

T = TypeVar("T")


def reference_of(case: Case) -> Reference:
    return Reference.of(case.team.unit, on=clock.today())


def person_frame(request: ActingRequest, case: Case, *, current: str = "") -> dict[str, Any]:
    """What stands around every page about a person."""
    return {
        "identity": identity_bar(case, request.acting),
        "sub_nav": person_pages(case.person.crn, request.acting, current=current),
        "case": case,
        "crn": case.person.crn,
    }


def contact_url(contact: Contact) -> str:
    """The page of the appointment; until there is one, the person's."""
    return address("appointment", contact.pk) or address("person", contact.person.crn)


def day_page(request: ActingRequest) -> str:
    """Where work goes on once something is done."""
    return (address("today") if request.acting.may(Capability.SEE_TODAY) else "") or "/"


def saved_by(form: Form, save: Callable[[], T], fields: Mapping[str, str] | None = None) -> T | None:
    """Do it. What is refused stands on the form, and the typing with it; `fields` says where, for names of its own."""
    try:
        return save()
    except (BadInputError, RefusedError) as error:
        given = error.facts.get("errors", {})
        error.facts["errors"] = {(fields or {}).get(name, name): message for name, message in given.items()}
        put_on_fields(form, error)
        return None


def form_page(request: ActingRequest, template: str, form: Form, **context: Any) -> HttpResponse:
    return render(request, template, form=form, status=422 if form.is_bound and form.errors else 200, **context)


def kept_for_later(request: ActingRequest, key: str, *, title: str, then: str) -> HttpResponse | None:
    """The answer to "Save and come back later"; None where that was not pressed."""
    if not drafts.asked(request):
        return None
    drafts.keep(request, key, title=title)
    return HttpResponseRedirect(then)


def number_in(data: Any, name: str) -> int | None:
    """A number that stood in the page; None where there is none."""
    text = str(data.get(name, ""))
    return int(text) if text.isdecimal() else None


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A file to look at, never kept by the browser."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
