"""Another tier than the rule's: proposed by one person, agreed or refused by another, withdrawn on any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import NOT_THERE, open_case
from rainer.cases.models import Case
from rainer.common import clock, log
from rainer.common.errors import BadInputError, NotAllowedError, NotThereError, RefusedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.assessment.oversight import Problem
from rainer.policy.tier_override import (
    DecisionInputs,
    ProposalInputs,
    Scheme,
    decision_problems,
    override_stands,
    proposal_problems,
)
from rainer.rulebook.queries import rulebook_now
from rainer.tiering import queries
from rainer.tiering.models import TierOverride
from rainer.tiering.operations.ending import standing_inputs
from rainer.tiering.operations.recalculating import recalculate_tiers
from rainer.tiering.standing import facts_read
from rainer.tiering.worked import Tiered, work_out

State = TierOverride.State
PROPOSE, DECIDE = Capability.WRITE_ASSESSMENT, Capability.COUNTERSIGN_ASSESSMENT
PROPOSED = log.event_type(
    "tier_override_proposed",
    gettext_lazy("{actor} proposed tier {tier} in the place of the rule’s {rule}, until {until}: {reason}"),
    personal=("reason",),
)
AGREED = log.event_type(
    "tier_override_agreed",
    gettext_lazy("{actor} agreed to tier {tier} in the place of the rule’s {rule}, until {until}: {said}"),
    personal=("said",),
)
REFUSED = log.event_type(
    "tier_override_refused",
    gettext_lazy("{actor} refused tier {tier} in the place of the rule’s {rule}: {said}"),
    personal=("said",),
)
WITHDRAWN = log.event_type(
    "tier_override_withdrawn",
    gettext_lazy("{actor} withdrew tier {tier}, proposed in the place of the rule’s {rule}: {reason}"),
    personal=("reason",),
)


@dataclass(frozen=True, slots=True)
class Proposal:
    scheme: Scheme
    tier: str
    reason: str
    until: date | None


@transaction.atomic
def propose_override(*, acting: Acting, crn: str, proposal: Proposal) -> TierOverride:
    """Propose a tier in the place of the rule's. Nothing changes until a second person agrees.

    Raises BadInputError by field for what the rule refuses, RefusedError where one is waiting already.
    """
    case = open_case(acting, crn, PROPOSE, what=_("the tier, to propose another"))
    one = _worked(case, on=acting.on)
    rule_tier = one.tiers[0] if proposal.scheme == "v2" else one.tiers[1]
    inputs = ProposalInputs(proposal.scheme, rule_tier, proposal.tier, proposal.reason, proposal.until)
    _must_be_right(proposal_problems(inputs, on=acting.on, place=one.facts.place, rulebook=rulebook_now()).answer)
    assert proposal.until is not None
    try:
        with transaction.atomic():
            row = TierOverride.objects.create(
                case=case, scheme=proposal.scheme, rule_tier=rule_tier, tier=proposal.tier,
                facts=facts_read(proposal.scheme, one.facts, one.v2), reason=proposal.reason.strip(),
                until=proposal.until, proposed_at=clock.now(), proposed_by=acting.user,
            )  # fmt: skip
    except IntegrityError:
        raise RefusedError(_("Another tier of this scheme waits for a second person already.")) from None
    _record(PROPOSED, acting, row, reason=row.reason)
    return row


@transaction.atomic
def decide_override(
    *, acting: Acting, override_id: int, decision: Literal["agreed", "refused"], said: str
) -> TierOverride:
    """Agree, so that it counts at once, or refuse with a reason. Nobody decides on their own proposal.

    Raises NotAllowedError for one's own, BadInputError where the words say nothing, RefusedError where it is decided
    already or the facts have changed since it was proposed.
    """
    row = _locked(acting, override_id, DECIDE)
    if row.state != State.PROPOSED:
        raise RefusedError(_("This was decided already: %(state)s.") % {"state": row.get_state_display().lower()})
    if row.proposed_by_id == acting.user.pk:
        raise NotAllowedError(_("You proposed this. Someone else must decide."))
    one = _worked(row.case, on=acting.on)
    asked: dict[str, Any] = {"on": acting.on, "place": one.facts.place, "rulebook": rulebook_now()}
    _must_be_right(decision_problems(DecisionInputs(decision, said), **asked).answer)
    if decision == "agreed":
        _must_stand(row, one, asked)
        _replace(row, acting)
    row.state = State.STANDING if decision == "agreed" else State.REFUSED
    row.decided_at, row.decided_by, row.said = clock.now(), acting.user, said.strip()
    row.save()
    _record(AGREED if decision == "agreed" else REFUSED, acting, row, said=row.said)
    if decision == "agreed":
        _work_out_again(row, acting, "Override agreed")
    return row


@transaction.atomic
def withdraw_override(*, acting: Acting, override_id: int, why: str) -> TierOverride:
    """Take back one that waits or stands; the rule's own tier counts again at once. A second press changes nothing."""
    row = _locked(acting, override_id, PROPOSE if acting.may(PROPOSE) else DECIDE)
    if row.state == State.WITHDRAWN:
        return row
    if row.state not in (State.PROPOSED, State.STANDING):
        raise RefusedError(_("It is no longer in force: %(state)s.") % {"state": row.get_state_display().lower()})
    if not why.strip():
        raise BadInputError(_("Say why"), errors={"reason": _("Say why")})
    stood = row.state == State.STANDING
    _end(row, acting, State.WITHDRAWN, why.strip())
    _record(WITHDRAWN, acting, row, reason=row.ended_why)
    if stood:
        _work_out_again(row, acting, "Override withdrawn")
    return row


def _locked(acting: Acting, pk: int, capability: Capability) -> TierOverride:
    row = TierOverride.objects.select_for_update(of=("self",)).select_related("case__person").filter(pk=pk).first()
    if row is None:
        raise NotThereError(NOT_THERE)
    case = open_case(acting, row.case.person.crn, capability, what=_("the override of a tier"))
    if case.pk != row.case_id:  # of a case that is closed
        raise NotThereError(NOT_THERE)
    row.case = case
    return row


def _worked(case: Case, *, on: date) -> Tiered:
    rulebook = rulebook_now()
    return work_out(queries.facts_of(case, on=on, rulebook=rulebook), on=on, rulebook=rulebook)


def _must_be_right(problems: tuple[Problem, ...] | None) -> None:
    if problems:
        raise BadInputError(_("This was not saved."), errors={one.field: one.words for one in problems})


def _must_stand(row: TierOverride, one: Tiered, asked: dict[str, Any]) -> None:
    standing = override_stands(standing_inputs(row, one), **asked).answer
    if standing is None or not standing.stands:
        raise RefusedError(
            _("What the rule reads has changed since this was proposed. Refuse it; it can be proposed anew.")
        )


def _replace(row: TierOverride, acting: Acting) -> None:
    """One that stands already gives way to this one."""
    older = TierOverride.objects.select_for_update().filter(case=row.case, scheme=row.scheme, state=State.STANDING)
    for one in older:
        _end(one, acting, State.REPLACED, "")


def _end(row: TierOverride, acting: Acting, state: str, why: str) -> None:
    row.state, row.ended_at, row.ended_by, row.ended_why = state, clock.now(), acting.user, why
    row.save(update_fields=["state", "ended_at", "ended_by", "ended_why"])


def _work_out_again(row: TierOverride, acting: Acting, reason: str) -> None:
    recalculate_tiers([row.case_id], on=acting.on, at=clock.now(), reason=reason, by=acting.user)


def _record(event: log.EventType, acting: Acting, row: TierOverride, **data: Any) -> None:
    facts = {"tier": row.tier, "rule": row.rule_tier, "scheme": row.scheme, "until": row.until.isoformat(), **data}
    log.record(
        event, actor=acting.user, subject=f"tier-override:{row.pk}", person_id=row.case.person_id,
        unit_id=row.case.team.unit_id, data=facts,
    )  # fmt: skip
