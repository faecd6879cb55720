"""Instructions: who may give which, that nothing on risk is paused, and that two that conflict give one answer on Today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from rainer.common.errors import BadInputError, NotThereError
from rainer.common.models import LogEntry
from rainer.priorities.models import FrameworkStatus, Instruction
from rainer.priorities.operations import Order, give_instruction, withdraw_instruction
from rainer.priorities.queries import instructions_for, settled, status_outcome
from rainer.rulebook.queries import rulebook_now
from tests import make
from tests.cast import World
from tests.pages import Page
from tests.priorities.test_status import acting, red

PAGE = "/units/HM/instructions/"
REVIEW = "routine_review"


def give(world: World, role: str, says: str, *, reach: str = "unit", task: str = REVIEW, **more: date) -> Instruction:
    order = Order(task, says, f"{says} these, says the {role}", reach, **more)  # type: ignore[arg-type]
    return give_instruction(acting=acting(world, role), unit_code="HM", order=order)


def stands(world: World, on: date) -> tuple[str | None, list[str]]:
    answer = status_outcome(world.harrowgate, on=on).answer
    rows = instructions_for([world.harrowgate], on=on)
    found = settled(rows, world.harrowgate, answer.status if answer else None, on=on, rulebook=rulebook_now())
    if REVIEW not in found:
        return None, []
    one = found[REVIEW]
    return one.stands.says if one.stands else None, [loser.instruction.says for loser in one.replaced]


def test_the_higher_authority_stands_and_the_other_is_replaced(world: World, today: date) -> None:
    give(world, "head_of_unit", "reduce")
    give(world, "regional_director", "do", reach="region")
    assert stands(world, today) == ("do", ["reduce"])
    assert LogEntry.objects.filter(name="instruction_given").count() == 2


def test_the_status_is_a_word_of_whoever_authorised_it(world: World, today: date) -> None:
    red(world, today)
    give(world, "head_of_unit", "do")
    assert stands(world, today) == ("pause", ["do"])
    give(world, "chief_officer", "do", reach="nation")
    assert stands(world, today)[0] is None  # the same authority and day: they must be asked


def test_an_instruction_holds_on_its_last_day_and_not_after(world: World, today: date) -> None:
    give(world, "head_of_unit", "reduce", until=today)
    assert stands(world, today)[0] == "reduce"
    assert stands(world, today + timedelta(days=1))[0] is None


def test_withdrawn_it_no_longer_stands_and_twice_is_once(world: World, today: date) -> None:
    given = give(world, "head_of_unit", "reduce")
    for _ in range(2):
        withdraw_instruction(acting=acting(world, "head_of_unit"), instruction_id=given.pk)
    assert stands(world, today)[0] is None
    assert LogEntry.objects.filter(name="instruction_withdrawn").count() == 1
    with pytest.raises(NotThereError):
        withdraw_instruction(acting=acting(world, "regional_director"), instruction_id=given.pk)


@pytest.mark.parametrize(
    ("task", "says", "reach", "field"),
    [("allocate", "pause", "unit", "says"), (REVIEW, "do", "nation", "reach"), (REVIEW, "do", "region", "reach")],
)
def test_what_may_not_be_given_is_refused(world: World, task: str, says: str, reach: str, field: str) -> None:
    with pytest.raises(BadInputError) as refused:
        give(world, "head_of_unit", says, task=task, reach=reach)
    assert set(refused.value.facts["errors"]) == {field}
    assert not Instruction.objects.exists()


def test_the_page_gives_shows_and_strikes_through(world: World) -> None:
    client = world.client_for("head_of_unit")
    answer = client.post(
        f"{PAGE}give/",
        {"task": REVIEW, "says": "reduce", "words": "A line will do", "reach": "unit", "until": ""},
    )
    assert answer.status_code == 302
    give(world, "regional_director", "do", reach="region")
    page = client.get(PAGE).content.decode()
    assert "<s>reduce: A line will do</s>" in page
    refused = client.post(f"{PAGE}give/", {"task": "allocate", "says": "pause", "words": "Wait", "reach": "unit"})
    assert refused.status_code == 422
    assert "it bears on risk" in refused.content.decode()
    assert "Wait" in refused.content.decode()


def test_acting_is_known_by_its_highest_rank(world: World) -> None:
    assert give(world, "regional_director", "do").authority == "regional_director"


@pytest.fixture
def ending(world: World, today: date) -> None:
    """Somebody of low risk whose sentence ends soon, in a unit that has been under Red since yesterday."""
    make.sentence(world.held.person, starts=date(2025, 12, 1), ends=today + timedelta(days=10))
    world.held.rosh = "low"
    world.held.save()
    red(world, today)
    FrameworkStatus.objects.update(starts=today - timedelta(days=1))


@pytest.mark.usefixtures("ending")
@pytest.mark.parametrize(
    ("role", "reach", "struck", "why"),
    [
        ("head_of_unit", "unit", "do, do these", "from a higher authority"),
        ("chief_officer", "nation", "pause", "is later"),
    ],
)
def test_today_strikes_through_what_was_replaced_and_says_why(
    world: World, page: Callable[..., Page], role: str, reach: str, struck: str, why: str
) -> None:
    give(world, role, "do", reach=reach, task="end_review")
    page("practitioner", "/today/").says(f"Replaced: the other {'comes ' if 'from' in why else ''}{why}.")
    assert f"<s>{struck}" in world.client_for("practitioner").get("/today/").content.decode()


@pytest.mark.usefixtures("ending")
def test_why_says_what_today_says(world: World, page: Callable[..., Page]) -> None:
    paused = page("practitioner", "/today/")
    paused.says("You are not expected to do this.")
    why = paused.link("The steps of “Review at the end of the sentence” for Jordan Ellis")
    page("practitioner", why).says("You are not expected to do this.")
    give(world, "chief_officer", "do", reach="nation", task="end_review")
    for url in ("/today/", why):
        page("practitioner", url).lacks("You are not expected to do this.")
