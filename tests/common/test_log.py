"""The event log: added to and never changed; sealed; verified."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from rainer.common import log, sealing
from rainer.common.models import LogEntry, LogSeal, LogSealedEntry

TRIED = log.event_type("test_tried", "{actor} tried {what}")


def write(count: int = 3) -> list[LogEntry]:
    return [log.record(TRIED, actor=None, subject=f"case:{n}", data={"what": f"it {n}"}) for n in range(count)]


def tamper(statement: str, *values: object) -> None:
    """Change the log as its owner could: by taking the guards off."""
    tables = ("common_logentry", "common_logseal", "common_logsealedentry")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_an_entry_reads_back_as_it_was_written(db):
    entry = log.record(TRIED, actor=None, subject="case:7", person_id=5, data={"what": "a £5 note", "n": [1, 2.5]})
    kept = LogEntry.objects.get(id=entry.id)
    assert (kept.subject, kept.person_id, kept.data) == ("case:7", 5, {"what": "a £5 note", "n": [1, 2.5]})
    assert log.sentence(kept) == "Rainer tried a £5 note"


def test_many_entries_go_in_at_once(db, django_assert_num_queries):
    rows = [{"subject": f"case:{n}", "person_id": n} for n in range(50)]
    with django_assert_num_queries(1):
        assert log.record_many(TRIED, actor=None, rows=iter(rows)) == 50
    assert set(LogEntry.objects.values_list("person_id", flat=True)) == set(range(50))


@pytest.mark.parametrize("table", ["common_logentry", "common_logseal", "common_logsealedentry"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_any_change(db, table, statement):
    write()
    sealing.seal()
    statement = statement.replace(
        "SET id = id", "SET seal_id = seal_id" if table.endswith("sealedentry") else "SET id = id"
    )
    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {statement.format(table)}")
    assert LogEntry.objects.count() == LogSealedEntry.objects.count() == 3


@pytest.mark.parametrize("statement", ["UPDATE {} SET kind = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_a_month_of_the_log_is_guarded_too(db, today, statement):
    sealing.make_months(on=today)
    write()
    with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format("common_logentry_2026_11"))


def test_months_are_made_ahead_once(db):
    assert sealing.make_months(on=date(2027, 11, 30)) == 4
    assert sealing.make_months(on=date(2027, 12, 1)) == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_inherits WHERE inhparent = 'common_logentry'::regclass")
        assert cursor.fetchone()[0] >= 6


def test_a_month_whose_entries_are_in_the_default_partition_stays_there(db, today):
    write()
    before = LogEntry.objects.count()
    sealing.make_months(on=today)
    assert LogEntry.objects.count() == before


def test_a_whole_log_verifies(db):
    write(5)
    assert sealing.seal() == 5
    write(2)
    assert sealing.seal() == 2
    found = sealing.verify()
    assert (found.faults, found.seals, found.sealed, found.waiting) == ([], 2, 7, 0)
    assert found.last_hash == LogSeal.objects.latest("id").hash


def test_nothing_new_makes_no_seal(db):
    write()
    sealing.seal()
    assert sealing.seal() == 0
    assert LogSeal.objects.count() == 1


def test_large_logs_are_sealed_in_batches(db, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 4)
    write(10)
    assert sealing.seal() == 10
    assert list(LogSeal.objects.order_by("id").values_list("entries", flat=True)) == [4, 4, 2]
    assert sealing.verify().is_whole


def test_an_entry_outside_any_seal_is_counted(db):
    write()
    found = sealing.verify()
    assert (found.waiting, found.is_whole) == (3, True)
    assert found.oldest_waiting == LogEntry.objects.earliest("at").at


def test_a_changed_entry_is_named(db):
    entries = write()
    sealing.seal()
    tamper('UPDATE common_logentry SET data = \'{"what": "nothing"}\' WHERE id = %s', entries[1].id)
    (fault,) = sealing.verify().faults
    assert fault.startswith(f"Entry {entries[1].id} of ")
    assert "was changed" in fault


def test_a_missing_entry_is_named(db):
    entries = write()
    sealing.seal()
    tamper("DELETE FROM common_logentry WHERE id = %s", entries[2].id)
    (fault,) = sealing.verify().faults
    assert f"Entry {entries[2].id} of " in fault
    assert "is missing" in fault


def test_an_entry_gone_from_log_and_seal_breaks_the_seal(db):
    entries = write()
    sealing.seal()
    tamper("DELETE FROM common_logsealedentry WHERE entry_id = %s", entries[0].id)
    tamper("DELETE FROM common_logentry WHERE id = %s", entries[0].id)
    (fault,) = sealing.verify().faults
    assert "was made over 3 entries and now holds 2" in fault


def test_a_forged_entry_and_hash_break_the_seal(db):
    entries = write()
    sealing.seal()
    tamper("UPDATE common_logentry SET subject = 'case:99' WHERE id = %s", entries[0].id)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(sealing.FIELDS)} FROM common_logentry WHERE id = %s", [entries[0].id])
        forged = sealing.entry_hash(cursor.fetchone())
    tamper("UPDATE common_logsealedentry SET hash = %s WHERE entry_id = %s", forged, entries[0].id)
    (fault,) = sealing.verify().faults
    assert "its hash does not fit" in fault


def test_a_removed_seal_breaks_the_chain(db):
    for _ in range(3):
        write(1)
        sealing.seal()
    second = LogSeal.objects.order_by("id")[1]
    tamper("DELETE FROM common_logsealedentry WHERE seal_id = %s", second.pk)
    tamper("DELETE FROM common_logseal WHERE id = %s", second.pk)
    (fault,) = sealing.verify().faults
    assert "does not follow the seal before it" in fault


@pytest.mark.django_db(transaction=True)
def test_an_entry_that_commits_late_is_sealed_later_and_no_writer_waits():
    """A writer holds its transaction open over a seal: the seal goes on, and a later one takes the entry."""
    written, sealed = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            log.record(TRIED, actor=None, subject="case:slow")
            written.set()
            sealed.wait(10)
        connection.close()

    thread = threading.Thread(target=slow_writer)
    thread.start()
    assert written.wait(10)
    write(2)
    assert sealing.seal() == 2
    sealed.set()
    thread.join(10)
    assert sealing.seal() == 1
    found = sealing.verify()
    assert (found.faults, found.sealed, found.waiting) == ([], 3, 0)


@pytest.mark.django_db(transaction=True)
def test_two_seals_at_once_do_the_work_once():
    write(20)
    totals: list[int] = []

    def work() -> None:
        totals.append(sealing.seal())
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sum(totals) == 20
    assert sealing.verify().is_whole


def test_old_late_entries_wait_for_the_daily_sweep(db):
    write(1)
    sealing.seal()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO common_logentry (at, kind, name, subject, way_in) VALUES ('2020-02-29', 'system', 'x', 'y', 'job')"
        )
    assert sealing.seal() == 0
    assert sealing.seal(everything=True) == 1


def test_a_log_cut_short_shows_against_a_hash_written_down(db):
    hashes = []
    for _ in range(3):
        write(1)
        sealing.seal()
        hashes.append(sealing.verify().last_hash)
    assert sealing.verify(expect=hashes[-1]).is_whole
    last = LogSeal.objects.latest("id")
    tamper("DELETE FROM common_logsealedentry WHERE seal_id = %s", last.pk)
    tamper("DELETE FROM common_logseal WHERE id = %s", last.pk)
    assert sealing.verify().is_whole
    (fault,) = sealing.verify(expect=hashes[-1]).faults
    assert "cut short" in fault


def test_the_newest_seals_can_be_checked_alone(db):
    entries = [write(1)[0] for _ in range(3) if sealing.seal() >= 0]
    sealing.seal()
    tamper("UPDATE common_logentry SET subject = 'x' WHERE id = %s", entries[0].id)
    assert not sealing.verify().is_whole
    assert sealing.verify(newest=1).is_whole


@pytest.mark.parametrize(
    ("kept", "says"),
    [
        ("2026-11-24", "Tue 24 Nov 2026"),
        ("2026-11-24T14:42:00+00:00", "14:42 Tue 24 Nov 2026"),
        ("2026-07-01T14:42:00+00:00", "15:42 Wed 1 Jul 2026"),
        ("2026-13-45", "2026-13-45"),
        ("24 people", "24 people"),
        (3, "3"),
    ],
)
def test_a_sentence_says_days_in_words(kept, says):
    kind = log.event_type("test_of_days", "Due by {due}")
    assert log.sentence(LogEntry(name=kind.name, data={"due": kept})) == f"Due by {says}"
