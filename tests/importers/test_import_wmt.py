"""Bring in a nightly extract: what is written, what a fault stops, the same file again, another file for a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.files import File

from rainer.common import clock
from rainer.common.errors import BadInputError, ChangedMeanwhileError, RefusedError
from rainer.common.models import LogEntry
from rainer.importers import command, operations
from rainer.importers.models import ImportRun
from rainer.importers.operations import Received
from rainer.importers.wmt.renaming import GRADE, Renaming
from rainer.organisation.access import Acting
from rainer.organisation.models import Practitioner, Team
from rainer.policy.rulebook import national
from rainer.workforce.models import ContractedHours, PractitionerTeam, Reduction
from rainer.workload.inputs import load_inputs
from rainer.workload.kept import facts_of
from rainer.workload.models import CurrentLoad, ExtractCount, LoadReading, SupportContact
from rainer.workload.operations import refresh_load
from tests import make
from tests.importers import workbooks
from tests.importers.workbooks import person

pytestmark = pytest.mark.django_db
State = ImportRun.State
GOLDEN = Path(__file__).parents[3] / "shared" / "data" / "wmt" / "region.xlsx"


@pytest.fixture
def write(tmp_path, today):
    """Write an extract whose support contact is of today; `sheets` may be spoilt first."""

    def written(sheets=None, name="nightly.xlsx", **options):
        sheets = sheets or workbooks.extract()
        for row in sheets.get("cms", ()):
            row["contact_date"] = clock.now().replace(tzinfo=None)
        return workbooks.write(tmp_path / name, sheets, **options)

    return written


def bring_in(path, *, covers=None, reason="", names=()):
    return command.bring_in("wmt", path, covers=covers, reason=reason, names=names, say=lambda _text: None)


def received(path, *, acting, covers=None):
    with path.open("rb") as file:
        return operations.receive(
            acting=acting,
            format="wmt",
            received=Received(path.name, File(file, path.name)),
            covers=covers,
            at=clock.now(),
        )


def everything():
    """Every row an import may touch, to be compared before and after."""
    models = (
        Team,
        Practitioner,
        PractitionerTeam,
        ContractedHours,
        ExtractCount,
        SupportContact,
        LoadReading,
        CurrentLoad,
    )
    return {model: sorted(map(str, model.objects.order_by("pk").values_list())) for model in models}


def reading(code, on):
    return LoadReading.objects.get(practitioner_team__practitioner__code=code, on=on)


def test_a_good_file_is_written_whole(write, today):
    result = bring_in(write())
    assert result.run.state == State.APPLIED
    k1 = reading("K1", today)
    # 1,833 points of cases, 268 of reports, 26 taken away by support; 37 hours of a probation officer.
    assert (k1.case_points, k1.report_points, k1.cms_points, k1.total_points) == (1833, 268, -26, 2075)
    assert (k1.available_points, k1.source) == (2176, "extract")
    assert ContractedHours.objects.get(practitioner_team=k1.practitioner_team).hours == 37
    assert Team.objects.get(code="T2").unit.name == "Unit U2"
    assert Team.objects.get(code="T9").kind == Team.Kind.PRISON


def test_staff_without_a_grade_or_with_a_code_in_u_stand_for_nobody(write):
    sheets = workbooks.extract()
    for name in ("wmt_extract", "wmt_extract_filtered"):
        sheets[name].append(person("N01ABCU", commtiera3=4))
    bring_in(write(sheets))
    placeholders = PractitionerTeam.objects.filter(is_placeholder=True)
    assert set(placeholders.values_list("practitioner__code", flat=True)) == {"K2", "N01ABCU"}
    assert not ContractedHours.objects.filter(practitioner_team__is_placeholder=True).exists()


def test_the_load_written_is_the_load_the_rule_gives(write, today):
    bring_in(write())
    fields = [f.attname for f in CurrentLoad._meta.fields if f.name not in ("as_at", "over_since", "excessive_since")]
    written = list(CurrentLoad.objects.order_by("pk").values(*fields))
    refresh_load(None, at=clock.now())
    assert list(CurrentLoad.objects.order_by("pk").values(*fields)) == written


def test_the_facts_kept_are_those_the_rule_read(write, today):
    bring_in(write())
    for one in load_inputs(None, on=today, rulebook=national()):
        kept = LoadReading.objects.get(practitioner_team=one.practitioner_team_id, on=today).facts.facts
        assert kept == facts_of(one.inputs)


def test_hours_and_reductions_recorded_here_decide_the_time(write, today):
    bring_in(write())
    k1 = PractitionerTeam.objects.get(practitioner__code="K1")
    ContractedHours.objects.filter(practitioner_team=k1).update(hours=30)
    make.reduction(k1, on=today, hours=4, status=Reduction.Status.ACTIVE)
    sheets = workbooks.extract()
    sheets["court_reports"] = []
    bring_in(write(sheets))
    assert reading("K1", today).available_points == 2176 * 26 // 37


@pytest.mark.skipif(not GOLDEN.exists(), reason=f"{GOLDEN} is absent: the synthetic region cannot be brought in")
def test_a_region_with_odd_grades_is_refused_with_each_row_named():
    result = bring_in(GOLDEN, covers=date(2024, 5, 1))
    assert {(f.sheet, f.column, f.row) for f in result.faults} == {
        ("wmt_extract", "om_grade_code", row) for row in (285, 330, 425, 477, 525)
    }
    assert not PractitionerTeam.objects.exists()


SPOILT = {
    "renamed sheet": ({"titles": {"court_reports": "Court_Report"}}, None, "Missing sheets"),
    "missing column": ({"without": [("cms", "contact_date")]}, None, "Missing columns"),
    "text in a number": ({}, ("wmt_extract", 0, {"commtiera2": "twelve"}), "Not a number"),
    "negative count": ({}, ("wmt_extract", 1, {"commtiera2": -3}), "Below zero"),
    "unknown grade": ({}, ("wmt_extract", 2, {"om_grade_code": "XYZ"}), "Grade codes not listed"),
    "long code": ({}, ("wmt_extract", 0, {"om_key": "K" * 21}), "Text too long to keep"),
    "prison and not": ({}, ("omic_teams", 0, {"team_code": "T1"}), "Teams that are prison teams and others too"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_fault_is_named_and_changes_nothing(write, name):
    options, change, kind = SPOILT[name]
    sheets = workbooks.extract()
    if change:
        sheet, at, cells = change
        sheets[sheet][at] = {**sheets[sheet][at], **cells}
    before = everything()
    result = bring_in(write(sheets, **options))
    assert [group.kind.value for group in result.faults.groups()] == [kind]
    if change:
        fault = next(iter(result.faults))
        assert (fault.sheet, fault.row, fault.column) == (change[0], change[1] + 2, next(iter(change[2])))
    assert result.run.state == State.FAULTY
    assert everything() == before


def test_the_same_file_twice_changes_nothing(write):
    path = write()
    bring_in(path)
    before = everything()
    again = bring_in(path)
    assert again.run.state == State.NO_CHANGE
    assert everything() == before


def test_another_file_takes_the_days_place(write, today):
    bring_in(write())
    sheets = workbooks.extract()
    sheets["wmt_extract_filtered"][0] = person("K1", commtiera3=1)
    result = bring_in(write(sheets, name="second.xlsx"))
    assert result.plan["replaces"] == 4
    assert reading("K1", today).case_points == 206
    assert ExtractCount.objects.filter(on=today).count() == 4


def test_whoever_is_missing_the_next_day_left_the_day_before(write, today):
    yesterday = date(2026, 11, 8)
    bring_in(write(), covers=yesterday)
    sheets = workbooks.extract()
    for name in ("wmt_extract", "wmt_extract_filtered"):
        sheets[name] = [row for row in sheets[name] if row["om_key"] != "K1"]
    result = bring_in(write(sheets, name="second.xlsx"))
    assert [row[0] for row in result.plan["lists"]["gone"]] == ["K1"]
    assert PractitionerTeam.objects.get(practitioner__code="K1").ends == yesterday
    assert LogEntry.objects.filter(name="practitioner_left_team", data__code="K1").exists()
    assert not CurrentLoad.objects.filter(practitioner_team__practitioner__code="K1").exists()
    assert reading("K1", yesterday).total_points


def test_a_team_the_file_does_not_have_is_left_alone(write):
    bring_in(write(), covers=date(2026, 11, 8))
    sheets = {name: [row for row in rows if row.get("team_code") != "T2"] for name, rows in workbooks.extract().items()}
    result = bring_in(write(sheets, name="second.xlsx"))
    assert "gone" not in result.plan["lists"]
    assert PractitionerTeam.objects.get(practitioner__code="K3").ends is None


def test_a_new_grade_is_held_from_the_day_and_logged(write, today):
    bring_in(write(), covers=date(2026, 11, 8))
    sheets = workbooks.extract()
    sheets["wmt_extract"][2] = {**sheets["wmt_extract"][2], "om_grade_code": "NPSM"}
    bring_in(write(sheets, name="second.xlsx"))
    k3 = Practitioner.objects.get(code="K3")
    assert (k3.grade, k3.in_grade_since) == ("PO", today)
    entry = LogEntry.objects.get(name="practitioner_changed")
    assert (entry.data["old"], entry.data["new"]) == ("PSO", "PO")


def test_an_older_day_is_added_and_changes_nothing_of_today(write, today):
    bring_in(write())
    sheets = workbooks.extract()
    sheets["wmt_extract"][2] = {**sheets["wmt_extract"][2], "om_grade_code": "NPSM"}
    before = {k: v for k, v in everything().items() if k not in (ExtractCount, LoadReading)}
    result = bring_in(write(sheets, name="older.xlsx"), covers=date(2026, 11, 2))
    assert result.plan["is_history"]
    assert {k: v for k, v in everything().items() if k not in (ExtractCount, LoadReading)} == before
    assert reading("K3", date(2026, 11, 2)).source == "extract"


def t2a_excess(write):
    sheets = workbooks.extract()
    sheets["t2a"][0] = {**sheets["t2a"][0], "vcrn_count": 900}
    return write(sheets)


def test_the_guard_refuses_and_a_reason_overrides_it(write):
    path = t2a_excess(write)
    refused = bring_in(path)
    assert refused.run.state == State.FAULTY
    assert not PractitionerTeam.objects.exists()
    applied = bring_in(path, reason="The count column is known to be wrong this week")
    assert applied.run.state == State.APPLIED
    entry = LogEntry.objects.get(name="import_guard_overridden")
    assert entry.data["reason"] == applied.run.override_reason == "The count column is known to be wrong this week"


def test_an_override_not_needed_is_not_recorded(write):
    assert bring_in(write(), reason="in case").run.override_reason == ""
    assert not LogEntry.objects.filter(name="import_guard_overridden").exists()


def test_only_the_guard_may_be_overridden(write, world):
    sheets = workbooks.extract()
    sheets["t2a"][0] = {**sheets["t2a"][0], "vcrn_count": 900, "commtierb3": "two"}
    acting = Acting.of(world.users["analyst"])
    run = received(write(sheets), acting=acting)
    operations.check(run.pk)
    operations.override_guard(acting=acting, run_id=run.pk, reason="Because")
    left = operations.check(run.pk)
    assert left.run.state == State.FAULTY
    assert [fault.found for fault in left.faults] == ["“two”"]
    with pytest.raises(RefusedError):
        operations.override_guard(acting=acting, run_id=run.pk, reason="Because")


def test_a_grade_code_not_listed_is_brought_in_once_its_grade_is_said(write):
    sheets = workbooks.extract()
    sheets["wmt_extract"].append(person("K9", grade="XYZ", commtierb2=1))
    path = write(sheets)
    assert [fault.unused for fault in bring_in(path).faults] == [("XYZ",)]
    applied = bring_in(path, names=[Renaming(GRADE, "XYZ", "PSO")])
    assert applied.run.state == State.APPLIED
    assert Practitioner.objects.get(code="K9").grade == "PSO"
    assert applied.run.renamed[0]["column"] == "XYZ", "kept with the file"


@pytest.mark.skipif(not GOLDEN.exists(), reason=f"{GOLDEN} is absent: the synthetic region cannot be brought in")
def test_the_synthetic_region_comes_in_with_its_odd_grade_said():
    result = bring_in(GOLDEN, covers=date(2024, 5, 1), names=[Renaming(GRADE, "XYZ", "DMY")])
    assert result.run.state == State.APPLIED


def test_simulate_changes_nothing_at_all(write):
    before, runs = everything(), ImportRun.objects.count()
    result = command.simulate("wmt", write(), covers=None, reason="")
    assert result.plan["summary"]["practitioner_teams"] == 4
    assert everything() == before
    assert (ImportRun.objects.count(), LogEntry.objects.filter(name__startswith="import").count()) == (runs, 0)


def test_a_day_to_come_is_refused(write, world):
    with pytest.raises(BadInputError):
        received(write(), acting=Acting.of(world.users["analyst"]), covers=date(2026, 11, 10))


def test_the_second_to_press_apply_is_told_who_did(write, world):
    acting = Acting.of(world.users["analyst"])
    run = received(write(), acting=acting)
    operations.check(run.pk)
    operations.apply(run.pk, acting=acting)
    before = everything()
    with pytest.raises(ChangedMeanwhileError, match="National analyst applied this file at"):
        operations.apply(run.pk, acting=acting)
    assert everything() == before


def test_a_plan_made_before_another_import_must_be_made_again(write, world):
    acting = Acting.of(world.users["analyst"])
    run = received(write(), acting=acting)
    operations.check(run.pk)
    sheets = workbooks.extract()
    sheets["cms"] = []
    bring_in(write(sheets, name="other.xlsx"))
    with pytest.raises(ChangedMeanwhileError):
        operations.apply(run.pk, acting=acting)
    operations.check_again(acting=acting, run_id=run.pk)
    operations.check(run.pk)
    assert operations.apply(run.pk, acting=acting).state == State.APPLIED


def test_a_file_changed_on_the_disk_is_refused(write, world):
    acting = Acting.of(world.users["analyst"])
    run = received(write(), acting=acting)
    operations.check(run.pk)
    Path(ImportRun.objects.get(pk=run.pk).file.path).write_bytes(b"something else")
    with pytest.raises(RefusedError):
        operations.apply(run.pk, acting=acting)
    assert not ExtractCount.objects.exists()
