"""A run as its page shows it: facts, faults by kind, lists with their first lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import BoundField
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from rainer.importers import queries
from rainer.importers.forms import Lacking, NamesForm
from rainer.importers.models import ImportRun
from rainer.importers.operations import MISSING
from rainer.importers.wmt.renaming import Renaming
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
class FaultRow:
    """A fault's cells, and the field for the name of what is missing where the file may have it under another."""

    cells: list[str]
    field: BoundField | None = None


@dataclass(frozen=True, slots=True)
class FaultGroup:
    kind: str
    total: int
    rows: list[FaultRow]

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
    rows += [(_t("Read with"), _name_words(row)) for row in run.renamed]
    if run.override_reason:
        rows.append((_t("Used all the same because"), run.override_reason))
    return rows


def _name_words(row: dict[str, str]) -> str:
    who = row["by"] or _t("the command line")
    return _t("%(what)s, said by %(who)s at %(when)s") % {
        "what": Renaming(row["sheet"], row["column"], row["name"]).words,
        "who": who,
        "when": words.moment(datetime.fromisoformat(row["at"])),
    }


def fault_groups(run: ImportRun, names: NamesForm | None) -> list[FaultGroup]:
    return [
        FaultGroup(group["kind"], group["total"], [_row(row, names) for row in group["faults"][:FAULTS_SHOWN]])
        for group in run.faults
    ]


def _row(fault: list[Any], names: NamesForm | None) -> FaultRow:
    field = Lacking(fault[0], fault[2]).field
    asked = names is not None and fault[1] is None and field in names.fields
    return FaultRow([as_text(cell) for cell in fault], names[field] if names and asked else None)


def lacking(run: ImportRun) -> list[Lacking]:
    """What the file seems to lack, and what it was said to call something before; as many as the page lists."""
    missing = [group for group in run.faults if group["kind"] in (kind.value for kind in MISSING)]
    # Faults found before names were asked for have none beside them.
    unused = {
        (fault[0], fault[2]): tuple(names)
        for group in missing
        for fault, names in zip(group["faults"][:FAULTS_SHOWN], group.get("unused", ()), strict=False)
    }
    given = {(name.sheet, name.column): name.name for name in queries.renamings(run)}
    places = [*(place for place in given if place not in unused), *unused]
    return [Lacking(*place, unused.get(place), given.get(place, "")) for place in places]


def names_form(run: ImportRun, posted: Any = None) -> NamesForm | None:
    """The form for names, where the file waits with faults and names could mend some; None elsewhere."""
    asked = lacking(run) if run.state == ImportRun.State.FAULTY and run.format == ImportRun.Format.WMT else []
    return NamesForm(asked, posted) if asked else None


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
