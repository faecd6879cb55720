"""Two at once: one wins, the other is told who did, and nobody ever has two practitioners."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from rainer.allocation.models import Allocation, Proposal
from rainer.allocation.operations.conditions import Details
from rainer.allocation.operations.give import Named
from rainer.allocation.operations.moving import reallocate
from rainer.allocation.operations.naming import name_practitioner
from rainer.cases.models import Case, CaseHolding
from rainer.common.errors import ChangedMeanwhileError
from rainer.organisation.access import Acting
from rainer.workforce.models import PractitionerTeam
from rainer.workload.models import CurrentLoad
from rainer.workload.operations import refresh_load
from tests import make
from tests.cast import make_world
from tests.database import TODAY


def at_once(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run each in its own thread and connection, let go together; what each gave or raised."""
    start, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(at: int) -> None:
        try:
            start.wait()
            answers[at] = works[at]()
        except Exception as error:
            answers[at] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def officers(world: Any, count: int) -> list[PractitionerTeam]:
    return [make.practitioner_team(team=world.fellside) for _ in range(count)]


@pytest.mark.django_db(transaction=True)
def test_one_case_given_to_many_at_once_has_one_practitioner() -> None:
    world = make_world(date.fromisoformat(TODAY))
    to = officers(world, 6)
    refresh_load(None, at=make.at(world.today, 6))
    by = Acting.of(world.users["senior"])
    case_id = world.waiting.pk
    answers = at_once([lambda pt=pt: name_practitioner(acting=by, case_id=case_id, to_id=pt.pk) for pt in to])  # type: ignore[misc]
    named = [a for a in answers if isinstance(a, Named)]
    late = [a for a in answers if isinstance(a, ChangedMeanwhileError)]
    assert (len(named), len(late)) == (1, 5), answers
    assert all(f"Megan Price named {named[0].to.practitioner} at" in error.message for error in late)
    assert CaseHolding.objects.filter(case_id=case_id, ends_at=None).count() == 1
    assert Allocation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressing_twice_changes_nothing_the_second_time() -> None:
    world = make_world(date.fromisoformat(TODAY))
    by = Acting.of(world.users["senior"])
    work = lambda: name_practitioner(acting=by, case_id=world.waiting.pk, to_id=world.aisha.pk)  # noqa: E731
    answers = at_once([work, work])
    assert sorted(a.changed for a in answers) == [False, True]
    assert Allocation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_for_one_practitioner_are_both_in_the_load() -> None:
    world = make_world(date.fromisoformat(TODAY))
    second = make.case(team=world.fellside, rosh="low", sexual_offence=False, domestic_abuse_with_injury=False)
    refresh_load(None, at=make.at(world.today, 6))
    by = Acting.of(world.users["senior"])
    ids = [world.waiting.pk, second.pk]
    answers = at_once([lambda pk=pk: name_practitioner(acting=by, case_id=pk, to_id=world.aisha.pk) for pk in ids])  # type: ignore[misc]
    assert all(isinstance(a, Named) for a in answers), answers
    assert CurrentLoad.objects.get(practitioner_team=world.aisha).cases == 3
    first, then = sorted(answers, key=lambda a: a.percent_before)
    assert then.percent_before == pytest.approx(first.percent_after, abs=1e-3)


@pytest.mark.django_db(transaction=True)
def test_a_move_is_refused_when_the_holder_changed() -> None:
    world = make_world(date.fromisoformat(TODAY))
    one, other = officers(world, 2)
    by = Acting.of(world.users["senior"])

    def move(to: PractitionerTeam) -> Named:
        return reallocate(
            acting=by, case_id=world.held.pk, from_id=world.aisha.pk, to_id=to.pk, reason="caseload_adjustment",
            details=Details(guard_reason="Moved"),
        )  # fmt: skip

    answers = at_once([lambda: move(one), lambda: move(other)])
    assert sorted(type(a).__name__ for a in answers) == ["ChangedMeanwhileError", "Named"]
    assert CaseHolding.objects.filter(case=world.held, ends_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_refuses_a_second_holder() -> None:
    world = make_world(date.fromisoformat(TODAY))
    other = officers(world, 1)[0]
    with pytest.raises(IntegrityError, match="one_holder_at_a_time"), transaction.atomic():
        CaseHolding.objects.create(case=world.held, practitioner_team=other, starts_at=make.at(world.today))


@pytest.mark.django_db(transaction=True)
def test_accepting_twice_at_once_names_each_person_once() -> None:
    from rainer.allocation.operations.decide import accept_rows
    from rainer.allocation.operations.propose import ask_for_proposal, run_proposal
    from rainer.allocation.operations.waiting import refresh_waiting

    world = make_world(date.fromisoformat(TODAY))
    for _ in range(4):
        make.case(
            team=world.fellside, rosh="medium", sexual_offence=False, domestic_abuse_with_injury=False, points=100
        )
    refresh_waiting(Case.objects.values_list("id", flat=True), on=world.today)
    refresh_load(None, at=make.at(world.today, 6))
    by = Acting.of(world.users["head_of_unit"])
    proposal = ask_for_proposal(acting=by, place=world.harrowgate, mode="fill")
    assert run_proposal(proposal.pk)
    answers = at_once([lambda: accept_rows(acting=by, proposal=proposal)] * 2)
    assert sorted(type(a).__name__ for a in answers) == ["ChangedMeanwhileError", "bool"], answers
    assert Proposal.objects.get().state == "decided"
    counts = Allocation.objects.values_list("case_id", flat=True)
    assert len(counts) == len(set(counts)) == 5
