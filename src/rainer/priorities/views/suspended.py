"""What a unit's status lets wait, for those who lead: put off now, and come back and to be caught up."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from rainer.cases.access import cases_in_area, limited_person_ids, log_people
from rainer.common import clock
from rainer.organisation.access import ActingRequest, get_unit_in_part, needs
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit
from rainer.policy import framework
from rainer.priorities.models import SuspendedItem
from rainer.priorities.queries import suspended_in
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.web import words
from rainer.web.navigation import address
from rainer.web.page import render
from rainer.web.tables import Column, Table

SEE = Capability.SEE_TEAM_TODAY
RESTRICTED = gettext_lazy("Restricted access")


@needs(SEE)
@require_GET
def suspended_items(request: ActingRequest, code: str) -> HttpResponse:
    """Of the people in the user's area alone: a senior sees those of their team."""
    unit = get_unit_in_part(request.acting, code, SEE)
    area = cases_in_area(request.acting, SEE).filter(closed_on=None).values("person")
    rows = suspended_in(unit).filter(person__in=area).select_related("person", "status").order_by("catch_up_by", "pk")
    waiting, back = rows.filter(lifted_on=None), rows.exclude(lifted_on=None)
    kept_out = limited_person_ids(request.acting, rows.values_list("person", flat=True))
    tables = [
        _table(
            request, waiting, kept_out, "waiting", _("Put off because of the status"), _("Nothing is put off here.")
        ),
        _table(request, back, kept_out, "back", _("Come back, to catch up"), _("Nothing is left to catch up.")),
    ]
    shown = {row.person_id for table in tables for row in table.page} - kept_out
    log_people(request.acting, sorted(shown), what=_("what is put off"))
    return render(
        request,
        "priorities/suspended.html",
        title=_("Put off, and to catch up: %(unit)s") % {"unit": unit},
        as_of=clock.now(),
        breadcrumbs=[
            (unit.name, address("unit_front", unit.code) or None),
            (_("Framework status"), reverse("framework_status", args=[code])),
            (_("Put off, and to catch up"), None),
        ],
        tables=tables,
        sentence=_hours(unit, back, request),
    )


def _table(
    request: ActingRequest, rows: QuerySet[SuspendedItem], kept_out: set[int], name: str, caption: str, empty: str
) -> Table:
    def unless_kept_out(value: Any) -> Any:
        return lambda row: RESTRICTED if row.person_id in kept_out else value(row)

    return Table(
        request,
        caption=caption,
        name=name,
        rows=rows,
        columns=[
            Column(
                "person",
                _("Person"),
                value=lambda row: row.person.crn if row.person_id in kept_out else row.person,
                link=lambda row: address("person", row.person.crn) or None,
            ),
            Column("task", _("Task"), value=unless_kept_out(lambda row: row.name)),
            Column(
                "due", _("Was due"), value=lambda row: words.day(row.due) if row.due else None, blank=_("No limit set")
            ),
            Column("since", _("Put off since"), value=lambda row: words.day(row.starts)),
            Column("status", _("On whose authority"), value=_authority),
            Column(
                "catch_up", _("Catch up by"), value=lambda row: words.day(row.catch_up_by) if row.catch_up_by else None
            ),
        ],
        empty=empty,
    )


def _authority(row: SuspendedItem) -> str:
    role = row.status.authoriser_role
    facts = {"colour": row.status.get_colour_display(), "who": framework.ROLE_WORDS.get(role, role)}
    return _("Framework status %(colour)s, %(who)s") % facts


def _hours(unit: DeliveryUnit, back: QuerySet[SuspendedItem], request: ActingRequest) -> str:
    """How much work has come back, by the rule that counts it."""
    on, place, book = request.acting.on, place_of(unit), rulebook_now()
    minutes = book.value("tasks.minutes", on=on, place=place).value
    items = tuple(
        framework.SuspendedItem(
            ref=str(row.pk),
            task=row.task_code,
            version=row.status.framework_version,
            colour=row.status.colour,  # type: ignore[arg-type]
            authority=row.status.authoriser_role,
            since=row.starts,
            catch_up_by=row.catch_up_by or row.starts,
            minutes=minutes.get(row.item.partition(":")[0]),
        )
        for row in back
    )
    return framework.backlog(framework.BacklogInputs(items), on=on, place=place, rulebook=book).sentence
