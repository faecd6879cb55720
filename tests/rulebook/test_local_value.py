"""A local value: proposed by one person, decided by another, once."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotAllowedError, RefusedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.models import RoleHolding
from rainer.policy.rulebook import Place, Source, national
from rainer.rulebook import operations
from rainer.rulebook.models import LocalValue
from rainer.rulebook.queries import rulebook_now
from rainer.workload.operations import refresh_load
from tests import make
from tests.pages import read_page

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 9)
KEY = "workload.nominal_target"
HM = Place(region="NM", unit="HM")
Role = RoleHolding.Role
URL = f"/rulebook/{KEY}/propose/"


def proposed(world, *, role: str = Role.ANALYST, po: int = 1500, **fields: Any) -> LocalValue:
    value = {**national().value(KEY, on=DAY).value, "PO": po}
    given: dict[str, Any] = {
        "key": KEY, "place": HM, "value": value, "starts": DAY, "ends": None, "reason": "Rural travel", "at": make.at(DAY),
        "source": Source("Region paper 14", "", DAY),
    }  # fmt: skip
    return operations.propose_value(acting=Acting.of(world.users[role]), **{**given, **fields})


def decide(
    world, row: LocalValue, role: str = Role.REGIONAL_DIRECTOR, *, approve: bool = True, reason: str = ""
) -> LocalValue:
    acting = Acting.of(world.users[role])
    return operations.decide_value(acting=acting, pk=row.pk, approve=approve, reason=reason, at=make.at(DAY, 11))


def typed(client, *, figures: dict[str, str] | None = None, **fields: str):
    """Post the form with the figures as they stand, some typed over (by label)."""
    form = client.get(URL).content.decode()
    labels = dict(re.findall(r'<label class="govuk-visually-hidden" for="id_(v\d+)">([^<]+)</label>', form))
    values = dict(re.findall(r'name="(v\d+)"[^>]*value="([^"]*)"', form))
    for name, label in labels.items():
        values[name] = (figures or {}).get(label, values[name])
    given = {
        "place": "unit:HM", "starts": "9 Nov 2026", "source_title": "Region paper 14", "source_read_on": "9 Nov 2026",
        "reason": "Rural travel",
    }  # fmt: skip
    return client.post(URL, {**given, **values, **fields})


def test_nothing_changes_until_a_second_person_approves(world):
    row = proposed(world)
    assert rulebook_now().value(KEY, on=DAY, place=HM).value["PO"] == 2176
    decide(world, row)
    assert rulebook_now().value(KEY, on=DAY, place=HM).value["PO"] == 1500
    assert rulebook_now().value(KEY, on=DAY, place=Place(region="NM", unit="TV")).value["PO"] == 2176
    approved = LogEntry.objects.get(name="local_value_approved")
    assert (approved.data["old"]["PO"], approved.data["new"]["PO"]) == (2176, 1500)
    assert approved.unit_id == world.harrowgate.pk


def test_your_own_proposal_needs_someone_else(world, page):
    row = proposed(world)
    with pytest.raises(RefusedError, match="Someone else must approve this"):
        decide(world, row, Role.ANALYST)
    page(Role.ANALYST, f"/rulebook/proposals/{row.pk}/").says("Someone else must approve this.", "Withdraw it")


def test_the_database_refuses_one_person_as_both(world):
    row = proposed(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        LocalValue.objects.filter(pk=row.pk).update(
            state="approved", decided_by=row.proposed_by, decided_at=make.at(DAY)
        )


def test_two_pressing_at_once_give_one_result(world):
    row = proposed(world)
    decide(world, row)
    with pytest.raises(ChangedMeanwhileError, match="Owen Marsh was first: approved"):
        decide(world, row, Role.HEAD_OF_UNIT, approve=False, reason="No")
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("approved", world.users[Role.REGIONAL_DIRECTOR])
    assert LogEntry.objects.filter(name="local_value_refused").count() == 0


def test_refusing_needs_a_reason(world, client_for):
    row = proposed(world)
    answer = client_for(Role.HEAD_OF_UNIT).post(f"/rulebook/proposals/{row.pk}/decide/", {"refuse": "1", "reason": ""})
    assert answer.status_code == 422
    read_page(answer).says("Say why, in a sentence")
    client_for(Role.HEAD_OF_UNIT).post(f"/rulebook/proposals/{row.pk}/decide/", {"refuse": "1", "reason": "No source"})
    row.refresh_from_db()
    assert (row.state, row.decision_reason) == ("refused", "No source")


def test_a_proposal_is_withdrawn_by_its_proposer_only(world, client_for):
    row = proposed(world)
    with pytest.raises(NotAllowedError):
        operations.withdraw_value(acting=Acting.of(world.users[Role.HEAD_OF_UNIT]), pk=row.pk, at=make.at(DAY))
    client_for(Role.ANALYST).post(f"/rulebook/proposals/{row.pk}/withdraw/")
    row.refresh_from_db()
    assert row.state == "withdrawn"
    with pytest.raises(ChangedMeanwhileError):
        decide(world, row)


def test_a_head_of_unit_decides_in_their_unit_only(world):
    row = proposed(world, place=Place(region="NM"))
    with pytest.raises(NotAllowedError):
        decide(world, row, Role.HEAD_OF_UNIT)
    assert decide(world, row).state == "approved"


def test_an_analyst_of_a_region_proposes_there_only(world):
    user = make.user(Role.ANALYST, region=make.region(code="SM", name="Southmoor"))
    with pytest.raises(NotAllowedError):
        operations.propose_value(
            acting=Acting.of(user), key=KEY, place=HM, value={}, starts=DAY, ends=None,
            source=Source("Paper", "", DAY), reason="Why", at=make.at(DAY),
        )  # fmt: skip


def test_a_second_value_from_the_same_day_is_refused(world):
    first, second = proposed(world), proposed(world, po=1600)
    decide(world, first)
    with pytest.raises(RefusedError, match="approved already"):
        decide(world, second)
    second.refresh_from_db()
    assert second.state == "proposed"


def test_the_page_says_what_approving_would_do(world, page):
    for _ in range(18):
        make.case(held_by=world.aisha, tier_v2="A2")
    refresh_load(None, at=make.at(DAY))
    row = proposed(world, po=2000, starts=date(2026, 12, 1))
    found = page(Role.REGIONAL_DIRECTOR, f"/rulebook/proposals/{row.pk}/")
    # 18 x 158 + 63 = 2907 points of 2176 for Aisha and 2176 for Megan: 66.8%; with 2000 for her: 69.6%.
    found.says("Harrowgate Moor 67% → 70% of time", "PO: 2,176 → 2,000 (−176)", "Approve", "Refuse with a reason")
    found.says("nobody more or fewer at or over the level to act")


def test_the_page_counts_who_would_reach_the_level(world, page):
    for _ in range(14):
        make.case(held_by=world.aisha, tier_v2="A2")
    row = proposed(world, po=2000)
    # 14 x 158 + 63 = 2275: 104.5% of 2176, 113.8% of 2000.
    page(Role.REGIONAL_DIRECTOR, f"/rulebook/proposals/{row.pk}/").says("1 more person at or over the level to act")


def test_the_form_proposes_what_was_typed(world, client_for):
    answer = typed(client_for(Role.ANALYST), figures={"PO": "2,000"})
    assert answer.status_code == 302, read_page(answer).text
    row = LocalValue.objects.get()
    assert (row.value["PO"], row.value["PSO"], row.unit_code, row.region_code) == (2000, 2176, "HM", "NM")


@pytest.mark.parametrize(
    ("figure", "accepted"),
    [("9999", True), ("10000", False), ("0", True), ("-1", False), ("1.5", False), ("", False), ("x", False)],
)
def test_each_figure_keeps_to_the_limits_of_the_form(world, client_for, figure, accepted):
    answer = typed(client_for(Role.ANALYST), figures={"PO": figure})
    assert answer.status_code == (302 if accepted else 422)
    if not accepted:
        read_page(answer).says("PO: enter a whole number from 0 to 9999")


def test_nothing_different_is_no_proposal(world, client_for):
    answer = typed(client_for(Role.ANALYST))
    assert answer.status_code == 422
    read_page(answer).says("Nothing differs from the value in force on that day.")


def test_a_value_that_lacks_an_entry_is_refused(world):
    with pytest.raises(BadInputError, match="same entries"):
        proposed(world, value={"PO": 2000})


def test_days_run_forwards(world, client_for):
    answer = typed(client_for(Role.ANALYST), figures={"PO": "2000"}, ends="8 Nov 2026")
    read_page(answer).says("Choose a day on or after the first day")


def test_a_day_past_is_asked_about_once(world, client_for):
    answer = typed(client_for(Role.ANALYST), figures={"PO": "2000"}, starts="1 Nov 2026")
    assert answer.status_code == 200
    read_page(answer).says("That day is past", "Save anyway")
    assert (
        typed(client_for(Role.ANALYST), figures={"PO": "2000"}, starts="1 Nov 2026", save_anyway="1").status_code == 302
    )


def test_a_weight_left_empty_is_no_weight(world, client_for, page):
    url = "/rulebook/workload.weights_v3/propose/"
    found = page(Role.ANALYST, url)
    found.says("Community, A")
    form = client_for(Role.ANALYST).get(url).content.decode()
    labels = {label: name for name, label in re.findall(r'for="id_(v\d+)">([^<]+)</label>', form)}
    given = {
        "place": "region:NM", "starts": "9 Nov 2026", "source_title": "Paper", "source_read_on": "9 Nov 2026", "reason": "Why",
        labels["Community, A"]: "150",
    }  # fmt: skip
    assert client_for(Role.ANALYST).post(url, given).status_code == 302
    assert LocalValue.objects.get().value == {"community": {"A": 150}, "custody": {}, "licence": {}}


def test_a_value_without_figures_is_not_changed_by_place(page):
    page(Role.ANALYST, "/rulebook/tiering.mandate_codes/propose/").says("This value holds no figures.")


def test_what_begins_and_what_lapses_is_marked_once(world):
    row = proposed(world, ends=date(2026, 11, 20))
    decide(world, row)
    assert operations.mark_turns(DAY) == 1
    assert operations.mark_turns(DAY) == 0
    assert operations.mark_turns(date(2026, 11, 20)) == 0
    assert operations.mark_turns(date(2026, 11, 21)) == 1
    assert [e.data["turn"] for e in LogEntry.objects.filter(name="local_value_turned").order_by("id")] == [
        "in force from today", "lapsed: the wider value holds",
    ]  # fmt: skip


def test_the_list_of_local_values(world, page):
    decide(world, proposed(world))
    proposed(world, po=1400, starts=date(2026, 12, 1))
    page("practitioner", "/rulebook/proposals/").says("Waits for a second person", "Approved", "Harrowgate Moor")
    page("practitioner", f"/rulebook/{KEY}/").says("waits for a second person")
