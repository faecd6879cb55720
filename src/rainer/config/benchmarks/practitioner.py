"""One practitioner of 40 cases, with every line explained, in process."""

from __future__ import annotations

from datetime import date

from rainer.config.benchmarks import Reading, median_seconds
from rainer.policy.workload import CaseLine, Grade, PractitionerLoadInputs, practitioner_load
from rainer.policy.workload.tiers import V2_TIERS, CaseState

NAME = "practitioner"
SUMMARY = "the load of one practitioner of 40 cases, with its full explanation"
ON = date(2026, 11, 9)
CASES, REPEATS = 40, 200
LIMIT_SECONDS = 0.001


def run() -> list[Reading]:
    states = list(CaseState)
    cases = tuple(
        CaseLine(f"X{at:06}", V2_TIERS[at % len(V2_TIERS)], states[at % len(states)], warrant=at % 9 == 0)
        for at in range(CASES)
    )
    inputs = PractitionerLoadInputs(grade=Grade.PO, contracted_hours=37, reductions=(1.8,), cases=cases)

    def work() -> None:
        for _ in range(REPEATS):
            practitioner_load(inputs, on=ON)

    seconds = median_seconds(work) / REPEATS
    return [Reading(name=f"{CASES} cases", seconds=seconds, limit_seconds=LIMIT_SECONDS)]
