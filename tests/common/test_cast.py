from __future__ import annotations

from rainer.organisation.access import Acting
from rainer.organisation.capabilities import CAPABILITIES


def test_the_cast_has_someone_in_every_role(world):
    assert set(CAPABILITIES) <= set(world.users)


def test_each_of_the_cast_acts_in_their_own_role(world):
    for role, user in world.users.items():
        expected = "practitioner" if role == "elsewhere" else role
        assert Acting.of(user).roles == {expected}
