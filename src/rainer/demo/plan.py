"""What the demo world is made of: units, teams, how stretched each is. These are facts of the demo, not policy."""

from __future__ import annotations

from dataclasses import dataclass

# Street and telephone of each office. The numbers are of the range kept for stories.
OFFICES = {
    "Moor House": ("2 Moor Lane\nHarrowgate", "01632 960101"),
    "Bridge Street": ("41 Bridge Street\nHarrowgate", "01632 960102"),
    "Customs House": ("Customs House, Quay Road\nSaltmarsh", "01632 960103"),
    "Marsh Lane": ("7 Marsh Lane\nSaltmarsh", "01632 960104"),
    "HMP Saltmarsh": ("HMP Saltmarsh, Fen Road\nSaltmarsh", "01632 960105"),
    "Law Courts": ("The Law Courts, Castle Street\nSaltmarsh", "01632 960106"),
    "The Exchange": ("The Exchange, Market Square\nWren Park", "01632 960107"),
    "Hollins Road": ("19 Hollins Road\nHollins", "01632 960108"),
}


@dataclass(frozen=True)
class TeamPlan:
    """`load` is the team's points over its available points; `nobody` how many of its people have nobody named."""

    name: str
    practitioners: int
    load: float
    nobody: int
    spread: float = 0.16
    kind: str = "community"
    office: str = ""

    @property
    def reached_at(self) -> tuple[str, str]:
        """The street and telephone of its office."""
        return OFFICES.get(self.office, ("", ""))


@dataclass(frozen=True)
class UnitPlan:
    """`posts` in full-time equivalents; `left_in_a_year` practitioners gone in twelve months."""

    name: str
    code: str
    teams: tuple[TeamPlan, ...]
    posts: float
    left_in_a_year: int
    must_not_wait: int
    people: int
    longest_wait: int


HARROWGATE_MOOR = UnitPlan(
    name="Harrowgate Moor",
    code="NMHM",
    teams=(
        TeamPlan("Fellside", 17, 1.47, 402, office="Moor House"),
        TeamPlan("Harrow Bridge", 18, 1.39, 338, office="Bridge Street"),
        TeamPlan("Moorgate", 17, 1.16, 172, office="Moor House"),
    ),
    posts=84.0,
    left_in_a_year=26,
    must_not_wait=106,
    people=2604,
    longest_wait=143,
)
SALTMARSH = UnitPlan(
    name="Saltmarsh",
    code="NMSM",
    teams=(
        TeamPlan("Quayside", 30, 1.09, 6, 0.10, office="Customs House"),
        TeamPlan("Estuary", 30, 1.06, 5, 0.10, office="Customs House"),
        TeamPlan("Marshgate", 29, 1.10, 3, 0.10, office="Marsh Lane"),
        TeamPlan("HMP Saltmarsh offender management", 2, 3.6, 0, 0.02, kind="prison", office="HMP Saltmarsh"),
        TeamPlan("Saltmarsh court team", 4, 0.0, 0, kind="court", office="Law Courts"),
    ),
    posts=104.0,
    left_in_a_year=11,
    must_not_wait=2,
    people=2590,
    longest_wait=9,
)
WRENFIELD = UnitPlan(
    name="Wrenfield",
    code="NMWF",
    teams=(
        TeamPlan("Market Square", 32, 1.12, 9, 0.11, office="The Exchange"),
        TeamPlan("Hollins", 31, 1.08, 7, 0.11, office="Hollins Road"),
        TeamPlan("Wren Park", 31, 1.13, 8, 0.11, office="The Exchange"),
    ),
    posts=104.0,
    left_in_a_year=10,
    must_not_wait=3,
    people=2612,
    longest_wait=12,
)
NORTHMARCH = ("Northmarch", "NM", (HARROWGATE_MOOR, SALTMARSH, WRENFIELD))

TOWNS = (
    "Ashcombe", "Brackwater", "Calderby", "Dunmere", "Eastholm", "Foxley", "Grimswick", "Harrowgate Moor",
    "Ivelby", "Kettlebeck", "Langmere", "Northmarch", "Oakhampton", "Penwick",
)  # fmt: skip
COURTS = (
    "Northmarch Crown Court",
    "Harrowgate Magistrates' Court",
    "Saltmarsh Law Courts",
    "Wrenfield Magistrates' Court",
)


# A community practitioner's cases at a load of one; court staff of a unit, who write reports and hold no cases.
CASES_AT_CAPACITY = 23
COMMUNITY_TEAMS, COURT_TEAMS, COURT_STAFF = 6, 3, 23


def national(people: int) -> tuple[tuple[str, str, tuple[UnitPlan, ...]], ...]:
    """A nation of 12 regions and 108 units, nine in each, with about `people` people; every unit like a real one."""
    return tuple(
        (
            f"Region {r + 1}",
            f"R{r + 1:02d}",
            tuple(_unit(r * 9 + u, f"R{r + 1:02d}U{u + 1}", people / 108) for u in range(9)),
        )
        for r in range(12)
    )


def _unit(number: int, code: str, people: float) -> UnitPlan:
    """One unit of the nation. Each seventeenth has over 900 people in 2,300 with nobody named."""
    stretched = 1.02 + 0.04 * ((number * 7 + 10) % 11)
    nobody = int(people * (0.42 if number % 17 == 0 else 0.02)) // COMMUNITY_TEAMS
    held = people / COMMUNITY_TEAMS - nobody
    staff = max(3, round(held / CASES_AT_CAPACITY / stretched))
    towns = [TOWNS[(number + t) % len(TOWNS)] for t in range(COMMUNITY_TEAMS)]
    community = tuple(TeamPlan(f"{town} team {t + 1}", staff, stretched, nobody) for t, town in enumerate(towns))
    court = tuple(
        TeamPlan(f"{town} court team", max(1, round(COURT_STAFF * people / 2315)), 0.0, 0, kind="court")
        for town in towns[:COURT_TEAMS]
    )
    return UnitPlan(
        name=f"{TOWNS[(number * 5) % len(TOWNS)]} {number + 1}",
        code=code,
        teams=community + court,
        posts=staff * COMMUNITY_TEAMS * 1.25,
        left_in_a_year=0,
        must_not_wait=max(1, nobody * COMMUNITY_TEAMS // 9),
        people=int(people),
        longest_wait=60,
    )
