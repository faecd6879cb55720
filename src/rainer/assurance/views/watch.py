"""The watch on risk changes: sums, the funnel, patterns. For learning; it lists no person and no practitioner."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from rainer.assurance.forms import LookForm
from rainer.assurance.models import LevelChange
from rainer.assurance.operations.drawing import draw_changes
from rainer.assurance.quarters import Quarter
from rainer.assurance.queries.changes import lines, signed_by
from rainer.assurance.queries.watch import Asked, Watch, asked_of, quarters_offered
from rainer.assurance.views.shown import funnel_of, headline, pattern_rows, say, smallest
from rainer.cases.access import log_people
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs, units_in
from rainer.organisation.capabilities import Capability
from rainer.web.charts import chart_csv, chart_response
from rainer.web.page import render
from rainer.web.why import why_page

WATCH, SIGN, OPEN = Capability.WATCH_LEVELS, Capability.COUNTERSIGN_ASSESSMENT, Capability.OPEN_LEVEL_CHANGE
# Whatever the address asks to be ordered by or grouped by, there is nothing of the kind.
BY_PERSON = ("sort", "by", "group", "order", "person", "practitioner", "holder")


@needs(WATCH, SIGN)
@require_GET
def watch(request: ActingRequest) -> HttpResponse:
    if any(name in request.GET for name in BY_PERSON):
        return render(
            request,
            "assurance/no_list.html",
            title=_("This page does not list people"),
            back=reverse("watch"),
            status=400,
        )
    if not request.acting.may(WATCH):
        return _signed(request)
    asked = _asked(request)
    found = Watch(asked)
    return render(
        request,
        "assurance/watch.html",
        title=_("Watch on risk changes"),
        as_of=clock.now(),
        asked=asked,
        form=_form(request, asked),
        figures=[headline(found, why=_why_url(asked, what="rate"))]
        if found.rate.answer and found.rate.answer.is_shown
        else [],
        too_few=say(found),
        chart=funnel_of(found),
        chart_at=_chart_at(asked),
        rows=pattern_rows(found, why=lambda **what: _why_url(asked, **what)),
        alarms=found.alarms,
        alarms_why=_why_url(asked, what="alarms"),
        funnel_why=_why_url(asked, what="funnel"),
        may_draw=request.acting.may(OPEN),
        draw=found.rulebook.value("watch.patterns", on=asked.on, place=asked.place).value["draw"],
        least=smallest(found),
    )


def _asked(request: ActingRequest) -> Asked:
    asked = request.GET
    return asked_of(
        request.acting, kind=asked.get("kind", ""), quarter=asked.get("quarter", ""), unit=asked.get("unit", "")
    )


def _form(request: ActingRequest, asked: Asked) -> LookForm:
    units = units_in(request.acting.area(WATCH)).order_by("name").values_list("code", "name")
    quarters = [(one.name, one.words) for one in quarters_offered(request.acting.on)]
    chosen = {"kind": asked.kind, "quarter": asked.quarter.name, "unit": asked.unit.code if asked.unit else ""}
    return LookForm(initial=chosen, quarters=quarters, units=list(units))


def _query(asked: Asked) -> dict[str, str]:
    return {"kind": asked.kind, "quarter": asked.quarter.name, "unit": asked.unit.code if asked.unit else ""}


def _why_url(asked: Asked, **what: str) -> str:
    return f"{reverse('why_watch')}?{urlencode({**_query(asked), **what})}"


def _chart_at(asked: Asked) -> str:
    return reverse("watch_figures", args=[asked.kind, asked.quarter.name, asked.where]).removesuffix(
        "charts/funnel.csv"
    )


@needs(WATCH)
@require_GET
def watch_chart(request: ActingRequest, kind: str, quarter: str, where: str, width: int = 0) -> HttpResponse:
    """The funnel as a picture; its figures as CSV where no width is given."""
    asked = asked_of(request.acting, kind=kind, quarter=quarter, unit="" if where == "all" else where)
    chart = funnel_of(Watch(asked))
    return chart_response(chart, width) if width else chart_csv(chart)


@needs(WATCH)
@require_GET
def why_watch(request: ActingRequest) -> HttpResponse:
    """How a figure of the watch came about: the rate, the funnel, the correction, or a pattern in a team or in all."""
    asked = _asked(request)
    found, what = Watch(asked), request.GET.get("what", "rate")
    back = f"{reverse('watch')}?{urlencode(_query(asked))}"
    titles = {
        "rate": _("Why this rate?"),
        "usual": _("Why this usual rate?"),
        "funnel": _("Why these limits?"),
        "alarms": _("Why beyond chance?"),
    }
    outcomes: dict[str, Any] = {
        "rate": found.rate,
        "usual": found.usual,
        "funnel": found.funnel,
        "alarms": found.alarms,
    }
    if what in outcomes:
        title, outcome = titles[what], outcomes[what]
        if what != "rate" or (outcome.answer and outcome.answer.is_shown):
            return why_page(request, outcome, title=title, back=back, as_of=clock.now(), another_day=False)
    code = request.GET.get("team", "")
    row = next((one for one in pattern_rows(found) if one.key == what and one.team_code == code and one.outcome), None)
    if row is None or row.outcome is None:
        raise NotThereError("You cannot open this. It may not be yours, or not there.")
    return why_page(
        request, row.outcome, title=_("Why is this within chance, or beyond it?"), subject=row.name, back=back,
        as_of=clock.now(), another_day=False,
    )  # fmt: skip


@needs(OPEN)
@require_POST
def watch_draw(request: ActingRequest) -> HttpResponse:
    names = ("pattern", "kind", "quarter", "unit", "team")
    made = draw_changes(acting=request.acting, **{name: request.POST.get(name, "") for name in names})
    return HttpResponseRedirect(reverse("watch_drawn", args=[made.pk]))


def _signed(request: ActingRequest) -> HttpResponse:
    """What a second person signed, in the order of days: theirs to look back on, nobody's ranking."""
    quarter = Quarter.named(request.GET.get("quarter", "")) or Quarter.of(request.acting.on)
    changes = signed_by(request.acting, quarter)
    shown = lines(request.acting, changes)
    open_to = sorted({line.change.person_id for line in shown if not line.is_limited})
    log_people(request.acting, open_to, what=_("changes of level they signed"))
    lowered = sum(one.direction == LevelChange.Direction.LOWERED for one in changes)
    return render(
        request,
        "assurance/signed.html",
        title=_("Changes of level you signed"),
        as_of=clock.now(),
        lines=shown,
        lowered=lowered,
        quarter=quarter,
        quarters=[one for one in quarters_offered(request.acting.on) if one != quarter],
    )
