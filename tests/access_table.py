"""Who gets what at every address: the whole table. `tests/architecture/test_every_url.py` walks it.

A row is URL name -> (what the address needs, given the cast's world; {role: status of a GET}). The helpers below make
the statuses: `only` says who may open it (everyone else meets "not there"), `anyone_signed_in` and `open_to_all` speak
for themselves. An address that only takes a post answers 405 to those who may use it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rainer.cases.models import DuplicateWarning
from rainer.common import clock
from rainer.organisation.capabilities import CAPABILITIES, Capability
from rainer.organisation.models import RoleHolding
from tests.cast import World

Role = RoleHolding.Role
C = Capability
ROLES = (*CAPABILITIES, "elsewhere", "nobody")
Statuses = dict[str, int]
Row = tuple[Callable[[World], dict[str, Any]], Statuses]


def only(*roles: str, status: int = 200, **others: int) -> Statuses:
    """These roles get `status`; the rest meet "not there", and someone not signed in goes to sign in.

    `others` gives single roles another status.
    """
    return {**dict.fromkeys(ROLES, 404), "nobody": 302, **dict.fromkeys(roles, status), **others}


def may(*capabilities: Capability, status: int = 200, **others: int) -> Statuses:
    """Every role with one of these capabilities; "elsewhere" is a practitioner of another unit."""
    roles = [role for role, held in CAPABILITIES.items() if held & set(capabilities)]
    return only(*roles, *(["elsewhere"] if Role.PRACTITIONER in roles else []), status=status, **others)


def anyone_signed_in(status: int = 200) -> Statuses:
    return {**dict.fromkeys(ROLES, status), "nobody": 302}


def open_to_all(status: int = 200, **others: int) -> Statuses:
    return {**dict.fromkeys(ROLES, status), **others}


def nothing(world: World) -> dict[str, Any]:
    return {}


def held(world: World) -> dict[str, Any]:
    """The person whose case Aisha, the practitioner, holds."""
    return {"crn": world.held.person.crn}


def waiting(world: World) -> dict[str, Any]:
    """The person with nobody named, in Fellside."""
    return {"crn": world.waiting.person.crn}


def limited(world: World) -> dict[str, Any]:
    """The person whose record is closed to all but the senior."""
    return {"crn": world.limited.person.crn}


def a_user(world: World) -> dict[str, Any]:
    return {"pk": world.users[Role.PRACTITIONER].pk}


def a_role(world: World) -> dict[str, Any]:
    holding = RoleHolding.objects.get(user=world.users[Role.PRACTITIONER])
    return {"pk": holding.user_id, "holding": holding.pk}


def a_duplicate(world: World) -> dict[str, Any]:
    one, other = sorted([world.held.person, world.waiting.person], key=lambda p: p.pk)
    made = DuplicateWarning.objects.create(one=one, other=other, evidence=["Same name"], found_at=clock.now())
    return {"pk": made.pk}


# Who sees a person in Fellside: in the area, with the capability. "elsewhere" meets "not there".
SEES_A_PERSON = may(C.SEE_PERSON, elsewhere=404)

TABLE: dict[str, Row] = {
    # Signing in
    "account_login": (nothing, open_to_all(302, nobody=200)),
    "account_logout": (nothing, open_to_all(200, nobody=302)),
    "account_inactive": (nothing, open_to_all()),
    "account_reset_password": (nothing, open_to_all()),
    "account_reset_password_done": (nothing, open_to_all()),
    "account_reset_password_from_key": (lambda w: {"uidb36": "1", "key": "abc-def"}, open_to_all()),
    "account_reset_password_from_key_done": (nothing, open_to_all()),
    "account_reauthenticate": (nothing, anyone_signed_in()),
    "account_change_password": (nothing, anyone_signed_in(302)),
    "account_set_password": (nothing, anyone_signed_in()),
    "mfa_authenticate": (nothing, open_to_all(302)),
    "mfa_reauthenticate": (nothing, anyone_signed_in()),
    "mfa_index": (nothing, anyone_signed_in()),
    "mfa_activate_totp": (nothing, anyone_signed_in(302)),
    "mfa_deactivate_totp": (nothing, anyone_signed_in(404)),
    "mfa_view_recovery_codes": (nothing, anyone_signed_in(404)),
    "mfa_generate_recovery_codes": (nothing, anyone_signed_in(302)),
    "mfa_download_recovery_codes": (nothing, anyone_signed_in(404)),
    # Users
    "users": (nothing, only(Role.SYSTEM_ADMINISTRATOR)),
    "add_user": (nothing, only(Role.SYSTEM_ADMINISTRATOR)),
    "user": (a_user, only(Role.SYSTEM_ADMINISTRATOR)),
    "end_role": (a_role, only(Role.SYSTEM_ADMINISTRATOR, status=405)),
    "set_active": (a_user, only(Role.SYSTEM_ADMINISTRATOR, status=405)),
    # The record
    "find": (nothing, may(C.SEARCH)),
    "person": (held, SEES_A_PERSON),
    "who_looked": (held, may(C.SEE_WHO_LOOKED, elsewhere=404, information_owner=404)),
    "open_restricted": (limited, may(C.OPEN_RESTRICTED, elsewhere=404, senior=302)),
    "close_restricted": (limited, may(C.OPEN_RESTRICTED, status=405)),
    "duplicates": (nothing, may(C.DECIDE_DUPLICATES)),
    "duplicate": (a_duplicate, may(C.DECIDE_DUPLICATES)),
    # The information owner
    "access_log": (nothing, only(Role.INFORMATION_OWNER)),
    "restricted_records": (nothing, only(Role.INFORMATION_OWNER)),
    "log": (nothing, only(Role.INFORMATION_OWNER)),
    # Rainer itself
    "health": (nothing, only(Role.SYSTEM_ADMINISTRATOR)),
    "jobs": (nothing, only(Role.SYSTEM_ADMINISTRATOR)),
    "outbox": (nothing, only(Role.SYSTEM_ADMINISTRATOR)),
    "healthz": (nothing, open_to_all()),
    # Furniture
    "help": (nothing, anyone_signed_in()),
    "accessibility": (nothing, open_to_all()),
    "speak_up": (nothing, anyone_signed_in()),
    "drafts": (nothing, anyone_signed_in()),
    "draft_forget": (lambda w: {"draft": 1}, anyone_signed_in(405)),
}
