"""P3, changing one row: the next best, or anyone who can take the person, with what it does to their load."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.allocation import people
from rainer.allocation.inputs import Rules
from rainer.allocation.models import Proposal
from rainer.allocation.operations.change import change_row
from rainer.allocation.operations.propose import rules_of
from rainer.allocation.queries.candidates import Candidate, candidates, teams_to_choose_from
from rainer.allocation.queries.caps import over_cap_words
from rainer.allocation.queries.plan import Beside, plan_of
from rainer.allocation.queries.proposals import get_proposal, rows_of
from rainer.allocation.queries.verdicts import Levels
from rainer.allocation.views.propose import PROPOSE
from rainer.cases.access import open_case
from rainer.cases.models import Case
from rainer.common.errors import BadInputError, NotAllowedError, NotThereError, RefusedError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import words
from rainer.web.notices import saved
from rainer.web.page import render

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Option:
    """Someone who could take the person, with the load the rest of the plan leaves them.

    `over_cap`: who and what, where the plan has given them all the new people they take in a week.
    """

    one: Candidate
    beside: Beside
    over_cap: str
    stop_level: float

    @property
    def after_or_last(self) -> float:
        return float("inf") if self.beside.after is None else self.beside.after

    @property
    def asks_first(self) -> bool:
        return self.beside.at_stop or bool(self.over_cap)

    @property
    def notes(self) -> str:
        one = self.one
        said = [
            _("knew them: %(years)s") % {"years": one.knew_words} if one.knew else "",
            *one.verdict.notes,
            _("all the new people they take in a week are given") if self.over_cap else "",
            self._asked_for,
        ]
        return " · ".join(filter(None, said))

    @property
    def _asked_for(self) -> str:
        """That one press is not enough, said before the first: what is asked, and where."""
        if self.beside.at_stop:
            return _(
                "at or over %(level)s%% with this person: you confirm it on the next page, and write a reason before "
                "anyone is named"
            ) % {"level": f"{self.stop_level:g}"}
        return _("you confirm it on the next page and write why") if self.over_cap else ""


@needs(PROPOSE)
def row(request: ActingRequest, pk: int, row_pk: int) -> HttpResponse:
    """Give one person of the proposal to the next best, or to anyone who can take them. Nothing else moves."""
    found = get_proposal(request.acting, pk)
    line = rows_of(found, request.acting).filter(pk=row_pk).first()
    if line is None:
        raise NotThereError("You cannot open this. It may be restricted, or not yours, or not there.")
    case = open_case(request.acting, line.case.person.crn, Capability.ALLOCATE, what="changing a proposal")
    rules = rules_of(found)
    options = _options(request, found, case, rules)
    error, sure = "", request.POST.get("sure") or request.GET.get("sure", "")
    if request.method == "POST":
        chosen = request.POST.get("to", "")
        error = _("Choose who will take %(name)s") % {"name": case.person.forename}
        if first := next((o for o in options if str(o.one.pk) == chosen and o.asks_first and sure != chosen), None):
            return _interrupt(request, first, rules)
        if chosen.isdigit():
            error = _change(request, line, int(chosen))
        if not error:
            saved(request, _("Changed for %(name)s. Nothing else moved.") % {"name": case.person})
            return HttpResponseRedirect(reverse("proposal", args=[pk]))
    return render(
        request,
        "allocation/proposal_row.html",
        title=_("Who else could take %(name)s?") % {"name": case.person},
        identity=people.identity_of(case, on=rules.on),
        back=reverse("proposal", args=[pk]),
        row=line,
        options=sorted(options, key=lambda o: (str(o.one.pk) != sure, o.one.pk != line.next_best_id, o.after_or_last)),
        first_shown=SHOWN,
        folded=max(len(options) - SHOWN, 0),
        chosen=int(sure) if sure.isdigit() else line.to_id,
        sure=sure,
        over=next((o for o in options if str(o.one.pk) == sure and o.over_cap), None),
        reason=request.POST.get("over_cap_reason", line.over_cap_reason),
        error=error,
        status=422 if error else 200,
    )


def _options(request: ActingRequest, found: Proposal, case: Case, rules: Rules) -> list[Option]:
    """Everyone in reach who can take the person, those beyond a cap too where the user may override."""
    may_override = request.acting.area(Capability.OVERRIDE_GUARD).holds_team(case.team)
    teams = [t for t in teams_to_choose_from(request.acting, case) if found.reaches(case, t)]
    listed = [c for c in candidates(case, teams, rules) if c.stands_only_at_a_cap and not c.verdict.needs_talk]
    plan, stop = plan_of(found, [c.to for c in listed]), Levels.of(rules).level("allocation_stop")
    options = [
        Option(c, plan.beside(case.pk, c.pk), _over_cap(c, case, plan.others_given(case.pk, c.pk) + 1), stop)
        for c in listed
    ]
    return [option for option in options if may_override or not option.over_cap]


def _over_cap(one: Candidate, case: Case, nth: int) -> str:
    cap = one.verdict.standing.cap
    if cap is None or nth <= cap.left:
        return ""
    return over_cap_words(person=str(case.person), to=one.name, cap=cap, nth=cap.given + nth)


def _change(request: ActingRequest, line: Any, to_id: int) -> str:
    """Change the row; what is in the way in words, or "" when it is done."""
    try:
        change_row(
            acting=request.acting,
            row_id=line.pk,
            to_id=to_id,
            over_cap_reason=request.POST.get("over_cap_reason", ""),
        )
    except (BadInputError, NotAllowedError, RefusedError) as refused:
        said: str = refused.facts.get("errors", {}).get("over_cap_reason", refused.message)
        return said
    return ""


def _interrupt(request: ActingRequest, first: Option, rules: Rules) -> HttpResponse:
    """What follows from going on: a load at which nobody is given anyone without a reason, or a cap passed.

    Going on changes the row at once; beyond a cap it leads to where the reason for it is written.
    """
    facts = {"to": first.one.name, "before": words.load1(first.beside.before), "after": words.load1(first.beside.after)}
    facts["level"] = f"{Levels.of(rules).level('allocation_stop'):g}"
    said = []
    if first.beside.at_stop:
        said.append(
            _("With the rest of the plan they are at %(before)s. That is at or over %(level)s%% with this person.")
            % facts
        )
        said.append(
            _("No new cases at this load without a written reason. You are asked for it before anyone is named.")
        )
    if first.over_cap:
        said.append(first.over_cap)
        said.append(_("Your reason stays with the decision. It will be read in any later review."))
    title = _("This takes %(to)s to %(after)s") if first.beside.at_stop else _("More new people than %(to)s takes")
    return render(
        request,
        "web/interruption.html" if first.over_cap else "allocation/proposal_row_sure.html",
        title=title % facts,
        paragraphs=said,
        here=request.path,
        to=first.one.pk,
        go_on=f"{request.path}?sure={first.one.pk}#over_cap_reason",
        go_on_text=_("Go on with %(to)s") % facts,
        cancel=request.path,
    )
