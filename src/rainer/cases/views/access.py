"""The information owner's pages: who opened what, what was opened with a reason, and the whole log."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from rainer.cases import queries
from rainer.cases.queries.limits import limited_in_area
from rainer.common import clock, log
from rainer.common.models import LogEntry
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web.dates import DateNotUnderstoodError, understand
from rainer.web.filters import Choice, Filters, Text
from rainer.web.page import render
from rainer.web.tables import Column, Table

LAST_DAY = timedelta(hours=24)
LAST_WEEK = timedelta(days=7)  # without a first day, so that one or two months of the log are read
OPENINGS_SHOWN = timedelta(days=30)


@needs(Capability.SEE_LOG)
@require_GET
def access_log(request: ActingRequest) -> HttpResponse:
    now = clock.now()
    table = Table(
        request,
        caption=_("Restricted records opened with a reason in the last 30 days"),
        columns=[
            Column("opened_at", _("Opened"), template="cases/cell_moment.html", sort="opened_at"),
            Column("crn", _("Record"), value=lambda b: b.person.crn, sort="person__crn"),
            Column("about", _("What"), value=lambda b: _("A sensitive contact") if b.about else _("The record")),
            Column("user", _("By"), value=lambda b: b.user.name, sort="user__name"),
            Column("ground", _("Why"), value=lambda b: b.get_ground_display(), sort="ground"),
            Column("reason", _("In their words")),
            Column(
                "open_until", _("Until"), value=lambda b: b.closed_at or b.open_until, template="cases/cell_moment.html"
            ),
        ],
        rows=queries.openings(since=now - OPENINGS_SHOWN),
        default_sort="-opened_at",
        export_name="restricted-records-opened",
        export_needs=Capability.SEE_LOG,
        empty=_("No restricted record was opened with a reason in the last 30 days."),
        what=lambda n: ngettext("%(n)s time", "%(n)s times", n) % {"n": f"{n:,}"},
    )
    if (download := table.export_response()) is not None:
        return download
    counts = queries.access_counts(since=now - LAST_DAY)
    title = _("Access in the last 24 hours")
    return render(request, "cases/access.html", title=title, as_of=now, said=_said(counts), table=table)


def _said(counts: queries.AccessCounts) -> str:
    """ "3 people opened 41 records; 990 people's names were shown in lists. …" """
    openers = ngettext("%(n)s person opened", "%(n)s people opened", counts.openers) % {"n": f"{counts.openers:,}"}
    opened = ngettext("%(n)s record", "%(n)s records", counts.opened) % {"n": f"{counts.opened:,}"}
    shown = ngettext(
        "%(n)s person’s name was shown in lists", "%(n)s people’s names were shown in lists", counts.listed
    )
    refused = ngettext("A record was refused %(n)s time", "A record was refused %(n)s times", counts.refused)
    failed = ngettext("%(n)s sign-in failed", "%(n)s sign-ins failed", counts.failed_sign_ins)
    told = (shown, counts.listed), (refused, counts.refused), (failed, counts.failed_sign_ins)
    shown, refused, failed = (words % {"n": f"{n:,}"} for words, n in told)
    return f"{openers} {opened}; {shown}. {refused}; {failed}."


@needs(Capability.SEE_RESTRICTED_RECORDS, Capability.SET_LIMITED_ACCESS)
@require_GET
def restricted_records(request: ActingRequest) -> HttpResponse:
    table = Table(
        request,
        caption=_("Records limited today"),
        columns=[
            Column("crn", _("Record"), sort="crn", link=lambda p: reverse("limited_access", args=[p.crn])),
            Column("unit", _("Delivery unit"), sort="unit"),
            Column("kept_out", _("Users kept out"), numeric=True, sort="kept_out"),
            Column("let_in", _("Users alone let in"), numeric=True, sort="let_in"),
        ],
        rows=limited_in_area(request.acting),
        default_sort="crn",
        export_name="restricted-records",
        export_needs=Capability.SEE_RESTRICTED_RECORDS,
        empty=_("No record is limited today."),
        what=lambda n: ngettext("%(n)s record", "%(n)s records", n) % {"n": f"{n:,}"},
    )
    if (download := table.export_response()) is not None:
        return download
    return render(request, "cases/table.html", title=_("Restricted records"), as_of=clock.now(), table=table)


@needs(Capability.SEE_LOG)
@require_GET
def log_page(request: ActingRequest) -> HttpResponse:
    filters = Filters(
        request,
        [
            Text("who", _("Who (part of their name)")),
            Text("crn", _("About (CRN)")),
            Text("since", _("From, like 3 Nov")),
            Text("until", _("Until, like 9 Nov")),
            Text("request", _("Reference, as an error page gives it")),
            Choice("kind", _("Kind"), LogEntry.Kind.choices),
        ],
    )
    since, until = (_day(filters, name, today=request.acting.on) for name in ("since", "until"))
    table = Table(
        request,
        caption=_("The event log"),
        columns=[
            Column("at", _("When"), template="cases/cell_moment.html", sort="at"),
            Column("actor", _("Who"), value=lambda e: e.actor, blank=_("Rainer")),
            Column("kind", _("Kind"), value=lambda e: e.get_kind_display()),
            Column("what", _("What"), value=_what, link=_all_of_list),
            Column("about", _("About"), value=_about, blank=_("Nobody")),
            Column("way_in", _("Way in")),
        ],
        rows=_found(filters.chosen, since or request.acting.on - LAST_WEEK, until or request.acting.on),
        default_sort="-at",
        filters=filters,
        export_name="event-log",
        export_needs=Capability.SEE_LOG,
        empty=_("Nothing in the log fits. Take a filter away.")
        if filters.tags
        else _("Nothing happened in the last week."),
        what=lambda n: ngettext("%(count)s entry", "%(count)s entries", n) % {"count": f"{n:,}"},
    )
    if (download := table.export_response()) is not None:
        return download
    return render(request, "cases/table.html", title=_("Log"), as_of=clock.now(), table=table)


def _found(chosen: dict[str, Any], since: date, until: date) -> QuerySet[LogEntry]:
    """The entries of the filter. What a list showed is one line, unless one person or one request is asked for."""
    found = queries.log_entries(since=_start(since), until=_start(until + timedelta(days=1)))
    if chosen["who"]:
        found = found.filter(actor_id__in=queries.users_named(chosen["who"]))
    if chosen["crn"]:
        found = found.filter(
            Q(person_id__in=queries.person_ids(chosen["crn"])) | Q(subject=f"crn:{chosen['crn'].upper()}")
        )
    if chosen["request"]:
        found = found.filter(request_id__startswith=chosen["request"])
    if chosen["kind"]:
        found = found.filter(kind__in=chosen["kind"])
    return found if chosen["crn"] or chosen["request"] else queries.lists_as_one(found)


def _what(entry: LogEntry) -> str:
    """ "Priya Nandakumar opened the list of people with nobody named: 50 people" for the one that stands for all."""
    if not entry.data.get("leads"):
        return log.sentence(entry)
    listed = entry.data["listed"]
    people = ngettext("%(count)s person", "%(count)s people", listed) % {"count": f"{listed:,}"}
    return f"{log.sentence(entry)}: {people}"


def _all_of_list(entry: LogEntry) -> str | None:
    """Where every entry of the list's request stands."""
    if not (entry.data.get("leads") and entry.request_id):
        return None
    day = timezone.localdate(entry.at).isoformat()
    return f"{reverse('log')}?{urlencode({'request': entry.request_id, 'since': day, 'until': day})}"


def _about(entry: LogEntry) -> str:
    """The CRN or the user's name; a CRN typed for a record that is not there stands as it was typed."""
    kind, _colon, rest = entry.subject.partition(":")
    return str(entry.crn or entry.about_user or (rest if kind == "crn" else ""))  # type: ignore[attr-defined]


def _day(filters: Filters, name: str, *, today: date) -> date | None:
    """The day typed at a filter; what is no date is told there, and asks for nothing."""
    text = filters.chosen[name]
    try:
        return understand(text, today=today, near="behind") if text else None
    except DateNotUnderstoodError:
        said = _("“%(text)s” is not a day we can read, so it is left out. Write the day like 3 Nov 2026")
        filters.problems[name] = said % {"text": text}
        return None


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
