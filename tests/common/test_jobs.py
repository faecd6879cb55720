"""Jobs: queued in the transaction that caused them, once where once is enough, safe to run twice."""

from __future__ import annotations

from django.db import connection, transaction

from rainer.common import log
from rainer.common.jobs import job, jobs
from rainer.common.models import LogEntry
from rainer.config.timetable import TIMETABLE
from tests.jobs import run_waiting, waiting

DONE = log.event_type("test_job_done", "done")


@job("test_note")
def note(number: int) -> None:
    """Write a note"""
    log.record(DONE, actor=None, subject=f"n:{number}")


@job("test_note_once", only_one=True)
def note_once(number: int) -> None:
    """Write a note, waiting once"""


def test_a_job_is_queued_and_done_as_a_job(db):
    assert note.later(number=7)
    assert waiting() == [("test_note", {"number": 7})]
    run_waiting()
    assert LogEntry.objects.values_list("subject", "way_in").get() == ("n:7", "job")


def test_a_job_goes_with_the_transaction_that_asked_for_it(db):
    with transaction.atomic():
        note.later(number=1)
        transaction.set_rollback(True)
    assert waiting() == []


def test_only_one_waits_for_the_same_arguments(db):
    assert [note_once.later(number=n) for n in (1, 1, 2)] == [True, False, True]
    with connection.cursor() as cursor:  # the transaction still works
        cursor.execute("SELECT 1")
    assert len(waiting()) == 2


def test_jobs_of_the_timetable_can_run_twice(db):
    for _cron, each in TIMETABLE:
        each()
        each()


def test_every_job_says_what_it_does():
    unsaid = [name for name, each in jobs().items() if each.summary == name]
    assert not unsaid, f"give these jobs a sentence: {unsaid}"
