"""P3, the decision: ticking, changing a row, and the check before it is real."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rainer.allocation import people
from rainer.allocation.forms import ReasonsForm
from rainer.allocation.inputs import Rules
from rainer.allocation.models import Proposal
from rainer.allocation.operations.change import OPEN, change_row, tick_rows
from rainer.allocation.operations.decide import accept_rows, decline_proposal
from rainer.allocation.operations.propose import rules_of
from rainer.allocation.queries.asked import Asked, reasons_asked
from rainer.allocation.queries.candidates import Candidate, candidates, teams_to_choose_from
from rainer.allocation.queries.history import latest_by_case
from rainer.allocation.queries.plan import Beside, plan_of
from rainer.allocation.queries.proposals import (
    PLACED,
    get_proposal,
    rows_of,
)
from rainer.allocation.queries.standing import standings
from rainer.allocation.queries.verdicts import Levels
from rainer.allocation.views.propose import PROPOSE
from rainer.allocation.views.shown import log_rows, person_words
from rainer.cases.access import open_case
from rainer.common.errors import BadInputError, NotThereError, RainerError, RefusedError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import words
from rainer.web.notices import saved
from rainer.web.page import render


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
    rules = rules_of(found)
    teams = [t for t in teams_to_choose_from(request.acting, case) if t.unit_id == case.team.unit_id]
    listed = [c for c in candidates(case, teams, rules) if c.can_be_chosen and not c.verdict.needs_talk]
    plan = plan_of(found, [c.to for c in listed])
    options = [Option(c, plan.beside(case.pk, c.pk)) for c in listed]
    error, sure = "", request.GET.get("sure", "")
    if request.method == "POST":
        chosen = request.POST.get("to", "")
        error = _("Choose who will take %(name)s") % {"name": case.person.forename}
        if high := _to_confirm(options, chosen, request.POST.get("sure", "")):
            return _interrupt(request, found, high, rules)
        if chosen.isdigit():
            try:
                change_row(acting=request.acting, row_id=line.pk, to_id=int(chosen))
            except (RefusedError, BadInputError) as refused:
                error = refused.message
            else:
                saved(request, _("Changed for %(name)s. Nothing else moved.") % {"name": case.person})
                return HttpResponseRedirect(reverse("proposal", args=[pk]))
    return render(
        request,
        "allocation/proposal_row.html",
        title=_("Who else could take %(name)s?") % {"name": case.person},
        identity=people.identity_of(case, on=rules.on),
        back=reverse("proposal", args=[pk]),
        row=line,
        options=sorted(options, key=lambda o: (o.one.pk != line.next_best_id, o.after_or_last)),
        chosen=int(sure) if sure.isdigit() else line.to_id,
        sure=sure,
        error=error,
        status=422 if error else 200,
    )


@dataclass(frozen=True, slots=True)
class Option:
    """Someone who could take the person, with the load the rest of the plan leaves them."""

    one: Candidate
    beside: Beside

    @property
    def after_or_last(self) -> float:
        return float("inf") if self.beside.after is None else self.beside.after


def _to_confirm(options: list[Option], chosen: str, sure: str) -> Option | None:
    """The option chosen, where it ends at or over the stop level and that was not confirmed for them."""
    return next((o for o in options if str(o.one.pk) == chosen and o.beside.at_stop and sure != chosen), None)


def _interrupt(request: ActingRequest, found: Proposal, high: Option, rules: Rules) -> HttpResponse:
    facts = {"to": high.one.name, "before": words.load1(high.beside.before), "after": words.load1(high.beside.after)}
    facts["level"] = f"{Levels.of(rules).level('allocation_stop'):g}"
    return render(
        request,
        "web/interruption.html",
        title=_("This takes %(to)s to %(after)s") % facts,
        paragraphs=[
            _("With the rest of the plan they are at %(before)s. That is at or over %(level)s%% with this person.")
            % facts,
            _("No new cases at this load without a written reason. You are asked for it before anyone is named."),
        ],
        go_on=f"{request.path}?sure={high.one.pk}",
        go_on_text=_("Go on with %(to)s") % facts,
        cancel=request.path,
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
    changed = _changed(rows, rules)
    asked = reasons_asked([r for r in rows if r.pk not in changed], rules)
    form = ReasonsForm(request.POST if request.method == "POST" else None, asked=asked)
    if request.method == "POST" and form.is_valid():
        try:
            accept_rows(acting=request.acting, proposal=found, reasons=form.reasons())
        except RainerError as error:
            form.add_error(None, error.message)
        else:
            return HttpResponseRedirect(reverse("proposal", args=[pk]))
    log_rows(request, rows)
    return render(
        request,
        "allocation/proposal_check.html",
        title=_("Check before you name %(people)s") % {"people": people.people(len(rows) - len(changed))},
        back=reverse("proposal", args=[pk]),
        form=form,
        changed=list(changed.values()),
        asked=_asked_words(asked, rules),
        guards=_guards(rows),
        verb=_("Name a practitioner for these %(count)s") % {"count": len(rows) - len(changed)},
        status=422 if form.errors else 200,
    )


def _asked_words(asked: list[Asked], rules: Rules) -> str:
    """How many of the rows ask for something in writing, or that none does."""
    if not asked:
        return _("None of these asks for a written reason.")
    over = sum(one.percent is not None for one in asked)
    return _("%(rule)s by the rule, %(over)s at or over %(level)s%%. Each reason is kept with that decision alone.") % {
        "rule": words.whole(sum(bool(one.rule) for one in asked)),
        "over": words.whole(over),
        "level": f"{Levels.of(rules).level('allocation_stop'):g}",
    }


def _guards(rows: list[Any]) -> list[tuple[str, str]]:
    meaning = {
        "yes": _("Allowed by grade, time in the grade and risk"),
        "with_tutor": _("Allowed while the practice tutor assessor named stays so"),
        "reason": _("Allowed with a written reason"),
    }
    counted = Counter(row.guard_verdict for row in rows)
    return [(meaning.get(code, code), words.whole(n)) for code, n in counted.most_common()]


def _changed(rows: list[Any], rules: Rules) -> dict[int, str]:
    """Rows that will be left out as things stand, by id, each with who was first or what is in the way."""
    latest = latest_by_case(r.case_id for r in rows)
    to = {row.to_id: row.to for row in rows}
    standing = standings(list(to.values()), rules)
    said = {}
    for row in rows:
        holder = row.case.practitioner_team_id
        in_the_way = [*standing[row.to_id].never, *standing[row.to_id].held]
        if holder and row.case_id in latest:
            last = latest[row.case_id]
            facts = {"person": person_words(row), "who": last.decided_by, "clock": words.clock(last.decided_at)}
            said[row.pk] = _("%(person)s: allocated by %(who)s at %(clock)s") % facts
        elif in_the_way:
            facts = {"person": person_words(row), "who": row.to.practitioner, "why": "; ".join(in_the_way)}
            said[row.pk] = _("%(person)s: %(who)s cannot be chosen now, %(why)s") % facts
    return said
