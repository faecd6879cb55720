"""P3, the decision: ticking, changing a row, and the check before it is real."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rainer.allocation import people
from rainer.allocation.forms import ReasonsForm
from rainer.allocation.inputs import Rules
from rainer.allocation.models import Proposal
from rainer.allocation.operations.decide import OPEN, accept_rows, change_row, decline_proposal, tick_rows
from rainer.allocation.operations.propose import rules_of
from rainer.allocation.queries.candidates import candidates, teams_to_choose_from
from rainer.allocation.queries.history import latest_by_case
from rainer.allocation.queries.proposals import (
    PLACED,
    get_proposal,
    rows_of,
)
from rainer.allocation.queries.standing import standings
from rainer.allocation.queries.verdicts import Levels
from rainer.allocation.views.proposals import log_rows, person_words
from rainer.allocation.views.propose import PROPOSE
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
    log_rows(request, rows)
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
    latest = latest_by_case(r.case_id for r in rows)
    to = {row.to_id: row.to for row in rows}
    standing = standings(list(to.values()), rules)
    said = []
    for row in rows:
        holder = row.case.practitioner_team_id
        in_the_way = [*standing[row.to_id].never, *standing[row.to_id].held]
        if holder and row.case_id in latest:
            last = latest[row.case_id]
            facts = {"person": person_words(row), "who": last.decided_by, "clock": words.clock(last.decided_at)}
            said.append(_("%(person)s: allocated by %(who)s at %(clock)s") % facts)
        elif in_the_way:
            facts = {"person": person_words(row), "who": row.to.practitioner, "why": "; ".join(in_the_way)}
            said.append(_("%(person)s: %(who)s cannot be chosen now, %(why)s") % facts)
    return said
