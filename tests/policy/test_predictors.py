"""The predictors' tables, bands and words: what the YAML cases cannot say."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rainer.policy import tables
from rainer.policy.dates import whole_months, whole_years
from rainer.policy.outcome import walk
from rainer.policy.predictors import checks, combined, reoffending, sexual, shared, words
from rainer.policy.predictors.answers import Band, Drug, Form, Motivation, Problem, Relationship, Sex, Where
from rainer.policy.predictors.facts import Facts
from rainer.policy.predictors.faults import Fault, FaultCode
from rainer.policy.predictors.offences import KEY as OFFENCES
from rainer.policy.predictors.offences import offences
from rainer.policy.predictors.scoring import percent_of
from rainer.policy.predictors.terms import model
from rainer.policy.rulebook import NATION, PARAMETERS, Place, RulebookError, national

ON = date(2026, 6, 15)
RECORD = Facts(
    sex=Sex.MALE,
    born_on=date(1991, 7, 17),
    convicted_on=date(2021, 8, 5),
    follow_up_from=date(2021, 12, 12),
    offence_code="02800",
    age_at_first_sanction=19,
    sanctions=6,
    violent_sanctions=2,
)
LIFE = replace(
    RECORD,
    accommodation=Problem.SOME,
    is_unemployed=True,
    partner_relationship=Problem.SIGNIFICANT,
    relationship=Relationship.LIVING_TOGETHER,
    domestic_abuse=True,
    activities=Problem.SOME,
    drug_motivation=Motivation.PARTIAL,
    drugs=frozenset({Drug.HEROIN}),
    chronic_drinking=Problem.SOME,
    binge_drinking=Problem.SOME,
    impulsivity=Problem.NONE,
    pro_criminal_attitudes=Problem.SOME,
)


def _with(key: str, changes: dict[str, Any]) -> Any:
    """A rulebook in which a region changes part of a value."""
    value = national().value(key, on=ON)
    local = replace(value, value={**value.value, **changes}, place=Place(region="Northmarch"))
    return national().with_local([local])


@pytest.mark.parametrize("key", [key for key in national().keys() if key.startswith("predictors.")])  # noqa: SIM118
def test_a_table_named_by_a_parameter_is_the_one_that_was_read(key: str) -> None:
    for value in national().parameter(key).values:
        if isinstance(value.value, dict) and "file" in value.value:
            assert len(tables.rows(value)) == value.value["rows"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"sha256": "0" * 64}, "checksum"),
        ({"rows": 1}, "rows"),
        ({"file": "no_such.csv"}, "no table"),
        ({"file": "../predictors/offences.csv"}, "no table"),
        ({"file": "arp.yaml"}, "no table"),
    ],
)
def test_another_table_is_refused(changes: dict[str, Any], says: str) -> None:
    value = national().value(OFFENCES, on=ON)
    with pytest.raises(RulebookError, match=says):
        tables.rows(replace(value, value={**value.value, **changes}))


def test_a_value_that_names_no_table_is_refused() -> None:
    with pytest.raises(RulebookError, match="names no table"):
        tables.rows(national().value("predictors.limits", on=ON))


def test_every_table_beside_the_parameters_is_named_by_one() -> None:
    named = {
        PARAMETERS.joinpath(*key.split(".")[:-1], value.value["file"])
        for key in national().keys()  # noqa: SIM118 - a Rulebook is no dict
        for value in national().parameter(key).values
        if isinstance(value.value, dict) and "sha256" in value.value
    }
    assert set(PARAMETERS.rglob("*.csv")) == named


def test_the_rulebook_is_loaded_without_reading_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    from rainer.policy import rulebook

    def refuse(self: Path) -> bytes:
        raise AssertionError(f"{self} was read")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert rulebook.load(PARAMETERS).value(OFFENCES, on=ON).value["file"] == "offences.csv"


def test_an_offence_is_found_by_its_code_and_by_words() -> None:
    table = offences(on=ON)
    assert len(table.by_code) == 3039
    assert table.by_code["02800"].category == "burglary_domestic"
    assert [offence.code for offence in table.find("02800")] == ["02800"]
    assert "02801" in {offence.code for offence in table.find("burglary DWELLING")}
    assert {offence.code[:3] for offence in table.find("028")} == {"028"}
    assert table.find("  ") == ()
    assert table.find("no such offence at all") == ()


def test_every_category_has_words_and_every_predictor_a_figure_for_it() -> None:
    table = offences(on=ON)
    used = {offence.category for offence in table.by_code.values()}
    assert used == table.categories.keys()
    for key in (reoffending.ARP, reoffending.VRP, reoffending.SVRP):
        for form in Form:
            assert model(national(), key, ON, NATION).forms[form].offence.keys() == used - {"unknown"}


def test_violent_sanctions_are_counted_by_occasion() -> None:
    table = offences(on=ON)
    assert table.by_code["00101"].is_violent_sanction
    assert not table.by_code["02800"].is_violent_sanction
    assert table.violent_sanctions([["00101", "00102"], ["02800"], ["02800", "00101"], ["99999"], []]) == 2


LIMITS = {
    reoffending.ARP: (50, 75, 90),
    reoffending.VRP: (30, 60, 80),
    reoffending.SVRP: (1, 3, Decimal("6.9")),
}


@pytest.mark.parametrize("key", LIMITS)
def test_a_band_begins_at_its_limit(key: str) -> None:
    used = model(national(), key, ON, NATION)
    bands = (Band.LOW, Band.MEDIUM, Band.HIGH, Band.VERY_HIGH)
    for limit, below, at in zip(LIMITS[key], bands, bands[1:], strict=False):
        assert reoffending.band(Decimal(limit) - Decimal("0.01"), used) is below
        assert reoffending.band(Decimal(limit), used) is at
        assert reoffending.band(Decimal(limit) + Decimal("0.01"), used) is at
    for impossible in ("0.00", "100.00", "-1"):
        with pytest.raises(ValueError, match="between"):
            reoffending.band(Decimal(impossible), used)


def test_points_and_sums_have_their_bands() -> None:
    read = sexual.tables(national(), ON, NATION)
    found = {points: sexual.points_band(points, read) for points in (0, 21, 22, 29, 30, 35, 36, 64)}
    assert [band.value for band in found.values()] == [
        "low", "low", "medium", "medium", "high", "high", "very high", "very high",
    ]  # fmt: skip
    for impossible in (-1, 65):
        with pytest.raises(ValueError, match="between"):
            sexual.points_band(impossible, read)
    combining = combined.combining(national(), ON, NATION)
    shown = {text: combined.band(Decimal(text), combining) for text in ("-0.01", "0", "0.99", "1", "2.99", "3", "6.89")}
    assert [band.value for band in shown.values()] == [
        "not applicable", "low", "low", "medium", "medium", "high", "high",
    ]  # fmt: skip
    assert combined.band(Decimal("6.9"), combining) is Band.VERY_HIGH


@pytest.mark.parametrize(
    ("points", "percent"),
    [(21, "0.51"), (22, "0.60"), (26, "1.12"), (29, "1.80"), (30, "2.11"), (33, "3.36"), (35, "4.57"), (36, "5.31")],
)
def test_points_have_the_published_share(points: int, percent: str) -> None:
    read = sexual.tables(national(), ON, NATION)
    share = sexual.probability(points, read.points.value)
    assert percent_of(share, most=Decimal("99.99")) == Decimal(percent)


@pytest.mark.parametrize(
    ("share", "shown"),
    [(-0.1, "0.00"), (0.0, "0.00"), (0.00005, "0.01"), (0.00004, "0.00"), (0.99994, "99.99"), (0.99995, "99.99"), (1, "99.99")],
)  # fmt: skip
def test_a_percentage_is_never_below_0_and_never_100(share: float, shown: str) -> None:
    assert percent_of(share, most=Decimal("99.99")) == Decimal(shown)


def test_a_sum_is_shown_to_two_decimals_and_never_as_100() -> None:
    read = combined.combining(national(), ON, NATION)
    assert combined.total([Decimal(10), Decimal(5), Decimal("2.5")], 0.0, read) == Decimal("17.50")
    assert combined.total([Decimal(50), Decimal(30), Decimal(30)], 0.0, read) == Decimal("99.99")
    assert combined.total([Decimal(0), Decimal(0), Decimal(0)], 0.0038314176245211, read) == Decimal("0.38")


def test_a_place_may_give_every_other_man_with_a_history_his_share_again() -> None:
    man = Facts(sex=Sex.MALE, has_sexual_history=True, images=0, contact_adult=2, contact_child=0, non_contact=0)
    local = _with(sexual.IIC, {"other_needs": []})
    before, after = (
        sexual.iic_srp(man, on=ON),
        sexual.iic_srp(man, on=ON, place=Place(region="Northmarch"), rulebook=local),
    )
    assert before.answer is not None
    assert after.answer is not None
    assert (before.answer.percent, after.answer.percent) == (Decimal("0.00"), Decimal("0.28"))


@pytest.mark.parametrize(
    ("end", "years", "months"),
    [
        (date(2023, 2, 28), 22, 275),
        (date(2023, 3, 1), 23, 276),
        (date(2024, 2, 28), 23, 287),
        (date(2024, 2, 29), 24, 288),
        (date(2000, 1, 31), -1, 0),
        (date(2000, 1, 29), -1, -1),
    ],
)
def test_somebody_born_on_29_february_is_a_year_older_on_1_march(end: date, years: int, months: int) -> None:
    assert (whole_years(date(2000, 2, 29), end), whole_months(date(2000, 2, 29), end)) == (years, months)


def test_a_part_says_what_it_looked_at_and_what_it_did() -> None:
    said = {step.name: f"{step.label}: {step.found}" for step in reoffending.arp(LIFE, on=ON).steps}
    assert said["rate"].startswith("Rate of sanctions: 6 sanctions over 11 years ")
    assert said["is_unemployed"].startswith("Unemployment: yes added ")
    assert said["impulsivity"] == "Impulsivity: no problems added nothing"
    assert said["drugs.heroin"].startswith("Drugs: heroin added ")
    assert "02800, burglary of a home," in said["offence"]
    assert not {"first_sanction", "gap", "sex", "drugs.crack"} & said.keys(), "parts that do not apply are left out"


def test_the_steps_add_up_to_the_sum_and_rest_on_dated_values() -> None:
    outcome = reoffending.arp(LIFE, on=ON)
    by_name = {step.name: step.result for step in outcome.steps}
    parts = [value for name, value in by_name.items() if name not in ("total", "percent", "band")]
    assert sum(parts) == pytest.approx(by_name["total"], abs=1e-12)
    assert {value.key for value in outcome.values_used()} == {reoffending.ARP, checks.KEY}


def test_a_combined_score_opens_into_those_of_its_parts() -> None:
    facts = replace(LIFE, where=Where.COMMUNITY, has_sexual_history=False)
    outcome = combined.csrp(facts, on=ON)
    assert {"svrp", "dc_srp", "iic_srp", "rate", "applies"} <= {step.name for step in walk(outcome.steps)}
    assert combined.KEY in {value.key for value in outcome.values_used()}


def test_a_score_is_an_estimate_of_people_and_a_static_one_is_called_static() -> None:
    outcome = reoffending.arp(RECORD, on=ON)
    assert outcome.sentence == (
        "12.40% of people with these characteristics reoffend within two years: low. "
        "Static: worked out from the record alone."
    )
    assert outcome.notes[0].startswith("Not answered: suitability of accommodation, unemployment, ")


def test_what_is_lacking_is_named_in_words() -> None:
    outcome = reoffending.arp(replace(RECORD, born_on=None, sanctions=1000), on=ON)
    assert outcome.missing == ("date of birth", "the number of sanctions is out of range")
    assert outcome.sentence == "Cannot be calculated."
    combined_outcome = combined.csrp(RECORD, on=ON)
    assert "whether in custody or in the community" in combined_outcome.missing
    assert combined_outcome.missing[-1] == "cannot be calculated: DC-SRP, IIC-SRP"


def test_every_input_and_every_fault_has_words() -> None:
    assert set(words.INPUTS) == {*Facts.__dataclass_fields__, "on"}
    own = {FaultCode.MISSING_MANDATORY_INPUT, FaultCode.MISSING_DYNAMIC_INPUT, FaultCode.COMPONENT}
    published = {code for code in FaultCode if code not in words.FAULTS} - own
    assert all(words.fault_words(Fault(code)) != code.value for code in words.FAULTS)
    # Codes of the screens and of the third generation, which these predictors never raise.
    assert published == {*shared.FAULTS, FaultCode.UNEXPECTED}
    assert words.input_words("drugs.crack") == "crack cocaine"
