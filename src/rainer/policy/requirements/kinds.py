"""The kinds of requirement of a community order or suspended sentence order, and what the law limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rainer.policy.coming_changes import ComingChange, coming_changes
from rainer.policy.dates import add_months, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, RulebookError, Value, national

Measure = Literal["days", "minutes", "sessions", "months", "dates"]
ProgressBy = Literal["activity_days", "minutes", "sessions", "treatment", "dates"]
LIMITS = "requirements.limits"


@dataclass(frozen=True, slots=True)
class RequirementKind:
    """A kind of requirement. `codes` are those seen in other systems, `own_code` what Rainer keeps where none was seen;
    `progress_by` is what its one line counts."""

    kind: str
    name: str
    short: str
    codes: tuple[str, ...]
    measure: Measure
    progress_by: ProgressBy
    progress: str
    needs_consent: bool = False
    court_reviews: bool = False
    own_code: str = ""

    @property
    def all_codes(self) -> tuple[str, ...]:
        """Every code by which a record may name it, the one to write first."""
        return (*self.codes, self.own_code) if self.own_code else self.codes


def requirement_kinds(
    *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> tuple[RequirementKind, ...]:
    """Every kind of requirement, in the order it is offered."""
    value = (rulebook or national()).value("requirements.kinds", on=on, place=place)
    return tuple(_kind(row) for row in value.value)


def _kind(row: dict[str, str]) -> RequirementKind:
    return RequirementKind(**{**row, "codes": tuple(row.get("codes", ()))})  # type: ignore[arg-type]


def requirement_kind(
    kind: str, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> RequirementKind:
    """One kind by its name in code. Raises RulebookError for a name that is none."""
    value = (rulebook or national()).value("requirements.kinds", on=on, place=place)
    for row in value.value:
        if row["kind"] == kind:
            return _kind(row)
    raise RulebookError(f"requirements.kinds holds no kind called {kind}.")


def kind_of_code(
    code: str, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> RequirementKind | None:
    """The kind a code of another system stands for, None where no such code was seen."""
    kinds = requirement_kinds(on=on, place=place, rulebook=rulebook)
    return next((kind for kind in kinds if code in kind.all_codes), None)


def coming_requirements(
    *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> tuple[ComingChange, ...]:
    """Changes to requirements the law holds and that are not in force: shown as news, nothing rests on them."""
    return coming_changes("requirements", on=on, place=place, rulebook=rulebook)


@dataclass(frozen=True, slots=True)
class LimitInputs:
    """A requirement as a court might impose it. `amount` is in the kind's own measure."""

    kind: str
    amount: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    hours_a_day: float | None = None
    hours_a_week: float | None = None
    age: int | None = None
    hearing_on: date | None = None
    order_ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Whether a requirement keeps within the law, and a sentence for each limit it breaks."""

    is_within: bool
    breaks: tuple[str, ...]


_LIMITED = ("unpaid_work", "unpaid_work_order", "curfew", "alcohol_abstinence", "attendance_centre")


@rule("requirement.within_limits", reads=("requirements.kinds", *(f"{LIMITS}.{one}" for one in _LIMITED)))
def within_limits(
    inputs: LimitInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Limits]:
    """Whether a requirement keeps within what the law allows of its kind on the day of the hearing."""
    book = rulebook or national()
    kind = requirement_kind(inputs.kind, on=on, place=place, rulebook=book)
    keys = [f"{LIMITS}.{one}" for one in _LIMITED if one in (kind.kind, f"{kind.kind}_order")]
    values = [value for key in keys if (value := book.get(key, on=on, place=place)) is not None]
    steps = tuple(
        step for value in values for name, limit in value.value.items() if (step := _check(name, limit, inputs, value))
    )
    breaks = tuple(f"{step.label}: {step.found}" for step in steps if not step.result)
    sentence = f"{kind.name}: within the law." if not breaks else f"{kind.name}: {'; '.join(breaks).lower()}."
    return Outcome("requirement.within_limits", on, place, Limits(not breaks, breaks), steps, sentence=sentence)


def _check(name: str, limit: float, inputs: LimitInputs, value: Value) -> Step | None:
    """One limit as a step; None where the requirement says nothing it could be compared with."""
    if name.endswith("_months"):
        return _months_check(name, int(limit), inputs, value)
    subjects = {
        "least_minutes": ("At least {} minutes", inputs.amount, 1),
        "most_minutes": ("At most {} minutes", inputs.amount, -1),
        "most_days": ("At most {} days", inputs.amount, -1),
        "most_hours_a_day": ("At most {} hours a day", inputs.hours_a_day, -1),
        "most_hours_a_week": ("At most {} hours a week", inputs.hours_a_week, -1),
        "most_age": ("At most {} years old", inputs.age, -1),
    }
    label, given, sign = subjects[name]
    if given is None:
        return None
    return Step(name, label.format(f"{limit:g}"), f"{given:g}", sign * given >= sign * limit, value)


def _months_check(name: str, months: int, inputs: LimitInputs, value: Value) -> Step | None:
    """A period of whole months, first and last day counted: a most for the requirement, a least for its order."""
    is_order = name == "order_least_months"
    start = inputs.hearing_on if is_order else inputs.starts_on
    end = inputs.order_ends_on if is_order else inputs.ends_on
    if start is None or end is None:
        return None
    last = add_months(start, months) - timedelta(days=1)
    label = f"Order lasts at least {months} months" if is_order else f"At most {months} months"
    return Step(name, label, f"to {date_words(end)}", end >= last if is_order else end <= last, value)
