"""Northmarch at its full size, built by the very call that `rainer demo` makes: what is promised of it is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count, Q

from rainer.cases.models import Case, Registration
from rainer.common import clock
from rainer.demo import start
from rainer.organisation.models import DeliveryUnit, Region
from rainer.workforce.queries import unit_staffing

# Marked, so that the database is made for a run of this file alone too.
pytestmark = pytest.mark.django_db
WORST = "Harrowgate Moor"


@pytest.fixture(scope="module")
def whole_northmarch(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        start.ensure_world(people=None, say=lambda _text: None, migrate=lambda: None)
        yield
        transaction.set_rollback(True)


def test_northmarch_is_as_promised(whole_northmarch: None) -> None:
    assert list(Region.objects.values_list("name", flat=True)) == ["Northmarch"]
    open_cases = Q(teams__cases__closed_on=None)
    people = dict(DeliveryUnit.objects.annotate(n=Count("teams__cases", filter=open_cases)).values_list("name", "n"))
    assert len(people) == 3
    assert all(n == pytest.approx(2600, rel=0.05) for n in people.values()), people
    unit = DeliveryUnit.objects.get(name=WORST)
    staff = unit_staffing(unit.pk, on=clock.today())
    assert staff.posts
    assert 100 * (1 - staff.filled / staff.posts) == pytest.approx(43, abs=1)
    assert staff.left_share == pytest.approx(33, abs=2)
    waiting = Case.objects.filter(team__unit=unit, practitioner_team=None, closed_on=None)
    assert waiting.count() > 900
    flags = Registration.objects.filter(person__cases__in=waiting, ends=None).values_list("type_code", flat=True)
    assert {"MAPP", "RCPR"} <= set(flags), "MAPPA and safeguarding are among those whom nobody holds"
