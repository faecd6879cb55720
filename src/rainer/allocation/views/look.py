"""Looking at the case, and what was decided lately."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from rainer.allocation import people
from rainer.allocation.inputs import Rules
from rainer.allocation.operations.holder import is_held
from rainer.allocation.queries.history import allocations_of, last_contacts, recent_allocations
from rainer.cases.access import log_list, open_case
from rainer.cases.furniture import override_words, shown_tier
from rainer.cases.models import Case
from rainer.cases.queries import person_summary
from rainer.common import clock
from rainer.organisation.access import ActingRequest, get_unit_in_part, needs
from rainer.organisation.capabilities import Capability
from rainer.policy.requirements import requirement_kinds
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.web import words
from rainer.web.forms import drafts
from rainer.web.notices import saved
from rainer.web.page import render
from rainer.web.tables import Column, Table

NOTES = "notes"


def notes_key(case: Case) -> str:
    """The draft that holds what someone typed about naming a practitioner for this case."""
    return f"allocate:{case.person.crn}"


@needs(Capability.SEE_PERSON)
def case(request: ActingRequest, crn: str) -> HttpResponse:
    """One page, no tabs: who it is, the sentence, risk and flags, contact, who held the case before."""
    found = open_case(request.acting, crn, Capability.SEE_PERSON, what="the case before choosing")
    if request.method == "POST":
        drafts.keep(request, notes_key(found), title=_("Notes on naming someone for %(crn)s") % {"crn": crn})
        saved(request, _("Notes kept. They will be there when you name someone."))
        return HttpResponseRedirect(request.path)
    on = request.acting.on
    held = is_held(found)
    summary = person_summary(found, on=on)
    prefetch_related_objects(list(summary.sentences), "event__requirements")
    names = _requirement_names(found, on)
    return render(
        request,
        "allocation/case.html",
        title=(str(found.person) if held else _("%(name)s: before you choose") % {"name": found.person}),
        as_of=clock.now(),
        identity=people.identity_of(found, on=on),
        back=_back_from(request, found),
        case=found,
        summary=summary,
        about=_about(found, on, held=held),
        sentence=[_sentence(s, names) for s in summary.sentences],
        contacts=last_contacts(found),
        decisions=allocations_of(found)[:10],
        notes=drafts.restored(request, notes_key(found)).get(NOTES, ""),
        may_name=request.acting.area(Capability.ALLOCATE).holds_team(found.team),
        is_held=held,
    )


def _back_from(request: ActingRequest, found: Case) -> str:
    if request.acting.may(Capability.SEE_NOBODY_NAMED):
        return reverse("nobody_named", args=[found.team.unit.code])
    return "/"


def _about(found: Case, on: Any, *, held: bool) -> list[tuple[Any, Any]]:
    person = found.person
    appointment = _("Not found: check") if found.first_appointment_on is None else words.day(found.first_appointment_on)
    if found.first_appointment == "not_needed":
        appointment = _("Not needed")
    return [
        (_("Name"), person),
        (_("Date of birth"), words.day(person.date_of_birth)),
        (_("Where they live"), _("No fixed address") if person.no_fixed_abode else person.postcode or _("Not known")),
        (_("State"), capfirst(found.get_state_display())),
        (_("Tier"), " ".join((shown_tier(found, "v2") or _("Not known"), *override_words(found)))),
        (_("Received"), words.day(found.received_on)),
        *(_named_since(found) if held else _waiting(found, on)),
        (_("First appointment"), appointment),
        (_("Last contact"), people.last_contact(on, found.last_contact_on)),
    ]


def _named_since(found: Case) -> list[tuple[Any, Any]]:
    holder = found.practitioner_team
    return [(_("Named practitioner"), holder.practitioner if holder else ""), (_("Since"), words.day(found.held_since))]


def _waiting(found: Case, on: Any) -> list[tuple[Any, Any]]:
    return [
        (_("Waiting"), people.days((on - found.received_on).days)),
        (_("Why in this place of the list"), people.why_waiting(found.waiting_facts)),
    ]


def _sentence(sentence: Any, names: Mapping[str, str]) -> dict[str, Any]:
    event = sentence.event
    requirements = [r for r in event.requirements.all() if r.terminated_on is None]
    return {
        "title": f"{event.number}. {sentence.get_kind_display()}",
        "rows": [
            (_("Offence"), event.main_offence or _("Not known")),
            (_("Court"), event.court or _("Not known")),
            (_("From"), words.day(sentence.starts)),
            (_("To"), words.day(sentence.ends)),
            (_("Requirements"), ", ".join(_requirement(r, names) for r in requirements) or _("None")),
        ],
    }


def _requirement_names(found: Case, on: Any) -> dict[str, str]:
    """What every code of a requirement is called where the case is."""
    kinds = requirement_kinds(on=on, place=place_of(found.team.unit), rulebook=rulebook_now())
    return {code: kind.name for kind in kinds for code in kind.all_codes}


def _requirement(requirement: Any, names: Mapping[str, str]) -> str:
    length = f" {requirement.length} {requirement.unit}".rstrip() if requirement.length else ""
    return f"{names.get(requirement.code, requirement.code)}{length}"


@needs(Capability.ALLOCATE, Capability.SEE_NOBODY_NAMED)
def allocations(request: ActingRequest, code: str) -> HttpResponse:
    """Who was named for whom in the last weeks; moves that were superseded stay, and say so."""
    acting = request.acting
    unit = get_unit_in_part(acting, code, Capability.SEE_NOBODY_NAMED)
    rules = Rules.of(unit, on=acting.on)
    rows = recent_allocations(acting, unit, rules, capability=Capability.SEE_NOBODY_NAMED)
    table = _allocations_table(request, rows, unit.code)
    shown: Any = rows if "download" in request.GET else table.page.object_list
    log_list(acting, [a.case for a in shown if not a.is_limited], what="the list of recent allocations")
    if (download := table.export_response()) is not None:
        return download
    return render(
        request,
        "allocation/allocations.html",
        title=_("Named in the last %(days)d days: %(unit)s")
        % {"days": rules.value("allocation.recent_days")["allocated_list"], "unit": unit.name},
        as_of=clock.now(),
        breadcrumbs=[
            (unit.region.name, None),
            (unit.name, None),
            (_("Nobody named"), reverse("nobody_named", args=[unit.code])),
            (_("Named lately"), None),
        ],
        table=table,
    )


def _allocations_table(request: ActingRequest, rows: Any, code: str) -> Table:
    columns = [
        *_person(download="download" in request.GET),
        Column("tier", _("Tier"), value=lambda a: _("Restricted") if a.is_limited else shown_tier(a.case, "v2")),
        Column(
            "to", _("To"), value=lambda a: f"{a.to.practitioner}, {a.to.team.name}", sort="to__practitioner__surname"
        ),
        Column("from", _("From"), value=lambda a: a.previous.practitioner if a.previous else _("Nobody")),
        Column("why", _("Why"), value=lambda a: a.get_reason_display()),
        *_loads(download="download" in request.GET),
        Column("by", _("By"), value=lambda a: a.decided_by),
        Column(
            "at",
            _("When"),
            value=lambda a: words.moment(a.decided_at),
            link=lambda a: None if a.is_limited else reverse("allocation", args=[a.pk]),
            export=lambda a: a.decided_at,
            sort="decided_at",
        ),
        Column("holds", _("Now"), value=lambda a: _("Still so") if a.holds else _("Moved since")),
    ]
    return Table(
        request,
        caption=_("Allocations, newest first"),
        columns=columns,
        rows=rows,
        empty=_("Nobody was named in these days."),
        export_name=f"allocations-{code}",
        export_facts={_("As of"): clock.now()},
        what=lambda n: _("%(count)s allocations") % {"count": words.whole(n)},
    )


def _person(*, download: bool) -> list[Column]:
    """Name and CRN: together on the page, apart in a download."""
    if download:
        return [
            Column("name", _("Name"), value=lambda a: _("Restricted") if a.is_limited else str(a.case.person)),
            Column("crn", _("CRN"), value=lambda a: a.case.person.crn),
        ]
    return [
        Column(
            "person",
            _("Person"),
            value=lambda a: people.name_or_restricted(a.case, limited=a.is_limited),
            link=lambda a: people.link_to_person(a.case, limited=a.is_limited),
        )
    ]


def _loads(*, download: bool) -> list[Column]:
    """The load before and after: one cell on the page, two numbers in per cent in a download."""
    if download:
        return [
            Column("before", _("Load before, %"), value=lambda a: a.percent_before, numeric=True),
            Column("after", _("Load after, %"), value=lambda a: a.percent_after, numeric=True),
        ]
    return [Column("load", _("Load"), value=lambda a: people.from_to(a.percent_before, a.percent_after))]
