"""Work out tiers and keep them: the decision with its steps, the answers on the case, and word of what changed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter

from rainer.cases.models import Case
from rainer.common import log
from rainer.common.models import LogEntry
from rainer.organisation.models import User
from rainer.policy import tiering as policy
from rainer.policy.outcome import as_data
from rainer.rulebook.queries import rulebook_now
from rainer.tiering.inputs import cases_to_tier, kept_mappa, kept_rosh, tier_facts
from rainer.tiering.models import TierDecision
from rainer.tiering.operations.ending import still_standing
from rainer.tiering.standing import tiers_with
from rainer.tiering.worked import Tiered, work_out

TIER_CHANGED = log.event_type("tier_changed", _("The tier became {tier} (before: {before}): {reason}"))
TIERS_WORKED_OUT = log.event_type(
    "tiers_worked_out", _("Rainer worked out tiers again: {changed} changed. {reason}"), kind=LogEntry.Kind.SYSTEM
)
BATCH = 1000
KEEP = """
UPDATE cases_case c
   SET tier_v2 = w.tier_v2, tier_v3 = w.tier_v3, tier_v3_provisional = w.provisional, rosh = w.rosh,
       mappa_level = w.mappa_level, mappa_category = w.mappa_category,
       is_contact_suspended = w.suspended, overridden = w.overrides::jsonb, version = c.version + 1
  FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bool[], %s::text[], %s::smallint[], %s::smallint[], %s::bool[],
              %s::text[])
       AS w(id, tier_v2, tier_v3, provisional, rosh, mappa_level, mappa_category, suspended, overrides)
 WHERE c.id = w.id
   AND (c.tier_v2, c.tier_v3, c.tier_v3_provisional, c.rosh, c.mappa_level, c.mappa_category, c.is_contact_suspended,
        c.overridden)
       IS DISTINCT FROM
       (w.tier_v2, w.tier_v3, w.provisional, w.rosh, w.mappa_level, w.mappa_category, w.suspended, w.overrides::jsonb)
RETURNING c.id
"""
_v2_inputs, _v3_inputs = TypeAdapter(policy.V2Inputs), TypeAdapter(policy.V3Inputs)


@dataclass(frozen=True, slots=True)
class Counting:
    """The tiers that count of a case, an override in the place of the rule's, and what is said of each override."""

    worked: Tiered
    tiers: tuple[str, str, bool]
    overridden: dict[str, Any]

    @property
    def case(self) -> Case:
        return self.worked.facts.case


def recalculate_tiers(
    case_ids: Collection[int],
    *,
    on: date,
    at: datetime,
    reason: str,
    by: User | None = None,
    only_changes: bool = False,
) -> int:
    """Work out the tiers of these open cases on a day and keep them; returns how many cases came out differently.

    Overrides in force count in the place of the rule's tiers; those that no longer stand end here. Every case gets its
    decisions on record with the `reason`; with `only_changes` (a re-run of many, or a clock
    that ran out) only those whose answer or next date differs do. The facts that the register gives are kept on
    the case too. Word of a changed tier is sent when a letter, level, provisional or suspended differs.
    """
    changed = 0
    ids = sorted(set(case_ids))
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        changed += _recalculate(some, on=on, at=at, reason=reason, by=by, only_changes=only_changes)
    return changed


@transaction.atomic
def _recalculate(
    ids: Collection[int], *, on: date, at: datetime, reason: str, by: User | None, only_changes: bool
) -> int:
    rulebook = rulebook_now()
    cases = list(cases_to_tier(ids).select_for_update(of=("self",), no_key=True))
    worked = [work_out(facts, on=on, rulebook=rulebook) for facts in tier_facts(cases, on=on, rulebook=rulebook)]
    _keep_decisions(worked, on=on, at=at, reason=reason, only_changes=only_changes)
    overrides = still_standing(worked, on=on, at=at)
    counting = [Counting(one, *tiers_with(overrides.get(one.facts.case.pk, {}), *one.tiers)) for one in worked]
    changed = _keep_on_cases(counting)
    news = [one for one in counting if policy.is_worth_a_notice(before=_before(one.case), after=_stored(*one.tiers))]
    log.record_many(TIER_CHANGED, actor=by, rows=[_row(one, reason) for one in news])
    if changed:
        # One event for them all: what follows (points, load, waiting groups) is work for many people at once.
        people = sorted(case.person_id for case in cases if case.pk in changed)
        data = {"people": people, "changed": len(people), "reason": reason}
        log.record(TIERS_WORKED_OUT, actor=by, subject="tiers", data=data)
    return len(changed)


def _keep_decisions(worked: list[Tiered], *, on: date, at: datetime, reason: str, only_changes: bool) -> None:
    last = _last_decisions([one.facts.case.pk for one in worked]) if only_changes else {}
    rows = (row for one in worked for row in _decisions(one, on=on, at=at, reason=reason))
    kept = [row for row in rows if last.get((row.case_id, row.scheme)) != _compared(row)]
    TierDecision.objects.bulk_create(kept, batch_size=BATCH)


def _decisions(one: Tiered, *, on: date, at: datetime, reason: str) -> Iterator[TierDecision]:
    v2_tier, v3_tier, is_provisional = one.tiers
    for scheme, tier, outcome, inputs, next_day in (
        ("v2", v2_tier, one.v2, _v2_inputs.dump_python(one.facts.v2, mode="json", warnings=False), one.v2_next),
        ("v3", v3_tier, one.v3, _v3_inputs.dump_python(one.facts.v3, mode="json", warnings=False), one.v3_next),
    ):
        yield TierDecision(
            case=one.facts.case, scheme=scheme, tier=tier, is_provisional=scheme == "v3" and is_provisional,
            worked_out_on=on, at=at, reason=reason[:120], inputs=inputs, outcome=as_data(outcome),
            next_change_on=next_day,
        )  # fmt: skip


def _compared(row: TierDecision) -> tuple[Any, ...]:
    return row.tier, row.is_provisional, row.next_change_on, row.outcome.get("answer")


def _last_decisions(case_ids: Collection[int]) -> dict[tuple[int, str], tuple[Any, ...]]:
    newest = (
        TierDecision.objects.filter(case__in=case_ids)
        .order_by("case_id", "scheme", "-at", "-id")
        .distinct("case_id", "scheme")
    )
    return {(row.case_id, row.scheme): _compared(row) for row in newest}


def _keep_on_cases(counting: list[Counting]) -> set[int]:
    """Put the answers on the cases; returns the ids of those that differ from what was kept."""
    rows = [
        (
            one.case.pk, *one.tiers, kept_rosh(one.worked.facts),
            kept_mappa(one.worked.facts.register.mappa_level), kept_mappa(one.worked.facts.register.mappa_category),
            one.worked.facts.register.unsupervised, json.dumps(one.overridden),
        )
        for one in counting
    ]  # fmt: skip
    if not rows:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [list(column) for column in zip(*rows, strict=True)])
        return {pk for (pk,) in cursor.fetchall()}


def _before(case: Case) -> policy.StoredTier | None:
    """The tiers the case kept; None when it had none."""
    if not (case.tier_v2 or case.tier_v3):
        return None
    return _stored(case.tier_v2, case.tier_v3, case.tier_v3_provisional)


def _stored(v2: str, v3: str, is_provisional: bool) -> policy.StoredTier:
    return policy.StoredTier(
        v3 or None, is_provisional, v2[:1] or None, int(v2[1:2]) if v2[1:2] else None, v2.endswith("S")
    )


def _row(one: Counting, reason: str) -> dict[str, Any]:
    case = one.case
    return {
        "subject": f"case:{case.pk}",
        "person_id": case.person_id,
        "unit_id": case.team.unit_id,
        "data": {
            "tier": tier_words(*one.tiers),
            "before": tier_words(case.tier_v2, case.tier_v3, case.tier_v3_provisional),
            "reason": reason,
        },
    }


def tier_words(v2: str, v3: str, is_provisional: bool) -> str:
    """Both tiers in one line: "B2, C provisional"."""
    provisional = f"{v3} provisional" if v3 and is_provisional else v3
    return ", ".join(tier for tier in (v2, provisional) if tier) or "–"
