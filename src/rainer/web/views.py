"""Help, accessibility, speaking up, drafts; and the pages for addresses and requests that lead nowhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import is_valid_path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.common.models import Draft
from rainer.web import errors, notices, operations, page
from rainer.web.entry import open_to_all, signed_in
from rainer.web.filters import KEPT, LIST
from rainer.web.forms import drafts


@signed_in
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    return page.render(request, "web/help.html", title=_("Help"), breadcrumbs=[(_("Rainer"), "/")])


@open_to_all
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return page.render(request, "web/accessibility.html", title=_("Accessibility"))


@open_to_all
@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this name whatever a page's head says."""
    return redirect(static("web/icon.svg"), permanent=True)


@signed_in
@require_GET
def speak_up(request: HttpRequest) -> HttpResponse:
    return page.render(request, "web/speak_up.html", title=_("Speak up"), breadcrumbs=[(_("Rainer"), "/")])


@signed_in
@require_GET
def draft_list(request: HttpRequest) -> HttpResponse:
    mine = drafts.mine(request.user)
    return page.render(
        request, "web/drafts.html", title=_("What you have not finished"), as_of=clock.now(), drafts=mine
    )


@signed_in
@require_POST
def forget_draft(request: HttpRequest, draft: int) -> HttpResponse:
    kept = Draft.objects.filter(user=request.user.pk, pk=draft).first()
    if kept is None:
        raise NotThereError(_("There is no such draft of yours."))
    operations.forget_draft(user=request.user, form=kept.form)
    notices.saved(request, _("Draft thrown away: %(title)s") % {"title": kept.data.get("title", "")})
    return redirect("drafts")


@signed_in
@require_POST
def show_filtered(request: HttpRequest) -> HttpResponse:
    """The button of a filter: keep the choice as the user's last view of the list, and go to its address."""
    path = request.POST.get(LIST, "")
    if len(path) > 200 or not path.startswith("/") or path.startswith("//") or not is_valid_path(path):
        raise NotThereError(_("There is no such list."))
    query = _given(request, lambda name: name not in (LIST, KEPT, "csrfmiddlewaretoken"))
    kept = _given(request, request.POST.get(KEPT, "").split().__contains__)
    operations.keep_view(user=request.user, path=path, query=kept)
    return redirect(f"{path}?{query}" if query else path)


def _given(request: HttpRequest, wanted: Callable[[str], bool]) -> str:
    """The posted fields that are wanted and say something, as a query."""
    query = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        given = [str(value).strip() for value in values if str(value).strip()]
        if given and wanted(name):
            query.setlist(name, given)
    return query.urlencode()


@open_to_all
def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if errors.is_api(request):
        return errors.problem(404, "not_there", "Not there, or not yours.")
    return errors.not_there(request)


@open_to_all
def server_error(request: HttpRequest) -> HttpResponse:
    """The page of last resort: where even the frame cannot be drawn, a plain one stands."""
    if errors.is_api(request):
        return errors.problem(500, "went_wrong", "Something went wrong here. Nothing was saved.")
    try:
        return errors.went_wrong(request)
    except Exception:  # whatever broke the page may break this one too
        return HttpResponse(render_to_string("web/plain_error.html"), status=500)


@open_to_all
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open longer than the session: say so, and give back what was typed."""
    said = _("The page was open too long, or was opened before you signed in. Not saved: nothing changed.")
    again = _("Go back, load the page again, and put in what you typed.")
    return errors.shown(request, 403, _("This form is out of date"), [said, again], kept=errors.typed(request))


def safe_address(request: HttpRequest, url: str, otherwise: str = "/") -> str:
    """An address to go back to that stays on this site."""
    return url if url_has_allowed_host_and_scheme(url, {request.get_host()}) else otherwise
