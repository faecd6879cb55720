"""Letters: what a warning must say, how it goes out, what it says of a life, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from rainer.cases.models import Address
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotThereError, RefusedError
from rainer.enforcement.letters import compose, says, template, templates
from rainer.enforcement.models import EnforcementAction, Letter, Warning
from rainer.enforcement.operations.letters import Wording, send_letter, withdraw_letter, withdraw_warning, write_letter
from rainer.enforcement.queries.letters import writing_of
from rainer.policy.enforcement import WarningText, warning_must_say
from rainer.supervision.reference import Reference
from tests import make

FACTS = {
    "name": "Jordan Ellis", "greeting": "Dear Jordan", "address": "", "crn": "X100001", "order": "community order",
    "what": "planned office visit", "when": "Friday 6 November 2026, 10:00", "day": "Friday 6 November 2026",
    "where": " at Fell House", "happened": "You did not come.", "respond_by": "Friday 20 November 2026", "next": "",
    "warned_on": "", "office": "Fell House", "writer": "Aisha Rahman", "writer_email": "", "today": "Monday 9 November 2026",
    "months": "12", "liable_until": "Monday 8 November 2027",
}  # fmt: skip
AT = make.at(date(2026, 11, 9))


@pytest.fixture
def send(acting):
    def one(action, *, role="practitioner", **more):
        wording = Wording(**{"method": "hand", **more})
        return send_letter(acting=acting(role), action_id=action.pk, wording=wording)

    return one


def words(paper) -> str:
    return str([getattr(block, "text", getattr(block, "lines", "")) for block in paper.blocks])


@pytest.mark.parametrize("one", templates().values(), ids=lambda one: one.name)
def test_every_template_says_what_happened_what_comes_next_and_how_to_disagree(one):
    paper = compose(one, FACTS, at=AT)
    said = words(paper)
    assert "What happened" in said
    assert "Your next appointment" in said or "your next appointment" in said
    assert "Aisha Rahman" in said
    assert "{" not in said + paper.title


@pytest.mark.parametrize("name", ["first_warning", "second_warning"])
@pytest.mark.parametrize("kind", ["community", "suspended"])
def test_a_warning_says_all_that_the_act_asks(name, kind):
    said = says(template(name, "1"), FACTS)
    check = warning_must_say(WarningText(kind, said, date(2026, 11, 9)), on=date(2026, 11, 9)).answer
    assert check.is_complete
    assert check.liable_until == date(2027, 11, 8)
    paper = words(compose(template(name, "1"), FACTS, at=AT))
    for needed in ("You did not come", "unacceptable", "12 months beginning with today", "brought before a court"):
        assert needed in paper


def test_a_warning_without_the_law_says_so_by_lacking_its_part():
    known = {name: text for name, text in FACTS.items() if name not in ("months", "liable_until")}
    assert "liable" not in says(template("first_warning", "1"), known)
    assert "liable" not in says(template("breach_letter", "1"), FACTS)


def test_the_writers_own_words_replace_the_free_part_only(world, failed, choose, send):
    letter = send(choose(failed), free={"circumstances": "We talked on Friday.", "added": "Bring your letter."})
    said = str(letter.paper)
    for needed in ("We talked on Friday.", "Bring your letter.", "unacceptable", "Monday 8 November 2027"):
        assert needed in said
    assert "We do not think there was a good reason" not in said
    assert letter.html.count("unacceptable") == 1


@pytest.mark.parametrize(
    ("known", "said"),
    [("His mother rang", "We have looked at what you told us"), ("", "You have not told us why.")],
)
def test_a_letter_begins_with_what_fits_what_was_said_of_the_absence(missed, decide, choose, send, known, said):
    decide(missed, known=known)
    missed.refresh_from_db()
    letter = send(choose(missed))
    assert said in str(letter.paper)
    assert letter.template_version == "2"


@pytest.mark.parametrize(
    ("code", "attended", "said"),
    [
        ("ATSH", "yes", "We have looked at what happened that day"),
        ("AFTC", "yes", "We have looked at what you were asked to do"),
    ],
)
def test_and_what_fits_a_failure_of_another_kind(world, order, choose, send, page, code, attended, said):
    failed = make.missed(world.held, order.event, outcome_code=code, attended=attended, complied="no")
    action = choose(failed)
    page("practitioner", f"/appointments/{failed.pk}/warning/").says(said)
    assert said in str(send(action).paper)


def test_a_letter_says_where_its_office_is_and_how_it_is_rung(world, failed, choose, send):
    type(world.fellside).objects.update(office_address="2 Moor Lane\nHarrowgate", office_telephone="01632 960101")
    said = str(send(choose(failed)).paper)
    assert "'Fell House', '2 Moor Lane', 'Harrowgate', 'Telephone 01632 960101'" in said
    assert "by telephone on 01632 960101 or in writing" in said


@pytest.mark.parametrize("code", ["EA02", "EA05", "EA08"])
def test_only_a_warning_gives_a_warning(failed, choose, send, code):
    letter = send(choose(failed, code))
    assert Warning.objects.filter(letter=letter).exists() is (code == "EA02")


def test_a_licence_gets_its_own_letter_and_no_warning(failed, order, choose, send):
    order.kind, order.released_on = "custodial", date(2026, 5, 1)
    order.save()
    letter = send(choose(failed, "LCL", respond_by=None))
    assert "Your licence" in letter.title
    assert not Warning.objects.exists()


def test_how_it_goes_out_is_checked(world, failed, choose, send):
    action = choose(failed)
    for method in ("", "post", "email", "pigeon"):
        with pytest.raises(BadInputError):
            send(action, method=method)
    Address.objects.create(
        person=failed.person, status="main", building="4", street="Moor Street", town="Harrowgate", starts=world.today
    )
    assert "4 Moor Street" in str(send(action, method="post").paper)


def test_no_warning_while_the_reason_is_awaited(world, missed, acting, send):
    action = EnforcementAction.objects.create(
        contact=missed, event=missed.event, code="EA02", by=world.users["senior"], at=missed.at
    )
    with pytest.raises(RefusedError, match="Decide first"):
        send(action)


def test_a_letter_is_sent_once(failed, choose, send):
    action = choose(failed)
    send(action)
    with pytest.raises(ChangedMeanwhileError, match="sent while"):
        send(action, role="senior")
    assert Letter.objects.count() == Warning.objects.count() == 1


def test_nothing_is_sent_to_someone_who_has_died(world, failed, choose, send):
    action = choose(failed)
    failed.person.date_of_death = world.today
    failed.person.save()
    with pytest.raises(RefusedError, match="died"):
        send(action)


def test_a_letter_stands_as_it_was_sent(failed, choose, send):
    letter = send(choose(failed))
    for change in ({"html": "x"}, {"facts": {}}, {"pdf_sha256": "0" * 64}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Letter.objects.filter(pk=letter.pk).update(**change)


def test_a_draft_is_written_anew_and_then_sent_as_it_stands(acting, failed, choose, send):
    action = choose(failed)
    for text in ("First try", "Second try"):
        write_letter(acting=acting("practitioner"), action_id=action.pk, wording=Wording({"circumstances": text}))
    assert Letter.objects.get().facts["free"]["circumstances"] == "Second try"
    assert send(action, free={"circumstances": "Third"}).pk == Letter.objects.get().pk


def test_withdrawing_a_letter_withdraws_its_warning_and_needs_a_reason(acting, failed, choose, send):
    letter = send(choose(failed))
    with pytest.raises(BadInputError):
        withdraw_letter(acting=acting("practitioner"), letter_id=letter.pk, reason=" ")
    withdraw_letter(acting=acting("practitioner"), letter_id=letter.pk, reason="Wrong person")
    warning = Warning.objects.get()
    assert warning.withdrawn_why == "Wrong person"
    with pytest.raises(ChangedMeanwhileError, match="already"):
        withdraw_warning(acting=acting("senior"), warning_id=warning.pk, reason="Again")


def test_the_second_failure_under_a_warning_must_be_referred(world, failed, order, choose, send, decide):
    send(choose(failed))
    Warning.objects.update(given_on=world.today - timedelta(days=2))
    second = make.missed(world.held, order.event, on=world.today - timedelta(days=1))
    decide(second)
    second.refresh_from_db()
    with pytest.raises(BadInputError) as refused:
        choose(second, "NFA")
    assert "reason" in refused.value.facts["errors"]
    from rainer.enforcement.queries.order import order_after

    second.case = world.held
    after = order_after(second, Reference.of(world.harrowgate, on=world.today))
    assert after.where.lawful_options == ("REFER",)
    assert after.first[0] in ("IBR", "BRE")
    assert "EA02" not in after.fitting.suggested


def test_someone_elsewhere_sends_nothing(failed, choose, send):
    action = choose(failed)
    with pytest.raises(NotThereError):
        send(action, role="elsewhere")


def test_large_print_is_another_file_with_the_same_words(failed, choose, send):
    action = choose(failed)
    reference = Reference.of(failed.person.cases.get().team.unit, on=action.at.date())
    action.contact.case = failed.person.cases.get()
    writing = writing_of(action, reference)
    small, large = (writing.paper(free={}, at=AT, large_print=big) for big in (False, True))
    assert words(small) == words(large)
    assert large.large_print
