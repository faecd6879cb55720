"""P3, the result: who could take whom and why, and what it does to loads."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from rainer.allocation import people
from rainer.allocation.models import Proposal
from rainer.allocation.operations.propose import rules_of
from rainer.allocation.proposal.result import Summary
from rainer.allocation.queries.placed import limited_out, must_not_wait_of
from rainer.allocation.queries.plan import Plan
from rainer.allocation.queries.proposals import (
    PLACED,
    by_practitioner,
    get_proposal,
    given_at_stop,
    not_placed_by_reason,
    raised_further,
    rows_of,
    summary_of,
)
from rainer.allocation.queries.verdicts import Levels
from rainer.allocation.views.could_not_place import REASONS
from rainer.allocation.views.propose import PROPOSE
from rainer.allocation.views.result_words import how_good, level_words, shortage_words, what_it_does, who_goes
from rainer.allocation.views.shown import back_from, log_rows, person_words, superseded
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.web import words
from rainer.web.address import with_parameters
from rainer.web.charts import Chart, chart_csv, chart_response
from rainer.web.charts.proposal import Move, before_after
from rainer.web.page import render
from rainer.web.tables import Column, Table

PAGE = 100


def result(request: ActingRequest, found: Proposal) -> HttpResponse:
    """The plan to judge: what it does in sentences, before and after, and each person's row to keep or change."""
    placed = rows_of(found, request.acting).filter(state=PLACED)
    everyone = list(placed)
    table = _rows_table(request, found, placed, Plan(found, everyone))
    if (download := table.export_response()) is not None:
        log_rows(request, placed)
        return download
    ticked = [row for row in everyone if row.ticked]
    summary = summary_of(found, ticked)
    show = "practitioner" if request.GET.get("show") == "practitioner" else "person"
    listed = by_practitioner(summary, ticked)
    log_rows(request, everyone if show == "practitioner" else table.page.object_list)
    left = not_placed_by_reason(found)
    shown = [row.pk for row in table.page.object_list] if show == "person" else []
    return render(
        request,
        "allocation/proposal.html",
        title=_("%(placed)s can have a name today. %(left)s cannot.")
        % {"placed": people.people(len(everyone)), "left": words.whole(sum(n for _code, n in left))},
        as_of=found.finished_at,
        back=back_from(found),
        proposal=found,
        superseded=superseded(found),
        sentences=[
            who_goes(
                found,
                must_not_wait_of(found, ticked),
                limited_out(found, rules_of(found)),
                elsewhere=sum(_is_elsewhere(row) for row in ticked),
            ),
            what_it_does(found, summary, raised_further(found, listed), at_stop=given_at_stop(found, ticked)),
            shortage_words(found.facts),
        ],
        chart=_chart(found, summary, listed),
        chart_url=reverse("proposal", args=[found.pk]),
        levels=level_words(found, summary),
        show=show,
        table=table if show == "person" else _practitioners_table(request, listed),
        shown=shown,
        ticked_elsewhere=sum(row.pk not in shown for row in ticked),
        pages=_pages(request, table) if show == "person" else (),
        left=[(REASONS.get(code, code), n, code) for code, n in left],
        how_good=how_good(found),
        left_count=sum(n for _code, n in left),
        why_short=reverse("proposal_why", args=[found.pk]),
    )


def _pages(request: ActingRequest, table: Table) -> list[tuple[str, str]]:
    """The pages before and after, to go to with the ticks of this one kept: (address, words)."""
    page, found = table.page, []
    if page.has_previous():
        found.append(
            (with_parameters(request, {"page": page.previous_page_number()}), _("Keep these ticks, previous page"))
        )
    if page.has_next():
        found.append((with_parameters(request, {"page": page.next_page_number()}), _("Keep these ticks, next page")))
    return found


def _chart(found: Proposal, summary: Summary, listed: Any) -> Chart:
    moves = [
        Move(
            who=str(p.to.practitioner),
            before=p.before or 0.0,
            after=p.after or 0.0,
            cases=p.given,
            note=_("%(count)d new") % {"count": p.given} if p.passes_act else "",
        )
        for p in listed
    ]
    return before_after(moves, over=found.facts["settings"]["act_level"])


@needs(PROPOSE)
def chart(request: ActingRequest, pk: int, name: str, width: int = 0) -> HttpResponse:
    """C3 as a picture, or its figures as CSV where no width is given."""
    found = get_proposal(request.acting, pk)
    if name != "before-after" or not found.facts:
        raise NotThereError("There is no such chart.")
    ticked = list(rows_of(found, request.acting).filter(state=PLACED, ticked=True))
    summary = summary_of(found, ticked)
    drawn = _chart(found, summary, by_practitioner(summary, ticked))
    return chart_response(drawn, width) if width else chart_csv(drawn)


def _rows_table(request: ActingRequest, found: Proposal, rows: Any, plan: Plan) -> Table:
    def change(row: Any) -> Any:
        if row.is_limited:
            return _("Restricted")
        url = reverse("proposal_row", args=[found.pk, row.pk])
        return format_html(
            '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {}</span></a>',
            url,
            _("Change"),
            row.case.person,
        )

    levels = Levels.of(rules_of(found))
    columns = [
        Column(
            "person",
            _("Person"),
            value=person_words,
            link=lambda r: people.link_to_person(r.case, limited=r.is_limited),
        ),
        Column(
            "to",
            _("To"),
            value=_to_words,
            sort="to__practitioner__surname",
        ),
        Column("load", _("Load with this person"), value=lambda r: _alone(plan, r.case_id, r.to_id)),
        Column(
            "plan",
            _("With the whole plan"),
            value=lambda r: words.load1(r.percent_after),
            numeric=True,
            sort="percent_after",
        ),
        Column("reason", _("Reason in a sentence"), value=lambda r: _reason(r, levels)),
        Column("next", _("Next best"), value=lambda r: _next_best(plan, r), blank=_("Nobody else")),
        Column("starts", _("Starts"), value=lambda r: words.short_day(r.starts_on) if r.starts_on else _("Today")),
    ]
    if "download" not in request.GET:
        columns.append(Column("change", _("Change"), value=change))
    table = Table(
        request,
        caption=_("Who could take whom, those who must not wait first"),
        columns=columns,
        rows=rows,
        page_size=PAGE,
        selectable="row",
        empty=_("Nobody can be placed. See below why."),
        export_name=f"proposal-{found.pk}",
        export_facts={_("As of"): found.finished_at or found.as_at},
        what=people.people,
    )
    table.ticked = {row.pk for row in table.page.object_list if row.ticked}
    return table


def _reason(row: Any, levels: Levels) -> str:
    """Why this practitioner; and, where the plan takes them so far, that a reason in writing is asked for."""
    why = _("Restricted") if row.is_limited else row.reason
    if row.percent_after is None or not levels.reached("allocation_stop", float(row.percent_after)):
        return str(why)
    level = f"{levels.level('allocation_stop'):g}"
    return _("%(why)s. At or over %(level)s%%: you write a reason before anyone is named") % {
        "why": why,
        "level": level,
    }


def _alone(plan: Plan, case_id: int, to_id: int) -> str:
    """Load now and with this one person, whoever else the plan gives them."""
    alone = plan.alone(case_id, to_id)
    return people.from_to(alone.before, alone.after)


def _to_words(row: Any) -> str:
    """Who, with their grade; and the unit where it is not the person's own."""
    who = f"{row.to.practitioner}, {row.to.practitioner.short_grade}"
    return f"{who}, {row.to.team.unit.name}" if _is_elsewhere(row) else who


def _is_elsewhere(row: Any) -> bool:
    return bool(row.to.team.unit_id != row.case.team.unit_id)


def _next_best(plan: Plan, row: Any) -> str:
    """Who else, with this person alone; and where the plan as it stands, with this person too, would leave them."""
    if row.next_best is None:
        return ""
    return _("%(who)s %(load)s, %(plan)s with the whole plan") % {
        "who": row.next_best.practitioner,
        "load": _alone(plan, row.case_id, row.next_best_id),
        "plan": words.load1(row.next_best_after),
    }


def _practitioners_table(request: ActingRequest, listed: Any) -> Table:
    return Table(
        request,
        caption=_("What each practitioner would be given, the highest load first"),
        columns=[
            Column("who", _("Practitioner"), value=lambda p: f"{p.to.practitioner}, {p.to.practitioner.short_grade}"),
            Column("load", _("Load"), value=lambda p: people.from_to(p.before, p.after)),
            Column("given", _("People"), numeric=True),
            Column("names", _("Who"), value=lambda p: ", ".join(p.names)),
        ],
        rows=listed,
        page_size=PAGE,
        empty=_("Nobody is ticked."),
        what=lambda n: _("%(count)d practitioners") % {"count": n},
    )
