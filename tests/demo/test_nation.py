"""A nation's contacts, made in bulk: as many as asked for, on the right days, every index and reference back."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection, transaction
from django.db.models import Count, Max, Q

from rainer.cases.models import Case
from rainer.demo import plan, world
from rainer.demo.contacts import bulk
from rainer.demo.contacts.bulk_columns import Stage
from rainer.supervision.models import Contact
from tests import make

EACH = 40


def test_drawn_contacts_are_as_many_as_asked_for_and_on_working_days(today):
    table = np.array(_heads(today, people=6_000), dtype=np.int64)
    drawn = bulk.draw(table, on=today, each=80, rng=np.random.default_rng(3))
    past = np.isin(drawn.stage, (Stage.PAST, Stage.LAST))
    assert past.sum() == pytest.approx(80 * 6_000, rel=0.01)
    assert (np.diff(drawn.minute) >= 0).all()
    counts = np.bincount(drawn.who[past])
    assert counts.max() == bulk.MANY
    nobody = table[:, 2] == 0
    assert set(counts[nobody]) == {1}
    days = drawn.minute // (24 * 60)
    last = drawn.stage == Stage.LAST
    assert (days[last] == table[drawn.who[last], 4]).all()
    assert ((days[~last] + 3) % 7 < 5).all()
    assert (days[drawn.stage == Stage.AHEAD] >= (today - bulk.EPOCH).days).all()


def _heads(today, *, people):
    on = (today - bulk.EPOCH).days
    return [
        bulk.Head(n + 1, n + 1, 0 if n % 20 == 0 else n % 150 + 1, on - 30 - n % 900, on - 1 - n % 40, True)
        for n in range(people)
    ]


@pytest.mark.django_db
def test_a_small_nation_is_the_same_each_time_and_loses_no_index(today):
    before = _definitions()
    assert _built(today) == _built(today)
    with transaction.atomic():
        _build(today)
        assert _definitions() == before
        _check(today)
        transaction.set_rollback(True)


def _build(today) -> None:
    unit = plan.national(20_000)[0][2][0]
    small = replace(unit, teams=tuple(replace(t, practitioners=1) for t in unit.teams[:2]))
    world.build(
        on=today, regions=(("Region 1", "R01", (small,)),), is_national=True, contacts_each=EACH, say=lambda _text: None
    )


def _built(today) -> str:
    with transaction.atomic():
        _build(today)
        with connection.cursor() as cursor:
            cursor.execute("SELECT c.* FROM supervision_contact c ORDER BY id")
            found = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
        transaction.set_rollback(True)
    return found


def _definitions() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")
        indexes = cursor.fetchall()
        cursor.execute(
            "SELECT conrelid::regclass::text || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype IN ('f', 'u') AND convalidated ORDER BY 1"
        )
        return [*indexes, *cursor.fetchall()]


def _check(today) -> None:
    people = Case.objects.count()
    assert people > 20
    assert Contact.objects.count() == pytest.approx(EACH * people, rel=0.1)
    held = Case.objects.filter(closed_on=None, practitioner_team__isnull=False)
    kept = Max("person__contacts__at__date", filter=Q(person__contacts__outcome_code="ATTC"))
    for pk, last, seen in held.annotate(seen=kept).values_list("pk", "last_contact_on", "seen"):
        assert last == seen, pk
    assert not Contact.objects.filter(at__date__gte=today).exclude(outcome_code="").exists()
    assert not Contact.objects.filter(is_appointment=False).exclude(outcome_code="").exists()
    assert Contact.objects.filter(outcome_code="AFTA", at__date__gt=today - timedelta(days=14)).exists()
    waiting = Case.objects.filter(practitioner_team=None).annotate(n=Count("person__contacts"))
    assert not waiting.filter(n__gt=1).exists()


@pytest.mark.django_db
def test_ids_go_on_after_what_is_there(today):
    sentence = make.sentence(make.person())
    there = make.contact(sentence.event.person)
    on = (today - bulk.EPOCH).days
    head = bulk.Head(there.person_id, sentence.event_id, 0, on - 90, on - 3, True)
    assert bulk.write([head], on=today, each=1, say=lambda _text: None) == 1
    assert Contact.objects.exclude(pk=there.pk).get().pk == there.pk + 1
    assert make.contact(there.person).pk == there.pk + 2
