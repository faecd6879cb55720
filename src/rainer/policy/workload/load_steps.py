"""The steps that explain a load, as a why page prints them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rainer.policy.outcome import Step
from rainer.policy.workload.capacity import Hours, available_points, hours_of
from rainer.policy.workload.lines import Line
from rainer.policy.workload.load_types import PractitionerLoadInputs, Reports, Unscored
from rainer.policy.workload.points import arms_points, support_points
from rainer.policy.workload.rounding import plain
from rainer.policy.workload.tiers import CaseState
from rainer.policy.workload.weights import Flags, WorkloadTables


def case_steps(lines: Sequence[Line]) -> tuple[Step, ...]:
    """One step for each state that has cases, holding a step for each case or cell."""
    steps = []
    for state in CaseState:
        held = [line for line in lines if line.state is state]
        if held:
            points = plain(sum(line.points or 0 for line in held))
            value = min(held, key=lambda line: line.flags).step.value
            parts = tuple(line.step for line in held)
            label = f"Cases, {state.value}"
            steps.append(Step(f"cases.{state.value}", label, _mix(held), points, value, parts))
    return tuple(steps)


def _mix(lines: Iterable[Line]) -> str:
    """Cases by tier in words: `6 B2, 8 C2, 1 C2 T2A`."""
    counts: Counter[tuple[str, Flags]] = Counter()
    for line in lines:
        counts[line.tier or "", line.flags] += line.count
    return ", ".join(f"{n} {tier}{' T2A' if flags else ''}" for (tier, flags), n in sorted(counts.items()))


def report_steps(reports: Reports, tables: WorkloadTables) -> tuple[float, tuple[Step, ...]]:
    each = tables.reports.value
    steps = []
    if reports.standard or reports.fast:
        points = reports.standard * each["standard"] + reports.fast * each["fast"]
        found = f"{reports.standard} standard, {reports.fast} fast"
        steps.append(Step("reports", "Reports, last 30 days", found, points, tables.reports))
    if reports.parole:
        points = reports.parole * tables.parole.value
        found = f"{reports.parole} parole"
        steps.append(Step("reports.parole", "Parole reports, last 30 days", found, points, tables.parole))
    if reports.arms_community or reports.arms_licence:
        points = arms_points(
            community=reports.arms_community,
            licence=reports.arms_licence,
            community_points=tables.arms.value["community"],
            licence_points=tables.arms.value["licence"],
        )
        found = f"{reports.arms_community} community, {reports.arms_licence} licence"
        steps.append(Step("reports.arms", "Assessments for sexual offending", found, points, tables.arms))
    return sum(step.result for step in steps), tuple(steps)


def support_step(inputs: PractitionerLoadInputs, tables: WorkloadTables) -> tuple[int, Step | None]:
    given, taken = inputs.done_for_others, inputs.done_by_others
    if not given and not taken:
        return 0, None
    each = tables.cms.value
    points = support_points(for_others=given, by_others=taken, points=each)
    parts = tuple(
        Step("contact", words, code if code in each else f"{code}, not a known code", sign * each.get(code, 0))
        for words, sign, codes in (("Done for others", 1, given), ("Done by others", -1, taken))
        for code in codes
    )
    found = f"{len(given)} done for others, {len(taken)} done by others"
    return points, Step("support", "Support work on cases", found, points, tables.cms, parts)


def time_step(inputs: PractitionerLoadInputs, tables: WorkloadTables) -> tuple[Hours, int, Step]:
    compatibility = inputs.compatibility
    ignored = inputs.variant == "omic" and compatibility.prison_reductions_ignored
    hours = hours_of(
        grade=inputs.grade.value,
        contracted_hours=inputs.contracted_hours,
        reduction_hours=0 if ignored else round(sum(inputs.reductions), 2),
        default_hours=tables.default_hours.value,
        divisor=tables.hours_divisor,
    )
    nominal = tables.nominal_target.value[inputs.grade.value]
    available = available_points(nominal_target=nominal, hours=hours, allow_negative=compatibility.negative_available)
    parts = (
        _contracted_step(inputs, hours, tables),
        Step("time.reductions", "Reductions", f"{len(inputs.reductions)} that apply", hours.reductions),
        Step("time.full_week", "A full week", inputs.grade.label, hours.divisor, tables.full_time_hours),
        Step("time.nominal", "Points of a full week", inputs.grade.label, nominal, tables.nominal_target),
    )
    found = f"{hours.base:g} h less {hours.reductions:g} h: {nominal:,} × {hours.available:g} ÷ {hours.divisor:g}"
    return hours, available, Step("time", "Time", found, available, tables.nominal_target, parts)


def _contracted_step(inputs: PractitionerLoadInputs, hours: Hours, tables: WorkloadTables) -> Step:
    if inputs.contracted_hours is not None:
        return Step("time.contracted", "Contracted hours", "recorded", hours.base)
    found = f"none recorded; the default for {inputs.grade.label.lower()}"
    return Step("time.contracted", "Contracted hours", found, hours.base, tables.default_hours)


def count_unscored(lines: Iterable[Line]) -> tuple[Unscored, ...]:
    counts: Counter[tuple[str | None, str | None, str, str]] = Counter()
    for line in lines:
        counts[line.state.value if line.state else None, line.tier, line.scheme, line.reason] += line.count
    return tuple(
        Unscored(state, tier, scheme, count, reason) for (state, tier, scheme, reason), count in counts.items()
    )


def unscored_steps(unscored: Sequence[Unscored]) -> tuple[Step, ...]:
    if not unscored:
        return ()
    words = "; ".join(
        f"{u.count} {' '.join(part for part in (u.state, u.tier) if part)}".strip() + f" ({u.reason})" for u in unscored
    )
    count = sum(u.count for u in unscored)
    return (Step("not_counted", "Not counted, no weight in force", words, count),)
