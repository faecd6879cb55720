"""Places as the rulebook names them: by code inside, by name on pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from rainer.common.errors import NotThereError
from rainer.organisation.access import Acting, Area, units_in
from rainer.organisation.models import DeliveryUnit, Region
from rainer.policy.rulebook import NATION, Place
from rainer.rulebook.queries import place_of, place_of_region


@dataclass(frozen=True, slots=True)
class Names:
    """Names of regions and units by code: two queries, whatever is named."""

    regions: dict[str, str]
    units: dict[str, str]

    @classmethod
    def read(cls) -> Names:
        return cls(
            dict(Region.objects.values_list("code", "name")), dict(DeliveryUnit.objects.values_list("code", "name"))
        )

    def short(self, place: Place) -> str:
        """The smallest part: "Harrowgate Moor"."""
        if place.unit:
            return self.units.get(place.unit, place.unit)
        return self.regions.get(place.region, place.region) if place.region else place.nation

    def full(self, place: Place) -> str:
        """ "England and Wales, Northmarch, Harrowgate Moor"."""
        return ", ".join(self.short(part) for part in reversed(place.chain()))


def own_place(acting: Acting) -> Place:
    """Where values hold for this user: the place of their first role, or the nation."""
    for holding in acting.holdings:
        unit = holding.unit or (holding.team.unit if holding.team else None)
        if unit is not None:
            return place_of(unit)
        if holding.region is not None:
            return place_of_region(holding.region)
    return NATION


def place_named(*, region: str = "", unit: str = "") -> Place:
    """The place with these codes. Raises NotThereError for a code nobody has."""
    if unit:
        found = DeliveryUnit.objects.select_related("region").filter(code=unit).first()
        if found is None:
            raise NotThereError(_("There is no such unit."))
        return place_of(found)
    if region and not Region.objects.filter(code=region).exists():
        raise NotThereError(_("There is no such region."))
    return Place(region=region or None)


def holds(area: Area, place: Place) -> bool:
    """Whether an area takes in the whole of a place."""
    if area.everywhere:
        return True
    if place.unit:
        unit = DeliveryUnit.objects.filter(code=place.unit).first()
        return unit is not None and area.holds_unit(unit)
    region = Region.objects.filter(code=place.region or "").first()
    return region is not None and area.holds_region(region)


def choices_in(area: Area) -> list[tuple[str, str]]:
    """Regions and units wholly in the area, as options: "region:NM", "unit:HM"."""
    regions = [r for r in Region.objects.order_by("name") if area.holds_region(r)]
    units = [u for u in units_in(area).select_related("region").order_by("name") if area.holds_unit(u)]
    return [(f"region:{r.code}", r.name) for r in regions] + [
        (f"unit:{u.code}", f"{u.name}, {u.region.name}") for u in units
    ]


def chosen(text: str) -> Place:
    """The place of an option of `choices_in`, or of every place ("")."""
    if not text:
        return NATION
    kind, _colon, code = text.partition(":")
    if kind not in ("region", "unit"):
        raise NotThereError(_("There is no such place."))
    return place_named(**{kind: code})


def option_of(place: Place) -> str:
    return f"unit:{place.unit}" if place.unit else f"region:{place.region}" if place.region else ""


def everywhere() -> Iterable[tuple[str, str]]:
    """Every place as an option: anyone may look at the value in force anywhere."""
    return [("", NATION.nation), *choices_in(Area(everywhere=True))]
