"""Recall: on the case at once, written whole, signed by others, decided, sent; or not recalled, with its letter."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from rainer.cases.models import Licence, LicenceCondition, Recall
from rainer.common.errors import (
    BadInputError,
    ChangedMeanwhileError,
    NotAllowedError,
    NotThereError,
    RefusedError,
)
from rainer.common.models import LogEntry
from rainer.enforcement.models import EnforcementAction, KeptFile, Move, RecallProceeding
from rainer.enforcement.operations.recall import take_over, write_part
from rainer.enforcement.operations.recall_moves import Step, move_recall
from rainer.supervision.inputs import local
from rainer.supervision.models import Contact
from rainer.workload.models import DecisionCircumstances
from tests import make
from tests.enforcement import recalls

TODAY = date(2026, 11, 9)
TO_DECIDED = [
    ("practitioner", "SPO_CONSIDER_RECALL"),
    ("senior", "SPO_RECORDED_RATIONALE"),
    ("practitioner", "SPO_SIGNATURE_REQUESTED"),
    ("senior", "SPO_SIGNED"),
    ("senior", "ACO_SIGNATURE_REQUESTED"),
    ("head_of_unit", "ACO_SIGNED"),
    ("head_of_unit", "RECALL_DECIDED"),
]


@pytest.fixture
def sentence(world):
    return recalls.licence(world.held)


@pytest.fixture
def begun(world, acting, sentence):
    return recalls.start(acting("practitioner"), world.held)


@pytest.fixture
def whole(acting, begun):
    recalls.write_all(acting("practitioner"), begun, but="recipients")
    return begun


@pytest.fixture
def go(acting):
    def through(proceeding, steps):
        for role, to in steps:
            recalls.move(acting(role), proceeding, to)
        return proceeding

    return through


def test_it_goes_on_the_case_at_once_and_keeps_its_circumstances(world, begun):
    contact = Contact.objects.get()
    assert (contact.type_code, contact.pk) == ("RCLC", begun.considered_id)
    assert contact.event == begun.event
    move = Move.objects.get()
    assert (move.from_status, move.to_status, move.reason) == ("NEW", "PO_START_RECALL", recalls.WORDS)
    entry = LogEntry.objects.get(name="recall_moved")
    assert (entry.subject, entry.person_id) == (f"recall-move:{move.pk}", world.held.person_id)
    assert DecisionCircumstances.objects.get().about == entry.subject


def test_what_was_asked_for_is_done_once_it_starts(world, acting, sentence):
    missed = make.missed(world.held, sentence.event)
    asked = EnforcementAction.objects.create(
        contact=missed, event=sentence.event, code="EA11", by=world.users["practitioner"], at=missed.at
    )
    recalls.start(acting("practitioner"), world.held)
    asked.refresh_from_db()
    assert asked.done_by == world.users["practitioner"]


def test_a_sensitive_one_looks_like_none_to_those_who_may_not_see(world, acting, sentence, client_for):
    made = recalls.start(acting("practitioner"), world.held, is_sensitive=True)
    assert Contact.objects.get().is_sensitive
    url = f"/people/X100001/recall/{made.pk}/"
    assert client_for("senior").get(url).status_code == 200
    assert client_for("case_administrator").get(url).status_code == 404
    with pytest.raises(NotThereError):
        recalls.move(acting("case_administrator"), made, "SENT_TO_PPCS")


@pytest.mark.parametrize("ended", ["licence", "varied away", "sentence", "died", "community"])
def test_nothing_starts_without_a_licence_in_force(world, acting, sentence, ended):
    if ended == "licence":
        Licence.objects.update(ends=TODAY - timedelta(days=1))
    elif ended == "varied away":
        Licence.objects.update(replaced_on=TODAY)
    elif ended == "sentence":
        sentence.terminated_on = TODAY
    elif ended == "community":
        sentence.kind = "community_order"
    else:
        world.held.person.date_of_death = TODAY
    sentence.save()
    world.held.person.save()
    with pytest.raises(RefusedError):
        recalls.start(acting("practitioner"), world.held)
    assert not Contact.objects.exists()


def test_a_licence_in_its_last_day_can_be_recalled_from(world, acting, sentence):
    Licence.objects.update(ends=TODAY)
    assert recalls.start(acting("practitioner"), world.held).status == "PO_START_RECALL"


def test_one_record_of_a_licence_at_a_time(world, acting, begun):
    with pytest.raises(RefusedError, match="already"):
        recalls.start(acting("senior"), world.held)
    assert Contact.objects.count() == 1


def test_none_is_exclusive_and_details_are_asked_for(acting, begun):
    def refused(part, **said):
        with pytest.raises(BadInputError) as error:
            recalls.write(acting("practitioner"), begun, part, **said)
        return set(error.value.facts["errors"])

    more = {"what_else": "Nothing"}
    assert refused("alternatives_tried", chosen=["NONE", "DRUG_TESTING"], about_drug_testing="Two", **more) == {
        "chosen"
    }
    assert refused("alternatives_tried", chosen=["DRUG_TESTING"], **more) == {"about_drug_testing"}
    assert refused("alternatives_tried", chosen=[], **more) == {"chosen"}
    assert refused("alternatives_tried", chosen=["NONE"]) == {"what_else"}
    assert refused("vulnerabilities", chosen=["MADE_UP"]) == {"chosen"}
    recalls.write(acting("practitioner"), begun, "alternatives_tried", chosen=["NONE"], **more)
    assert "alternatives_tried" in recalls.record_of(begun).complete


def test_conditions_come_from_the_live_licence_alone(world, acting, whole):
    other = recalls.licence(world.waiting)
    far = LicenceCondition.objects.filter(licence__event=other.event).first()
    with pytest.raises(BadInputError):
        recalls.write(acting("practitioner"), whole, "conditions_breached", conditions=[str(far.pk)], how="Away")
    old = Licence.objects.get(event=whole.event)
    old.replaced_on = TODAY
    old.save()
    new = Licence.objects.create(
        event=whole.event, version=2, policy_version="4.0", kind="variation", starts=TODAY, ends=old.ends
    )
    one = LicenceCondition.objects.create(licence=new, kind="standard", code="address", text="Live there", starts=TODAY)
    assert recalls.record_of(whole).lacking == ["Licence conditions breached"]
    recalls.write(acting("practitioner"), whole, "conditions_breached", conditions=[str(one.pk)], how="Away")
    assert recalls.record_of(whole).lacking == []
    assert list(whole.conditions_broken.all()) == [one]


def test_an_unanswered_question_counts_as_an_exclusion(acting, begun):
    assert recalls.record_of(begun).types.answer.mandatory == "STANDARD"
    said = recalls.answers(begun)["suitability"]
    recalls.write(acting("practitioner"), begun, "suitability", **{**said, "mappa_category_4": ""})
    assert RecallProceeding.objects.get().exclusions == {"hold": [], "unanswered": ["mappa_category_4"]}
    with pytest.raises(BadInputError):
        recalls.write(acting("practitioner"), begun, "recall_type", type="FIXED_TERM", why="None holds")
    recalls.write(acting("practitioner"), begun, "suitability", **said)
    recalls.write(acting("practitioner"), begun, "recall_type", type="FIXED_TERM", why="None holds")
    assert RecallProceeding.objects.get().kind_open == ["FIXED_TERM", "NO_RECALL"]


def test_a_type_no_longer_open_is_asked_again(acting, whole):
    said = recalls.answers(whole)["suitability"]
    recalls.write(acting("practitioner"), whole, "suitability", **{**said, "mappa_level_2_or_3": "yes"})
    assert "Type of recall and reasons" in recalls.record_of(whole).lacking


def test_an_indeterminate_sentence_has_tests_and_is_an_emergency(world, acting, sentence):
    sentence.group = "INDETERMINATE"
    sentence.save()
    begun = recalls.start(acting("practitioner"), world.held)
    recalls.write_all(acting("practitioner"), begun, "STANDARD")
    assert recalls.record_of(begun).lacking == ["Emergency recall or not"]
    recalls.write(acting("practitioner"), begun, "emergency", emergency="yes", details="He said where he would go")
    record = recalls.record_of(begun)
    assert (record.lacking, record.proceeding.is_emergency) == ([], True)
    assert "tests_met" in record.complete


def test_two_who_write_one_part_and_two_who_write_two(acting, begun):
    def write(role, part, **said):
        return write_part(acting=acting(role), recall_id=begun.pk, part=part, number=0, said=said)

    write("practitioner", "response_to_supervision", what="Well until October")
    write("senior", "offence_analysis", what="At night")
    with pytest.raises(ChangedMeanwhileError, match="Aisha Rahman") as error:
        write("senior", "response_to_supervision", what="Poorly")
    assert error.value.facts["theirs"] == {"what": "Well until October"}


def test_the_whole_way_to_a_recall_and_its_release_date(acting, whole, go):
    go(whole, TO_DECIDED)
    fact = Recall.objects.get()
    assert (fact, fact.kind, fact.decided_on, fact.is_emergency) == (whole.fact, "fixed_term", TODAY, False)
    go(whole, [("practitioner", "PP_DOCUMENT_CREATED")])
    with pytest.raises(RefusedError, match="Who is sent the revocation order"):
        recalls.move(acting("practitioner"), whole, "SENT_TO_PPCS", sent_with=("licence", "oasys"))
    recalls.write(acting("practitioner"), whole, "recipients", who="Northmarch Police")
    with pytest.raises(BadInputError) as error:
        recalls.move(acting("practitioner"), whole, "SENT_TO_PPCS", sent_with=("licence",))
    assert "OASys" in error.value.facts["errors"]["sent_with"]
    recalls.move(acting("case_administrator"), whole, "SENT_TO_PPCS", sent_with=("licence", "oasys"))
    go(whole, [("practitioner", "BOOKING")])
    with pytest.raises(BadInputError) as error:
        recalls.move(acting("practitioner"), whole, "REC_CLOSED")
    assert set(error.value.facts["errors"]) == {"returned_on"}
    came = {"returned_on": TODAY, "expiry": date(2027, 6, 1), "added_days": 1}
    recalls.move(acting("practitioner"), whole, "REC_CLOSED", **came)
    fact.refresh_from_db()
    # 56 days from and with 9 November end on 3 January; one added day.
    assert (fact.returned_to_custody_on, fact.release_on) == (TODAY, date(2027, 1, 4))
    assert whole.closed_at is not None
    assert Move.objects.count() == DecisionCircumstances.objects.count() == 12
    with pytest.raises(NotAllowedError):
        recalls.move(acting("senior"), whole, "DELETED")


@pytest.mark.parametrize("expiry", [date(2026, 12, 24), date(2027, 1, 3), date(2027, 1, 4)])
def test_release_is_never_after_the_sentence_expires(acting, whole, go, expiry):
    go(whole, [*TO_DECIDED, ("practitioner", "PP_DOCUMENT_CREATED")])
    recalls.write(acting("practitioner"), whole, "recipients", who="Police")
    recalls.move(acting("practitioner"), whole, "SENT_TO_PPCS", sent_with=("licence", "oasys"))
    go(whole, [("practitioner", "BOOKING")])
    recalls.move(acting("practitioner"), whole, "REC_CLOSED", returned_on=TODAY, expiry=expiry)
    assert Recall.objects.get().release_on == min(expiry, date(2027, 1, 3))


def test_a_signature_has_a_telephone_and_an_explanation_and_is_never_ones_own(world, acting, whole, go):
    go(whole, TO_DECIDED[:3])
    for lacking in ("reason", "telephone"):
        with pytest.raises(BadInputError) as error:
            recalls.move(acting("senior"), whole, "SPO_SIGNED", **{lacking: " "})
        assert set(error.value.facts["errors"]) == {lacking}
    recalls.write(acting("senior"), whole, "iom", iom="yes")
    with pytest.raises(RefusedError, match="You wrote in this record"):
        recalls.move(acting("senior"), whole, "SPO_SIGNED")


def test_one_person_does_not_sign_twice(world, acting, whole, go):
    both = make.user("senior", name="Ida Both", team=world.fellside)
    world.users["both"] = both
    make.RoleHolding.objects.create(user=both, role="head_of_unit", starts=make.LONG_AGO, unit=world.harrowgate)
    go(whole, [*TO_DECIDED[:3], ("both", "SPO_SIGNED"), ("senior", "ACO_SIGNATURE_REQUESTED")])
    with pytest.raises(RefusedError, match="somebody else endorses"):
        recalls.move(acting("both"), whole, "ACO_SIGNED")
    go(whole, [("head_of_unit", "ACO_SIGNED")])


def test_two_who_sign_at_once(world, acting, whole, go):
    go(whole, TO_DECIDED[:3])
    version = RecallProceeding.objects.get().version
    step = Step("SPO_SIGNED", reason="I agree", telephone="01632 960004")
    move_recall(acting=acting("senior"), recall_id=whole.pk, version=version, step=step)
    world.users["other"] = make.user("senior", name="Ola Second", team=world.fellside)
    with pytest.raises(ChangedMeanwhileError, match="Megan Price"):
        move_recall(acting=acting("other"), recall_id=whole.pk, version=version, step=step)
    assert Move.objects.filter(to_status="SPO_SIGNED").count() == 1


def test_what_changed_since_it_was_asked_is_shown_and_nothing_changes_once_signed(acting, whole, go, page):
    go(whole, TO_DECIDED[:3])
    url = f"/people/X100001/recall/{whole.pk}/next/SPO_SIGNED/"
    page("senior", url).says("Nothing has changed since a signature was asked for")
    recalls.write(acting("practitioner"), whole, "police_contact", name="PC Oke", telephone="01632 960009")
    page("senior", url).says("Changed since a signature was asked for", "Local police contact")
    go(whole, [("senior", "SPO_SIGNED")])
    with pytest.raises(RefusedError, match="changes no more"):
        recalls.write(acting("practitioner"), whole, "police_contact", name="PC Oke", telephone="01632 960009")


def test_the_clocks_run_from_asking_and_from_agreeing(acting, whole, go):
    go(whole, [("practitioner", "SPO_CONSIDER_RECALL")])
    clocks = recalls.record_of(whole).clocks.answer
    assert (clocks.rationale_due, clocks.rationale_days_left, clocks.part_a_due) == (date(2026, 11, 10), 1, None)
    assert local(Move.objects.last().due).date() == date(2026, 11, 10)
    recalls.move(acting("senior"), whole, "SPO_RECORDED_RATIONALE", agrees=False)
    assert recalls.record_of(whole).clocks.answer.part_a_due is None
    go(whole, [("practitioner", "SPO_SIGNATURE_REQUESTED"), ("senior", "SPO_SIGNED")])
    clocks = recalls.record_of(whole).clocks.answer
    assert clocks.is_rationale_in_time is True
    assert clocks.part_a_due == local(whole.agreed_at) + timedelta(hours=24)
    assert Move.objects.last().due == whole.agreed_at + timedelta(hours=24)


def no_recall(acting, proceeding, go, *more):
    recalls.write_all(acting("practitioner"), proceeding, "NO_RECALL")
    return go(proceeding, [("practitioner", "SPO_CONSIDER_RECALL"), ("senior", "SPO_RECORDED_RATIONALE"), *more])


def test_a_first_decision_not_to_recall_is_the_seniors_and_makes_a_letter(acting, begun, go):
    no_recall(acting, begun, go)
    for role, to in (("practitioner", "SPO_SIGNATURE_REQUESTED"), ("senior", "ACO_SIGNATURE_REQUESTED")):
        with pytest.raises(RefusedError):
            recalls.move(acting(role), begun, to)
    go(begun, [("senior", "NO_RECALL_DECIDED"), ("practitioner", "PP_DOCUMENT_CREATED")])
    with pytest.raises(RefusedError, match="no Part A"):
        recalls.move(acting("practitioner"), begun, "SENT_TO_PPCS")
    go(begun, [("practitioner", "REC_CLOSED")])
    assert begun.closed_at is not None
    assert not Recall.objects.exists()
    words = str(begun.paper["paper"])
    for said in ("Decision not to recall you", recalls.WORDS, "Live where approved", "He rang the same evening",
                 "Two months at the warehouse", "afraid of the other residents", "Ring if you cannot sleep",
                 "Tuesday 10 November"):  # fmt: skip
        assert said in words
    assert bytes(KeptFile.objects.get(sha256=begun.paper["sha256"]).content).startswith(b"%PDF")


def test_a_second_decision_not_to_recall_is_endorsed_by_a_senior_manager(world, acting, begun, go):
    ends = [("senior", "NO_RECALL_DECIDED"), ("practitioner", "PP_DOCUMENT_CREATED"), ("practitioner", "REC_CLOSED")]
    no_recall(acting, begun, go, *ends)
    again = recalls.start(acting("practitioner"), world.held)
    no_recall(acting, again, go)
    with pytest.raises(RefusedError, match="senior manager endorses"):
        recalls.move(acting("senior"), again, "NO_RECALL_DECIDED")
    go(again, [("senior", "ACO_SIGNATURE_REQUESTED"), ("head_of_unit", "ACO_SIGNED")])
    with pytest.raises(RefusedError, match="no recall"):
        recalls.move(acting("head_of_unit"), again, "RECALL_DECIDED")
    go(again, [("head_of_unit", "NO_RECALL_DECIDED")])


def test_a_decision_before_this_release_does_not_count(world, acting, begun, go, sentence):
    no_recall(acting, begun, go, ("senior", "NO_RECALL_DECIDED"), ("practitioner", "PP_DOCUMENT_CREATED"))
    go(begun, [("practitioner", "REC_CLOSED")])
    RecallProceeding.objects.update(started_at=make.at(recalls.RELEASED - timedelta(days=1)))
    assert recalls.record_of(recalls.start(acting("practitioner"), world.held)).earlier_no_recall == 0


def test_a_manager_deletes_with_a_reason_and_the_contact_stays(acting, whole, go):
    go(whole, TO_DECIDED)
    with pytest.raises(NotAllowedError):
        recalls.move(acting("practitioner"), whole, "DELETED")
    with pytest.raises(BadInputError):
        recalls.move(acting("senior"), whole, "DELETED", reason="")
    recalls.move(acting("senior"), whole, "DELETED", reason="Two records were begun")
    assert whole.closed_at is not None
    assert (Recall.objects.count(), Contact.objects.filter(type_code="RCLC").count()) == (0, 1)


def test_out_of_hours_reasons_are_taken_over(world, acting, sentence, go):
    night = {"to": "SPO_RECORDED_RATIONALE", "place": "at the hostel", "telephone": "01632 960005", "agrees": True}
    with pytest.raises(NotAllowedError):
        recalls.start(acting("practitioner"), world.held, **night)
    with pytest.raises(BadInputError) as error:
        recalls.start(acting("head_of_unit"), world.held, to="SPO_RECORDED_RATIONALE")
    assert set(error.value.facts["errors"]) == {"place", "telephone", "agrees"}
    begun = recalls.start(acting("head_of_unit"), world.held, **night)
    assert begun.agreed_at is not None
    recalls.write_all(acting("practitioner"), begun, but="what_led")
    with pytest.raises(RefusedError, match="Take them over first"):
        recalls.move(acting("practitioner"), begun, "SPO_SIGNATURE_REQUESTED")
    take_over(acting=acting("practitioner"), recall_id=begun.pk)
    with pytest.raises(RefusedError):
        take_over(acting=acting("practitioner"), recall_id=begun.pk)
    record = recalls.record_of(begun)
    assert record.said("what_led") == {"what": recalls.WORDS}
    assert record.proceeding.out_of_hours["taken_over_by"] == "Aisha Rahman"
    assert datetime.fromisoformat(record.proceeding.out_of_hours["at"]).tzinfo
    go(begun, [("practitioner", "SPO_SIGNATURE_REQUESTED")])


@pytest.mark.parametrize("ended", ["licence", "died"])
def test_once_the_licence_ended_or_the_person_died_only_deleting_is_left(acting, whole, go, ended):
    go(whole, TO_DECIDED[:3])
    if ended == "licence":
        Licence.objects.update(ends=TODAY - timedelta(days=1))
    else:
        whole.person.date_of_death = TODAY
        whole.person.save()
    with pytest.raises(RefusedError):
        recalls.move(acting("senior"), whole, "SPO_SIGNED")
    with pytest.raises(RefusedError):
        recalls.write(acting("practitioner"), whole, "iom", iom="yes")
    recalls.move(acting("senior"), whole, "DELETED", reason="It ended")


def test_a_recall_that_was_sent_is_closed_when_the_person_died(acting, whole, go):
    go(whole, [*TO_DECIDED, ("practitioner", "PP_DOCUMENT_CREATED")])
    recalls.write(acting("practitioner"), whole, "recipients", who="Police")
    recalls.move(acting("practitioner"), whole, "SENT_TO_PPCS", sent_with=("licence", "oasys"))
    whole.person.date_of_death = TODAY
    whole.person.save()
    go(whole, [("practitioner", "BOOKING"), ("practitioner", "REC_CLOSED")])
    fact = Recall.objects.get()
    assert (fact.returned_to_custody_on, fact.release_on) == (None, None)


def test_a_court_officer_and_someone_elsewhere_do_neither(world, acting, whole):
    with pytest.raises(NotThereError):
        recalls.write(acting("elsewhere"), whole, "iom", iom="yes")
    with pytest.raises(NotThereError):
        recalls.start(acting("court_officer"), world.held)
    with pytest.raises(NotAllowedError):
        recalls.write(acting("head_of_unit"), whole, "iom", iom="yes")
