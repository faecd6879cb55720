"""The two files of the national recompute, version 1. A new column is a new version; a reader refuses another one.

`cases.parquet`, one row a case: who holds it, what it is, which flags it carries. `practitioner_teams.parquet`, one
row a practitioner in one team: where the team is, hours a week, reports and support work. Enumerated columns are
small whole numbers, the position in the tuples here: grouping by a number is several times faster than by a word.
"""

from __future__ import annotations

from typing import Final

from rainer.policy.workload.grades import Grade
from rainer.policy.workload.tiers import TIERS, CaseState

VERSION: Final = 1
STATES: Final = tuple(state.value for state in CaseState)
TIER_CODES: Final = tuple((scheme, tier) for scheme in ("v2", "v3") for tier in TIERS[scheme])
GRADES: Final = tuple(grade.value for grade in Grade)
NO_CODE: Final = 255  # No active sentence; no tier.

# Flags of a case, one bit each.
T2A, WARRANT, UPW, OVERDUE = 1, 2, 4, 8
INACTIVE: Final = {"warrant": WARRANT, "upw": UPW, "overdue": OVERDUE}

CASES: Final = {
    "practitioner_team": "INTEGER",  # position of the row in practitioner_teams.parquet: its `id`
    "tier": "UTINYINT",  # position in TIER_CODES (which names the scheme too); NO_CODE untiered
    "state": "UTINYINT",  # position in STATES; NO_CODE no active sentence
    "flags": "UTINYINT",  # T2A + WARRANT + UPW + OVERDUE
}
PRACTITIONER_TEAMS: Final = {
    "id": "INTEGER",  # 0, 1, 2 …
    "team": "INTEGER",
    "unit": "INTEGER",
    "region": "INTEGER",
    "grade": "UTINYINT",  # position in GRADES
    "contracted_hours": "DOUBLE",  # a week; null: not recorded, the grade's default holds
    "reduction_hours": "DOUBLE",  # a week, those that apply on the day
    "standard_reports": "INTEGER",  # in the last 30 days
    "fast_reports": "INTEGER",
    "support_points": "INTEGER",  # case management support: done for others less done by others
}


class WrongSchemaError(Exception):
    """A file that is not what the recompute reads."""


def check(found: dict[str, str], wanted: dict[str, str], name: str) -> None:
    """Raises WrongSchemaError naming the columns that lack or differ."""
    wrong = [c for c, kind in wanted.items() if found.get(c) != kind]
    if wrong:
        raise WrongSchemaError(f"{name}: these columns lack or are of another type: {', '.join(wrong)}.")
