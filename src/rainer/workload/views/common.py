"""What the load pages share: finding a practitioner for a reader, words, and saving a form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from rainer.common.errors import BadInputError, NotThereError
from rainer.organisation.access import Acting, ActingRequest
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import Practitioner
from rainer.policy.rulebook import Place, Rulebook
from rainer.policy.workload import action_level
from rainer.rulebook.queries import place_of
from rainer.web import notices, page, words
from rainer.web.forms import Form, put_on_fields, told_by
from rainer.workforce.models import PractitionerTeam
from rainer.workload.models import WorkloadAction
from rainer.workload.queries.own import OwnLoad, load_on
from rainer.workload.queries.people import own_teams

NOT_THERE = "You cannot open this. It may be restricted, or not yours, or not there."


def pages_setting(name: str, *, on: date, place: Place, rulebook: Rulebook) -> int:
    """One of the settings of load pages, by name: weeks, days or points."""
    return int(rulebook.value("workload.load_pages", on=on, place=place).value[name])


def teams_open_to(acting: Acting, code: str, capability: Capability) -> list[PractitionerTeam]:
    """The teams of the practitioner whose load this reader may see: all of one's own, else those one manages.

    Raises NotThereError where that is none: nobody looks sideways.
    """
    practitioner = Practitioner.objects.filter(code=code).first()
    if practitioner is None:
        raise NotThereError(NOT_THERE)
    teams = list(own_teams(practitioner, on=acting.on))
    if practitioner.user_id != acting.user.pk:
        area = acting.area(capability)
        teams = [pt for pt in teams if area.holds_team(pt.team)]
    if not teams:
        raise NotThereError(NOT_THERE)
    return teams


def one_of(teams: list[PractitionerTeam], code: str) -> PractitionerTeam:
    """The team named in the address, or the first."""
    if not code:
        return teams[0]
    found = next((pt for pt in teams if pt.team.code == code), None)
    if found is None:
        raise NotThereError(NOT_THERE)
    return found


def managed(acting: Acting, code: str, team_code: str, capability: Capability) -> PractitionerTeam:
    """One practitioner in one team where the reader holds the capability; else NotThereError."""
    row = (
        PractitionerTeam.objects.select_related("practitioner", "team__unit__region")
        .filter(practitioner__code=code, team__code=team_code)
        .first()
    )
    if row is None or not acting.area(capability).holds_team(row.team):
        raise NotThereError(NOT_THERE)
    return row


def form_page(
    request: ActingRequest,
    form: Form,
    save: Callable[[Form], Any],
    *,
    title: Any,
    button: Any,
    done: Any,
    then: str,
    back: str,
    **context: Any,
) -> HttpResponse:
    """Show a form; when it is posted whole, save it and go on. What the operation refuses lands on its field."""
    if request.method == "POST" and form.may_save():
        try:
            with told_by(form):
                save(form)
        except BadInputError as error:
            put_on_fields(form, error)
        else:
            notices.saved(request, done)
            return HttpResponseRedirect(then)
    status = 422 if form.errors else 200
    return page.render(
        request, "workload/form.html", title=title, back=back, status=status, form=form, button=button, **context
    )


def yes_no(value: str) -> bool | None:
    """Yes and no as typed in a form; anything else is not known."""
    return {"yes": True, "no": False}.get(value)


def due_words(action: WorkloadAction, *, on: date) -> str:
    """When a record is due, or since when it is overdue and where it went: days, not a judgement.

    The action carries `rose_to` and `rose_at` (`queries.actions.with_rise`).
    """
    if action.due >= on:
        return words.day(action.due)
    said = _("Overdue since %(day)s") % {"day": words.short_day(action.due)}
    return f"{said}; {rose_words(action)}" if rose_words(action) else said


def rose_words(action: Any) -> str:
    """The level a record went up to, and on which day where the log tells; "" while it has not."""
    if not action.rose_to:
        return ""
    level = str(WorkloadAction.Level(action.rose_to).label)
    facts = {"level": level[:1].lower() + level[1:], "day": words.short_day(action.rose_at)}
    return (_("went to the %(level)s on %(day)s") if action.rose_at else _("went to the %(level)s")) % facts


def rounded(percent: Any) -> float | None:
    """A load for a file: the figure of the page, one decimal, as a number."""
    return None if percent is None else round(float(percent), 1)


def in_percent(heading: Any) -> str:
    """The heading of a load in a file, where the figures carry no sign."""
    return _("%(heading)s (%%)") % {"heading": heading}


def kept_load(pt: PractitionerTeam, day: date, *, rulebook: Rulebook) -> OwnLoad:
    """The load on a past day from what was kept. Raises NotThereError where nothing was, and NoValueInForceError
    before the first weights."""
    action_level(on=day, place=place_of(pt.team.unit), rulebook=rulebook)
    found = load_on(pt, on=day, rulebook=rulebook)
    if found is None:
        raise NotThereError(_("No reading with its facts was kept for %(day)s.") % {"day": words.day(day)})
    return found


def hours_words(hours: float | None) -> str:
    return str(_("Not available")) if hours is None else f"{hours:.1f}"
