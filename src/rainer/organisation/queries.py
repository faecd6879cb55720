from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from rainer.organisation.models import DeliveryUnit, Region, RoleHolding, Team, User
from rainer.policy.rulebook import Place

Role = RoleHolding.Role
NEED_SECOND_FACTOR = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.INFORMATION_OWNER})
PLACES: dict[str, type[Region] | type[DeliveryUnit] | type[Team]] = {
    "region": Region,
    "unit": DeliveryUnit,
    "team": Team,
}


def users(*, on: date, words: str = "", roles: list[str] | None = None) -> QuerySet[User]:
    """Users by name with their roles in force (`held`), narrowed to some words or roles. Two queries."""
    held = RoleHolding.objects.filter(Q(ends=None) | Q(ends__gte=on), starts__lte=on)
    found = User.objects.prefetch_related(
        Prefetch("roles", held.select_related("region", "unit", "team"), to_attr="held")
    )
    if words:
        fields = ("name", "username", "email")
        found = found.filter(reduce(or_, (Q(**{f"{field}__icontains": words}) for field in fields)))
    if roles:
        found = found.filter(Exists(held.filter(user=OuterRef("pk"), role__in=roles)))
    return found


def roles_of(user: User) -> QuerySet[RoleHolding]:
    """All roles someone holds or held, the newest first."""
    return (
        RoleHolding.objects.filter(user=user)
        .select_related("region", "unit", "team", "user")
        .order_by("-starts", "role")
    )


def holders_of(role: str, *, on: date, **place: int | bool) -> list[User]:
    """Active users who hold a role on a day, of a place where one is given (`team=3`), by name."""
    in_force = Q(roles__ends=None) | Q(roles__ends__gte=on)
    where = {f"roles__{key}": value for key, value in place.items()}
    held = User.objects.filter(in_force, roles__role=role, roles__starts__lte=on, is_active=True, **where)
    return list(held.order_by("name", "id").distinct())


def places() -> list[tuple[str, str]]:
    """Every place a role can hold in, as ("unit:HM", "Harrowgate Moor (unit)"), the widest first."""
    found = [("nation:", "The whole nation")]
    for kind, model in PLACES.items():
        found += [
            (f"{kind}:{code}", f"{name} ({kind})")
            for code, name in model.objects.order_by("name").values_list("code", "name")
        ]
    return found


def place_from(text: str) -> Region | DeliveryUnit | Team | None:
    """The place a choice of `places()` stands for; None for the whole nation."""
    kind, _separator, code = text.partition(":")
    return PLACES[kind].objects.get(code=code) if kind in PLACES else None


def without_second_factor(*, on: date) -> QuerySet[User]:
    """Users whose role needs a second factor and who have set none up."""
    held = RoleHolding.objects.filter(
        Q(ends=None) | Q(ends__gte=on), starts__lte=on, user=OuterRef("pk"), role__in=NEED_SECOND_FACTOR
    )
    totp = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return User.objects.filter(Exists(held), ~Exists(totp), is_active=True)


def names_of_place(place: Place) -> tuple[str | None, str | None]:
    """Names of a place's region and unit; the code where there is no such row, None where the place is wider."""
    region = Region.objects.filter(code=place.region).values_list("name", flat=True).first() if place.region else None
    unit = DeliveryUnit.objects.filter(code=place.unit).values_list("name", flat=True).first() if place.unit else None
    return region or place.region, unit or place.unit
