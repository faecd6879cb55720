"""No fact is typed twice: proven by where each field comes from.

Covered are, for the assessment form, every question that names a fact of the record in `known_from`: a record that
holds the fact offers the answer, with that fact as its source, and no two facts answer one question. For the other
pages: what stands of the same fact in the glance, the plan and the parole report is read from the row or the answer it
was typed into, so that changing it there changes it everywhere. Court reports do not exist yet; nothing here speaks of
them. What a question with `previous_answer` offers is last time's answer, and that is proven here too.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rainer.assessments.known import known_for
from rainer.assessments.known.facts import FACTS
from rainer.assessments.known.gather import _may_be_offered
from rainer.assessments.known.rows import Rows
from rainer.assessments.operations.signing import sign_assessment
from rainer.assessments.operations.writing import start_assessment
from rainer.assessments.queries.records import form_of
from rainer.cases.models import (
    Address,
    Adjustment,
    Disability,
    EqualityAnswer,
    PersonalCircumstance,
    PersonalContact,
)
from rainer.enforcement.models import ParoleReport
from rainer.organisation.access import Acting
from rainer.policy.assessment.form import form_on, is_blank
from rainer.policy.assessment.known import Known as Fact
from tests import make
from tests.assessments.filling import filled

DAY, CRN = date(2026, 11, 9), "X100001"
SINCE = {"starts": DAY - timedelta(days=100)}
FORM = form_on(DAY)
NAMED = {question.code: Fact(question.known_from) for _section, question in FORM.questions() if question.known_from}
NEARER = {code: fact for code, fact in NAMED.items() if fact is not Fact.PREVIOUS_ANSWER}


@pytest.fixture
def aisha(world):
    return Acting.of(world.users["practitioner"])


@pytest.fixture
def everything(world):
    """Jordan Ellis with every fact of the record that answers a question in advance, as far as they fit together."""
    person = world.held.person
    person.language, person.interpreter_language = "Polish", "Polish"
    person.save()
    for kind, detail in (
        ("Employment", "Warehouse, part time"), ("Benefits", "Universal Credit"), ("Caring", "Cares for a parent"),
        ("Dependants", "One child at home"), ("Relationship", "Living with partner"),
    ):  # fmt: skip
        PersonalCircumstance.objects.create(person=person, kind=kind, detail=detail, **SINCE)
    for kind in ("Mobility", "Neurodivergence", "Learning difficulty", "Mental health"):
        Disability.objects.create(person=person, kind=kind, **SINCE)
    Adjustment.objects.create(person=person, kind="Large print", **SINCE)
    PersonalContact.objects.create(person=person, name="Sam", relationship="Partner", kind="Partner", **SINCE)
    EqualityAnswer.objects.create(person=person, question="religion", value="Sikh", asked_on=DAY)
    for code in ("RGSO", "ADVP", "DAVI", "RMDO", "ALSH", "RVLN", "RCPR", "LOSC"):
        make.registration(person, code)
    sentence = make.sentence(person)
    event = sentence.event
    event.main_offence, event.offence_code, event.convicted_on = "Robbery", "03401", DAY - timedelta(days=200)
    event.save()
    return world.held


HOMES = (
    {"kind": "Council tenancy"},
    {"kind": "Approved premises", "ends": DAY + timedelta(days=30)},
    {"kind": "Rough sleeping", "no_fixed_abode": True},
)


def offered(case):
    """By question, what the facts answer, over each kind of home that somebody may have."""
    found = {}
    for home in HOMES:
        Address.objects.filter(person=case.person).delete()
        Address.objects.create(person=case.person, status=Address.Status.MAIN, **SINCE, **home)
        rows = Rows.of(case, on=DAY)
        for fact, answers in FACTS.items():
            for code, known in answers(rows, fact.says).items():
                found.setdefault(code, {})[fact] = known
    return found


def test_every_fact_that_a_question_names_is_read_from_the_record():
    assert set(NEARER.values()) <= set(FACTS)


def test_every_question_with_a_nearer_fact_is_offered_its_answer(everything):
    found = offered(everything)
    lacking = {code: fact for code, fact in NEARER.items() if fact not in found.get(code, {})}
    assert not lacking, "these questions name a fact that does not answer them"


def test_what_is_offered_fits_its_question(everything):
    for code, by_fact in offered(everything).items():
        question = FORM.question(code)
        assert question is not None, code
        for known in by_fact.values():
            codes = known.answer if isinstance(known.answer, list) else [known.answer]
            assert not question.options or all(question.option(one) for one in codes), (code, known)


def test_one_fact_alone_answers_a_question_that_names_it(everything):
    for code, by_fact in offered(everything).items():
        if code in NEARER:
            assert set(by_fact) == {NEARER[code]}, code


def test_the_answer_carries_its_source_and_day(everything, aisha):
    known = known_for(start_assessment(acting=aisha, crn=CRN))
    assert known["employment_sector"].says == "From personal circumstances: work, Sat 1 Aug 2026."
    assert known["history_violent_sanctions"].source == Fact.VIOLENT_SANCTIONS.says


def test_last_time_answers_what_no_nearer_fact_does(world, aisha):
    last = sign_assessment(acting=aisha, record_id=filled(aisha, CRN).pk)
    record = start_assessment(acting=aisha, crn=CRN)
    known = known_for(record)
    asked = {question.code: question for _section, question in form_of(record).questions()}
    for code, answer in last.answers.items():
        assert (code in known) == (_may_be_offered(asked[code]) and not is_blank(answer)), code
        assert asked[code].known_from != "previous_answer" or asked[code].voice == "person" or code in known


def test_a_circumstance_is_typed_once(everything, aisha, page):
    """The glance and the assessment read the same row."""
    for said in ("Warehouse, nights", "Bakery, mornings"):
        PersonalCircumstance.objects.filter(person=everything.person, kind="Employment").update(detail=said)
        page("practitioner", f"/people/{CRN}/").says(said)
        assert known_for(start_assessment(acting=aisha, crn=CRN))["employment_sector"].answer == said


def test_serious_harm_is_written_once(world, aisha, page):
    """The glance, the risk page, the summary and the parole report say what the assessment says, from its one answer."""
    said = {"rosh_who": "His former partner and her son", "rosh_when": "On the evenings of handing over the child"}
    record = sign_assessment(acting=aisha, record_id=filled(aisha, CRN, **said).pk)
    event = make.sentence(world.held.person, kind="custodial").event
    report = ParoleReport.objects.create(person=event.person, event=event, status="drafting", parts={"com": {}})
    for path in ("", "risk/", f"parole/{report.pk}/part/com/"):
        page("practitioner", f"/people/{CRN}/{path}").says(*said.values())
    page("practitioner", f"/assessments/{record.pk}/summary/").says(*said.values())


def test_a_need_is_found_once(world, aisha, page):
    """The plan's areas and the assessment's summary come from the same answers."""
    found = {"accommodation_linked_to_harm": "yes", "drugs_linked_to_reoffending": "yes"}
    record = sign_assessment(acting=aisha, record_id=filled(aisha, CRN, **found).pk)
    page("practitioner", f"/assessments/{record.pk}/summary/").says("Serious harm", "Reoffending")
    page("practitioner", f"/people/{CRN}/plan/").says("Linked to serious harm", "Linked to reoffending")
