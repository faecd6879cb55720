"""Parole: a review's lifecycle by the rule, its parts and addenda, what is disclosed, and what follows the outcome."""

from __future__ import annotations

from datetime import date

import pytest

from rainer.common.errors import (
    BadInputError,
    ChangedMeanwhileError,
    NotAllowedError,
    NotThereError,
    RefusedError,
)
from rainer.enforcement.models import Move, ParoleReport
from rainer.enforcement.operations.parole import Step, list_review, move_report, set_disclosure, write_part
from rainer.organisation.access import Acting
from rainer.supervision.models import Task
from tests import make

URL = "/people/X100001/parole/"


@pytest.fixture
def sentence(world):
    return make.sentence(world.held.person, kind="custodial")


@pytest.fixture
def review(world, sentence):
    return list_review(
        acting=by(world), crn="X100001", event_id=sentence.event_id, lead="COM", report_due=date(2027, 1, 11),
        target_hearing=date(2027, 3, 1),
    )  # fmt: skip


def by(world, role="practitioner"):
    return Acting.of(world.users[role])


def move(world, row, to, role="practitioner", reason="", **facts):
    row.refresh_from_db()
    step = Step(to, reason, facts)
    return move_report(acting=by(world, role), crn="X100001", pk=row.pk, version=row.version, step=step)


def write(world, row, part="com", role="practitioner", summary="Ready to be tested outside"):
    row.refresh_from_db()
    acting = by(world, role)
    return write_part(acting=acting, crn="X100001", pk=row.pk, version=row.version, role=part, summary=summary)


def to_submitted(world, row):
    move(world, row, "reports_commissioned")
    move(world, row, "drafting")
    for part in ("com", "pom"):
        write(world, row, part)
    move(world, row, "countersigned", role="senior")
    return move(world, row, "submitted")


def post(world, url, role="practitioner", **fields):
    return world.client_for(role).post(URL + url, fields)


def test_without_a_review_it_says_so(world, page):
    page("practitioner", URL).says("No parole review is recorded")
    assert world.client_for("practitioner").get(URL + "list/").status_code == 404


def test_a_review_is_listed_with_who_writes_and_by_when(world, page, sentence):
    sent = {
        "event": str(sentence.event_id),
        "lead": "POM_WITH_COM",
        "report_due": "11 Jan 2027",
        "target_hearing": "1 Mar 2027",
    }
    assert post(world, "list/", **sent).status_code == 302
    page("practitioner", URL).says(
        "Review under event 1: Listed", "The prison offender manager writes it, due 11 January 2027",
        "Parole is near: target hearing date 1 March 2027", "Prison offender manager’s part", "Not written yet",
    )  # fmt: skip
    assert post(world, "list/", **sent).status_code == 422


@pytest.mark.parametrize(
    ("lead", "parts"), [("COM", {"com", "pom"}), ("POM_WITH_COM", {"com", "pom"}), ("POM", {"pom"})]
)
def test_who_leads_says_whose_parts_there_are(world, sentence, lead, parts):
    row = list_review(
        acting=by(world), crn="X100001", event_id=sentence.event_id, lead=lead, report_due=None, target_hearing=None
    )
    assert set(row.parts) == parts


def test_each_stage_follows_by_the_rule_with_who_and_when(world, page, review):
    to_submitted(world, review)
    page("practitioner", URL).says(
        "Submitted", "Version 1, written by Aisha Rahman", "Megan Price", "Go on to: Disclosed"
    )
    assert [one.to_status for one in Move.objects.filter(about=f"parole:{review.pk}").order_by("pk")] == [
        "listed", "reports_commissioned", "drafting", "countersigned", "submitted",
    ]  # fmt: skip
    with pytest.raises(RefusedError):
        move(world, review, "drafting")


def test_a_report_is_commissioned_for_a_day(world, sentence):
    row = list_review(
        acting=by(world), crn="X100001", event_id=sentence.event_id, lead="COM", report_due=None, target_hearing=None
    )
    with pytest.raises(BadInputError):
        move(world, row, "reports_commissioned")
    assert move(world, row, "reports_commissioned", report_due=date(2027, 1, 4)).report_due == date(2027, 1, 4)


def test_a_senior_who_wrote_none_of_it_countersigns_it_whole(world, review):
    move(world, review, "reports_commissioned")
    move(world, review, "drafting")
    write(world, review, "com")
    with pytest.raises(RefusedError):
        move(world, review, "countersigned", role="senior")
    write(world, review, "pom", role="senior")
    for role in ("practitioner", "senior"):
        with pytest.raises(NotAllowedError):
            move(world, review, "countersigned", role=role)
    assert move(world, review, "countersigned", role="head_of_unit").status == "countersigned"


def test_an_addendum_says_what_is_asked_and_what_changed(world, page, review):
    to_submitted(world, review)
    move(world, review, "disclosed")
    for reason, due in (("", date(2027, 2, 1)), ("The new address", None), ("The new address", date(2026, 11, 8))):
        with pytest.raises(BadInputError):
            move(world, review, "addendum_due", reason=reason, due=due)
    move(world, review, "addendum_due", reason="The new address", due=date(2027, 2, 1))
    move(world, review, "drafting")
    page("practitioner", URL).says("The new address Due Mon 1 Feb 2027.", "To be looked at again")
    for part in ("com", "pom"):
        write(world, review, part)
    move(world, review, "countersigned", role="senior")
    with pytest.raises(BadInputError):
        move(world, review, "submitted")
    move(world, review, "submitted", reason="Address approved")
    page("practitioner", URL).says("what changed: Address approved", "Version 2")


def test_what_is_kept_from_the_person_has_its_reason(world, page, review):
    page("practitioner", URL).says("All of it is disclosed")
    assert (
        post(world, f"{review.pk}/disclosure/", disclosed="no", reason="", version=str(review.version)).status_code
        == 422
    )
    sent = {"disclosed": "no", "reason": "It would name who told us", "version": str(review.version)}
    assert post(world, f"{review.pk}/disclosure/", **sent).status_code == 302
    page("practitioner", URL).says("some of it is not disclosed")


@pytest.mark.parametrize(
    ("outcome", "tasks"),
    [("release", {"Make the licence", "Agree the address", "Tell the victim liaison officer"}), ("no_release", {"Tell the victim liaison officer"})],
)  # fmt: skip
def test_what_follows_the_outcome(world, page, review, outcome, tasks):
    sent = {"outcome": outcome, "received_on": "today", "next_review_on": "9 Nov 2028", "reason": "As the panel wrote"}
    answer = post(world, f"{review.pk}/move/outcome_recorded/", version=str(review.version), **sent)
    assert answer.status_code == 302
    assert {task.title.partition(":")[0] for task in Task.objects.filter(person=world.held.person)} == tasks
    assert set(Task.objects.values_list("owner", flat=True)) == {world.aisha.pk}
    page("practitioner", URL).says(
        "received Mon 9 Nov 2026", "Next review Thu 9 Nov 2028", "As the panel wrote", *tasks
    )


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"outcome": "perhaps", "received_on": date(2026, 11, 9)}, "outcome"),
        ({"outcome": "release", "received_on": None}, "received_on"),
        ({"outcome": "release", "received_on": date(2026, 11, 10)}, "received_on"),
        ({"outcome": "no_release", "received_on": date(2026, 11, 9)}, "next_review_on"),
        (
            {"outcome": "release", "received_on": date(2026, 11, 9), "next_review_on": date(2026, 11, 9)},
            "next_review_on",
        ),
    ],
)
def test_an_outcome_lacks_nothing(world, review, facts, field):
    with pytest.raises(BadInputError) as refused:
        move(world, review, "outcome_recorded", **facts)
    assert field in refused.value.facts["errors"]
    assert not Task.objects.exists()


def test_two_who_move_at_once_see_each_other(world, review):
    move(world, review, "reports_commissioned")
    with pytest.raises(ChangedMeanwhileError):
        move_report(acting=by(world), crn="X100001", pk=review.pk, version=1, step=Step("drafting"))
    with pytest.raises(ChangedMeanwhileError):
        set_disclosure(acting=by(world), crn="X100001", pk=review.pk, version=1, is_not_disclosed=True, reason="Why")


def test_parts_are_written_while_it_is_drafted(world, review):
    with pytest.raises(RefusedError):
        write(world, review)
    assert post(world, f"{review.pk}/part/nobody/", version="1").status_code == 404


def test_a_report_of_somebody_else_is_not_there(world):
    event = make.sentence(world.far.person, kind="custodial").event
    far = ParoleReport.objects.create(person=event.person, event=event, status="listed")
    with pytest.raises(NotThereError):
        move(world, far, "reports_commissioned")
    assert world.client_for("practitioner").get(f"{URL}{far.pk}/move/drafting/").status_code == 404


def test_queries_do_not_grow(world, page, review):
    before = page("practitioner", URL).queries
    for _number in range(3):
        event = make.sentence(world.held.person, kind="custodial").event
        ParoleReport.objects.create(person=event.person, event=event, status="disclosed", parts={"com": {}})
    assert page("practitioner", URL).queries <= before
