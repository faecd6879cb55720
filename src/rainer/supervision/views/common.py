"""What the pages here share: the frame of a person's page, saving a form, the way back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from rainer.cases.models import Case
from rainer.common import clock
from rainer.organisation.access import ActingRequest
from rainer.supervision.models import Contact
from rainer.supervision.reference import Reference
from rainer.web.forms import Form, drafts
from rainer.web.navigation import address
from rainer.web.page import render
from rainer.web.views import safe_address


def reference_of(case: Case) -> Reference:
    return Reference.of(case.team.unit, on=clock.today())


def contact_url(contact: Contact) -> str:
    return reverse("appointment" if contact.is_appointment else "contact", args=[contact.pk])


def came_from(request: ActingRequest, otherwise: str) -> str:
    """Where the user goes once it is saved: the list they came from (`?next=`), if it is one of ours."""
    return safe_address(request, request.GET.get("next", ""), otherwise)


def day_page() -> str:
    """Today, once there is such a page; until then the list of what waits for an outcome."""
    return address("today") or reverse("outcomes_to_record")


def form_page(request: ActingRequest, template: str, form: Form, **context: Any) -> HttpResponse:
    return render(request, template, form=form, status=422 if form.is_bound and form.errors else 200, **context)


def kept_for_later(request: ActingRequest, key: str, *, title: str, then: str) -> HttpResponse | None:
    """The answer to "Save and come back later"; None where that was not pressed."""
    if not drafts.asked(request):
        return None
    drafts.keep(request, key, title=title)
    return HttpResponseRedirect(then)
