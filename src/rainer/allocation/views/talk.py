"""The talk a staff-safety flag asks for, before anything is confirmed."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.allocation import people
from rainer.allocation.forms import NO, TalkForm
from rainer.allocation.operations.holder import is_held
from rainer.allocation.operations.talk import record_staff_safety_talk
from rainer.allocation.views.choose import ALLOCATE
from rainer.allocation.views.pair import Pair, pair_of
from rainer.common.errors import BadInputError
from rainer.organisation.access import ActingRequest, needs
from rainer.web.notices import saved
from rainer.web.page import render


def talk_address(pair: Pair, request: ActingRequest) -> str:
    path = reverse("staff_safety_talk", args=[pair.case.person.crn, pair.to.practitioner.code])
    query = request.GET.copy()
    query["next"] = "reallocate_to" if is_held(pair.case) else "allocate_to"
    return f"{path}?{query.urlencode()}"


@needs(ALLOCATE)
def talk(request: ActingRequest, crn: str, staff: str) -> HttpResponse:
    """Record the conversation a staff-safety flag asks for, before anything is confirmed."""
    pair = pair_of(request, crn, staff, what="a talk about staff safety")
    moving = is_held(pair.case)
    choose = reverse("reallocate" if moving else "allocate", args=[crn])
    form = TalkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recorded = record_staff_safety_talk(
                acting=request.acting,
                case=pair.case,
                to=pair.to,
                answer=form.cleaned_data["answer"],
                support=form.cleaned_data["support"],
            )
        except BadInputError as error:
            for field, message in error.facts["errors"].items():
                form.add_error(field, message)
        else:
            saved(request, _("Talk with %(to)s recorded") % pair.names)
            if recorded.answer == NO:
                return HttpResponseRedirect(choose)
            confirm = reverse("reallocate_to" if moving else "allocate_to", args=[crn, staff])
            return HttpResponseRedirect(f"{confirm}?team={pair.to.team.code}")
    return render(
        request,
        "allocation/talk.html",
        title=_("Talk with %(to)s about %(person)s first") % pair.names,
        identity=people.identity_of(pair.case, on=pair.rules.on),
        back=choose,
        form=form,
        status=422 if form.errors else 200,
    )
