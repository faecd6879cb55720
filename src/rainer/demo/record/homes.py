"""Where the person lives and lived. Northmarch's postcodes begin with letters that no place has."""

from __future__ import annotations

from datetime import timedelta

from rainer.cases.models import Address
from rainer.demo.chance import Chance
from rainer.demo.life import Life
from rainer.demo.plan import TOWNS
from rainer.demo.record.person import landline

COLUMNS = (
    "person_id", "starts", "ends", "notes", "status", "kind", "is_kind_verified", "no_fixed_abode", "building", "street",
    "district", "town", "county", "postcode", "uprn", "telephone",
)  # fmt: skip
STREETS = (
    "Alder", "Bridge", "Chapel", "Cobbler", "Copper", "Drovers", "Eden", "Foundry", "Garth", "Heather", "Inkerman",
    "Jubilee", "Kiln", "Lantern", "Marsh", "Netherfield", "Orchard", "Priory", "Quarry", "Rowan", "Saddler", "Tannery",
    "Union", "Viaduct", "Weir", "Yarrow",
)  # fmt: skip
ENDINGS = ("Street", "Street", "Road", "Road", "Lane", "Close", "Terrace", "Court", "Avenue", "Row")
DISTRICTS = ("", "", "", "Northside", "Old Town", "The Levels", "Upper Garth", "Riverside")
KINDS = (
    ("Renting: council or housing association", 0.34), ("Renting: private landlord", 0.26),
    ("Living with family", 0.18), ("Friends, settled", 0.06), ("Own home", 0.06), ("Supported housing", 0.06),
    ("Friends, for now", 0.04),
)  # fmt: skip
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
NO_HOME = (
    "Sofa to sofa with friends. Duty to refer made; waiting for the council.",
    "Sleeping out near the station. The outreach worker knows where.",
    "Night shelter since the tenancy ended.",
    "In a car, by his own account. Post to the office.",
)


def main_postcode(life: Life) -> str:
    return "" if life.no_fixed_abode else _postcode(life.chance(2))


def homes(life: Life, postcode: str) -> None:
    """The main address since some day, and for many those before it, one ending where the next begins."""
    chance = life.chance(3)
    lived = max(chance.between(20, 400), min(life.started_days + chance.between(-100, 1500), 4000))
    since = life.last_day - timedelta(days=lived)
    if life.profile.state == "custody":
        since = min(since, life.day(life.started_days + 30))
    if life.no_fixed_abode:
        since = life.within(chance, 160)
        _add(life, since, None, "main", notes=chance.pick(NO_HOME), nowhere=True)
    else:
        _lived(life, chance, since, None, "main", postcode)
    life.moved_on = since
    if life.profile.state == "licence" and chance.likely(0.12):
        _approved_premises(life, chance)
    for _ in range(chance.weighted(((0, 0.35), (1, 0.35), (2, 0.2), (3, 0.1)))):
        start = since - timedelta(days=chance.between(40, 900))
        if chance.likely(0.1):
            _add(life, start, since, "previous", notes=chance.pick(NO_HOME[:3]), nowhere=True)
        else:
            _lived(life, chance, start, since, "previous", _postcode(chance))
        since = start


def _lived(life: Life, chance: Chance, starts: object, ends: object, status: str, postcode: str) -> None:
    flat = chance.likely(0.25)
    number = chance.between(1, 148)
    notes = ""
    if status == "main" and life.profile.state == "custody":
        notes = "Before custody. To be checked before release."
    elif status == "main" and chance.likely(0.08):
        notes = chance.pick(
            (
                "Ring the lower bell.",
                "Dog at the back.",
                "Entry by the side lane.",
                "Shared hallway: say nothing there.",
            )
        )
    _add(
        life, starts, ends, status, notes, chance.weighted(KINDS), chance.likely(0.7),
        building=f"Flat {chance.between(1, 24)}, {number}" if flat else str(number),
        street=f"{chance.pick(STREETS)} {chance.pick(ENDINGS)}", district=chance.pick(DISTRICTS),
        town=chance.pick(TOWNS), postcode=postcode, telephone=landline(chance) if chance.likely(0.05) else "",
    )  # fmt: skip


def _approved_premises(life: Life, chance: Chance) -> None:
    """The hostel of the first weeks after release."""
    until = min(life.starts + timedelta(days=chance.between(56, 90)), life.last_day)
    _add(
        life, life.starts, max(life.starts, until), "other", "First weeks after release.", "Approved premises", True,
        building="Weir House", street="Viaduct Road", town="Dunmere", postcode="NM9 4AP",
    )  # fmt: skip


def _add(
    life: Life, starts: object, ends: object, status: str, notes: str = "", kind: str = "", verified: bool = False, *,
    nowhere: bool = False, building: str = "", street: str = "", district: str = "", town: str = "", postcode: str = "",
    telephone: str = "",
) -> None:  # fmt: skip
    county = "" if nowhere else "Northmarch"
    life.world.rows.add(
        Address, life.person_id, starts, ends, notes, status, kind, verified, nowhere, building, street, district, town,
        county, postcode, "", telephone,
    )  # fmt: skip


def _postcode(chance: Chance) -> str:
    return f"NM{chance.between(1, 19)} {chance.between(1, 9)}{chance.pick(LETTERS)}{chance.pick(LETTERS)}"
