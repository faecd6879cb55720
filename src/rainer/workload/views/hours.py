"""Contracted hours and reductions: of one practitioner, and as lists."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import Acting, ActingRequest, needs, teams_in
from rainer.organisation.capabilities import Capability
from rainer.policy.rulebook import NATION
from rainer.rulebook.queries import rulebook_now
from rainer.web import page, words
from rainer.web.filters import Choice, Filters, Tick
from rainer.web.forms import Form
from rainer.web.tables import Column, Table
from rainer.workforce.models import PractitionerTeam, Reduction
from rainer.workload import forms, operations
from rainer.workload.operations.hours import ReductionFacts, reason_rows, suggested
from rainer.workload.queries.hours import expiring, hours_recorded, reductions_in_area, reductions_of
from rainer.workload.views.common import NOT_THERE, form_page, managed, pages_setting, teams_open_to

LISTED = [choice for choice in Reduction.Status.choices if choice[0] != Reduction.Status.DELETED]


@needs(Capability.SEE_OWN_LOAD, Capability.SEE_REDUCTIONS)
def staff_hours(request: ActingRequest, code: str) -> HttpResponse:
    """Hours and reductions of one practitioner, in each of their teams."""
    teams = teams_open_to(request.acting, code, Capability.SEE_REDUCTIONS)
    ids = [pt.pk for pt in teams]
    area = request.acting.area(Capability.CHANGE_REDUCTIONS)
    practitioner = teams[0].practitioner
    return page.render(
        request,
        "workload/hours.html",
        title=_("Hours of %(name)s") % {"name": practitioner},
        as_of=clock.now(),
        back=reverse("staff_load", args=[code]),
        code=code,
        teams=[_team_hours(pt, may_change=area.holds_team(pt.team)) for pt in teams],
        recorded=Table(
            request,
            name="hours",
            caption=_("Contracted hours recorded"),
            columns=[
                Column("starts", _("From"), value=lambda r: words.day(r.starts)),
                Column("team", _("Team"), value=lambda r: r.practitioner_team.team),
                Column("hours", _("Hours a week"), numeric=True),
                Column("reason", _("Why none"), blank=_("Does not apply")),
            ],
            rows=hours_recorded(ids),
            empty=_("No hours are recorded: the default of the grade holds."),
            what=lambda n: ngettext("%(n)s change", "%(n)s changes", n) % {"n": f"{n:,}"},
        ),
        reductions=Table(
            request,
            caption=_("Reductions of hours"),
            columns=_columns(change=area, with_name=False),
            rows=reductions_of(ids),
            empty=_("No reductions are recorded."),
            what=lambda n: ngettext("%(n)s reduction", "%(n)s reductions", n) % {"n": f"{n:,}"},
        ),
    )


def _team_hours(pt: PractitionerTeam, *, may_change: bool) -> dict[str, Any]:
    load = getattr(pt, "current_load", None)
    contracted = operations.hours_on(pt, on=clock.today())
    recorded = load.reduction_hours if load else 0
    return {
        "team": pt.team,
        "contracted": contracted,
        "reductions": min(recorded, contracted),
        "recorded": recorded,
        "beyond": recorded > contracted,
        "may_change": may_change,
    }


def _columns(*, change: Any, with_name: bool) -> list[Column]:
    name = Column(
        "name",
        _("Name"),
        value=lambda r: r.practitioner_team.practitioner,
        link=lambda r: reverse("staff_hours", args=[r.practitioner_team.practitioner.code]),
        sort="practitioner_team__practitioner__surname",
    )
    rest = [
        Column("reason", _("Reason"), value=lambda r: capfirst(r.reason), sort="reason",
               link=lambda r: reverse("reduction", args=[r.pk]) if change.holds_team(r.practitioner_team.team) else None),
        Column("hours", _("Hours a week"), numeric=True, sort="hours"),
        Column("starts", _("First day"), value=lambda r: words.day(r.starts), export=lambda r: r.starts, sort="starts"),
        Column("ends", _("Last day"), value=lambda r: words.day(r.ends), export=lambda r: r.ends, sort="ends"),
        Column("status", _("Status"), value=lambda r: r.get_status_display(), sort="status"),
        Column("team", _("Team"), value=lambda r: r.practitioner_team.team, sort="practitioner_team__team__name"),
        Column("by", _("Recorded by"), value=lambda r: r.created_by or _("An import")),
    ]  # fmt: skip
    return [name, *rest] if with_name else rest


@needs(Capability.SEE_REDUCTIONS)
def reductions(request: ActingRequest) -> HttpResponse:
    """Reductions of the reader's teams: active, scheduled, ended; those that end soon."""
    on = clock.today()
    days = pages_setting("expiring_days", on=on, place=NATION, rulebook=rulebook_now())
    teams = teams_in(request.acting.area(Capability.SEE_REDUCTIONS)).order_by("name")
    filters = Filters(
        request,
        [
            Choice("team", _("Team"), [(t.code, t.name) for t in teams]),
            Choice("status", _("Status"), LISTED),
            Tick("soon", _("Ends in the next %(days)s days") % {"days": days}),
        ],
    )
    rows = reductions_in_area(request.acting)
    if filters.chosen["team"]:
        rows = rows.filter(practitioner_team__team__code__in=filters.chosen["team"])
    if filters.chosen["status"]:
        rows = rows.filter(status__in=filters.chosen["status"])
    if filters.chosen["soon"]:
        rows = expiring(rows, on=on, days=days)
    table = Table(
        request,
        caption=_("Reductions of hours"),
        columns=_columns(change=request.acting.area(Capability.CHANGE_REDUCTIONS), with_name=True),
        rows=rows,
        default_sort="ends",
        filters=filters,
        empty=_("No reductions match."),
        export_name="reductions",
        export_facts={_("As at"): on.isoformat()},
        what=lambda n: _("%(n)s reductions") % {"n": f"{n:,}"},
    )
    if (download := table.export_response()) is not None:
        return download
    return page.render(request, "workload/table.html", title=_("Reductions"), as_of=clock.now(), table=table)


@needs(Capability.CHANGE_HOURS)
def set_hours(request: ActingRequest, code: str, team: str) -> HttpResponse:
    pt = managed(request.acting, code, team, Capability.CHANGE_HOURS)
    now = operations.hours_on(pt, on=clock.today())
    form = forms.Hours(request.POST or None, initial={"hours": now, "starts": clock.today()})
    return form_page(
        request,
        form,
        lambda f: operations.set_contracted_hours(
            practitioner_team=pt,
            by=request.acting,
            hours=f.cleaned_data["hours"],
            starts=f.cleaned_data["starts"],
            reason=f.cleaned_data["reason"],
            at=clock.now(),
        ),
        title=_("Contracted hours of %(name)s, %(team)s") % {"name": pt.practitioner, "team": pt.team},
        button=_("Save hours"),
        done=_("Hours saved for %(name)s") % {"name": pt.practitioner},
        then=reverse("staff_hours", args=[code]),
        back=reverse("staff_hours", args=[code]),
        intro=[_("Hours on earlier days stay as they were.")],
    )


@needs(Capability.CHANGE_REDUCTIONS)
def add_reduction(request: ActingRequest, code: str, team: str) -> HttpResponse:
    """The reason first; the hours the reason allows are then filled in."""
    pt = managed(request.acting, code, team, Capability.CHANGE_REDUCTIONS)
    on, back = clock.today(), reverse("staff_hours", args=[code])
    reasons = _reasons(pt)
    title = _("Take hours off for %(name)s, %(team)s") % {"name": pt.practitioner, "team": pt.team}
    asked = request.GET.get("reason", "")
    if asked not in dict(reasons):
        form = forms.ChooseReason(request.GET if request.GET else None, reasons=reasons)
        return page.render(
            request, "workload/choose_reason.html", title=title, back=back, form=form,
            status=422 if form.errors else 200,
        )  # fmt: skip
    hours, most = suggested(pt, asked, on=on)
    initial = {"reason": asked, "hours": hours, "starts": on}
    return form_page(
        request,
        forms.ReductionForm(request.POST or None, initial=initial, reasons=reasons),
        lambda f: operations.add_reduction(practitioner_team=pt, by=request.acting, facts=_facts(f), at=clock.now()),
        title=title,
        button=_("Save reduction"),
        done=_("Reduction saved for %(name)s") % {"name": pt.practitioner},
        then=back,
        back=back,
        intro=[_("This reason allows %(most)s hours at most.") % {"most": most}] if most is not None else [],
    )


def _reasons(pt: PractitionerTeam) -> list[tuple[str, Any]]:
    return [(row["reason"], capfirst(row["reason"])) for row in reason_rows(pt, on=clock.today())]


def _facts(form: Any) -> ReductionFacts:
    typed = form.cleaned_data
    return ReductionFacts(typed["reason"], typed["hours"], typed["starts"], typed["ends"], typed["notes"])


def _reduction(acting: Acting, pk: int) -> Reduction:
    row = (
        Reduction.objects.select_related("practitioner_team__practitioner", "practitioner_team__team__unit__region")
        .exclude(status=Reduction.Status.DELETED)
        .filter(pk=pk)
        .first()
    )
    if row is None or not acting.area(Capability.CHANGE_REDUCTIONS).holds_team(row.practitioner_team.team):
        raise NotThereError(NOT_THERE)
    return row


def _seen(request: HttpRequest, row: Reduction) -> int:
    """The version the user saw when they opened the form."""
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else row.version


@needs(Capability.CHANGE_REDUCTIONS)
def change_reduction(request: ActingRequest, pk: int) -> HttpResponse:
    row = _reduction(request.acting, pk)
    pt = row.practitioner_team
    back = reverse("staff_hours", args=[pt.practitioner.code])
    initial = {name: getattr(row, name) for name in ("reason", "hours", "starts", "ends", "notes")}
    reasons = _reasons(pt)
    return form_page(
        request,
        forms.ReductionForm(request.POST or None, initial=initial, reasons=reasons),
        lambda f: operations.change_reduction(
            reduction=row, by=request.acting, facts=_facts(f), version=_seen(request, row), at=clock.now()
        ),
        title=_("Change a reduction of %(name)s") % {"name": pt.practitioner},
        button=_("Save changes"),
        done=_("Reduction changed for %(name)s") % {"name": pt.practitioner},
        then=back,
        back=back,
        version=_seen(request, row),
        facts=[
            (_("Status"), row.get_status_display(), reverse("reduction_end", args=[pk]), _("End it early")),
            (_("Entered by mistake?"), "", reverse("reduction_delete", args=[pk]), _("Delete it")),
        ],
    )


@needs(Capability.CHANGE_REDUCTIONS)
def end_reduction(request: ActingRequest, pk: int) -> HttpResponse:
    row = _reduction(request.acting, pk)
    name = row.practitioner_team.practitioner
    return form_page(
        request,
        forms.EndReduction(request.POST or None),
        lambda f: operations.end_reduction(
            reduction=row,
            by=request.acting,
            ends=f.cleaned_data["ends"],
            version=_seen(request, row),
            at=clock.now(),
        ),
        title=_("End a reduction of %(name)s early") % {"name": name},
        button=_("End it"),
        done=_("Reduction ended for %(name)s") % {"name": name},
        then=reverse("staff_hours", args=[name.code]),
        back=reverse("reduction", args=[pk]),
        version=_seen(request, row),
        facts=_row_facts(row),
    )


@needs(Capability.CHANGE_REDUCTIONS)
def delete_reduction(request: ActingRequest, pk: int) -> HttpResponse:
    row = _reduction(request.acting, pk)
    name = row.practitioner_team.practitioner
    return form_page(
        request,
        Form(request.POST if request.method == "POST" else None),
        lambda f: operations.delete_reduction(
            reduction=row, by=request.acting, version=_seen(request, row), at=clock.now()
        ),
        title=_("Delete a reduction of %(name)s") % {"name": name},
        button=_("Delete it"),
        done=_("Reduction deleted for %(name)s") % {"name": name},
        then=reverse("staff_hours", args=[name.code]),
        back=reverse("reduction", args=[pk]),
        version=_seen(request, row),
        facts=_row_facts(row),
        intro=[_("For one entered by mistake. It leaves the lists; the log keeps it. To stop it from a day, end it.")],
    )


def _row_facts(row: Reduction) -> list[tuple[Any, ...]]:
    return [
        (_("Reason"), capfirst(row.reason)),
        (_("Hours a week"), row.hours),
        (_("From"), words.day(row.starts)),
        (_("To"), words.day(row.ends)),
    ]
