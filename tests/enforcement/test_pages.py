"""From a missed appointment to its decision, to what follows, to the letter: as its user presses."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from rainer.enforcement.models import AbsenceDecision, EnforcementAction, KeptFile, Letter, Warning
from rainer.workload.models import DecisionCircumstances
from tests import make


def press(client, url, **fields):
    return client.post(url, fields)


def to_the_letter(client, contact):
    press(
        client, f"/appointments/{contact.pk}/decision/", decision="unacceptable", because="No word", version=1, last=0
    )
    return press(
        client, f"/appointments/{contact.pk}/next/", code="EA02", respond_by="tue", for_whom="me", last=0
    )  # fmt: skip


def test_decision_then_next_then_warning_letter(world, missed, page):
    client = world.client_for("practitioner")
    asked = page("practitioner", f"/appointments/{missed.pk}/decision/")
    assert "Nothing is decided for you" in asked.text
    decided = press(
        client, f"/appointments/{missed.pk}/decision/", decision="unacceptable", because="No word", version=1, last=0
    )
    assert decided.url == reverse("enforcement_next", args=[missed.pk])
    where = page("practitioner", decided.url)
    assert "give a warning" in where.text
    assert "No warning in force" in where.text
    assert "Sentencing Act 2020, Schedule 10" in where.text
    chosen = press(client, decided.url, code="EA02", respond_by="fri", for_whom="me", last=0)
    assert chosen.url == reverse("warning_letter", args=[missed.pk])
    writing = page("practitioner", chosen.url)
    assert "can be brought before a court" in writing.text
    sent = press(client, chosen.url, part_circumstances="We asked you why.", method="hand")
    letter = Letter.objects.get()
    assert sent.url == reverse("letter", args=[letter.pk])
    kept = page("practitioner", sent.url)
    assert "We asked you why." in kept.text
    warning = Warning.objects.get()
    assert (warning.event, warning.failure, warning.letter) == (missed.event, missed, letter)
    assert EnforcementAction.objects.get().done_at is not None
    about = set(DecisionCircumstances.objects.values_list("about", flat=True))
    assert about == {
        f"absence-decision:{AbsenceDecision.objects.get().pk}",
        f"enforcement-action:{EnforcementAction.objects.get().pk}",
        f"warning:{warning.pk}",
    }


def test_the_file_that_was_sent_is_the_file_that_is_kept(world, missed):
    client = world.client_for("practitioner")
    writing = to_the_letter(client, missed)
    press(client, writing.url, method="hand")
    letter = Letter.objects.get()
    answer = client.get(reverse("letter_pdf", args=[letter.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content == bytes(KeptFile.objects.get(sha256=letter.pdf_sha256).content)
    assert b"pdfuaid:part" in answer.content


def test_looking_and_keeping_send_nothing(world, missed, page):
    client = world.client_for("practitioner")
    url = to_the_letter(client, missed).url
    shown = press(client, url, part_circumstances="Mine, so far", method="hand", preview="1")
    assert "Mine, so far" in shown.content.decode()
    assert press(client, url, method="hand", pdf="1").content.startswith(b"%PDF")
    assert not Letter.objects.exists()
    press(client, url, part_circumstances="Mine, kept", method="hand", keep="1")
    assert Letter.objects.get().state == "draft"
    assert not Warning.objects.exists()
    assert "Mine, kept" in page("practitioner", url).text


def test_no_date_is_asked_for_in_words_and_the_typing_stays(world, missed):
    client = world.client_for("practitioner")
    press(client, f"/appointments/{missed.pk}/decision/", decision="unacceptable", because="No word", version=1, last=0)
    answer = press(
        client,
        f"/appointments/{missed.pk}/next/",
        code="different",
        different="EA05",
        reason="She asked",
        for_whom="me",
        last=0,
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Enter the day by which you want an answer" in said
    assert "She asked" in said


def test_what_the_operation_refuses_keeps_the_typing(world, missed):
    client = world.client_for("practitioner")
    answer = press(
        client,
        f"/appointments/{missed.pk}/decision/",
        decision="acceptable",
        named="judgement",
        known="His sister rang",
    )
    assert answer.status_code == 422
    assert "professional judgement needs a sentence" in answer.content.decode()
    assert "His sister rang" in answer.content.decode()


def test_the_second_of_two_is_told_kindly_with_theirs_and_yours(world, missed):
    url = f"/appointments/{missed.pk}/decision/"
    press(world.client_for("senior"), url, decision="acceptable", named="ill", detail="Flu", version=1, last=0)
    late = press(world.client_for("practitioner"), url, decision="unacceptable", because="No word", version=1, last=0)
    assert late.status_code == 409
    said = late.content.decode()
    for words in ("Megan Price decided", "Had a good reason", "No word"):
        assert words in said


def test_a_change_of_mind_offers_to_withdraw_the_warning(world, missed, page):
    client = world.client_for("practitioner")
    press(client, to_the_letter(client, missed).url, method="hand")
    last = AbsenceDecision.objects.get().pk
    version = 2
    changed = press(
        client,
        f"/appointments/{missed.pk}/decision/",
        decision="acceptable",
        named="ill",
        detail="Hospital",
        version=version,
        last=last,
    )
    warning = Warning.objects.get()
    assert changed.url == reverse("warning_withdraw", args=[warning.pk])
    assert "Hospital" in page("practitioner", changed.url).text
    press(client, changed.url, reason="Hospital letter seen")
    warning.refresh_from_db()
    assert warning.withdrawn_why == "Hospital letter seen"
    assert warning.letter.state == "withdrawn"


def test_a_letter_asked_of_an_administrator_is_on_their_list(world, missed, page):
    client = world.client_for("practitioner")
    press(client, f"/appointments/{missed.pk}/decision/", decision="unacceptable", because="No word", version=1, last=0)
    press(client, f"/appointments/{missed.pk}/next/", code="EA02", respond_by="fri", for_whom="admin", last=0)
    assert "Jordan Ellis" in page("case_administrator", "/letters/").text
    admin = world.client_for("case_administrator")
    make_it = reverse("warning_letter", args=[missed.pk])
    assert "Aisha Rahman" in page("case_administrator", make_it).text
    press(admin, make_it, method="print")
    letter = Letter.objects.get()
    assert Warning.objects.get().by == world.users["practitioner"]
    assert press(admin, "/letters/print/", letter=letter.pk).content.startswith(b"%PDF")
    press(admin, "/letters/", letter=letter.pk)
    letter.refresh_from_db()
    assert letter.printed_at is not None
    assert "No letter waits to be printed" in page("case_administrator", "/letters/").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"outcome_code": "", "attended": "not_known"}, "Say first that it was missed"),
        ({"outcome_code": "ATTC", "attended": "yes"}, "came to this appointment"),
    ],
)
def test_a_page_with_nothing_to_decide_says_so(world, order, page, fields, said):
    contact = make.missed(world.held, order.event, **fields)
    assert said in page("practitioner", f"/appointments/{contact.pk}/decision/", status=422).text


def test_circumstances_are_in_view_when_it_is_decided(world, missed, page):
    from rainer.cases.models import Address, Adjustment

    person = world.held.person
    Address.objects.create(person=person, status="main", no_fixed_abode=True, starts=missed.at.date())
    Adjustment.objects.create(person=person, kind="Large print", starts=missed.at.date())
    make.contact(person, type_code="CTOB", at=make.at(missed.at.date(), 11), description="Phone off")
    said = page("practitioner", f"/appointments/{missed.pk}/decision/").text
    for words in ("No fixed address since 6 Nov 2026", "Large print", "Phone off"):
        assert words in said


def test_compliance_counts_open_to_the_very_contacts(world, missed, order, page):
    client = world.client_for("practitioner")
    for day in (2, 3):
        make.missed(
            world.held,
            order.event,
            on=missed.at.date().replace(day=day),
            outcome_code="ATTC",
            attended="yes",
            complied="yes",
        )
    press(client, to_the_letter(client, missed).url, method="hand")
    crn = world.held.person.crn
    said = page("practitioner", f"/people/{crn}/compliance/").text
    assert "counts until Mon 8 Nov 2027" in said
    rows = page("practitioner", f"/people/{crn}/compliance/?order={order.event_id}&show=kept").text
    assert rows.count("Attended, complied") == 2
    assert (
        "Unacceptable absence"
        in page("practitioner", f"/people/{crn}/compliance/?order={order.event_id}&show=failures").text
    )
    assert "given on" in page("practitioner", f"/people/{crn}/compliance/{order.event_id}/why/").text


def test_a_senior_sees_how_often_judgement_was_used_and_no_name(world, missed, decide, page):
    decide(missed, "acceptable", named="judgement", reason="Hospital")
    said = page("senior", "/teams/HMFELL/professional-judgement/").text
    assert "Aisha" not in said.replace("Aisha Rahman’s", "")
    assert "never by person" in said
    page("practitioner", "/teams/HMFELL/professional-judgement/", status=404)


def test_pages_ask_as_much_of_ten_failures_as_of_one(world, order, page):
    """No query count grows with the contacts, warnings and decisions of an order."""
    contact = make.missed(world.held, order.event)
    urls = [
        f"/appointments/{contact.pk}/decision/",
        f"/appointments/{contact.pk}/next/",
        f"/people/{world.held.person.crn}/compliance/",
    ]
    before = [page("practitioner", url).queries for url in urls]
    for day in range(1, 6):
        failed = make.missed(world.held, order.event, on=missed_on(day), outcome_code="UAAB", complied="no")
        given = missed_on(day)
        Warning.objects.create(event=order.event, failure=failed, given_on=given, by=world.users["senior"])
    assert [page("practitioner", url).queries for url in urls] == before


def missed_on(day):
    return date(2026, 10, day)


def test_a_long_wait_is_asked_about_and_a_day_that_has_passed_is_refused(world, missed, client_for):
    client, url = client_for("practitioner"), f"/appointments/{missed.pk}/decision/"
    given = {"decision": "wait", "wait_because": "The clinic writes monthly", "version": 1, "last": 0}
    refused = client.post(url, {**given, "wait_until": "1 nov"})
    assert (refused.status_code, "1 November has passed" in refused.content.decode()) == (422, True)
    at_limit = client.post(url, {**given, "wait_until": "7 dec"})
    assert at_limit.status_code == 302


def test_a_wait_beyond_the_limit_goes_on_when_it_is_meant(world, missed, client_for):
    client, url = client_for("practitioner"), f"/appointments/{missed.pk}/decision/"
    given = {"decision": "wait", "wait_because": "The clinic writes monthly", "version": 1, "last": 0}
    asked = client.post(url, {**given, "wait_until": "8 dec"})
    assert "is long for an absence to stay undecided" in asked.content.decode()
    assert client.post(url, {**given, "wait_until": "8 dec", "save_anyway": "1"}).status_code == 302
