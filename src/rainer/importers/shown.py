"""A run as its page shows it: facts, faults by kind, lists with their first lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from rainer.importers.models import ImportRun
from rainer.web import words

FAULTS_SHOWN = 50
LINES_SHOWN = 5
HEADINGS = {
    "regions_new": _("New regions"),
    "units_new": _("New units"),
    "teams_new": _("New teams"),
    "places_changed": _("Places that change"),
    "practitioners_new": _("New practitioners"),
    "practitioners_changed": _("Practitioners that change"),
    "in_team_new": _("New in a team"),
    "gone": _("No longer in a team"),
    "returned": _("Back in a team"),
    "marked": _("Now a placeholder, or no longer one"),
    "hours_new": _("Hours recorded: the default of the grade"),
    "hours_changed": _("Hours that change"),
    "people_new": _("New people"),
    "people_changed": _("People that change"),
    "sentences_changed": _("Sentences"),
    "requirements_changed": _("Requirements"),
    "registrations_changed": _("Flags"),
    "managers_changed": _("Whose case it is"),
    "contacts_new": _("New contacts"),
    "duplicates": _("May be one person"),
}
COUNTS = {
    "practitioner_teams": _("practitioners in teams"),
    "people": _("people"),
    "hours": _("hours rows"),
    "counts": _("rows of counts"),
    "facts": _("facts kept"),
    "readings": _("readings"),
    "contacts": _("contacts"),
    "sentences": _("sentences"),
    "requirements": _("requirements"),
    "registrations": _("flags"),
    "managers": _("managers"),
    "staff": _("practitioners"),
    "warnings": _("possible duplicates"),
}


@dataclass(frozen=True, slots=True)
class FaultGroup:
    kind: str
    total: int
    rows: list[list[str]]

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class ChangeList:
    heading: Any
    total: int
    rows: list[list[str]]
    url: str

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def facts(run: ImportRun, same: ImportRun | None) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [
        (_t("Tells of"), words.day(run.covers)),
        (_t("Size"), filesizeformat(run.size)),
        ("SHA-256", run.sha256),
    ]
    if "seconds" in run.plan:
        rows.append((_t("Read in"), _t("%(n)s seconds") % {"n": run.plan["seconds"]}))
    if same:
        rows.append((_t("Same file as"), words.day(same.covers)))
    if run.override_reason:
        rows.append((_t("Used all the same because"), run.override_reason))
    return rows


def fault_groups(run: ImportRun) -> list[FaultGroup]:
    return [
        FaultGroup(group["kind"], group["total"], [[as_text(c) for c in row] for row in group["faults"][:FAULTS_SHOWN]])
        for group in run.faults
    ]


def as_text(cell: Any) -> str:
    return "–" if cell is None or cell == "" else str(cell)


def counts(found: Mapping[str, Any]) -> str:
    """Counts by name in words, in the order of `COUNTS`: the database gives keys back in an order of its own."""
    return " · ".join(f"{found[name]:,} {words_of}" for name, words_of in COUNTS.items() if name in found)


def lists(run: ImportRun) -> list[ChangeList]:
    """The lists of the plan in the order of `HEADINGS`, each with its first lines."""
    found = run.plan.get("lists", {})
    return [
        ChangeList(heading, len(found[name]), found[name][:LINES_SHOWN], reverse("import_list", args=[run.pk, name]))
        for name, heading in HEADINGS.items()
        if name in found
    ]
