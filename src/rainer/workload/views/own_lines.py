"""The lines of a load as a table, now or on a past day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from rainer.common import clock
from rainer.organisation.access import ActingRequest
from rainer.policy.rulebook import Rulebook
from rainer.rulebook.queries import place_of
from rainer.web import words
from rainer.web.tables import Column, Table
from rainer.workforce.models import PractitionerTeam
from rainer.workload.models import LineQuery
from rainer.workload.queries.coming import Change, case_changes
from rainer.workload.queries.own import (
    Line,
    OwnLoad,
    lines_of,
    names_shown,
    open_queries,
)
from rainer.workload.views.common import pages_setting


def lines_table(
    request: ActingRequest,
    pt: PractitionerTeam,
    found: OwnLoad,
    *,
    own: bool,
    on: date,
    rulebook: Rulebook,
    is_past: bool = False,
) -> Table:
    weeks = pages_setting("trend_weeks", on=on, place=place_of(pt.team.unit), rulebook=rulebook)
    changes = case_changes([pt.pk], on=on, until=on + timedelta(weeks=weeks), rulebook=rulebook)
    soon = {change.crn: change for change in changes.get(pt.pk, ())}
    asked = {q.line: q for q in open_queries([pt.pk]) if q.answered_at is None}
    names = names_shown(request.acting, [case.crn for case in found.inputs.cases])
    columns = [
        Column("what", _("Case or task"), value=lambda line: _what(line, names), sort="crn"),
        Column("mix", _("Tier, state"), sort=True),
        Column("weight", _("Weight"), numeric=True, value=_weight, blank=_("No weight in force")),
        Column("from", _("From"), value=_from, blank="–",
               export=lambda line: line.step.value.starts if line.step.value else None),
        Column("points", _("Points"), numeric=True, sort=True, value=lambda line: _points(line), blank=_("Not counted"),
               export=lambda line: line.points),
        Column("soon", _("Next %(weeks)s weeks") % {"weeks": weeks}, value=lambda line: _soon(soon.get(line.crn)),
               blank=_("No change known")),
    ]  # fmt: skip
    if is_past:
        columns = columns[:-1]
    elif own:
        columns.append(
            Column(
                "query",
                _("Not right?"),
                value=lambda line: _query_words(line, pt, asked),
                blank="–",
                export=lambda line: _asked_words(line, asked),
            )
        )
    return Table(
        request,
        caption=_("Every line that makes the figure"),
        columns=columns,
        rows=lines_of(found),
        page_size=100,
        empty=_("No one is in this practitioner's name."),
        export_name=f"load {pt.practitioner.code}",
        export_facts={_("As at"): on.isoformat() if is_past else clock.now().isoformat(timespec="minutes")},
        export_needs=None if own else "export",
        what=lambda n: _("%(n)s lines") % {"n": n},
    )


def _what(line: Line, names: dict[str, str]) -> Any:
    if not line.crn:
        return line.what or line.mix
    if line.crn not in names:
        return _("Restricted record, %(crn)s") % {"crn": line.crn}
    return format_html(
        '<a class="govuk-link" href="{}">{} {}</a>', reverse("person", args=[line.crn]), names[line.crn], line.crn
    )


def _weight(line: Line) -> Any:
    return None if line.weight is None else words.result(line.weight)


def _points(line: Line) -> Any:
    return None if line.points is None else words.result(line.points)


def _from(line: Line) -> Any:
    return words.since(line.step.value.starts) if line.step.value else None


def _soon(change: Change | None) -> str:
    return change_words(change) if change else ""


def change_words(change: Change) -> str:
    """A coming change in a few words, with what it does to points."""
    day = words.short_day(change.on)
    points = "" if change.points is None else f" ({change.points:+,})".replace("-", "−")
    said = {
        "end": _("Ends before %(day)s") % {"day": day},
        "release": _("Released %(day)s") % {"day": day},
        "reduction_starts": _("%(day)s: %(hours)s hours off begin") % {"day": day, "hours": change.hours},
        "reduction_ends": _("%(day)s: last day of %(hours)s hours off") % {"day": day, "hours": change.hours},
        "hours": _("%(day)s: hours become %(hours)s") % {"day": day, "hours": change.hours},
    }[change.kind]
    return said + points


def _asked_words(line: Line, asked: Mapping[str, LineQuery]) -> str:
    query = asked.get(line.key)
    return _("Queried, answer by %(day)s") % {"day": words.short_day(query.answer_due)} if query else ""


def _query_words(line: Line, pt: PractitionerTeam, asked: Mapping[str, LineQuery]) -> Any:
    return _asked_words(line, asked) or _query_link(line, pt)


def _query_link(line: Line, pt: PractitionerTeam) -> Any:
    url = f"{reverse('query_line')}?{urlencode({'team': pt.team.code, 'line': line.key})}"
    return format_html(
        '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {}</span></a>',
        url, _("Query this line"), line.what or line.mix,
    )  # fmt: skip
