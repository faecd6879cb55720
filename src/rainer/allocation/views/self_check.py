"""What the counts over people with nobody named mean, and the daily self-check of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.allocation import people
from rainer.allocation.inputs import Rules
from rainer.allocation.queries import waiting
from rainer.allocation.queries.waiting_facts import Counted, counted_by_fact
from rainer.allocation.views.waiting import SEE, crumbs
from rainer.cases.access import limited_q
from rainer.common import clock
from rainer.organisation.access import ActingRequest, get_unit_in_part, needs
from rainer.policy.outcome import Outcome, Step
from rainer.web import words
from rainer.web.navigation import address as rulebook_address
from rainer.web.page import render
from rainer.web.tables import Column, Table
from rainer.web.why import why_page


@needs(SEE)
def nobody_named_why(request: ActingRequest, code: str) -> HttpResponse:
    """Why some must not wait: how many people by each fact of the rule, each opened into the list of them."""
    unit = get_unit_in_part(request.acting, code, SEE)
    rules = Rules.of(unit, on=request.acting.on)
    everyone = waiting.waiting_in_unit(request.acting, unit, SEE)
    counted = counted_by_fact(everyone, rules)
    urgent = everyone.filter(waiting_group__in=waiting.must_not_wait_groups(rules))
    address = reverse("nobody_named", args=[unit.code])
    return why_page(
        request,
        _by_fact(counted, rules),
        title=_("Why %(count)s must not wait") % {"count": counted.people},
        as_of=clock.now(),
        back=address,
        another_day=False,
        step_urls={fact.key: f"{address}?must_not_wait=1&fact={fact.key}" for fact, n in counted.by_fact if n},
        value_url=lambda value: rulebook_address("rulebook_value", value.key),
        restricted=urgent.filter(limited_q(request.acting)).count(),
    )


def _by_fact(counted: Counted, rules: Rules) -> Outcome[int]:
    value = rules.book.value("allocation.waiting_groups", on=rules.on, place=rules.place)
    steps = [
        Step(fact.key, fact.label, _("%(fact)s: group %(group)s") % {"fact": fact.label, "group": fact.group}, n, value)
        for fact, n in counted.by_fact
    ]
    overlap = _("counted under each of their facts above, and once here")
    steps.append(Step("several", _("For more than one of these"), overlap, counted.several))
    steps.append(Step("people", _("Must not wait"), _("people, each once"), counted.people, value))
    sentence = _(
        "%(count)s people must not wait. Each fact is counted with everyone it is true of, so the counts overlap: "
        "%(several)s people stand under more than one."
    ) % {"count": words.whole(counted.people), "several": words.whole(counted.several)}
    return Outcome("allocation.waiting_group", rules.on, rules.place, counted.people, tuple(steps), sentence=sentence)


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
        what=lambda n: ngettext("%(count)d check", "%(count)d checks", n) % {"count": n},
    )
