"""The circumstances kept with a decision, as tables people can read. Shows what is kept and works nothing out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.http import HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rainer.cases.access import open_person
from rainer.cases.furniture import identity_bar
from rainer.cases.models import CaseState, Rosh
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit, RoleHolding, Team, short_grade
from rainer.policy.rulebook import Place
from rainer.web import words
from rainer.web.page import render
from rainer.web.places import place_words
from rainer.web.why import key_label
from rainer.workforce.models import Absence
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
    """What was kept: what the record said, the people concerned, their teams, who decided, and the weights in force.

    What is kept as a code is said in words; the code of a team stands behind its name. One query.
    """
    people, teams = facts["practitioners"], facts["teams"]
    names = _team_names({one["team"] for one in (*people, *teams)})
    return [
        *(Section(_("What the record said of %(crn)s") % {"crn": case["crn"]}, _case(case)) for case in facts["cases"]),
        *(Section(_practitioner_title(one, names), _practitioner(one)) for one in people),
        *(Section(_("Team %(team)s") % {"team": names.get(one["team"], one["team"])}, _team(one)) for one in teams),
        *_framework(facts.get("framework_status")),
        Section(_("Who decided"), _decider(facts["decided_by"])),
        Section(
            _("Weights and levels in force"),
            [
                (key_label(one["key"]), _("from %(day)s, %(place)s, %(status)s") % {
                    "day": _plain(one["from"]), "place": _place(one["place"]), "status": one["status"],
                })
                for one in facts["weights"]
            ],
        ),
    ]  # fmt: skip


def _framework(kept: Any) -> list[Section]:
    """Decisions of before the framework was recorded have only a word."""
    if not isinstance(kept, list) or not kept:
        return []
    units = dict(DeliveryUnit.objects.filter(code__in=[one["unit"] for one in kept]).values_list("code", "name"))
    return [Section(_("Framework status"), [(units.get(one["unit"], one["unit"]), one["says"]) for one in kept])]


def _team_names(codes: set[str]) -> dict[str, str]:
    """Teams by code as pages write them beside it: "Fellside (NMHMT1)"."""
    found = Team.objects.filter(code__in=codes).values_list("code", "name")
    return {code: f"{name} ({code})" for code, name in found}


def _place(kept: str) -> str:
    """A place is kept as "England and Wales, NM, NMHM"; its region and unit are told by name."""
    nation, *codes = kept.split(", ")
    return place_words(Place(nation, *codes)) if len(codes) < 3 else kept


def _case(case: dict[str, Any]) -> Rows:
    labels = {
        "state": _("State"), "tier_v2": _("Tier"), "tier_v3": _("Tier, version 3"),
        "overridden": _("Tier overridden"), "rosh": _("Risk of serious harm"),
        "mappa_level": _("MAPPA level"), "mappa_category": _("MAPPA category"), "waiting_group": _("Waiting group"),
        "waiting_facts": _("Why in that group"), "received_on": _("Received"), "last_contact_on": _("Last contact"),
        "points": _("Points"),
    }  # fmt: skip
    said = case | {
        "state": _word(CaseState, case.get("state")),
        "rosh": _word(Rosh, case.get("rosh")),
        "tier_v3": _tier_v3(case),
        "overridden": _overridden(case.get("overridden") or {}),
        # 0 is MAPPA whose level or category the register does not say.
        **{
            name: _("Not known") if case.get(name) == 0 else case.get(name)
            for name in ("mappa_level", "mappa_category")
        },
    }
    return [(label, capfirst(_plain(said.get(key)))) for key, label in labels.items()]


def _tier_v3(case: dict[str, Any]) -> Any:
    tier = case.get("tier_v3")
    return _("%(tier)s, provisional") % {"tier": tier} if tier and case.get("tier_v3_provisional") else tier


def _overridden(kept: dict[str, dict[str, str]]) -> str:
    """Of each scheme: which tier stood in the place of which, until when."""
    text = _("%(tier)s in the place of the rule’s %(rule)s (%(scheme)s), until %(until)s")
    said = [
        {**one, "scheme": scheme, "until": words.day(date.fromisoformat(one["until"]))} for scheme, one in kept.items()
    ]
    return "; ".join(text % one for one in said)


def _word(choices: type[models.TextChoices], code: Any) -> Any:
    """The word of a code; what is no code of these as it was kept."""
    return dict(choices.choices).get(code, code)


def _counts(choices: type[models.TextChoices], counts: dict[str, int]) -> str:
    """Counts by code in the order of the choices: "Very high 1, High 12"."""
    order = {code: place for place, code in enumerate(choices.values)}
    rows = sorted(counts.items(), key=lambda row: order.get(row[0], len(order)))
    return _plain({str(_word(choices, code)): count for code, count in rows})


def _practitioner_title(one: dict[str, Any], names: dict[str, str]) -> str:
    facts = {"name": one["name"], "grade": short_grade(one["grade"]), "team": names.get(one["team"], one["team"])}
    return _("%(name)s, %(grade)s, team %(team)s") % facts


def _practitioner(one: dict[str, Any]) -> Rows:
    return [
        *_load(one["load"]),
        (_("Cases by risk of serious harm"), _counts(Rosh, one["cases_by_rosh"])),
        (_("Months in the grade"), capfirst(_plain(one["months_in_grade"]))),
        (_("Months qualified"), capfirst(_plain(one["months_qualified"]))),
    ]


def _load(load: dict[str, Any] | str) -> Rows:
    if isinstance(load, str):
        return [(_("Load"), capfirst(_plain(load)))]
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
        (_("Posts, full-time"), capfirst(_plain(one["posts_fte"]))),
        (_("Of them filled"), capfirst(_plain(one["filled_fte"]))),
        *(
            [
                (_("Posts of the unit, those of no team among them"), capfirst(_plain(one["unit_posts_fte"]))),
                (_("Of these filled"), capfirst(_plain(one["unit_filled_fte"]))),
            ]
            if "unit_posts_fte" in one
            else []
        ),
        (
            _("Practitioners at or over the act level"),
            _two(_("%(one)s of %(other)s"), one["at_or_over_level"], one["practitioners"]),
        ),
        (_("Away"), _counts(Absence.Kind, one["absent"])),
    ]


def _decider(one: dict[str, Any]) -> Rows:
    loads = [row for load in one["loads"] for row in _load(load)]
    return [
        (_("Name"), f"{one['name']} ({one['username']})"),
        (_("Roles"), _plain([_word(RoleHolding.Role, role) for role in one["roles"]])),
        (_("Months qualified"), capfirst(_plain(one["months_qualified"]))),
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
