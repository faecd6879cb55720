"""P3, the result: who could take whom and why, what cannot be done, changing a row, checking and accepting."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from rainer.allocation import people
from rainer.allocation.forms import ReasonsForm
from rainer.allocation.inputs import Rules
from rainer.allocation.models import Allocation, Proposal, ProposalRow
from rainer.allocation.operations.decide import OPEN, accept_rows, change_row, decline_proposal, tick_rows
from rainer.allocation.operations.propose import rules_of, unit_of
from rainer.allocation.proposal.result import Summary
from rainer.allocation.queries.candidates import candidates, teams_to_choose_from
from rainer.allocation.queries.proposals import (
    PLACED,
    by_practitioner,
    get_proposal,
    medians,
    not_placed_by_reason,
    rows_of,
    summary_of,
)
from rainer.allocation.queries.standing import standings
from rainer.allocation.queries.verdicts import Levels
from rainer.allocation.views.propose import GOING, PROPOSE, waiting_page
from rainer.cases.access import log_list, open_case
from rainer.common.errors import BadInputError, NotThereError, RainerError, RefusedError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import words
from rainer.web.charts import Chart, chart_csv, chart_response
from rainer.web.charts.proposal import Move, before_after
from rainer.web.notices import saved
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
        _log(request, placed)
        return download
    everyone = list(placed)
    ticked = [row for row in everyone if row.ticked]
    summary = summary_of(found, ticked)
    show = "practitioner" if request.GET.get("show") == "practitioner" else "person"
    listed = by_practitioner(summary, ticked)
    _log(request, everyone if show == "practitioner" else table.page.object_list)
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
        left_count=sum(n for _code, n in left),
        why_short=reverse("proposal_why", args=[found.pk]),
    )


def _log(request: ActingRequest, rows: Any) -> None:
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
        said.append(_("%(count)s practitioners reach %(act)s because of it.") % {"count": passing, "act": act})
    else:
        said.append(_("Nobody newly reaches %(act)s.") % {"act": act})
    if at_stop:
        said.append(_("%(count)s are given people at %(stop)s or over.") % {"count": at_stop, "stop": stop})
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


def _person(row: Any) -> str:
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
            "person", _("Person"), value=_person, link=lambda r: people.link_to_person(r.case, limited=r.is_limited)
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
@require_POST
def ticks(request: ActingRequest, pk: int) -> HttpResponse:
    """Keep the ticks of the page shown, then go where the button says: check, decline, or come back later."""
    found = get_proposal(request.acting, pk)
    shown = [int(i) for i in request.POST.getlist("shown") if i.isdigit()]
    ticked = [int(i) for i in request.POST.getlist("row") if i.isdigit()]
    if "none" in request.POST:
        decline_proposal(acting=request.acting, proposal=found)
        saved(request, _("Nothing was accepted. Nobody moved."))
        return HttpResponseRedirect(reverse("proposal", args=[pk]))
    count = tick_rows(acting=request.acting, proposal=found, shown=shown, ticked=ticked)
    if "check" in request.POST:
        return HttpResponseRedirect(reverse("proposal_check", args=[pk]))
    saved(
        request,
        _("Saved: %(people)s ticked. The proposal stays here until you decide.") % {"people": people.people(count)},
    )
    return HttpResponseRedirect(reverse("proposal", args=[pk]))


@needs(PROPOSE)
def row(request: ActingRequest, pk: int, row_pk: int) -> HttpResponse:
    """Give one person of the proposal to the next best, or to anyone who can take them. Nothing else moves."""
    found = get_proposal(request.acting, pk)
    line = rows_of(found, request.acting).filter(pk=row_pk).first()
    if line is None:
        raise NotThereError("You cannot open this. It may be restricted, or not yours, or not there.")
    case = open_case(request.acting, line.case.person.crn, Capability.ALLOCATE, what="changing a proposal")
    error = ""
    if request.method == "POST":
        chosen = request.POST.get("to", "")
        error = _("Choose who will take %(name)s") % {"name": case.person.forename}
        if chosen.isdigit():
            try:
                change_row(acting=request.acting, row_id=line.pk, to_id=int(chosen))
            except (RefusedError, BadInputError) as refused:
                error = refused.message
            else:
                saved(request, _("Changed for %(name)s. Nothing else moved.") % {"name": case.person})
                return HttpResponseRedirect(reverse("proposal", args=[pk]))
    rules = rules_of(found)
    teams = [t for t in teams_to_choose_from(request.acting, case) if t.unit_id == case.team.unit_id]
    listed = [c for c in candidates(case, teams, rules) if c.can_be_chosen and not c.verdict.needs_talk]
    return render(
        request,
        "allocation/proposal_row.html",
        title=_("Who else could take %(name)s?") % {"name": case.person},
        identity=people.identity_of(case, on=rules.on),
        back=reverse("proposal", args=[pk]),
        row=line,
        options=sorted(listed, key=lambda c: c.pk != line.next_best_id),
        error=error,
        status=422 if error else 200,
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
            Column("person", _("Person"), value=_person, link=lambda r: people.link_to_person(r.case, limited=r.is_limited)),
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
    _log(request, rows if "download" in request.GET else table.page.object_list)
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


@needs(PROPOSE)
def check(request: ActingRequest, pk: int) -> HttpResponse:
    """The guards met, what changed while you were reading, and the reasons asked for; then it is real."""
    found = get_proposal(request.acting, pk)
    if found.state not in OPEN:
        return HttpResponseRedirect(reverse("proposal", args=[pk]))
    rows = list(rows_of(found, request.acting).filter(state=PLACED, ticked=True))
    if not rows:
        saved(request, _("Tick the people to name a practitioner for first."))
        return HttpResponseRedirect(reverse("proposal", args=[pk]))
    rules = rules_of(found)
    form = ReasonsForm(request.POST or None, **_asked(found, rows, rules))
    if request.method == "POST" and form.is_valid():
        try:
            accept_rows(acting=request.acting, proposal=found, **form.cleaned_data)
        except RainerError as error:
            form.add_error(None, error.message)
        else:
            return HttpResponseRedirect(reverse("proposal", args=[pk]))
    changed = _changed(rows, rules)
    _log(request, rows)
    return render(
        request,
        "allocation/proposal_check.html",
        title=_("Check before you name %(people)s") % {"people": people.people(len(rows) - len(changed))},
        back=reverse("proposal", args=[pk]),
        form=form,
        changed=changed,
        guards=_guards(rows),
        verb=_("Name a practitioner for these %(count)s") % {"count": len(rows) - len(changed)},
        status=422 if form.errors else 200,
    )


def _asked(found: Proposal, rows: list[Any], rules: Rules) -> dict[str, bool]:
    levels = Levels.of(rules)
    loads = [float(r.percent_after) for r in rows if r.percent_after is not None]
    return {
        "needs_guard_reason": any(r.guard_verdict == "reason" for r in rows),
        "needs_load_reason": any(levels.reached("allocation_stop", load) for load in loads),
    }


def _guards(rows: list[Any]) -> list[tuple[str, str]]:
    meaning = {
        "yes": _("Allowed by grade, time in the grade and risk"),
        "with_tutor": _("Allowed while the practice tutor assessor named stays so"),
        "reason": _("Allowed with a written reason"),
    }
    counted = Counter(row.guard_verdict for row in rows)
    return [(meaning.get(code, code), words.whole(n)) for code, n in counted.most_common()]


def _changed(rows: list[Any], rules: Rules) -> list[str]:
    """Those who will be left out as things stand, each with who was first or what is in the way."""
    latest = {
        a.case_id: a
        for a in Allocation.objects.filter(case_id__in=[r.case_id for r in rows])
        .select_related("decided_by")
        .order_by("decided_at")
    }
    to = {row.to_id: row.to for row in rows}
    standing = standings(list(to.values()), rules)
    said = []
    for row in rows:
        holder = row.case.practitioner_team_id
        in_the_way = [*standing[row.to_id].never, *standing[row.to_id].held]
        if holder and row.case_id in latest:
            last = latest[row.case_id]
            facts = {"person": _person(row), "who": last.decided_by, "clock": words.clock(last.decided_at)}
            said.append(_("%(person)s: allocated by %(who)s at %(clock)s") % facts)
        elif in_the_way:
            facts = {"person": _person(row), "who": row.to.practitioner, "why": "; ".join(in_the_way)}
            said.append(_("%(person)s: %(who)s cannot be chosen now, %(why)s") % facts)
    return said


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
        left_out=[(_person(r), r.left_out_because) for r in left_out],
        next_url=_back(found) or "",
        next_text=_("Back to nobody named"),
    )


def _named_words(named: int) -> str:
    if not named:
        return _("Nothing was accepted")
    return ngettext(
        "%(count)s person now has a named practitioner", "%(count)s people now have a named practitioner", named
    ) % {"count": words.whole(named)}
