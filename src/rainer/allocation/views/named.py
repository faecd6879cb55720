"""P3, after the decision: who was named for whom, and who was refused and why, to read, print and download."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.allocation import people
from rainer.allocation.models import Allocation, Proposal, ProposalRow
from rainer.allocation.queries.history import made_from
from rainer.allocation.queries.proposals import decided_rows, get_proposal
from rainer.allocation.views.propose import PROPOSE
from rainer.allocation.views.shown import log_rows, person_words
from rainer.organisation.access import ActingRequest, needs
from rainer.web import words
from rainer.web.page import render
from rainer.web.tables import Column, Table


@needs(PROPOSE)
def named(request: ActingRequest, pk: int) -> HttpResponse:
    """Everyone the proposal had somebody for: named, left out because something changed, or not accepted."""
    found = get_proposal(request.acting, pk)
    rows = decided_rows(found, request.acting)
    table = _table(request, found, rows)
    log_rows(request, rows if "download" in request.GET else table.page.object_list)
    if (download := table.export_response()) is not None:
        return download
    return render(
        request,
        "allocation/allocations.html",
        title=_("Who was named for whom"),
        as_of=found.accepted_at or found.as_at,
        back=reverse("proposal", args=[pk]),
        table=table,
    )


def _table(request: ActingRequest, found: Proposal, rows: Any) -> Table:
    made = made_from(found)
    return Table(
        request,
        caption=_("People of the proposal, in the order they waited"),
        columns=[
            Column("person", _("Person"), value=person_words, link=lambda r: people.link_to_person(r.case, limited=r.is_limited)),
            Column("state", _("What became of it"), value=_outcome),
            Column("to", _("To"), value=lambda r: f"{r.to.practitioner}, {r.to.practitioner.short_grade}, {r.to.team.name}",
                   sort="to__practitioner__surname"),
            *_loads(made, download="download" in request.GET),
            Column("why", _("Why"), value=lambda r: _("Restricted") if r.is_limited else _why(r)),
            Column("by", _("By"), value=lambda r: made[r.pk].decided_by if r.pk in made else None, blank=_("Nobody")),
            Column("at", _("When"), value=lambda r: words.moment(made[r.pk].decided_at) if r.pk in made else None,
                   link=lambda r: _decision(made, r), blank=_("Does not apply"),
                   export=lambda r: made[r.pk].decided_at if r.pk in made else None),
        ],
        rows=rows,
        empty=_("Nobody was named and nobody was refused."),
        export_name=f"named-{found.pk}",
        export_facts={_("As of"): found.accepted_at or found.as_at},
        what=people.people,
    )  # fmt: skip


def _outcome(row: ProposalRow) -> str:
    return _("Named") if row.state == ProposalRow.State.ACCEPTED else str(row.get_state_display())


def _why(row: ProposalRow) -> str:
    """Why this practitioner; of a row that came to nothing what stood in the way."""
    if row.state == ProposalRow.State.LEFT_OUT:
        return row.left_out_because
    return row.reason if row.state == ProposalRow.State.ACCEPTED else _("Not ticked when the proposal was decided")


def _decision(made: dict[int, Allocation], row: Any) -> str | None:
    return None if row.is_limited or row.pk not in made else reverse("allocation", args=[made[row.pk].pk])


def _loads(made: dict[int, Allocation], *, download: bool) -> list[Column]:
    """The load at the naming, before and after; of whoever was not named nothing changed."""
    if download:
        return [
            Column("before", _("Load before, %"), value=lambda r: _of(made, r, "percent_before"), numeric=True),
            Column("after", _("Load after, %"), value=lambda r: _of(made, r, "percent_after"), numeric=True),
        ]
    return [
        Column("load", _("Load"), blank=_("Unchanged"),
               value=lambda r: people.from_to(made[r.pk].percent_before, made[r.pk].percent_after) if r.pk in made else None)
    ]  # fmt: skip


def _of(made: dict[int, Allocation], row: Any, name: str) -> Any:
    return getattr(made[row.pk], name) if row.pk in made else None
