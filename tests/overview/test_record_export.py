"""A record taken out: what goes into it and what does not, the file with its hash, and who may have it."""

from __future__ import annotations

import io
from datetime import date, timedelta
from hashlib import sha256
from zipfile import ZipFile

import pytest

from rainer.cases.operations.documents import Sent, add_document
from rainer.common.errors import BadInputError, NotThereError, RestrictedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.overview.bundle.asked import PARTS, Wanted, wanted_from
from rainer.overview.bundle.gathering import Record
from rainer.overview.bundle.paper import bundle_paper
from rainer.overview.models import RecordExport
from rainer.overview.operations import ask_for_export, stop_export
from rainer.supervision.models import ContactNote
from rainer.supervision.reference import Reference
from tests import files, jobs, make
from tests.pages import read_page

URL = "/people/X100001/timeline/export/"
ALL = Wanted(tuple(PARTS))


def by(world, role="practitioner"):
    return Acting.of(world.users[role])


def ask(world, wanted=ALL, role="practitioner", **fields):
    values = {"purpose": "court", "reason": "Hearing on 20 November", **fields}
    return ask_for_export(acting=by(world, role), crn="X100001", wanted=wanted, **values)


def said(world, wanted=ALL, role="practitioner"):
    """All that the paper says, as one text."""
    case = world.held
    record = Record(case, by(world, role), Reference.of(case.team.unit, on=world.today), wanted)
    at = make.at(world.today)
    return str(bundle_paper(record, at=at, by="Aisha Rahman", purpose="Court", reason="Hearing").facts)


@pytest.fixture
def record(world):
    """A record with something of everything."""
    order = make.sentence(world.held.person)
    make.requirement(order)
    failure = make.missed(world.held, order.event)
    make.letter(failure, world.users["practitioner"], sent_at=make.at(date(2026, 11, 7)))
    make.registration(world.held.person, "RCPR", starts=date(2026, 10, 5))
    call = make.contact(world.held.person, type_code="CTOA", at=make.at(date(2026, 11, 7)), notes="He rang about work")
    ContactNote.objects.create(contact=call, text="And again", by=world.users["practitioner"], at=make.at(world.today))
    make.contact(world.held.person, at=make.at(date(2026, 11, 6)), notes="A disclosure", is_sensitive=True)
    values = {"name": "Report", "kind": "court", "about": "person"}
    for name, is_sensitive in (("report.pdf", False), ("secret.pdf", True)):
        add_document(
            acting=by(world), crn="X100001", sent=Sent(name, files.PDF + name.encode()), is_sensitive=is_sensitive,
            **{**values, "name": name},
        )  # fmt: skip
    return world.held


def unpacked(world, url, role="practitioner"):
    answer = world.client_for(role).get(url)
    assert answer.status_code == 200
    return answer, ZipFile(io.BytesIO(answer.content))


def test_it_is_asked_for_made_and_saved_with_its_hash(world, record, page):
    page("practitioner", "/people/X100001/timeline/").link("Export for court, recall or handover")
    form = {"purpose": "court", "parts": list(PARTS), "reason": "Hearing on 20 November"}
    answer = world.client_for("practitioner").post(URL, form)
    assert answer.status_code == 302
    shown = page("practitioner", answer["Location"])
    shown.says("Court", "Hearing on 20 November", "SHA-256", "2 sensitive, 0 of others")
    got, bundle = unpacked(world, shown.link("Save the file"))
    export = RecordExport.objects.get()
    assert sha256(got.content).hexdigest() == export.sha256
    assert export.sha256 in shown.text
    assert got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff"
    names = bundle.namelist()
    assert "record-X100001.pdf" in names
    assert [name for name in names if name.startswith("documents/")] == [n for n in names if n.endswith("-report.pdf")]
    for line in bundle.read("SHA256SUMS.txt").decode().splitlines():
        wanted, name = line.split("  ")
        assert sha256(bundle.read(name)).hexdigest() == wanted
    assert bundle.read("record-X100001.pdf").startswith(b"%PDF")
    events = list(
        LogEntry.objects.filter(name__startswith="record_export").order_by("id").values_list("name", flat=True)
    )
    assert events == ["record_export_asked", "record_exported", "record_export_taken"]
    page("senior", "/people/X100001/who-looked/").says("Aisha Rahman saved the file of the record")
    page("practitioner", URL).says("Taken out before")


def test_the_pdf_is_tagged_and_has_its_title(world, record):
    export = ask(world)
    _got, bundle = unpacked(world, f"{URL}{export.pk}/file/")
    pdf = bundle.read("record-X100001.pdf")
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang" in pdf


def test_the_paper_says_what_each_part_holds(world, record):
    text = said(world)
    for words in (
        "He rang about work", "And again", "Child protection", "Rehabilitation activity", "You did not come.",
        "Aisha Rahman", "report.pdf", "Days", "contents", "SHA-256 of the file",
    ):  # fmt: skip
        assert words in text, words
    alone = said(world, Wanted(("flags",)))
    assert "Child protection" in alone
    assert "He rang about work" not in alone


def test_days_bound_it_both_included(world, record):
    since, until = date(2026, 11, 7), date(2026, 11, 7)
    assert "He rang about work" in said(world, Wanted(tuple(PARTS), since, until))
    later = said(world, Wanted(tuple(PARTS), since + timedelta(days=1), None))
    assert "He rang about work" not in later
    assert "You did not come." not in later


def test_what_is_sensitive_is_left_out_and_said_unless_it_is_asked_for_and_allowed(world, record):
    text = said(world)
    assert "A disclosure" not in text
    assert "secret.pdf" not in text
    assert "[Left out: sensitive]" in text
    with_it = said(world, Wanted(tuple(PARTS), with_sensitive=True))
    assert "A disclosure" in with_it
    assert "secret.pdf" in with_it
    # Whoever may not read it gets none of it, whatever is asked.
    assert "A disclosure" not in said(world, Wanted(tuple(PARTS), with_sensitive=True), role="case_administrator")


def test_what_others_said_is_left_out_unless_it_is_asked_for(world):
    reference = Reference.of(world.held.team.unit, on=world.today)
    code = next(code for code, kind in reference.contact_types.items() if kind.direction == "other")
    make.contact(world.held.person, type_code=code, notes="Her sister told us")
    assert "Her sister told us" not in said(world)
    assert "[Left out: what somebody else said]" in said(world)
    assert "Her sister told us" in said(world, Wanted(tuple(PARTS), with_others=True))


def test_a_long_record_is_made_by_the_worker_while_somebody_waits(world, record, page, monkeypatch):
    monkeypatch.setattr("rainer.overview.operations._limits", lambda *_: {"made_at_once": 1, "most_megabytes": 200})
    export = ask(world)
    assert export.state == "waiting"
    assert ask(world).pk == export.pk
    page("practitioner", f"{URL}{export.pk}/").says("It is being made", "Check now")
    assert world.client_for("practitioner").get(f"{URL}{export.pk}/file/").status_code == 422
    assert "make_record_export" in jobs.run_waiting()
    page("practitioner", f"{URL}{export.pk}/").says("Save the file")
    stop_export(export.pk, why="too late")
    export.refresh_from_db()
    assert export.state == "made"


def test_who_lost_the_right_meanwhile_gets_nothing(world, record, page, monkeypatch):
    monkeypatch.setattr("rainer.overview.operations._limits", lambda *_: {"made_at_once": 1, "most_megabytes": 200})
    export = ask(world)
    make.exclusion(world.held.person, world.users["practitioner"])
    jobs.run_waiting()
    export.refresh_from_db()
    assert (export.state, export.file) == ("failed", "")
    page("senior", f"{URL}{export.pk}/").says("It was not made")
    with pytest.raises(RestrictedError):
        ask(world)


def test_one_too_large_is_refused_with_what_to_do(world, record, monkeypatch):
    monkeypatch.setattr("rainer.overview.operations._limits", lambda *_: {"made_at_once": 400, "most_megabytes": 0})
    form = {"purpose": "court", "parts": ["summary"], "reason": "Hearing"}
    answer = world.client_for("practitioner").post(URL, form)
    assert answer.status_code == 422
    read_page(answer).says("Choose fewer parts or days")
    assert RecordExport.objects.get().state == "failed"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"purpose": ""}, "Choose what it is for"),
        ({"parts": []}, "Choose what goes into it"),
        ({"reason": " "}, "Say why it is taken out"),
        ({"since": "8 Nov 2026", "until": "7 Nov 2026"}, "Choose a day on or after the first"),
        ({"since": "soonish"}, "Enter a day"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_made(world, fields, says):
    form = {"purpose": "court", "parts": ["summary"], "reason": "Hearing", **fields}
    answer = world.client_for("practitioner").post(URL, form)
    assert answer.status_code == 422
    assert says in read_page(answer).text
    assert not RecordExport.objects.exists()


def test_others_may_not(world):
    for role in ("case_administrator", "regional_director"):
        assert world.client_for(role).get(URL).status_code == 404
    with pytest.raises(NotThereError):
        ask(world, role="elsewhere")
    with pytest.raises(BadInputError):
        ask(world, Wanted(("no-such-part",)))


def test_what_was_asked_is_read_back_as_it_was():
    wanted = Wanted(("flags", "letters"), date(2026, 1, 2), None, with_sensitive=True)
    assert wanted_from(wanted.facts) == wanted
