"""P3, the result: who could take whom and why, what cannot be done, changing a row, checking and accepting."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rainer.allocation import people
from rainer.allocation.models import Proposal, ProposalRow
from rainer.allocation.operations.propose import unit_of
from rainer.allocation.proposal.result import Summary
from rainer.allocation.queries.proposals import (
    PLACED,
    by_practitioner,
    get_proposal,
    medians,
    not_placed_by_reason,
    rows_of,
    summary_of,
)
from rainer.allocation.views.propose import GOING, PROPOSE, waiting_page
from rainer.cases.access import log_list
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.web import words
from rainer.web.charts import Chart, chart_csv, chart_response
from rainer.web.charts.proposal import Move, before_after
from rainer.web.page import render
from rainer.web.tables import Column, Table

PAGE = 100
REASONS = {
    "no_room": gettext_lazy("No room under the level at which a senior must act"),
    "nobody_qualified": gettext_lazy("No one qualified in reach"),
    "restricted": gettext_lazy("Restricted for all who have room"),
    "talk_first": gettext_lazy("A talk about staff safety is needed first"),
    "no_start_left": gettext_lazy("All who could take them are at their cap of new people"),
    "restricted_for_you": gettext_lazy("Restricted for you"),
}


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
    return _result(request, found)


def _back(found: Proposal) -> str | None:
    unit = unit_of(found)
    return reverse("nobody_named", args=[unit.code]) if unit else None


def _failed(request: ActingRequest, found: Proposal) -> HttpResponse:
    return render(
        request,
        "allocation/proposal_failed.html",
        title=_("No plan was found"),
        back=_back(found),
        proposal=found,
        again=f"{reverse('propose')}?{_place_query(found)}",
    )


def _place_query(found: Proposal) -> str:
    if found.team:
        return f"team={found.team.code}"
    return f"unit={found.unit.code}" if found.unit else f"region={found.region.code if found.region else ''}"


def _result(request: ActingRequest, found: Proposal) -> HttpResponse:
    rows = rows_of(found, request.acting)
    placed = rows.filter(state=PLACED)
    table = _rows_table(request, found, placed)
    if (download := table.export_response()) is not None:
        log_rows(request, placed)
        return download
    everyone = list(placed)
    ticked = [row for row in everyone if row.ticked]
    summary = summary_of(found, ticked)
    show = "practitioner" if request.GET.get("show") == "practitioner" else "person"
    listed = by_practitioner(summary, ticked)
    log_rows(request, everyone if show == "practitioner" else table.page.object_list)
    left = not_placed_by_reason(found)
    return render(
        request,
        "allocation/proposal.html",
        title=_("%(placed)s can have a name today. %(left)s cannot.")
        % {"placed": people.people(len(everyone)), "left": words.whole(sum(n for _code, n in left))},
        as_of=found.finished_at,
        back=_back(found),
        proposal=found,
        sentences=_sentences(found, summary),
        chart=_chart(found, summary, listed),
        chart_url=reverse("proposal", args=[found.pk]),
        levels=_level_words(found, summary),
        show=show,
        table=table if show == "person" else _practitioners_table(request, listed),
        ticked_count=len(ticked),
        shown=[row.pk for row in table.page.object_list],
        left=[(REASONS.get(code, code), n, code) for code, n in left],
        gap=f"{100 * found.facts['gap']:.1f}",
        left_count=sum(n for _code, n in left),
        why_short=reverse("proposal_why", args=[found.pk]),
    )


def log_rows(request: ActingRequest, rows: Any) -> None:
    log_list(request.acting, [row.case for row in rows if not row.is_limited], what="a proposal of allocations")


def _sentences(found: Proposal, summary: Summary) -> list[str]:
    facts, said = found.facts, []
    if found.state == Proposal.State.STOPPED:
        said.append(
            _(
                "Stopped before the best plan was found. The best so far places %(placed)s. Use it, or try with fewer people."
            )
            % {"placed": facts["placed"]}
        )
    must, of = facts["must_not_wait_placed"], facts["must_not_wait"]
    if of and must == of:
        said.append(_("All %(must)s who must not wait go to someone qualified.") % {"must": of})
    elif of:
        said.append(_("%(must)s of the %(of)s who must not wait go to someone qualified.") % {"must": must, "of": of})
    stop = f"{facts['settings']['stop_level']:g}%"
    passing, at_stop = len(summary.passing_act), len(summary.at_stop)
    act = f"{facts['settings']['act_level']:g}%"
    if passing:
        said.append(
            ngettext(
                "%(count)s practitioner reaches %(act)s because of it.",
                "%(count)s practitioners reach %(act)s because of it.",
                passing,
            )
            % {"count": passing, "act": act}
        )
    else:
        said.append(_("Nobody newly reaches %(act)s.") % {"act": act})
    if at_stop:
        said.append(
            ngettext(
                "%(count)s is given people at %(stop)s or over.",
                "%(count)s are given people at %(stop)s or over.",
                at_stop,
            )
            % {"count": at_stop, "stop": stop}
        )
    else:
        said.append(_("Nobody is given anyone at %(stop)s or over.") % {"stop": stop})
    if summary.peak_before is not None and summary.peak_after is not None:
        same = round(summary.peak_before, 1) == round(summary.peak_after, 1)
        text = _("Highest stays %(after)s.") if same else _("Highest goes from %(before)s to %(after)s.")
        said.append(text % {"before": words.load0(summary.peak_before), "after": words.load0(summary.peak_after)})
    return [" ".join(said), *_short(facts)]


def _short(facts: dict[str, Any]) -> list[str]:
    act, full = facts["shortages"]
    if not act["whole"] and not full["whole"]:
        return [_("The posts there are can hold everyone.")]
    return [
        _(
            "To name everyone and keep to %(level)s%% takes %(posts)s full-time practitioners more (%(full)s to keep to 100%%)."
        )
        % {"level": f"{act['level']:g}", "posts": act["whole"], "full": full["whole"]}
    ]


def _level_words(found: Proposal, summary: Summary) -> str:
    before, after = medians(summary)
    known = sum(c.before is not None for c in summary.loads)
    return _("At or over %(level)s%%: %(before)s → %(after)s of %(known)s · median %(m_before)s → %(m_after)s") % {
        "level": f"{found.facts['settings']['act_level']:g}",
        "before": summary.at_or_over_act_before,
        "after": summary.at_or_over_act_after,
        "known": known,
        "m_before": words.load0(before),
        "m_after": words.load0(after),
    }


def _chart(found: Proposal, summary: Summary, listed: Any) -> Chart:
    moves = [
        Move(
            who=str(p.to.practitioner),
            before=p.before or 0.0,
            after=p.after or 0.0,
            cases=p.given,
            note=_("passes with %(count)d new") % {"count": p.given} if p.passes_act else "",
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


def person_words(row: Any) -> str:
    return people.name_or_restricted(row.case, limited=row.is_limited)


def _rows_table(request: ActingRequest, found: Proposal, rows: Any) -> Table:
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
            value=lambda r: f"{r.to.practitioner}, {r.to.practitioner.grade}",
            sort="to__practitioner__surname",
        ),
        Column(
            "load", _("Load"), value=lambda r: people.from_to(r.percent_before, r.percent_after), sort="percent_after"
        ),
        Column("reason", _("Reason in a sentence"), value=lambda r: _("Restricted") if r.is_limited else r.reason),
        Column("next", _("Next best"), value=_next_best, blank=_("Nobody else")),
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


def _next_best(row: Any) -> str:
    if row.next_best is None:
        return ""
    return f"{row.next_best.practitioner} {people.from_to(row.next_best_before, row.next_best_after)}"


def _practitioners_table(request: ActingRequest, listed: Any) -> Table:
    return Table(
        request,
        caption=_("What each practitioner would be given, the highest load first"),
        columns=[
            Column("who", _("Practitioner"), value=lambda p: f"{p.to.practitioner}, {p.to.practitioner.grade}"),
            Column("load", _("Load"), value=lambda p: people.from_to(p.before, p.after)),
            Column("given", _("People"), numeric=True),
            Column("names", _("Who"), value=lambda p: ", ".join(p.names)),
        ],
        rows=listed,
        page_size=PAGE,
        empty=_("Nobody is ticked."),
        what=lambda n: _("%(count)d practitioners") % {"count": n},
    )


@needs(PROPOSE)
def not_placed(request: ActingRequest, pk: int) -> HttpResponse:
    """Who could not be placed, by reason, to read and to download."""
    found = get_proposal(request.acting, pk)
    rows = rows_of(found, request.acting).filter(state=ProposalRow.State.NOT_PLACED)
    code = request.GET.get("reason", "")
    if code in REASONS:
        rows = rows.filter(reason_code=code)
    table = Table(
        request,
        caption=str(REASONS.get(code, _("Could not place"))),
        columns=[
            Column("person", _("Person"), value=person_words, link=lambda r: people.link_to_person(r.case, limited=r.is_limited)),
            Column("why", _("Why they wait"), value=lambda r: _("Restricted") if r.is_limited else people.why_waiting(r.case.waiting_facts)),
            Column("reason", _("Why not placed"), value=lambda r: r.reason),
            Column("team", _("Team"), value=lambda r: r.case.team.name, sort="case__team__name"),
        ],
        rows=rows,
        empty=_("Everyone asked for was placed."),
        export_name=f"could-not-place-{pk}",
        export_facts={_("As of"): found.finished_at or found.as_at},
        what=people.people,
    )  # fmt: skip
    log_rows(request, rows if "download" in request.GET else table.page.object_list)
    if (download := table.export_response()) is not None:
        return download
    return render(
        request,
        "allocation/allocations.html",
        title=_("Could not place: %(people)s") % {"people": people.people(table.count)},
        back=reverse("proposal", args=[pk]),
        table=table,
    )


@needs(PROPOSE)
def why(request: ActingRequest, pk: int) -> HttpResponse:
    """How many full-time posts short, as a sum."""
    found = get_proposal(request.acting, pk)
    if not found.facts:
        raise NotThereError("There is no result to explain yet.")
    return render(
        request,
        "allocation/proposal_why.html",
        title=_("Why %(posts)s?") % {"posts": found.facts["shortages"][0]["whole"]},
        as_of=found.finished_at,
        back=reverse("proposal", args=[pk]),
        shortages=[
            {**s, "rows": [(label, f"{words.result(result)} ({looked_at})") for label, looked_at, result in s["steps"]]}
            for s in found.facts["shortages"]
        ],
    )


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
        next_url=_back(found) or "",
        next_text=_("Back to nobody named"),
    )


def _named_words(named: int) -> str:
    if not named:
        return _("Nothing was accepted")
    return ngettext(
        "%(count)s person now has a named practitioner", "%(count)s people now have a named practitioner", named
    ) % {"count": words.whole(named)}
