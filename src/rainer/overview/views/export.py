"""Take a record out for court, recall or handover: what goes into it, the waiting, and the file with its hash."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rainer.cases.access import open_person
from rainer.cases.furniture import identity_bar
from rainer.cases.views.common import sent_and_saved, status_of
from rainer.cases.views.documents import FILE_HEADERS
from rainer.common import clock
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.overview.bundle.asked import PARTS, wanted_from
from rainer.overview.bundle.paper import days_words
from rainer.overview.forms_export import ExportForm
from rainer.overview.models import RecordExport
from rainer.overview.operations import ask_for_export, open_export, take_export
from rainer.supervision.access import may_see_sensitive
from rainer.supervision.views.common import kept_for_later
from rainer.web import words
from rainer.web.forms import drafts
from rainer.web.page import render

EXPORT = Capability.EXPORT_RECORD
EARLIER = 20


@needs(EXPORT)
@require_http_methods(["GET", "POST"])
def record_export(request: ActingRequest, crn: str) -> HttpResponse:
    case = open_person(request.acting, crn, EXPORT, what=_("the page to take the record out"))
    may_see = may_see_sensitive(request.acting, case.team)
    title, draft = _("Take out the record of %(name)s") % {"name": case.person}, f"record-export:{crn}"
    if (kept := kept_for_later(request, draft, title=title, then=reverse("timeline", args=[crn]))) is not None:
        return kept
    form = ExportForm(request.POST or None, may_see_sensitive=may_see, initial=drafts.restored(request, draft))
    asked: list[RecordExport] = []

    def save() -> None:
        got = form.cleaned_data
        asked.append(
            ask_for_export(
                acting=request.acting, crn=crn, wanted=form.wanted(), purpose=got["purpose"], reason=got["reason"]
            )
        )

    if sent_and_saved(form, save):
        drafts.forget(request, draft)
        return HttpResponseRedirect(reverse("record_exported", args=[crn, asked[0].pk]))
    earlier = RecordExport.objects.filter(person=case.person).select_related("by").order_by("-at")
    return render(
        request, "overview/record_export.html", title=title,
        form=form, back=reverse("timeline", args=[crn]), crn=crn, status=status_of(form), as_of=clock.now(),
        earlier=[one for one in earlier[:EARLIER] if may_see or not one.asked["with_sensitive"]],
        identity=identity_bar(case, request.acting),
    )  # fmt: skip


@needs(EXPORT)
@require_GET
def record_exported(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """Being made, made, or why not. Nothing moves by itself: the page is loaded again by whoever waits."""
    export, case = open_export(request.acting, crn, pk)
    return render(
        request, "overview/record_exported.html", title=_("Record taken out, %(when)s") % {"when": words.moment(export.at)},
        export=export, facts=_facts(export), back=reverse("record_export", args=[crn]), crn=crn, as_of=clock.now(),
        identity=identity_bar(case, request.acting),
    )  # fmt: skip


def _facts(export: RecordExport) -> list[tuple[str, Any]]:
    wanted = wanted_from(export.asked)
    facts: list[tuple[str, Any]] = [
        (_("For"), export.get_purpose_display()),
        (_("Why"), export.reason),
        (_("Asked by"), f"{export.by}, {words.moment(export.at)}"),
        (_("Parts"), "; ".join(str(PARTS[part]) for part in wanted.parts)),
        (_("Days"), days_words(wanted.since, wanted.until)),
        (_("What is sensitive"), _("Put in") if wanted.with_sensitive else _("Left out")),
        (_("What others said"), _("Put in") if wanted.with_others else _("Left out")),
    ]
    if export.state == RecordExport.State.MADE:
        left_out = export.counts["left_out"]
        facts += [
            (_("Entries"), words.whole(export.counts["entries"])),
            (_("Left out"), _("%(sensitive)s sensitive, %(others)s of others") % left_out),
            (_("Files"), words.whole(export.counts["files"])),
            (_("SHA-256"), export.sha256),
        ]
    return facts


@needs(EXPORT)
@require_GET
def record_export_file(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    export, content = take_export(acting=request.acting, crn=crn, pk=pk)
    name = f"record-{crn}-{export.sha256[:12]}.zip"
    headers = {**FILE_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)
