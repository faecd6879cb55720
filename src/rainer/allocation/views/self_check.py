"""What the counts over people with nobody named mean, and the daily self-check of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.allocation import people
from rainer.allocation.inputs import Rules
from rainer.allocation.queries import waiting
from rainer.allocation.views.waiting import SEE, crumbs
from rainer.common import clock
from rainer.organisation.access import ActingRequest, get_unit_in_part, needs
from rainer.policy.allocation import WaitingInputs, waiting_group
from rainer.web import words
from rainer.web.page import render
from rainer.web.tables import Column, Table
from rainer.web.why import why_page


@needs(SEE)
def nobody_named_why(request: ActingRequest, code: str) -> HttpResponse:
    """Why some must not wait: the rule's groups, each with what puts a person in it."""
    unit = get_unit_in_part(request.acting, code, SEE)
    rules = Rules.of(unit, on=request.acting.on)
    counts = waiting.waiting_counts(waiting.waiting_in_unit(request.acting, unit, SEE), rules)
    outcome = waiting_group(WaitingInputs(rosh="low"), on=rules.on, place=rules.place, rulebook=rules.book)
    return why_page(
        request,
        outcome,
        title=_("Why %(count)s must not wait") % {"count": counts.must_not_wait},
        sentence=_(
            "People in groups 1 and 2 of the waiting order must not wait: %(count)s of %(people)s with nobody named. "
            "The first group whose facts are found decides; the row of each person says which fact it was."
        )
        % {"count": counts.must_not_wait, "people": people.people(counts.people)},
        back=reverse("nobody_named", args=[unit.code]),
        another_day=False,
    )


@needs(SEE)
def self_check(request: ActingRequest, code: str) -> HttpResponse:
    """The daily self-check: the same counts as the head of the list, by risk, so that no inspection can surprise."""
    unit = get_unit_in_part(request.acting, code, SEE)
    rules = Rules.of(unit, on=request.acting.on)
    counts = waiting.waiting_counts(waiting.waiting_in_unit(request.acting, unit, SEE), rules)
    days = waiting.checks_of(unit)
    return render(
        request,
        "allocation/self_check.html",
        title=_("Daily self-check: %(people)s with nobody named") % {"people": people.people(counts.people)},
        as_of=clock.now(),
        breadcrumbs=[
            *crumbs(unit)[:-1],
            (_("Nobody named"), reverse("nobody_named", args=[unit.code])),
            (_("Self-check"), None),
        ],
        unit=unit,
        counts=counts,
        rows=_check_rows(counts, rules),
        table=_checks_table(request, days),
    )


def _check_rows(counts: waiting.WaitingCounts, rules: Rules) -> list[tuple[Any, str]]:
    long = rules.value("allocation.watching")["long_without_contact"]
    longest = people.days(counts.longest_days) if counts.longest_days is not None else _("Does not apply")
    return [
        (_("People with nobody named"), words.whole(counts.people)),
        (_("Must not wait"), words.whole(counts.must_not_wait)),
        (_("RoSH very high"), words.whole(counts.very_high)),
        (_("RoSH high"), words.whole(counts.high)),
        (_("RoSH not assessed"), words.whole(counts.not_assessed)),
        (_("RoSH medium"), words.whole(counts.medium)),
        (_("RoSH low"), words.whole(counts.low)),
        (_("MAPPA, all levels"), words.whole(counts.mappa)),
        (_("MAPPA level 2 or 3"), words.whole(counts.mappa_2_or_3)),
        (_("Safeguarding, child or adult"), words.whole(counts.safeguarding)),
        (_("Domestic abuse"), words.whole(counts.domestic_abuse)),
        (_("Longest wait"), longest),
        (_("No contact in %(days)d days, or never") % {"days": long}, words.whole(counts.long_without_contact)),
        (_("Nobody watching"), words.whole(counts.no_watcher)),
    ]


def _checks_table(request: ActingRequest, days: list[dict[str, Any]]) -> Table:
    return Table(
        request,
        caption=_("Earlier checks, newest first"),
        columns=[
            Column("on", _("Day"), value=lambda d: words.day(d["on"])),
            Column("people", _("Nobody named"), numeric=True),
            Column("must_not_wait", _("Must not wait"), numeric=True),
            Column("mappa", _("MAPPA"), numeric=True),
            Column("no_watcher", _("Nobody watching"), numeric=True),
        ],
        rows=days,
        empty=_("The first check is recorded tonight."),
        export_name="nobody-named-self-checks",
        what=lambda n: _("%(count)d checks") % {"count": n},
    )
