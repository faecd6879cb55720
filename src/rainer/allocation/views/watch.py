"""Ask someone to watch a person, or those ticked on the list, until a practitioner is named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.allocation import people
from rainer.allocation.forms import WatcherForm
from rainer.allocation.inputs import Rules
from rainer.allocation.operations.watch import Watched, latest_contact, set_watcher
from rainer.allocation.queries import waiting
from rainer.allocation.queries.watchers import watchers_in
from rainer.cases.access import cases_in_area, limited_person_ids, open_case
from rainer.cases.models import Case
from rainer.common.errors import BadInputError
from rainer.organisation.access import ActingRequest, get_unit_in_part, needs
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit
from rainer.web.notices import saved, told
from rainer.web.page import render

SET = Capability.SET_WATCHER


@needs(SET)
def one(request: ActingRequest, crn: str) -> HttpResponse:
    """The watcher form for one person."""
    case = open_case(request.acting, crn, SET, what="the watcher form")
    title = _("Who watches %(name)s until someone is named?") % {"name": case.person}
    return _answer(request, [case], case.team.unit, title=title, post_to=request.path, sent=request.method == "POST")


@needs(SET)
def several(request: ActingRequest, code: str) -> HttpResponse:
    """The watcher form for those ticked on the list. The list posts its ticks here; the form posts them again."""
    unit = get_unit_in_part(request.acting, code, SET)
    ids = [int(pk) for pk in request.POST.getlist("case") if pk.isdigit()]
    if ids and "download" in request.POST:
        query = urlencode({"download": "xlsx", "case": ids}, doseq=True)
        return HttpResponseRedirect(f"{reverse('nobody_named', args=[unit.code])}?{query}")
    cases = list(
        waiting.nobody_named(cases_in_area(request.acting, SET).filter(team__unit=unit, id__in=ids))
        .select_related("person", "team__unit__region")
        .order_by("id")
    )
    kept_out = limited_person_ids(request.acting, [c.person_id for c in cases])
    cases = [c for c in cases if c.person_id not in kept_out]
    if not cases:
        told(request, _("Tick the people first."))
        return HttpResponseRedirect(reverse("nobody_named", args=[unit.code]))
    title = _("Who watches these %(people)s until someone is named?") % {"people": people.people(len(cases))}
    return _answer(request, cases, unit, title=title, post_to=request.path, sent="how" in request.POST)


def _answer(
    request: ActingRequest, cases: Sequence[Case], unit: DeliveryUnit, *, title: Any, post_to: str, sent: bool
) -> HttpResponse:
    on = request.acting.on
    rules = Rules.of(unit, on=on)
    latest = min(latest_contact(case, on=on, rules=rules) for case in cases)
    choices = watchers_in(unit, on=on)
    form = WatcherForm(request.POST if sent else None, watchers=choices, latest=latest)
    if sent and form.is_valid():
        try:
            watched = set_watcher(
                acting=request.acting,
                case_ids=[c.pk for c in cases],
                watcher=choices.get(pk=form.cleaned_data["watcher"]),
                next_contact_on=form.cleaned_data["next_contact_on"],
                how=form.cleaned_data["how"],
            )
        except BadInputError as error:
            for field, message in error.facts["errors"].items():
                form.add_error(field if field in form.fields else None, message)
        else:
            _say(request, cases, watched)
            return HttpResponseRedirect(reverse("nobody_named", args=[unit.code]))
    return render(
        request,
        "allocation/watcher.html",
        title=title,
        back=reverse("nobody_named", args=[unit.code]),
        form=form,
        cases=cases,
        post_to=post_to,
        identity=people.identity_of(cases[0], on=on) if len(cases) == 1 else None,
        status=422 if form.errors else 200,
    )


def _say(request: ActingRequest, cases: Sequence[Case], watched: Watched) -> None:
    whom = str(cases[0].person) if len(cases) == 1 else people.people(watched.set_for)
    saved(request, _("Watcher set for %(whom)s") % {"whom": whom})
    if watched.left_out:
        told(
            request,
            _("Left out, because this watcher may not open the record: %(crns)s")
            % {"crns": ", ".join(watched.left_out)},
        )
