"""What a load is worked out from, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from rainer.policy.workload.grades import Grade
from rainer.policy.workload.tiers import CaseState, Scheme
from rainer.policy.workload.weights import PLAIN, T2A, Flags, Variant


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case as it is scored. `state` is None without an active sentence, `tier` None without a tier."""

    crn: str
    tier: str | None
    state: CaseState | None
    scheme: Scheme = "v2"
    t2a: bool = False
    warrant: bool = False
    upw: bool = False
    overdue: bool = False

    @property
    def flags(self) -> Flags:
        return T2A if self.t2a else PLAIN

    @property
    def inactive(self) -> tuple[str, ...]:
        flagged = (("warrant", self.warrant), ("upw", self.upw), ("overdue", self.overdue))
        return tuple(kind for kind, is_so in flagged if is_so)


@dataclass(frozen=True, slots=True)
class Cell:
    """Cases of one tier in one state as an extract counts them.

    `filtered` leaves inactive cases out and `all` holds them. Cases of transition to adulthood, and prison
    teams, are scored from `all`.
    """

    state: CaseState
    tier: str
    all: int = 0
    filtered: int = 0
    t2a: bool = False
    warrant: int = 0
    upw: int = 0
    overdue: int = 0
    scheme: Scheme = "v2"

    @property
    def flags(self) -> Flags:
        return T2A if self.t2a else PLAIN


@dataclass(frozen=True, slots=True)
class Reports:
    """Reports in the last 30 days, and assessments for sexual offending by state."""

    standard: int = 0
    fast: int = 0
    parole: int = 0
    arms_community: int = 0
    arms_licence: int = 0


@dataclass(frozen=True, slots=True)
class Compatibility:
    """What the public tools do that looks wrong, each off unless a comparison with them needs it.

    `negative_available`: reductions above the hours give a negative figure. `double_flags`: an inactive case
    listed under two kinds is taken off twice, even below zero. `prison_reductions_ignored`: a prison team's
    reductions count for nothing.
    """

    negative_available: bool = False
    double_flags: bool = False
    prison_reductions_ignored: bool = False


@dataclass(frozen=True, slots=True)
class PractitionerLoadInputs:
    """One practitioner in one team on a day. Hours are a week.

    `contracted_hours` is None where none are recorded. `reductions` are the hours that apply on the day.
    Give `cases`, or the `cells` of an extract, or both. `done_for_others` and `done_by_others` are codes of
    case management support contacts.
    """

    grade: Grade
    contracted_hours: float | None = None
    reductions: tuple[float, ...] = ()
    cases: tuple[CaseLine, ...] = ()
    cells: tuple[Cell, ...] = ()
    reports: Reports = Reports()
    done_for_others: tuple[str, ...] = ()
    done_by_others: tuple[str, ...] = ()
    variant: Variant = "standard"
    compatibility: Compatibility = Compatibility()


@dataclass(frozen=True, slots=True)
class Unscored:
    """Cases that carry no points because nothing says how many: counted and named, never taken as zero."""

    state: str | None
    tier: str | None
    scheme: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class CasePoints:
    """Points of one case. `points` and `weight` are None where none is set."""

    points: float | None
    weight: int | None
    retained_percent: float
    reason: str


@dataclass(frozen=True, slots=True)
class Load:
    """What a practitioner holds against the time they have. `percent` is unrounded; None is not available."""

    case_points: float
    report_points: float
    cms_points: int
    total_points: int
    available_points: int
    percent: float | None
    remaining: int
    unscored: tuple[Unscored, ...]
    cases_scored: int
    contracted_hours: float
    reduction_hours: float
    available_hours: float
    hours_of_work: float | None
    projected_licence_points: int | None

    @property
    def cases_unscored(self) -> int:
        return sum(u.count for u in self.unscored)


@dataclass(frozen=True, slots=True)
class CaseInputs:
    """One case to score, in a community or a prison team."""

    case: CaseLine
    variant: Variant = "standard"
