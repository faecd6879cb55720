"""Errors as pages and as API problems, in our words. No page blames the user."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from rainer.common import log
from rainer.common.errors import BadInputError, RainerError
from rainer.policy.rulebook import NoValueInForceError, national
from rainer.web import page, words
from rainer.web.conflict import NO_FIELDS, conflict_of
from rainer.web.filters import KEPT, LIST
from rainer.web.forms.told import in_words, label_of

# Fields that are never shown back.
_NEVER_SHOWN = {
    "csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code", "token", "key", "seen", LIST, KEPT,
}  # fmt: skip


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def answer(request: HttpRequest, error: RainerError) -> HttpResponse:
    """The named error as a page, or as problem details under /api/."""
    if is_api(request):
        return problem(error.status, error.code, error.message, error.facts)
    return _PAGES.get(error.status, _refused)(request, error)


def problem(status: int, code: str, detail: str, facts: dict[str, Any] | None = None) -> HttpResponse:
    """RFC 9457 problem details."""
    body = {"type": f"urn:rainer:problem:{code}", "title": code.replace("_", " "), "status": status, "detail": detail}
    extra = {
        k: v if isinstance(v, str | int | float | dict | list | None) else str(v) for k, v in (facts or {}).items()
    }
    return JsonResponse({**extra, **body}, status=status, content_type="application/problem+json")


def shown(
    request: HttpRequest,
    status: int,
    title: Any,
    paragraphs: list[Any],
    *,
    template: str = "web/error.html",
    **more: Any,
) -> HttpResponse:
    return page.render(
        request,
        template,
        title=title,
        status=status,
        paragraphs=paragraphs,
        back_to=_came_from(request),
        reference=log.request_id.get()[:8],
        **more,
    )


def not_there(request: HttpRequest, error: RainerError | None = None) -> HttpResponse:
    said = error.message if error else _("You cannot open this. It may be restricted, or not yours, or not there.")
    return shown(request, 404, _("You cannot open this"), [said, _who_to_ask()])


def _forbidden(request: HttpRequest, error: RainerError) -> HttpResponse:
    if error.code != "restricted":
        return shown(
            request, 403, _("You cannot do this"), [error.message, _who_to_ask()], kept=typed(request, error.form)
        )
    crn = str(error.facts.get("crn", ""))
    title = _("Restricted record, %(crn)s") % {"crn": crn} if crn else _("This record is restricted")
    acting = getattr(request, "acting", None)
    url = _break_glass(crn) if acting is not None and acting.may("open_restricted") else ""
    said = _("This record is restricted. There is one: do not open a second for the same person.")
    more = {"break_glass": url, "break_glass_text": _("Say why and open it")}
    written = [str(error.facts["words"])] if error.facts.get("words") else []
    return shown(request, 403, title, [said, *written, _who_to_ask()], **more)


def _changed(request: HttpRequest, error: RainerError) -> HttpResponse:
    title, found = _("Someone changed this while you were writing"), conflict_of(request, error, _posted(request))
    if found is not None:
        return shown(
            request,
            409,
            title,
            [error.message],
            template="web/changed.html",
            conflict=found,
            here=_came_from(request) or request.path,
        )
    more = _("Nothing of yours was saved. Look at theirs, then choose again: yours is kept below.")
    return shown(request, 409, title, [error.message, more], kept=typed(request, error.form))


def _refused(request: HttpRequest, error: RainerError) -> HttpResponse:
    problems = error.facts.get("errors")
    pairs = [(k, v) for k, v in problems.items()] if isinstance(problems, dict) else []
    # Who only looks saves nothing: it is the address that asks for what cannot be shown.
    title = _("This was not saved") if request.method == "POST" else _("Check what the address asks for")
    return shown(request, error.status, title, [error.message], errors=pairs, kept=typed(request, error.form))


def nothing_in_force(error: NoValueInForceError) -> BadInputError:
    """For a day before the first value of a parameter that the page needs."""
    parameter = national().parameter(error.key)
    starts = min((v.starts for v in parameter.values if v.place in error.place.chain()), default=None)
    facts = {"what": parameter.label, "day": words.day(error.on), "first": words.day(starts)}
    if starts is None:
        said = _("%(what)s: no value is in force in this place on %(day)s.")
    elif error.key.startswith("workload."):
        said = _("No weights are in force on %(day)s: the rulebook begins on %(first)s.")
    else:
        said = _("%(what)s: no value is in force on %(day)s. The rulebook begins on %(first)s.")
    return BadInputError(said % facts)


def went_wrong(request: HttpRequest) -> HttpResponse:
    paragraphs = [
        _("This is our fault, not yours. Not saved: nothing changed."),
        _("Try once more. If it happens again, tell your help desk the reference below."),
    ]
    return shown(request, 500, _("Something went wrong here"), paragraphs, kept=typed(request))


def not_now(request: HttpRequest) -> HttpResponse:
    paragraphs = [_("Rainer cannot answer just now. Not saved: nothing changed."), _("Wait a minute and try again.")]
    return shown(request, 503, _("Rainer is not available just now"), paragraphs, kept=typed(request))


def signed_out(request: HttpRequest, sign_in: str, kept: list[tuple[str, str]]) -> HttpResponse:
    """For a post that came after the session had ended."""
    paragraphs = [
        _("Time had passed since you last did something, so you are signed out. Not saved: nothing changed."),
        _("Sign in, and the form has your typing again. If it has not, copy it from here."),
    ]
    return shown(
        request, 403, _("You were signed out, and we kept what you typed"), paragraphs, kept=kept, sign_in=sign_in
    )


def typed(request: HttpRequest, form: Any = None) -> list[tuple[str, str]]:
    """What was typed, to copy: of a post that was not saved; in the words of its form where that is known."""
    given = [(name, value) for name, value in _posted(request) if form is None or name not in NO_FIELDS]
    return [(label_of(form, name), in_words(form, name, [value])) for name, value in given]


def _posted(request: HttpRequest) -> list[tuple[str, str]]:
    if request.method != "POST":
        return []
    try:
        return [(n, v) for n, values in request.POST.lists() if n not in _NEVER_SHOWN for v in values if v.strip()]
    except Exception:  # an unreadable post must not hide the error being told
        return []


def _who_to_ask() -> str:
    return _("If you need it for your work, ask your senior, or the information owner of your unit.")


def _break_glass(crn: str) -> str:
    try:
        return reverse("open_restricted", args=[crn])
    except NoReverseMatch:
        return ""


def _came_from(request: HttpRequest) -> str:
    came = request.headers.get("Referer", "")
    here = came.split("?")[0].endswith(request.path)
    return came if url_has_allowed_host_and_scheme(came, {request.get_host()}) and not here else ""


_PAGES = {403: _forbidden, 404: not_there, 409: _changed}
