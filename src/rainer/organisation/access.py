"""What the acting user may do, and where. Deny by default; "not yours" looks like "not there"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse

from rainer.common import clock
from rainer.common.errors import NotAllowedError, NotThereError
from rainer.organisation.capabilities import CAPABILITIES, Capability
from rainer.organisation.models import DeliveryUnit, Region, RoleHolding, Team, User
from rainer.web.entry import open_to_all, signed_in

__all__ = [
    "Acting",
    "ActingRequest",
    "Area",
    "get_region",
    "get_team",
    "get_unit",
    "get_unit_in_part",
    "names",
    "needs",
    "open_to_all",
    "signed_in",
    "teams_in",
    "units_in",
]

M = TypeVar("M", bound=Model)
View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Area:
    """Where a capability holds: the whole nation, or some regions, units and teams."""

    everywhere: bool = False
    regions: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    teams: frozenset[int] = frozenset()

    @property
    def is_nowhere(self) -> bool:
        return not (self.everywhere or self.regions or self.units or self.teams)

    def teams_q(self, to_team: str = "team") -> Q:
        """A filter over rows whose team is reached by `to_team` ("" when the rows are teams)."""
        if self.everywhere:
            return Q()
        step = f"{to_team}__" if to_team else ""
        return (
            Q(**{f"{step}unit__region_id__in": self.regions})
            | Q(**{f"{step}unit_id__in": self.units})
            | Q(**{f"{step}id__in" if to_team == "" else f"{to_team}_id__in": self.teams})
        )

    def holds_team(self, team: Team) -> bool:
        return self.everywhere or team.pk in self.teams or self.holds_unit(team.unit)

    def holds_unit(self, unit: DeliveryUnit) -> bool:
        return self.everywhere or unit.pk in self.units or unit.region_id in self.regions

    def holds_region(self, region: Region) -> bool:
        return self.everywhere or region.pk in self.regions


@dataclass
class Acting:
    """A user as they act today: their roles in force, and what follows from them."""

    user: User
    on: date
    holdings: tuple[RoleHolding, ...] = field(default=())

    @classmethod
    def of(cls, user: User, *, on: date | None = None) -> Acting:
        on = on or clock.today()
        in_force = RoleHolding.objects.filter(Q(ends=None) | Q(ends__gte=on), user=user, starts__lte=on)
        return cls(user, on, tuple(in_force.select_related("team__unit__region", "unit__region", "region")))

    @cached_property
    def capabilities(self) -> frozenset[Capability]:
        return frozenset().union(*(CAPABILITIES.get(h.role, frozenset()) for h in self.holdings))

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(h.role for h in self.holdings)

    def may(self, capability: Capability) -> bool:
        """Has it somewhere. Where exactly is `area(capability)`."""
        return capability in self.capabilities

    def area(self, capability: Capability) -> Area:
        """Where the capability holds; nowhere if the user lacks it."""
        giving = [h for h in self.holdings if capability in CAPABILITIES.get(h.role, frozenset())]
        return Area(
            everywhere=any(not (h.region_id or h.unit_id or h.team_id) for h in giving),
            regions=frozenset(h.region_id for h in giving if h.region_id and not (h.unit_id or h.team_id)),
            units=frozenset(h.unit_id for h in giving if h.unit_id and not h.team_id),
            teams=frozenset(h.team_id for h in giving if h.team_id),
        )

    def need(self, capability: Capability) -> Area:
        """The area of the capability. Raises NotAllowedError when the user lacks it altogether."""
        if not self.may(capability):
            raise NotAllowedError("You cannot do this. Your role does not include it.", capability=capability)
        return self.area(capability)


class ActingRequest(HttpRequest):
    """A signed-in request: `acting` is set by the middleware."""

    acting: Acting
    user: User


def needs(*capabilities: Capability) -> Callable[[View], View]:
    """A view that only users with one of these capabilities may enter; everyone else sees "not there".

    `capabilities` is kept on the view: the access test reads it and fails on a view without it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: ActingRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(request.acting.may(c) for c in capabilities):
                raise NotThereError("You cannot open this. It may be restricted, or not yours, or not there.")
            return view(request, *args, **kwargs)

        wrapped = login_required(checked)
        wrapped.capabilities = capabilities  # type: ignore[attr-defined]
        return wrapped

    return decorate


def _one(rows: QuerySet[M], what: str) -> M:
    found = rows.first()
    if found is None:
        raise NotThereError(f"You cannot open this {what}. It may not be yours, or not there.")
    return found


def get_team(acting: Acting, code: str, capability: Capability) -> Team:
    """The team, if the capability holds there; else NotThereError."""
    team = _one(Team.objects.select_related("unit__region").filter(code=code), "team")
    return _require(acting.area(capability).holds_team(team), team)


def get_unit(acting: Acting, code: str, capability: Capability) -> DeliveryUnit:
    """The unit, if the capability holds in all of it; else NotThereError."""
    unit = _one(DeliveryUnit.objects.select_related("region").filter(code=code), "unit")
    return _require(acting.area(capability).holds_unit(unit), unit)


def get_unit_in_part(acting: Acting, code: str, capability: Capability) -> DeliveryUnit:
    """The unit, if the capability holds in any team of it: for what is said of a unit as a whole; else NotThereError."""
    return _one(units_in(acting.area(capability)).select_related("region").filter(code=code), "unit")


def get_region(acting: Acting, code: str, capability: Capability) -> Region:
    region = _one(Region.objects.filter(code=code), "region")
    return _require(acting.area(capability).holds_region(region), region)


def _require(allowed: bool, thing: M) -> M:
    if not allowed:
        raise NotThereError("You cannot open this. It may not be yours, or not there.")
    return thing


def units_in(area: Area) -> QuerySet[DeliveryUnit]:
    """The units that lie wholly or partly in the area."""
    if area.everywhere:
        return DeliveryUnit.objects.all()
    return DeliveryUnit.objects.filter(
        Q(region_id__in=area.regions) | Q(id__in=area.units) | Q(teams__id__in=area.teams)
    ).distinct()


def teams_in(area: Area) -> QuerySet[Team]:
    return Team.objects.filter(area.teams_q(""))


def names(capabilities: Iterable[Capability]) -> list[str]:
    return sorted(c.value for c in capabilities)
