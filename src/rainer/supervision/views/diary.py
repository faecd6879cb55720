"""The diary by day or week: one's own, of everyone one holds, of a team; and its private address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rainer.cases.access import log_people
from rainer.common import clock
from rainer.common.errors import BadInputError
from rainer.organisation.access import ActingRequest, get_team, needs, open_to_all
from rainer.organisation.capabilities import Capability
from rainer.supervision.access import open_to_read
from rainer.supervision.calendar import feed_of, invitation
from rainer.supervision.operations.feeds import make_feed, revoke_feed
from rainer.supervision.queries.before import mine
from rainer.supervision.queries.diary import DayOf, Span, caseload_diary, own_diary, team_diary
from rainer.supervision.queries.feeds import standing_feed
from rainer.web import notices, words
from rainer.web.address import with_parameters
from rainer.web.dates import DateNotUnderstoodError, understand
from rainer.web.furniture import NavItem
from rainer.web.page import render

SEE = Capability.SEE_DIARY
ME, PEOPLE = "me", "people"


@needs(SEE)
@require_GET
def diary(request: ActingRequest) -> HttpResponse:
    """One's own appointments; or those of everyone one holds, with anyone in the service."""
    span = _span(request)
    whose = PEOPLE if request.GET.get("whose") == PEOPLE else ME
    days = caseload_diary(request.acting, span) if whose == PEOPLE else own_diary(request.acting, span)
    choices = [
        NavItem(_("With me"), with_parameters(request, {"whose": None}), current=whose == ME),
        NavItem(_("All my people"), with_parameters(request, {"whose": PEOPLE}), current=whose == PEOPLE),
    ]
    has_own = mine(request.acting).exists()
    return _page(request, span, days, title=_("Diary"), whose=choices, settings=True, with_names=whose == PEOPLE, has_own=has_own)  # fmt: skip


@needs(SEE)
@require_GET
def team(request: ActingRequest, code: str) -> HttpResponse:
    """Everyone's appointments in a team."""
    found = get_team(request.acting, code, SEE)
    span = _span(request)
    days = team_diary(request.acting, span, found)
    title = _("Diary: %(team)s") % {"team": found}
    return _page(request, span, days, title=title, whose=[], settings=False, with_names=True, has_own=True)


def _span(request: ActingRequest) -> Span:
    today, text = clock.today(), request.GET.get("day", "").strip()
    try:
        day = understand(text, today=today) if text else today
    except DateNotUnderstoodError:
        raise BadInputError(_("Write the day like 17 Nov."), errors={"day": text}) from None
    return Span.of(day, week=request.GET.get("view") != "day")


def _page(request: ActingRequest, span: Span, days: Sequence[DayOf], *, title: str, **context: Any) -> HttpResponse:
    shown = {e.contact.person_id for day in days for e in day.entries if not e.row.is_limited}
    log_people(request.acting, sorted(shown), what=_("the diary"))
    return render(
        request,
        "supervision/diary.html",
        title=title,
        as_of=clock.now(),
        days=days,
        span=span,
        count=sum(len(day.entries) for day in days),
        is_week=span.days > 1,
        span_words=_span_words(span),
        earlier=with_parameters(request, {"day": span.before.isoformat()}),
        later=with_parameters(request, {"day": span.after.isoformat()}),
        now=with_parameters(request, {"day": None}),
        views=[
            NavItem(_("Week"), with_parameters(request, {"view": None}), current=span.days > 1),
            NavItem(_("Day"), with_parameters(request, {"view": "day"}), current=span.days == 1),
        ],
        today=clock.today(),
        **context,
    )


def _span_words(span: Span) -> str:
    if span.days == 1:
        return words.long_day(span.first)
    return _("%(first)s to %(last)s") % {"first": words.day(span.first), "last": words.day(span.last)}


@needs(SEE)
def settings_page(request: ActingRequest) -> HttpResponse:
    """The private address of one's diary: made, shown once, taken back."""
    if request.method == "POST" and "revoke" in request.POST:
        revoke_feed(acting=request.acting)
        notices.saved(request, _("The address no longer works."))
        return HttpResponseRedirect(request.path)
    address = ""
    if request.method == "POST":
        token = make_feed(acting=request.acting).token
        address = request.build_absolute_uri(reverse("diary_feed", args=[token]))
    return render(
        request,
        "supervision/diary_settings.html",
        title=_("Your diary in your own calendar"),
        back=reverse("diary"),
        address=address,
        feed=standing_feed(request.user),
    )


@open_to_all
@require_GET
def feed(request: ActingRequest, token: str) -> HttpResponse:
    """The diary for a calendar that knows the address. Whoever knows it needs no sign-in: it holds no names."""
    return _calendar(feed_of(token), "diary.ics")


@needs(SEE)
@require_GET
def invite(request: ActingRequest, pk: int) -> HttpResponse:
    """One appointment for one's own calendar; fetched again after a move or cancellation, it says so."""
    contact = open_to_read(request.acting, pk, SEE, what=_("an invitation"))
    link = request.build_absolute_uri(reverse("appointment", args=[pk]))
    return _calendar(invitation(contact, link=link), f"appointment-{pk}.ics")


def _calendar(body: bytes, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
