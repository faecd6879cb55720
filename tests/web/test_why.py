"""The why page shows each step with the value behind it, and says when it rests on an assumption."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from rainer.policy.outcome import Outcome, Step
from rainer.policy.rulebook import NATION, Place, Source, Status, Value
from rainer.web import places
from rainer.web.why import assumption_words, value_link, why_page
from tests.pages import read_page
from tests.web.markup import request

ON = date(2026, 11, 9)
WEIGHT = Value(
    "nowhere.weights",
    {"A": 1},
    date(2021, 1, 1),
    NATION,
    Status.SEEN_IN_CODE,
    Source("seed data", "https://example.org/seed", ON),
    Status.SEEN_IN_CODE,
)
LOCAL = replace(
    WEIGHT,
    key="nowhere.hours",
    place=Place(region="Northmarch"),
    status=Status.CHOSEN,
    date_status=Status.CHOSEN,
    ends=date(2027, 3, 31),
)


@pytest.fixture(autouse=True)
def _places_by_code(monkeypatch):
    """The names of places are in the database, which these tests do without."""
    monkeypatch.setattr(places, "_names", [places._codes])


def outcome(*values):
    first, second = [*values, WEIGHT, LOCAL][:2]
    parts = (Step("cases.b2", "B2", "6 cases at 115", 690, first),)
    steps = (
        Step("cases", "Cases, community", "6 B2, 8 C2", 1358, first, parts),
        Step("time", "Time", "37 h less 5", 1881, second),
        Step("load", "Load", "2,092 ÷ 1,881", 111.2),
    )
    return Outcome("workload.points", ON, NATION, 111.2, steps, notes=("1 breach: no weight in force",))


def shown(url="/why/", made=None, **more):
    given = {
        "title": "Why 111.2%?",
        "sentence": "Her cases come to 2,092 points.",
        "subject": "Aisha Rahman, Fellside team",
        **more,
    }
    return why_page(request(url), made or outcome(), **given)


def test_steps_in_order_with_their_parts_values_and_sources():
    found = read_page(
        shown(not_counted=["4 plans due"], restricted=2, step_urls={"cases": "/cases/"}, dispute_url="/query/")
    )
    found.says(
        "1 Cases, community", "1.1 B2", "2 Time", "3 Load", "1,358", "111.2", "Seen in public code", "Arithmetic"
    )
    found.says("Local to England and Wales, Northmarch, until 31 Mar", "4 plans due", "1 breach: no weight in force")
    found.says("2 cases you may not open are counted.")
    assert found.link("6 B2, 8 C2") == "/cases/"
    assert "https://example.org/seed" in found.links.values()
    assert found.link("Dispute a line") == "/query/"


def test_a_value_opens_in_the_place_and_on_the_day_it_was_read():
    place = Place(region="NM", unit="HM")
    local = replace(LOCAL, place=place)
    link = value_link(replace(outcome(), place=place))
    assert link(WEIGHT) == "/rulebook/nowhere.weights/?unit=HM&on=2026-11-09"
    assert link(local) == "/rulebook/nowhere.hours/?unit=HM&on=2026-11-09"
    assert value_link(outcome())(WEIGHT) == "/rulebook/nowhere.weights/?place=&on=2026-11-09"
    assert value_link(outcome())(local) == "/rulebook/nowhere.hours/?unit=HM&on=2026-11-09", "wider than the value"
    earlier = replace(WEIGHT, ends=date(2026, 9, 30))
    assert value_link(outcome())(earlier) == "/rulebook/nowhere.weights/?place=&on=2021-01-01", "read for a past day"


def test_a_source_stands_at_its_first_use_only():
    assert shown().content.decode().count("https://example.org/seed") == 1 + 1, (
        "once for the weights, once for the hours"
    )


@pytest.mark.parametrize(
    ("status", "day", "says"),
    [
        (Status.PUBLISHED, Status.PUBLISHED, ""),
        (Status.ASSUMED, Status.ASSUMED, "This rests on what is assumed, not published: nowhere.weights."),
        (Status.SEEN_IN_CODE, Status.ASSUMED, "The day from which these hold is assumed: nowhere.weights."),
    ],
)
def test_an_assumption_is_said_in_the_sentence(status, day, says):
    made = outcome(replace(WEIGHT, status=status, date_status=day))
    assert assumption_words(made) == says
    read_page(shown(made=made)).says(f"Her cases come to 2,092 points. {says}".strip())


def test_what_cannot_be_worked_out_says_what_is_lacking():
    made = replace(outcome(), answer=None, missing=("no hours recorded",))
    read_page(shown(made=made)).says("It cannot be worked out", "no hours recorded")


def test_steps_as_files():
    response = shown("/why/?download=csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert [r["step"] for r in rows] == ["1", "1.1", "2", "3"]
    assert rows[0]["result"] == "1358"
    assert rows[0]["source"] == "seed data"
    assert "why-111-2-steps-2026-11-09.csv" in response["Content-Disposition"]
    assert json.loads(shown("/why/?download=json").content)["answer"] == 111.2


def test_a_result_that_is_a_code_is_printed_in_its_words():
    made = outcome()
    coded = replace(made.steps[0], result="STANDARD", said="Standard", parts=())
    page = read_page(shown(made=replace(made, steps=(coded,))))
    page.says("Standard")
    page.lacks("STANDARD")
