"""Overrides that no longer stand: each ends when the tier is worked out, with word of why."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rainer.common import log
from rainer.policy.tier_override import StandingInputs, override_stands
from rainer.tiering.models import TierOverride
from rainer.tiering.standing import WORDS, facts_read, standing_of
from rainer.tiering.worked import Tiered

State = TierOverride.State
OVERRIDE_ENDED = log.event_type(
    "tier_override_ended", _("The override of the tier ended: {why}. The rule’s {rule} holds again, not {tier}")
)


def still_standing(worked: list[Tiered], *, on: date, at: datetime) -> dict[int, dict[str, TierOverride]]:
    """By case and scheme, the overrides that stand on the day. Those that no longer do end, with word of why."""
    found = standing_of([one.facts.case.pk for one in worked], lock=True)
    for one in worked:
        overrides = found.get(one.facts.case.pk, {})
        for scheme, row in list(overrides.items()):
            if _ended(row, one, on=on, at=at):
                del overrides[scheme]
    return found


def standing_inputs(row: TierOverride, one: Tiered) -> StandingInputs:
    """An override beside the case as it is worked out now."""
    now = one.tiers[0] if row.scheme == "v2" else one.tiers[1]
    return StandingInputs(row.until, row.rule_tier, now, row.facts, facts_read(row.scheme, one.facts, one.v2))


def _ended(row: TierOverride, one: Tiered, *, on: date, at: datetime) -> bool:
    inputs, facts = standing_inputs(row, one), one.facts
    standing = override_stands(inputs, on=on, place=facts.place).answer
    assert standing is not None
    if standing.stands:
        return False
    row.state, row.ended_at, row.changed = standing.ended_by, at, list(standing.changed)
    row.save(update_fields=["state", "ended_at", "changed"])
    case = facts.case
    log.record(
        OVERRIDE_ENDED, actor=None, subject=f"tier-override:{row.pk}", person_id=case.person_id,
        unit_id=case.team.unit_id, data={"why": why_ended(row), "rule": inputs.rule_tier_now, "tier": row.tier},
    )  # fmt: skip
    return True


def why_ended(row: TierOverride) -> str:
    """In words: that its day passed, or which facts changed."""
    if row.state == State.FACTS:
        return gettext("what the rule reads changed: %(facts)s") % {
            "facts": ", ".join(WORDS.get(name, name) for name in row.changed)
        }
    if row.state == State.REVIEW:
        return gettext("its day to be looked at again passed")
    return gettext("the rule’s own tier changed")
