"""Adapter of the identifiers set, the part on requirements, unpaid work, orders and MAPPA codes."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from rainer.policy import mappa, requirements
from rainer.policy.conformance import Explained
from rainer.policy.rulebook import NATION, Rulebook, Source, Status, Value, national

Data = dict[str, Any]

# These rules do not change with the day; an outcome must still be asked for on one. It is a Monday.
MONDAY = date(2026, 6, 15)
WEEKDAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _requirement(given: Data | None) -> requirements.LinkedRequirement | None:
    if given is None:
        return None
    return requirements.LinkedRequirement(bool(given.get("rar")), bool(given.get("deleted")))


def _contact_counts(given: Data) -> Explained:
    nsi = given.get("nsi")
    outcome = requirements.contact_counts(
        requirements.ContactLinks(
            is_flagged=bool(given.get("rarFlag")),
            attended=given.get("attended"),
            intervention=None
            if nsi is None
            else requirements.LinkedIntervention(_requirement(nsi.get("requirement")), bool(nsi.get("deleted"))),
            requirement=_requirement(given.get("requirement")),
        ),
        on=MONDAY,
    )
    assert outcome.answer is not None
    return Explained({"counts": outcome.answer.counts, "via": outcome.answer.via}, outcome)


def _rar_days(given: Data) -> Explained:
    contacts = tuple(
        requirements.ActivityContact(
            date.fromisoformat(c["date"]), c.get("attended"), c.get("complied"), bool(c.get("rarFlag", True))
        )
        for c in given["contacts"]
    )
    outcome = requirements.rar_days(requirements.RarInputs(contacts), on=MONDAY)
    assert outcome.answer is not None
    return Explained({"completedDays": outcome.answer.done, "scheduledDays": outcome.answer.booked}, outcome)


def _credit(given: Data) -> Explained:
    inputs = requirements.CreditInputs(
        attended=given.get("outcomeAttended"),
        start=time.fromisoformat(given["start"]),
        end=time.fromisoformat(given["end"]),
        penalty_minutes=given.get("penaltyMinutes"),
    )
    outcome = requirements.minutes_to_credit(inputs, on=MONDAY)
    assert outcome.answer is not None
    return Explained({"minutes": outcome.answer.minutes}, outcome)


def _education(given: Data) -> Explained:
    inputs = requirements.EducationInputs(given["requiredMinutes"], given["completedEteMinutes"])
    outcome = requirements.ete_allowance(inputs, on=MONDAY)
    assert outcome.answer is not None
    return Explained({"allowed": outcome.answer.allowed, "remaining": outcome.answer.remaining}, outcome)


def _session(given: Data) -> Explained:
    said = given.get("outcome")
    group = given.get("projectGroup")
    days = given.get("projectDays")
    outcome = requirements.appointment_valid(
        requirements.SessionInputs(
            day=_day(given.get("date")),
            has_ended=given.get("when") == "PAST",
            starts_later=given.get("when") == "FUTURE",
            project_ends=_day(given.get("projectEndExclusive")),
            sentenced_on=_day(given.get("sentenceDate")),
            project_days=None if days is None else frozenset(days),
            outcome=None
            if said is None
            else requirements.SessionOutcome(bool(said.get("attended")), bool(said.get("enforceable"))),
            has_attendance_details=bool(given.get("attendanceDetails", True)),
            start=_time(given.get("start")),
            end=_time(given.get("end")),
            penalty_minutes=given.get("penaltyMinutes"),
            notes_length=given.get("notesLength") or 0,
            minutes_to_credit=given.get("minutesToCredit"),
            required_minutes=given.get("requiredMinutes"),
            completed_minutes=given.get("completedMinutes") or 0,
            adjustment_minutes=given.get("adjustmentMinutes") or 0,
            already_credited=given.get("alreadyCreditedMinutes") or 0,
            is_education=group == "ETE",
            remaining_education_minutes=given.get("remainingEteMinutes"),
            was_sensitive=bool(given.get("wasSensitive")),
            is_sensitive=bool(given.get("sensitive", True)),
        ),
        on=MONDAY,
    )
    assert outcome.answer is not None
    return Explained({"error": outcome.answer.error}, outcome)


def _with_ratios(given: Data) -> Rulebook:
    """The rulebook with the case's own ratios of the incentive scheme, newer than any other."""
    held = national().value("unpaid_work.incentive", on=MONDAY).value
    ratios = Value(
        key="unpaid_work.incentive",
        value={
            "threshold_ratio": given.get("thresholdRatio", held["threshold_ratio"]),
            "award_ratio": given.get("awardRatio", held["award_ratio"]),
        },
        starts=MONDAY,
        place=NATION,
        status=Status.CHOSEN,
        source=Source("The case", "", MONDAY),
    )
    return national().with_local([ratios])


def _incentive_progress(given: Data) -> Explained:
    events = tuple(
        requirements.SchemeEvent(e["minutes"], bool(e["qualifying"]), bool(e["disqualifying"])) for e in given["events"]
    )
    inputs = requirements.ProgressOfScheme(given["requiredMinutes"], events)
    outcome = requirements.incentive_progress(inputs, on=MONDAY, rulebook=_with_ratios(given))
    assert outcome.answer is not None
    return Explained({"qualifyingMinutes": outcome.answer.qualifying_minutes, "status": outcome.answer.status}, outcome)


def _incentive_discount(given: Data) -> Explained:
    inputs = requirements.DiscountInputs(given["requiredMinutes"], given["qualifyingMinutesWorked"], given["status"])
    outcome = requirements.incentive_discount(inputs, on=MONDAY, rulebook=_with_ratios(given))
    assert outcome.answer is not None
    return Explained(
        {
            "thresholdMinutes": outcome.answer.threshold,
            "maxDiscountMinutes": outcome.answer.most,
            "currentDiscountMinutes": outcome.answer.current,
            "projectedDiscountMinutes": outcome.answer.projected,
        },
        outcome,
    )


def _schedule(given: Data) -> Explained:
    today = MONDAY + timedelta(days=WEEKDAYS.index(given["today"]))

    def at(offset: int) -> date:
        return today + timedelta(days=offset)

    outcome = requirements.schedule(
        requirements.ScheduleInputs(
            required_minutes=given["requirementMinutes"],
            allocations=tuple(
                requirements.ProjectAllocation(
                    name=a["alias"],
                    project=a["project"],
                    frequency=a["frequency"],
                    weekday=WEEKDAYS.index(a["weekday"]),
                    start=time.fromisoformat(a["start"]),
                    end=time.fromisoformat(a["end"]),
                    first_day=at(a["startDay"]),
                    last_day=None if a.get("endDay") is None else at(a["endDay"]),
                )
                for a in given["allocations"]
            ),
            booked=tuple(
                requirements.BookedSession(
                    requirements.Session(
                        e["project"],
                        e["allocation"],
                        at(e["day"]),
                        time.fromisoformat(e["start"]),
                        time.fromisoformat(e["end"]),
                    ),
                    has_outcome=e["outcome"] != "PENDING",
                    credited=e["creditedMinutes"],
                )
                for e in given["existing"]
            ),
            non_working_days=frozenset(at(offset) for offset in given["nonWorkingDays"]),
            now=time.fromisoformat(given["nowTime"]),
            trigger=given["trigger"],
        ),
        on=today,
    )
    assert outcome.answer is not None
    create = [
        {
            "project": s.project,
            "allocation": s.allocation,
            "day": (s.day - today).days,
            "start": f"{s.start:%H:%M}",
            "end": f"{s.end:%H:%M}",
        }
        for s in outcome.answer.to_book
    ]
    answer = {"outcome": outcome.answer.result, "create": create, "shortfallMinutes": outcome.answer.shortfall}
    return Explained(answer, outcome)


def _period(given: Data) -> Explained:
    inputs = requirements.PeriodInputs(
        given["type"], _day(given.get("start")), given.get("period"), _day(given.get("end"))
    )
    outcome = requirements.end_matches_period(inputs, on=MONDAY)
    assert outcome.answer is not None
    end = outcome.answer.calculated_end
    return Explained(
        {"mismatch": outcome.answer.is_mismatch, "calculatedEnd": end.isoformat() if end else None}, outcome
    )


def _outlasts(given: Data) -> Explained:
    inputs = requirements.OrderInputs(
        _day(given.get("orderEnd")),
        tuple(requirements.RequirementEnd(r["type"], _day(r.get("end"))) for r in given["requirements"]),
    )
    outcome = requirements.requirement_outlasts_order(inputs, on=MONDAY)
    return Explained({"violations": list(outcome.answer or ())}, outcome)


def _mappa_level(given: Data) -> Explained:
    outcome = mappa.mappa_level(mappa.MappaCode(given.get("code")), on=MONDAY)
    return Explained({"level": outcome.answer}, outcome)


def _mappa_category(given: Data) -> Explained:
    outcome = mappa.mappa_category(mappa.MappaCode(given.get("code")), on=MONDAY)
    return Explained({"category": outcome.answer}, outcome)


CASES = {
    "rar.contact_counts": _contact_counts,
    "rar.days": _rar_days,
    "upw.minutes_to_credit": _credit,
    "upw.ete_allowance": _education,
    "upw.appointment_valid": _session,
    "upw.incentive_progress": _incentive_progress,
    "upw.incentive_discount": _incentive_discount,
    "upw.schedule": _schedule,
    "requirement.end_matches_period": _period,
    "order.requirement_outlasts_order": _outlasts,
    "mappa.level": _mappa_level,
    "mappa.category": _mappa_category,
}

COMPARE = {"whole": True, "refusal": "code"}
