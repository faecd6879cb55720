"""Same seed, same world."""

from __future__ import annotations

import hashlib

import pytest
from django.db import connection, transaction

from rainer.common import clock
from rainer.demo import start, world
from rainer.demo.tables import TABLES
from rainer.organisation.models import User


@pytest.mark.django_db
def test_the_same_seed_gives_the_same_world():
    assert _digests(people=160) == _digests(people=160)


def _digests(*, people: int) -> dict[str, str]:
    """A digest of every table of a world, which is taken back again."""
    with transaction.atomic():
        world.build(on=clock.today(), regions=(start.scaled(people),), say=lambda _text: None)
        found = {model.__name__: _digest(model, columns) for model, columns in TABLES.items()}
        transaction.set_rollback(True)
    return found


def _digest(model: type, columns: tuple[str, ...]) -> str:
    # A password is salted on purpose.
    names = ", ".join(f'"{c}"' for c in ("id", *columns) if not (model is User and c == "password"))
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {names} FROM "{model._meta.db_table}" ORDER BY 1')  # type: ignore[attr-defined]
        return hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
