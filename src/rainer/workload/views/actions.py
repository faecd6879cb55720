"""Say what was done at a threshold: what waits for the reader, one record, and the practitioner's view of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import Acting, ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.policy.workload import action_level
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.web import notices, page, words
from rainer.web.tables import Column, Table
from rainer.workload import forms, operations
from rainer.workload.models import CurrentLoad, WorkloadAction
from rainer.workload.operations.thresholds import ABOVE
from rainer.workload.queries.actions import actions_for, answers_counted, below, own_to_do, with_rise
from rainer.workload.queries.history import percent_on_days, run_now
from rainer.workload.queries.own import actions_about
from rainer.workload.views.common import NOT_THERE, due_words, form_page, pages_setting, yes_no

Chosen = WorkloadAction.Chosen


@needs(Capability.RECORD_WORKLOAD_ACTION)
def load_actions(request: ActingRequest) -> HttpResponse:
    """Every load whose record is the reader's own to make, the soonest due first; `?below=1`: of those below them."""
    counts, on = answers_counted(request.acting), clock.today()
    lower, is_below = below(request.acting), bool(request.GET.get("below"))
    table = Table(
        request,
        caption=_("Loads whose record waits with those below you, soonest due first")
        if is_below
        else _("Loads that need a record of what was done, soonest due first"),
        columns=[
            Column("who", _("Name"), value=lambda a: a.practitioner_team.practitioner, link=_link),
            Column("team", _("Team"), value=lambda a: a.practitioner_team.team),
            Column("percent", _("Load then"), value=lambda a: words.load1(a.percent), numeric=True, sort="percent"),
            Column("why", _("Why"), value=threshold_words),
            Column("level", _("For"), value=lambda a: a.get_level_display()),
            Column("asked", _("They asked you for"), value=_asked, blank=_("Nothing")),
            Column("due", _("Due"), value=lambda a: due_words(a, on=on), export=lambda a: a.due, sort="due"),
        ],
        rows=lower if is_below else own_to_do(request.acting),
        default_sort="due",
        empty=_("Nothing waits with those below you.") if is_below else _("No load needs a record from you."),
        what=lambda n: ngettext("%(n)s load", "%(n)s loads", n) % {"n": f"{n:,}"},
    )
    nothing, asked = counts.get(Chosen.NONE, 0), counts.get(Chosen.ESCALATE, 0)
    return page.render(
        request,
        "workload/table.html",
        title=_("Say what you did about load"),
        as_of=clock.now(),
        table=table,
        other=_other_list(lower.count(), is_below=is_below),
        intro=[
            _("Answered so far: %(all)s. Of them nothing could be done: %(nothing)s; asked the level above: %(asked)s.")
            % {"all": sum(counts.values()), "nothing": nothing, "asked": asked}
        ],
    )


def _other_list(waiting: int, *, is_below: bool) -> tuple[str, str] | None:
    """The other of the two lists, as words and address: what waits below, or what is the reader's own."""
    url = reverse("workload_actions")
    if is_below:
        return _("See what is yours to do"), url
    if not waiting:
        return None
    text = ngettext("%(n)s load waits with those below you", "%(n)s loads wait with those below you", waiting)
    return text % {"n": words.whole(waiting)}, f"{url}?below=1"


def _link(action: WorkloadAction) -> str:
    return reverse("workload_action", args=[action.pk])


def _asked(action: WorkloadAction) -> str:
    return action.rises_from.asked_for if action.rises_from else ""


def threshold_words(action: WorkloadAction) -> str:
    """What the record is about, in words."""
    if action.threshold == "excessive":
        return _("Excessive: above the level in every reading of four weeks")
    return _("At or over the level to act")


def _action(acting: Acting, pk: int) -> WorkloadAction:
    found = with_rise(actions_for(acting)).filter(pk=pk).first()
    if found is None:
        raise NotThereError(NOT_THERE)
    return found


@needs(Capability.RECORD_WORKLOAD_ACTION)
def load_action(request: ActingRequest, pk: int) -> HttpResponse:
    action = _action(request.acting, pk)
    # What somebody typed while another answered is given back beside the answer: the operation tells it.
    if action.chosen and request.method != "POST":
        return _answered(request, action)
    who = action.practitioner_team.practitioner
    return form_page(
        request,
        _named(forms.RecordAction(request.POST or None), who),
        lambda f: operations.record_action(action=action, by=request.acting, answer=_answer(f), at=clock.now()),
        title=_question(action),
        button=_("Save"),
        done=_("What you did for %(name)s is saved") % {"name": who},
        then=reverse("workload_actions"),
        back=reverse("workload_actions"),
        intro=_intro(action),
        history=_before(action),
    )


def _named(form: forms.RecordAction, who: Any) -> forms.RecordAction:
    """The questions that are about the practitioner, by name."""
    form.fields["agreed"].label = _("Did %(name)s agree?") % {"name": who}
    form.fields["their_view"].label = _("What %(name)s thinks of it") % {"name": who}
    return form


def _before_words(action: WorkloadAction) -> list[str]:
    """How the load came to this: at the reading that asked, and some weeks before it where that was read."""
    then = {"day": words.day(action.from_reading), "load": words.load1(action.percent)}
    lines = [_("Load when this was asked for, %(day)s: %(load)s.") % then]
    place = place_of(action.practitioner_team.team.unit)
    weeks = pages_setting("trend_weeks", on=action.from_reading, place=place, rulebook=rulebook_now())
    past = action.from_reading - timedelta(weeks=weeks)
    percent = percent_on_days(action.practitioner_team_id, [past]).get(past)
    if percent is not None:
        lines.append(_("On %(day)s: %(load)s.") % {"day": words.day(past), "load": words.load1(percent)})
    return lines


def _question(action: WorkloadAction) -> str:
    """Whose load, for how long over, and what it is now."""
    who = action.practitioner_team.practitioner
    load = CurrentLoad.objects.filter(pk=action.practitioner_team_id).first()
    now = words.load1(load.percent if load else None)
    on, place = clock.today(), place_of(action.practitioner_team.team.unit)
    level = action_level(on=on, place=place, rulebook=rulebook_now())
    run = run_now(load, level=level, on=on) if load else None
    if run:
        weeks = (on - run.since).days // 7
        return ngettext(
            "%(who)s: at or over %(level)s%% for %(n)s week, load now %(now)s. What did you do?",
            "%(who)s: at or over %(level)s%% for %(n)s weeks, load now %(now)s. What did you do?",
            weeks,
        ) % {"who": who, "level": f"{level:g}", "n": weeks, "now": now}
    return _("%(who)s: load now %(now)s. What did you do?") % {"who": who, "now": now}


def _intro(action: WorkloadAction) -> list[str]:
    lines = [_due_words(action), *_before_words(action)]
    if action.rises_from and action.rises_from.asked_for:
        lines.append(_("They asked you for: %(what)s.") % {"what": action.rises_from.asked_for})
    elif action.rises_from and action.rises_from.chosen == Chosen.NONE:
        lines.append(_("They could do nothing: %(why)s.") % {"why": action.rises_from.reason})
    elif action.rises_from:
        lines.append(_("Nobody answered below you by %(day)s.") % {"day": words.day(action.rises_from.due)})
    return lines


def _due_words(action: WorkloadAction) -> str:
    if action.due < clock.today():
        return f"{due_words(action, on=clock.today())}."
    if action.level not in ABOVE:
        return _("Due %(day)s.") % {"day": words.day(action.due)}
    above = WorkloadAction.Level(ABOVE[WorkloadAction.Level(action.level)]).label
    return _("Due %(day)s; then it goes to the level above as well: %(above)s.") % {
        "day": words.day(action.due),
        "above": above,
    }


def _before(action: WorkloadAction) -> list[str]:
    """Earlier records of the load, each with the load then and on the day it was to be looked at again."""
    rows = list(actions_about(action.practitioner_team_id).exclude(pk=action.pk).exclude(chosen="")[:10])
    found = percent_on_days(action.practitioner_team_id, [row.look_again_on for row in rows if row.look_again_on])
    return [_with_loads(row, found.get(row.look_again_on) if row.look_again_on else None) for row in rows]


def _with_loads(row: WorkloadAction, later: float | None) -> str:
    facts = {"what": summary(row), "then": words.load1(row.percent)}
    if later is None or row.look_again_on is None:
        return _("%(what)s; load then %(then)s") % facts
    facts |= {"later": words.load1(later), "day": words.short_day(row.look_again_on)}
    return _("%(what)s; load then %(then)s, %(later)s on %(day)s") % facts


def summary(row: WorkloadAction) -> str:
    """One answered record as a line: when, who, what."""
    what = str(row.get_chosen_display())
    if row.hold_until:
        what = _("%(what)s until %(day)s") % {"what": what, "day": words.short_day(row.hold_until)}
    if row.asked_for:
        what = _("%(what)s for %(asked)s") % {"what": what, "asked": row.asked_for}
    return _("%(day)s, %(who)s: %(what)s") % {"day": words.day(row.chosen_at), "who": row.chosen_by, "what": what}


def _answer(form: Any) -> operations.Answer:
    typed = form.cleaned_data
    names = ("chosen", "asked_for", "reason", "hold_until", "their_view", "look_again_on")
    return operations.Answer(agreed=yes_no(typed["agreed"]), **{name: typed[name] for name in names})


def _answered(request: ActingRequest, action: WorkloadAction) -> HttpResponse:
    agreed = {True: _("Yes"), False: _("No"), None: _("Not asked")}
    helped = agreed | {None: _("Not said yet")}
    return page.render(
        request,
        "workload/action.html",
        title=_("What was done for %(name)s") % {"name": action.practitioner_team.practitioner},
        as_of=action.chosen_at,
        back=reverse("workload_actions"),
        facts=[
            (_("Load then"), words.load1(action.percent)),
            (_("What was done"), summary(action)),
            (_("Reason"), action.reason or _("None")),
            (_("Agreed with them"), agreed[action.agreed]),
            (_("Their view"), action.their_view or _("None")),
            (_("Look again on"), words.day(action.look_again_on)),
            (_("Did it help?"), helped[action.did_it_help]),
        ],
        history=_before(action),
    )


@needs(Capability.SEE_OWN_LOAD)
@require_POST
def say_if_it_helped(request: ActingRequest, pk: int) -> HttpResponse:
    """The practitioner's own answer, from a button of their load page."""
    action = WorkloadAction.objects.select_related("practitioner_team__practitioner", "practitioner_team__team").filter(
        pk=pk, practitioner_team__practitioner__user=request.user
    ).first()  # fmt: skip
    if action is None:
        raise NotThereError(NOT_THERE)
    helped = yes_no(request.POST.get("helped", ""))
    if helped is not None:
        comment = request.POST.get("comment", "")[:2000]
        operations.did_it_help(action=action, by=request.acting, helped=helped, comment=comment)
        notices.saved(request, _("Your answer is saved. Your senior can see it."))
    return HttpResponseRedirect(reverse("my_load"))
