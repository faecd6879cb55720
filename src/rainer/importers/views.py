"""Bring a file in: what is wrong with it, what it would change, and the button that applies it."""

from __future__ import annotations

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rainer.common import clock
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotThereError
from rainer.importers import jobs, operations, queries, shown
from rainer.importers.forms import MOST_BYTES, CaseloadForm, ExtractForm, NamesForm, OverrideForm
from rainer.importers.models import ImportRun
from rainer.importers.operations import Received
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import notices, uploading, words
from rainer.web.forms import Form
from rainer.web.page import render
from rainer.web.tables import Column, Table

State = ImportRun.State
INLINE_BYTES = 2_000_000
_EITHER = (Capability.IMPORT_EXTRACT, Capability.IMPORT_CASELOAD)


@needs(*_EITHER)
@require_GET
def imports(request: ActingRequest) -> HttpResponse:
    """Every file that came in, the newest first."""
    table = Table(
        request,
        caption=_("Files brought in"),
        columns=shown.run_columns(),
        rows=queries.runs(request.acting),
        default_sort="-uploaded_at",
        empty=_("Nothing has been brought in yet."),
        what=lambda n: ngettext("%(n)s file", "%(n)s files", n) % {"n": f"{n:,}"},
    )
    may = {name: request.acting.may(capability) for name, capability in queries.CAPABILITIES.items()}
    days = queries.days(request.acting) if may[ImportRun.Format.WMT] else []
    return render(request, "importers/imports.html", title=_("Data brought in"), table=table, may=may, days=days)


@csrf_exempt
@needs(Capability.IMPORT_EXTRACT)
@require_http_methods(["GET", "POST"])
def import_wmt(request: ActingRequest) -> HttpResponse:
    """The handlers must be set before the post is read, so the token is checked a step later."""
    return _upload(_streamed(request), ExtractForm, ImportRun.Format.WMT, _("Bring in a nightly extract"))


@csrf_exempt
@needs(Capability.IMPORT_CASELOAD)
@require_http_methods(["GET", "POST"])
def import_caseload(request: ActingRequest) -> HttpResponse:
    return _upload(_streamed(request), CaseloadForm, ImportRun.Format.CASELOAD, _("Bring in a caseload"))


def _streamed(request: ActingRequest) -> ActingRequest:
    uploading.take_in(request, most=MOST_BYTES)
    return request


@csrf_protect
def _upload(request: HttpRequest, form_class: type[Form], format: str, title: str) -> HttpResponse:
    acting = request.acting  # type: ignore[attr-defined]
    form = form_class(request.POST, request.FILES) if request.method == "POST" else form_class()
    uploading.say_if_too_large(form, request, most=MOST_BYTES)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        received = Received(file.name, file, getattr(file, "sha256", ""))
        covers = form.cleaned_data.get("covers")
        try:
            run = operations.receive(acting=acting, format=format, received=received, covers=covers, at=clock.now())
        except BadInputError as error:
            for field, message in error.facts["errors"].items():
                form.add_error(field, message)
        else:
            _check(run)
            return redirect("import_run", pk=run.pk)
    return render(
        request, "importers/upload.html", title=title, form=form, back=reverse("imports"), format=format,
        status=422 if form.errors else 200,
    )  # fmt: skip


def _check(run: ImportRun) -> None:
    """Now if it is small, else by the worker: the same function."""
    if run.size <= INLINE_BYTES:
        jobs.check_import(run_id=run.pk)
    else:
        jobs.check_import.later(run_id=run.pk)


@needs(*_EITHER)
@require_GET
def import_run(request: ActingRequest, pk: int) -> HttpResponse:
    return _page(request, _run(request, pk))


def _page(
    request: ActingRequest,
    run: ImportRun,
    *,
    override: Form | None = None,
    names: NamesForm | None = None,
    status: int = 200,
) -> HttpResponse:
    names = names or shown.names_form(run)
    same = ImportRun.objects.filter(pk=run.plan.get("same_as")).first()
    return render(
        request,
        "importers/run.html",
        title=run.file_name,
        status=status,
        breadcrumbs=[(_("Data brought in"), reverse("imports")), (run.file_name, None)],
        run=run,
        facts=shown.facts(run, same),
        groups=shown.fault_groups(run, names),
        names=names,
        other_names=[names[one.field] for one in names.lacking if one.unused is None] if names else [],
        faults=queries.faults_in_all(run),
        override=(override or OverrideForm()) if run.state == State.FAULTY and queries.may_be_overridden(run) else None,
        # The form with problems heads the page.
        form=override or names,
        # A plan made before the load counting all was kept has none.
        units=[{"after_all": None, **unit} for unit in run.plan.get("units", ())],
        summary=shown.counts(run.plan.get("summary", {})),
        lists=shown.lists(run),
        written=shown.counts(run.written),
        same=same,
        again=reverse("import_wmt" if run.format == ImportRun.Format.WMT else "import_caseload"),
    )


@needs(*_EITHER)
@require_GET
def import_progress(request: ActingRequest, pk: int) -> HttpResponse:
    """The state alone, for a script to put in place; the whole page once there is more to see."""
    run = _run(request, pk)
    if run.state not in (State.READING, State.APPLYING):
        done = HttpResponse(status=200)
        done["HX-Refresh"] = "true"
        return done
    return render(request, "importers/progress.html", title=run.file_name, run=run)


@needs(*_EITHER)
@require_POST
def import_apply(request: ActingRequest, pk: int) -> HttpResponse:
    run = _run(request, pk)
    if run.size <= INLINE_BYTES:
        run = operations.apply(run.pk, acting=request.acting)
        day = {"file": run.file_name, "day": words.day(run.covers)}
        notices.saved(request, _("%(file)s applied for %(day)s") % day)
    else:
        operations.start_applying(acting=request.acting, run_id=run.pk)
        jobs.apply_import.later(run_id=run.pk)
    return redirect("import_run", pk=pk)


@needs(*_EITHER)
@require_POST
def import_check_again(request: ActingRequest, pk: int) -> HttpResponse:
    _check(operations.check_again(acting=request.acting, run_id=_run(request, pk).pk))
    return redirect("import_run", pk=pk)


@needs(*_EITHER)
@require_POST
def import_override(request: ActingRequest, pk: int) -> HttpResponse:
    run, form = _run(request, pk), OverrideForm(request.POST)
    if not form.is_valid():
        return _page(request, run, override=form, status=422)
    reason = form.cleaned_data["reason"]
    _check(operations.override_guard(acting=request.acting, run_id=run.pk, reason=reason))
    return redirect("import_run", pk=pk)


@needs(*_EITHER)
@require_POST
def import_names(request: ActingRequest, pk: int) -> HttpResponse:
    """What the file calls the sheets and columns it seems to lack: it is read again with that."""
    run = _run(request, pk)
    form = shown.names_form(run, request.POST)
    if form is None:
        raise ChangedMeanwhileError(_("This file waits for no names any more. Look at it again."))
    if not form.is_valid():
        return _page(request, run, names=form, status=422)
    _check(operations.give_names(acting=request.acting, run_id=run.pk, names=form.names, at=clock.now()))
    return redirect("import_run", pk=pk)


@needs(*_EITHER)
@require_GET
def import_faults(request: ActingRequest, pk: int) -> HttpResponse:
    """Every fault kept, as CSV."""
    run = _run(request, pk)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="faults-{run.pk}.csv"'
    writer = csv.writer(answer)
    writer.writerow([_("Kind"), _("Sheet or file"), _("Row"), _("Column"), _("Found"), _("What to do")])
    for group in run.faults:
        writer.writerows([group["kind"], *(shown.as_text(cell) for cell in fault)] for fault in group["faults"])
    return answer


@needs(*_EITHER)
@require_GET
def import_list(request: ActingRequest, pk: int, name: str) -> HttpResponse:
    """One list of a plan in full."""
    run = _run(request, pk)
    rows = run.plan.get("lists", {}).get(name)
    if rows is None:
        raise NotThereError(_("There is no such list."))
    heads = {"code": _("Code"), "name": _("Name"), "what": _("What"), "old": _("Before"), "new": _("After")}
    table = Table(
        request,
        caption=shown.HEADINGS.get(name, name),
        columns=[Column(key, heading, sort=True, blank="") for key, heading in heads.items()],
        rows=[dict(zip(heads, row, strict=True)) for row in rows],
        empty=_("Nothing."),
    )
    return render(
        request,
        "importers/list.html",
        title=shown.HEADINGS.get(name, name),
        back=reverse("import_run", args=[pk]),
        table=table,
    )


def _run(request: ActingRequest, pk: int) -> ImportRun:
    run: Any = queries.runs(request.acting).filter(pk=pk).first()
    if run is None:
        raise NotThereError(_("You cannot open this. It may not be yours, or not there."))
    return run  # type: ignore[no-any-return]
