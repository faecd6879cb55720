"""What one order's record holds on a day: which failures, warnings and proceedings count, and what is still open.

Everything is counted per order, by day, so that a past day can be worked out again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rainer.policy import months
from rainer.policy.enforcement.duty import is_under_warning
from rainer.policy.enforcement.kinds import SentenceKind
from rainer.policy.enforcement.outcomes import AppointmentOutcomeRow


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact of the order with an outcome. Only an enforceable one can be a failure."""

    ref: str
    day: date
    outcome: str
    is_enforceable: bool = True


@dataclass(frozen=True, slots=True)
class GivenWarning:
    """A warning. `about`: the contacts it was given for; none named, every failure up to its day."""

    ref: str
    given_on: date
    about: frozenset[str] = frozenset()
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class Proceeding:
    """A breach or recall on the order. `about` as for a warning."""

    ref: str
    kind: Literal["breach", "recall"]
    started_on: date
    about: frozenset[str] = frozenset()
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class StandingInputs:
    """One order: its contacts with an outcome, its warnings, its breaches and recalls. Later facts are passed over."""

    sentence_kind: SentenceKind
    contacts: tuple[Contact, ...] = ()
    warnings: tuple[GivenWarning, ...] = ()
    proceedings: tuple[Proceeding, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """The order on a day. Lists are oldest first; `unknown` are outcome codes the table does not hold."""

    failures: tuple[Contact, ...]
    awaiting: tuple[Contact, ...]
    acceptable: tuple[Contact, ...]
    warnings: tuple[GivenWarning, ...]
    in_progress: Proceeding | None
    earlier: tuple[Proceeding, ...]
    to_deal_with: tuple[Contact, ...]
    unknown: tuple[str, ...]


def read_record(
    inputs: StandingInputs, outcomes: dict[str, AppointmentOutcomeRow], *, window_months: int, on: date
) -> Record:
    """What counts on the day: contacts in the window, warnings not withdrawn, proceedings begun."""
    contacts = sorted((c for c in inputs.contacts if c.day <= on), key=lambda c: (c.day, c.ref))
    known = [(c, outcomes[c.outcome]) for c in contacts if c.outcome in outcomes]
    recent = [(c, row) for c, row in known if months.is_within(on, c.day, window_months)]
    failures = tuple(c for c, row in recent if row.counts_as_failure and c.is_enforceable)
    warnings = tuple(w for w in _by_day(inputs.warnings, on) if w.withdrawn_on is None or w.withdrawn_on > on)
    begun = sorted((p for p in inputs.proceedings if p.started_on <= on), key=lambda p: (p.started_on, p.ref))
    running = [p for p in begun if p.ended_on is None or p.ended_on > on]
    return Record(
        failures=failures,
        # An absence nobody decided on does not grow old: it waits however long ago it was.
        awaiting=tuple(c for c, row in known if row.kind == "awaiting"),
        acceptable=tuple(c for c, row in recent if row.is_acceptable_absence),
        warnings=warnings,
        in_progress=running[-1] if running else None,
        earlier=tuple(p for p in begun if p not in running),
        to_deal_with=tuple(f for f in failures if not _is_dealt_with(f, warnings, begun)),
        unknown=tuple(dict.fromkeys(c.outcome for c in contacts if c.outcome not in outcomes)),
    )


def _by_day(warnings: Iterable[GivenWarning], on: date) -> list[GivenWarning]:
    return sorted((w for w in warnings if w.given_on <= on), key=lambda w: (w.given_on, w.ref))


def _is_dealt_with(failure: Contact, warnings: Iterable[GivenWarning], begun: Iterable[Proceeding]) -> bool:
    answers = [(w.about, w.given_on) for w in warnings] + [(p.about, p.started_on) for p in begun]
    return any(_is_about(failure, about, day) for about, day in answers)


def _is_about(failure: Contact, about: frozenset[str], day: date) -> bool:
    return failure.ref in about if about else failure.day <= day


def warning_over(failure: Contact, record: Record, duty: dict[str, Any]) -> GivenWarning | None:
    """The latest warning, for something else, that counted on the day of a failure."""
    over = [
        warning
        for warning in record.warnings
        if not _is_about(failure, warning.about, warning.given_on)
        and is_under_warning(warning.given_on, failure.day, duty)
    ]
    return over[-1] if over else None


def live_warning(record: Record, duty: dict[str, Any], *, on: date) -> GivenWarning | None:
    """The latest warning that still counts on the day."""
    live = [warning for warning in record.warnings if is_under_warning(warning.given_on, on, duty)]
    return live[-1] if live else None
