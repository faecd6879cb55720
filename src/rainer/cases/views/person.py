"""A person's record: open a restricted one with a reason, see who looked."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rainer.cases import operations, queries
from rainer.cases.access import case_to_unlock, limited_person_ids, open_person
from rainer.cases.forms import OpenRestrictedForm
from rainer.cases.furniture import identity_bar, person_pages
from rainer.common import clock, log
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import notices
from rainer.web.page import render
from rainer.web.tables import Column, Table
from rainer.web.views import safe_address


@needs(Capability.OPEN_RESTRICTED)
@require_http_methods(["GET", "POST"])
def open_restricted(request: ActingRequest, crn: str) -> HttpResponse:
    case = case_to_unlock(request.acting, crn)
    record = reverse("person", args=[crn])
    if not limited_person_ids(request.acting, [case.person_id]):
        return redirect(record)
    users = operations.who_is_told(case, opener=request.acting.user, on=request.acting.on)
    told = get_text_list([user.name for user in users], _("and"))
    form = OpenRestrictedForm(request.POST or None)
    if form.is_valid():
        operations.open_restricted(acting=request.acting, crn=crn, **form.cleaned_data)
        notices.told(request, _("Opened. Told: %(told)s.") % {"told": told} if told else _("Opened."))
        return redirect(record)
    title = _("This record is restricted")
    return render(request, "cases/open_restricted.html", title=title, crn=crn, form=form, told=told)


@needs(Capability.OPEN_RESTRICTED)
@require_POST
def close_restricted(request: ActingRequest, crn: str) -> HttpResponse:
    operations.close_restricted(acting=request.acting, crn=crn)
    notices.saved(request, _("Record %(crn)s is closed to you again.") % {"crn": crn})
    return redirect("/")


@needs(Capability.SEE_WHO_LOOKED)
@require_POST
def opening_seen(request: ActingRequest, pk: int) -> HttpResponse:
    """Whoever was told of an opening has seen it."""
    opened = operations.see_opening(acting=request.acting, pk=pk)
    notices.saved(request, _("Seen: the opening of %(crn)s. It stays in the log.") % {"crn": opened.person.crn})
    return redirect(safe_address(request, request.POST.get("next", ""), "/"))


@needs(Capability.SEE_WHO_LOOKED)
@require_GET
def who_looked(request: ActingRequest, crn: str) -> HttpResponse:
    case = open_person(request.acting, crn, Capability.SEE_WHO_LOOKED, what=_("who looked at the record"))
    table = Table(
        request,
        caption=_("Who opened this record, or was refused it, in the last 30 days"),
        columns=[
            Column("at", _("When"), value=lambda e: e.at, template="cases/cell_moment.html", sort="at"),
            Column("actor", _("Who"), value=lambda e: e.actor, blank=_("Rainer"), sort="actor__name"),
            Column("what", _("What"), value=log.sentence),
        ],
        rows=queries.who_looked(case.person_id, at=clock.now()),
        default_sort="-at",
        export_name=f"who-looked-{crn}",
        export_facts={_("CRN"): crn},
        empty=_("Nobody has opened this record in the last 30 days."),
        what=lambda n: ngettext("%(n)s time", "%(n)s times", n) % {"n": f"{n:,}"},
    )
    if (download := table.export_response()) is not None:
        return download
    return render(
        request,
        "cases/who_looked.html",
        title=_("Who looked at %(name)s") % {"name": case.person},
        as_of=clock.now(),
        identity=identity_bar(case, request.acting),
        sub_nav=person_pages(crn, request.acting, current="who_looked"),
        table=table,
        may_limit=request.acting.area(Capability.SET_LIMITED_ACCESS).holds_team(case.team),
        crn=crn,
    )
