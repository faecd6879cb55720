"""Find a person."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rainer.cases import search
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web.page import render


@needs(Capability.SEARCH)
@require_GET
def find(request: ActingRequest) -> HttpResponse:
    text, any_term = request.GET.get("q", "").strip(), request.GET.get("any") == "1"
    if text:
        hits = search.find(request.acting, text, on=request.acting.on, any_term=any_term)
    else:
        hits = search.recent(request.acting)
    several = len(search.read(text, on=request.acting.on)) > 1
    title = _("Find a person")
    return render(
        request, "cases/find.html", title=title, q=text, any_term=any_term, several=several, hits=hits,
        at_most=len(hits) == search.MOST,
    )  # fmt: skip
