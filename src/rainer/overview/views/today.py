"""Today: one right page in the morning, and why each thing is on it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rainer.cases.access import log_people, open_person
from rainer.cases.furniture import identity_bar, person_pages
from rainer.cases.models import Address
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.overview.today.day import Day, day_of
from rainer.overview.today.facts import caseload_facts
from rainer.overview.today.items import Line, status_that_counts
from rainer.overview.today.safety import heed_of
from rainer.overview.today.shown import Shown, shown
from rainer.policy import tasks
from rainer.policy.outcome import Outcome, Step
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.supervision.queries.lists import Row
from rainer.supervision.reference import Reference
from rainer.web.page import render
from rainer.web.why import why_page

TODAY = Capability.SEE_TODAY
ESTIMATE, OFF = "rainer-estimate", "off"
A_YEAR = 365 * 24 * 3600
# How many are shown at first, the soonest, with how many there are: more than anybody does in a day.
FIRST, MUSTS = 15, 25


@needs(TODAY)
@require_http_methods(["GET", "POST"])
def today(request: ActingRequest) -> HttpResponse:
    """The day of the user. A POST switches the estimate of time on or off for them, in this browser."""
    if request.method == "POST":
        answer = HttpResponseRedirect(reverse("today"))
        wanted = OFF if request.POST.get("estimate") == OFF else "on"
        answer.set_cookie(ESTIMATE, wanted, max_age=A_YEAR, httponly=True, samesite="Lax")
        return answer
    day = day_of(request.acting)
    has_estimate = request.COOKIES.get(ESTIMATE) != OFF
    first = None if request.GET.get("show") == "all" else FIRST
    musts, should, put_off = day.lines("must"), day.lines("should"), _shown(day, day.put_off)
    must, soonest = _shown(day, musts[: None if first is None else MUSTS]), _shown(day, should[:first])
    paused = [
        (what, said, len(lines), _shown(day, lines[:first]))
        for (what, said), lines in _by_what(day.lines("paused")).items()
    ]
    appointments = _appointments(day)
    _log_shown(request, day, [*must, *soonest, *put_off, *(one for *_rest, lines in paused for one in lines)])
    return render(
        request,
        "overview/today.html",
        title=_("Today"),
        as_of=clock.now(),
        day=day,
        draft=day.drafts[0] if day.drafts else None,
        estimate=day.fit if has_estimate else None,
        has_estimate=has_estimate,
        appointments=appointments,
        must=must,
        must_count=len(musts),
        should=soonest,
        should_count=len(should),
        paused=paused,
        put_off=put_off,
        is_empty=not (appointments or must),
    )


def _shown(day: Day, lines: list[Line]) -> list[Shown]:
    return [shown(line, is_limited=day.is_limited(line)) for line in lines]


def _by_what(paused: list[Line]) -> dict[tuple[str, str], list[Line]]:
    """What is paused by what it is and the words that protect: one line for many people."""
    found: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in paused:
        found[str(line.task.name), line.today.priority.words].append(line)
    return found


def _appointments(day: Day) -> list[dict[str, Any]]:
    """Those still to be kept; of visits at home the way there and what to heed. Two queries, for visits at home."""
    rows, cases = day.still_to_keep, {case.person_id: case for case in day.work.cases}
    visits = [row.contact for row in rows if not row.is_limited and _is_at_home(day, row)]
    people = [visit.person_id for visit in visits]
    homes = Address.objects.filter(person__in=people, status=Address.Status.MAIN, ends=None, no_fixed_abode=False)
    where = {home.person_id: home for home in homes}
    heed = heed_of(visits, day)
    return [
        {
            "row": row,
            "is_visit": row.contact in visits,
            "home": where.get(row.contact.person_id) if row.contact in visits else None,
            "heed": heed.get(row.contact.pk, ""),
            "case": cases.get(row.contact.person_id),
        }
        for row in rows
    ]


def _is_at_home(day: Day, row: Row) -> bool:
    kind = day.reference.types.get(row.contact.type_code)
    return kind is not None and kind.is_home_visit


def _log_shown(request: ActingRequest, day: Day, lines: list[Shown]) -> None:
    people = {one.line.person.pk for one in lines if one.line.person is not None and not one.is_limited}
    people |= {row.contact.person_id for row in day.appointments if not row.is_limited}
    log_people(request.acting, sorted(people), what=_("Today"))


@needs(Capability.SEE_PERSON)
@require_GET
def today_why(request: ActingRequest, crn: str, key: str) -> HttpResponse:
    """Why something is on Today: the rule its due date comes from, and what makes it a must, a should or paused."""
    case = open_person(request.acting, crn, Capability.SEE_PERSON, what=_("why something is to be done"))
    on, rulebook, place = request.acting.on, rulebook_now(), place_of(case.team.unit)
    facts = caseload_facts([case], Reference(on, place, rulebook))[case.person_id]
    task = next((one for one in tasks.derive(facts, on=on, place=place, rulebook=rulebook) if one.key == key), None)
    if task is None:
        raise NotThereError(_("This is not to be done any more: what it waited for has happened."))
    status = status_that_counts(case.team.unit, task, Reference(on, place, rulebook))
    outcome = tasks.priority_of(task, case=facts.risk, status=status, on=on, place=place, rulebook=rulebook)
    return why_page(
        request,
        _with_due(outcome, task),
        title=_("Why “%(task)s”?") % {"task": task.name},
        sentence=f"{task.why} {outcome.sentence}",
        subject=case.person,
        back=reverse("today") if request.acting.may(TODAY) else reverse("person", args=[crn]),
        another_day=False,
        identity=identity_bar(case, request.acting),
        sub_nav=person_pages(crn, request.acting, current=""),
    )


def _short(value: Any) -> Any:
    """A figure as it is; of a whole table its page is the better reading, one link away."""
    return _("A table: open it") if isinstance(value, dict | list | tuple) else value


def _with_due(outcome: Outcome[tasks.Priority], task: tasks.DerivedTask) -> Outcome[tasks.Priority]:
    """The steps of the due date go before those of the priority."""
    values = tuple(Step(value.key, _("What it rests on"), "", _short(value.value), value) for value in task.values)
    first = Step("task", task.name, task.why, task.due, None, values)
    return Outcome(
        outcome.rule, outcome.on, outcome.place, outcome.answer, (first, *outcome.steps), sentence=outcome.sentence
    )
