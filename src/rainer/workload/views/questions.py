"""Questions about lines of a load, and work that carries no weight."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import Acting, ActingRequest, needs, units_in
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit, Practitioner
from rainer.rulebook.queries import rulebook_now
from rainer.web import page, words
from rainer.web.tables import Column, Table
from rainer.workload import forms, operations
from rainer.workload.models import LineQuery
from rainer.workload.operations.questions import answer_day
from rainer.workload.queries.actions import queries_waiting, unweighted_work
from rainer.workload.queries.own import line_words, lines_of, own_load
from rainer.workload.queries.people import own_teams
from rainer.workload.views.common import NOT_THERE, form_page, one_of, yes_no


@needs(Capability.QUERY_A_LINE)
def query_line(request: ActingRequest) -> HttpResponse:
    """Question a line of one's own load; `?team=` and `?line=` say which."""
    practitioner = Practitioner.objects.filter(user=request.user).first()
    teams = list(own_teams(practitioner, on=request.acting.on)) if practitioner else []
    if not teams:
        raise NotThereError(NOT_THERE)
    pt = one_of(teams, request.GET.get("team", ""))
    own = own_load(pt, on=request.acting.on, rulebook=rulebook_now())
    asked = request.GET.get("line", "")
    line = next((one for one in (lines_of(own) if own else []) if one.key == asked), None)
    if line is None:
        raise NotThereError(NOT_THERE)
    due = answer_day("line_query", pt.team.unit, on=request.acting.on)
    whom = pt.manager or _("Your senior")
    return form_page(
        request,
        forms.QueryLine(request.POST or None),
        lambda f: operations.query_line(
            practitioner_team=pt,
            by=request.acting,
            line=line.key,
            wrong=f.cleaned_data["wrong"],
            text=f.cleaned_data["text"],
            at=clock.now(),
        ),
        title=_("Query this line: %(line)s") % {"line": line.what or line.mix},
        button=_("Send"),
        done=_("Your question about %(line)s is sent") % {"line": line.what or line.mix},
        then=f"{reverse('my_load')}?team={pt.team.code}",
        back=f"{reverse('my_load')}?team={pt.team.code}",
        facts=[(_("Tier and state"), line.mix), (_("Points"), words.result(line.points))],
        intro=[
            _("%(who)s gets this; you get an answer by %(day)s. It does not change your load until answered.")
            % {"who": whom, "day": words.short_day(due)}
        ],
    )


@needs(Capability.ANSWER_A_LINE)
def line_queries(request: ActingRequest) -> HttpResponse:
    """Questions about lines from the reader's teams, those without an answer first."""
    table = Table(
        request,
        caption=_("Questions about lines of a load, those without an answer first"),
        columns=[
            Column("who", _("Name"), value=lambda q: q.practitioner_team.practitioner, link=_answer_link),
            Column("line", _("Line"), value=lambda q: line_words(q.line)),
            Column("wrong", _("What is wrong"), value=lambda q: q.get_wrong_display()),
            Column("text", _("In their words")),
            Column("due", _("Answer due"), value=lambda q: words.day(q.answer_due)),
            Column("answer", _("Answer"), blank=_("None yet")),
        ],
        rows=queries_waiting(request.acting),
        empty=_("Nobody has questioned a line of their load."),
        what=lambda n: ngettext("%(n)s question", "%(n)s questions", n) % {"n": f"{n:,}"},
    )
    return page.render(request, "workload/table.html", title=_("Questions about load"), as_of=clock.now(), table=table)


def _answer_link(query: LineQuery) -> str | None:
    return None if query.answered_at else reverse("line_query", args=[query.pk])


def _query(acting: Acting, pk: int) -> LineQuery:
    found = queries_waiting(acting).filter(pk=pk).first()
    if found is None:
        raise NotThereError(NOT_THERE)
    return found


@needs(Capability.ANSWER_A_LINE)
def answer_query(request: ActingRequest, pk: int) -> HttpResponse:
    query = _query(request.acting, pk)
    who = query.practitioner_team.practitioner
    return form_page(
        request,
        forms.AnswerLine(request.POST or None),
        lambda f: operations.answer_line(
            query=query,
            by=request.acting,
            answer=f.cleaned_data["answer"],
            upheld=yes_no(f.cleaned_data["upheld"]),
            at=clock.now(),
        ),
        title=_("Answer %(name)s about %(line)s") % {"name": who, "line": line_words(query.line)},
        button=_("Send answer"),
        done=_("Answer sent to %(name)s") % {"name": who},
        then=reverse("line_queries"),
        back=reverse("line_queries"),
        facts=[
            (_("What is wrong"), query.get_wrong_display()),
            (_("In their words"), query.text),
            (_("Answer due"), words.day(query.answer_due)),
            (_("Their load"), "", reverse("staff_load", args=[who.code]), _("See every line")),
        ],
    )


@needs(Capability.ADD_UNWEIGHTED_WORK)
def work_without_weight(request: ActingRequest) -> HttpResponse:
    """The list anyone can add to; each entry gets an answer by a day."""
    area = request.acting.area(Capability.ANSWER_A_LINE)

    def answer_url(work: Any) -> str | None:
        return reverse("answer_work", args=[work.pk]) if not work.answered_at and area.holds_unit(work.unit) else None

    table = Table(
        request,
        caption=_("Work that carries no weight, entries without an answer first"),
        columns=[
            Column("what", _("Work"), link=answer_url),
            Column("unit", _("Unit")),
            Column("minutes_each", _("Minutes each time"), numeric=True),
            Column("times_a_month", _("Times a month"), numeric=True),
            Column("answer_due", _("Answer due"), value=lambda w: words.day(w.answer_due)),
            Column("answer", _("Answer"), blank=_("None yet")),
        ],
        rows=unweighted_work(),
        empty=_("Nobody has named work without a weight yet."),
        what=lambda n: ngettext("%(n)s entry", "%(n)s entries", n) % {"n": f"{n:,}"},
    )
    return page.render(
        request,
        "workload/table.html",
        title=_("Work without a weight"),
        as_of=clock.now(),
        table=table,
        intro=[_("Anyone can add to this list. Each entry is answered by the day beside it.")],
        action_url=reverse("add_work"),
        action_text=_("Add work"),
    )


@needs(Capability.ADD_UNWEIGHTED_WORK)
def add_work(request: ActingRequest) -> HttpResponse:
    unit = _own_unit(request.acting)
    back = reverse("work_without_weight")
    if unit is None:
        raise NotThereError(NOT_THERE)
    due = answer_day("unweighted_work", unit, on=request.acting.on)
    return form_page(
        request,
        forms.UnweightedWorkForm(request.POST or None),
        lambda f: operations.add_unweighted_work(unit=unit, by=request.acting, at=clock.now(), **f.cleaned_data),
        title=_("Add work without a weight"),
        button=_("Add it"),
        done=_("Work added to the list"),
        then=back,
        back=back,
        intro=[_("It is answered by %(day)s.") % {"day": words.day(due)}],
    )


def _own_unit(acting: Acting) -> DeliveryUnit | None:
    """The unit the user works in: of their narrowest role; for a wider one, the first unit in it."""
    return units_in(acting.area(Capability.ADD_UNWEIGHTED_WORK)).select_related("region").order_by("name").first()


@needs(Capability.ANSWER_A_LINE)
def answer_work(request: ActingRequest, pk: int) -> HttpResponse:
    work = unweighted_work().filter(pk=pk, answered_at=None).first()
    if work is None or not request.acting.area(Capability.ANSWER_A_LINE).holds_unit(work.unit):
        raise NotThereError(NOT_THERE)
    back = reverse("work_without_weight")
    return form_page(
        request,
        forms.AnswerWork(request.POST or None),
        lambda f: operations.answer_unweighted_work(
            work=work, by=request.acting, answer=f.cleaned_data["answer"], at=clock.now()
        ),
        title=_("Answer about: %(what)s") % {"what": work.what},
        button=_("Save answer"),
        done=_("Answer saved about %(what)s") % {"what": work.what},
        then=back,
        back=back,
        facts=[(_("Answer due"), words.day(work.answer_due))],
    )
