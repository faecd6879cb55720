"""The people who can sign in: the cast, and every practitioner under their staff code (their users came with them)."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from rainer.demo.cast import CAST, HEAD_OF_OTHERS, PASSWORD, Player
from rainer.organisation.models import DeliveryUnit, Region, RoleHolding, Team, User
from rainer.workforce.models import PractitionerTeam

SINCE = 700


def write(*, on: date, is_national: bool) -> None:
    """One hash for all, since making one takes long on purpose. The accounts open an invented world only."""
    password = make_password(PASSWORD)
    players = CAST if is_national else CAST + HEAD_OF_OTHERS
    users = User.objects.bulk_create(
        User(username=p.username, name=p.name, email=f"{p.username}@northmarch.example", password=password)
        for p in players
    )
    RoleHolding.objects.bulk_create(_holding(player, user, on=on) for player, user in zip(players, users, strict=True))
    if not is_national:
        _practitioners(on=on)
    _managers()


def _holding(player: Player, user: User, *, on: date) -> RoleHolding:
    held = RoleHolding(user=user, role=player.role, starts=on - timedelta(days=SINCE))
    if player.place == "region":
        held.region = Region.objects.order_by("id").first()
    elif player.place.startswith("team:"):
        unit = DeliveryUnit.objects.order_by("id").first()
        held.team = Team.objects.filter(unit=unit).order_by("id")[int(player.place[5:])]
    elif player.place != "nation":
        unit = DeliveryUnit.objects.filter(code=player.place).first()
        held.unit = unit or DeliveryUnit.objects.order_by("id").first()
    return held


def _practitioners(*, on: date) -> None:
    """Everyone who holds cases signs in with their staff code, and sees their own load."""
    RoleHolding.objects.bulk_create(
        RoleHolding(user_id=user_id, role=_role(pt.team.kind), team=pt.team, starts=on - timedelta(days=SINCE))
        for pt in PractitionerTeam.objects.select_related("team", "practitioner").filter(practitioner__left_on=None)
        if (user_id := pt.practitioner.user_id) is not None
    )


def _role(team_kind: str) -> str:
    roles = {
        Team.Kind.PRISON: RoleHolding.Role.PRISON_OFFENDER_MANAGER,
        Team.Kind.COURT: RoleHolding.Role.COURT_OFFICER,
    }
    return roles.get(Team.Kind(team_kind), RoleHolding.Role.PRACTITIONER)


def _managers() -> None:
    """The senior of a team manages those in it; where the cast has none for a team, the unit's own senior does."""
    for senior in RoleHolding.objects.filter(role=RoleHolding.Role.SENIOR):
        rows = (
            PractitionerTeam.objects.filter(team=senior.team)
            if senior.team_id
            else PractitionerTeam.objects.filter(team__unit=senior.unit)
        )
        rows.update(manager=senior.user)
