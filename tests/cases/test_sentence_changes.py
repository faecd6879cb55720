"""Requirements, interventions and offences: added, corrected, ended, by whoever may."""

from __future__ import annotations

from datetime import date

import pytest

from rainer.cases.models import Intervention, Offence, Requirement
from rainer.cases.operations import sentence as operations
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotThereError, RefusedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from tests import make
from tests.jobs import waiting

URL = "/people/X100001/sentence/"
DATES = {"imposed_on": "5 Oct 2026", "starts": "5 Oct 2026"}


def by(world, role="practitioner"):
    return Acting.of(world.users[role])


def post(world, url, role="practitioner", **fields):
    return world.client_for(role).post(URL + url, fields)


@pytest.fixture
def order(world):
    return make.sentence(world.held.person, starts=date(2026, 10, 5), ends=date(2027, 10, 4))


def events(name):
    return LogEntry.objects.filter(name=name)


def test_a_requirement_is_added_in_the_measure_of_its_kind(world, page, order):
    url = page("practitioner", URL).link("Add a requirement, event 1")
    link = page("practitioner", url).link("Unpaid work")
    assert link == f"{URL}{order.event_id}/requirements/add/unpaid_work/"
    answer = post(world, f"{order.event_id}/requirements/add/unpaid_work/", amount="80", subtype="Canal path", **DATES)
    assert answer.status_code == 302
    row = Requirement.objects.get()
    assert (row.code, row.length, row.unit, row.subtype) == ("W", 80, "hours", "Canal path")
    page("practitioner", URL).says("Unpaid work: Canal path", "80 hours ordered")
    assert "recalculate_tiers_of_person" in [name for name, _arguments in waiting()]


def test_a_kind_no_other_system_has_a_code_for_gets_our_own(world, page, order):
    url = f"{order.event_id}/requirements/add/exclusion/"
    assert post(world, url, ends_expected="4 Apr 2027", subtype="Streets on the map", **DATES).status_code == 302
    assert Requirement.objects.get().code == "EXC"
    page("practitioner", URL).says("Exclusion: Streets on the map", "On track")


@pytest.mark.parametrize(("hours", "status"), [("39", 200), ("40", 302), ("300", 302), ("301", 200)])
def test_what_the_law_does_not_allow_is_warned_of(world, order, hours, status):
    answer = post(world, f"{order.event_id}/requirements/add/unpaid_work/", amount=hours, **DATES)
    assert answer.status_code == status
    if status == 200:
        assert "The law:" in answer.content.decode()
        url = f"{order.event_id}/requirements/add/unpaid_work/"
        assert post(world, url, amount=hours, save_anyway="1", **DATES).status_code == 302


@pytest.mark.parametrize(("day", "status"), [("4 Oct 2027", 302), ("5 Oct 2027", 200)])
def test_an_end_after_the_order_s_is_warned_of(world, order, day, status):
    url = f"{order.event_id}/requirements/add/residence/"
    assert post(world, url, ends_expected=day, **DATES).status_code == status


def test_nothing_is_added_to_an_order_that_has_ended(world, order):
    order.terminated_on = date(2026, 11, 2)
    order.save()
    with pytest.raises(RefusedError):
        operations.add_requirement(
            acting=by(world), crn="X100001", event_id=order.event_id, kind="curfew", values={"starts": order.starts}
        )


def test_a_correction_keeps_the_unit_and_says_what_was_before(world, page, order):
    row = make.requirement(order, "CUR", length=6, unit="months", starts=order.starts)
    form = page("practitioner", f"{URL}requirements/{row.pk}/")
    form.says("months")
    assert post(world, f"requirements/{row.pk}/", amount="4", version="0", **DATES).status_code == 302
    row.refresh_from_db()
    assert (row.length, row.unit) == (4, "months")
    data = events("requirement_changed").get().data
    assert (data["old"]["length"], data["new"]["length"]) == (6, 4)


def test_two_who_correct_at_once_see_each_other(world, order):
    row = make.requirement(order)
    acting = by(world)
    values = {"length": 15, "unit": "days"}
    operations.change_requirement(acting=acting, crn="X100001", pk=row.pk, seen=0, values=values)
    with pytest.raises(ChangedMeanwhileError):
        operations.change_requirement(acting=acting, crn="X100001", pk=row.pk, seen=0, values={"length": 10})
    late = post(world, f"requirements/{row.pk}/", role="senior", amount="10", version="0", **DATES)
    assert late.status_code == 409
    assert "Aisha Rahman" in late.content.decode()
    seen = operations.change_seen(row, row.event.person_id)
    assert (
        post(world, f"requirements/{row.pk}/", role="senior", amount="10", version=str(seen), **DATES).status_code
        == 302
    )


def test_what_did_not_change_is_no_event(world, order):
    row = make.requirement(order)
    operations.change_requirement(acting=by(world), crn="X100001", pk=row.pk, seen=0, values={"length": row.length})
    assert not events("requirement_changed").exists()


def test_a_requirement_ends_with_a_reason_and_once(world, page, order):
    row = make.requirement(order, imposed_on=order.starts)
    assert post(world, f"requirements/{row.pk}/end/", reason="", on="today").status_code == 422
    assert post(world, f"requirements/{row.pk}/end/", reason="Early", on="1 Oct 2026").status_code == 422
    assert post(world, f"requirements/{row.pk}/end/", reason="Early", on="1 Dec 2026").status_code == 422
    assert post(world, f"requirements/{row.pk}/end/", reason="Completed", on="today").status_code == 302
    page("practitioner", URL).says("ended", "Ended Mon 9 Nov 2026: Completed")
    with pytest.raises(RefusedError):
        operations.end_requirement(acting=by(world), crn="X100001", pk=row.pk, on=world.today, reason="Again")


def test_an_intervention_is_added_under_a_requirement_and_moved_on(world, page, order):
    row = make.requirement(order, "C", unit="sessions")
    sent = {"kind": "programme", "subtype": "Building Choices", "requirement": str(row.pk), "status": "Referred"}
    for _press in range(2):
        assert post(world, f"{order.event_id}/work/add/", **sent).status_code == 302
    work = Intervention.objects.get()
    assert (work.requirement, work.event_id) == (row, order.event_id)
    answer = post(world, f"work/{work.pk}/", kind="programme", subtype="Building Choices", status="Started", version=str(
        operations.change_seen(work, work.person_id)
    ))  # fmt: skip
    assert answer.status_code == 302
    page("practitioner", URL).says("Building Choices: Started")
    assert events("intervention_changed").get().data["old"]["status"] == "Referred"


def test_an_intervention_is_under_a_requirement_of_its_own_order(world, order):
    other = make.requirement(make.sentence(world.held.person))
    with pytest.raises(BadInputError) as refused:
        operations.add_intervention(
            acting=by(world), crn="X100001", event_id=order.event_id,
            values={"kind": "programme", "requirement": str(other.pk)},
        )  # fmt: skip
    assert "requirement" in refused.value.facts["errors"]


def test_offences_are_corrected_and_what_was_before_is_kept(world, page, order):
    sent = {"main_offence": "Burglary", "offence_code": "02801", "offence_on": "1 Sep 2026", "offence_count": "2"}
    assert post(world, f"{order.event_id}/offence/", version="0", **sent).status_code == 302
    page("practitioner", URL).says("Burglary × 2", "committed Tue 1 Sep 2026")
    assert events("offence_corrected").get().data["old"]["main_offence"] == "Theft from a shop"
    more = {"description": "Affray", "code": "06600", "on": "1 Sep 2026", "count": "1"}
    for _press in range(2):
        assert post(world, f"{order.event_id}/offences/add/", **more).status_code == 302
    offence = Offence.objects.get()
    seen = operations.change_seen(offence, order.event.person_id)
    assert post(world, f"offences/{offence.pk}/", version=str(seen), **{**more, "count": "3"}).status_code == 302
    page("practitioner", URL).says("Affray × 3")


def test_an_offence_to_come_cannot_be(world, order):
    sent = {"description": "Affray", "on": "1 Dec 2026", "count": "1"}
    assert post(world, f"{order.event_id}/offences/add/", **sent).status_code == 422


@pytest.mark.parametrize("url", ["requirements/{}/", "requirements/{}/end/"])
def test_a_requirement_of_somebody_else_is_not_there(world, url):
    far = make.requirement(make.sentence(world.far.person))
    assert world.client_for("practitioner").get(URL + url.format(far.pk)).status_code == 404
    with pytest.raises(NotThereError):
        operations.end_requirement(acting=by(world), crn="X100001", pk=far.pk, on=world.today, reason="Mine?")
