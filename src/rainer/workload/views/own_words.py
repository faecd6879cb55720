"""What the page of one's own load says in words: the figure, the sum behind it, hours, what is due."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.policy.rulebook import Rulebook
from rainer.rulebook.queries import place_of
from rainer.web import words
from rainer.web.figures import Figure
from rainer.workforce.models import PractitionerTeam
from rainer.workload.models import CurrentLoad, WorkloadAction
from rainer.workload.queries.history import Run
from rainer.workload.queries.own import OwnLoad
from rainer.workload.views.common import due_words


def waiting_words(action: WorkloadAction, *, on: date) -> str:
    if action.due < on:
        return _("A record of what was done about this load is asked for. %(overdue)s.") % {
            "overdue": due_words(action, on=on)
        }
    return _("A record of what was done about this load is due %(day)s.") % {"day": words.day(action.due)}


def figure(found: OwnLoad, pt: PractitionerTeam, *, on: date | None = None) -> Figure:
    value = words.load1(found.load.percent)
    return Figure(
        value,
        "" if found.load.percent is None else _("of time"),
        why_url=reverse("why_load", args=[pt.practitioner.code, pt.team.code])
        + (f"?on={on.isoformat()}" if on else ""),
        why_text=_("Why %(figure)s?") % {"figure": value},
    )


def hours_sentence(
    found: OwnLoad,
    load: CurrentLoad | None,
    run: Run | None,
    level: float,
    *,
    on: date,
    place_of_pt: PractitionerTeam,
    rulebook: Rulebook,
) -> str:
    if found.load.percent is None or found.load.hours_of_work is None:
        return ""
    said = _("%(work)s h of work in %(hours)s h, by these weights.") % {
        "work": f"{found.load.hours_of_work:.1f}",
        "hours": f"{found.load.available_hours:.1f}",
    }
    if load is None or run is None:
        return said
    rows = rulebook.value("workload.thresholds", on=on, place=place_of(place_of_pt.team.unit)).value
    period = max(row["period_days"] for row in rows)
    over = ngettext("At or over %(level)s for %(n)s day", "At or over %(level)s for %(n)s days", run.days)
    facts = {"level": f"{level:g}%", "n": run.days, "period": period}
    if load.excessive_since:
        return f"{said} {over % facts}{_('; a stress check is offered.')}"
    return f"{said} {over % facts}{_('; at %(period)s days a stress check is offered.') % facts}"


def sum_words(found: OwnLoad, level: float) -> str:
    load = found.load
    given, taken = _support(found)
    cases = sum(1 for _line in found.inputs.cases) or load.cases_scored + load.cases_unscored
    said = ngettext(
        "%(cases)s case %(case_points)s · reports %(reports)s · work for others %(given)s · by others %(taken)s = %(total)s of %(available)s points",
        "%(cases)s cases %(case_points)s · reports %(reports)s · work for others %(given)s · by others %(taken)s = %(total)s of %(available)s points",
        cases,
    ) % {
        "cases": cases,
        "case_points": words.whole(load.case_points),
        "reports": words.whole(load.report_points),
        "given": words.whole(given),
        "taken": words.whole(taken),
        "total": words.whole(load.total_points),
        "available": words.whole(load.available_points),
    }
    if load.percent is None or load.remaining >= 0:
        return said
    over_line = load.total_points - load.available_points * level / 100
    more = _("; %(over)s over") % {"over": words.whole(-load.remaining)}
    if over_line > 0:
        more += _("; %(points)s over the %(level)s line") % {"points": words.whole(over_line), "level": f"{level:g}%"}
    return said + more


def _support(found: OwnLoad) -> tuple[int, int]:
    """Points for contacts done on others' cases, and (zero or less) for those others did on theirs."""
    step = next((step for step in found.outcome.steps if step.name == "support"), None)
    points = [part.result for part in step.parts] if step else []
    return sum(p for p in points if p > 0), sum(p for p in points if p < 0)


def no_hours_words(found: OwnLoad, *, own: bool) -> str:
    if found.load.percent is not None:
        return ""
    cases = len(found.inputs.cases) or found.load.cases_scored + found.load.cases_unscored
    if own:
        return ngettext(
            "You have no hours available, so load cannot be worked out. %(n)s case is in your name. Ask your senior for your hours to be recorded.",
            "You have no hours available, so load cannot be worked out. %(n)s cases are in your name. Ask your senior for your hours to be recorded.",
            cases,
        ) % {"n": cases}
    return ngettext(
        "They have no hours available, so load cannot be worked out. %(n)s case is in their name.",
        "They have no hours available, so load cannot be worked out. %(n)s cases are in their name.",
        cases,
    ) % {"n": cases}


def hours_words(pt: PractitionerTeam, found: OwnLoad, *, on: date) -> str:
    load = found.load
    rows = pt.reductions.filter(starts__lte=on, ends__gte=on).exclude(status="DELETED").order_by("ends")
    taken = [
        _("%(hours)s %(reason)s (to %(day)s)") % {"hours": r.hours, "reason": r.reason, "day": words.short_day(r.ends)}
        for r in rows
    ]
    less = f" − {', '.join(taken)}" if taken else ""
    return _("Hours: %(contracted)s contracted%(less)s = %(available)s") % {
        "contracted": f"{load.contracted_hours:.1f}",
        "less": less,
        "available": f"{load.available_hours:.1f}",
    }
