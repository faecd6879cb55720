"""P5: one look at what this does to both people before it is real. For naming and for moving alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.allocation import people
from rainer.allocation.forms import NO, ConfirmForm, MoveForm
from rainer.allocation.operations.give import Named
from rainer.allocation.operations.holder import is_held
from rainer.allocation.operations.moving import reallocate
from rainer.allocation.operations.naming import name_practitioner
from rainer.allocation.queries.verdicts import Levels, reason_words, record_due
from rainer.allocation.views.choose import ALLOCATE
from rainer.allocation.views.look import NOTES, notes_key
from rainer.allocation.views.pair import Pair, pair_of
from rainer.allocation.views.talk import talk_address
from rainer.common import clock
from rainer.common.errors import BadInputError, ChangedMeanwhileError, RefusedError
from rainer.organisation.access import ActingRequest, needs
from rainer.supervision.queries.booked import booked_with
from rainer.supervision.queries.booking import clashes_with
from rainer.supervision.reference import Reference
from rainer.web import words
from rainer.web.forms import drafts
from rainer.web.page import render
from rainer.workload.operations import circumstances_now
from rainer.workload.queries.actions import first_open_due
from rainer.workload.queries.age import age_of_place
from rainer.workload.queries.places import Where
from rainer.workload.views.circumstances import sections


@needs(ALLOCATE)
def name(request: ActingRequest, crn: str, staff: str) -> HttpResponse:
    """Confirm naming this practitioner."""
    pair = pair_of(request, crn, staff, what="confirming an allocation")
    return _confirm(request, pair, moving=False)


@needs(ALLOCATE)
def move(request: ActingRequest, crn: str, staff: str) -> HttpResponse:
    """Confirm moving the case to this practitioner, with why."""
    pair = pair_of(request, crn, staff, what="confirming a reallocation")
    if not is_held(pair.case) and request.method == "GET":
        return HttpResponseRedirect(reverse("allocate", args=[crn]))
    return _confirm(request, pair, moving=True)


def _confirm(request: ActingRequest, pair: Pair, *, moving: bool) -> HttpResponse:
    choose = reverse("reallocate" if moving else "allocate", args=[pair.case.person.crn])
    if pair.found.never:
        raise RefusedError(
            _("%(name)s cannot be chosen: %(why)s.")
            % {"name": pair.to.practitioner, "why": "; ".join(pair.found.never)}
        )
    if pair.found.needs_talk:
        return HttpResponseRedirect(talk_address(pair, request))
    if pair.stops and "sure" not in request.GET:
        return _interrupt(request, pair, choose)
    form = _form(request, pair, moving)
    status = 200
    if request.method == "POST":
        drafts.keep(
            request, notes_key(pair.case), title=_("Naming someone for %(crn)s") % {"crn": pair.case.person.crn}
        )
        if request.POST.get("capability") == NO:
            return HttpResponseRedirect(choose)
        status = 422
        if form.is_valid():
            try:
                named = _do(request, pair, form, moving)
            except ChangedMeanwhileError as error:
                form.add_error(None, error.message)
                status = error.status
            except (BadInputError, RefusedError) as error:
                _put(form, error)
            else:
                drafts.forget(request, notes_key(pair.case))
                return HttpResponseRedirect(reverse("allocated", args=[pair.case.person.crn, named.allocation.pk]))
    return _page(request, pair, form, choose, moving, status)


def _form(request: ActingRequest, pair: Pair, moving: bool) -> ConfirmForm:
    kept = drafts.restored(request, notes_key(pair.case))
    make: Callable[..., ConfirmForm] = ConfirmForm
    if moving:
        holder = pair.case.practitioner_team_id
        make = partial(MoveForm, booked=booked_with(pair.case, holder).count() if holder else 0)
    form = make(
        request.POST if request.method == "POST" else None,
        initial={NOTES: kept.get(NOTES, ""), "oversight_note": kept.get("oversight_note", "")},
        needs_guard_reason=bool(pair.found.against) or pair.found.needs_reason,
        is_over=pair.found.is_over,
    )
    who = pair.names
    form.fields["capability"].label = _("Can %(forename)s do this one?") % who
    form.fields["tell_practitioner"].label = _("Tell %(forename)s") % who
    if field := form.fields.get("over_threshold_reason"):
        reached = "allocation_stop" if pair.found.needs_load_reason else "act"
        level = f"{Levels.of(pair.rules).level(reached):g}"
        field.label = _("Why %(forename)s, though at or over %(level)s%%") % {**who, "level": level}
        if pair.found.needs_load_reason:
            field.help_text = _("No new cases at this load without a written reason")
    if field := form.fields.get("guard_reason"):
        against = _("Why %(forename)s, though a rule is against it")
        asks = _("Why %(forename)s, though the rule asks for a reason")
        field.label = (against if pair.found.against else asks) % who
        met = "; ".join(_rules_met(pair))
        field.help_text = f"{met[:1].upper()}{met[1:]}"
    return form


def _rules_met(pair: Pair) -> list[str]:
    """The rules that the reason answers, each by what it says of these two."""
    found = pair.found
    asks = [reason_words(pair.to.practitioner.short_grade, found.answer)] if found.needs_reason else []
    return [*found.against, *asks]


def _do(request: ActingRequest, pair: Pair, form: ConfirmForm, moving: bool) -> Named:
    if moving:
        held = request.POST.get("from", "")
        return reallocate(
            acting=request.acting,
            case_id=pair.case.pk,
            from_id=int(held) if held.isdigit() else 0,
            to_id=pair.to.pk,
            reason=form.cleaned_data["reason"],
            details=form.details(),
            with_appointments=bool(form.cleaned_data.get("with_appointments")),
        )
    version = request.POST.get("version", "")
    return name_practitioner(
        acting=request.acting,
        case_id=pair.case.pk,
        to_id=pair.to.pk,
        details=form.details(),
        expected_version=int(version) if version.isdigit() else None,
    )


def _put(form: ConfirmForm, error: BadInputError | RefusedError) -> None:
    problems = error.facts.get("errors") or {"": error.message}
    for field, message in problems.items():
        form.add_error(field if field in form.fields else None, message)


def _interrupt(request: ActingRequest, pair: Pair, choose: str) -> HttpResponse:
    paragraphs = []
    if pair.found.against:
        paragraphs.append(_("The rule is against it: %(why)s.") % {"why": "; ".join(pair.found.against)})
    if pair.found.needs_load_reason:
        paragraphs.append(_("No new cases at this load without a written reason."))
    paragraphs.append(_("Your reason stays with the decision. It will be read in any later review."))
    title = (
        _("This takes %(forename)s to %(after)s") if pair.found.needs_load_reason else _("%(to)s is not to be chosen")
    )
    query = request.GET.copy()
    query["sure"] = "1"
    return render(
        request,
        "web/interruption.html",
        title=title % pair.names,
        paragraphs=paragraphs,
        go_on=f"{request.path}?{query.urlencode()}",
        cancel=choose,
    )


def _page(
    request: ActingRequest, pair: Pair, form: ConfirmForm, choose: str, moving: bool, status: int
) -> HttpResponse:
    now = clock.now()
    title = _("Move %(person)s to %(to)s") if moving else _("Name %(to)s for %(person)s")
    return render(
        request,
        "allocation/confirm.html",
        clashes=_clashes(pair) if moving else [],
        to=pair.to,
        title=title % pair.names,
        as_of=now,
        data_age=age_of_place(Where.of_unit(pair.case.team.unit), on=pair.rules.on, rulebook=pair.rules.book),
        identity=people.identity_of(pair.case, on=pair.rules.on),
        back=choose,
        choose=choose,
        case=pair.case,
        impact=_impact(pair),
        **_to_be_kept(request, pair, now),
        form=form,
        verb=(_("Move to %(forename)s") if moving else _("Name %(forename)s")) % pair.names,
        held_by=pair.case.practitioner_team_id or "",
        status=status,
    )


def _clashes(pair: Pair) -> list[str]:
    """What is in the diary of the one it moves to, where the booked appointments would go with it."""
    case, holder = pair.case, pair.case.practitioner_team_id
    if holder is None or holder == pair.to.pk:
        return []
    reference = Reference.of(case.team.unit, on=pair.rules.on)
    return clashes_with(case, list(booked_with(case, holder)), pair.to, reference=reference)


def _impact(pair: Pair) -> list[str]:
    found, names = pair.found, pair.names
    if pair.to.pk == pair.case.practitioner_team_id:
        said = [_("%(to)s holds this case already and will remain at %(before)s of time.") % names]
    elif found.percent_before is None:
        said = [_("The load of %(to)s is not available: no time is recorded for them.") % names]
    elif found.percent_after is None:
        said = [_("%(forename)s is at %(before)s. What this person adds is not known: no weight is in force.") % names]
    else:
        said = [_("%(forename)s goes from %(before)s to %(after)s of time.") % names]
    if found.is_over:
        levels = Levels.of(pair.rules)
        asked = first_open_due(pair.to.pk)
        due = asked or record_due(pair.rules.on, pair.rules, levels.days_to_act())
        facts = {"level": f"{levels.level('act'):g}", "day": words.day(due)}
        if asked and asked < pair.rules.on:
            said.append(
                _("That is at or over %(level)s%%: the record asked for was due %(day)s and is still to come.") % facts
            )
        elif asked:
            said.append(_("That is at or over %(level)s%%: the record already asked for is due %(day)s.") % facts)
        else:
            said.append(
                _("That is at or over %(level)s%%: a record of what you do about it falls due %(day)s.") % facts
            )
    return said + [f"{note[:1].upper()}{note[1:]}." for note in found.notes]


def _to_be_kept(request: ActingRequest, pair: Pair, at: datetime) -> dict[str, Any]:
    """What is kept with the decision if it is made now: in a line, and opened as the tables of a decision."""
    concerned = [pt for pt in (pair.case.practitioner_team, pair.to) if pt]
    facts = circumstances_now(
        about=f"allocation of {pair.case.person.crn}",
        cases=[pair.case],
        practitioner_teams=concerned,
        by=request.acting,
        at=at,
    )
    return {"kept_line": _kept_line(facts), "kept": sections(facts)}


def _kept_line(facts: dict[str, Any]) -> str:
    colours = [str(one["colour"]).capitalize() for one in facts["framework_status"]]
    weights = next((date.fromisoformat(one["from"]) for one in facts["weights"]), None)
    return _(
        "the load of those concerned, %(team)d in the team and %(away)d away, framework status %(status)s, "
        "weights from %(day)s"
    ) % {
        "team": sum(one["practitioners"] for one in facts["teams"]),
        "away": sum(sum(one["absent"].values()) for one in facts["teams"]),
        "status": ", ".join(colours) or _("not set"),
        "day": words.day(weights) if weights else _("a day not known"),
    }
