"""A small demo world, built once for all tests of it and rolled back after them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from rainer.demo import start

PEOPLE = 500


@pytest.fixture(scope="module")
def northmarch(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        start.build(people=PEOPLE, say=lambda _text: None)
        yield
        transaction.set_rollback(True)
