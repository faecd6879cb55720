"""The circumstances kept with a decision, as tables people can read. Shows what is kept and works nothing out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rainer.cases.access import open_person
from rainer.cases.furniture import identity_bar
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import words
from rainer.web.page import render
from rainer.workload.models import DecisionCircumstances

Rows = list[tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its rows of (what, as kept)."""

    title: str
    rows: Rows


@needs(Capability.SEE_PERSON)
@require_GET
def circumstances(request: ActingRequest, about: str) -> HttpResponse:
    """What was so when a decision was made, by the decision's reference, for those who may open its record."""
    kept = DecisionCircumstances.objects.filter(about=about).order_by("-at").first()
    if kept is None or not kept.facts["cases"]:
        raise NotThereError("You cannot open this. It may be restricted, or not yours, or not there.")
    crn = kept.facts["cases"][0]["crn"]
    case = open_person(request.acting, crn, Capability.SEE_PERSON, what=_("the circumstances of a decision"))
    return render(
        request,
        "workload/circumstances.html",
        title=_("What was so at the decision"),
        as_of=kept.at,
        identity=identity_bar(case, request.acting),
        back=reverse("person", args=[crn]),
        kept=sections(kept.facts),
        kept_at=kept.at,
        digest=kept.digest,
    )


def sections(facts: dict[str, Any]) -> list[Section]:
    """What was kept: what the record said, the people concerned, their teams, who decided, and the weights in force."""
    return [
        *(Section(_("What the record said of %(crn)s") % {"crn": case["crn"]}, _case(case)) for case in facts["cases"]),
        *(Section(_practitioner_title(one), _practitioner(one)) for one in facts["practitioners"]),
        *(Section(_("Team %(team)s") % {"team": one["team"]}, _team(one)) for one in facts["teams"]),
        *_framework(facts.get("framework_status")),
        Section(_("Who decided"), _decider(facts["decided_by"])),
        Section(
            _("Weights and levels in force"),
            [
                (one["key"], _("from %(day)s, %(place)s, %(status)s") % {
                    "day": _plain(one["from"]), "place": one["place"], "status": one["status"],
                })
                for one in facts["weights"]
            ],
        ),
    ]  # fmt: skip


def _framework(kept: Any) -> list[Section]:
    """Decisions of before the framework was recorded have only a word."""
    if not isinstance(kept, list) or not kept:
        return []
    return [Section(_("Framework status"), [(one["unit"], one["says"]) for one in kept])]


def _case(case: dict[str, Any]) -> Rows:
    names = {
        "state": _("State"), "tier_v2": _("Tier"), "tier_v3": _("Tier, version 3"), "rosh": _("Risk of serious harm"),
        "mappa_level": _("MAPPA level"), "mappa_category": _("MAPPA category"), "waiting_group": _("Waiting group"),
        "waiting_facts": _("Why in that group"), "received_on": _("Received"), "last_contact_on": _("Last contact"),
        "points": _("Points"),
    }  # fmt: skip
    return [(label, capfirst(_plain(case.get(key)))) for key, label in names.items()]


def _practitioner_title(one: dict[str, Any]) -> str:
    return _("%(name)s, %(grade)s, team %(team)s") % one


def _practitioner(one: dict[str, Any]) -> Rows:
    return [
        *_load(one["load"]),
        (_("Cases by risk of serious harm"), _plain(one["cases_by_rosh"])),
        (_("Months in the grade"), _plain(one["months_in_grade"])),
        (_("Months qualified"), _plain(one["months_qualified"])),
    ]


def _load(load: dict[str, Any] | str) -> Rows:
    if isinstance(load, str):
        return [(_("Load"), load)]
    return [
        (_("Load"), _percent(load["percent"])),
        (
            _("Points held, of points available"),
            _two(_("%(one)s of %(other)s"), load["total_points"], load["available_points"]),
        ),
        (
            _("Hours contracted, less reductions"),
            _two(_("%(one)s less %(other)s"), load["contracted_hours"], load["reduction_hours"]),
        ),
        (_("Cases"), load["cases"]),
        (_("At or over the act level since"), capfirst(_plain(load["over_since"]))),
    ]


def _team(one: dict[str, Any]) -> Rows:
    return [
        (_("Posts, full-time"), one["posts_fte"]),
        (_("Of them filled"), one["filled_fte"]),
        *(
            [
                (_("Posts of the unit, those of no team among them"), one["unit_posts_fte"]),
                (_("Of these filled"), one["unit_filled_fte"]),
            ]
            if "unit_posts_fte" in one
            else []
        ),
        (
            _("Practitioners at or over the act level"),
            _two(_("%(one)s of %(other)s"), one["at_or_over_level"], one["practitioners"]),
        ),
        (_("Away"), _plain(one["absent"])),
    ]


def _decider(one: dict[str, Any]) -> Rows:
    loads = [row for load in one["loads"] for row in _load(load)]
    return [
        (_("Name"), f"{one['name']} ({one['username']})"),
        (_("Roles"), _plain(one["roles"])),
        (_("Months qualified"), _plain(one["months_qualified"])),
        *(loads or [(_("Own load"), _("Carries no cases"))]),
    ]


def _percent(kept: Any) -> str:
    """Kept with all its digits; shown with one, as elsewhere."""
    try:
        return words.load1(float(kept))
    except (TypeError, ValueError):
        return words.load1(None)


def _two(text: str, one: Any, other: Any) -> str:
    return text % {"one": _plain(one), "other": _plain(other)}


def _plain(value: Any) -> str:
    """A kept value in words: lists with commas, counts by name, days as pages write them, nothing as "None"."""
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in value.items()) or _("None")
    if isinstance(value, list):
        return ", ".join(str(one).replace("_", " ") for one in value) or _("None")
    if isinstance(value, int):
        return words.whole(value)
    try:
        return words.day(date.fromisoformat(value))
    except (TypeError, ValueError):
        return _("None") if value in (None, "") else str(value).replace("_", " ")
