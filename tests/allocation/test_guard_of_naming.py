"""The guard's table, every cell of it, as the operation keeps it; holds, caps and absences beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from rainer.allocation.models import Allocation, StaffSafetyTalk
from rainer.allocation.operations.conditions import Details
from rainer.allocation.operations.naming import name_practitioner
from rainer.allocation.operations.talk import record_staff_safety_talk
from rainer.cases.models import Case
from rainer.common.errors import BadInputError, NotAllowedError, NotThereError, RefusedError, RestrictedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.workforce.models import Absence, Mentoring, PractitionerTeam, ReturnPlan
from rainer.workload.models import WorkloadAction
from tests import make
from tests.cast import World

TODAY = date(2026, 11, 9)
COLUMNS = {
    "trainee": ("TPO", TODAY - timedelta(days=400)),
    "new_pso": ("PSO", date(2025, 11, 10)),  # one day short of twelve months
    "pso": ("PSO", date(2025, 11, 9)),  # twelve months to the day
    "nqo": ("PO", date(2025, 11, 10)),
    "po": ("PO", date(2025, 11, 9)),
}
ROWS: dict[str, dict[str, object]] = {
    "very_high": {"rosh": "very_high"},
    "mappa_2": {"rosh": "low", "mappa_level": 2},
    "mappa_3": {"rosh": "low", "mappa_level": 3},
    "high": {"rosh": "high"},
    "not_recorded": {"rosh": "not_recorded"},
    "sexual_offence": {"rosh": "low", "sexual_offence": True},
    "not_known_offence": {"rosh": "low", "sexual_offence": None},
    "injury": {"rosh": "medium", "domestic_abuse_with_injury": True},
    "medium": {"rosh": "medium"},
    "low": {"rosh": "low"},
}
TOP = {"trainee": "no", "new_pso": "no", "pso": "no", "nqo": "reason", "po": "yes"}
HIGH = {"trainee": "no", "new_pso": "no", "pso": "reason", "nqo": "yes", "po": "yes"}
REST = {"trainee": "with_tutor", "new_pso": "yes", "pso": "yes", "nqo": "yes", "po": "yes"}
TABLE = {
    "very_high": TOP, "mappa_2": TOP, "mappa_3": TOP,
    "high": HIGH, "not_recorded": HIGH, "sexual_offence": HIGH, "not_known_offence": HIGH, "injury": HIGH,
    "medium": REST, "low": REST,
}  # fmt: skip


def officer(world: World, column: str = "po", **fields: object) -> PractitionerTeam:
    grade, since = COLUMNS[column]
    return make.practitioner_team(
        practitioner=make.practitioner(grade=grade, in_grade_since=since, **fields), team=world.fellside
    )


def facts(case: Case, **given: object) -> Case:
    for name, value in {
        "sexual_offence": False,
        "domestic_abuse_with_injury": False,
        "mappa_level": None,
        **given,
    }.items():
        setattr(case, name, value)
    case.save()
    return case


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("row", ROWS)
def test_every_cell_of_the_table(world: World, acting: Callable[[str], Acting], row: str, column: str) -> None:
    case, to = facts(world.waiting, **ROWS[row]), officer(world, column)
    expected = TABLE[row][column]

    def name(**details: str) -> None:
        name_practitioner(acting=acting("senior"), case_id=case.pk, to_id=to.pk, details=Details(**details))

    if expected == "yes":
        name()
    elif expected == "reason":
        with pytest.raises(BadInputError, match="written reason") as asked:
            name()
        assert "guard_reason" in asked.value.facts["errors"]
        name(guard_reason="Knows the family")
    else:
        with pytest.raises(RefusedError, match="tutor" if expected == "with_tutor" else r"\(rule\)"):
            name()
        assert not Allocation.objects.exists()
        name(guard_reason="Nobody else is left in the county")
        assert LogEntry.objects.filter(name="allocation_guard_overridden").count() == 1
    assert Allocation.objects.get().guard_verdict == expected


def test_a_trainee_with_a_tutor_named_may_take_a_low_risk_person(world: World, acting: Callable[[str], Acting]) -> None:
    case, to = facts(world.waiting, rosh="low"), officer(world, "trainee")
    Mentoring.objects.create(kind="tutor", mentor=world.aisha.practitioner, learner=to.practitioner, starts=TODAY)
    name_practitioner(acting=acting("senior"), case_id=case.pk, to_id=to.pk)
    assert Allocation.objects.get().guard_verdict == "with_tutor"


@pytest.mark.parametrize("column", COLUMNS)
def test_a_staff_safety_flag_needs_the_talk_whoever_it_is(
    world: World, acting: Callable[[str], Acting], column: str
) -> None:
    case, to = facts(world.waiting, rosh="low"), officer(world, column)
    make.registration(case.person, "RISK", is_staff_safety=True)
    by = acting("senior")
    with pytest.raises(RefusedError, match="Talk with"):
        name_practitioner(acting=by, case_id=case.pk, to_id=to.pk, details=Details(guard_reason="x y z"))
    record_staff_safety_talk(acting=by, case=case, to=to, answer="yes")
    name_practitioner(acting=by, case_id=case.pk, to_id=to.pk, details=Details(guard_reason="Agreed after the talk"))
    assert Case.objects.get(pk=case.pk).practitioner_team == to


def test_someone_who_declined_is_not_named_and_no_words_are_kept(world: World, acting: Callable[[str], Acting]) -> None:
    case, to = facts(world.waiting, rosh="low"), officer(world)
    make.registration(case.person, "RISK", is_staff_safety=True)
    by = acting("senior")
    record_staff_safety_talk(acting=by, case=case, to=to, answer="no", support="said something private")
    assert StaffSafetyTalk.objects.get().support == ""
    with pytest.raises(RefusedError, match="someone else"):
        name_practitioner(acting=by, case_id=case.pk, to_id=to.pk, details=Details(guard_reason="Insist"))


@pytest.mark.parametrize(("last_day", "refused"), [(TODAY, True), (TODAY - timedelta(days=1), False)])
def test_new_cases_held_by_the_manager(
    world: World, acting: Callable[[str], Acting], last_day: date, refused: bool
) -> None:
    case, to = facts(world.waiting, rosh="low"), officer(world)
    WorkloadAction.objects.create(
        practitioner_team=to, threshold="act", from_reading=TODAY, percent=120, due=TODAY, chosen="hold_allocations",
        hold_until=last_day, chosen_by=world.users["senior"], chosen_at=make.at(TODAY),
    )  # fmt: skip
    if refused:
        with pytest.raises(RefusedError, match="new cases are held until 9 Nov"):
            name_practitioner(acting=acting("senior"), case_id=case.pk, to_id=to.pk)
    else:
        name_practitioner(acting=acting("senior"), case_id=case.pk, to_id=to.pk)


def test_a_return_plan_caps_new_people_in_a_week(world: World, acting: Callable[[str], Acting]) -> None:
    to = officer(world)
    ReturnPlan.objects.create(practitioner_team=to, starts=TODAY, ends=TODAY + timedelta(days=27), new_cases_a_week=1)
    first, second = facts(world.waiting, rosh="low"), facts(make.case(team=world.fellside), rosh="low")
    name_practitioner(acting=acting("senior"), case_id=first.pk, to_id=to.pk)
    with pytest.raises(RefusedError, match="1 new a week, all given"):
        name_practitioner(acting=acting("senior"), case_id=second.pk, to_id=to.pk)


@pytest.mark.parametrize(
    ("kind", "refused"), [("sickness", True), ("leave", False), ("training", False), ("long_leave", True)]
)
def test_who_is_away(world: World, acting: Callable[[str], Acting], kind: str, refused: bool) -> None:
    case, to = facts(world.waiting, rosh="low"), officer(world)
    Absence.objects.create(practitioner=to.practitioner, kind=kind, starts=TODAY)
    if refused:
        with pytest.raises(RefusedError):
            name_practitioner(acting=acting("senior"), case_id=case.pk, to_id=to.pk)
    else:
        name_practitioner(acting=acting("senior"), case_id=case.pk, to_id=to.pk)


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"email": ""}, "no e-mail"), ({"left_on": TODAY}, "no longer"), ({"grade": "SPO"}, "not a grade")],
)
def test_who_can_never_be_chosen(
    world: World, acting: Callable[[str], Acting], fields: dict[str, object], words: str
) -> None:
    to = make.practitioner_team(practitioner=make.practitioner(**fields), team=world.fellside)
    with pytest.raises(RefusedError, match=words):
        name_practitioner(
            acting=acting("senior"), case_id=world.waiting.pk, to_id=to.pk, details=Details(guard_reason="Please")
        )


def test_limited_access_keeps_a_practitioner_from_being_named(world: World, acting: Callable[[str], Acting]) -> None:
    make.exclusion(world.waiting.person, world.users["practitioner"])
    with pytest.raises(RefusedError, match="limited access"):
        name_practitioner(acting=acting("senior"), case_id=world.waiting.pk, to_id=world.aisha.pk)
    without_account = officer(world)
    with pytest.raises(RefusedError, match="limited access"):
        name_practitioner(acting=acting("senior"), case_id=world.waiting.pk, to_id=without_account.pk)


def test_who_may_name(world: World, acting: Callable[[str], Acting]) -> None:
    for role in ("practitioner", "case_administrator", "analyst"):
        with pytest.raises(NotAllowedError):
            name_practitioner(acting=acting(role), case_id=world.waiting.pk, to_id=world.aisha.pk)
    with pytest.raises(NotThereError):
        name_practitioner(acting=acting("senior"), case_id=world.far.pk, to_id=world.aisha.pk)
    with pytest.raises(NotThereError):
        name_practitioner(acting=acting("senior"), case_id=world.waiting.pk, to_id=world.ben.pk)
    with pytest.raises(RestrictedError):
        name_practitioner(acting=acting("head_of_unit"), case_id=world.limited.pk, to_id=world.aisha.pk)


def test_links_are_not_allowed_in_notes(world: World, acting: Callable[[str], Acting]) -> None:
    with pytest.raises(BadInputError, match="links"):
        name_practitioner(
            acting=acting("senior"),
            case_id=world.waiting.pk,
            to_id=world.aisha.pk,
            details=Details(notes="see https://x.example"),
        )
