"""Which actions are offered after a failure: those of the kind of sentence, each told apart from the others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rainer.common.errors import BadInputError
from rainer.enforcement.models import EnforcementAction
from rainer.enforcement.queries.order import order_after
from rainer.supervision.reference import Reference
from tests import make
from tests.enforcement.conftest import FRIDAY

BOTH = {"IBR", "IMB"}
RECALL, BREACH = {"EA11"}, {"BRE", "C173", "EA09", "EA10", "EA08", "EA02"}


def after(world, contact):
    contact.case = world.held
    found = order_after(contact, Reference.of(world.harrowgate, on=world.today))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "has", "lacks"),
    [
        ("community_order", {"BRE", "EA02"}, BOTH | RECALL | {"LCL", "EA13"}),
        ("suspended_sentence_order", {"BRE", "EA02"}, BOTH | RECALL | {"LCL", "EA13"}),
        ("custodial", {"EA11", "LCL"}, BOTH | BREACH | {"EA13"}),
    ],
)
def test_only_what_fits_the_kind_of_sentence_is_offered(world, decide, kind, has, lacks):
    released = {"released_on": FRIDAY - timedelta(days=60)} if kind == "custodial" else {}
    order = make.sentence(world.held.person, kind=kind, **released)
    failed = make.missed(world.held, order.event, on=FRIDAY)
    decide(failed)
    failed.refresh_from_db()
    found = after(world, failed)
    offered = {*found.first, *found.rest}
    assert has <= set(found.first)
    assert not lacks & offered
    hints = [found.hint(code) for code in found.first]
    assert all(hints)
    assert len(set(hints)) == len(hints)


def test_one_of_another_kind_is_refused(world, failed, choose):
    with pytest.raises(BadInputError) as refused:
        choose(failed, "IBR", reason="Now")
    assert "not for this kind of sentence" in str(refused.value.facts["errors"]["code"])
    assert not EnforcementAction.objects.exists()


def test_the_page_says_what_each_comes_to(world, failed, page):
    shown = page("practitioner", f"/appointments/{failed.pk}/next/")
    shown.says("Breach requested", "The papers for court are started")
    shown.lacks("Breach or recall initiated", "Recall requested")
