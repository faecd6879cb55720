"""The report of a small extract, figure by figure, and of files with known results where they are at hand."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rainer.importers.wmt import report, rollup, rows
from rainer.importers.wmt.columns import COUNTED_TIERS, STATES, tier_columns
from rainer.policy.rulebook import NATION, Rulebook, Status, Value, national
from rainer.policy.workload.weights import weight_table
from tests.importers import workbooks
from tests.importers.workbooks import DAY, contact, person

GOLDEN = Path(__file__).parents[3] / "shared" / "data" / "wmt"
GOLDEN_DAYS = {"WMT_PS": date(2021, 7, 2), "region": date(2024, 5, 1)}
needs_golden = pytest.mark.skipif(
    not GOLDEN.is_dir(), reason=f"{GOLDEN} is absent: the extracts with known results cannot be compared"
)


def scored(path: Path, sheets: workbooks.Sheets, *, on: date = DAY, **options: Any) -> report.Lines:
    extract = rows.load(workbooks.write(path / "extract.xlsx", sheets, **options), on=on)
    return report.score(extract, on=on)


def table_rows(table: report.Table, columns: int | None = None) -> list[list[str]]:
    shown = list(table.values())[:columns]
    return [["" if cell is None else str(cell) for cell in row] for row in zip(*shown, strict=True)]


@needs_golden
@pytest.mark.parametrize("name", GOLDEN_DAYS)
def test_practitioner_rows_equal_the_known_results(name: str) -> None:
    on = GOLDEN_DAYS[name]
    heads, *expected = csv.reader((GOLDEN / f"{name}.expected.csv").read_text(encoding="utf-8").splitlines())
    extract = rows.load(GOLDEN / f"{name}.xlsx", on=on, strict_grades=False)
    table = report.practitioner_table(report.score(extract, on=on), on=on)
    assert list(table)[: len(heads)] == heads
    assert table_rows(table, len(heads)) == expected


@needs_golden
@pytest.mark.parametrize("name", GOLDEN_DAYS)
def test_totals_equal_the_known_results(name: str) -> None:
    on = GOLDEN_DAYS[name]
    heads, *expected = csv.reader((GOLDEN / f"{name}.totals.csv").read_text(encoding="utf-8").splitlines())
    lines = report.score(rows.load(GOLDEN / f"{name}.xlsx", on=on, strict_grades=False), on=on)
    tables = [rollup.rollup_table(lines, level, on=on) for level in ("region", "overall")]
    assert list(tables[0])[: len(heads)] == heads
    assert [row for table in tables for row in table_rows(table, len(heads))] == expected


def test_each_practitioner_of_a_small_extract(tmp_path: Path) -> None:
    table = report.practitioner_table(scored(tmp_path, workbooks.extract()), on=DAY)
    assert table["om_key"] == ["K1", "K2", "K3", "P1"]
    assert table["grade"] == ["PO", "DMY", "PSO", "PO"]
    # K1 as the fixture says. K2: one A3 is 206; untiered and contact-suspended cases add nothing; 26 for the
    # contact. K3: 10 x 206 + 5 x 158, and two T2A cases at the custody weight, 59. P1: 10 x 48 + 23.
    assert table["case_points"] == [1833, 206, 2968, 503]
    assert table["report_points"] == [268, 0, 0, 0]
    assert table["cms_points"] == [-26, 26, 0, 0]
    assert table["total_points"] == [2075, 232, 2968, 503]
    assert table["available_points"] == [2176, 0, 2176, 2176]
    assert table["capacity_percent"] == [95.4, None, 136.4, 23.1]
    # P1's custody cases at licence weights: 10 x 132 + 52.
    assert table["projected_licence_points"] == [None, None, None, 1372]
    assert table["remaining_points"] == [101, -232, -792, 1673]
    assert table["band"] == ["within", "not available", "far_over", "room"]
    assert table["team"][0] == "Fellside ", "text is never trimmed"
    assert table["all_cases"][0] == 24
    assert table["untiered_cases"] == [0, 2, 0, 0]
    assert table["contact_suspended_cases"] == [0, 3, 0, 0]
    assert table["oral_reports"] == [4, 0, 0, 0]


def test_a_place_is_summed_then_divided_with_its_spread(tmp_path: Path) -> None:
    lines = scored(tmp_path, workbooks.extract())
    region = rollup.rollup_table(lines, "region", on=DAY)
    assert region["variant"] == ["standard", "omic"], "prison teams are never added to the others"
    assert region["total_points"][0] == 2075 + 232 + 2968
    assert region["capacity_percent"][0] == 121.2, "5,275 of 4,352; not the mean of 95.4 and 136.4"
    assert region["practitioner_teams_without_available_points"] == [1, 0]
    assert (region["cases_with_no_time"][0], region["points_with_no_time"][0]) == (6, 232)
    assert region["median_percent"][0] == 115.9
    assert region["ninetieth_centile_percent"][0] == 132.3
    assert region["highest_percent"] == [136.4, 23.1]
    assert region["at_or_over_110"] == [1, 0]
    assert region["at_or_over_110_share"] == [50.0, 0.0]
    teams = rollup.rollup_table(lines, "team", on=DAY)
    assert teams["team_code"] == ["T1", "T2", "T9"]
    assert teams["capacity_percent"] == [106.0, 136.4, 23.1]
    units = rollup.rollup_table(lines, "unit", on=DAY)
    assert units["unit"] == ["Unit U1", "Unit U2", "Unit U9"]


def test_a_place_in_which_nobody_has_time_has_no_load(tmp_path: Path) -> None:
    sheets = workbooks.extract()
    for name in ("wmt_extract", "wmt_extract_filtered"):
        sheets[name] = [person("K2", grade="", commtiera3=6)]
    team = rollup.rollup_table(scored(tmp_path, sheets), "team", on=DAY)
    assert team["capacity_percent"] == [None, 23.1]
    assert team["median_percent"] == [None, 23.1]
    assert team["at_or_over_110_share"] == [None, 0.0]
    assert team["total_points"][0] == 6 * 206 + 26, "their points stay in the sum"


@pytest.mark.parametrize(("days_ago", "counts"), [(-1, False), (0, True), (6, True), (7, False)])
def test_a_contact_counts_on_its_own_day_and_the_six_after(tmp_path: Path, days_ago: int, counts: bool) -> None:
    sheets = workbooks.extract()
    day = workbooks.STAMP - timedelta(days=days_ago)
    sheets["cms"] = [contact("CMS06", doer=("K3", "T2"), holder=("K1", "T1"), on=day)]
    points = scored(tmp_path, sheets).cms_points.tolist()
    assert points == ([-26, 0, 26, 0] if counts else [0, 0, 0, 0])


def test_a_contact_matches_both_people_by_staff_code_and_team(tmp_path: Path) -> None:
    sheets = workbooks.extract()
    sheets["cms"] = [
        contact("CMS06", doer=("K3", "T1"), holder=("K1", "T1")),
        contact("CMS99", doer=("K3", "T2"), holder=("K1", "T1")),
        contact("CMS01", doer=("K3", "T2"), holder=("K1", "T1"), on=date(9999, 12, 31)),
    ]
    assert scored(tmp_path, sheets).cms_points.tolist() == [-26, 0, 0, 0]


def test_rows_that_belong_to_nobody_are_reported(tmp_path: Path) -> None:
    sheets = workbooks.extract()
    sheets["wmt_extract"] += [person("", team="", custtiera3s=2), person("", team="", custtiera3s=1)]
    sheets["wmt_extract"] += [{"region_desc": "blank but for its region"}]
    sheets["wmt_extract_filtered"].append(person("K8", commtiera1=4))
    sheets["t2a"].append(person("K1", team="T2", commtierd0=1))
    sheets["court_reports"].append({**person("K7"), "sdr_conv_last_30": 5})
    extract = rows.load(workbooks.write(tmp_path / "extract.xlsx", sheets), on=DAY)
    assert [leftover.words for leftover in extract.leftovers] == [
        "wmt_extract: 2 rows with counts but no practitioner: 3 cases",
        "wmt_extract_filtered: 1 row with counts but no row in wmt_extract: 4 cases",
        "t2a: 1 row with counts but no row in wmt_extract: 1 case",
        "court_reports: 1 row with counts but no row in wmt_extract: 5 reports",
    ]
    assert len(extract.standard) == 3


def test_headings_in_mixed_case_and_an_extract_from_before_contact_suspension(tmp_path: Path) -> None:
    suspended = [("wmt_extract_filtered", column) for column in tier_columns() if column.endswith("s")]
    lines = scored(
        tmp_path,
        workbooks.extract(),
        titles={"wmt_extract": " WMT_Extract ", "t2a": "T2A"},
        headings={("wmt_extract", "vcrn_count"): " V-CRN_Count", ("wmt_extract", "om_key"): "OM_Key"},
        without=suspended,
    )
    assert lines.total_points.tolist() == [2075, 232, 2968, 503]
    assert lines.contact_suspended.tolist() == [0, 0, 0, 0]


def test_a_tier_without_a_weight_is_counted_apart_and_never_as_zero(tmp_path: Path) -> None:
    lacking = {state: dict(tiers) for state, tiers in _weights().value.items()}
    del lacking["community"]["B2"]
    book = national().with_local([_local(lacking)])
    extract = rows.load(workbooks.write(tmp_path / "extract.xlsx", workbooks.extract()), on=DAY)
    table = report.practitioner_table(
        report.score(extract, on=DAY, place=_NORTHMARCH, rulebook=book),
        on=DAY,
        place=_NORTHMARCH,
        rulebook=book,
    )
    assert table["cases_with_no_weight"] == [6, 0, 0, 0]
    assert table["case_points"][0] == 1833 - 6 * 115


def test_a_local_value_holds_from_its_day(tmp_path: Path) -> None:
    dearer = {state: dict(tiers) for state, tiers in _weights().value.items()}
    dearer["community"]["A3"] = 300
    book = national().with_local([_local(dearer)])
    extract = rows.load(workbooks.write(tmp_path / "extract.xlsx", workbooks.extract()), on=DAY)

    def points(on: date, rulebook: Rulebook) -> float:
        return float(report.score(extract, on=on, place=_NORTHMARCH, rulebook=rulebook).case_points[1])

    assert points(DAY - timedelta(days=1), book) == 206
    assert points(DAY, book) == 300
    assert points(DAY, national()) == 206


_NORTHMARCH = replace(NATION, region="Northmarch")


def _weights() -> Value:
    return national().value("workload.weights_v2", on=DAY)


def _local(value: Any) -> Value:
    return replace(_weights(), value=value, starts=DAY, place=_NORTHMARCH, status=Status.CHOSEN)


def test_every_cell_is_read_at_the_weight_of_its_own_tier_and_state(tmp_path: Path) -> None:
    """One practitioner a tier and state, one case each: the report gives the very weights of the rulebook."""
    cells = [(state, tier) for state in STATES for tier in COUNTED_TIERS]
    columns = tier_columns()
    people = [person(f"K{at:03}", **{column: 1}) for at, column in enumerate(columns)]
    sheets: workbooks.Sheets = {"wmt_extract": people, "wmt_extract_filtered": people}
    weights = weight_table(on=DAY)
    expected = [weights.get((state, tier, ()), 0) for state, tier in cells]
    assert scored(tmp_path, sheets).case_points.tolist() == expected


counts = st.dictionaries(st.sampled_from(tier_columns()), st.integers(0, 9), max_size=6)


@settings(max_examples=25, deadline=None)
@given(held=st.lists(counts, min_size=1, max_size=5), order=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_total(
    tmp_path_factory: pytest.TempPathFactory, held: list[dict[str, int]], order: Any
) -> None:
    people = [person(f"K{at}", **cases) for at, cases in enumerate(held)]
    shuffled = list(people)
    order.shuffle(shuffled)
    folder = tmp_path_factory.mktemp("order")
    nobody = [person("", commtier0=1)]
    first = scored(folder, {"wmt_extract": people, "wmt_extract_filtered": people + nobody})
    second = scored(folder, {"wmt_extract": shuffled, "wmt_extract_filtered": shuffled + nobody})
    assert _overall(first) == _overall(second)


@settings(max_examples=25, deadline=None)
@given(cases=counts, share=st.integers(0, 9))
def test_splitting_a_practitioners_cases_between_two_people_changes_no_total(
    tmp_path_factory: pytest.TempPathFactory, cases: dict[str, int], share: int
) -> None:
    some = {column: min(share, number) for column, number in cases.items()}
    rest = {column: number - some[column] for column, number in cases.items()}
    whole = [person("K1", **cases), person("K2")]
    parted = [person("K1", **some), person("K2", **rest)]
    folder = tmp_path_factory.mktemp("split")
    nobody = [person("", commtier0=1)]
    first = scored(folder, {"wmt_extract": whole, "wmt_extract_filtered": whole + nobody})
    second = scored(folder, {"wmt_extract": parted, "wmt_extract_filtered": parted + nobody})
    assert _overall(first) == _overall(second)


def _overall(lines: report.Lines) -> list[list[str]]:
    table = rollup.rollup_table(lines, "overall", on=DAY)
    return table_rows({name: table[name] for name in list(table)[:18]})


def test_one_decimal_goes_half_up_and_is_none_without_time() -> None:
    total = np.array([16456, 435, -3, 0, 5])
    available = np.array([2176, 1000, 2000, 10, 0])
    assert report.one_decimal(total, available) == [756.3, 43.5, -0.2, 0.0, None]
