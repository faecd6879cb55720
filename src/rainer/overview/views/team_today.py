"""Today of a team, for its senior; and the answer to whoever said that the day does not fit."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from rainer.cases.access import NOT_THERE, log_people
from rainer.cases.queries.opening_notices import notices_for
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, get_team, needs
from rainer.organisation.capabilities import Capability
from rainer.overview.forms import AnswerForm
from rainer.overview.today.shown import shown
from rainer.overview.today.team import DOES_NOT_FIT, LISTS, OUTCOMES, OVERDUE, TO_SIGN, TeamDay, team_day
from rainer.supervision.models import DoesNotFit
from rainer.supervision.operations.day import answer_does_not_fit
from rainer.supervision.queries.lists import person_name
from rainer.web import notices, words
from rainer.web.forms import saved_by
from rainer.web.page import render
from rainer.web.tables import Column, Table
from rainer.web.words import load1
from rainer.workforce.models import PractitionerTeam

SEE = Capability.SEE_TEAM_TODAY


@needs(SEE)
@require_GET
def team_today(request: ActingRequest, code: str) -> HttpResponse:
    """Counts by practitioner, by name and never by rank; each opens to the rows it counts."""
    team = get_team(request.acting, code, SEE)
    day = team_day(team, request.acting)
    table = Table(
        request,
        caption=_("Practitioners of %(team)s") % {"team": team.name},
        rows=day.owners,
        columns=[
            Column("who", _("Practitioner"), value=lambda o: o.practitioner),
            *(_count(day, name) for name in LISTS),
        ],
        empty=_("Nobody works in this team."),
        what=lambda n: ngettext("%(n)s practitioner", "%(n)s practitioners", n) % {"n": f"{n:,}"},
    )
    name = request.GET.get("show", "")
    owner = next((one for one in day.owners if one.practitioner.code == request.GET.get("who")), None)
    rows = _rows(day, name, owner, request) if name in LISTS else []
    facts = {"list": LISTS[name], "who": owner.practitioner} if name in LISTS and owner else {}
    heading = _("%(list)s: %(who)s") % facts if facts else LISTS.get(name, "")
    return render(
        request,
        "overview/team_today.html",
        title=_("Today of %(team)s") % {"team": team.name},
        as_of=clock.now(),
        breadcrumbs=[(team.name, reverse("team_front", args=[code])), (_("Today"), None)],
        openings=notices_for(request.acting),
        table=table,
        said=day.rows(DOES_NOT_FIT),
        to_sign=len(day.rows(TO_SIGN)),
        names={one.pk: str(one.practitioner) for one in day.owners},
        load=load1,
        show=name,
        heading=heading,
        rows=rows,
    )


def _count(day: TeamDay, name: str) -> Column:
    return Column(
        name,
        LISTS[name],
        numeric=True,
        value=lambda owner: _number(len(day.rows(name, owner)), name, owner),
        link=lambda owner: f"?show={name}&who={owner.practitioner.code}#list" if day.rows(name, owner) else None,
    )


def _number(count: int, name: str, owner: PractitionerTeam) -> Any:
    """The count; to who does not see the table, with what it counts and whose they are."""
    unseen = f"{LISTS[name]}, {owner.practitioner}"
    return format_html('{}<span class="govuk-visually-hidden"> {}</span>', count, unseen)


def _rows(day: TeamDay, name: str, owner: PractitionerTeam | None, request: ActingRequest) -> list[dict[str, Any]]:
    """What the list says. The people it names are logged."""
    found = [_row(day, name, row) for row in day.rows(name, owner)]
    log_people(request.acting, sorted({row["person"] for row in found if row["person"]}), what=_("Today of a team"))
    return found


def _row(day: TeamDay, name: str, row: Any) -> dict[str, Any]:
    person = None if name == DOES_NOT_FIT else row.person
    is_limited = person is not None and person.pk in day.kept_out
    about = {
        "name": person_name(person, is_limited=is_limited) if person else "",
        "url": reverse("person", args=[person.crn]) if person else "",
        "person": person.pk if person and not is_limited else 0,
    }
    if name == DOES_NOT_FIT:
        said = "; ".join([*(item["what"] for item in row.items), *([row.words] if row.words else [])])
        url = reverse("answer_does_not_fit", args=[row.pk])
        return {**about, "what": said, "when": words.moment(row.said_at), "do": _("Answer"), "do_url": url}
    if name == OVERDUE:
        line = shown(row, is_limited=is_limited)
        return {**about, "what": line.what, "when": line.until, "do": line.action, "do_url": line.url}
    if name == OUTCOMES:
        url = "" if is_limited else reverse("outcome", args=[row.pk])
        return {**about, "what": _("Appointment"), "when": words.moment(row.at), "do": _("Record it"), "do_url": url}
    if name == TO_SIGN:
        what, url = (LISTS[TO_SIGN], "") if is_limited else (row.what, row.url)
        since = _("since %(when)s") % {"when": words.moment(row.since)}
        return {**about, "what": what, "when": since, "do": _("Open"), "do_url": url}
    reason = "" if is_limited else row.reason
    when = _("until %(day)s") % {"day": words.day(row.until)}
    return {**about, "what": reason or _("No reason asked"), "when": when, "do": "", "do_url": ""}


@needs(SEE)
def answer(request: ActingRequest, pk: int) -> HttpResponse:
    """Answer someone who said that their day does not fit."""
    said = DoesNotFit.objects.filter(
        request.acting.area(SEE).teams_q("practitioner_team__team"), pk=pk
    ).select_related("practitioner_team__practitioner", "practitioner_team__team").first()  # fmt: skip
    if said is None:
        raise NotThereError(NOT_THERE)
    who, form = said.practitioner_team.practitioner, AnswerForm(request.POST or None)
    back = reverse("team_today", args=[said.practitioner_team.team.code])

    def save() -> None:
        answer_does_not_fit(acting=request.acting, pk=pk, answer=form.cleaned_data["answer"])

    if form.is_bound and form.may_save() and saved_by(form, save):
        notices.saved(request, _("Answered %(name)s") % {"name": who})
        return HttpResponseRedirect(back)
    facts = {"name": who, "when": words.moment(said.said_at), "load": load1(said.load_percent)}
    intro = [
        _("%(name)s said at %(when)s, with a load of %(load)s, that this will not get done:") % facts
        if said.load_percent is not None
        else _("%(name)s said at %(when)s that this will not get done:") % facts
    ]
    intro += [item["what"] for item in said.items] + ([said.words] if said.words else [])
    return render(
        request,
        "overview/form.html",
        title=_("Answer %(name)s") % {"name": who},
        form=form,
        back=back,
        button=_("Send the answer"),
        intro=intro,
        status=422 if form.is_bound and form.errors else 200,
    )
