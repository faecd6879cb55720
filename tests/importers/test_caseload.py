"""Bring in a caseload: the example of the documentation, every kind of fault, the same again, duplicates."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from rainer.cases.models import Case, CaseHolding, DuplicateWarning, Person, Registration, Requirement, Rosh, Sentence
from rainer.cases.sounds import sounds_of_person
from rainer.common import clock
from rainer.common.models import LogEntry
from rainer.importers import command
from rainer.importers.caseload.cells import Kind
from rainer.importers.formats import Asked, format_of
from rainer.importers.models import ImportRun
from rainer.importers.wmt.faults import ExtractRefusedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import Practitioner, Team
from rainer.policy.identifiers import check_letter
from rainer.supervision.models import Contact
from rainer.tiering.models import TierDecision
from rainer.workforce.models import ContractedHours, PractitionerTeam
from rainer.workload.models import CurrentLoad
from tests import make

pytestmark = pytest.mark.django_db
State = ImportRun.State
EXAMPLE = Path(__file__).parents[2] / "docs" / "how-to" / "example-caseload"
MODELS = (
    Team, Practitioner, PractitionerTeam, ContractedHours, Person, Case, CaseHolding, Sentence, Requirement, Registration,
    Contact, DuplicateWarning, TierDecision,
)  # fmt: skip


class Folder:
    """A copy of the example that a test may spoil."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        for file in EXAMPLE.glob("*.csv"):
            (path / file.name).write_bytes(file.read_bytes())

    def rows(self, name):
        return list(csv.DictReader(io.StringIO((self.path / name).read_text(encoding="utf-8"))))

    def write(self, name, rows):
        with (self.path / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)

    def change(self, name, at, **cells):
        rows = self.rows(name)
        rows[at].update(cells)
        self.write(name, rows)

    def add(self, name, at=0, **cells):
        rows = self.rows(name)
        self.write(name, [*rows, {**rows[at], **cells}])


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "caseload")


def bring_in(folder):
    path = folder.path if isinstance(folder, Folder) else folder
    return command.bring_in("caseload", path, covers=None, reason="", say=lambda _text: None)


def everything():
    return {model: sorted(map(str, model.objects.order_by("pk").values_list())) for model in MODELS}


def test_the_example_of_the_documentation_comes_in_clean():
    result = bring_in(EXAMPLE)
    assert result.run.state == State.APPLIED
    assert result.warnings == []
    carl = Case.objects.get(person__crn="X200001")
    assert (str(carl.practitioner_team.practitioner), carl.tier_v2, carl.rosh) == ("Grace Adeyemi", "B2", Rosh.HIGH)
    assert (carl.mappa_level, carl.mappa_category, carl.ends_expected) == (2, 2, date(2028, 2, 11))
    assert carl.waiting_group < 4
    assert carl.points is not None
    assert carl.holdings.count() == 2


def test_a_staff_code_in_u_is_nobody():
    bring_in(EXAMPLE)
    dean = Case.objects.get(person__crn="X200002")
    assert (dean.practitioner_team, dean.team.code) == (None, "HMFELL")
    assert not dean.holdings.exists()
    assert PractitionerTeam.objects.get(practitioner__code="N01HMFU").is_placeholder


def test_tier_and_load_are_worked_out():
    bring_in(EXAMPLE)
    assert TierDecision.objects.filter(case__person__crn="X200002").exists()
    assert not TierDecision.objects.filter(case__person__crn="X200001").exists()  # its tier was given
    load = CurrentLoad.objects.get(practitioner_team__practitioner__code="N01A101")
    assert (load.cases, load.case_points) == (1, 132)


def test_hours_hold_from_their_day():
    bring_in(EXAMPLE)
    hours = ContractedHours.objects.get(practitioner_team__practitioner__code="N01A102")
    assert (float(hours.hours), hours.starts) == (22.5, date(2026, 4, 6))


def test_the_same_again_changes_nothing(folder):
    bring_in(folder)
    before = everything()
    assert bring_in(folder).run.state == State.NO_CHANGE
    assert everything() == before


def test_the_same_rows_in_another_order_change_nothing(folder):
    bring_in(folder)
    before = everything()
    folder.write("registrations.csv", folder.rows("registrations.csv")[::-1])
    assert bring_in(folder).run.state == State.NO_CHANGE
    assert everything() == before


SPOILT = {
    "a date that is none": ("people.csv", 0, {"date_of_birth": "14.6.88"}, Kind.NOT_A_DATE, "date_of_birth"),
    "a birth to come": ("people.csv", 0, {"date_of_birth": "2026-11-10"}, Kind.OUT_OF_ORDER, None),
    "an end before the start": ("sentences.csv", 1, {"ends": "2026-09-17"}, Kind.OUT_OF_ORDER, "ends"),
    "a CRN of another form": ("people.csv", 3, {"crn": "200004"}, Kind.NOT_AN_IDENTIFIER, "crn"),
    "a prison number of another form": (
        "people.csv",
        0,
        {"prison_number": "A123BC"},
        Kind.NOT_AN_IDENTIFIER,
        "prison_number",
    ),
    "a state nobody knows": ("people.csv", 1, {"state": "parole"}, Kind.NOT_LISTED, "state"),
    "a tier nobody knows": ("people.csv", 0, {"tier": "E4"}, Kind.NOT_LISTED, "tier"),
    "a grade nobody knows": ("staff.csv", 0, {"grade": "NPSM"}, Kind.NOT_LISTED, "grade"),
    "a kind of sentence nobody knows": ("sentences.csv", 0, {"kind": "fine"}, Kind.NOT_LISTED, "kind"),
    "a MAPPA level nobody knows": ("registrations.csv", 1, {"level": "M9"}, Kind.NOT_LISTED, "level"),
    "a team nobody knows": ("people.csv", 1, {"team_code": "NOWHERE"}, Kind.NOT_THERE, "team_code"),
    "a person not in people.csv": ("registrations.csv", 0, {"crn": "X299999"}, Kind.NOT_THERE, "crn"),
    "an event not in sentences.csv": ("requirements.csv", 0, {"event": "7"}, Kind.NOT_THERE, "event"),
    "a practitioner not in staff.csv": ("managers.csv", 3, {"staff_code": "N09Z999"}, Kind.NOT_THERE, "team_code"),
    "two holders at once": ("managers.csv", 1, {"since": "2026-08-02"}, Kind.OUT_OF_ORDER, "since"),
    "too many hours": ("staff.csv", 0, {"hours": "37.6"}, Kind.NOT_A_NUMBER, "hours"),
    "a needed cell that is empty": ("people.csv", 0, {"surname": ""}, Kind.EMPTY, "surname"),
    "text too long": ("people.csv", 0, {"surname": "x" * 61}, Kind.TOO_LONG, "surname"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_fault_is_named_and_changes_nothing(folder, name):
    file, at, cells, kind, column = SPOILT[name]
    folder.change(file, at, **cells)
    before = everything()
    result = bring_in(folder)
    faults = [f for f in result.faults if f.kind is kind]
    assert (faults[0].sheet, faults[0].row) == (file, at + 2)
    assert column is None or faults[0].column == column
    assert everything() == before


def test_hours_at_the_limit_stand(folder):
    folder.change("staff.csv", 0, hours="37.5")
    assert bring_in(folder).run.state == State.APPLIED


def test_a_row_there_twice_is_named_with_the_first(folder):
    folder.add("people.csv")
    fault = next(f for f in bring_in(folder).faults if f.kind is Kind.REPEATED)
    assert (fault.sheet, fault.row, fault.column) == ("people.csv", 6, "crn")
    assert "row 2" in fault.advice


def test_a_missing_file_and_a_missing_column_are_named(folder):
    (folder.path / "managers.csv").unlink()
    rows = [{k: v for k, v in row.items() if k != "state"} for row in folder.rows("people.csv")]
    folder.write("people.csv", rows)
    found = {(f.kind, f.sheet, f.column) for f in bring_in(folder).faults}
    # What other files say of people.csv is not told of each of their rows: it was not read.
    assert found == {(Kind.MISSING_FILE, "managers.csv", ""), (Kind.MISSING_COLUMN, "people.csv", "state")}


def test_a_column_is_named_as_it_is_headed(folder):
    text = (folder.path / "people.csv").read_text(encoding="utf-8").replace("received_on", "Received_On", 1)
    (folder.path / "people.csv").write_text(text.replace("2026-05-11", "soon", 1), encoding="utf-8")
    (fault,) = bring_in(folder).faults
    assert fault.words == "people.csv, row 2, column Received_On: found “soon”. A date, like 2026-11-27."


def test_text_of_another_encoding_is_named_with_its_row(folder):
    text = (folder.path / "people.csv").read_text(encoding="utf-8").replace("Leila", "Zoë")
    (folder.path / "people.csv").write_bytes(text.encode("latin-1"))
    fault = next(f for f in bring_in(folder).faults if f.kind is Kind.NOT_TEXT)
    assert (fault.sheet, fault.row) == ("people.csv", 4)


def test_a_file_that_is_no_zip_is_refused(tmp_path):
    path = tmp_path / "caseload.zip"
    path.write_bytes(b"PK\x03\x04 not a zip")
    assert [f.kind for f in bring_in(path).faults] == [Kind.NOT_A_ZIP]


def cut(content):
    return content[: len(content) // 2]


def locked(content):
    """As a password marks the first file of the archive."""
    spoilt = bytearray(content)
    spoilt[spoilt.find(b"PK\x03\x04") + 6] |= 1
    spoilt[spoilt.find(b"PK\x01\x02") + 8] |= 1
    return bytes(spoilt)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (cut, "This file is not whole: its end is missing."),
        (locked, "This file has a password."),
        (lambda _content: b"crn,forename", "A .zip of the CSV files, or the folder they are in."),
    ],
)
def test_why_a_zip_cannot_be_opened(folder, tmp_path, spoil, said):
    path = tmp_path / "caseload.zip"
    with command.as_file(folder.path) as packed:
        path.write_bytes(spoil(packed.read_bytes()))
    (fault,) = bring_in(path).faults
    assert fault.advice.startswith(said)


def test_a_zip_of_something_else_says_which_files_are_wanted(tmp_path):
    path = tmp_path / "caseload.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")
    (fault,) = bring_in(path).faults
    assert fault.words.startswith("It has none of the files of a caseload. They are teams.csv, staff.csv, people.csv")


def test_a_wrong_check_letter_is_a_warning_and_the_number_is_kept(folder):
    right = check_letter("100123456")
    wrong = "A" if right != "A" else "B"
    folder.change("people.csv", 0, pnc=f"2010/0123456{wrong}")
    result = bring_in(folder)
    assert result.run.state == State.APPLIED
    assert "people.csv, row 2, column pnc" in result.warnings[0]
    assert Person.objects.get(crn="X200001").pnc == f"2010/0123456{wrong}"


def test_a_short_police_number_is_kept_whole_and_as_given(folder):
    folder.change("people.csv", 0, pnc=f"10/123456{check_letter('100123456')}")
    bring_in(folder)
    carl = Person.objects.get(crn="X200001")
    assert carl.pnc == f"2010/0123456{check_letter('100123456')}"
    assert carl.pnc_as_given == f"10/123456{check_letter('100123456')}"


def test_a_crn_in_small_letters_is_the_same_person(folder):
    folder.change("people.csv", 1, crn=" x200002 ")
    assert bring_in(folder).run.state == State.APPLIED
    assert Person.objects.filter(crn="X200002").exists()


def test_a_change_shows_old_and_new_and_is_logged(folder):
    bring_in(folder)
    folder.change("people.csv", 0, surname="Fenwick-Hale")
    folder.change("registrations.csv", 1, level="M3")
    result = bring_in(folder)
    assert ["X200001", "Carl Fenwick-Hale", "surname", "Fenwick", "Fenwick-Hale"] in result.plan["lists"][
        "people_changed"
    ]
    assert Case.objects.get(person__crn="X200001").mappa_level == 3
    entry = LogEntry.objects.get(name="person_changed_by_import")
    assert entry.person_id == Person.objects.get(crn="X200001").pk
    assert Person.objects.get(crn="X200001").version == 2


def test_a_case_that_moved_has_one_holder_and_a_history(folder):
    bring_in(folder)
    folder.change("managers.csv", 1, until="2026-11-02")
    folder.add("managers.csv", 1, staff_code="N01A102", since="2026-11-02", until="", reason="caseload")
    bring_in(folder)
    carl = Case.objects.get(person__crn="X200001")
    assert carl.practitioner_team.practitioner.code == "N01A102"
    assert carl.holdings.count() == 3
    assert carl.holdings.filter(ends_at=None).count() == 1
    assert CurrentLoad.objects.get(practitioner_team__practitioner__code="N01A101").cases == 0


def test_whom_rainer_named_since_keeps_the_case(folder):
    bring_in(folder)
    case = Case.objects.get(person__crn="X200003")
    imran = case.practitioner_team
    grace = PractitionerTeam.objects.get(practitioner__code="N01A101")
    at = make.at(date(2026, 11, 4))
    CaseHolding.objects.filter(case=case).update(ends_at=at)
    CaseHolding.objects.create(case=case, practitioner_team=grace, starts_at=at)
    Case.objects.filter(pk=case.pk).update(practitioner_team=grace, team=grace.team, held_since=at)
    folder.change("people.csv", 1, surname="Abara-Lund")
    bring_in(folder)
    case.refresh_from_db()
    assert case.practitioner_team == grace
    assert case.holdings.get(practitioner_team=imran).ends_at == at


def test_duplicates_are_found_with_evidence_and_never_merged(folder):
    already = make.person(
        crn="X300001", forename="Morgan", surname="TEALE", date_of_birth=date(1979, 1, 22), sex="male"
    )
    folder.add("people.csv", 0, crn="X200009", forename="Karl")
    folder.add("sentences.csv", 0, crn="X200009")
    result = bring_in(folder)
    found = {(w.one.crn, w.other.crn): w.evidence for w in DuplicateWarning.objects.select_related("one", "other")}
    assert set(map(frozenset, found)) == {frozenset(("X200001", "X200009")), frozenset(("X200004", "X300001"))}
    assert any(e.startswith("PNC: 2010/0123456") for e in found["X200001", "X200009"])
    assert len(result.plan["lists"]["duplicates"]) == 2
    assert Person.objects.filter(pk=already.pk).exists()
    folder.change("people.csv", 1, surname="Abara-Lund")
    bring_in(folder)
    assert DuplicateWarning.objects.count() == 2


def test_only_ones_own_area_may_be_written(folder, world):
    acting = Acting.of(world.users["case_administrator"])
    area = acting.area(Capability.IMPORT_CASELOAD)
    with command.as_file(folder.path) as path:
        fmt = format_of("caseload")
        assert fmt.plan(path, Asked(clock.today(), False, area, acting)).as_data()["lists"]["people_new"]
        folder.change("people.csv", 1, team_code="TVTARN")
    with command.as_file(folder.path) as path, pytest.raises(ExtractRefusedError) as refused:
        fmt.plan(path, Asked(clock.today(), False, area, acting))
    assert [(f.kind, f.row) for f in refused.value.faults] == [(Kind.NOT_YOURS, 3)]


def test_a_restricted_record_is_listed_by_its_crn_alone(folder, world):
    folder.add("people.csv", 0, crn="X100003", forename="Robin", surname="Wale", pnc="", cro="", prison_number="")
    acting = Acting.of(world.users["analyst"])
    with command.as_file(folder.path) as path:
        lists = (
            format_of("caseload")
            .plan(path, Asked(clock.today(), False, acting.area(Capability.IMPORT_CASELOAD), acting))
            .as_data()["lists"]
        )
    theirs = [row for rows in lists.values() for row in rows if row[0] == "X100003"]
    assert theirs
    assert {row[1] for row in theirs} == {"Restricted record"}


def test_simulate_changes_nothing(folder):
    before = everything()
    result = command.simulate("caseload", folder.path, covers=None, reason="")
    assert len(result.plan["lists"]["people_new"]) == 4
    assert everything() == before
    assert not ImportRun.objects.exists()


def test_the_sounds_of_names_are_kept_for_find(folder):
    rows = folder.rows("people.csv")
    folder.change("people.csv", 0, forename="Phillip", surname="Knight")
    bring_in(folder)
    person = Person.objects.get(crn=rows[0]["crn"].upper())
    assert person.sounds == sounds_of_person(person) != []
    before = person.sounds
    folder.change("people.csv", 0, surname="Wright")
    bring_in(folder)
    person.refresh_from_db()
    assert person.sounds == sounds_of_person(person) != before
    Person.objects.update(sounds=[])
    folder.change("people.csv", 1, sex="")
    bring_in(folder)
    assert not Person.objects.filter(crn__in=[row["crn"].upper() for row in rows], sounds=[]).exists()
