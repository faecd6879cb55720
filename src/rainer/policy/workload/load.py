"""The load of one case and of one practitioner in one team, with every line explained."""

from __future__ import annotations

from datetime import date

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook
from rainer.policy.workload.capacity import load_percent
from rainer.policy.workload.lines import (
    INACTIVE_WORDS,
    case_line,
    case_words,
    cell_line,
    counted,
    kept,
    look_up,
    projected_licence,
    retained_percent,
)
from rainer.policy.workload.load_steps import (
    case_steps,
    count_unscored,
    report_steps,
    support_step,
    time_step,
    unscored_steps,
)
from rainer.policy.workload.load_types import CaseInputs, CasePoints, Load, PractitionerLoadInputs
from rainer.policy.workload.rounding import half_up, percent_words, plain
from rainer.policy.workload.weights import READS, workload_tables


@rule("workload.case_points", reads=READS)
def case_points(
    inputs: CaseInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[CasePoints]:
    """Points of one case: the weight of its tier and state, less what it does not keep while inactive."""
    tables = workload_tables(on=on, place=place, variant=inputs.variant, rulebook=rulebook)
    case = inputs.case
    reason, lookup = look_up(case, tables)
    if lookup is None or lookup.points is None:
        step = Step("weight", "Weight", case_words(case), None, lookup.value if lookup else None)
        answer = CasePoints(None, None, 100, reason)
        return Outcome("workload.case_points", on, place, answer, (step,), sentence=f"Not counted: {reason}.")
    retained = retained_percent(case, tables)
    points = kept(lookup.points, retained)
    steps = [Step("weight", "Weight", case_words(case), lookup.points, lookup.value)]
    if case.inactive:
        words = ", ".join(INACTIVE_WORDS[kind] for kind in case.inactive)
        steps.append(Step("inactive", "Share it keeps", words, plain(retained), tables.retained))
    return Outcome(
        "workload.case_points",
        on,
        place,
        CasePoints(points, lookup.points, retained, ""),
        tuple(steps),
        sentence=f"{case_words(case)}: {points:g} points.",
    )


@rule("workload.practitioner_load", reads=READS)
def practitioner_load(
    inputs: PractitionerLoadInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Load]:
    """The load of one practitioner in one team: points of cases, reports and support against time."""
    tables = workload_tables(on=on, place=place, variant=inputs.variant, rulebook=rulebook)
    lines = [case_line(case, tables) for case in inputs.cases]
    lines += [cell_line(cell, tables, inputs) for cell in inputs.cells if counted(cell, inputs.variant)]
    scored = [line for line in lines if line.points is not None]
    of_cases = plain(sum(line.points or 0 for line in scored))
    of_reports, steps_of_reports = report_steps(inputs.reports, tables)
    cms, step_of_support = support_step(inputs, tables)
    total = half_up(of_cases + of_reports + cms)
    hours, available, step_of_time = time_step(inputs, tables)
    percent = load_percent(total, available)
    unscored = count_unscored(line for line in lines if line.points is None)
    load = Load(
        case_points=of_cases,
        report_points=of_reports,
        cms_points=cms,
        total_points=total,
        available_points=available,
        percent=percent,
        remaining=available - total,
        unscored=unscored,
        cases_scored=sum(line.count for line in scored),
        contracted_hours=hours.base,
        reduction_hours=hours.reductions,
        available_hours=hours.available,
        hours_of_work=None if percent is None else percent * hours.available / 100,
        projected_licence_points=projected_licence(scored, tables) if inputs.variant == "omic" else None,
    )
    steps = (
        *case_steps(scored),
        *steps_of_reports,
        *((step_of_support,) if step_of_support else ()),
        step_of_time,
        Step("load", "Load", f"{total:,} ÷ {available:,}", percent),
        *unscored_steps(unscored),
    )
    return Outcome("workload.practitioner_load", on, place, load, steps, sentence=_sentence(load))


def _sentence(load: Load) -> str:
    held = f"Cases and other work come to {load.total_points:,} points"
    if load.percent is None:
        return f"{held}; no hours are available, so the load is not available."
    hours = f"{load.available_hours:g} of {load.contracted_hours:g} hours"
    return f"{held}; {hours} leave room for {load.available_points:,}, so the load is {percent_words(load.percent)}."
