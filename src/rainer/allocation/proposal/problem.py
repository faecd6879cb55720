"""What a proposal is worked out from: people with nobody named, practitioners, settings. Plain facts, no database.

Points are whole points a month under the weights in force; levels are percentages of available points. Nothing
about who a member of staff is (age, sex, ethnicity, health, beliefs) has a field here, and none may be added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

SETTINGS = "allocation.proposal.settings"


class Verdict(StrEnum):
    """What the allocation guard says of one person and one practitioner."""

    YES = "yes"
    REASON = "reason"
    WITH_TUTOR = "with_tutor"
    CONVERSATION = "conversation"
    NO = "no"


class Mode(StrEnum):
    """How far a proposal goes: fill to the act level, only those who must not wait, or a name for everyone."""

    FILL = "fill"
    URGENT = "urgent"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Held:
    """A spell in which a practitioner was this person's named practitioner."""

    by: str
    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class PersonWaiting:
    """A person with nobody named.

    `group` is the waiting group, `must_not_wait` whether the rulebook says so of that group, `order` the rank on the waiting list (1 first,
    no two alike), `points` None where no weight is in force. `verdicts` holds the guard's word on each practitioner
    in reach by ref; one left out is out of reach. `restricted` names the practitioners kept out of the record.
    """

    ref: str
    group: int
    points: int | None
    order: int
    team: str
    office: str
    verdicts: Mapping[str, Verdict]
    held: tuple[Held, ...] = ()
    restricted: frozenset[str] = frozenset()
    must_not_wait: bool = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A practitioner in one team, as the load stands now.

    `available_points` None or 0: nothing to measure against, so cannot be chosen. `most_new` caps the new people
    this proposal may give (3 for "back from sickness, 3 a week"; None for no cap). `left_out` says in words why
    the practitioner is not to be chosen at all ("allocations on hold"), empty when they may be.
    """

    ref: str
    grade: str
    available_points: int | None
    total_points: int
    team: str
    office: str
    months_in_grade: int | None = None
    most_new: int | None = None
    left_out: str = ""

    @property
    def can_be_chosen(self) -> bool:
        return bool(self.available_points) and not self.left_out

    def load(self, extra: int = 0) -> float | None:
        """Load in percent with `extra` points more; None when not available."""
        if not self.available_points:
            return None
        return 100 * (self.total_points + extra) / self.available_points


@dataclass(frozen=True, slots=True)
class Settings:
    """How the proposal is worked out. `act_level` and `stop_level` are in percent, both "at or above".

    `gap` is the relative distance to the proven bound at which a level of the objective is settled (0: exact).
    `closed_days` are days, besides weekends, on which nobody starts. `most_new_in_one_plan` is the most people one
    practitioner is given in one plan (None: no such limit).
    """

    mode: Mode
    act_level: float
    stop_level: float
    starts_a_week: int
    points_when_not_scored: int
    full_time_points: int
    gap: float
    time_limit_seconds: float
    seed: int = 1
    closed_days: frozenset[date] = frozenset()
    value: Value | None = None
    most_new_in_one_plan: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything one proposal is worked out from, on a day."""

    on: date
    people: tuple[PersonWaiting, ...]
    candidates: tuple[Candidate, ...]
    settings: Settings
    _by_ref: dict[str, Candidate] = field(init=False, repr=False, compare=False)
    _most: dict[tuple[str, float], int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_ref", {c.ref: c for c in self.candidates})
        object.__setattr__(self, "_most", {})
        for kind, refs in (("person", [p.ref for p in self.people]), ("practitioner", list(self._by_ref))):
            if len(set(refs)) != len(self.people if kind == "person" else self.candidates):
                raise ValueError(f"The same {kind} is listed twice.")

    def candidate(self, ref: str) -> Candidate:
        return self._by_ref[ref]

    def points(self, person: PersonWaiting) -> int:
        """The person's points, or the cautious figure of the settings where no weight is in force."""
        return self.settings.points_when_not_scored if person.points is None else person.points

    def must_place(self, person: PersonWaiting) -> bool:
        """Whether this person is placed whatever the load."""
        return person.must_not_wait or self.settings.mode is Mode.EVERYONE

    def asked_for(self, person: PersonWaiting) -> bool:
        return person.must_not_wait or self.settings.mode is not Mode.URGENT

    def may_take(self, person: PersonWaiting, candidate: Candidate) -> bool:
        """Whether the proposal may give this person to this practitioner, load aside.

        A talk about staff safety comes before any plan, and a person who can wait is not given where the guard
        wants a written reason: a senior can still do either by hand.
        """
        if not candidate.can_be_chosen or candidate.ref in person.restricted:
            return False
        return self.qualifies(person, person.verdicts.get(candidate.ref, Verdict.NO))

    def qualifies(self, person: PersonWaiting, verdict: Verdict) -> bool:
        if verdict is Verdict.REASON:
            return self.must_place(person)
        return verdict in (Verdict.YES, Verdict.WITH_TUTOR)

    def most_under(self, candidate: Candidate, level: float) -> int:
        """The most whole points the practitioner can hold and still be under the level (which acts "at or above")."""
        key = (candidate.ref, level)
        if key not in self._most:
            ceiling = Fraction(str(level)) * (candidate.available_points or 0) / 100
            self._most[key] = -(-ceiling.numerator // ceiling.denominator) - 1
        return self._most[key]


def settings_in_force(
    *,
    mode: Mode,
    act_level: float,
    stop_level: float,
    full_time_points: int,
    on: date,
    place: Place = NATION,
    rulebook: Rulebook | None = None,
    closed_days: frozenset[date] = frozenset(),
) -> Settings:
    """The proposal's own settings on a day, in a place; the two levels and the full-time points come from workload."""
    value = (rulebook or national()).value(SETTINGS, on=on, place=place)
    held = value.value
    return Settings(
        mode=mode,
        act_level=act_level,
        stop_level=stop_level,
        starts_a_week=held["starts_a_week"],
        points_when_not_scored=held["points_when_not_scored"],
        full_time_points=full_time_points,
        gap=held["gap_percent"] / 100,
        time_limit_seconds=held["time_limit_seconds"],
        closed_days=closed_days,
        value=value,
        most_new_in_one_plan=held.get("most_new_in_one_plan"),
    )
