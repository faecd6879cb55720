"""What is done from Today: a task added, done or let go; something put off; saying that the day does not fit."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rainer.cases.access import open_person
from rainer.cases.models import Person
from rainer.common.errors import BadInputError, NotThereError, RainerError, RefusedError
from rainer.organisation.access import ActingRequest, needs, teams_in
from rainer.organisation.capabilities import Capability
from rainer.overview.forms import DoesNotFitForm, ReasonForm, SnoozeForm, TaskForm
from rainer.overview.today.day import Day, day_of, owners_of
from rainer.overview.today.items import Line
from rainer.overview.today.shown import shown, until
from rainer.policy import tasks
from rainer.rulebook.queries import rulebook_now
from rainer.supervision.models import Task
from rainer.supervision.operations.day import Item, say_it_does_not_fit, snooze
from rainer.supervision.operations.tasks import NewTask, add_task, dismiss_task, do_task
from rainer.supervision.queries.lists import own_q
from rainer.web import notices, words
from rainer.web.forms import saved_by
from rainer.web.page import render
from rainer.web.views import safe_address
from rainer.workforce.models import PractitionerTeam
from rainer.workload.queries.own import own_load

TODAY, RECORD = Capability.SEE_TODAY, Capability.RECORD_CONTACT
TEAM = "team:"


@needs(RECORD)
def task_add(request: ActingRequest) -> HttpResponse:
    """Type in a task, for oneself or for a team's queue."""
    owners, teams = owners_of(request.acting), list(teams_in(request.acting.area(RECORD)).order_by("name"))
    mine = [(str(one.pk), _("I do, in %(team)s") % {"team": one.team}) for one in owners]
    doers = [*mine, *((f"{TEAM}{one.code}", _("The queue of %(team)s") % {"team": one}) for one in teams)]
    form = TaskForm(request.POST or None, doers=doers, initial={"crn": request.GET.get("crn", "")})
    back = safe_address(request, request.GET.get("next", ""), _first_page(request))

    def save() -> None:
        chosen = form.cleaned_data["who"]
        owner = next((one for one in owners if str(one.pk) == chosen), None)
        team = next((one for one in teams if f"{TEAM}{one.code}" == chosen), None)
        new = NewTask(
            title=form.cleaned_data["title"], due=form.cleaned_data["due"], owner=owner, team=team,
            person=_person(request, form.cleaned_data["crn"]), is_must=form.cleaned_data["is_must"],
            repeats=form.cleaned_data["repeats"],
        )  # fmt: skip
        add_task(acting=request.acting, task=new, key=form.key)

    if form.is_bound and form.may_save() and saved_by(form, save):
        notices.saved(request, _("Task added: %(title)s") % {"title": form.cleaned_data["title"]})
        return HttpResponseRedirect(back)
    return _form_page(request, form, title=_("Add a task"), back=back, button=_("Add"))


def _person(request: ActingRequest, crn: str) -> Person | None:
    if not crn.strip():
        return None
    try:
        return open_person(request.acting, crn.strip().upper(), RECORD, what=_("a person for a task")).person
    except RainerError:
        said = _("There is nobody with this CRN whom you may open")
        raise BadInputError(said, errors={"crn": said}) from None


def _first_page(request: ActingRequest) -> str:
    return reverse("today" if request.acting.may(TODAY) else "queue")


@needs(RECORD)
@require_POST
def task_done(request: ActingRequest, pk: int) -> HttpResponse:
    following = do_task(acting=request.acting, task_id=pk)
    said = (
        _("Task done")
        if following is None
        else _("Task done; the next is due %(day)s") % {"day": words.day(following.due)}
    )
    notices.saved(request, said)
    return HttpResponseRedirect(safe_address(request, request.GET.get("next", ""), _first_page(request)))


@needs(RECORD)
def task_let_go(request: ActingRequest, pk: int) -> HttpResponse:
    """Leave a task undone, with the reason."""
    mine = own_q(request.acting, "owner") | request.acting.area(RECORD).teams_q("owner__team")
    in_queue = request.acting.area(RECORD).teams_q("team")
    task = Task.objects.filter(mine, pk=pk).first() or Task.objects.filter(in_queue, owner=None, pk=pk).first()
    if task is None:
        raise NotThereError(_("There is no such task."))
    form, back = ReasonForm(request.POST or None), _first_page(request)

    def save() -> None:
        dismiss_task(acting=request.acting, task_id=pk, reason=form.cleaned_data["reason"])

    if form.is_bound and form.may_save() and saved_by(form, save):
        notices.saved(request, _("Let go: %(title)s") % {"title": task.title})
        return HttpResponseRedirect(back)
    title = _("Let a task go: %(title)s") % {"title": task.title}
    return _form_page(request, form, title=title, back=back, button=_("Let it go"))


@needs(TODAY)
def snooze_page(request: ActingRequest, team: str, crn: str, key: str) -> HttpResponse:
    """Put something off, as far as the rule allows: a must that bears on risk to the end of the day alone."""
    day = day_of(request.acting)
    line = _line(day, team, crn, key)
    owner = next(one for one in day.owners if one == line.owner)
    reads = shown(line, is_limited=False)
    where = day.reference
    asked = tasks.SnoozeInputs(
        line.task.kind, line.today.priority.priority, 0, "-", line.today.priority.bears_on_risk, line.task.due
    )
    allowed = tasks.may_snooze(asked, **where.where).answer
    choices = [(str(n), _until_words(n, day)) for n in (allowed.choices if allowed else ())]
    form = SnoozeForm(request.POST or None, choices=choices)

    def save() -> None:
        snooze(
            acting=request.acting,
            practitioner_team=owner,
            item=_item(line),
            asked=tasks.SnoozeInputs(
                line.task.kind, line.today.priority.priority, int(form.cleaned_data["days"]),
                form.cleaned_data["reason"], line.today.priority.bears_on_risk, line.task.due,
            ),
        )  # fmt: skip

    if form.is_bound and form.may_save() and saved_by(form, save):
        notices.saved(request, _("Put off: %(what)s") % {"what": reads.what})
        return HttpResponseRedirect(reverse("today"))
    about = _("%(name)s: %(what)s") % {"name": reads.name, "what": reads.what} if reads.name else reads.what
    intro = [about, reads.why, _("Your senior sees what you put off, and why. The day it was due stays as it is.")]
    extra = reverse("task_let_go", args=[line.typed.pk]) if line.typed else ""
    return _form_page(
        request, form, title=_("Put off: %(what)s") % {"what": reads.what}, back=reverse("today"),
        button=_("Put it off"), intro=intro, extra=extra,
    )  # fmt: skip


def _line(day: Day, team: str, crn: str, key: str) -> Line:
    for line in day.work.lines:
        whose = line.person.crn if line.person else "-"
        if (line.owner and line.owner.team.code, whose, line.key) == (team, crn, key) and not day.is_limited(line):
            return line
    raise NotThereError(_("This is not on your Today any more: what it waited for has happened."))


def _until_words(days: int, day: Day) -> str:
    if days == 0:
        return _("The end of today")
    return words.day(day.reference.on + timedelta(days=days))


def _item(line: Line) -> Item:
    return Item(line.key, line.task.name, line.person)


@needs(TODAY)
def does_not_fit(request: ActingRequest) -> HttpResponse:
    """Say that today holds more than fits. It goes to the senior, with the load as it stands."""
    day = day_of(request.acting)
    if not day.owners:
        raise RefusedError(_("You hold no cases: there is nobody to tell."))
    lines = [line for line in [*day.lines("must"), *day.lines("should")] if not day.is_limited(line)]
    keys = {f"{line.owner and line.owner.pk}|{line.person.pk if line.person else 0}|{line.key}": line for line in lines}
    form = DoesNotFitForm(request.POST or None, choices=[(key, _line_words(line)) for key, line in keys.items()])

    def save() -> None:
        chosen = [keys[key] for key in form.cleaned_data["items"]]
        owners = [one for one in day.owners if any(line.owner == one for line in chosen)] or day.owners[:1]
        for owner in owners:
            say_it_does_not_fit(
                acting=request.acting,
                practitioner_team=owner,
                items=[_item(line) for line in chosen if line.owner == owner],
                in_words=form.cleaned_data["words"],
                load_percent=_load(owner, request),
            )

    if form.is_bound and form.may_save() and saved_by(form, save):
        manager = next((one.manager for one in day.owners if one.manager), None)
        has_it = (
            _("%(name)s has it.") % {"name": manager} if manager else _("Your senior sees it on Today of the team.")
        )
        notices.saved(request, _("Saved. %(who)s It is on your record that you said so.") % {"who": has_it})
        return HttpResponseRedirect(reverse("today"))
    title = _("This does not fit in my day")
    return _form_page(request, form, title=title, back=reverse("today"), button=_("Send it to my senior"))


def _line_words(line: Line) -> str:
    facts = {"what": line.task.name, "until": until(line), "name": line.person or ""}
    return _("%(name)s: %(what)s, %(until)s") % facts if line.person else _("%(what)s, %(until)s") % facts


def _load(owner: PractitionerTeam, request: ActingRequest) -> Decimal | None:
    """The load as it stands, to one decimal; None where no time is available."""
    own = own_load(owner, on=request.acting.on, rulebook=rulebook_now())
    percent = own.load.percent if own else None
    return None if percent is None else round(Decimal(str(percent)), 1)


def _form_page(request: ActingRequest, form: Any, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "overview/form.html", form=form, status=status, **context)
