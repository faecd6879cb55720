"""Who of an extract is in no practitioner's load, and why: said alike of an import and of the report with no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rainer.policy.workload.grades import Grade


class Why(StrEnum):
    """Why nobody has these people in a load of their own, in the order it is said."""

    NOBODY = "nobody"
    GRADE = "grade"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class NoLoad:
    """How many practitioner-teams are without a load for one reason, and how many people they hold."""

    why: Why
    practitioner_teams: int
    people: int

    @property
    def words(self) -> str:
        people = "1 person is" if self.people == 1 else f"{self.people:,} people are"
        they = "That person is" if self.people == 1 else "They are"
        whose, until = _WORDS[self.why]
        if self.why is Why.NOBODY:
            rows = (
                "1 row that stands" if self.practitioner_teams == 1 else f"{self.practitioner_teams:,} rows that stand"
            )
            return f"{people} in {rows} for nobody ({whose}). {they} in no practitioner's load {until}."
        held = "1 practitioner" if self.practitioner_teams == 1 else f"{self.practitioner_teams:,} practitioners"
        return f"{people} held by {held} {whose}. {they} in no practitioner's load {until}."


_WORDS = {
    Why.NOBODY: ("no grade, or a staff code ending in U", "until somebody is named"),
    Why.GRADE: ("whose grade is not known", "until the grade is told"),
    Why.TIME: ("with no available time: no hours are known, or all are taken off", "until there is time"),
}


def stands_for_nobody(staff_code: str, grade_code: str) -> bool:
    """A placeholder of the case system, as an extract shows it."""
    return not grade_code.strip() or staff_code.endswith("U")


def why_no_load(*, is_nobody: bool, grade: str, available_points: int) -> Why | None:
    """Why this practitioner-team has no load; None where it has one."""
    if is_nobody:
        return Why.NOBODY
    if available_points > 0:
        return None
    return Why.GRADE if grade == Grade.UNKNOWN else Why.TIME


def without_load(found: Iterable[tuple[Why | None, int]]) -> list[NoLoad]:
    """Counts for each reason there is, from each practitioner-team's reason and people."""
    teams, people = Counter[Why](), Counter[Why]()
    for why, cases in found:
        if why is not None and cases:
            teams[why] += 1
            people[why] += cases
    return [NoLoad(why, teams[why], people[why]) for why in Why if teams[why]]


def report_notes(found: Iterable[tuple[Why | None, int]]) -> list[str]:
    """For the report of a file alone, whose sums have everyone's work in them."""
    groups = without_load(found)
    said = "Their work is in these sums, with no time beside it."
    if any(group.why is Why.NOBODY for group in groups):
        said += " An import shows both: the load of named work, without rows that stand for nobody, and this one, counting all."
    return [*(group.words for group in groups), *([said] if groups else [])]


def import_notes(found: Iterable[tuple[Why | None, int]]) -> list[str]:
    """For an import, which shows the load of named work and the load counting all."""
    groups = without_load(found)
    said = "Their work is in the load counting all, with no time beside it"
    left_out = any(group.why is Why.NOBODY for group in groups)
    rest = (
        "; the load of named work leaves out rows that stand for nobody."
        if left_out
        else ", and in that of named work."
    )
    return [*(group.words for group in groups), *([said + rest] if groups else [])]
