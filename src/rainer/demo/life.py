"""One person while their record is being made: what the earlier parts settled and the later ones build on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from rainer.demo.building import World
from rainer.demo.chance import Chance
from rainer.demo.profiles import Profile
from rainer.demo.staff import Worker


@dataclass
class Life:
    """Days are counted back from today: `started_days` ago the sentence began, `closed_days` ago it ended."""

    world: World
    number: int
    profile: Profile
    forename: str
    surname: str
    born: date
    no_fixed_abode: bool
    holder: Worker | None
    held_days: int
    before: tuple[Worker, int, int] | None
    started_days: int
    ends: date
    closed_days: int | None
    assessed: date
    office: str
    last_contact: date | None = None
    first: str = ""  # what came of the first appointment, which was on `first_on`
    first_on: date = date.min
    moved_on: date | None = None
    reviewed: date | None = None  # the last review of the assessment
    person_id: int = 0
    event_id: int = 0
    kind: str = ""
    requirement_ids: dict[str, int] = field(default_factory=dict)  # of those that still run, by code
    amounts: dict[str, int] = field(default_factory=dict)
    licence_id: int | None = None
    off: tuple[tuple[int, ...], time | None, time | None] | None = None  # when they cannot come
    pronoun: str = "he"
    works: bool = False
    says: set[str] = field(default_factory=set)  # questions that facts on the record answer with yes

    def chance(self, part: int) -> Chance:
        return Chance.of(self.number, part=part)

    @property
    def on(self) -> date:
        return self.world.on

    @property
    def starts(self) -> date:
        return self.world.day(self.started_days)

    @property
    def last_day(self) -> date:
        """The last day of which anything is written: today, or the day the case ended."""
        return self.world.day(self.closed_days or 0)

    @property
    def age(self) -> int:
        return (self.on - self.born).days // 365

    def day(self, days_ago: int) -> date:
        return self.world.day(days_ago)

    def within(self, chance: Chance, days: int) -> date:
        """A day in the last `days` of what is written, not before the sentence."""
        first = max(self.starts, self.last_day - timedelta(days=days))
        return first + timedelta(days=chance.between(0, max(0, (self.last_day - first).days)))

    def worker_on(self, day: date) -> Worker | None:
        """Who held the case on a day; the one who holds it now for days before anyone did."""
        if self.before and day < self.day(self.before[2]):
            return self.before[0]
        return self.holder

    def user_on(self, day: date) -> int | None:
        """The user who would have written something on a day."""
        worker = self.worker_on(day)
        return worker.user_id if worker else None
