"""P3 at its address: waiting, worked out, failed, or decided."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.allocation.models import Proposal, ProposalRow
from rainer.allocation.queries.proposals import (
    get_proposal,
    rows_of,
)
from rainer.allocation.views.propose import GOING, PROPOSE, waiting_page
from rainer.allocation.views.result import result
from rainer.allocation.views.shown import back_from, person_words
from rainer.organisation.access import ActingRequest, needs
from rainer.web import words
from rainer.web.page import render


@needs(PROPOSE)
def proposal(request: ActingRequest, pk: int) -> HttpResponse:
    """The proposal as it stands: waiting, worked out, failed, or decided."""
    found = get_proposal(request.acting, pk)
    if found.state in (*GOING, Proposal.State.ACCEPTING):
        return waiting_page(request, found)
    if found.state == Proposal.State.FAILED:
        return _failed(request, found)
    if found.state == Proposal.State.DECIDED:
        return _decided(request, found)
    return result(request, found)


def _failed(request: ActingRequest, found: Proposal) -> HttpResponse:
    return render(
        request,
        "allocation/proposal_failed.html",
        title=_("No plan was found"),
        back=back_from(found),
        proposal=found,
        again=f"{reverse('propose')}?{_place_query(found)}",
    )


def _place_query(found: Proposal) -> str:
    if found.team:
        return f"team={found.team.code}"
    return f"unit={found.unit.code}" if found.unit else f"region={found.region.code if found.region else ''}"


def _decided(request: ActingRequest, found: Proposal) -> HttpResponse:
    rows = rows_of(found, request.acting)
    named = rows.filter(state=ProposalRow.State.ACCEPTED).count()
    left_out = list(rows.filter(state=ProposalRow.State.LEFT_OUT)[:500])
    return render(
        request,
        "allocation/proposal_decided.html",
        title=_named_words(named),
        panel_text=_("%(count)s left out") % {"count": len(left_out)} if left_out else "",
        paragraphs=[
            _("Each decision keeps the load of all concerned at %(clock)s.") % {"clock": words.clock(found.accepted_at)}
        ]
        if named
        else [_("Nobody moved. The people are still on the list.")],
        left_out=[(person_words(r), r.left_out_because) for r in left_out],
        list_url=reverse("proposal_named", args=[found.pk]) if named or left_out else "",
        next_url=back_from(found) or "",
        next_text=_("Back to nobody named"),
    )


def _named_words(named: int) -> str:
    if not named:
        return _("Nothing was accepted")
    return ngettext(
        "%(count)s person now has a named practitioner", "%(count)s people now have a named practitioner", named
    ) % {"count": words.whole(named)}
