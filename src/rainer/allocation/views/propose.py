"""P3, the start and the wait: who is to be placed, how far to go, and how far the work is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rainer.allocation import people
from rainer.allocation.forms import ProposalForm
from rainer.allocation.inputs import Rules
from rainer.allocation.models import Proposal
from rainer.allocation.operations.propose import ask_for_proposal, stop_proposal
from rainer.allocation.queries import waiting
from rainer.allocation.queries.proposals import get_proposal
from rainer.allocation.queries.standing import standings
from rainer.allocation.queries.verdicts import Levels
from rainer.cases.access import cases_in_area
from rainer.common.errors import BadInputError, NotThereError
from rainer.organisation.access import Acting, ActingRequest, get_region, get_team, get_unit_in_part, needs, units_in
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit, Region, Team
from rainer.web.notices import saved
from rainer.web.page import render
from rainer.workforce.models import PractitionerTeam

PROPOSE = Capability.PROPOSE
GOING = (Proposal.State.WAITING, Proposal.State.RUNNING)
Place = Team | DeliveryUnit | Region


def _place(request: ActingRequest) -> Place:
    """The place in the address (`?unit=`, `?team=`, `?region=`): of a unit only partly the user's, their one team."""
    acting, asked = request.acting, request.GET
    if code := asked.get("team"):
        return get_team(acting, code, PROPOSE)
    if code := asked.get("region"):
        return get_region(acting, code, PROPOSE)
    if code := asked.get("unit"):
        unit = get_unit_in_part(acting, code, PROPOSE)
    else:
        unit = _first_unit(acting)
    if acting.area(PROPOSE).holds_unit(unit):
        return unit
    return waiting.teams_to_see(acting, unit, PROPOSE)[0]


def _first_unit(acting: Acting) -> DeliveryUnit:
    unit = units_in(acting.area(PROPOSE)).select_related("region").order_by("name").first()
    if unit is None:
        raise NotThereError("You cannot propose for this place. It may not be yours, or not there.")
    return unit


@needs(PROPOSE)
def new(request: ActingRequest) -> HttpResponse:
    """Who should take these people, and how far to go. The list posts its ticks here; the form posts them again."""
    place = _place(request)
    acting = request.acting
    rules = Rules.of_region(place, on=acting.on) if isinstance(place, Region) else Rules.of(_unit(place), on=acting.on)
    everyone = waiting.nobody_named(cases_in_area(acting, Capability.ALLOCATE).filter(_within(place)))
    ticked = [int(pk) for pk in request.POST.getlist("case") if pk.isdigit()]
    sent = "mode" in request.POST
    to_weigh, out_already = _those_to_weigh(place, acting, rules)
    form = ProposalForm(
        request.POST if sent else None,
        who=_who(everyone, place, ticked, rules),
        practitioners=to_weigh,
        act_level=Levels.of(rules).level("act"),
        is_region=isinstance(place, Region),
    )
    if sent and form.is_valid():
        try:
            proposal = ask_for_proposal(
                acting=acting,
                place=place,
                mode=form.cleaned_data["mode"],
                case_ids=_ids(form.cleaned_data["who"], everyone, ticked, rules),
                left_out=[int(pk) for pk in form.cleaned_data.get("left_out", [])],
                across=form.cleaned_data.get("across") == "yes",
            )
        except BadInputError as error:
            form.add_error(None, error.message)
        else:
            return HttpResponseRedirect(reverse("proposal", args=[proposal.pk]))
    return render(
        request,
        "allocation/propose.html",
        title=_("Propose who could take the people of %(place)s") % {"place": place.name},
        back=_back(place),
        form=form,
        ticked=ticked,
        count=everyone.count(),
        out_already=out_already,
        status=422 if form.errors else 200,
    )


def _back(place: Place) -> str:
    if isinstance(place, Region):
        return reverse("region_front", args=[place.code])
    return reverse("nobody_named", args=[(place.unit if isinstance(place, Team) else place).code])


def _unit(place: Place) -> DeliveryUnit | None:
    return place.unit if isinstance(place, Team) else place if isinstance(place, DeliveryUnit) else None


def _within(place: Place) -> Q:
    key = (
        "team" if isinstance(place, Team) else "team__unit" if isinstance(place, DeliveryUnit) else "team__unit__region"
    )
    return Q(**{key: place})


def _who(everyone: Any, place: Place, ticked: Sequence[int], rules: Rules) -> list[tuple[str, str]]:
    must = everyone.filter(waiting_group__in=waiting.must_not_wait_groups(rules)).count()
    choices = [
        ("all", _("All %(people)s, %(place)s") % {"people": people.people(everyone.count()), "place": place.name}),
        ("must", _("The %(people)s who must not wait") % {"people": people.people(must)}),
    ]
    if ticked:
        choices.append(("ticked", _("The %(people)s I ticked") % {"people": people.people(len(ticked))}))
    return choices


def _ids(who: str, everyone: Any, ticked: Sequence[int], rules: Rules) -> list[int] | None:
    if who == "ticked":
        return list(ticked)
    if who == "must":
        return list(everyone.filter(waiting_group__in=waiting.must_not_wait_groups(rules)).values_list("id", flat=True))
    return None


def _those_to_weigh(place: Place, acting: Acting, rules: Rules) -> tuple[list[tuple[int, str]], list[str]]:
    """Practitioners with something to weigh, to leave out or not; and those left out already, each with why."""
    grades = rules.value("allocation.choosable_grades")
    found = list(
        PractitionerTeam.objects.select_related("practitioner", "team")
        .filter(_within(place), is_placeholder=False, practitioner__grade__in=grades)
        .order_by("practitioner__surname", "id")
    )
    standing = standings(found, rules)
    to_weigh, out_already = [], []
    for pt in found:
        one = standing[pt.pk]
        out = [*one.held, *([one.cap.words] if one.cap and one.cap_is_full else [])]
        if one.never or not (out or one.notes):
            continue
        text = _("%(name)s: %(why)s") % {"name": pt.practitioner, "why": "; ".join(out or one.notes)}
        if out:
            out_already.append(text)
        else:
            to_weigh.append((pt.pk, text))
    return to_weigh, out_already


@needs(PROPOSE)
@require_POST
def stop(request: ActingRequest, pk: int) -> HttpResponse:
    """Stop the work; the best plan so far is kept."""
    proposal = get_proposal(request.acting, pk)
    stop_proposal(acting=request.acting, proposal=proposal)
    saved(request, _("Stopping. The best plan so far will be here."))
    return HttpResponseRedirect(reverse("proposal", args=[pk]))


@needs(PROPOSE)
def progress(request: ActingRequest, pk: int) -> HttpResponse:
    """How far the work is, as a piece of the waiting page; when it has ended the whole page is asked for again."""
    proposal = get_proposal(request.acting, pk)
    if proposal.state not in (*GOING, Proposal.State.ACCEPTING):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return HttpResponse(_fragment(request, proposal))


def _fragment(request: ActingRequest, proposal: Proposal) -> str:
    return render_to_string("allocation/progress_part.html", {"proposal": proposal}, request)


def waiting_page(request: ActingRequest, proposal: Proposal) -> HttpResponse:
    """Working it out, or naming them: no page that refreshes itself, a link to look again."""
    naming = proposal.state == Proposal.State.ACCEPTING
    return render(
        request,
        "allocation/proposal_waiting.html",
        title=_("Naming them now") if naming else _("Working it out"),
        proposal=proposal,
        naming=naming,
        started_at=_naming_began(proposal) if naming else proposal.started_at,
        may_stop=not naming and not proposal.stop_asked,
    )


def _naming_began(proposal: Proposal) -> datetime | None:
    """When the acceptance was pressed: not when the proposal was worked out."""
    began = proposal.facts["accept"].get("at")
    return datetime.fromisoformat(began) if began else None
