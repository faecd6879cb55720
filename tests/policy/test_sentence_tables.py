"""The tables of requirements, licences, HDC and parole, and the functions that read them."""

from datetime import date, time
from typing import Any

import pytest

from rainer.policy import hdc, licence, parole, requirements
from rainer.policy.coming_changes import coming_changes
from rainer.policy.dates import add_months, counted, date_words
from rainer.policy.outcome import as_data
from rainer.policy.rulebook import NoValueInForceError, RulebookError, Status, national

ON = date(2026, 11, 25)


def test_the_kinds_of_additional_condition_add_up_to_their_version() -> None:
    current = licence.current_version(on=ON)
    categories = licence.additional_categories(current.version, on=ON)
    assert current.version == "4.0"
    assert len(categories) == 16
    assert sum(category.count for category in categories) == current.additional == 66


@pytest.mark.parametrize("version", ["3.0", "4.0"])
def test_a_version_has_as_many_standard_conditions_as_its_table_says(version: str) -> None:
    table = {row.version: row for row in licence.policy_versions(on=ON)}
    conditions = licence.standard_conditions(version, on=ON)
    assert len(conditions) == len({c.code for c in conditions}) == table[version].standard


def test_a_code_alone_never_finds_a_condition() -> None:
    older = licence.standard_condition("3.0", "visits", on=ON)
    newer = licence.standard_condition("4.0", "visits", on=ON)
    assert older != newer
    assert "KEEP_IN_TOUCH" in newer.recall_keys
    assert "KEEP_IN_TOUCH" not in older.recall_keys
    with pytest.raises(RulebookError, match=r"4\.0 .* no standard condition keep_in_touch"):
        licence.standard_condition("4.0", "keep_in_touch", on=ON)


def test_every_recall_key_of_a_version_belongs_to_one_condition() -> None:
    for version in ("3.0", "4.0"):
        keys = [key for c in licence.standard_conditions(version, on=ON) for key in c.recall_keys]
        assert len(keys) == len(set(keys)) == 9


def test_a_version_of_which_only_the_number_is_known_has_no_list() -> None:
    assert licence.standard_conditions("1.0", on=ON) == ()
    assert licence.additional_categories("1.0", on=ON) == ()


def test_a_new_version_has_no_top_up_supervision() -> None:
    current = licence.current_version(on=ON)
    assert (current.pss_standard, current.pss_additional) == (0, 0)


@pytest.mark.parametrize("key", ["licence.statuses", "parole.report_stages"])
def test_moves_lead_from_a_stage_to_a_stage_and_every_stage_is_reached(key: str) -> None:
    table: dict[str, Any] = national().value(key, on=ON).value
    labels, moves = set(table["labels"]), table["moves"]
    assert set(moves) == labels
    reached = {stage for follow in moves.values() for stage in follow}
    assert reached <= labels
    assert labels - reached == {next(iter(table["labels"]))}, "only the first stage is reached from nowhere"


def test_a_stage_that_is_none_is_a_fault() -> None:
    with pytest.raises(RulebookError, match="no stage called lost"):
        parole.report_move(parole.Move("listed", "lost"), on=ON)


def test_every_licence_kind_has_words_and_time_served_no_hard_stop() -> None:
    kinds = licence.licence_kinds(on=ON)
    assert len(kinds) == 7
    assert all(kinds.values())
    outcome = licence.hard_stop_warning_date(licence.HardStopInputs(ON, "time_served"), on=ON)
    assert (outcome.answer, outcome.missing) == (None, ())
    assert len(licence.licence_statuses(on=ON)) == 13


def test_eleven_criteria_exclude_and_seven_make_unsuitable() -> None:
    groups = [criterion.group for criterion in hdc.criteria(on=ON)]
    assert groups == ["excluded"] * 11 + ["presumed_unsuitable"] * 7
    assert [c.code for c in hdc.criteria(on=ON) if c.fails_if == "all"] == ["rosh-and-mappa"]
    assert "electricity" in hdc.address_checks(on=ON)


def test_an_unknown_criterion_is_a_fault() -> None:
    with pytest.raises(RulebookError, match="no criterion called luck"):
        hdc.criterion_met(hdc.CriterionInputs("luck"), on=ON)


def test_before_the_180_day_scheme_there_is_no_answer() -> None:
    inputs = hdc.EligibilityInputs(date(2023, 1, 1), 100)  # type: ignore[arg-type]
    with pytest.raises(NoValueInForceError):
        hdc.eligibility_date(inputs, on=date(2023, 6, 5))


@pytest.mark.parametrize(
    ("code", "kind"),
    [("F", "rehabilitation_activity"), ("W", "unpaid_work"), ("W1", "unpaid_work"), ("C", "programme"),
     ("CURE", "curfew"), ("YRC2", "curfew"), ("AAR", "alcohol_abstinence")],
)  # fmt: skip
def test_a_code_of_another_system_stands_for_one_kind(code: str, kind: str) -> None:
    found = requirements.kind_of_code(code, on=ON)
    assert found is not None
    assert found.kind == kind


def test_kinds_are_named_once_and_their_codes_are_not_shared() -> None:
    kinds = requirements.requirement_kinds(on=ON)
    assert len({kind.kind for kind in kinds}) == len(kinds) == 15
    codes = [code for kind in kinds for code in kind.codes]
    assert len(codes) == len(set(codes))
    assert requirements.kind_of_code("ZZ", on=ON) is None
    assert {k.short for k in kinds if k.needs_consent} == {"DRR", "ATR", "MHTR"}
    with pytest.raises(RulebookError, match="no kind called luck"):
        requirements.requirement_kind("luck", on=ON)


def test_a_coming_change_is_news_from_the_day_the_act_was_made_and_has_no_day() -> None:
    assert coming_changes("licence", on=date(2026, 1, 21)) == ()
    (change,) = licence.coming_conditions(on=date(2026, 1, 22))
    assert change.starts is None
    assert "no day is set yet" in change.sentence
    assert {c.code for c in requirements.coming_requirements(on=ON)} == {"rar_maximum", "new_requirements"}


def test_the_end_of_the_twelve_months_is_marked_as_assumed() -> None:
    value = national().value("unpaid_work.months_to_complete", on=date(2026, 5, 11))
    assert (value.status, value.date_status) == (Status.PUBLISHED, Status.ASSUMED)
    inputs = requirements.DoByInputs(date(2026, 1, 1), date(2027, 12, 31))
    assert requirements.do_by(inputs, on=ON).rests_on_assumption


def test_reviews_are_ordered_by_the_hearing_or_the_report() -> None:
    hearing, report = date(2026, 9, 1), date(2026, 6, 1)
    assert parole.review_order(target_hearing_date=hearing, report_due=report) == hearing
    assert parole.review_order(target_hearing_date=None, report_due=report) == report
    assert parole.review_order(target_hearing_date=None, report_due=None) is None


def test_one_line_for_a_requirement() -> None:
    inputs = requirements.ProgressInputs(
        "rehabilitation_activity",
        ordered=20,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        contacts=(
            requirements.RequirementContact(date(2026, 3, 2), True, True),
            requirements.RequirementContact(date(2026, 7, 9)),
        ),
    )
    outcome = requirements.requirement_progress(inputs, on=date(2026, 7, 2))
    assert outcome.sentence == (
        "Rehabilitation activity: 1 of 20 days done, 1 day booked, 19 days left, to 31 December 2026. "
        "Not on track: behind by 8 days: 9 days expected by now."
    )
    assert as_data(outcome)["answer"]["ends_on"] == "2026-12-31"


def test_one_line_for_unpaid_work_is_in_hours_and_minutes() -> None:
    inputs = requirements.ProgressInputs(
        "unpaid_work",
        ordered=2400,
        adjustment_minutes=-30,
        starts_on=date(2026, 6, 1),
        order_ends_on=date(2027, 5, 31),
        contacts=(requirements.RequirementContact(date(2026, 6, 8), True, True, 360),),
    )
    outcome = requirements.requirement_progress(inputs, on=date(2026, 6, 10))
    assert outcome.sentence == (
        "Unpaid work: 6 hours of 39 hours 30 minutes done, 33 hours 30 minutes left, to 31 May 2027. "
        "On track: it is in its first 28 days."
    )
    assert outcome.rests_on_assumption, "the day the twelve months end is assumed"


def test_the_times_of_a_schedule_print_as_text() -> None:
    allocation = requirements.ProjectAllocation("A", "P", "WEEKLY", 0, time(10), time(14), date(2026, 6, 15))
    outcome = requirements.schedule(requirements.ScheduleInputs(240, (allocation,)), on=date(2026, 6, 15))
    assert as_data(outcome)["answer"]["to_book"][0]["start"] == "10:00:00"


def test_dates_and_numbers_in_words() -> None:
    assert date_words(date(2027, 3, 4)) == "4 March 2027"
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 15), -1) == date(2025, 12, 15)
    assert (counted(1, "day"), counted(1200, "day"), counted(0, "day")) == ("1 day", "1,200 days", "0 days")
    assert requirements.hours_words(0) == "0 hours"
    assert requirements.hours_words(61) == "1 hour 1 minute"
    assert requirements.hours_words(45) == "45 minutes"
