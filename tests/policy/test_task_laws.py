"""Laws of tasks: a fact that appears ends its task and no other, risk is never paused, nothing vanishes from Today."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rainer.policy import framework as f
from rainer.policy import tasks as t
from rainer.policy.assessment.areas import Area
from rainer.policy.plan import AreaNeed, NeedsInputs
from rainer.policy.rulebook import NATION, Source, Status, Value, national

ON = date(2026, 11, 9)
NEXT_YEAR = date(2027, 11, 9)
recent = st.dates(date(2026, 9, 1), ON)
ROSH = ("very_high", "high", "medium", "low", "not_recorded")
risks = st.builds(
    f.CaseRisk,
    rosh=st.sampled_from(ROSH),
    mappa_level=st.sampled_from((None, 1, 2)),
    registrations=st.frozensets(st.sampled_from(("RCPR", "WEAP")), max_size=1),
)
statuses = st.none() | st.builds(
    f.FrameworkStatus,
    colour=st.sampled_from(("green", "amber", "red")),
    starts=st.just(date(2026, 10, 1)),
    review_by=st.sampled_from((None, date(2026, 11, 8), date(2026, 11, 20))),
    authoriser_role=st.just("chief_officer"),
)


@st.composite
def cases(draw: Any) -> t.CaseFacts:
    """A case in the community in which every family of facts may leave something to do."""

    def some(of: Callable[[str], Any]) -> tuple[Any, ...]:
        return (of("1"),) if draw(st.booleans()) else ()

    def under_way(_n: str) -> t.BreachFact:
        status = draw(st.sampled_from(("referred", "pack_drafted", "manager_check", "laid", "listed", "proved")))
        return t.BreachFact("breach:2", draw(recent), None, ON, status, hearing_on=date(2026, 11, 20))

    starts = draw(recent)
    return t.CaseFacts(
        person="X000001",
        risk=draw(risks),
        tier_v3=draw(st.sampled_from((None, "A", "C", "G"))),
        sentences=(
            t.SentenceFact(
                "sentence:1",
                starts,
                ends=draw(st.none() | st.dates(ON, date(2027, 6, 1))),
                first_attended_on=draw(st.none() | st.dates(starts, ON)),
            ),
        ),
        seen=t.SeenFacts(*(draw(st.none() | recent) for _ in range(3))),
        assessment=t.AssessmentFacts(
            draw(st.none() | st.dates(date(2025, 10, 1), ON)), None, draw(st.none() | st.dates(date(2025, 10, 1), ON))
        ),
        plan=t.PlanFacts(
            not_answered_on=draw(st.none() | recent),
            steps=some(lambda n: t.PlanDay(f"step:{n}", "Ring the fund", draw(recent))),
            goals=some(lambda n: t.PlanDay(f"goal:{n}", "Get my licence", draw(recent))),
            needs=draw(st.none() | st.just(NeedsInputs((AreaNeed(Area.FINANCES, is_high=True),)))),
        ),
        licence=t.LicenceFact("licence:1", 2, draw(recent), draw(st.sampled_from((1, 2)))),
        appointments=some(lambda n: t.AppointmentFact(f"contact:{n}", draw(recent), time(10), "COAP")),
        absences=some(lambda n: t.AbsenceFact(f"contact:a{n}", draw(recent))),
        replies=some(lambda n: t.ReplyFact(f"action:{n}", "Letter", draw(st.none() | recent))),
        warnings=some(lambda n: t.WarningFact(f"contact:w{n}", draw(recent))),
        breaches=some(lambda n: t.BreachFact(f"breach:{n}", draw(recent))) + some(under_way),
        recalls=some(
            lambda n: t.RecallFact(f"recall:{n}", draw(recent), None, datetime.fromisoformat("2026-11-08 10:00"))
        ),
        registrations=some(
            lambda n: t.RegistrationFact(
                f"registration:{n}", "RCCO", "Child concerns", draw(recent), draw(st.none() | recent)
            )
        ),
        changes=some(lambda n: t.ChangeFact(f"change:{n}", "Arrest", draw(recent))),
        requirements=some(lambda n: t.RequirementFact(f"requirement:{n}", "F", "Activity days", draw(recent))),
        check_ins=some(lambda n: t.CheckInFact(f"checkin:{n}", draw(recent))),
        signals=some(lambda n: t.SignalFact(f"signal:{n}", "Say what you weighed.", draw(recent))),
    )


def every(facts: tuple[Any, ...], **changed: Any) -> tuple[Any, ...]:
    return tuple(replace(fact, **changed) for fact in facts)


def seen_today(case: t.CaseFacts, *, visit: bool) -> t.CaseFacts:
    seen = replace(
        case.seen, last_contact=ON, last_in_person=ON, last_home_visit=ON if visit else case.seen.last_home_visit
    )
    return replace(case, seen=seen, sentences=every(case.sentences, first_attended_on=ON))


CLOSES: dict[str, Callable[[t.CaseFacts], t.CaseFacts]] = {
    "appointment": lambda c: replace(c, appointments=every(c.appointments, outcome_code="ATTC")),
    "outcome_missing": lambda c: replace(c, appointments=every(c.appointments, outcome_code="ATTC")),
    "absence_decision": lambda c: replace(c, absences=every(c.absences, decided_on=ON)),
    "enforcement_response": lambda c: replace(c, replies=every(c.replies, dealt_with_on=ON)),
    "warning_letter": lambda c: replace(c, warnings=every(c.warnings, sent_on=ON)),
    "breach_referral": lambda c: replace(c, breaches=every(c.breaches, started_on=ON)),
    "breach_answer": lambda c: replace(c, breaches=every(c.breaches, pack_made_on=NEXT_YEAR)),
    **dict.fromkeys(
        ("breach_pack", "breach_listing", "breach_hearing", "breach_outcome"),
        lambda c: replace(c, breaches=every(c.breaches, status="outcome_recorded")),
    ),
    "recall_rationale": lambda c: replace(c, recalls=every(c.recalls, rationale_on=ON)),
    "recall_request": lambda c: replace(
        c, recalls=every(c.recalls, part_a_sent_at=datetime.fromisoformat("2026-11-09 09:00"))
    ),
    "registration_review": lambda c: replace(c, registrations=every(c.registrations, next_review=NEXT_YEAR)),
    "flag_without_review": lambda c: replace(c, registrations=every(c.registrations, next_review=NEXT_YEAR)),
    "first_appointment": lambda c: seen_today(c, visit=False),
    "next_contact": lambda c: seen_today(c, visit=False),
    "in_person_contact": lambda c: seen_today(c, visit=False),
    "home_visit": lambda c: seen_today(c, visit=True),
    "first_assessment": lambda c: replace(c, assessment=replace(c.assessment, assessed_on=ON)),
    "first_plan": lambda c: replace(c, assessment=replace(c.assessment, planned_on=ON)),
    "assessment_review": lambda c: replace(c, assessment=replace(c.assessment, assessed_on=ON)),
    "plan_review": lambda c: replace(c, assessment=replace(c.assessment, planned_on=ON)),
    "plan_agreement": lambda c: replace(c, plan=replace(c.plan, not_answered_on=None)),
    "plan_step": lambda c: replace(c, plan=replace(c.plan, steps=())),
    "plan_goal": lambda c: replace(c, plan=replace(c.plan, goals=())),
    "plan_need": lambda c: replace(c, plan=replace(c.plan, needs=None)),
    "change_review": lambda c: replace(c, changes=every(c.changes, finished_on=ON)),
    "licence_unread": lambda c: replace(c, licence=replace(c.licence, seen_version=2) if c.licence else None),
    "end_review": lambda c: replace(c, sentences=every(c.sentences, end_reviewed_on=ON)),
    "requirement_off_track": lambda c: replace(c, requirements=every(c.requirements, off_track_since=None)),
    "checkin_review": lambda c: replace(c, check_ins=every(c.check_ins, reviewed_on=ON)),
    "signal_to_weigh": lambda c: replace(c, signals=every(c.signals, weighed_on=ON)),
}
# Seeing the person once does for all of these at once.
BY_SEEING = {"first_appointment", "next_contact", "in_person_contact", "home_visit"}


def test_every_kind_has_a_fact_that_ends_it() -> None:
    assert set(CLOSES) == set(t.task_kinds(on=ON)) - {"typed"}


@settings(max_examples=300)
@given(cases())
def test_the_fact_that_appears_ends_its_task_and_no_other(case: t.CaseFacts) -> None:
    before = {task.key: task for task in t.derive(case, on=ON)}
    for task in before.values():
        after = {task.key: task for task in t.derive(CLOSES[task.kind](case), on=ON)}
        gone, new = before.keys() - after.keys(), after.keys() - before.keys()
        assert task.key in gone
        assert not new
        alike = {key for key in gone if before[key].kind in BY_SEEING} if task.kind in BY_SEEING else {task.key}
        assert gone == alike
        assert all((after[key].due, after[key].at) == (before[key].due, before[key].at) for key in after)


@settings(max_examples=100)
@given(cases())
def test_each_task_is_there_once_with_a_reason_and_what_it_rests_on(case: t.CaseFacts) -> None:
    found = t.derive(case, on=ON)
    assert len({task.key for task in found}) == len(found)
    for task in found:
        assert task.why.endswith(".")
        assert len(task.key) <= 80
        own_day = ("registration_review", "enforcement_response", "breach_hearing", "plan_step", "plan_goal")
        assert task.values or task.kind in own_day


@settings(max_examples=150)
@given(cases(), statuses)
def test_nothing_vanishes_from_today_and_risk_is_never_paused(
    case: t.CaseFacts, status: f.FrameworkStatus | None
) -> None:
    items = []
    for task in t.derive(case, on=ON):
        answer = t.priority_of(task, case=case.risk, status=status, on=ON).answer
        assert answer is not None
        items.append(t.TodayItem(task, answer, case.risk.rosh, "Ellis"))
    for item in items:
        protected = (
            case.risk.rosh in ("very_high", "high", "not_recorded")
            or case.risk.mappa_level == 2
            or "RCPR" in case.risk.registrations
        )
        if item.priority.priority == "paused":
            assert not item.task.bears_on_risk
            assert not protected
            assert status is not None
            assert (item.priority.until, status.colour) == (status.review_by, "red")
            assert "You are not expected to do this." in item.priority.words
        if item.task.due is not None and item.task.due <= ON:
            assert item.priority.priority in ("must", "paused")
    ordered = t.order(items)
    assert sorted(i.task.key for i in ordered) == sorted(i.task.key for i in items if i.priority.priority != "later")
    words = [("must", "should", "paused").index(item.priority.priority) for item in ordered]
    assert words == sorted(words)


def item(
    name: str, priority: t.PriorityWord, due: date | None, at: time | None = None, rosh: Any = "low"
) -> t.TodayItem:
    task = t.DerivedTask("typed", "A task", name, f"task:{name}", due, "Typed in.", "the date it was given", at=at)
    permission = f.Permission("do", pause_refusal="not_in_framework")
    return t.TodayItem(task, t.Priority(priority, "", False, permission), rosh, name)


def test_the_order_within_today() -> None:
    rows = [
        item("paused", "paused", date(2026, 11, 1)),
        item("later", "later", date(2027, 1, 1)),
        item("should without a date", "should", None),
        item("should on Thursday", "should", date(2026, 11, 12)),
        item("must by the end of today, B", "must", ON),
        item("must by the end of today, A", "must", ON),
        item("must by the end of today, not recorded", "must", ON, rosh="not_recorded"),
        item("must by the end of today, very high", "must", ON, rosh="very_high"),
        item("must at 15:30", "must", ON, time(15, 30)),
        item("must at 09:30", "must", ON, time(9, 30)),
        item("must since Friday", "must", date(2026, 11, 6)),
        item("must by Wednesday", "must", date(2026, 11, 11)),
    ]
    assert [row.name_ref for row in t.order(rows)] == [
        "must since Friday",
        "must at 09:30",
        "must at 15:30",
        "must by the end of today, very high",
        "must by the end of today, not recorded",
        "must by the end of today, A",
        "must by the end of today, B",
        "must by Wednesday",
        "should on Thursday",
        "should without a date",
        "paused",
    ]


def test_the_words_of_a_day() -> None:
    inputs = t.DayInputs(444, (45, 60, 45, 60), ("absence_decision", "first_plan", "absence_decision"))
    outcome = t.fits_the_day(inputs, on=ON)
    assert outcome.sentence == (
        "Time today 7 h 24. In appointments 3 h 30. Musts usually take about 2 h 40. It fits, with 1 h 14 for the rest."
    )
    assert outcome.rests_on_assumption
    over = t.fits_the_day(t.DayInputs(60, (60, 45)), on=ON)
    assert over.sentence.endswith("It is 0 h 45 too much.")


def test_the_plan_shows_the_date_of_the_published_measure_beside_its_own() -> None:
    case = t.CaseFacts(
        "X000001",
        f.CaseRisk("low"),
        sentences=(t.SentenceFact("sentence:1", date(2022, 12, 22), first_attended_on=date(2023, 1, 3)),),
    )
    plan = next(task for task in t.derive(case, on=date(2023, 1, 4)) if task.kind == "first_plan")
    assert plan.due == date(2023, 1, 17)
    assert "The published measure counts from the first attendance: 24 January 2023." in plan.why
    assert [value.key for value in plan.values] == [
        "tasks.due.first_assessment",
        "tasks.due.plan_after_first_attendance",
    ]


def local(key: str, value: Any) -> Value:
    source = Source("A decision of the place", "", ON)
    return Value(key, value, ON, NATION, Status.CHOSEN, source, Status.CHOSEN)


@pytest.mark.parametrize(("days", "needs"), [(1, False), (2, False), (3, True)])
def test_a_place_may_ask_for_a_reason_above_more_days(days: int, needs: bool) -> None:
    shipped = national().value("tasks.settings", on=ON).value
    book = national().with_local([local("tasks.settings", {**shipped, "snooze_reason_above_days": 2})])
    answer = t.may_snooze(t.SnoozeInputs("plan_review", "should", days), on=ON, rulebook=book).answer
    assert answer is not None
    assert (answer.refusal == "reason_needed") is needs


def test_a_place_that_sets_a_limit_for_warnings_gives_them_a_date_from_that_day() -> None:
    case = t.CaseFacts("X000001", warnings=(t.WarningFact("contact:1", date(2026, 11, 5)),))
    targets = {"send_warning": 2, "first_hearing": None, "conclusion": None}
    book = national().with_local([local("enforcement.unset_targets", targets)])
    assert [task.due for task in t.derive(case, on=ON, rulebook=book)] == [date(2026, 11, 9)]
    assert [task.due for task in t.derive(case, on=ON - timedelta(days=1), rulebook=book)] == [None]


def test_minutes_are_known_for_every_kind() -> None:
    assert national().value("tasks.minutes", on=ON).value.keys() == t.task_kinds(on=ON).keys()


def test_every_framework_row_a_kind_names_is_in_the_table() -> None:
    table = {row["task"] for row in national().value("framework.tasks", on=ON).value["tasks"]}
    for kind in t.task_kinds(on=ON).values():
        named = {*kind.framework_task_by_requirement.values(), *([kind.framework_task] if kind.framework_task else [])}
        assert named <= table
