"""P3, what cannot be done: who could not be placed, by reason, and how many posts short the unit is."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.allocation import people
from rainer.allocation.models import Proposal, ProposalRow
from rainer.allocation.operations.propose import rules_of
from rainer.allocation.queries.proposals import get_proposal, rows_of, shortage_outcome
from rainer.allocation.views.propose import PROPOSE
from rainer.allocation.views.shown import log_rows, person_words
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.policy.outcome import Outcome
from rainer.web.page import render
from rainer.web.tables import Column, Table
from rainer.web.why import why_page

REASONS = {
    "no_room": gettext_lazy("No room under the level at which a senior must act"),
    "nobody_qualified": gettext_lazy("No one qualified in reach"),
    "restricted": gettext_lazy("Restricted for all who have room"),
    "talk_first": gettext_lazy("A talk about staff safety is needed first"),
    "no_start_left": gettext_lazy("All who could take them are at their cap of new people"),
    "restricted_for_you": gettext_lazy("Restricted for you"),
}


@needs(PROPOSE)
def not_placed(request: ActingRequest, pk: int) -> HttpResponse:
    """Who could not be placed, by reason, to read and to download."""
    found = get_proposal(request.acting, pk)
    rows = rows_of(found, request.acting).filter(state=ProposalRow.State.NOT_PLACED)
    code = request.GET.get("reason", "")
    if code in REASONS:
        rows = rows.filter(reason_code=code)
    table = Table(
        request,
        caption=str(REASONS.get(code, _("Could not place"))),
        columns=[
            Column("person", _("Person"), value=person_words, link=lambda r: people.link_to_person(r.case, limited=r.is_limited)),
            Column("why", _("Why they wait"), value=lambda r: _("Restricted") if r.is_limited else people.why_waiting(r.case.waiting_facts)),
            Column("reason", _("Why not placed"), value=lambda r: r.reason),
            Column("team", _("Team"), value=lambda r: r.case.team.name, sort="case__team__name"),
        ],
        rows=rows,
        empty=_("Everyone asked for was placed."),
        export_name=f"could-not-place-{pk}",
        export_facts={_("As of"): found.finished_at or found.as_at},
        what=people.people,
    )  # fmt: skip
    log_rows(request, rows if "download" in request.GET else table.page.object_list)
    if (download := table.export_response()) is not None:
        return download
    return render(
        request,
        "allocation/allocations.html",
        title=_("Could not place: %(people)s") % {"people": people.people(table.count)},
        back=reverse("proposal", args=[pk]),
        table=table,
    )


@needs(PROPOSE)
def why(request: ActingRequest, pk: int) -> HttpResponse:
    """How many full-time posts short, as a sum."""
    found = get_proposal(request.acting, pk)
    if not found.facts:
        raise NotThereError("There is no result to explain yet.")
    outcome = shortage_outcome(found, rules_of(found).place)
    return why_page(
        request,
        outcome,
        title=_("Why %(posts)s?") % {"posts": found.facts["shortages"][0]["whole"]},
        as_of=found.finished_at,
        back=reverse("proposal", args=[pk]),
        another_day=False,
        step_urls=_facts_behind(found, outcome),
    )


def _facts_behind(found: Proposal, outcome: Outcome[int]) -> dict[str, str]:
    """By step of each level: the loads of the place, and the people who wait there."""
    place = found.team or found.unit or found.region
    if place is None:
        return {}
    level = "team" if found.team else "unit" if found.unit else "region"
    load = reverse("load", args=[level, place.code])
    unit = found.team.unit if found.team else found.unit
    waiting = (
        reverse("nobody_named", args=[unit.code]) if unit else reverse("why_nobody_count", args=[level, place.code])
    )
    if found.team:
        waiting += f"?team={found.team.code}"
    pages = {"held": load, "waiting": waiting, "available": load}
    return {f"{step.name}.{part}": url for step in outcome.steps for part, url in pages.items()}
