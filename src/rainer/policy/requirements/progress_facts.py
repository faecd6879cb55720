"""What goes into a requirement's one line, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class RequirementContact:
    """A contact or appointment under a requirement; `attended` and `complied` are None while not known.

    `minutes` is what an unpaid work session credits, or plans while it has no outcome. `counts` is whether it counts
    for the requirement (for rehabilitation activity: `rar.contact_counts`).
    """

    day: date
    attended: bool | None = None
    complied: bool | None = None
    minutes: int = 0
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Review:
    """A review by the court or the provider: the day it is due, and the day it was done."""

    due_on: date
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class ProgressInputs:
    """A requirement, its contacts and its dates.

    `ordered` is in the kind's measure (unpaid work: minutes); None where the order states no amount. `starts_on` is
    the day it began: for unpaid work and alcohol abstinence the day of the hearing. `violations` are days of
    confirmed violations or alerts from monitoring.
    """

    kind: str
    ordered: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    order_ends_on: date | None = None
    ended_on: date | None = None
    contacts: tuple[RequirementContact, ...] = ()
    adjustment_minutes: int = 0
    reviews: tuple[Review, ...] = ()
    violations: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a requirement has come. `is_on_track` is None where it is not judged; `why` says why either way.

    Figures are in `unit`. `without_outcome` counts past appointments still waiting for an outcome.
    """

    kind: str
    name: str
    unit: str
    ordered: int | None
    done: int
    booked: int
    left: int | None
    without_outcome: int
    ends_on: date | None
    days_left: int | None
    is_on_track: bool | None
    why: str
