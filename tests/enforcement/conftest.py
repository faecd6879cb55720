"""What tests of enforcement share: an order, and a missed appointment on it that waits for its decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from rainer.enforcement.models import EnforcementAction
from rainer.enforcement.operations.actions import Choice, choose_action
from rainer.enforcement.operations.decisions import Decided, Decision, decide_absence
from rainer.organisation.access import Acting
from rainer.supervision.models import Contact
from tests import make
from tests.cast import World

FRIDAY = date(2026, 11, 6)


@pytest.fixture
def acting(world: World) -> Callable[[str], Acting]:
    def as_role(role: str) -> Acting:
        return Acting.of(world.users[role])

    return as_role


@pytest.fixture
def order(world):
    return make.sentence(world.held.person)


@pytest.fixture
def missed(world, order):
    return make.missed(world.held, order.event, on=FRIDAY)


@pytest.fixture
def decide(acting) -> Callable[..., Decided]:
    def one(contact: Contact, decision: str = "unacceptable", *, role: str = "practitioner", **more) -> Decided:
        seen = {name: more.pop(name) for name in ("version", "last_seen") if name in more}
        given = Decision(decision, **{"reason": "No word, and none since", **more})
        return decide_absence(
            acting=acting(role), contact_id=contact.pk, version=seen.get("version"), decision=given,
            last_seen=seen.get("last_seen"),
        )  # fmt: skip

    return one


@pytest.fixture
def failed(missed, decide):
    """The missed appointment, decided: a failure."""
    decide(missed)
    missed.refresh_from_db()
    return missed


@pytest.fixture
def choose(acting, world) -> Callable[..., EnforcementAction]:
    def one(contact: Contact, code: str = "EA02", *, role: str = "practitioner", **more) -> EnforcementAction:
        seen = more.pop("last_seen", None)
        given = Choice(code, **{"respond_by": world.today, **more})
        return choose_action(acting=acting(role), contact_id=contact.pk, choice=given, last_seen=seen)

    return one
