"""Documents of a record: what is taken in, by whom it is seen, its versions, its scan, and what is kept of one removed."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rainer.cases.documents import checking
from rainer.cases.documents.scanning import Clamd, Scanned
from rainer.cases.models import Document, DocumentVersion, StoredFile
from rainer.cases.operations.documents import Sent, add_document, open_version, scan_waiting
from rainer.common.errors import BadInputError, NotThereError, RefusedError
from rainer.common.models import LogEntry, Message
from rainer.organisation.access import Acting
from tests import files, make
from tests.pages import read_page

DOCS = "/people/X100001/documents/"
LIMITS = checking.Limits(1, 60, 50, 2, 50, ("pdf", "docx", "txt", "csv", "jpg", "png", "eml", "odt"))
HARMFUL = b"a file with the HARMFUL-TEST-SIGNATURE in it"


class FakeScanner:
    """Finds one signature; `is_there` False stands for a scanner that is down."""

    is_there = True

    def scan(self, content: bytes) -> Scanned:
        if not FakeScanner.is_there:
            return Scanned(None, "no answer")
        return Scanned(False, "Test-Signature") if b"HARMFUL" in content else Scanned(is_clean=True)


@pytest.fixture
def scanner(settings, monkeypatch):
    settings.DOCUMENT_SCANNER = f"{__name__}.FakeScanner"
    monkeypatch.setattr(FakeScanner, "is_there", True)
    return FakeScanner


def by(world, role="practitioner"):
    return Acting.of(world.users[role])


def add(world, content=files.PDF, file_name="report.pdf", role="practitioner", **fields):
    values = {"name": "Report for court", "kind": "court", "about": "person", "is_sensitive": False, **fields}
    return add_document(acting=by(world, role), crn="X100001", sent=Sent(file_name, content), **values)


def post(world, url="add/", role="practitioner", content=files.PDF, file_name="report.pdf", **fields):
    values = {"name": "Report for court", "kind": "court", "about": "person", **fields}
    file = SimpleUploadedFile("x", content)
    file.name = file_name  # as it was sent, without what Django makes of it
    return world.client_for(role).post(DOCS + url, {**values, "file": file})


def test_an_empty_record_says_so(page):
    page("practitioner", DOCS).says("Documents of Jordan Ellis", "There is no document on the record.")


def test_a_document_is_added_listed_opened_and_the_log_says_who(world, page):
    assert post(world).status_code == 302
    listed = page("practitioner", DOCS)
    listed.says("Report for court", "Court papers", "Aisha Rahman", "Not scanned", "1 document")
    found = page("practitioner", listed.link("Report for court"))
    found.says("report.pdf", "Not scanned", "Added by Aisha Rahman")
    answer = world.client_for("senior").post(found.link("Save version 1, report.pdf"))
    assert answer.content == files.PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'; sandbox" in answer["Content-Security-Policy"]
    names = LogEntry.objects.filter(person_id=world.held.person_id).values_list("name", "actor__name")
    assert ("document_added", "Aisha Rahman") in names
    assert ("document_opened_unscanned", "Megan Price") in names


def test_what_nobody_has_scanned_says_so_before_it_opens(world, page):
    """Without a scanner: a stop page, and the file only to whoever goes on."""
    version = add(world)
    url = f"/documents/{version.document_id}/1/"
    stop = page("practitioner", url)
    stop.says("Nobody has scanned this file", "report.pdf, was not scanned", "Open it all the same", "Go back")
    assert files.PDF not in stop.response.content
    assert not LogEntry.objects.filter(name__startswith="document_opened").exists()
    assert world.client_for("practitioner").post(url).content == files.PDF
    assert LogEntry.objects.filter(name="document_opened_unscanned", data__version=1).count() == 1
    with pytest.raises(RefusedError, match="Nobody has scanned"):
        open_version(acting=by(world), document_id=version.document_id, number=1)
    assert world.client_for("elsewhere").post(url).status_code == 404
    assert world.client_for("elsewhere").get(url).status_code == 404


def test_what_was_scanned_opens_at_once(world, scanner):
    url = f"/documents/{add(world).document_id}/1/"
    assert world.client_for("practitioner").get(url).content == files.PDF
    assert LogEntry.objects.filter(name="document_opened").count() == 1


def test_pressed_twice_it_is_kept_once(world):
    assert add(world).pk == add(world).pk
    assert (Document.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_a_new_version_stands_beside_the_old_one(world, page):
    first = add(world)
    url = f"/documents/{first.document_id}/"
    client = world.client_for("practitioner")
    sent = {"file": SimpleUploadedFile("report 2.pdf", files.PDF + b"2")}
    assert client.post(f"{url}add/", sent).status_code == 302
    shown = page("practitioner", url)
    shown.says("Save version 1, report.pdf", "Save version 2, report 2.pdf")
    assert client.post(f"{url}1/").content == files.PDF
    assert client.post(f"{url}2/").content == files.PDF + b"2"
    again = client.post(f"{url}add/", {"file": SimpleUploadedFile("report 3.pdf", files.PDF + b"2")})
    assert again.status_code == 422
    assert "very file of version 2" in read_page(again).text


def test_the_database_lets_no_file_change(world):
    version = add(world)
    with pytest.raises(Exception, match="Cannot update"):
        DocumentVersion.objects.filter(pk=version.pk).update(sha256="0" * 64)


def test_a_sensitive_document_is_no_document_to_who_may_not_see_it(world, page):
    version = add(world, is_sensitive=True, name="Health report")
    listed = page("case_administrator", DOCS)
    listed.says("1 sensitive document is not shown to you")
    listed.lacks("Health report")
    for url in (f"/documents/{version.document_id}/", f"/documents/{version.document_id}/1/"):
        page("case_administrator", url, status=404)
    page("practitioner", DOCS).says("Health report", "Sensitive")
    page("case_administrator", f"{DOCS}?q=Health").lacks("Health report")
    assert "is_sensitive" not in world.client_for("case_administrator").get(f"{DOCS}add/").content.decode()


def test_a_document_of_a_limited_record_is_refused_like_the_record(world):
    person = world.limited.person
    document = Document.objects.create(person=person, name="x", kind="other", made_at=make.at(world.today))
    client = world.client_for("practitioner")
    assert client.get(f"/people/{person.crn}/documents/").status_code == 403
    assert client.get(f"/documents/{document.pk}/1/").status_code == 403
    assert world.client_for("elsewhere").get(f"/documents/{document.pk}/1/").status_code == 404


def test_removed_with_a_reason_it_is_kept_and_can_be_put_back(world, page):
    version = add(world)
    url = f"/documents/{version.document_id}/"
    client = world.client_for("practitioner")
    assert client.post(f"{url}remove/", {"reason": " "}).status_code == 422
    assert client.post(f"{url}remove/", {"reason": "Of another person"}).status_code == 302
    page("practitioner", DOCS).says("There is no document on the record.")
    page("practitioner", f"{DOCS}?removed=1").says("Report for court", "Removed", "Of another person", "Aisha Rahman")
    assert client.get(f"{url}1/").status_code == 422
    assert client.post(f"{url}put-back/").status_code == 302
    assert client.get(f"{url}1/").status_code == 200


def test_words_in_a_file_are_found_and_kinds_narrow(world, page):
    add(world, content=files.docx(), file_name="note.docx", name="A note", kind="other")
    add(world)
    page("practitioner", f"{DOCS}?q=came+on+time").says("A note", "1 document")
    page("practitioner", f"{DOCS}?kind=court").says("Report for court", "1 document")
    page("practitioner", f"{DOCS}?q=nowhere").says("No document fits.")


def test_queries_do_not_grow_with_documents(world, page):
    add(world)
    before = page("practitioner", DOCS).queries
    for number in range(6):
        add(world, content=files.PDF + bytes([number]), name=f"Report {number}")
    assert page("practitioner", DOCS).queries == before


BOMB = files.archive(word__document_dot_xml=b"<w/>", word__big_dot_xml=bytes(3_000_000))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("report.pdf", b"", "empty"),
        ("report.pdf", b"MZ\x90\x00\x03\x00\x00\x00", "says it is a PDF, and it is not"),
        ("report.docx", files.PDF, "says it is a Word document, and it is not"),
        ("picture.png", files.JPEG, "says it is a PNG picture, and it is not"),
        ("note.txt", b"<html><script>x</script></html>", "says it is plain text, and it is not"),
        ("note.txt", b"abc\x00\x01\x02", "says it is plain text, and it is not"),
        ("report.docx", files.OLE, "has a password, or is of an older Office"),
        ("report.doc", files.OLE, "older Office"),
        ("sheet.xlsm", files.docx(), "can carry macros"),
        ("report.docx", files.docx(word__vbaProject_dot_bin=b"x"), "carries macros"),
        ("report.docx", files.archive(xl__workbook_dot_xml=b"<x/>"), "not what its name says"),
        ("report.docx", files.docx()[:-30], "damaged or has a password"),
        ("report.docx", BOMB, "unpacks to far more"),
        ("run.exe", b"MZ", "Choose a file of one of these types"),
        ("report", files.PDF, "Choose a file of one of these types"),
        ("invoice\u202efdp.exe", files.PDF, "Choose a file of one of these types"),
        ("picture.png", files.png(100_000, 100_000), "too large: 100,000 by 100,000"),
        ("x" * 70 + ".pdf", files.PDF, "60 characters or fewer"),
        ("report.pdf", files.PDF + bytes(1_000_000), "larger than 1 MB"),
    ],
)
def test_what_must_not_be_kept_is_refused_with_why(name, content, says):
    with pytest.raises(BadInputError) as refused:
        checking.check(name=name, content=content, limits=LIMITS)
    assert says in refused.value.facts["errors"]["file"]


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("C:\\papers\\report.PDF", files.PDF, "application/pdf"),
        ("note.txt", "£5, café".encode("cp1252"), "text/plain; charset=utf-8"),
        ("photo.jpg", files.JPEG, "image/jpeg"),
        ("photo.png", files.png(), "image/png"),
        ("report.docx", files.docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("at the limit.txt", b"x" * 1_000_000, "text/plain; charset=utf-8"),
        ("y" * 56 + ".txt", b"x", "text/plain; charset=utf-8"),
    ],
)
def test_what_is_what_it_says_is_taken_in(name, content, content_type):
    found = checking.check(name=name, content=content, limits=LIMITS)
    assert found.content_type == content_type
    assert "\\" not in found.name


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("lie.pdf", b"MZ\x90\x00", "says it is a PDF"),
        ("empty.pdf", b"", "The file is empty"),
        ("z" * 180 + ".pdf", files.PDF, "150 characters or fewer"),
        ("big.txt", b"x" * 25_100_000, "larger than 25 MB"),
    ],
)
def test_a_refused_file_leaves_the_typing_and_keeps_nothing(world, name, content, says):
    answer = post(world, content=content, file_name=name)
    assert answer.status_code == 422
    assert says in read_page(answer).text
    assert answer.content.count(b"govuk-error-message") == 1
    text = answer.content.decode()
    assert 'value="Report for court"' in text
    assert 'value="court" selected' in text
    assert (Document.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_what_was_left_out_is_said_on_its_field(world):
    answer = world.client_for("practitioner").post(f"{DOCS}add/", {"name": "Kept", "kind": "", "about": "person"})
    assert answer.status_code == 422
    page = read_page(answer)
    page.says("Choose what kind of document it is", "Choose a file")
    assert 'value="Kept"' in answer.content.decode()
    assert post(world, about="event:99999").status_code == 422


def test_what_the_scanner_finds_is_refused_and_logged(world, scanner):
    answer = post(world, content=HARMFUL, file_name="note.txt")
    assert answer.status_code == 422
    assert "found something harmful in this file: Test-Signature" in read_page(answer).text
    assert not Document.objects.exists()
    assert LogEntry.objects.filter(name="document_refused", person_id=world.held.person_id).count() == 1
    assert add(world).scan == "clean"


def test_with_the_scanner_down_a_file_is_held_until_it_is_scanned(world, scanner, page):
    scanner.is_there = False
    answer = post(world, content=HARMFUL, file_name="note.txt")
    assert answer.status_code == 302
    good = add(world)
    page("practitioner", DOCS).says("Waiting to be scanned", "It opens once it has been scanned")
    with pytest.raises(RefusedError, match="waits to be scanned"):
        open_version(acting=by(world), document_id=good.document_id, number=1)
    assert scan_waiting() == 0
    scanner.is_there = True
    assert scan_waiting() == 2
    assert open_version(acting=by(world), document_id=good.document_id, number=1)[1] == files.PDF
    bad = DocumentVersion.objects.exclude(pk=good.pk).get()
    with pytest.raises(RefusedError, match="harmful"):
        open_version(acting=by(world), document_id=bad.document_id, number=1)
    assert Message.objects.get().to == world.users["practitioner"].email
    assert scan_waiting() == 0


def test_what_was_kept_before_there_was_a_scanner_is_scanned_once_there_is(world, settings):
    version = add(world)
    assert scan_waiting() == 0
    settings.DOCUMENT_SCANNER = f"{__name__}.FakeScanner"
    assert scan_waiting() == 1
    version.refresh_from_db()
    assert version.scan == "clean"


def _clamd(answer: bytes, got: list[bytes]):
    """A daemon of one question on a port of its own."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        link, _address = server.accept()
        with link, server:
            while not b"".join(got).endswith(bytes(4)):
                got.append(link.recv(65536))
            link.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    return f"127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize(
    ("answer", "is_clean", "says"),
    [
        (b"stream: OK\0", True, ""),
        (b"stream: Eicar-Signature FOUND\0", False, "Eicar-Signature"),
        (b"INSTREAM size limit exceeded. ERROR\0", None, "INSTREAM size limit exceeded. ERROR"),
        (b"", None, "no answer"),
    ],
)
def test_clamd_is_asked_over_its_socket(answer, is_clean, says):
    got: list[bytes] = []
    scanned = Clamd(_clamd(answer, got)).scan(b"hello")
    assert (scanned.is_clean, scanned.says) == (is_clean, says)
    assert b"".join(got) == b"zINSTREAM\0" + b"\0\0\0\x05hello" + bytes(4)


def test_clamd_that_is_not_there_gives_no_answer():
    assert Clamd("/nowhere/clamd.ctl").scan(b"x").is_clean is None
    assert Clamd("127.0.0.1:1").scan(b"x").is_clean is None


def test_documents_are_in_a_folder_where_one_is_set_and_old_ones_still_open(world, settings, tmp_path: Path):
    before = add(world, name="Before")
    settings.DOCUMENTS_FOLDER = str(tmp_path / "kept")
    after = add(world, content=files.PDF + b"2")
    assert StoredFile.objects.count() == 1
    for version, content in ((before, files.PDF), (after, files.PDF + b"2")):
        opened = open_version(acting=by(world), document_id=version.document_id, number=1, all_the_same=True)
        assert opened[1] == content
    (path,) = [path for path in (tmp_path / "kept").rglob("*") if path.is_file()]
    path.write_bytes(b"changed")
    with pytest.raises(RefusedError, match="not as it was kept"):
        open_version(acting=by(world), document_id=after.document_id, number=1, all_the_same=True)


def test_a_role_without_the_capability_adds_nothing(world):
    with pytest.raises(NotThereError):
        add(world, role="elsewhere")
    assert post(world, role="regional_director").status_code == 404
