"""The tables of a place's load: its parts, or its practitioners by name for those who manage them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.common import clock
from rainer.organisation.access import Acting, ActingRequest
from rainer.organisation.capabilities import Capability
from rainer.policy.rulebook import Rulebook
from rainer.policy.workload import action_level
from rainer.web import words
from rainer.web.filters import Filters
from rainer.web.tables import Column, Table
from rainer.workload.models import WorkloadAction
from rainer.workload.queries.actions import actions_for
from rainer.workload.queries.people import people_of, people_on
from rainer.workload.queries.places import PlaceLoad, Spread, Where
from rainer.workload.views.common import in_percent, pages_setting, rounded

NO_PRISON = PlaceLoad()
CHILD_WORDS = {"team": "Teams", "unit": "Delivery units", "region": "Regions"}


def _total(whole: PlaceLoad, key: str, *, nobody_is_kept: bool = True) -> dict[str, Any]:
    unknown = not_kept(by_team=False)
    return {
        key: _("Summed, then divided"),
        "percent": words.load1(whole.percent),
        "median": words.load1(whole.median),
        "over": _("%(n)s of %(all)s") % {"n": whole.at_or_over, "all": whole.with_load},
        "people": words.whole(whole.people),
        "cases": words.whole(whole.cases),
        "hours": f"{whole.contracted_hours:,.0f} ({whole.reduction_hours:,.0f})",
        "nobody": words.whole(whole.nobody.here) if nobody_is_kept else unknown,
        "with_nobody": words.load1(whole.percent_with_nobody) if nobody_is_kept else unknown,
    }


def children_table(
    request: ActingRequest,
    where: Where,
    found: Spread,
    names: dict[int, tuple[str, str]],
    filters: Filters,
    *,
    on: date,
) -> Table | None:
    """One row for each part of the place; nothing below a team for those who may not see names."""
    if where.below is None:
        return None
    rows = [
        {"code": names[pk][0], "name": _part_words(names[pk][1], is_apart=pk in found.prison_alone), "percent": load.percent, "median": load.median,
         "maximum": load.maximum, "prison": found.prison_children.get(pk, NO_PRISON).percent, "share": load.share_at_or_over, "with_nobody": load.percent_with_nobody, "load": load}
        for pk, load in found.children.items() if pk in names
    ]  # fmt: skip
    level = where.below
    query = f"?on={on.isoformat()}" if on != request.acting.on else ""
    return Table(
        request,
        caption=CHILD_WORDS[level],
        columns=[
            Column("name", _("Place"), sort=True, link=lambda r: reverse("load", args=[level, r["code"]]) + query),
            _percent("percent", _("Load")),
            _percent("median", _("Median")),
            Column("over", _("At or over %(level)s") % {"level": f"{found.level:g}%"}, numeric=True, sort="share",
                   value=lambda r: _("%(n)s of %(all)s") % {"n": r["load"].at_or_over, "all": r["load"].with_load}),
            _percent("maximum", _("Highest")),
            Column("people", _("Practitioners"), numeric=True, value=lambda r: words.whole(r["load"].people)),
            Column("cases", _("Cases"), numeric=True, value=lambda r: words.whole(r["load"].cases)),
            *_nobody_columns(where, found),
            *_prison_column(found),
        ],
        rows=rows,
        default_sort="-percent",
        filters=filters,
        total_row=_total(found.whole, "name", nobody_is_kept=found.nobody_is_kept),
        empty=_("No one holds a case here on this date."),
        export_name=f"load {where.name}",
        export_facts={_("As at"): on.isoformat()},
        what=lambda n: ngettext("%(n)s place", "%(n)s places", n) % {"n": n},
    )  # fmt: skip


def _part_words(name: str, *, is_apart: bool) -> str:
    return _("%(part)s (prison, not in the sum)") % {"part": name} if is_apart else name


def _prison_column(found: Spread) -> list[Column]:
    """The load of each part's prison teams, where some part has both kinds: never added to the rest."""
    if not found.prison_children:
        return []
    return [Column("prison", _("Prison teams, apart"), numeric=True, value=lambda r: None if r["prison"] is None else words.load1(r["prison"]), blank=_("None"),
                   export=lambda r: rounded(r["prison"]), export_heading=in_percent(_("Prison teams, apart")))]  # fmt: skip


def _nobody_columns(where: Where, found: Spread) -> list[Column]:
    """Not kept is not none: a past day may have been counted for the unit as a whole only."""
    if not found.parts_are_kept:
        blank = not_kept(by_team=where.level == "unit" and found.nobody_is_kept)
        return [
            Column("nobody", _("Nobody named"), numeric=True, value=lambda _row: None, blank=blank),
            Column("with_nobody", _("Counting all"), numeric=True, value=lambda _row: None, blank=blank),
        ]
    return [
        Column("nobody", _("Nobody named"), numeric=True, value=lambda r: words.whole(r["load"].nobody.here)),
        _percent("with_nobody", _("Counting all")),
    ]


def not_kept(*, by_team: bool) -> str:
    """For people with nobody named on a past day that did not count them here."""
    return _("Not kept by team") if by_team else _("Not kept")


def _percent(key: str, heading: Any) -> Column:
    return Column(key, heading, numeric=True, sort=True, value=lambda r: words.load1(r[key]),
                  export=lambda r: rounded(r[key]), export_heading=in_percent(heading), blank=words.NOT_AVAILABLE)  # fmt: skip


def people_table(
    request: ActingRequest,
    where: Where,
    whole: PlaceLoad,
    filters: Filters,
    *,
    on: date,
    past: date | None,
    rulebook: Rulebook,
) -> Table:
    """The practitioners by name, ordered by what needs a decision."""
    weeks = pages_setting("trend_weeks", on=on, place=where.place, rulebook=rulebook)
    level = action_level(on=on, place=where.place, rulebook=rulebook)
    rows = people_on(where, on=past) if past else people_of(where, on=on, weeks=weeks)
    if filters.chosen["grade"]:
        rows = rows.filter(practitioner_team__practitioner__grade__in=filters.chosen["grade"])
    if filters.chosen["no_hours"]:
        rows = rows.filter(available_points=0)
    columns = [
        Column("name", _("Name"), value=lambda r: r.practitioner_team.practitioner,
               sort="practitioner_team__practitioner__surname",
               link=lambda r: f"{reverse('staff_load', args=[r.practitioner_team.practitioner.code])}"
                              f"?team={where.code}"),
        Column("grade", _("Grade"), value=lambda r: r.practitioner_team.practitioner.short_grade,
               export=lambda r: r.practitioner_team.practitioner.get_grade_display()),
        Column("percent", _("Load"), numeric=True, sort="exact", value=lambda r: words.load1(r.exact),
               export=lambda r: rounded(r.exact), export_heading=in_percent(_("Load")), blank=words.NOT_AVAILABLE),
        Column("hours", _("Hours (less)"), numeric=True, sort="contracted_hours",
               value=lambda r: f"{r.contracted_hours:.1f} ({r.reduction_hours:.1f})"),
        Column("cases", _("Cases"), numeric=True, sort="cases"),
    ]  # fmt: skip
    if not past:
        columns[3:3] = [
            Column("since", _("Over for"), sort="over_since", blank=_("Not over"), export_heading=_("Over since"),
                   value=lambda r: _since(r, level, on), export=lambda r: _since_day(r, level, on)),
            Column("then", _("%(weeks)s weeks ago") % {"weeks": weeks}, numeric=True, sort="then",
                   value=lambda r: words.load1(r.then), export=lambda r: rounded(r.then), blank=words.NOT_AVAILABLE,
                   export_heading=in_percent(_("%(weeks)s weeks ago") % {"weeks": weeks})),
        ]  # fmt: skip
        columns += [
            Column("did", _("What was done"), value=_did, link=_did_link(request.acting, where), export=_done,
                   blank=_("Nothing recorded")),
            Column("next", _("Next change"), value=lambda r: words.short_day(r.next_change) if r.next_change else "",
                   export=lambda r: r.next_change, sort="next_change", blank=_("None known")),
        ]  # fmt: skip
    return Table(
        request,
        caption=_("Practitioners, those who need a decision first"),
        columns=columns,
        rows=rows,
        default_sort="-percent",
        filters=filters,
        total_row=_total(whole, "name"),
        empty=_("No one holds a case here on this date."),
        export_name=f"load {where.name}",
        export_facts={_("As at"): on.isoformat()},
        what=lambda n: ngettext("%(n)s practitioner", "%(n)s practitioners", n) % {"n": n},
    )


def _since_day(row: Any, level: float, on: date) -> date | None:
    """Since when a load is over: from the readings, as long as it still is; today, where none of them was."""
    if row.exact is None or row.exact < level:
        return None
    return row.over_since or on


def _since(row: Any, level: float, on: date) -> str:
    """For how long, in whole weeks; in days within the first."""
    day = _since_day(row, level, on)
    if day is None:
        return ""
    weeks, days = divmod((on - day).days, 7)
    if weeks:
        return ngettext("%(n)s week", "%(n)s weeks", weeks) % {"n": weeks}
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days else _("since today")


def _done(row: Any) -> str:
    """What was last recorded, without what the page asks for beside it."""
    return str(WorkloadAction.Chosen(row.did).label) if row.did else ""


def _did(row: Any) -> str:
    """What was done and when; then, apart from it, the record still owed, by when and by whom."""
    said = _("Nothing recorded")
    if row.did:
        said = _("%(what)s, %(day)s") % {"what": _done(row), "day": words.short_day(words.local(row.did_at))}
    if not row.waiting:
        return said
    facts = {"said": said, "level": WorkloadAction.Level(row.waiting_level).label}
    facts["day"] = words.short_day(row.waiting_due)
    if row.waiting_due < clock.today():
        return _("%(said)s. %(level)s: record overdue since %(day)s") % facts
    return _("%(said)s. %(level)s: record due %(day)s") % facts


def _did_link(acting: Acting, where: Where) -> Any:
    """To the record that waits, where it is the reader's to open: one that rose is for the level above. One query."""
    here = actions_for(acting).filter(practitioner_team__team=where.pk, chosen="").order_by()
    may_open = set(here.values_list("pk", flat=True)) if acting.may(Capability.RECORD_WORKLOAD_ACTION) else set()
    return lambda row: reverse("workload_action", args=[row.waiting]) if row.waiting in may_open else None
