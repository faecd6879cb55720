"""P2: the list of people with nobody named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from rainer.allocation import people
from rainer.allocation.inputs import Rules
from rainer.allocation.queries import waiting
from rainer.allocation.queries.proposals import open_proposals
from rainer.allocation.queries.waiting_facts import Fact, facts_in_force
from rainer.allocation.views.shown import proposals_shown
from rainer.cases.access import limited_q, log_list
from rainer.cases.models import Case
from rainer.common import clock
from rainer.organisation.access import ActingRequest, get_unit_in_part, needs
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit
from rainer.web import words
from rainer.web.filters import Choice, Filters, Text, Tick
from rainer.web.page import day_asked, render
from rainer.web.tables import Column, Table

SEE = Capability.SEE_NOBODY_NAMED


@needs(SEE)
def nobody_named(request: ActingRequest, code: str) -> HttpResponse:
    """P2: worst first, with why they cannot wait, how long, and who watches."""
    unit = get_unit_in_part(request.acting, code, SEE)
    acting = request.acting
    other_day = day_asked(request)
    rules = Rules.of(unit, on=other_day or acting.on)
    everyone = (
        waiting.waiting_on(acting, unit, SEE, on=other_day) if other_day else waiting.waiting_in_unit(acting, unit, SEE)
    )
    long_days = rules.value("allocation.watching")["long_without_contact"]
    facts = facts_in_force(rules)
    filters = _filters(request, unit, long_days, facts)
    rows: Any = waiting.rows(
        waiting.narrowed(everyone, _wanted(request, filters, facts), acting=acting, rules=rules), acting=acting
    )
    table = _table(request, unit, rows, filters, rules)
    if (download := table.export_response()) is not None:
        log_list(acting, rows.filter(is_limited=False), what="a download of people with nobody named")
        return download
    counts = waiting.waiting_counts(everyone, rules)
    read = waiting.counted_that_night(acting, unit, SEE, on=other_day) if other_day else None
    log_list(
        acting, [c for c in table.page.object_list if not c.is_limited], what="the list of people with nobody named"
    )
    elsewhere = (
        [] if other_day else list(waiting.held_elsewhere(acting, unit, SEE).annotate(is_limited=limited_q(acting))[:50])
    )
    return render(
        request,
        "allocation/nobody_named.html",
        title=_("Nobody named: %(people)s") % {"people": people.people(counts.people if read is None else read)},
        read=read,
        as_of=other_day or clock.now(),
        looking_at=other_day,
        another_day=True,
        breadcrumbs=crumbs(unit),
        unit=unit,
        counts=counts,
        long_days=long_days,
        table=table,
        elsewhere=_elsewhere_table(request, elsewhere) if elsewhere else None,
        may_propose=acting.may(Capability.PROPOSE),
        may_download=table.may_download,
        proposals=[] if other_day else proposals_shown(open_proposals(acting, unit)),
        may_set_watcher=acting.may(Capability.SET_WATCHER),
        alert="" if other_day else _alert(counts),
    )


def crumbs(unit: DeliveryUnit) -> list[tuple[Any, str | None]]:
    """Where the list stands: region, unit, the list."""
    return [(unit.region.name, None), (unit.name, None), (_("Nobody named"), None)]


def _alert(counts: waiting.WaitingCounts) -> str:
    if not counts.must_not_wait:
        return ""
    return _(
        "%(people)s who must not wait: nobody is named for them. %(mappa)s MAPPA; %(child)s with a child at risk. "
        "This stays here until each has a practitioner; a senior or the head of unit can name one."
    ) % {
        "people": people.people(counts.must_not_wait),
        "mappa": counts.mappa,
        "child": counts.child_at_risk,
    }


def _filters(request: ActingRequest, unit: DeliveryUnit, long_days: int, facts: Sequence[Fact]) -> Filters:
    teams = waiting.teams_to_see(request.acting, unit, SEE)
    return Filters(
        request,
        [
            Choice("team", _("Team"), [(t.code, t.name) for t in teams]),
            Tick("must_not_wait", _("Must not wait")),
            Tick("no_watcher", _("No watcher")),
            Tick("no_contact", _("No contact in %(days)d days") % {"days": long_days}),
            Choice("fact", _("Why"), [(fact.key, fact.label) for fact in facts]),
            Text("q", _("Name or CRN")),
        ],
    )


def _wanted(request: ActingRequest, filters: Filters, facts: Sequence[Fact]) -> waiting.Wanted:
    """What the filter says; of a download also which people were ticked for it."""
    chosen = filters.chosen
    asked = [fact.q for fact in facts if fact.key in chosen["fact"]]
    ticked = request.GET.getlist("case") if "download" in request.GET else []
    return waiting.Wanted(
        teams=tuple(chosen["team"]),
        must_not_wait=chosen["must_not_wait"],
        no_watcher=chosen["no_watcher"],
        long_without_contact=chosen["no_contact"],
        text=chosen["q"],
        facts=reduce(or_, asked) if asked else None,
        ids=tuple(int(pk) for pk in ticked if pk.isdigit()),
    )


def _table(request: ActingRequest, unit: DeliveryUnit, rows: Any, filters: Filters, rules: Rules) -> Table:
    on = rules.on
    is_past = on != request.acting.on
    may_set = request.acting.may(Capability.SET_WATCHER) and not is_past
    columns = [
        Column(
            "person",
            _("Person"),
            value=lambda c: people.name_or_restricted(c, limited=c.is_limited),
            link=lambda c: people.link_to_person(c, limited=c.is_limited),
        ),
        Column(
            "why",
            _("Why they cannot wait"),
            value=lambda c: _("Restricted") if c.is_limited else people.why_waiting(c.waiting_facts),
        ),
        Column("rosh", _("RoSH"), value=lambda c: _("Restricted") if c.is_limited else people.rosh_cell(c)),
        Column(
            "waiting",
            _("Waiting"),
            value=lambda c: people.days((on - c.received_on).days),
            export=lambda c: (on - c.received_on).days,
            sort="received_on",
        ),
        *_contact_and_watcher(on, is_past=is_past, may_set=may_set),
    ]
    if "download" in request.GET:
        columns.append(Column("team", _("Team"), value=lambda c: c.team.name))
    elif request.acting.may(Capability.ALLOCATE) and not is_past:
        columns.append(Column("do", _("Do"), value=_name_link))
    return Table(
        request,
        caption=_("People with nobody named in %(unit)s, those who must not wait first") % {"unit": unit.name},
        columns=columns,
        rows=rows,
        filters=filters,
        selectable="case" if may_set else None,
        select_value=lambda c: None if c.is_limited else c.pk,
        empty=_empty(unit, filters),
        export_name=f"nobody-named-{unit.code}",
        export_facts={
            _("As of"): on if is_past else clock.now(),
            _("Order"): _("Waiting order of the rulebook, allocation.waiting_groups"),
            **({_("Only"): _("The people ticked")} if request.GET.getlist("case") else {}),
        },
        what=people.people,
    )


def _contact_and_watcher(on: date, *, is_past: bool, may_set: bool) -> list[Column]:
    """Last contact and who watches: of now alone, since neither is kept by day."""
    if is_past:
        return []
    return [
        Column(
            "contact",
            _("Last contact"),
            value=lambda c: people.last_contact(on, c.last_contact_on),
            export=lambda c: c.last_contact_on or _("None yet"),
            sort="last_contact_on",
        ),
        Column(
            "watching",
            _("Watching until named"),
            value=lambda c: _watching(c, may_set=may_set),
            export=lambda c: _watching(c, may_set=False),
        ),
    ]


def _watching(case: Any, *, may_set: bool) -> Any:
    if case.plans:
        plan = case.plans[0]
        return _("%(who)s, %(how)s by %(day)s") % {
            "who": plan.watcher, "how": plan.how[:1].lower() + plan.how[1:], "day": words.short_day(plan.next_contact_on),
        }  # fmt: skip
    if case.is_limited or not may_set:
        return _("Nobody")
    url = reverse("set_watcher", args=[case.person.crn])
    return format_html(
        '{} <a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {}</span></a>',
        _("Nobody"), url, _("Set a watcher"), case.person,
    )  # fmt: skip


def _name_link(case: Any) -> Any:
    if case.is_limited:
        return _("Restricted")
    return format_html(
        '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {} {}</span></a>',
        reverse("allocate", args=[case.person.crn]), _("Name someone"), _("for"), case.person,
    )  # fmt: skip


def _empty(unit: DeliveryUnit, filters: Filters) -> str:
    if filters.tags:
        return _("Nobody with nobody named matches.")
    if filters.request.GET.get("on"):
        return _("Nobody can be listed for that day from the record as it is today.")
    last = waiting.last_day_someone_was_named(unit)
    if last is None:
        return _("Everyone has a named practitioner.")
    return _("Everyone has a named practitioner. Last time someone had nobody: %(day)s.") % {"day": words.day(last)}


def _elsewhere_table(request: ActingRequest, rows: Sequence[Case]) -> Table:
    return Table(
        request,
        caption=_("Coming from another region: to look at, not yet to allocate"),
        name="elsewhere",
        columns=[
            Column(
                "person",
                _("Person"),
                value=lambda c: people.name_or_restricted(c, limited=c.is_limited),
                link=lambda c: people.link_to_person(c, limited=c.is_limited),
            ),
            Column("held_by", _("Held now in"), value=lambda c: c.practitioner_team.team.unit.region.name),
            Column("team", _("Coming to"), value=lambda c: c.team.name),
            Column(
                "why", _("Why not yet"), value=lambda c: _("A practitioner of another region still holds this case")
            ),
        ],
        rows=rows,
        empty="",
        what=people.people,
    )
