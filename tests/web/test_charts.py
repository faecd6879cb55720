"""Charts are pictures with a finding, a text alternative and the same figures as a table."""

import csv
import io
from collections import OrderedDict
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rainer.common.errors import NotThereError
from rainer.policy.workload.rollup import LoadRow, RollupInputs, rollup
from rainer.web import words
from rainer.web.charts import (
    Line,
    Mark,
    Move,
    before_after,
    chart_csv,
    chart_response,
    heat_map,
    own_load,
    spread_of_load,
)
from rainer.web.charts import chart as chart_module
from rainer.web.charts.own import runs_over
from tests.web.markup import printed

LINES = [Line(90, "room"), Line(110, "say what you did"), Line(125, "head is told"), Line(140, "stop")]
DAYS = [
    (date(2026, 11, 1) + timedelta(days=n), load)
    for n, load in enumerate([100.0, 110.0, 112.0, None, 111.0, 109.9, 110.0, 120.0])
]
WEEKS = [date(2026, 8, 17) + timedelta(days=7 * n) for n in range(13)]


def charts():
    return {
        "dots": spread_of_load([80.0, 110.0, 191.0, None], lines=LINES, over=110, what="Fellside <team>"),
        "columns": spread_of_load([80.0 + n for n in range(100)], lines=LINES, over=110, what="Northmarch"),
        "nobody": spread_of_load([None], lines=LINES, over=110, what="Moorgate"),
        "weeks": heat_map({"Moorgate": [85.0] * 13, "Fellside": [None, *[147.0] * 12]}, WEEKS, lines=LINES, over=110),
        "proposal": before_after(
            [Move("Daniel K", 104.2, 112.2, 1, "for Carl F"), Move("Grace A", 96.0, 96.0, 0)], over=110
        ),
        "nothing moves": before_after([], over=110),
        "own": own_load(
            DAYS, over=110, marks=[Mark(date(2026, 11, 5), "hours changed"), Mark(date(2026, 11, 6), "weights", True)]
        ),
        "no history": own_load([], over=110),
    }


@pytest.mark.parametrize("width", [720, 328])
@pytest.mark.parametrize("name", charts())
def test_a_picture_is_svg_of_its_width_with_a_text_alternative(name, width):
    chart = charts()[name]
    response = chart_response(chart, width)
    root = ElementTree.fromstring(response.content)
    assert response["Content-Type"] == "image/svg+xml"
    assert root.get("width") == str(width)
    assert root.get("role") == "img"
    assert root.get("aria-label") == str(chart.alt)
    assert str(chart.caption) in str(chart.alt)
    drawn = response.content.decode()
    assert "#ff0000" not in drawn
    assert "red" not in drawn.replace("required", "")


@pytest.mark.parametrize("width", [1, 719, 10_000])
def test_no_other_width_is_drawn(width):
    with pytest.raises(NotThereError):
        chart_response(charts()["dots"], width)


def test_the_same_picture_is_drawn_once(monkeypatch):
    first = charts()["dots"].svg(720)
    monkeypatch.setattr("rainer.web.charts.drawing.Drawing.svg", lambda *_: pytest.fail("drawn again"))
    assert charts()["dots"].svg(720) == first


def test_only_so_many_pictures_are_kept(monkeypatch):
    monkeypatch.setattr(chart_module, "_KEPT", 1)
    monkeypatch.setattr(chart_module, "_pictures", OrderedDict())
    charts()["dots"].svg(720)
    charts()["own"].svg(720)
    assert len(chart_module._pictures) == 1


def test_spread_counts_at_and_above_each_line():
    chart = spread_of_load([89.9, 90.0, 109.9, 110.0, 139.9, 140.0, None], lines=LINES, over=110, what="Fellside")
    assert chart.caption == "3 of 6 people are at or over 110%; half are above 110%"
    assert [row[:2] for row in chart.table[:6]] == [
        ("Under 90%", 1),
        ("90% to under 110%", 2),
        ("110% to under 125%", 1),
        ("125% to under 140%", 1),
        ("140% and over", 1),
        ("Not available", 1),
    ]
    assert ("Highest", "140.0%", "Does not apply") in chart.table


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 2500)), min_size=1, max_size=30))
def test_the_table_has_the_centile_of_the_figures_beside_it(loads):
    rows = tuple(LoadRow(*load) for load in loads)
    rule = rollup(RollupInputs(rows), on=date(2026, 11, 9)).answer
    chart = spread_of_load([row.percent for row in rows], lines=LINES, over=110, what="Fellside")
    assert ("9 in 10 under", words.load1(rule.ninetieth), "Does not apply") in chart.table


def test_a_spread_shows_no_name():
    assert "Aisha" not in charts()["dots"].svg(720)


def test_heat_map_orders_teams_by_name_and_says_what_is_missing():
    chart = charts()["weeks"]
    assert [row[0] for row in chart.table] == ["Fellside", "Moorgate"]
    assert chart.table[0][1:3] == ("No data", "147%")
    assert "147▲" in chart.svg(720)
    assert chart.is_wide


def test_a_proposal_shows_moved_rows_only_the_highest_first():
    moves = [Move("A", 90, 99, 1), Move("B", 104.2, 112.2, 1), Move("C", 100, 100, 0), Move("D", 120, 125, 1)]
    chart = before_after(moves, over=110)
    assert [row[0] for row in chart.table] == ["D", "B", "A"]
    assert chart.table[1] == ("B", "104.2%", "112.2%", "+8.0", 1)
    assert chart.caption == "The load of 3 people changes; 1 newly passes 110%"


def test_a_day_without_a_load_neither_breaks_a_run_nor_counts():
    assert runs_over(DAYS, 110) == [
        (date(2026, 11, 2), date(2026, 11, 5), 3),
        (date(2026, 11, 7), date(2026, 11, 8), 2),
    ]


def test_own_load_tells_the_present_run():
    assert own_load(DAYS, over=110).caption == "At or over 110% for 2 days, now 120.0%"
    assert own_load(DAYS, over=110, so_far=40).caption == "At or over 110% for 40 days, now 120.0%"
    assert own_load(DAYS[6:], over=110).caption == "At or over 110% for at least 2 days, now 120.0%"
    assert own_load(DAYS[:6], over=110).caption == "Now 109.9%; last at or over 110% on Thu 5 Nov 2026"
    assert own_load(DAYS[:1], over=110).caption == "Now 100.0%; never at or over 110% in this time"


def test_on_a_page_a_chart_has_two_widths_a_table_and_how_to_read_it():
    html = printed("{% chart chart '/load/team/FELL/' %}", chart=charts()["dots"], url="/load/team/FELL/?on=3+Mar")
    assert 'media="(max-width: 640px)" srcset="/load/team/FELL/charts/spread-328.svg?on=3+Mar"' in html
    assert 'loading="lazy"' in html
    assert "How to read this" in html
    assert html.count('<th scope="row"') == len(charts()["dots"].table)
    assert "Fellside &lt;team&gt;" in html


def test_a_long_table_shows_its_key_rows_beside_the_picture():
    days = [(date(2025, 11, 10) + timedelta(days=n), 100.0) for n in range(365)]
    chart = own_load(days, over=110)
    assert len(chart.table) > 15
    assert len(chart.table_shown) == 8
    rows = list(csv.reader(io.StringIO(chart_csv(chart).content.decode("utf-8-sig"))))
    assert len(rows) == len(chart.table) + 1
