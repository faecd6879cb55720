"""What is done and booked of a requirement, and whether that is on track: by pace, by dates or by appointments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rainer.policy.dates import counted, date_words
from rainer.policy.outcome import Step
from rainer.policy.requirements.activity import ActivityContact, RarInputs, rar_days
from rainer.policy.requirements.kinds import RequirementKind
from rainer.policy.requirements.progress_facts import ProgressInputs, RequirementContact
from rainer.policy.requirements.unpaid_work import hours_words
from rainer.policy.rulebook import Place, Rulebook, Value


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a requirement comes to, in `unit`."""

    unit: str
    ordered: int | None
    done: int
    booked: int
    left: int | None
    without_outcome: int = 0
    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Track:
    """Whether it is on track, None where that is not judged, and why."""

    is_on_track: bool | None
    why: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """A requirement looked at on a day, with its settings."""

    inputs: ProgressInputs
    kind: RequirementKind
    settings: Value
    on: date
    place: Place
    book: Rulebook

    @property
    def setting(self) -> dict[str, Any]:
        found: dict[str, Any] = self.settings.value[self.kind.progress_by]
        return found

    @property
    def ends_on(self) -> date | None:
        """The recorded end, or the end its length gives it, or that of the order."""
        given = self.inputs
        if given.ends_on is not None:
            return given.ends_on
        if self.kind.progress_by == "dates" and given.starts_on and given.ordered:
            return given.starts_on + timedelta(days=given.ordered - 1)
        return given.order_ends_on

    @property
    def counting(self) -> list[RequirementContact]:
        return [contact for contact in self.inputs.contacts if contact.counts]

    @property
    def waiting(self) -> list[RequirementContact]:
        """Past appointments still without an outcome."""
        return [c for c in self.counting if c.attended is None and c.day < self.on]

    @property
    def kept(self) -> list[RequirementContact]:
        return [c for c in self.counting if c.attended and c.complied is not False]

    @property
    def planned(self) -> list[RequirementContact]:
        return [c for c in self.counting if c.attended is None and c.day >= self.on]

    def activity_days(self) -> Amounts:
        contacts = tuple(ActivityContact(c.day, c.attended, c.complied) for c in self.kept + self.planned)
        outcome = rar_days(RarInputs(contacts, self.inputs.ordered), on=self.on, place=self.place, rulebook=self.book)
        days = outcome.answer
        assert days is not None  # it always answers
        return Amounts(
            "day", days.maximum, days.done, days.booked, days.left, len(self.waiting), outcome.steps, outcome.notes
        )

    def minutes(self) -> Amounts:
        done = sum(c.minutes for c in self.counting if c.attended)
        booked = sum(c.minutes for c in self.planned)
        ordered = None if self.inputs.ordered is None else self.inputs.ordered + self.inputs.adjustment_minutes
        adjustment = self.inputs.adjustment_minutes
        step = Step("adjustments", "Adjustments to the order", f"{adjustment:+,} minutes", adjustment)
        return Amounts(
            "minute", ordered, done, booked, _left(ordered, done), len(self.waiting), (step,) if adjustment else ()
        )

    def sessions(self) -> Amounts:
        ordered, done = self.inputs.ordered, len(self.kept)
        return Amounts("session", ordered, done, len(self.planned), _left(ordered, done), len(self.waiting))

    def appointments(self) -> Amounts:
        return Amounts("appointment", None, len(self.kept), len(self.planned), None, len(self.waiting))

    def days(self) -> Amounts:
        start, end = self.inputs.starts_on, self.ends_on
        if start is None or end is None:
            return Amounts("day gone", None, 0, 0, None, len(self.waiting))
        ordered = (end - start).days + 1
        gone = min(max((self.on - start).days, 0), ordered)
        return Amounts("day gone", ordered, gone, 0, ordered - gone, len(self.waiting))


def _left(ordered: int | None, done: int) -> int | None:
    return None if ordered is None else max(ordered - done, 0)


def by_pace(amounts: Amounts, context: Context, end: date | None) -> Track:
    """On track while no further behind an even pace from start to end than the settings allow."""
    start = context.inputs.starts_on
    if amounts.ordered is None or amounts.left is None:
        return Track(None, "the order states no amount")
    if amounts.left == 0:
        return Track(True, "all of it is done")
    if start is None or end is None:
        lacking = "start of the requirement" if start is None else "end of the requirement"
        return Track(None, f"the {lacking} is not known", (lacking,))
    if context.on > end:
        return Track(False, f"{_words(amounts.left, amounts.unit)} left after {date_words(end)}")
    if (context.on - start).days < context.setting["grace_days"]:
        return Track(True, f"it is in its first {counted(context.setting['grace_days'], 'day')}")
    expected = amounts.ordered * (context.on - start).days // ((end - start).days + 1)
    return _behind(amounts, expected, context.setting["behind_percent"])


def _behind(amounts: Amounts, expected: int, percent: int) -> Track:
    assert amounts.ordered is not None  # asked before
    behind = expected - amounts.done
    if behind <= 0:
        return Track(True, f"{_words(expected, amounts.unit)} expected by now")
    words = f"behind by {_words(behind, amounts.unit)}: {_words(expected, amounts.unit)} expected by now"
    return Track(behind * 100 <= amounts.ordered * percent, words)


def by_dates(context: Context) -> Track:
    """On track while it runs without a confirmed violation in the last days."""
    start, end, quiet = context.inputs.starts_on, context.ends_on, context.setting["quiet_days"]
    late = [day for day in context.inputs.violations if context.on - timedelta(days=quiet) < day <= context.on]
    if late:
        return Track(False, f"{counted(len(late), 'confirmed violation')} in the last {counted(quiet, 'day')}")
    if start is None or end is None:
        lacking = "start of the requirement" if start is None else "end of the requirement"
        return Track(None, f"the {lacking} is not known", (lacking,))
    if context.on < start:
        return Track(True, f"it starts on {date_words(start)}")
    if context.on > end:
        return Track(True, f"it ran to its end on {date_words(end)}")
    return Track(True, f"no confirmed violation in the last {counted(quiet, 'day')}")


def by_appointments(context: Context) -> Track:
    """On track while no review is overdue and enough appointments are kept, acceptable absences left out."""
    overdue = [r for r in context.inputs.reviews if r.done_on is None and r.due_on < context.on]
    if overdue:
        return Track(False, f"the review due on {date_words(min(r.due_on for r in overdue))} is not recorded")
    kept, failed = len(context.kept), sum(1 for c in context.counting if c.complied is False)
    if kept + failed < context.setting["judged_from"]:
        return Track(None, f"fewer than {counted(context.setting['judged_from'], 'appointment')} so far")
    is_enough = kept * 100 >= (kept + failed) * context.setting["least_percent_kept"]
    return Track(is_enough, f"{kept} of {counted(kept + failed, 'appointment')} kept{_next_review(context)}")


def _next_review(context: Context) -> str:
    coming = [r.due_on for r in context.inputs.reviews if r.done_on is None]
    return f", next review {date_words(min(coming))}" if coming else ""


def _words(number: int, unit: str) -> str:
    return hours_words(number) if unit == "minute" else counted(number, unit)
