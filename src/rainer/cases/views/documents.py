"""Documents of a record: the list, adding one, its versions, opening a file, removing it and putting it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rainer.cases.access import open_person
from rainer.cases.documents.checking import Limits
from rainer.cases.forms_documents import DocumentForm, RemoveForm, VersionForm
from rainer.cases.furniture import person_frame
from rainer.cases.models import Case, DocumentVersion
from rainer.cases.operations.documents import (
    Sent,
    add_document,
    add_version,
    open_version,
    put_document_back,
    remove_document,
)
from rainer.cases.queries import documents as queries
from rainer.cases.views.common import sent_and_saved, status_of
from rainer.common import clock
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import notices, uploading
from rainer.web.filters import Choice, Filters, Text, Tick
from rainer.web.forms import Form
from rainer.web.page import render
from rainer.web.tables import Column, Table

SEE, EDIT = Capability.SEE_PERSON, Capability.EDIT_PERSON
Scan = DocumentVersion.Scan
# A file is handed over, never shown: whatever is in it gets no origin, no script and no guess at its type.
FILE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
}


@needs(SEE)
@require_GET
def person_documents(request: ActingRequest, crn: str) -> HttpResponse:
    case = open_person(request.acting, crn, SEE, what=_("the documents"))
    kinds = queries.document_kinds(case, on=request.acting.on)
    filters = Filters(
        request,
        [
            Text("q", _("Words in its name or in it")),
            Choice("kind", _("Kind"), list(kinds.items())),
            Tick("removed", _("Show what was removed too")),
        ],
    )
    chosen = filters.chosen
    asked = queries.Asked(str(chosen["q"]), chosen["kind"], with_removed=bool(chosen["removed"]))
    belongs = dict(queries.what_it_may_belong_to(case))
    hidden = queries.kept_from(case, request.acting)
    table = Table(
        request,
        caption=_("Documents"),
        columns=[
            Column(
                "name", _("Document"), sort="name", template="cases/cell_document.html",
                link=lambda d: reverse("document_versions", args=[d.pk]),
            ),
            Column("kind", _("Kind"), value=lambda d: kinds.get(d.kind, d.kind), sort="kind"),
            Column("about", _("Belongs to"), value=lambda d: belongs.get(d.about, _("Another part of the record"))),
            Column("by", _("Who added it"), value=lambda d: d.version_by, blank=_("Rainer"), sort="version_by"),
            Column(
                "when", _("When"), value=lambda d: d.version_made_at, template="cases/cell_moment.html",
                sort="version_made_at",
            ),
            Column("version", _("Version"), value=lambda d: d.version_number, numeric=True, sort="version_number"),
            Column("scan", _("Scan"), value=lambda d: Scan(d.version_scan).label if d.version_scan else None),
        ],
        rows=queries.documents_of(case, request.acting, asked),
        default_sort="-when",
        filters=filters,
        empty=_("No document fits. Take a filter away.") if filters.tags else _("There is no document on the record."),
        what=lambda n: ngettext("%(count)s document", "%(count)s documents", n) % {"count": f"{n:,}"},
    )  # fmt: skip
    return render(
        request, "cases/documents.html", title=_("Documents of %(name)s") % {"name": case.person}, as_of=clock.now(),
        table=table, hidden=hidden, may_edit=_may_edit(request, case), **person_frame(request, case, current="person_documents"),
    )  # fmt: skip


@csrf_exempt
@needs(EDIT)
@require_http_methods(["GET", "POST"])
def document_add(request: ActingRequest, crn: str) -> HttpResponse:
    """The handlers must be set before the post is read, so the token is checked a step later."""
    case = open_person(request.acting, crn, EDIT, what=_("the page to add a document"))
    limits = queries.document_limits(case, on=request.acting.on)
    uploading.take_in(request, most=limits.bytes)
    return _add(request, case, limits)


@csrf_protect
def _add(request: HttpRequest, case: Case, limits: Limits) -> HttpResponse:
    acting = request.acting  # type: ignore[attr-defined]
    may_see = queries.may_see_sensitive(acting, case)
    form = DocumentForm(*_posted(request), limits=limits, case=case, may_see_sensitive=may_see, on=acting.on)

    def save(sent: Sent) -> DocumentVersion:
        got = form.cleaned_data
        return add_document(
            acting=acting, crn=case.person.crn, name=got["name"], kind=got["kind"], about=got["about"],
            is_sensitive=bool(got.get("is_sensitive")), sent=sent,
        )  # fmt: skip

    back = reverse("person_documents", args=[case.person.crn])
    title = _("Add a document to the record of %(name)s") % {"name": case.person}
    return _file_page(request, case, form, save, limits, title=title, button=_("Add the document"), back=back)


@csrf_exempt
@needs(EDIT)
@require_http_methods(["GET", "POST"])
def document_version_add(request: ActingRequest, pk: int) -> HttpResponse:
    found, case = queries.open_document(request.acting, pk, EDIT, what=_("the page to add a version of a document"))
    limits = queries.document_limits(case, on=request.acting.on)
    uploading.take_in(request, most=limits.bytes)
    return _add_version(request, case, found, limits)


@csrf_protect
def _add_version(request: HttpRequest, case: Case, found: Any, limits: Limits) -> HttpResponse:
    form = VersionForm(*_posted(request), limits=limits)

    def save(sent: Sent) -> DocumentVersion:
        return add_version(acting=request.acting, document_id=found.pk, sent=sent)  # type: ignore[attr-defined]

    back = reverse("document_versions", args=[found.pk])
    title = _("Add a new version of %(name)s") % {"name": found.name}
    return _file_page(request, case, form, save, limits, title=title, button=_("Add the version"), back=back)


def _posted(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _file_page(
    request: Any, case: Case, form: Form, save: Callable[[Sent], DocumentVersion], limits: Limits, *, title: str,
    button: str, back: str,
) -> HttpResponse:  # fmt: skip
    """The form with its file; or, kept, the list or the versions with what became of it."""
    kept: list[DocumentVersion] = []
    uploading.say_if_too_large(form, request, most=limits.bytes)

    def keep() -> None:
        file = form.cleaned_data["file"]
        kept.append(save(Sent(file.name, file.read())))

    if sent_and_saved(form, keep):
        notices.saved(request, _said(kept[0]))
        return HttpResponseRedirect(back)
    return render(
        request, "cases/document_form.html", title=title, form=form, button_text=button, back=back,
        status=status_of(form), **{**person_frame(request, case, current="person_documents"), "sub_nav": ()},
    )  # fmt: skip


def _said(version: DocumentVersion) -> Any:
    facts = {"name": version.document.name, "number": version.number}
    said = {
        Scan.WAITING: _("“%(name)s” is kept as version %(number)s. It opens once it has been scanned."),
        Scan.NOT_SCANNED: _("“%(name)s” is kept as version %(number)s. It was not scanned: there is no scanner here."),
    }
    return said.get(Scan(version.scan), _("“%(name)s” is kept as version %(number)s.")) % facts


@needs(SEE)
@require_GET
def document_versions(request: ActingRequest, pk: int) -> HttpResponse:
    """A document with each of its versions, who made it, and what the scanner said."""
    found, case = queries.open_document(request.acting, pk, SEE, what=_("a document"))
    kinds = queries.document_kinds(case, on=request.acting.on)
    belongs = dict(queries.what_it_may_belong_to(case))
    facts = [
        (_("Kind"), kinds.get(found.kind, found.kind)),
        (_("Belongs to"), belongs.get(found.about, _("Another part of the record"))),
        (_("Sensitive"), _("Yes") if found.is_sensitive else _("No")),
    ]
    return render(
        request, "cases/document.html", title=found.name, as_of=clock.now(), document=found, facts=facts,
        versions=[(one, _size(one.size), one.scan in _OPENS) for one in queries.versions_of(found)],
        may_edit=_may_edit(request, case), **person_frame(request, case, current="person_documents"),
    )  # fmt: skip


_OPENS = (Scan.CLEAN, Scan.NOT_SCANNED)


def _size(count: int) -> str:
    if count < 1000:
        return _("%(count)s bytes") % {"count": count}
    return f"{count / 1000:,.0f} KB" if count < 1_000_000 else f"{count / 1_000_000:,.1f} MB"


@needs(SEE)
@require_http_methods(["GET", "POST"])
def document(request: ActingRequest, pk: int, version: int) -> HttpResponse:
    """The file of one version, to be saved. One that nobody has scanned says so first; a POST opens it all the same."""
    if request.method == "GET" and (unscanned := queries.unscanned_version(request.acting, pk, version)):
        return _stop(request, unscanned)
    all_the_same = request.method == "POST"
    kept, content = open_version(acting=request.acting, document_id=pk, number=version, all_the_same=all_the_same)
    disposition = str(content_disposition_header(as_attachment=True, filename=kept.file_name))
    return HttpResponse(
        content, content_type=kept.content_type, headers={**FILE_HEADERS, "Content-Disposition": disposition}
    )


def _stop(request: ActingRequest, unscanned: DocumentVersion) -> HttpResponse:
    found = {"number": unscanned.number, "file": unscanned.file_name}
    return render(
        request, "cases/document_unscanned.html", title=_("Nobody has scanned this file"), version=unscanned,
        paragraphs=[
            _("Version %(number)s, %(file)s, was not scanned: it may carry something harmful to this computer.") % found,
            _("Open it if you know who made it and expected it. The log says that you opened it unscanned."),
        ],
        cancel=reverse("document_versions", args=[unscanned.document_id]),
    )  # fmt: skip


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def document_remove(request: ActingRequest, pk: int) -> HttpResponse:
    found, case = queries.open_document(request.acting, pk, EDIT, what=_("the page to remove a document"))
    form = RemoveForm(request.POST or None)
    back = reverse("person_documents", args=[case.person.crn])
    if sent_and_saved(form, lambda: remove_document(acting=request.acting, document_id=pk, **form.cleaned_data)):
        notices.saved(request, _("“%(name)s” was removed. It is kept, and can be put back.") % {"name": found.name})
        return HttpResponseRedirect(back)
    return render(
        request, "cases/details_form.html", title=_("Remove %(name)s") % {"name": found.name}, form=form, back=back,
        intro=_("It goes from the record’s list and can no longer be opened. It is kept with your reason."),
        status=status_of(form), **{**person_frame(request, case, current="person_documents"), "sub_nav": ()},
    )  # fmt: skip


@needs(EDIT)
@require_POST
def document_put_back(request: ActingRequest, pk: int) -> HttpResponse:
    found = put_document_back(acting=request.acting, document_id=pk)
    notices.saved(request, _("“%(name)s” is back on the record.") % {"name": found.name})
    return HttpResponseRedirect(reverse("document_versions", args=[pk]))


def _may_edit(request: ActingRequest, case: Case) -> bool:
    return request.acting.area(EDIT).holds_team(case.team)
