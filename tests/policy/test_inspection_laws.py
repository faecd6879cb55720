"""Laws of inspection that hold for every result, and what its tables promise each other."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product
from math import comb, fsum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rainer.policy import conformance, inspection
from rainer.policy.outcome import Outcome
from rainer.policy.proportions import RoundedShares, clopper_pearson, counts_behind, whole_percent, wilson
from rainer.policy.refusals import RefusedInputError, refusal_code
from rainer.policy.rulebook import national

ON = date(2026, 6, 15)
SCHEMES = ("pdu-2021", "pdu-2023", "region-2023")
RATINGS = ("Inadequate", "Requires improvement", "Good", "Outstanding")
codes = st.sampled_from(SCHEMES)
ratings = st.sampled_from(RATINGS)


def answered(outcome: Outcome[Any]) -> Any:
    assert outcome.answer is not None, outcome.sentence
    return outcome.answer


@st.composite
def results(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    code = draw(codes)
    return code, {standard: draw(ratings) for standard in inspection.scheme(code, on=ON).standards}


@pytest.mark.parametrize("code", SCHEMES)
def test_the_bands_of_a_scheme_have_the_general_form(code: str) -> None:
    scheme = inspection.scheme(code, on=ON)
    assert dict(scheme.bands) == inspection.general_bands(len(scheme.standards), scheme.ratings)


@pytest.mark.parametrize(("standards", "ends"), [(10, [5, 15, 25, 30]), (12, [6, 18, 30, 36])])
def test_the_general_form_gives_bands_of_other_schemes(standards: int, ends: list[int]) -> None:
    scores = national().value(inspection.RATINGS, on=ON).value
    assert list(inspection.general_bands(standards, scores).values()) == ends


def test_the_register_of_schemes_is_complete() -> None:
    shipped = {key for key in national().keys() if key.startswith("inspection.schemes.")}  # noqa: SIM118
    assert shipped == set(inspection.SCHEME_KEYS)


@given(results())
def test_the_sum_its_rating_and_the_totals_of_that_rating_agree(result: tuple[str, dict[str, str]]) -> None:
    code, standards = result
    overall = answered(inspection.overall_rating(inspection.StandardsInputs(code, standards), on=ON))
    assert sum(overall.domains.values()) == overall.total == sum(RATINGS.index(one) for one in standards.values())
    alone = answered(inspection.overall_of_total(inspection.TotalInputs(code, overall.total), on=ON))
    assert alone.overall == overall.overall
    totals = answered(inspection.totals_of_overall(inspection.OverallInputs(code, overall.overall), on=ON))
    assert totals.total_min <= overall.total <= totals.total_max


@given(results(), st.randoms(use_true_random=False))
def test_what_was_is_always_within_what_could_be(result: tuple[str, dict[str, str]], chance: Any) -> None:
    code, standards = result
    whole = answered(inspection.overall_rating(inspection.StandardsInputs(code, standards), on=ON))
    known = {one: rating for one, rating in standards.items() if chance.random() < 0.5}
    inputs = inspection.KnownInputs(code, known, whole.total, whole.overall)
    part = answered(inspection.bounds(inputs, on=ON))
    assert part.total_min <= whole.total <= part.total_max
    assert whole.overall in part.overall_possible
    assert part.total_given_overall[0] <= whole.total <= part.total_given_overall[1]
    assert part.remaining_total == sum(RATINGS.index(standards[one]) for one in standards.keys() - known.keys())
    assert part.flags == ()


@given(results(), ratings)
def test_bounds_by_count_hold_the_result(result: tuple[str, dict[str, str]], told: str) -> None:
    code, standards = result
    whole = answered(inspection.overall_rating(inspection.StandardsInputs(code, standards), on=ON))
    inputs = inspection.CountInputs(code, {told: Counter(standards.values())[told]}, (told,))
    part = answered(inspection.bounds_by_count(inputs, on=ON))
    assert part.total_min <= whole.total <= part.total_max
    assert whole.overall in part.overall_possible


@given(st.integers(1, 400), st.data())
def test_discretion_for_one_case_is_a_band_changed_by_one_case(cases: int, data: st.DataObject) -> None:
    sufficient = data.draw(st.integers(0, cases))
    standard = inspection.StandardInputs({"safety": inspection.QuestionCounts(sufficient, cases)})
    rating = answered(inspection.standard_rating(standard, on=ON))
    near = [one for one in (sufficient - 1, sufficient + 1) if 0 <= one <= cases]
    bands = {answered(inspection.key_question(inspection.QuestionCounts(one, cases), on=ON)).band for one in near}
    assert ("one_case" in rating.discretion_reasons) == (bands != {rating.rating})
    assert ("small_sample" in rating.discretion_reasons) == (cases <= 5)
    edges = min(abs(rating.percent["safety"] - edge) for edge in (50, 65, 80))
    assert ("within_5pp" in rating.discretion_reasons) == (edges <= 5)


def test_discretion_is_never_applied() -> None:
    """Whatever the reasons, the rating is that of the lowest key question."""
    for cases, sufficient in product((5, 20, 60), range(6)):
        counts = inspection.QuestionCounts(sufficient, cases)
        standard = answered(inspection.standard_rating(inspection.StandardInputs({"one": counts}), on=ON))
        assert standard.rating == answered(inspection.key_question(counts, on=ON)).band


@given(st.integers(1, 5000))
def test_a_larger_caseload_never_needs_fewer_cases(eligible: int) -> None:
    fewer = answered(inspection.sample_size(inspection.SampleSizeInputs(eligible), on=ON)).n
    more = answered(inspection.sample_size(inspection.SampleSizeInputs(eligible + 1), on=ON)).n
    assert 1 <= fewer <= eligible
    assert fewer <= more <= fewer + 1


strata = st.tuples(st.sampled_from(["male", "female"]), st.sampled_from(["order", "licence"]), st.just("low"))


@given(st.dictionaries(strata, st.integers(1, 60), min_size=1), st.data())
def test_places_are_shared_out_in_proportion_and_whole(sizes: dict[Any, int], data: st.DataObject) -> None:
    total = sum(sizes.values())
    n = data.draw(st.integers(1, total))
    shares = inspection.shared_out(n, sizes)
    assert sum(shares.values()) == n
    for stratum, size in sizes.items():
        assert shares[stratum] <= size
        assert abs(shares[stratum] - n * size / total) < 1


@given(st.lists(strata, min_size=1, max_size=60), st.text(min_size=1).filter(str.strip), st.randoms())
def test_a_sample_is_the_same_twice_and_in_any_order(kinds: list[Any], seed: str, chance: Any) -> None:
    cases = [inspection.SampledCase(f"C{number}", *kind) for number, kind in enumerate(kinds)]
    once = answered(inspection.sample_draw(inspection.SampleDrawInputs(seed, tuple(cases)), on=ON))
    chance.shuffle(cases)
    again = answered(inspection.sample_draw(inspection.SampleDrawInputs(seed, tuple(cases)), on=ON))
    assert once == again
    assert len(set(once.refs)) == once.n


@given(st.integers(1, 300), st.data(), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_exact_interval_leaves_half_beyond_each_end(n: int, data: st.DataObject, confidence: float) -> None:
    events = data.draw(st.integers(0, n))
    low, high = clopper_pearson(events, n, confidence)
    tail = (1 - confidence) / 2
    if events > 0:
        assert _chance(range(events, n + 1), n, low) == pytest.approx(tail, abs=1e-9)
    if events < n:
        assert _chance(range(events + 1), n, high) == pytest.approx(tail, abs=1e-9)
    assert low <= events / n <= high


def _chance(counts: range, n: int, share: float) -> float:
    return fsum(comb(n, count) * share**count * (1 - share) ** (n - count) for count in counts)


@given(st.integers(1, 1000), st.data())
def test_wilsons_interval_holds_the_share_and_stays_within_nought_and_one(n: int, data: st.DataObject) -> None:
    events = data.draw(st.integers(0, n))
    low, high = wilson(events, n, 0.95)
    assert 0 <= low <= events / n <= high <= 1
    mirrored = wilson(n - events, n, 0.95)
    assert (low, high) == pytest.approx((1 - mirrored[1], 1 - mirrored[0]))


@given(st.integers(1, 100), st.data())
def test_counts_come_back_from_their_per_cents(n: int, data: st.DataObject) -> None:
    """Of at most 100 cases two counts never round to one per cent, so the counts are always found."""
    first = data.draw(st.integers(0, n))
    second = data.draw(st.integers(0, n - first))
    percents = {"a": whole_percent(first, n), "b": whole_percent(second, n)}
    found = counts_behind(RoundedShares(n, percents))
    assert found.counts == {"a": first, "b": second}
    assert found.unaccounted == n - first - second


@pytest.mark.parametrize(
    ("n", "percent", "code"),
    [
        (0, {"a": 50}, "no_cases"),
        (150, {"a": 33}, "counts_not_unique"),
        (3, {"a": 50}, "no_whole_count"),
        (3, {"a": 67, "b": 67}, "no_whole_count"),
        (3, {"a": 101}, "percent_out_of_range"),
    ],
)
def test_counts_that_cannot_be_known_are_not_guessed(n: int, percent: dict[str, int], code: str) -> None:
    with pytest.raises(RefusedInputError) as refused:
        counts_behind(RoundedShares(n, percent))
    assert refused.value.code == code


def test_several_counts_are_one_where_the_fewest_use_up_all() -> None:
    """Of 200, 99 and 100 are 50%, and 101 and 102 are 51%: only 99 and 101 are no more than all."""
    assert counts_behind(RoundedShares(200, {"a": 51, "b": 50})).counts == {"a": 101, "b": 99}
    with pytest.raises(RefusedInputError, match="Several"):
        counts_behind(RoundedShares(200, {"a": 50, "b": 50}))


def test_a_tally_names_every_rating_and_refuses_others() -> None:
    assert inspection.tally([{"Good": 2}, {"Good": 1, "Inadequate": 1}], RATINGS) == {
        "Inadequate": 1,
        "Requires improvement": 0,
        "Good": 3,
        "Outstanding": 0,
    }
    for event in ({"Fair": 1}, {"Good": -1}, {"Good": 1.5}):
        with pytest.raises(RefusedInputError):
            inspection.tally([event], RATINGS)  # type: ignore[list-item]


def test_every_standard_of_casework_has_its_key_questions() -> None:
    for standard in ("court_work", "assessment", "planning", "delivery", "reviewing"):
        assert inspection.key_questions(standard, on=ON)


@pytest.mark.parametrize("total", [None, "3", True, float("nan"), float("inf"), 4.5, -0.5])
def test_what_is_no_whole_number_is_no_total(total: Any) -> None:
    outcome = inspection.overall_of_total(inspection.TotalInputs("pdu-2021", total), on=ON)
    assert refusal_code(outcome) == "total_not_whole"


def test_a_case_may_name_its_own_tolerance() -> None:
    """The tolerance is told to whoever compares, and is no part of the result."""
    case = {"events": 9, "n": 137, "confidence": 0.95, "method": "wilson"}
    near = {"estimate": 0.0657, "low": 0.0349, "high": 0.1204}
    loose = conformance.Case("x", "proportion.interval", case, {**near, "tolerance": 0.0005})
    strict = conformance.Case("x", "proportion.interval", case, near)
    assert conformance.run(loose).verdict == "passed"
    assert conformance.run(strict).verdict == "failed"
