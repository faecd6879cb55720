"""What an extract must also be before it may go into the database: codes and names that fit, one kind of team, and
places inside the area of whoever brings it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rainer.importers.wmt import rows
from rainer.importers.wmt.columns import ALL_CASES, OMIC
from rainer.importers.wmt.faults import Fault, Faults, Kind
from rainer.importers.wmt.renaming import Renaming
from rainer.importers.wmt.rows import Extract, PractitionerTeams
from rainer.organisation.models import DeliveryUnit, Practitioner, Region, Team
from rainer.rulebook.queries import rulebook_now

_FIELDS: tuple[tuple[str, Any, str], ...] = (
    ("region_code", Region, "code"),
    ("region_desc", Region, "name"),
    ("pdu_code", DeliveryUnit, "code"),
    ("pdu_desc", DeliveryUnit, "name"),
    ("team_code", Team, "code"),
    ("team_desc", Team, "name"),
    ("om_key", Practitioner, "code"),
    ("om_surname", Practitioner, "surname"),
    ("om_forename", Practitioner, "forename"),
)
LIMITS = {column: model._meta.get_field(name).max_length for column, model, name in _FIELDS}


@dataclass(frozen=True, slots=True)
class Permitted:
    """Codes of the regions an import may touch; None for all of them."""

    regions: frozenset[str] | None = None


def read(
    path: Path,
    *,
    covers: date,
    accept_t2a_excess: bool,
    permitted: Permitted,
    renamed: Sequence[Renaming] = (),
) -> Extract:
    """The extract, fit to be written. Raises ExtractRefusedError with every fault, and OSError."""
    extract = rows.load(path, on=covers, rulebook=rulebook_now(), accept_t2a_excess=accept_t2a_excess, renamed=renamed)
    faults = Faults(extract.called)
    for sheet, teams in ((ALL_CASES, extract.standard), (OMIC, extract.omic)):
        _fits(sheet, teams, faults)
        _is_permitted(sheet, teams, permitted.regions, faults)
    _one_kind(extract, faults)
    faults.refuse_if_any()
    return extract


def _fits(sheet: str, teams: PractitionerTeams, faults: Faults) -> None:
    for column, most in LIMITS.items():
        for number, text in zip(teams.row_numbers, teams.identity[column], strict=True):
            if len(text.strip()) > most:
                found = f"{len(text.strip())} characters"
                faults.add(Fault(Kind.TOO_LONG, f"At most {most} characters.", sheet, number, column, found))


def _is_permitted(sheet: str, teams: PractitionerTeams, regions: Collection[str] | None, faults: Faults) -> None:
    if regions is None:
        return
    advice = "Ask someone whose work covers this region to bring the file in."
    for number, code in zip(teams.row_numbers, teams.identity["region_code"], strict=True):
        if code not in regions:
            faults.add(Fault(Kind.NOT_YOURS, advice, sheet, number, "region_code", f"“{code}”"))


def _one_kind(extract: Extract, faults: Faults) -> None:
    """A prison team is scored by its own rules, so a team is one or the other."""
    others = {team for _staff, team in extract.standard.keys}
    advice = f"Keep the team in {ALL_CASES} or in {OMIC}, not in both."
    for number, (_staff, team) in zip(extract.omic.row_numbers, extract.omic.keys, strict=True):
        if team in others:
            faults.add(Fault(Kind.TWO_KINDS, advice, OMIC, number, "team_code", f"“{team}”"))
