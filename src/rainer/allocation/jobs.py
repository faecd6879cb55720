"""Work of allocation done by the worker: thin, of ids and dates, safe to run twice."""

from __future__ import annotations

from collections.abc import Sequence

from rainer.allocation.operations.decide import name_accepted
from rainer.allocation.operations.propose import run_proposal
from rainer.allocation.operations.self_check import record_self_checks
from rainer.allocation.operations.waiting import refresh_waiting
from rainer.cases.models import Case
from rainer.common import clock
from rainer.common.jobs import job
from rainer.common.models import LogEntry


@job("work_out_proposal", only_one=True, attempts=2)
def work_out_proposal(proposal_id: int) -> None:
    """Work out who could take the people of a proposal."""
    run_proposal(proposal_id)


@job("name_accepted_people", only_one=True)
def name_accepted_people(proposal_id: int) -> None:
    """Name a practitioner for each person of an accepted proposal."""
    name_accepted(proposal_id)


def work_out_what_was_asked(entry: LogEntry) -> None:
    """Reaction: someone asked who could take people."""
    work_out_proposal.later(proposal_id=entry.data["proposal"])


def name_those_accepted(entry: LogEntry) -> None:
    """Reaction: suggestions were accepted, and more of them than are named while the page waits."""
    if not entry.data["at_once"]:
        name_accepted_people.later(proposal_id=entry.data["proposal"])


@job("check_nobody_named", only_one=True)
def check_nobody_named() -> None:
    """Write down the daily self-check of every unit."""
    record_self_checks(on=clock.today())


@job("refresh_waiting_groups", only_one=True)
def refresh_waiting_groups(case_ids: Sequence[int] | None = None) -> None:
    """Work out the waiting group of these cases again; of every open case when none are named."""
    ids = Case.objects.filter(closed_on=None).values_list("id", flat=True) if case_ids is None else case_ids
    refresh_waiting(ids, on=clock.today())


def refresh_waiting_of_person(entry: LogEntry) -> None:
    """Reaction: a fact about a person changed, so the waiting group of their open case may have."""
    if entry.person_id is None:
        return
    ids = list(Case.objects.filter(person_id=entry.person_id, closed_on=None).values_list("id", flat=True))
    if ids:
        refresh_waiting_groups.later(case_ids=ids)


def refresh_waiting_of_those_tiered(entry: LogEntry) -> None:
    """Reaction: tiers were worked out again from facts that may put a person in another waiting group."""
    people = entry.data.get("people") or []
    ids = list(Case.objects.filter(person_id__in=people, closed_on=None).values_list("id", flat=True))
    if ids:
        refresh_waiting_groups.later(case_ids=ids)


def refresh_waiting_everywhere(entry: LogEntry) -> None:
    """Reaction: a file was applied, so any waiting group may have changed."""
    refresh_waiting_groups.later()
