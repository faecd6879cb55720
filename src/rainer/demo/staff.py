"""Practitioners of the demo world: grades, service, hours, time off."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from rainer.demo.diary import Diary
from rainer.demo.plan import TeamPlan


@dataclass
class Worker:
    """A practitioner to be: `sick` on full long-term sickness; `left_days` ago if gone; hours a week."""

    name: tuple[str, str]
    grade: str
    in_grade_days: int
    hours: float
    reductions: list[tuple[str, float, int, int]] = field(default_factory=list)
    is_sick: bool = False
    left_days: int | None = None
    practitioner_id: int = 0
    practitioner_team_id: int = 0
    team_id: int = 0
    office: str = ""
    user_id: int | None = None
    diary: Diary = field(default_factory=Diary)

    def reduction_hours(self, days_ago: int) -> float:
        """Hours off in force `days_ago`: reductions are (reason, hours, started days ago, ends in days)."""
        return sum(h for _reason, h, started, ends in self.reductions if started >= days_ago >= -ends)

    def in_grade_since(self, on: date) -> date:
        return on - timedelta(days=self.in_grade_days)


GRADES, SHARES = ("PO", "PSO", "TPO"), (0.60, 0.31, 0.09)
TRAINEE_STEPS = (
    (182, "trainee months 1 to 6", 0.8),
    (365, "trainee months 7 to 12", 0.6),
    (10_000, "trainee months 13 to 18", 0.4),
)


def workers(rng: np.random.Generator, plan: TeamPlan, names: list[tuple[str, str]], *, sick: int) -> list[Worker]:
    """The team's practitioners at work today, `sick` of them away long-term."""
    made = [_worker(rng, plan, name, i) for i, name in enumerate(names)]
    for worker in [w for w in made if w.grade != "TPO"][2 : 2 + sick]:
        worker.is_sick = True
        worker.reductions.append(("long-term sickness", worker.hours, 40, 45))
    return made


def _worker(rng: np.random.Generator, plan: TeamPlan, name: tuple[str, str], index: int) -> Worker:
    grade = "PO" if plan.kind != "community" else str(rng.choice(GRADES, p=SHARES))
    days = int(rng.integers(20, 520)) if grade == "TPO" else int(min(9000, rng.gamma(1.3, 1100) + 25))
    hours = float(rng.choice([37.0, 37.0, 37.0, 37.0, 30.0, 22.5])) if grade != "TPO" else 37.0
    worker = Worker(name, grade, days, hours)
    if grade == "TPO":
        _limit, reason, share = next(step for step in TRAINEE_STEPS if days < step[0])
        worker.reductions.append((reason, round(hours * share, 1), min(days, 170), 60))
    elif grade == "PO" and days < 270:
        worker.reductions.append(("newly qualified officer", round(hours * 0.2, 1), days, 270 - days))
    elif index % 6 == 1:
        worker.reductions.append(("disability", 5.0, 60, 56))
    elif index % 9 == 4:
        worker.reductions.append(("trade union facility time", 7.4, 90, 120))
    return worker
