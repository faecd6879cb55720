"""Tasks of assessment and plan: the first ones, their reviews, the review after a change, the end of the sentence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from rainer.policy import working_days
from rainer.policy.dates import add_months, date_words
from rainer.policy.rulebook import Value
from rainer.policy.tasks.facts import CaseFacts, SentenceFact
from rainer.policy.tasks.kinds import Deriving

ELIGIBLE = "tiering.eligible_assessment"
# Working days are at least five in seven but for holidays; three calendar days each leave room for any run of them.
CALENDAR_DAYS_EACH = 3


def first_ones(d: Deriving) -> None:
    """The first assessment and plan after the latest sentence or release, or in custody after sentence."""
    start = _start(d)
    if start is None:
        return
    begins, due, why, values, sentence = start
    made = d.facts.assessment
    if made.assessed_on is None or made.assessed_on < begins:
        d.want("first_assessment", sentence.ref, due, f"A first assessment is due {why}.", *values)
    if made.planned_on is None or made.planned_on < begins:
        beside, value = _beside(d, begins, sentence)
        begun = " It is begun, and not agreed yet." if d.facts.plan.drafted_on else ""
        d.want("first_plan", sentence.ref, due, f"A first plan is due {why}.{begun}{beside}", *values, *value)


def _start(d: Deriving) -> tuple[date, date, str, tuple[Value, ...], SentenceFact] | None:
    """When the clock of the first assessment began, when it ends, why, and for which sentence."""
    running = _running(d)
    if d.facts.state == "custody":
        inside = [one for one in running if one.is_custodial]
        return _in_custody(d, max(inside, key=lambda one: one.starts)) if inside else None
    begun = [(one.begins, one) for one in running if one.begins is not None and one.begins <= d.on]
    if not begun:
        return None
    begins, sentence = max(begun, key=lambda pair: pair[0])
    limit = d.limit("first_assessment")
    fast = _fast_fact(d.facts, limit.value)
    days = limit.value["fast" if fast else "otherwise"]
    after = "release" if sentence.is_custodial else "sentence"
    because = f" ({fast})" if fast else ""
    why = f"within {days} working days of {after} on {date_words(begins)}{because}"
    return begins, d.working_days_after(begins, days), why, (limit,), sentence


def _running(d: Deriving) -> list[SentenceFact]:
    return [one for one in d.facts.sentences if one.starts <= d.on and (one.ends is None or d.on <= one.ends)]


def _fast_fact(facts: CaseFacts, table: dict[str, Any]) -> str:
    if facts.risk.rosh in table["fast_rosh"]:
        return f"RoSH {facts.risk.rosh.replace('_', ' ')}"
    return _tier_in(facts, v3=table["fast_tiers_v3"], v2=table["fast_tiers_v2"])


def _tier_in(facts: CaseFacts, *, v3: list[str], v2: list[str]) -> str:
    """The tier, in words, if its letter is one of those; the newer scheme where both are known."""
    tier, letters = (facts.tier_v3, v3) if facts.tier_v3 else (facts.tier_v2, v2)
    return f"tier {tier}" if tier and tier[0] in letters else ""


def _in_custody(d: Deriving, sentence: SentenceFact) -> tuple[date, date, str, tuple[Value, ...], SentenceFact] | None:
    if sentence.released_on is not None:
        return None  # back in custody after release: what was recalled is reviewed after that change
    limit = d.limit("custody_assessment")
    if sentence.ends is not None and sentence.ends < add_months(sentence.starts, limit.value["from_sentence_months"]):
        return None
    release = sentence.release_expected_on
    soon = release is None or release < add_months(sentence.starts, limit.value["soon_months"])
    weeks = limit.value["soon_weeks" if soon else "otherwise_weeks"]
    due = sentence.starts + timedelta(weeks=weeks)
    why = f"within {weeks} weeks of sentence on {date_words(sentence.starts)}"
    return sentence.starts, due, why, (limit,), sentence


def _beside(d: Deriving, begins: date, sentence: SentenceFact) -> tuple[str, tuple[Value, ...]]:
    """The date of the published measure, which counts from the first attendance; it decides the measure alone."""
    attended = sentence.first_attended_on
    if d.facts.state == "custody" or attended is None or attended < begins:
        return "", ()
    measure = d.limit("plan_after_first_attendance")
    day = d.working_days_after(attended, measure.value)
    return f" The published measure counts from the first attendance: {date_words(day)}.", (measure,)


def routine_reviews(d: Deriving) -> None:
    """The next review of assessment and plan, where first ones are done."""
    if not _running(d):
        return
    start = _start(d)
    begins = None if start is None else start[0]
    made = d.facts.assessment
    if made.assessed_on is not None and (begins is None or made.assessed_on >= begins):
        _review_assessment(d, made.assessed_on)
    if made.planned_on is not None and (begins is None or made.planned_on >= begins):
        limit = d.limit("plan_review")
        latest = add_months(made.planned_on, limit.value)
        due = min(made.plan_review_on or latest, latest)
        why = f"The plan of {date_words(made.planned_on)} is reviewed within {limit.value} months, or on the day set."
        d.want("plan_review", "plan", due, why, limit)


def _review_assessment(d: Deriving, assessed_on: date) -> None:
    limit, eligible = d.limit("routine_review"), d.value(ELIGIBLE)
    table = limit.value
    is_often = d.facts.risk.rosh in table["often_rosh"] or _tier_in(
        d.facts, v3=table["often_tiers_v3"], v2=table["often_tiers_v2"]
    )
    months = table["often" if is_often else "otherwise"]
    latest = assessed_on + timedelta(weeks=eligible.value["weeks"])
    due = min(d.facts.assessment.assessment_review_on or add_months(assessed_on, months), latest)
    why = (
        f"The assessment of {date_words(assessed_on)} is reviewed after {months} months, or on the day set; "
        f"never later than {date_words(latest)}, when a tier would no longer rest on it."
    )
    d.want("assessment_review", "assessment", due, why, limit, eligible)


def changes(d: Deriving) -> None:
    """The review after a significant change: started, then finished."""
    limit = d.limit("change_review")
    for one in d.facts.changes:
        if one.finished_on is not None:
            continue
        step = "finish" if one.started_on else "start"
        due = d.working_days_after(one.on, limit.value[step])
        why = f"{one.what} on {date_words(one.on)}: {step} a review within {limit.value[step]} working days."
        d.want("change_review", one.ref, due, why, limit)


def end_reviews(d: Deriving) -> None:
    """The last assessment, in the last working days of the sentence."""
    limit = d.limit("end_review")
    for one in d.facts.sentences:
        if one.end_reviewed_on is None and one.ends is not None and _is_near(d, one.ends, limit.value):
            why = f"The sentence ends {date_words(one.ends)}: the last assessment is done in its last {limit.value} working days."
            d.want("end_review", one.ref, one.ends, why, limit)


def _is_near(d: Deriving, ends: date, days: int) -> bool:
    if ends > d.on + timedelta(days=CALENDAR_DAYS_EACH * days):
        return False
    return working_days.working_days_between(d.on, ends, holidays=d.holidays) <= days
