"""Laws of spot checks: a fair draw, an estimate that does not lean, and the same twice."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from hashlib import sha256
from random import Random
from statistics import mean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rainer.policy import spotchecks
from rainer.policy.outcome import Outcome
from rainer.policy.refusals import RefusedInputError
from rainer.policy.rulebook import Place
from rainer.policy.spotchecks import CheckResult

ON = date(2026, 6, 15)
names = st.text(alphabet="ABCXYZ0123456789-", min_size=1, max_size=8)
LISTS = st.lists(names, unique=True, max_size=30)


def answered(outcome: Outcome[Any]) -> Any:
    assert outcome.answer is not None, outcome.sentence
    return outcome.answer


def drawn(seed: str, cases: tuple[str, ...]) -> Any:
    return answered(spotchecks.select(spotchecks.SelectInputs(seed, "2026", "PR-1", cases), on=ON))


def test_over_ten_thousand_seeds_every_case_is_drawn_as_often() -> None:
    cases = tuple(f"X{500000 + number}" for number in range(30))
    counts = Counter(drawn(f"seed-{number}", cases).case for number in range(10_000))
    assert set(counts) == set(cases)
    assert all(abs(count - 10_000 / 30) <= 60 for count in counts.values()), counts


@given(names, LISTS, st.randoms())
def test_the_draw_is_the_same_twice_in_any_order_and_by_hand(seed: str, cases: list[str], chance: Any) -> None:
    once = drawn(seed, tuple(cases))
    chance.shuffle(cases)
    assert drawn(seed, tuple(cases)) == once
    by_hand = min(((sha256(f"{seed}|2026|PR-1|{case}".encode()).hexdigest(), case) for case in cases), default=None)
    assert once.case == (by_hand[1] if by_hand else None)


@given(names, LISTS, names)
def test_another_case_on_the_list_draws_itself_or_nobody_new(seed: str, cases: list[str], other: str) -> None:
    """Nobody can steer the draw by what else is on the list."""
    if other in cases:
        return
    assert drawn(seed, (*cases, other)).case in (drawn(seed, tuple(cases)).case, other)


@given(st.dates(date(2021, 1, 1), date(2026, 6, 15)), st.sampled_from([None, "London", "Wales"]))
def test_due_is_on_one_day_only(last: date, region: str | None) -> None:
    place = Place(region=region)
    inputs = spotchecks.DueInputs(last)
    due = answered(spotchecks.check_due(inputs, on=last, place=place)).due
    said = [
        answered(spotchecks.check_due(inputs, on=due + timedelta(days=days), place=place)).status for days in (-1, 0, 1)
    ]
    assert said == ["not_due", "due", "overdue"]


levels = st.sampled_from(spotchecks.LEVELS)


@given(levels, levels, levels | st.none())
def test_nothing_follows_before_a_third_has_decided(recorded: str, second: str, third: str | None) -> None:
    inputs = spotchecks.OutcomeInputs(recorded, second, third)
    checked = answered(spotchecks.check_outcome(inputs, on=ON))
    wrong = checked.outcome.startswith("misclassified")
    assert bool(checked.actions) == wrong == (checked.final not in (None, recorded))
    assert (checked.final is None) == (checked.outcome == "awaiting_adjudication") == (second != recorded and not third)


@given(st.lists(st.tuples(levels, levels), min_size=1))
def test_kappa_never_passes_one_and_is_one_where_all_agree(pairs: list[tuple[str, str]]) -> None:
    found = answered(spotchecks.agreement(spotchecks.AgreementInputs(tuple(pairs)), on=ON))
    assert found.kappa is None or found.kappa <= 1
    if found.raw == 1 and len(set(pairs)) > 1:
        assert found.kappa == pytest.approx(1)


def caseloads(number: int) -> list[int]:
    return [10 + 80 * at // (number - 1) for at in range(number)]


def one_year(held: list[int], chance: Random, *, slope: float) -> list[CheckResult]:
    """A check of each practitioner, whose cases are wrong the more often the more they hold."""
    return [CheckResult(m, int(chance.random() < 0.02 + slope * (m - 10) / 80)) for m in held]


def test_the_weighted_estimate_does_not_lean_and_the_unweighted_one_does() -> None:
    held, chance = caseloads(500), Random("unbiased")
    truth = sum(m * (0.02 + 0.2 * (m - 10) / 80) for m in held) / sum(held)
    years = [one_year(held, chance, slope=0.2) for _ in range(300)]
    rates = [answered(spotchecks.check_rates(spotchecks.RatesInputs(tuple(year), "made up"), on=ON)) for year in years]
    assert abs(mean(rate.weighted for rate in rates) - truth) < 0.005
    assert abs(mean(rate.unweighted for rate in rates) - truth) > 0.005
    covered = sum(rate.cases.low <= truth <= rate.cases.high for rate in rates)
    assert covered / len(rates) >= 0.92, "a 95% interval must hold the truth about as often as it says"


def test_few_practitioners_have_a_wide_interval_that_still_holds() -> None:
    held, chance = caseloads(24), Random("few")
    truth = sum(m * (0.02 + 0.3 * (m - 10) / 80) for m in held) / sum(held)
    spans = [spotchecks.weighted_interval(one_year(held, chance, slope=0.3), 0.95) for _ in range(1000)]
    assert sum(span.low <= truth <= span.high for span in spans) / len(spans) >= 0.9


@pytest.mark.parametrize("wrong", [0, 1])
def test_none_or_all_wrong_is_never_certain(wrong: int) -> None:
    span = spotchecks.weighted_interval([CheckResult(m, wrong) for m in caseloads(30)], 0.95)
    assert span.high - span.low > 0.05


@given(st.lists(st.builds(CheckResult, st.integers(1, 90), st.integers(0, 1)), min_size=20, max_size=60), st.randoms())
def test_the_interval_holds_the_estimate_in_any_order(results: list[CheckResult], chance: Any) -> None:
    span = spotchecks.weighted_interval(results, 0.95)
    assert 0 <= span.low <= span.estimate <= span.high <= 1
    chance.shuffle(results)
    assert spotchecks.weighted_interval(results, 0.95) == span


def test_a_rate_is_said_with_its_count_cohort_day_and_interval() -> None:
    results = tuple(CheckResult(30, int(number < 9)) for number in range(137))
    said = spotchecks.check_rates(spotchecks.RatesInputs(results, "Medium RoSH, London"), on=ON).sentence
    for part in ("Medium RoSH, London", "15 June 2026", "137", "6.6% (3.5% to 12.0%)", "95%"):
        assert part in said


def test_too_few_say_no_rate_at_all() -> None:
    results = tuple(CheckResult(30, 1) for _ in range(9))
    said = spotchecks.check_rates(spotchecks.RatesInputs(results, "made up"), on=ON).sentence
    assert "%" not in said


SEED = "beacon-2026-04-01"
ROWS = b"period,practitioner,case\n2026,PR-1,A1\n2026,PR-1,A2\n2026,PR-2,\n"


def published(rows: bytes = ROWS, *, committed: str = SEED) -> tuple[bytes, bytes]:
    """A frozen list with its commitment, and the seed's file as the draw writes it."""
    frozen = f"# commitment: {spotchecks.commitment(committed)}\n".encode() + rows
    held, seed = spotchecks.read_list(frozen), spotchecks.Revealed(SEED)
    return frozen, spotchecks.seed_file(held, seed, spotchecks.draw_all(held, seed, on=ON)).encode()


def faults(frozen: bytes, seed: bytes) -> list[str]:
    held, revealed = spotchecks.read_list(frozen), spotchecks.read_seed(seed)
    return list(spotchecks.faults(held, revealed, spotchecks.draw_all(held, revealed, on=ON)))


def test_a_draw_as_published_holds() -> None:
    assert faults(*published()) == []


def test_each_way_to_cheat_is_seen() -> None:
    frozen, seed = published()
    lines = seed.decode().splitlines()
    other = {"A1": "A2", "A2": "A1"}[lines[2].split("| ")[-1]]
    cheats = {
        "another case": "\n".join([*lines[:2], f"drawn: 2026 | PR-1 | {other}", lines[3]]),
        "a practitioner left out": "\n".join(lines[:3]),
        "a practitioner added": seed.decode() + "drawn: 2026 | PR-3 | none\n",
        "passed over though not drawn": seed.decode() + f"passed over: 2026 | PR-1 | {other} | ended\n",
    }
    for what, text in cheats.items():
        assert len(faults(frozen, text.encode())) == 1, what
    assert faults(frozen + b"2026,PR-3,B1\n", seed), "the list was added to after the draw"
    assert any("commitment" in fault for fault in faults(*published(committed="another seed")))


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (b"", "bad_heading"),
        (b"practitioner,case\nPR-1,A1\n", "bad_heading"),
        (b"period,practitioner,case\n", "empty_list"),
        (b"period,practitioner,case\n2026,PR-1\n", "bad_row"),
        (b"period,practitioner,case\n2026,,A1\n", "bad_row"),
        (b"period,practitioner,case\n,PR-1,A1\n", "bad_row"),
        (b"period,practitioner,case\n2026,PR-1,A|1\n", "bad_row"),
        (b"period,practitioner,case\n2026,PR-1, A1\n", "bad_row"),
        (b"period,practitioner,case\n2026,PR-1,none\n", "bad_row"),
        (b"period,practitioner,case\n2026,PR-1,\n2026,PR-1,A1\n", "bad_row"),
        (b"period,practitioner,case\n2026,PR-1,A1\n2026,PR-1,A1\n", "duplicate_case"),
        (b"# commitment: 12\nperiod,practitioner,case\n2026,PR-1,A1\n", "bad_commitment"),
        (b"\xff\xfe", "not_text"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused(rows: bytes, code: str) -> None:
    with pytest.raises(RefusedInputError) as refused:
        spotchecks.read_list(rows)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "seed_required"),
        (b"seed:\n", "seed_required"),
        (b"list: abc\ndrawn: 2026 | PR-1 | A1\n", "seed_required"),
        (b"seed: a\nseed: b\n", "seed_required"),
        (b"seed: a\nlucky number\n", "bad_row"),
        (b"seed: a\ndrawn: PR-1 | A1\n", "bad_row"),
        (b"seed: a\ndrawn: 2026 | PR-1 | A1\ndrawn: 2026 | PR-1 | A2\n", "bad_row"),
        (b"seed: a\npassed over: 2026 | PR-1 | A1 | \n", "bad_row"),
        (b"\xff", "not_text"),
    ],
)
def test_a_seed_that_cannot_be_used_is_refused(text: bytes, code: str) -> None:
    with pytest.raises(RefusedInputError) as refused:
        spotchecks.read_seed(text)
    assert refused.value.code == code
