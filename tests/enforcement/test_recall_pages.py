"""The pages of a recall record as their users press them, and no path to a decision without the parts."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rainer.cases.models import Case, Recall
from rainer.common import clock
from rainer.common.errors import RainerError
from rainer.common.models import Draft
from rainer.enforcement.models import RecallProceeding
from rainer.enforcement.queries.recall_paper import part_a
from rainer.policy.recall import recall_moves
from rainer.web.pdf import pdf_of
from tests import make
from tests.enforcement import recalls
from tests.pages import read_page


@pytest.fixture
def sentence(world):
    return recalls.licence(world.held)


@pytest.fixture
def begun(world, acting, sentence):
    return recalls.start(acting("practitioner"), world.held)


def url_of(proceeding, *more):
    return "/".join(("/people/X100001/recall", str(proceeding.pk), *more)) + "/"


def test_start_says_that_it_stays(world, sentence, page, client_for):
    page("practitioner", "/people/X100001/recall/").says("It cannot be undone", "What has made you think of recall?")
    page("practitioner", "/people/X100001/compliance/").link("Think about recall")
    made = client_for("practitioner").post("/people/X100001/recall/", {"why": recalls.WORDS, "to": "PO_START_RECALL"})
    begun = RecallProceeding.objects.get()
    assert made.url == url_of(begun)
    shown = page("practitioner", made.url)
    shown.says("This stays on the record either way", "Licence version 1, made under policy version 4.0", "Needed",
               "A question that is not answered counts as an exclusion", "must be standard recall",
               "What comes after has no time limit here", "Return to custody, emergency")  # fmt: skip
    assert any(name.startswith("What was so at step 1") for name in shown.links)
    page("practitioner", "/people/X100001/recall/").says("being considered already", "Started by the practitioner")
    page("practitioner", "/people/X100001/compliance/").says("Thinking about recall", "Started by the practitioner")


def test_start_without_a_licence_says_so(world, page):
    page("practitioner", "/people/X100001/recall/").says("No licence is in force")


def test_a_duty_manager_starts_with_reasons_and_the_practitioner_takes_over(world, sentence, page, client_for):
    asked = {"why": recalls.WORDS, "to": "SPO_RECORDED_RATIONALE"}
    refused = client_for("head_of_unit").post("/people/X100001/recall/", asked)
    assert refused.status_code == 422
    read_page(refused).says("Say where you are", "Say whether recall should start")
    more = {"place": "the hostel", "telephone": "01632 960005", "agrees": "yes"}
    client_for("head_of_unit").post("/people/X100001/recall/", {**asked, **more})
    begun = RecallProceeding.objects.get()
    page("practitioner", url_of(begun)).says("Recorded out of hours by Dilys Hart, the hostel", "24 hours")
    client_for("practitioner").post(url_of(begun, "take-over"))
    page("practitioner", url_of(begun)).says("Taken over by Aisha Rahman")


def test_every_part_has_its_page_and_is_done_once_written(acting, begun, page, client_for):
    client = client_for("practitioner")
    shown = page("practitioner", url_of(begun))
    parts = [one.part for one in recalls.record_of(begun).parts]
    assert len(parts) > 20
    for part in parts:
        page("practitioner", url_of(begun, "parts", part))
    assert shown.text.count("Done") == 1 + shown.text.count("Done so far")
    said = recalls.answers(begun)
    # Asking for a fixed term adds a part.
    for part in (*(one for one in parts if one != "recall_type"), "recall_type", "conditions_for_rerelease"):
        number = recalls.record_of(begun).number(part)
        posted = client.post(url_of(begun, "parts", part), {**said[part], "version": number})
        assert posted.status_code == 302, (part, read_page(posted).text)
    assert recalls.record_of(begun).lacking == []
    page("practitioner", url_of(begun)).says("Ask a senior to consider it", "must be fixed term recall")


def test_a_part_that_lacks_something_keeps_what_was_typed(begun, client_for):
    posted = client_for("practitioner").post(
        url_of(begun, "parts", "alternatives_tried"), {"chosen": ["NONE", "DRUG_TESTING"], "what_else": "AP is full"}
    )
    assert posted.status_code == 422
    read_page(posted).says("cannot be chosen with others", "Give details", "AP is full")


def test_a_part_is_kept_for_later_and_comes_back(world, begun, client_for, page):
    client = client_for("practitioner")
    url = url_of(begun, "parts", "vulnerabilities")
    kept = client.post(url, {"chosen": ["BEREAVEMENT_ISSUES"], "save_for_later": "1"})
    assert kept.url == url_of(begun)
    assert Draft.objects.get().data["title"] == "Vulnerabilities: Jordan Ellis"
    assert re.search(r'value="BEREAVEMENT_ISSUES" checked', client.get(url).content.decode())


def test_someone_wrote_it_meanwhile(acting, begun, client_for):
    recalls.write(acting("senior"), begun, "offence_analysis", what="At night, with two others")
    posted = client_for("practitioner").post(
        url_of(begun, "parts", "offence_analysis"), {"what": "By day", "version": 0}
    )
    assert posted.status_code == 409
    read_page(posted).says("Megan Price wrote this part", "At night, with two others", "By day", "Keep both")


def test_a_move_that_lacks_its_parts_is_told_and_not_offered(begun, page, client_for):
    page("practitioner", url_of(begun)).says("Consult", "parts to do")
    sent = client_for("practitioner").get(url_of(begun, "next", "SPO_SIGNATURE_REQUESTED"))
    assert sent.url == url_of(begun)


def test_moves_are_made_from_their_pages(acting, begun, page, client_for):
    recalls.write_all(acting("practitioner"), begun)

    def press(role, to, **fields):
        begun.refresh_from_db()
        given = {"reason": "As talked about", "version": begun.version, **fields}
        answer = client_for(role).post(url_of(begun, "next", to), given)
        assert answer.status_code == 302, read_page(answer).text

    press("practitioner", "SPO_CONSIDER_RECALL")
    page("senior", url_of(begun)).says("1 working day left")
    press("senior", "SPO_RECORDED_RATIONALE", agrees="yes")
    press("practitioner", "SPO_SIGNATURE_REQUESTED")
    asked = client_for("senior").post(url_of(begun, "next", "SPO_SIGNED"), {"version": begun.version})
    read_page(asked).says("Enter a telephone number where you can be asked about it")
    press("senior", "SPO_SIGNED", telephone="01632 960003")
    press("senior", "ACO_SIGNATURE_REQUESTED")
    press("head_of_unit", "ACO_SIGNED", telephone="01632 960004")
    press("head_of_unit", "RECALL_DECIDED")
    press("practitioner", "PP_DOCUMENT_CREATED")
    late = client_for("practitioner").post(url_of(begun, "next", "SENT_TO_PPCS"), {"version": 1, "sent_with": "oasys"})
    assert late.status_code == 409
    press("case_administrator", "SENT_TO_PPCS", sent_with=["licence", "oasys"])
    press("practitioner", "BOOKING")
    press("practitioner", "REC_CLOSED", returned_on="9 nov", expiry="1 jun 2027", added_days="0")
    page("practitioner", url_of(begun)).says("Release on Sun 3 Jan 2027", "Sent in time")
    page("practitioner", url_of(begun, "paper")).says("It changes no more", "Part A: request to recall Jordan Ellis")
    page("senior", url_of(begun, "parts", "where_found")).says("His sister's, 4 Moor Street", "Written by Aisha Rahman")


def test_part_a_says_the_right_things_on_the_page_and_as_pdf(acting, begun, page, client_for):
    recalls.write_all(acting("practitioner"), begun)
    for role, to in (
        ("practitioner", "SPO_CONSIDER_RECALL"),
        ("senior", "SPO_RECORDED_RATIONALE"),
        ("practitioner", "SPO_SIGNATURE_REQUESTED"),
        ("senior", "SPO_SIGNED"),
    ):
        recalls.move(acting(role), begun, to)
    page("practitioner", url_of(begun, "paper")).says(
        "Part A: request to recall Jordan Ellis", "Fixed term recall", "Live where approved (address)",
        "made under policy version 4.0", "Letter of 2 November", "His sister's, 4 Moor Street", "A large dog",
        "Low mood", "Megan Price", "01632 960003", "As talked about", "Licence Required", "Charge sheet Optional",
        "Harrowgate Magistrates' Court", "No MAPPA level or category is recorded",
    )  # fmt: skip
    answer = client_for("practitioner").get(f"/people/X100001/recall/{begun.pk}/paper.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    content = answer.content
    assert content.startswith(b"%PDF")
    assert b"pdfuaid" in content or b"pdfuaid" in b"".join(_streams(content))
    paper = part_a(recalls.record_of(begun), at=clock.now())
    assert pdf_of(paper) == pdf_of(paper)


def _streams(content: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", content, re.S):
        try:
            yield zlib.decompress(found.group(1))
        except zlib.error:
            yield found.group(1)


def test_a_condition_not_broken_is_not_in_part_a(acting, begun, page):
    recalls.write_all(acting("practitioner"), begun)
    page("practitioner", url_of(begun, "paper")).lacks("Keep in touch and meet as told")


def test_why_shows_each_question_with_the_law(begun, page):
    page("practitioner", url_of(begun, "why")).says("MAPPA category 4", "not answered: counts as yes", "31 Mar 2026")


def test_what_the_record_knows_is_offered(world, begun, client_for):
    Case.objects.filter(pk=world.held.pk).update(mappa_level=2, mappa_category=4)
    make.appointment(world.held, at=make.at(world.today.replace(day=12)))
    shown = client_for("practitioner").get(url_of(begun, "parts", "suitability")).content.decode()
    assert re.search(r'name="mappa_level_2_or_3" type="radio" value="yes" checked', shown)
    assert re.search(r'name="mappa_category_4" type="radio" value="yes" checked', shown)
    assert not re.search(r'name="dcr" type="radio" value="\w+" checked', shown)


def test_another_persons_record_is_not_there(world, acting, begun, client_for):
    assert client_for("practitioner").get(f"/people/X100002/recall/{begun.pk}/").status_code == 404


def test_today_has_the_seniors_reasons_and_part_a(world, acting, begun, page):
    recalls.write_all(acting("practitioner"), begun)
    recalls.move(acting("practitioner"), begun, "SPO_CONSIDER_RECALL")
    recalls.move(acting("senior"), begun, "SPO_RECORDED_RATIONALE")
    shown = page("practitioner", "/today/")
    shown.says("Recall was agreed; the request is endorsed and sent by")
    assert url_of(begun) in shown.response.content.decode()


DECIDES = ("SPO_SIGNED", "ACO_SIGNED", "RECALL_DECIDED", "NO_RECALL_DECIDED", "PP_DOCUMENT_CREATED", "SENT_TO_PPCS")


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_no_path_decides_without_the_parts(world, acting, sentence, data):
    """Whatever is asked, by whomever, in whatever order: with one part left out, nothing is signed or decided."""
    kind = data.draw(st.sampled_from(["FIXED_TERM", "NO_RECALL"]))
    with transaction.atomic():
        begun = recalls.start(acting("practitioner"), world.held)
        recalls.write(acting("practitioner"), begun, "suitability", **recalls.answers(begun)["suitability"])
        recalls.write(acting("practitioner"), begun, "recall_type", type=kind, why="As it stands")
        needed = [one.part for one in recalls.record_of(begun).parts if one.by == "countersignature"]
        left_out = data.draw(st.sampled_from([one for one in needed if one not in ("what_led",)]))
        recalls.write_all(acting("practitioner"), begun, kind, but=left_out)
        if left_out in ("suitability", "recall_type"):
            RecallProceeding.objects.filter(pk=begun.pk).update(
                answers={k: v for k, v in recalls.record_of(begun).proceeding.answers.items() if k != left_out}
            )
        states = sorted({one.to for one in recall_moves(on=world.today)} - {"DELETED"})
        roles = ("practitioner", "senior", "head_of_unit", "case_administrator")
        steps = st.lists(st.tuples(st.sampled_from(roles), st.sampled_from(states)), min_size=10, max_size=25)
        for role, to in data.draw(steps):
            try:
                with transaction.atomic():
                    recalls.move(acting(role), begun, to)
            except RainerError:
                continue
            assert to not in DECIDES, f"{to} without {left_out}"
        assert not Recall.objects.exists()
        transaction.set_rollback(True)
