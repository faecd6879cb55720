"""What a system administrator does with users: add one, give and end a role, stop one. No case data is touched."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.common import log
from rainer.common.errors import BadInputError, RefusedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit, Region, RoleHolding, Team, User

Place = Region | DeliveryUnit | Team | None

USER_ADDED = log.event_type("user_added", gettext_lazy("{actor} added the user {username}"), personal=("username",))
ROLE_GIVEN = log.event_type("role_given", gettext_lazy("{actor} gave {username} the role {role} in {place}"))
ROLE_ENDED = log.event_type("role_ended", gettext_lazy("{actor} ended {username}’s role {role} in {place}"))
USER_STOPPED = log.event_type("user_stopped", gettext_lazy("{actor} stopped {username} from signing in"))
USER_LET_IN = log.event_type("user_let_in", gettext_lazy("{actor} let {username} sign in again"))


@transaction.atomic
def add_user(*, acting: Acting, username: str, name: str, email: str, role: str, place: Place) -> User:
    """A user with one role. They choose their password themselves, from a link sent to them."""
    acting.need(Capability.MANAGE_USERS)
    if User.objects.filter(username__iexact=username).exists():
        raise BadInputError(
            _("That user name is taken."), errors={"username": _("Choose another user name: this one is taken")}
        )
    user = User.objects.create_user(username, None, name=name, email=email)
    _record(USER_ADDED, acting, user)
    give_role(acting=acting, user=user, role=role, place=place)
    return user


@transaction.atomic
def give_role(*, acting: Acting, user: User, role: str, place: Place) -> RoleHolding:
    """A role in a place from today. Nobody gives themselves one."""
    acting.need(Capability.MANAGE_USERS)
    _not_oneself(acting, user)
    if role not in RoleHolding.Role.values:
        raise BadInputError(_("Choose a role."), errors={"role": _("Choose a role")})
    holding, is_new = RoleHolding.objects.get_or_create(
        user=user, role=role, ends=None, **_where(place), defaults={"starts": acting.on}
    )
    if is_new:
        _record(ROLE_GIVEN, acting, user, role=str(holding.get_role_display()), place=place_words(holding))
    return holding


@transaction.atomic
def end_role(*, acting: Acting, holding: RoleHolding) -> RoleHolding:
    """End a role now: yesterday was its last day. A role given today is taken back."""
    acting.need(Capability.MANAGE_USERS)
    _not_oneself(acting, holding.user)
    _record(ROLE_ENDED, acting, holding.user, role=str(holding.get_role_display()), place=place_words(holding))
    if holding.starts >= acting.on:
        holding.delete()
    else:
        holding.ends = acting.on - timedelta(days=1)
        holding.save(update_fields=["ends"])
    return holding


@transaction.atomic
def set_active(*, acting: Acting, user: User, is_active: bool) -> User:
    """Stop a user from signing in, at once, or let them in again."""
    acting.need(Capability.MANAGE_USERS)
    _not_oneself(acting, user)
    if user.is_active != is_active:
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        _record(USER_LET_IN if is_active else USER_STOPPED, acting, user)
    return user


def place_words(holding: RoleHolding) -> str:
    """Where a role holds, in words."""
    place = holding.team or holding.unit or holding.region
    return str(place) if place else _("the whole nation")


def _where(place: Place) -> dict[str, Place]:
    return {
        "region": place if isinstance(place, Region) else None,
        "unit": place if isinstance(place, DeliveryUnit) else None,
        "team": place if isinstance(place, Team) else None,
    }


def _not_oneself(acting: Acting, user: User) -> None:
    if acting.user.pk == user.pk:
        raise RefusedError(
            _("You cannot change your own roles. Ask another system administrator."), rule="users.not_oneself"
        )


def _record(event: log.EventType, acting: Acting, user: User, **data: str) -> None:
    log.record(event, actor=acting.user, subject=f"user:{user.pk}", data={"username": user.username, **data})
