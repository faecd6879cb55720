"""One line for each requirement: ordered, done, booked, left, its end, on track or not and why.

Everything is worked out from contacts and dates, never typed in, so a corrected outcome corrects it at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from rainer.policy.dates import counted, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.requirements.kinds import RequirementKind, requirement_kind
from rainer.policy.requirements.on_track import Amounts, Context, Track, by_appointments, by_dates, by_pace
from rainer.policy.requirements.progress_facts import Progress, ProgressInputs
from rainer.policy.requirements.unpaid_work import DoByInputs, do_by, hours_words
from rainer.policy.rulebook import NATION, Place, Rulebook, national

_READS = ("requirements.kinds", "requirements.on_track", "unpaid_work.months_to_complete", "law.coming_changes")


@rule("requirement.progress", reads=_READS)
def requirement_progress(
    inputs: ProgressInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Progress]:
    """How far a requirement has come: what is ordered, done, booked and left, and whether it is on track."""
    book = rulebook or national()
    kind = requirement_kind(inputs.kind, on=on, place=place, rulebook=book)
    settings = book.value("requirements.on_track", on=on, place=place)
    context = Context(inputs, kind, settings, on, place, book)
    amounts, track = _ended(context) or _MEASURES[kind.progress_by](context)
    ends_on = context.ends_on
    answer = Progress(
        kind=kind.kind,
        name=kind.name,
        unit=amounts.unit,
        ordered=amounts.ordered,
        done=amounts.done,
        booked=amounts.booked,
        left=amounts.left,
        without_outcome=amounts.without_outcome,
        ends_on=ends_on,
        days_left=None if ends_on is None else max((ends_on - on).days + 1, 0),
        is_on_track=track.is_on_track,
        why=track.why,
    )
    steps = (
        Step("amounts", kind.progress, _figure(answer), answer.done),
        *amounts.steps,
        Step("on_track", "On track", track.why, track.is_on_track, settings),
    )
    return Outcome(
        "requirement.progress", on, place, answer, steps, track.missing, line(answer, kind), notes=amounts.notes
    )


def _ended(context: Context) -> tuple[Amounts, Track] | None:
    """A requirement that was ended keeps its figures, and is neither on track nor off it."""
    day = context.inputs.ended_on
    if day is None or day > context.on:
        return None
    amounts, _ = _MEASURES[context.kind.progress_by](context)
    return amounts, Track(None, f"it was ended on {date_words(day)}")


_MEASURES: dict[str, Callable[[Context], tuple[Amounts, Track]]] = {
    "activity_days": lambda context: _with_pace(context.activity_days(), context, context.ends_on),
    "minutes": lambda context: _unpaid_work(context),
    "sessions": lambda context: _with_pace(context.sessions(), context, context.ends_on),
    "treatment": lambda context: (context.appointments(), by_appointments(context)),
    "dates": lambda context: (context.days(), by_dates(context)),
}


def _with_pace(amounts: Amounts, context: Context, end: date | None) -> tuple[Amounts, Track]:
    return amounts, by_pace(amounts, context, end)


def _unpaid_work(context: Context) -> tuple[Amounts, Track]:
    """Unpaid work is paced to the law's months while they stand, and to the order's end after."""
    amounts, start = context.minutes(), context.inputs.starts_on
    if start is None:
        return _with_pace(amounts, context, context.ends_on)
    limit = do_by(DoByInputs(start, context.ends_on), on=context.on, place=context.place, rulebook=context.book)
    return _with_pace(replace(amounts, steps=(*amounts.steps, *limit.steps)), context, limit.answer)


def line(progress: Progress, kind: RequirementKind) -> str:
    """The one line of a requirement, as pages show it."""
    parts = [_figure(progress)]
    if progress.booked:
        parts.append(f"{_amount(progress.booked, progress.unit)} booked")
    if progress.left is not None and progress.ordered is not None:
        parts.append(f"{_amount(progress.left, progress.unit)} left")
    if progress.ends_on is not None:
        parts.append(f"to {date_words(progress.ends_on)}")
    verdict = {True: "On track", False: "Not on track", None: "Not judged"}[progress.is_on_track]
    return f"{kind.name}: {', '.join(parts)}. {verdict}: {progress.why}."


def _figure(progress: Progress) -> str:
    word = _DONE_WORDS.get(progress.unit, "done")
    if progress.ordered is None:
        return f"{_amount(progress.done, progress.unit)} {word}"
    done = hours_words(progress.done) if progress.unit == "minute" else f"{progress.done:,}"
    return f"{done} of {_amount(progress.ordered, progress.unit)} {word}"


_DONE_WORDS = {"appointment": "kept", "day gone": "gone"}


def _amount(number: int, unit: str) -> str:
    if unit == "minute":
        return hours_words(number)
    return counted(number, "day" if unit == "day gone" else unit)
