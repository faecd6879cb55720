"""What a plan does for those who must not wait, and who stands outside it because their record is limited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rainer.allocation.inputs import Rules
from rainer.allocation.models import Proposal, ProposalRow
from rainer.allocation.proposal.problem import Verdict
from rainer.allocation.queries.proposals import RESTRICTED_FOR_YOU, kept_problem
from rainer.allocation.queries.waiting import must_not_wait_groups
from rainer.organisation.models import RoleHolding
from rainer.organisation.queries import holders_of


@dataclass(frozen=True, slots=True)
class MustNotWait:
    """How many of those asked for must not wait, and to whom they go: by (grade, needs a written reason)."""

    asked: int
    to: Mapping[tuple[str, bool], int]

    @property
    def placed(self) -> int:
        return sum(self.to.values())


@dataclass(frozen=True, slots=True)
class LimitedOut:
    """People asked for who are not in the plan because who asked may not open their record; and whom to ask."""

    people: int
    must_not_wait: int
    ask: tuple[str, ...]


def must_not_wait_of(proposal: Proposal, ticked: Iterable[ProposalRow]) -> MustNotWait:
    """Of the rows ticked. `to.practitioner` is read off each; no query."""
    asked = {p.ref for p in kept_problem(proposal).people if p.must_not_wait}
    rows = [row for row in ticked if row.to is not None and str(row.case_id) in asked]
    found = Counter((row.to.practitioner.grade, row.guard_verdict == Verdict.REASON) for row in rows)  # type: ignore[union-attr]
    return MustNotWait(len(asked), dict(found.most_common()))


def limited_out(proposal: Proposal, rules: Rules) -> LimitedOut:
    """Counts only. Two queries at most."""
    rows = ProposalRow.objects.filter(proposal=proposal, reason_code=RESTRICTED_FOR_YOU)
    groups = list(rows.values_list("case__waiting_group", flat=True))
    must = sum(group in must_not_wait_groups(rules) for group in groups)
    return LimitedOut(len(groups), must, information_owners(rules) if groups else ())


def information_owners(rules: Rules) -> tuple[str, ...]:
    """Who answers for limited records, by name."""
    return tuple(str(user) for user in holders_of(RoleHolding.Role.INFORMATION_OWNER, on=rules.on))
