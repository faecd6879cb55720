"""P5: one look at what this does to both people before it is real. For naming and for moving alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.allocation import people
from rainer.allocation.forms import NO, ConfirmForm, MoveForm, TalkForm
from rainer.allocation.inputs import Rules
from rainer.allocation.models import Allocation
from rainer.allocation.operations.naming import Named, name_practitioner, reallocate
from rainer.allocation.operations.talk import record_staff_safety_talk
from rainer.allocation.queries import waiting
from rainer.allocation.queries.history import allocations_of
from rainer.allocation.queries.verdicts import Levels, Verdict, record_due, verdict
from rainer.allocation.views.choose import ALLOCATE, is_held
from rainer.allocation.views.look import NOTES, notes_key
from rainer.cases.access import cases_in_area, limited_q, open_case
from rainer.cases.models import Case
from rainer.common import clock
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotThereError, RefusedError
from rainer.common.models import Message
from rainer.organisation.access import ActingRequest, needs
from rainer.web import words
from rainer.web.forms import drafts
from rainer.web.notices import saved
from rainer.web.page import render
from rainer.workforce.models import PractitionerTeam
from rainer.workload.queries.actions import first_open_due


@dataclass(frozen=True, slots=True)
class Pair:
    """One person and one practitioner as the page weighs them."""

    case: Case
    to: PractitionerTeam
    found: Verdict
    rules: Rules

    @property
    def names(self) -> dict[str, Any]:
        return {
            "to": self.to.practitioner,
            "forename": self.to.practitioner.forename or self.to.practitioner,
            "person": self.case.person,
            "before": words.load1(self.found.percent_before),
            "after": words.load1(self.found.percent_after),
        }

    @property
    def stops(self) -> bool:
        """Whether going on means overriding: an interruption card comes first."""
        return bool(self.found.against) or self.found.needs_load_reason


def _pair(request: ActingRequest, crn: str, staff: str, *, what: str) -> Pair:
    case = open_case(request.acting, crn, ALLOCATE, what=what)
    area = request.acting.area(ALLOCATE)
    found = (
        PractitionerTeam.objects.select_related("practitioner", "team__unit__region")
        .filter(area.teams_q("team"), practitioner__code=staff)
        .filter(Q(team__code=request.GET["team"]) if request.GET.get("team") else Q())
    )
    to = next((pt for pt in found if pt.team_id == case.team_id), found.first())
    if to is None:
        raise NotThereError("You cannot choose this practitioner: not in your area, or not there.")
    rules = Rules.of(case.team.unit, on=request.acting.on)
    return Pair(case, to, verdict(case, to, rules), rules)


@needs(ALLOCATE)
def name(request: ActingRequest, crn: str, staff: str) -> HttpResponse:
    """Confirm naming this practitioner."""
    pair = _pair(request, crn, staff, what="confirming an allocation")
    return _confirm(request, pair, moving=False)


@needs(ALLOCATE)
def move(request: ActingRequest, crn: str, staff: str) -> HttpResponse:
    """Confirm moving the case to this practitioner, with why."""
    pair = _pair(request, crn, staff, what="confirming a reallocation")
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
        return HttpResponseRedirect(_talk_address(pair, request))
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
    kind = MoveForm if moving else ConfirmForm
    form = kind(
        request.POST if request.method == "POST" else None,
        initial={NOTES: kept.get(NOTES, ""), "oversight_note": kept.get("oversight_note", "")},
        needs_guard_reason=bool(pair.found.against) or pair.found.needs_reason,
        is_over=pair.found.is_over,
    )
    who = pair.names
    form.fields["capability"].label = _("Can %(forename)s do this one?") % who
    form.fields["tell_practitioner"].label = _("Tell %(forename)s") % who
    if "over_threshold_reason" in form.fields:
        level = f"{Levels.of(pair.rules).level('act'):g}"
        form.fields["over_threshold_reason"].label = _("Why %(forename)s, though at or over %(level)s%%") % {
            **who,
            "level": level,
        }
    if "guard_reason" in form.fields:
        form.fields["guard_reason"].label = _("Why %(forename)s, though the rule asks for a reason") % who
    return form


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
    title = _("Move %(person)s to %(to)s") if moving else _("Name %(to)s for %(person)s")
    return render(
        request,
        "allocation/confirm.html",
        title=title % pair.names,
        as_of=clock.now(),
        identity=people.identity_of(pair.case, on=pair.rules.on),
        back=choose,
        choose=choose,
        case=pair.case,
        impact=_impact(pair),
        kept=_kept_words(pair),
        form=form,
        verb=(_("Move to %(forename)s") if moving else _("Name %(forename)s")) % pair.names,
        held_by=pair.case.practitioner_team_id or "",
        status=status,
    )


def _impact(pair: Pair) -> list[str]:
    found, names = pair.found, pair.names
    if found.percent_before is None:
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
        if asked:
            said.append(_("That is at or over %(level)s%%: the record already asked for is due %(day)s.") % facts)
        else:
            said.append(
                _("That is at or over %(level)s%%: a record of what you do about it falls due %(day)s.") % facts
            )
    return said + [f"{note[:1].upper()}{note[1:]}." for note in found.notes]


def _kept_words(pair: Pair) -> str:
    return _(
        "The load, grade and cases by risk of all concerned, who is away in the team, posts filled, the weights and "
        "levels in force, what the record says of this case, and your own load. Nobody can change it later."
    )


def _talk_address(pair: Pair, request: ActingRequest) -> str:
    path = reverse("staff_safety_talk", args=[pair.case.person.crn, pair.to.practitioner.code])
    query = request.GET.copy()
    query["next"] = "reallocate_to" if is_held(pair.case) else "allocate_to"
    return f"{path}?{query.urlencode()}"


@needs(ALLOCATE)
def talk(request: ActingRequest, crn: str, staff: str) -> HttpResponse:
    """Record the conversation a staff-safety flag asks for, before anything is confirmed."""
    pair = _pair(request, crn, staff, what="a talk about staff safety")
    moving = is_held(pair.case)
    choose = reverse("reallocate" if moving else "allocate", args=[crn])
    form = TalkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            recorded = record_staff_safety_talk(
                acting=request.acting,
                case=pair.case,
                to=pair.to,
                answer=form.cleaned_data["answer"],
                support=form.cleaned_data["support"],
            )
        except BadInputError as error:
            for field, message in error.facts["errors"].items():
                form.add_error(field, message)
        else:
            saved(request, _("Talk with %(to)s recorded") % pair.names)
            if recorded.answer == NO:
                return HttpResponseRedirect(choose)
            confirm = reverse("reallocate_to" if moving else "allocate_to", args=[crn, staff])
            return HttpResponseRedirect(f"{confirm}?team={pair.to.team.code}")
    return render(
        request,
        "allocation/talk.html",
        title=_("Talk with %(to)s about %(person)s first") % pair.names,
        identity=people.identity_of(pair.case, on=pair.rules.on),
        back=choose,
        form=form,
        status=422 if form.errors else 200,
    )


@needs(ALLOCATE)
def allocated(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """The end of the journey: who it is now, who was told, and the next person."""
    case = open_case(request.acting, crn, ALLOCATE, what="the end of an allocation")
    made = allocations_of(case).filter(pk=pk).first()
    if made is None:
        raise NotThereError("You cannot open this. It may be restricted, or not yours, or not there.")
    rules = Rules.of(case.team.unit, on=request.acting.on)
    left = waiting.nobody_named(cases_in_area(request.acting, ALLOCATE).filter(team__unit=case.team.unit)).filter(
        waiting_group__in=waiting.must_not_wait_groups(rules)
    )
    following = waiting.worst_first(left.exclude(limited_q(request.acting))).select_related("person").first()
    count = left.count()
    return render(
        request,
        "allocation/allocated.html",
        title=_("%(to)s is %(person)s's practitioner") % {"to": made.to.practitioner, "person": case.person},
        panel_text=people.from_to(made.percent_before, made.percent_after),
        paragraphs=[
            *_told(made),
            _("Needs doing differently? Move the case to someone else: both decisions stay on record."),
        ],
        next_url=reverse("allocate", args=[following.person.crn]) if following else "",
        next_text=_("Name the next person (%(people)s left who must not wait)") % {"people": count},
        decision_url=reverse("allocation", args=[made.pk]),
        move_url=reverse("reallocate", args=[crn]),
        list_url=reverse("nobody_named", args=[case.team.unit.code]),
    )


def _told(made: Allocation) -> list[str]:
    messages = Message.objects.filter(reference=f"allocation {made.pk}").order_by("to")
    failed = [m for m in messages if m.state in (Message.State.FAILED, Message.State.GIVEN_UP)]
    said = []
    if messages:
        said.append(_("Told, with a reference only: %(who)s.") % {"who": ", ".join(m.to for m in messages)})
    said += [_("Named. The e-mail to %(who)s did not go: we are trying again.") % {"who": m.to} for m in failed]
    return said or [_("Nobody was told by e-mail.")]
