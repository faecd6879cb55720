"""The rulebook refuses what has no date, place, status or source, and answers by date and place."""

import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rainer.policy.rulebook import (
    NoValueInForceError,
    Parameter,
    Place,
    Rulebook,
    RulebookError,
    Source,
    Status,
    Value,
    load,
    national,
    parse,
)

NATION = {"nation": "England and Wales"}
SOURCE = {"title": "Circular 5", "url": "", "read_on": date(2026, 1, 2)}
START = date(2024, 4, 1)
REGION, UNIT = (
    Place("England and Wales", "Northmarch"),
    Place("England and Wales", "Northmarch", "Harrowgate Moor"),
)


def _file(**changes: Any) -> dict[str, Any]:
    """A parameter file's data; a change of None takes the key out."""
    entry = {"value": 10, "status": "published", "place": NATION, "source": SOURCE} | changes
    entry = {key: value for key, value in copy.deepcopy(entry).items() if value is not None}
    return {"label": "Points", "unit": "points", "values": {START: entry}, "last_confirmed": date(2026, 1, 2)}


def _value(what: Any, starts: date, place: Place, ends: date | None = None) -> Value:
    source = Source("Local agreement", "", date(2026, 1, 2))
    return Value("test.points", what, starts, place, Status.CHOSEN, source, Status.CHOSEN, ends)


def _book(*local: Value) -> Rulebook:
    book = Rulebook({"test.points": parse("test.points", _file())})
    return book.with_local(local)


@pytest.mark.parametrize("field", ["value", "status", "place", "source"])
def test_a_value_without_it_is_refused(field: str) -> None:
    with pytest.raises(RulebookError, match=field):
        parse("test.points", _file(**{field: None}))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"status": "probably"}, "status"),
        ({"date_status": "roughly"}, "date_status"),
        ({"place": {"region": "Northmarch"}}, "place"),
        ({"source": {"title": "Circular 5"}}, "read_on"),
        ({"source": {"read_on": date(2026, 1, 2)}}, "title"),
    ],
)
def test_a_value_with_a_wrong_one_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(RulebookError, match=says):
        parse("test.points", _file(**change))


@pytest.mark.parametrize("field", ["label", "unit", "values", "last_confirmed"])
def test_a_file_without_it_is_refused(field: str) -> None:
    data = _file()
    del data[field]
    with pytest.raises(RulebookError, match=field):
        parse("test.points", data)


def test_an_undated_value_is_refused() -> None:
    data = _file()
    data["values"] = {"always": data["values"][START]}
    with pytest.raises(RulebookError, match="not a date"):
        parse("test.points", data)


def test_a_folder_is_read_by_path(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "points.yaml").write_text(
        "label: Points\nunit: points\nlast_confirmed: 2026-01-02\nvalues:\n  2024-04-01:\n    value: 10\n"
        "    status: assumed\n    place: {nation: England and Wales}\n"
        "    source: {title: Circular 5, read_on: 2026-01-02}\n"
    )
    value = load(tmp_path).value("work.points", on=START)
    assert (value.value, value.is_assumed) == (10, True)


def test_a_file_that_is_not_yaml_is_named(tmp_path: Path) -> None:
    (tmp_path / "points.yaml").write_text("note: `points`\n  - x")
    with pytest.raises(RulebookError, match="points: the file is not YAML"):
        load(tmp_path)


def test_a_firm_value_in_force_from_an_assumed_day_is_assumed() -> None:
    parameter = parse("test.points", _file(date_status="assumed"))
    assert parameter.values[0].is_assumed
    assert not parse("test.points", _file()).values[0].is_assumed


def test_nothing_is_in_force_the_day_before_and_the_value_is_on_the_day() -> None:
    with pytest.raises(NoValueInForceError, match="2024-03-31"):
        _book().value("test.points", on=date(2024, 3, 31))
    assert _book().get("test.points", on=date(2024, 3, 31)) is None
    assert _book().value("test.points", on=START).value == 10


def test_a_later_value_takes_over_on_its_day() -> None:
    data = _file()
    data["values"][date(2025, 4, 1)] = data["values"][START] | {"value": 20}
    book = Rulebook({"test.points": parse("test.points", data)})
    assert book.value("test.points", on=date(2025, 3, 31)).value == 10
    assert book.value("test.points", on=date(2025, 4, 1)).value == 20


def test_the_most_local_place_wins_even_over_a_newer_wider_value() -> None:
    book = _book(_value(30, START, UNIT), _value(20, date(2025, 1, 1), REGION))
    on = date(2025, 6, 1)
    assert book.value("test.points", on=on, place=UNIT).value == 30
    assert book.value("test.points", on=on, place=REGION).value == 20
    assert book.value("test.points", on=on).value == 10
    elsewhere = Place("England and Wales", "Northmarch", "Saltmere")
    assert book.value("test.points", on=on, place=elsewhere).value == 20


def test_a_lapsed_local_value_falls_back_to_the_wider_one() -> None:
    book = _book(_value(30, START, UNIT, ends=date(2025, 10, 31)))
    assert book.value("test.points", on=date(2025, 10, 31), place=UNIT).value == 30
    assert book.value("test.points", on=date(2025, 11, 1), place=UNIT).value == 10


def test_another_nation_does_not_get_this_nations_value() -> None:
    with pytest.raises(NoValueInForceError):
        _book().value("test.points", on=START, place=Place("Saint Alder"))


def test_two_places_may_have_a_value_from_one_day() -> None:
    data = _file()
    here = data["values"][START]
    data["values"][START] = [here, here | {"value": 12, "place": {**NATION, "region": "Northmarch"}}]
    book = Rulebook({"test.points": parse("test.points", data)})
    assert book.value("test.points", on=START, place=REGION).value == 12
    assert book.value("test.points", on=START).value == 10


def test_with_local_leaves_the_first_rulebook_alone() -> None:
    book = _book()
    book.with_local([_value(30, START, UNIT)])
    assert book.value("test.points", on=START, place=UNIT).value == 10


def test_an_unknown_parameter_is_named() -> None:
    with pytest.raises(RulebookError, match=r"test\.pionts"):
        _book().value("test.pionts", on=START)


def _shipped() -> list[Parameter]:
    return [national().parameter(key) for key in national().keys()]  # noqa: SIM118


@pytest.mark.parametrize("parameter", _shipped(), ids=lambda p: p.key)
def test_a_shipped_parameter_was_read_before_it_was_confirmed(parameter: Parameter) -> None:
    for value in parameter.values:
        if value.status in (Status.PUBLISHED, Status.SEEN_IN_CODE):
            assert value.source.read_on <= parameter.last_confirmed
            assert value.source.url, "give the page it was read on"
