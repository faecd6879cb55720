"""The demo world: everyone has a whole record, all of it invented, and a practitioner's morning is there."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.utils import timezone

from rainer.cases.models import (
    Address,
    Asked,
    BreakGlass,
    Case,
    CourtAppearance,
    DocumentVersion,
    EqualityAnswer,
    Licence,
    OwnWords,
    Person,
    PersonalContact,
    PersonIdentifier,
    Registration,
    RegistrationReview,
    Requirement,
    Sentence,
    SentenceEvent,
)
from rainer.cases.sounds import sounds_of_person
from rainer.demo.days import is_working_day
from rainer.enforcement.models import (
    AbsenceDecision,
    BreachProceeding,
    HdcAssessment,
    ParoleReport,
    RecallProceeding,
    Warning,
)
from rainer.organisation.models import DeliveryUnit, User
from rainer.overview.today.requirements import requirements_off_track
from rainer.policy.identifiers import canonicalise_pnc
from rainer.policy.requirements import PeriodInputs, end_matches_period, last_day
from rainer.priorities.models import FrameworkStatus
from rainer.rulebook.queries import rulebook_now
from rainer.supervision.models import Alert, Contact, Task
from rainer.supervision.reference import Reference
from rainer.tiering.inputs import cases_to_tier, tier_facts
from rainer.tiering.operations import work_out
from rainer.workforce.models import PractitionerTeam

# Marked, so that the database is made for a run of this file alone too.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("northmarch")]

# 07700 900xxx and 01632 960xxx are kept for drama and given to nobody.
RESERVED = re.compile(r"07700 900\d{3}|01632 960\d{3}")
POSTCODE = re.compile(r"NM\d{1,2} \d[A-Z]{2}")  # no area is NM


def test_numbers_and_addresses_are_nobodys():
    phones = [*Person.objects.exclude(telephone="").values_list("telephone", flat=True)]
    phones += Person.objects.exclude(mobile="").values_list("mobile", flat=True)
    phones += Address.objects.exclude(telephone="").values_list("telephone", flat=True)
    phones += PersonalContact.objects.exclude(telephone="").values_list("telephone", flat=True)
    assert len(phones) > 500
    assert [p for p in phones if not RESERVED.fullmatch(p)] == []
    assert not Person.objects.exclude(email="").exclude(email__endswith="@example.org").exists()
    assert not Address.objects.exclude(postcode="").exclude(postcode__regex=f"^{POSTCODE.pattern}$").exists()
    insurance = PersonIdentifier.objects.filter(kind="national_insurance")
    assert insurance.exists()
    assert not insurance.exclude(value__startswith="QQ").exists()


def test_no_text_of_a_contact_holds_a_number_that_could_be_someones():
    texts = Contact.objects.exclude(notes="").values_list("notes", flat=True)
    found = [n for text in texts for n in re.findall(r"(?:\+44|\b0)\d[\d ]{8,}", text) if not RESERVED.fullmatch(n)]
    assert found == []


def test_everyone_has_one_main_address_that_the_person_agrees_with():
    mains = Address.objects.filter(status="main", ends=None)
    assert mains.count() == Person.objects.count()
    differ = mains.exclude(postcode=F("person__postcode")) | mains.exclude(no_fixed_abode=F("person__no_fixed_abode"))
    assert not differ.exists()
    assert Address.objects.filter(no_fixed_abode=True, starts__isnull=False).exists()
    assert Address.objects.filter(status="previous").exists()


def test_police_identifiers_have_their_right_letter_and_are_one_persons(today):
    given = list(Person.objects.exclude(pnc="").values_list("pnc", flat=True))
    assert all(canonicalise_pnc(pnc, as_of_year=today.year).canonical == pnc for pnc in given)
    shared = [pnc for pnc, people in Counter(given).items() if people > 1]
    assert len(shared) == 1  # the two records that may be one person


def test_equality_answers_hold_unknown_and_rather_not_say_apart():
    assert EqualityAnswer.objects.filter(prefers_not_to_say=True).exists()
    assert not EqualityAnswer.objects.filter(prefers_not_to_say=True).exclude(value="").exists()
    assert EqualityAnswer.objects.filter(value="", prefers_not_to_say=False).exists()
    asked = EqualityAnswer.objects.filter(person=OuterRef("pk"), question="religion")
    assert Person.objects.exclude(Exists(asked)).exists()


def test_own_words_are_many_and_filled_in():
    texts = list(OwnWords.objects.values_list("text", flat=True))
    assert len(set(texts)) > 60
    assert not [text for text in texts if "{" in text]
    assert not Contact.objects.filter(notes__contains="{").exists()


def test_sounds_are_those_of_the_names():
    for person in Person.objects.prefetch_related("aliases").order_by("id")[:200]:
        assert set(person.sounds) == set(sounds_of_person(person)), person


def test_tiers_kept_are_those_the_record_gives(today):
    """However much a record holds, nobody's tier, and so nobody's load, rests on what was added to it."""
    ids = list(Case.objects.filter(closed_on=None).values_list("id", flat=True))
    cases, rulebook = list(cases_to_tier(ids)), rulebook_now()
    for case, facts in zip(cases, tier_facts(cases, on=today, rulebook=rulebook), strict=True):
        tiers = work_out(facts, on=today, rulebook=rulebook).tiers
        assert tiers == (case.tier_v2, case.tier_v3, case.tier_v3_provisional), case.person.crn


def test_orders_have_requirements_within_them_and_licences_their_standard_set():
    orders = Sentence.objects.filter(kind__in=["community_order", "suspended_sentence_order"], terminated_on=None)
    assert not orders.annotate(n=Count("event__requirements")).filter(n=0).exists()
    assert not Requirement.objects.filter(ends_expected__gt=F("event__sentence__ends")).exists()
    unpaid = Requirement.objects.filter(code="W", event__sentence__terminated_on=None)
    assert unpaid.exists()
    assert not unpaid.filter(event__sentence__ends__lt=F("event__sentence__starts") + timedelta(days=364)).exists()
    standard = Count("conditions", filter=Q(conditions__kind="standard"))
    assert set(Licence.objects.annotate(n=standard).values_list("policy_version", "n")) == {("4.0", 8)}


def test_courts_sit_on_working_days_and_each_sentence_is_as_long_as_its_dates_say():
    days = [*SentenceEvent.objects.values_list("convicted_on", flat=True)]
    days += CourtAppearance.objects.values_list("on", flat=True)
    assert len(days) > 1000
    assert not [day for day in days if not is_working_day(day)]
    sentences = list(Sentence.objects.select_related("event"))
    assert not [one for one in sentences if one.starts != one.event.convicted_on]
    wrong = [one for one in sentences if last_day(one.starts, f"{one.length} {one.length_unit}") != one.ends]
    assert not [one for one in sentences if one.release_expected_on and one.release_expected_on > one.ends]
    assert not wrong, [(one.starts, one.length, one.ends) for one in wrong[:5]]


def test_requirements_are_as_long_as_their_dates_say(today):
    rows = Requirement.objects.exclude(length=None).filter(unit__in=("days", "months")).exclude(code="F")
    checked = [
        end_matches_period(PeriodInputs(one.code, one.starts, f"{one.length} {one.unit}", one.ends_expected), on=today)
        for one in rows
    ]
    assert len(checked) > 30
    assert not [one.sentence for one in checked if one.answer is None or one.answer.is_mismatch]


def test_flags_are_reviewed_late_or_have_no_review(today):
    in_force = Registration.objects.filter(ends=None)
    assert in_force.filter(next_review__lt=today).exists()
    assert in_force.filter(next_review=None).exists()
    assert RegistrationReview.objects.exists()
    assert Registration.objects.exclude(ends=None).exclude(removal_reason="").exists()


def test_a_practitioner_sees_people_at_the_pace_of_their_risk(today):
    """Those of high risk are seen about twice as often as those of medium risk."""
    year = Q(person__contacts__is_appointment=True, person__contacts__practitioner_team__isnull=False)
    held = Case.objects.filter(
        closed_on=None, practitioner_team__isnull=False, is_contact_suspended=False, starts__lt=today - timedelta(days=365)
    ).exclude(state="custody")  # fmt: skip
    seen = {
        rosh: sum(n for _pk, n in held.filter(rosh=rosh).annotate(n=Count("person__contacts", filter=year)).values_list("pk", "n"))
        / held.filter(rosh=rosh).count()
        for rosh in ("high", "medium", "low")
    }  # fmt: skip
    assert seen["high"] > 1.5 * seen["medium"] > 1.5 * seen["low"] > 0


def test_people_with_nobody_named_have_few_contacts():
    """The first appointment, with whoever was on duty, and the last contact."""
    waiting = Case.objects.filter(closed_on=None, practitioner_team=None)
    assert waiting.exists()
    assert not waiting.annotate(n=Count("person__contacts")).filter(n__gt=2).exists()


def test_the_case_tells_of_the_last_contact_there_was(today):
    heard = Max("person__contacts__at", filter=Q(person__contacts__attended="yes"))
    for crn, last, at in (
        Case.objects.filter(closed_on=None).annotate(at=heard).values_list("person__crn", "last_contact_on", "at")
    ):
        assert (at and timezone.localtime(at).date()) == last, crn


def test_no_one_is_promised_two_places_at_once(today):
    diary = Contact.objects.filter(is_appointment=True, cancelled_at=None, practitioner_team__isnull=False)
    ahead = diary.filter(at__date__gte=today)
    assert ahead.exists()
    clash = ahead.filter(
        practitioner_team=OuterRef("practitioner_team"), at__lt=OuterRef("ends_at"), ends_at__gt=OuterRef("at")
    ).exclude(pk=OuterRef("pk"))
    assert not ahead.filter(Exists(clash)).exists()
    assert all(is_working_day(at.date()) for at in ahead.values_list("at", flat=True))


def test_absences_end_in_a_decision_or_wait_for_one(today):
    decided = AbsenceDecision.objects.filter(contact=OuterRef("pk"))
    missed = Contact.objects.filter(outcome_code="UAAB", at__date__lt=today - timedelta(days=7))
    assert missed.exists()
    assert not missed.exclude(Exists(decided)).exists()
    waiting = Contact.objects.filter(outcome_code="AFTA")
    assert waiting.exists()
    assert not waiting.filter(Exists(decided)).exists()
    assert not waiting.filter(respond_by=None).exists()
    assert not AbsenceDecision.objects.exclude(contact__attended="no").exists()


def test_warnings_stand_on_a_failure_of_the_same_order():
    assert Warning.objects.exists()
    failures = Q(failure__outcome_code__in=["UAAB", "AFTC"], failure__person=F("event__person"))
    assert not Warning.objects.exclude(failures).exists()
    assert not Warning.objects.filter(event__sentence__kind="custodial").exists()


def test_the_morning_of_a_practitioner(today):
    pt = PractitionerTeam.objects.get(practitioner__code="NM00001", ends=None)
    mine = Contact.objects.filter(practitioner_team=pt, is_appointment=True)
    named = {f"{p.forename} {p.surname}": p for p in Person.objects.filter(cases__practitioner_team=pt)}
    assert {"Jordan Ellis", "Carl Fenwick", "Mo Sayeed", "Lidia Petrov"} <= set(named)
    assert mine.filter(person=named["Jordan Ellis"], at__date=today).exists()
    assert mine.filter(person=named["Carl Fenwick"], at__date=today, type_code="CHVS").exists()
    assert mine.filter(outcome_code="", at__date__lt=today).exists()
    waiting = mine.get(person=named["Mo Sayeed"], outcome_code="AFTA")
    assert waiting.respond_by == today
    assert Warning.objects.filter(event__person=named["Mo Sayeed"], withdrawn_on=None).count() == 1
    assert Alert.objects.filter(practitioner_team=pt, cleared_at=None).exists()
    assert Task.objects.filter(owner=pt, done_at=None).count() >= 2
    assert not Contact.objects.filter(person=named["Jordan Ellis"], at__date__lt=today, at__date=None).exists()
    assert Contact.objects.filter(is_sensitive=True).exists()


def test_something_is_under_way_for_the_practitioner_people_sign_in_as_and_their_senior(client):
    """Recall, breach, parole, curfew and a restricted record, each on the caseload of nm00001 and on its page."""
    mine = Q(person__cases__practitioner_team__practitioner__code="NM00001", person__cases__closed_on=None)
    recall = RecallProceeding.objects.get(mine, status="SPO_CONSIDER_RECALL")
    assert [one.user.username for one in Asked.objects.filter(person=recall.person)] == ["senior"]
    breach = BreachProceeding.objects.get(mine, status="referred")
    report = ParoleReport.objects.get(mine)
    curfew = HdcAssessment.objects.get(event__person__cases__practitioner_team__practitioner__code="NM00001")
    opened = BreakGlass.objects.get(mine, user__username="nm00002")
    people = [recall.person, breach.person, report.person, curfew.event.person, opened.person]
    assert len({person.pk for person in people}) == len(people)
    client.force_login(User.objects.get(username="nm00001"))
    for person, page, says in (
        (recall.person, f"recall/{recall.pk}/", "With a senior to consider"), (report.person, "parole/", "Being drafted"),
        (curfew.event.person, "hdc/", "prepayment meter"), (opened.person, "", str(opened.person)),
    ):  # fmt: skip
        shown = client.get(f"/people/{person.crn}/{page}")
        assert (shown.status_code, says in shown.content.decode()) == (200, True), page
    assert "Get the breach before the court" in client.get("/today/?show=all").content.decode()
    client.force_login(User.objects.get(username="senior"))
    assert f"opened the restricted record {opened.person.crn}" in client.get("/today/").content.decode()


def test_most_requirements_are_on_track(today):
    cases = Case.objects.filter(closed_on=None, is_contact_suspended=False).exclude(practitioner_team=None)
    people = list(cases.filter(person__sentence_events__requirements__code="F").values_list("person_id", flat=True))
    off = requirements_off_track(people, Reference.anywhere(on=today))
    assert 0.05 < len(off) / len(set(people)) < 0.35


def test_whoever_signs_in_is_there():
    users = set(User.objects.filter(is_active=True, roles__isnull=False).values_list("username", flat=True))
    assert {"nm00001", "nm00002", "senior", "head", "admin", "chief", "information"} <= users
    teams = PractitionerTeam.objects.filter(practitioner__code__in=["NM00001", "NM00002"]).values("team").distinct()
    assert teams.count() == 1
    gone = User.objects.filter(practitioner__left_on__isnull=False)
    assert gone.exists()
    assert not gone.filter(is_active=True).exists()


def test_the_colours_of_the_units(today):
    latest = {
        unit.code: FrameworkStatus.objects.filter(unit=unit).order_by("-starts", "-id")[0]
        for unit in DeliveryUnit.objects.all()
    }
    assert {code: status.colour for code, status in latest.items()} == {"NMHM": "red", "NMSM": "amber", "NMWF": "green"}
    red = latest["NMHM"]
    assert red.review_by == today + timedelta(days=20)
    assert red.authorised_by.username == "chief"
    assert red.support.count() >= 3


def test_the_people_with_a_name_have_documents():
    kept = DocumentVersion.objects.filter(document__person__forename="Jordan", document__person__surname="Ellis")
    assert kept.filter(document__is_sensitive=False).exists()
    assert kept.filter(document__is_sensitive=True, number=2).exists()
