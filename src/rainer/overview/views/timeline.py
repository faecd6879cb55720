"""The timeline of a person: everything in order, with who wrote it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rainer.cases.access import open_person
from rainer.cases.furniture import held_by_words, identity_bar, person_pages
from rainer.common import clock
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.overview.timeline.entries import KINDS, Asked, Key, entries_of, keys_of, months_of
from rainer.supervision.models import Contact
from rainer.supervision.reference import Reference
from rainer.web import words
from rainer.web.address import with_parameters
from rainer.web.dates import DateNotUnderstoodError, understand
from rainer.web.filters import Choice, Filters, Text, Tick
from rainer.web.page import render

SEE = Capability.SEE_PERSON
PAGE, CUT = 50, 220
FULL = "full"


@needs(SEE)
@require_GET
def timeline(request: ActingRequest, crn: str) -> HttpResponse:
    case = open_person(request.acting, crn, SEE, what=_("the timeline"))
    reference = Reference.of(case.team.unit, on=request.acting.on)
    filters = _filters(request)
    asked = _asked(filters)
    keys = keys_of(case, request.acting, asked, reference)
    everything = len(keys) if asked == Asked(with_system=True) else len(_all(request, case, reference))
    page = Paginator(keys, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "overview/timeline.html",
        title=_("Timeline of %(name)s") % {"name": case.person},
        as_of=clock.now(),
        identity=replace(identity_bar(case, request.acting), safe_to_show=False),
        sub_nav=person_pages(crn, request.acting, current="timeline"),
        case=case,
        filters=filters,
        page=page,
        entries=entries_of(page.object_list, case, request.acting, reference),
        months=_months(request, keys),
        total=everything,
        hidden=everything - len(keys),
        is_full=request.GET.get("view") == FULL,
        full_url=with_parameters(request, {"view": FULL}),
        compact_url=with_parameters(request, {"view": None}),
        cut=CUT,
        export_url=_export_url(request, case),
        ask=held_by_words(case),
        may_open=request.acting.area(Capability.OPEN_RESTRICTED).holds_team(case.team),
        may_record=request.acting.area(Capability.RECORD_CONTACT).holds_team(case.team),
    )


def _export_url(request: ActingRequest, case: Any) -> str:
    may = request.acting.area(Capability.EXPORT_RECORD).holds_team(case.team)
    return reverse("record_export", args=[case.person.crn]) if may else ""


def _all(request: ActingRequest, case: Any, reference: Reference) -> list[Key]:
    return keys_of(case, request.acting, Asked(with_system=True), reference)


def _filters(request: ActingRequest) -> Filters:
    complied = [(value or "not_known", label) for value, label in Contact.Complied.choices]
    return Filters(
        request,
        [
            Text("q", _("Words in it")),
            Choice("kind", _("Kind"), list(KINDS.items())),
            Text("since", _("From, like 1 Oct")),
            Text("until", _("Until, like 9 Nov")),
            Choice("complied", _("Complied"), complied),
            Tick("system", _("Show what the system wrote too")),
        ],
    )


def _asked(filters: Filters) -> Asked:
    chosen = filters.chosen
    return Asked(
        kinds=tuple(chosen["kind"]),
        since=_day(filters, "since"),
        until=_day(filters, "until"),
        complied=tuple(chosen["complied"]),
        text=str(chosen["q"]),
        with_system=bool(chosen["system"]),
    )


def _day(filters: Filters, name: str) -> date | None:
    """The day typed; one that cannot be read is told at its field and left out."""
    text = str(filters.chosen[name])
    if not text:
        return None
    try:
        return understand(text, today=clock.today(), near="behind")
    except DateNotUnderstoodError:
        said = _("“%(text)s” is not a day we can read, so it is left out. Write the day like 1 Oct 2026")
        filters.problems[name] = said % {"text": text}
        return None


def _months(request: ActingRequest, keys: list[Key]) -> list[tuple[str, str]]:
    """(the month with its count, the address of the page on which it begins)."""
    found, before = [], 0
    for month, count in months_of(keys):
        number = before // PAGE + 1
        url = with_parameters(request, {"page": number if number > 1 else None}) + f"#m-{month:%Y-%m}"
        found.append((_("%(month)s (%(count)s)") % {"month": words.month(month), "count": count}, url))
        before += count
    return found
