"""A run as its page shows it: facts, faults by kind, lists with their first lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from rainer.importers.wmt.faults import Kind
from rainer.importers.wmt.renaming import GRADE, Renaming
from rainer.web import words
from rainer.web.tables import Column

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
    "hours": _("contracted hours recorded"),
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
    may_be_overridden: bool = False

    @property
    def more(self) -> int:
        return self.total - len(self.rows)

    @property
    def is_of_the_whole_file(self) -> bool:
        """No sheet, row or column to speak of: what to do is all there is to say."""
        return all(set(row.cells[:4]) == {as_text(None)} for row in self.rows)


@dataclass(frozen=True, slots=True)
class ChangeList:
    heading: Any
    total: int
    rows: list[list[str]]
    url: str

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def run_columns() -> list[Column]:
    """How files that came in are listed."""
    return [
        Column("file_name", _t("File"), link=lambda r: reverse("import_run", args=[r.pk]), sort="file_name"),
        Column("format", _t("Kind"), value=lambda r: r.get_format_display(), sort="format"),
        Column("covers", _t("Tells of"), value=lambda r: words.day(r.covers), sort="covers"),
        Column("state", _t("What became of it"), value=lambda r: r.get_state_display(), sort="state"),
        Column("uploaded_at", _t("Came"), value=lambda r: words.moment(r.uploaded_at), sort="uploaded_at"),
        Column("uploaded_by", _t("By"), value=lambda r: r.uploaded_by or _t("The command line")),
    ]


def facts(run: ImportRun, same: ImportRun | None) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [
        (_t("Tells of"), words.day(run.covers)),
        (_t("Size"), filesizeformat(run.size)),
        ("SHA-256", run.sha256),
    ]
    if "seconds" in run.plan:
        rows.append((_t("Read in"), _seconds(run.plan["seconds"])))
    if same:
        rows.append((_t("Same file as"), words.day(same.covers)))
    rows += [(_t("Read with"), _name_words(row)) for row in run.renamed]
    if run.override_reason:
        rows.append((_t("Used all the same because"), run.override_reason))
    return rows


def _seconds(taken: float) -> str:
    return _t("%(n)s seconds") % {"n": taken} if taken else _t("less than 0.1 seconds")


def _name_words(row: dict[str, str]) -> str:
    who = row["by"] or _t("the command line")
    return _t("%(what)s, said by %(who)s at %(when)s") % {
        "what": Renaming(row["sheet"], row["column"], row["name"]).words,
        "who": who,
        "when": words.moment(datetime.fromisoformat(row["at"])),
    }


def fault_groups(run: ImportRun, names: NamesForm | None) -> list[FaultGroup]:
    return [
        FaultGroup(group["kind"], group["total"], list(_rows(group, names)), group["overridable"])
        for group in run.faults
    ]


def _rows(group: dict[str, Any], names: NamesForm | None) -> Iterator[FaultRow]:
    """The faults shown, the first of each thing that can be named with its field."""
    asked: set[str] = set()
    for fault, place in zip(group["faults"], _places(group), strict=False):
        field = Lacking(*place).field if place else ""
        is_first = names is not None and field in names.fields and field not in asked
        asked.add(field)
        yield FaultRow([as_text(cell) for cell in fault], names[field] if names and is_first else None)


def _places(group: dict[str, Any]) -> list[tuple[str, str] | None]:
    """What each fault shown lacks: a sheet or column, or the grade of a code; None where no name could mend it."""
    shown, unused = group["faults"][:FAULTS_SHOWN], group.get("unused", ())
    if group["kind"] == Kind.UNKNOWN_GRADE.value:
        return [(GRADE, unused[n][0]) if n < len(unused) else None for n in range(len(shown))]
    is_missing = group["kind"] in (kind.value for kind in MISSING)
    places = group.get("places") or [(fault[0], fault[2]) for fault in shown]
    return [tuple(place) if is_missing else None for place in places[:FAULTS_SHOWN]]


def lacking(run: ImportRun) -> list[Lacking]:
    """What the file seems to lack, and what it was said to call something before; as many as the page lists."""
    unused: dict[tuple[str, str], tuple[str, ...]] = {}
    for group in run.faults:
        # Faults found before names were asked for have none beside them.
        for place, names in zip(_places(group), group.get("unused", ()), strict=False):
            if place:
                unused[place] = () if place[0] == GRADE else tuple(names)
    given = {(name.sheet, name.column): name.name for name in queries.renamings(run)}
    places = [*(place for place in given if place not in unused), *unused]
    return [Lacking(*place, unused.get(place), given.get(place, "")) for place in places]


def names_form(run: ImportRun, posted: Any = None) -> NamesForm | None:
    """The form for names, where the file waits with faults and names could mend some; None elsewhere."""
    asked = lacking(run) if run.state == ImportRun.State.FAULTY and run.format == ImportRun.Format.WMT else []
    return NamesForm(asked, posted) if asked else None


def as_text(cell: Any) -> str:
    return _t("None") if cell is None or cell == "" else str(cell)


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
