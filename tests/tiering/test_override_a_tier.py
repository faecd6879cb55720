"""Another tier than the rule's: proposed, decided by somebody else, standing for a time, ending by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from rainer.assessments.models import PredictorScore
from rainer.assessments.operations.signing import sign_assessment
from rainer.common import clock
from rainer.common.errors import BadInputError, NotAllowedError, NotThereError, RefusedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.tiering import queries
from rainer.tiering.models import TierDecision, TierOverride
from rainer.tiering.operations import recalculate_tiers
from rainer.tiering.operations.overriding import Proposal, decide_override, propose_override, withdraw_override
from rainer.workload.models import DecisionCircumstances
from tests import make
from tests.assessments.filling import filled
from tests.jobs import run_waiting

DAY = date(2026, 11, 9)
CRN, URL = "X100001", "/people/X100001/tier/"
WHY = "His brother came out of prison and they offend together."
TESTED = "Rang the prison about the brother"


@pytest.fixture
def tiered(world):
    """Jordan Ellis: v2 C0, v3 E."""
    make.sentence(world.held.person, type_code="SP")
    make.registration(world.held.person, "RMRH")
    for kind, score in (("RSR", 4), ("OGRS3", 40), ("ARP", 30), ("CSRP", 1.5)):
        PredictorScore.objects.create(person=world.held.person, kind=kind, score=score, completed_on=DAY)
    recalculate_tiers([world.held.pk], on=DAY, at=make.at(DAY), reason="Sentence added")
    world.held.refresh_from_db()
    return world.held


@pytest.fixture
def aisha(world):
    return Acting.of(world.users["practitioner"])


@pytest.fixture
def megan(world):
    return Acting.of(world.users["senior"])


def proposed(by, scheme="v3", tier="C", reason=WHY, until=DAY + timedelta(days=90)):
    return propose_override(acting=by, crn=CRN, proposal=Proposal(scheme, tier, reason, until))


def agreed(row, by):
    return decide_override(acting=by, override_id=row.pk, decision="agreed", said=TESTED)


def test_a_proposal_changes_nothing_until_somebody_else_agrees(tiered, aisha, megan, page):
    row = proposed(aisha)
    tiered.refresh_from_db()
    assert (tiered.tier_v3, tiered.overridden, row.rule_tier) == ("E", {}, "E")
    page("practitioner", URL).says("Proposed in the place of the rule’s", "Waiting for a second person", WHY)
    agreed(row, megan)
    tiered.refresh_from_db()
    assert (tiered.tier_v3, tiered.tier_v3_provisional, tiered.tier_v2) == ("C", False, "C0")
    assert tiered.overridden["v3"] == {
        "tier": "C", "rule": "E", "by": "Aisha Rahman", "agreed_by": "Megan Price", "why": WHY, "until": "2027-02-07",
    }  # fmt: skip


def test_the_rules_own_decision_stays_as_the_rule_gave_it(tiered, aisha, megan):
    agreed(proposed(aisha), megan)
    assert list(TierDecision.objects.filter(scheme="v3").order_by("pk").values_list("tier", flat=True)) == ["E", "E"]


def test_v2_keeps_its_s_from_the_register(tiered, aisha, megan):
    agreed(proposed(aisha, "v2", "B3"), megan)
    make.registration(tiered.person, "PRC")
    recalculate_tiers([tiered.pk], on=DAY, at=make.at(DAY), reason="Flag added")
    tiered.refresh_from_db()
    assert (tiered.tier_v2, tiered.overridden["v2"]["rule"]) == ("B3S", "C0S")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"tier": "E"}, "tier"), ({"scheme": "v2", "tier": "F"}, "tier"), ({"reason": "Agreed"}, "reason"),
        ({"until": DAY}, "until"), ({"until": date(2027, 5, 10)}, "until"),
    ],
)  # fmt: skip
def test_what_may_not_be_proposed_is_said_beside_its_field(tiered, aisha, given, field):
    with pytest.raises(BadInputError) as refused:
        proposed(aisha, **given)
    assert set(refused.value.facts["errors"]) == {field}
    assert not TierOverride.objects.exists()


def test_a_missing_score_is_not_papered_over(world, aisha):
    make.sentence(world.held.person, type_code="SP")
    with pytest.raises(BadInputError):
        proposed(aisha)


def test_one_waits_at_a_time_in_each_scheme(tiered, aisha):
    proposed(aisha)
    proposed(aisha, "v2", "B2")
    with pytest.raises(RefusedError):
        proposed(aisha, tier="D")


def test_nobody_decides_on_their_own(tiered, world, megan):
    row = proposed(megan)
    with pytest.raises(NotAllowedError):
        agreed(row, megan)
    agreed(row, Acting.of(world.users["head_of_unit"]))


def test_a_decision_says_something_and_is_made_once(tiered, aisha, megan):
    row = proposed(aisha)
    with pytest.raises(BadInputError):
        decide_override(acting=megan, override_id=row.pk, decision="agreed", said="Agreed")
    with pytest.raises(BadInputError):
        decide_override(acting=megan, override_id=row.pk, decision="refused", said="")
    decide_override(acting=megan, override_id=row.pk, decision="refused", said="The brother is abroad")
    tiered.refresh_from_db()
    assert (tiered.tier_v3, tiered.overridden) == ("E", {})
    with pytest.raises(RefusedError):
        agreed(row, megan)


def test_each_step_is_an_event_with_its_circumstances(tiered, aisha, megan):
    row = proposed(aisha)
    agreed(row, megan)
    withdraw_override(acting=aisha, override_id=row.pk, why="The brother moved away")
    names = LogEntry.objects.filter(subject=f"tier-override:{row.pk}").order_by("pk").values_list("name", flat=True)
    assert list(names) == ["tier_override_proposed", "tier_override_agreed", "tier_override_withdrawn"]
    kept = DecisionCircumstances.objects.filter(about=f"tier-override:{row.pk}").order_by("pk")
    assert [one.facts["cases"][0]["tier_v3"] for one in kept] == ["E", "E", "C"]
    assert kept[2].facts["cases"][0]["overridden"]["v3"]["rule"] == "E"


def test_load_and_waiting_are_asked_for_at_once(tiered, aisha, megan):
    row = proposed(aisha, "v2", "A3")
    before = tiered.points
    agreed(row, megan)
    run_waiting()
    tiered.refresh_from_db()
    assert tiered.tier_v2 == "A3"
    assert tiered.points is not None
    assert tiered.points > (before or 0)


def test_it_ends_the_day_after_it_was_to_be_looked_at(tiered, aisha, megan):
    row = agreed(proposed(aisha), megan)
    assert queries.due_by(row.until) == []
    assert queries.due_by(row.until + timedelta(days=1)) == [tiered.pk]
    for day, tier in ((row.until, "C"), (row.until + timedelta(days=1), "E")):
        recalculate_tiers([tiered.pk], on=day, at=make.at(day), reason="A time limit was reached", only_changes=True)
        tiered.refresh_from_db()
        assert tiered.tier_v3 == tier
    row.refresh_from_db()
    assert (row.state, tiered.overridden) == ("review", {})


def test_it_ends_when_a_fact_the_rule_reads_changes_and_the_holder_is_told(tiered, aisha, megan, page):
    row = agreed(proposed(aisha), megan)
    make.registration(tiered.person, "RHRH")
    recalculate_tiers([tiered.pk], on=DAY, at=clock.now(), reason="Flag added")
    row.refresh_from_db()
    tiered.refresh_from_db()
    assert (row.state, row.changed, tiered.tier_v3) == ("facts", ["rosh"], "D")
    entry = LogEntry.objects.get(name="tier_override_ended")
    assert entry.data["why"] == "what the rule reads changed: risk of serious harm"
    page("practitioner", "/today/").says("tier C in the place of the rule’s E", "Ended: the rule’s facts changed")


def test_a_flag_that_the_rule_does_not_read_leaves_it(tiered, aisha, megan):
    agreed(proposed(aisha, "v2", "B2"), megan)
    make.registration(tiered.person, "DAVI")
    recalculate_tiers([tiered.pk], on=DAY, at=make.at(DAY), reason="Flag added")
    tiered.refresh_from_db()
    assert tiered.tier_v2 == "B2"


def test_facts_that_changed_meanwhile_are_not_agreed_to(tiered, aisha, megan):
    row = proposed(aisha)
    make.registration(tiered.person, "RHRH")
    with pytest.raises(RefusedError):
        agreed(row, megan)


def test_a_newer_one_replaces_it(tiered, aisha, megan):
    older = agreed(proposed(aisha), megan)
    agreed(proposed(aisha, tier="B"), megan)
    older.refresh_from_db()
    tiered.refresh_from_db()
    assert (older.state, tiered.tier_v3) == ("replaced", "B")


def test_withdrawn_the_rules_tier_counts_at_once(tiered, aisha, megan):
    row = agreed(proposed(aisha), megan)
    with pytest.raises(BadInputError):
        withdraw_override(acting=aisha, override_id=row.pk, why=" ")
    for _again in range(2):
        withdraw_override(acting=aisha, override_id=row.pk, why="The brother moved away")
    tiered.refresh_from_db()
    assert (tiered.tier_v3, tiered.overridden) == ("E", {})


def test_somebody_elsewhere_finds_nothing(tiered, aisha):
    row = proposed(aisha)
    with pytest.raises(NotThereError):
        agreed(row, Acting.of(make.user("senior", team=make.team())))


def test_every_place_that_shows_the_tier_says_so(tiered, aisha, megan, page):
    agreed(proposed(aisha), megan)
    agreed(proposed(aisha, "v2", "B3"), megan)
    shown = ("overridden until Sun 7 Feb 2027", "By Aisha Rahman, agreed by Megan Price", "the rule says E (v3)")
    page("practitioner", URL).says("Overridden", "C in the place of the rule’s E", TESTED, *shown)
    page("practitioner", f"/people/{CRN}/").says("C overridden (v3; B3 overridden in v2)", WHY, *shown)
    page("practitioner", "/my/people/").says("C overridden")
    page("practitioner", f"/people/{CRN}/risk/").says("C overridden (v3; B3 overridden in v2)", *shown)


def test_the_pages_do_the_whole_of_it(tiered, page, client_for):
    page("practitioner", f"{URL}override/").says("Newer scheme (v3)", "Assumed")
    given = {"tier": "v3:C", "reason": WHY, "until": "7/2/2027"}
    short = client_for("practitioner").post(f"{URL}override/", {**given, "reason": "Brother out"})
    assert short.status_code == 422
    assert "Say why in 5 words or more" in short.content.decode()
    assert client_for("practitioner").post(f"{URL}override/", given).status_code == 302
    row = TierOverride.objects.get()
    listed = page("senior", "/countersign/")
    listed.says("Tier E to C (v3)", WHY, "Aisha Rahman")
    assert f"{URL}override/{row.pk}/" in listed.links.values()
    page("senior", f"{URL}override/{row.pk}/").says("What the rule says now", WHY)
    answer = client_for("senior").post(f"{URL}override/{row.pk}/", {"decision": "agree", "said": TESTED})
    assert answer.status_code == 302
    page("senior", "/countersign/").says("Nothing waits for your signature.")
    gone = client_for("practitioner").post(f"{URL}override/{row.pk}/withdraw/", {"reason": "The brother moved away"})
    assert gone.status_code == 302
    page("practitioner", URL).says("Withdrawn", "The brother moved away")


def test_an_assessment_signed_meanwhile_needs_a_second_person(tiered, aisha, megan):
    record = filled(aisha, CRN)
    agreed(proposed(aisha), megan)
    signed = sign_assessment(acting=aisha, record_id=record.pk)
    assert signed.state == "AWAITING_COUNTERSIGN"
    assert "A predictor or the tier is overridden." in signed.reasons
