"""The information owner's pages: who opened what, what was opened with a reason, and the whole log."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rainer.cases import queries
from rainer.common import clock, log
from rainer.common.models import LogEntry
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web.dates import DateNotUnderstoodError, understand
from rainer.web.filters import Choice, Filters, Text
from rainer.web.page import render
from rainer.web.tables import Column, Table

LAST_DAY = timedelta(hours=24)
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
    )
    if (download := table.export_response()) is not None:
        return download
    counts = queries.access_counts(since=now - LAST_DAY)
    title = _("Access in the last 24 hours")
    return render(request, "cases/access.html", title=title, as_of=now, counts=counts, table=table)


@needs(Capability.SEE_RESTRICTED_RECORDS)
@require_GET
def restricted_records(request: ActingRequest) -> HttpResponse:
    table = Table(
        request,
        caption=_("Records limited today"),
        columns=[
            Column("crn", _("Record"), sort="crn"),
            Column("kept_out", _("Users kept out"), numeric=True, sort="kept_out"),
            Column("let_in", _("Users alone let in"), numeric=True, sort="let_in"),
        ],
        rows=queries.restricted_people(on=request.acting.on),
        default_sort="crn",
        export_name="restricted-records",
        export_needs=Capability.SEE_RESTRICTED_RECORDS,
        empty=_("No record is limited today."),
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
            Choice("kind", _("Kind"), LogEntry.Kind.choices),
        ],
    )
    table = Table(
        request,
        caption=_("The event log"),
        columns=[
            Column("at", _("When"), template="cases/cell_moment.html", sort="at"),
            Column("actor", _("Who"), value=lambda e: e.actor, blank=_("Rainer")),
            Column("kind", _("Kind"), value=lambda e: e.get_kind_display()),
            Column("what", _("What"), value=log.sentence),
            Column("subject", _("About")),
            Column("way_in", _("Way in")),
        ],
        rows=_found(filters.chosen, today=request.acting.on),
        default_sort="-at",
        filters=filters,
        export_name="event-log",
        export_needs=Capability.SEE_LOG,
        empty=_("Nothing in the log fits. Take a filter away."),
        what=lambda n: _("%(count)s entries") % {"count": f"{n:,}"},
    )
    if (download := table.export_response()) is not None:
        return download
    return render(request, "cases/table.html", title=_("Log"), as_of=clock.now(), table=table)


def _found(chosen: dict[str, Any], *, today: date) -> QuerySet[LogEntry]:
    """The log's entries of the filter; without a first day, of the last seven days, so that a month or two is read."""
    since = _day(chosen["since"], today) or today - timedelta(days=7)
    until = _day(chosen["until"], today) or today
    found = LogEntry.objects.filter(at__gte=_start(since), at__lt=_start(until + timedelta(days=1)))
    if chosen["who"]:
        found = found.filter(actor_id__in=queries.users_named(chosen["who"]))
    if chosen["crn"]:
        found = found.filter(
            Q(person_id__in=queries.person_ids(chosen["crn"])) | Q(subject=f"crn:{chosen['crn'].upper()}")
        )
    if chosen["kind"]:
        found = found.filter(kind__in=chosen["kind"])
    return found.select_related("actor")


def _day(text: str, today: date) -> date | None:
    try:
        return understand(text, today=today, near="behind") if text else None
    except DateNotUnderstoodError:
        return None


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
