"""P3, the decision: ticking, and the check before it is real."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rainer.allocation import people
from rainer.allocation.forms import ReasonsForm
from rainer.allocation.inputs import Rules
from rainer.allocation.operations.change import OPEN, tick_rows
from rainer.allocation.operations.decide import accept_rows, decline_proposal
from rainer.allocation.operations.propose import rules_of
from rainer.allocation.queries.asked import Asked, reasons_asked
from rainer.allocation.queries.caps import over_cap, standing_of
from rainer.allocation.queries.history import latest_by_case
from rainer.allocation.queries.proposals import (
    PLACED,
    get_proposal,
    newer_than,
    rows_of,
)
from rainer.allocation.queries.standing import Standing
from rainer.allocation.queries.verdicts import Levels
from rainer.allocation.views.propose import PROPOSE
from rainer.allocation.views.shown import log_rows, person_words
from rainer.common.errors import RainerError
from rainer.organisation.access import ActingRequest, needs
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
    if "go" in request.POST:
        return HttpResponseRedirect(reverse("proposal", args=[pk]) + _query(request.POST["go"]))
    saved(
        request,
        _("Saved: %(people)s ticked. The proposal stays here until you decide.") % {"people": people.people(count)},
    )
    return HttpResponseRedirect(reverse("proposal", args=[pk]))


def _query(text: str) -> str:
    """Of an address, what follows the question mark: the page of the list to go to. Nothing else is followed."""
    query = urlsplit(text).query
    return f"?{query}" if query else ""


@needs(PROPOSE)
def check(request: ActingRequest, pk: int) -> HttpResponse:
    """The guards met, what changed while you were reading, and the reasons asked for; then it is real."""
    found = get_proposal(request.acting, pk)
    if found.state not in OPEN or newer_than(found):
        return HttpResponseRedirect(reverse("proposal", args=[pk]))
    rows = list(rows_of(found, request.acting).filter(state=PLACED, ticked=True))
    if not rows:
        saved(request, _("Tick the people to name a practitioner for first."))
        return HttpResponseRedirect(reverse("proposal", args=[pk]))
    rules = rules_of(found)
    standing = standing_of(rows, rules)
    changed = _changed(rows, standing)
    going = [row for row in rows if row.pk not in changed]
    asked = reasons_asked(going, rules, over_cap(going, standing))
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
        guards=_guards(going),
        verb=_("Name a practitioner for these %(count)s") % {"count": len(rows) - len(changed)},
        status=422 if form.errors else 200,
    )


def _asked_words(asked: list[Asked], rules: Rules) -> str:
    """How many of the rows ask for something in writing, or that none does."""
    if not asked:
        return _("None of these asks for a written reason.")
    capped = sum(one.over_cap is not None for one in asked)
    facts = {
        "rule": words.whole(sum(bool(one.rule) for one in asked)),
        "over": words.whole(sum(one.percent is not None for one in asked)),
        "level": f"{Levels.of(rules).level('allocation_stop'):g}",
        "cap": words.whole(capped),
    }
    text = (
        _("%(rule)s by the rule, %(over)s at or over %(level)s%%, %(cap)s beyond a cap of new people a week.")
        if capped
        else _("%(rule)s by the rule, %(over)s at or over %(level)s%%.")
    )
    return f"{text % facts} {_('Each reason is kept with that decision alone.')}"


def _guards(rows: list[Any]) -> list[tuple[str, str]]:
    meaning = {
        "yes": _("Allowed by grade, time in the grade and risk"),
        "with_tutor": _("Allowed while the practice tutor assessor named stays so"),
        "reason": _("Allowed with a written reason"),
    }
    counted = Counter(row.guard_verdict for row in rows)
    return [(meaning.get(code, code), words.whole(n)) for code, n in counted.most_common()]


def _changed(rows: list[Any], standing: Mapping[int, Standing]) -> dict[int, str]:
    """Rows that will be left out as things stand, by id, each with who was first or what is in the way."""
    latest = latest_by_case(r.case_id for r in rows)
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
