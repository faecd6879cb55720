"""The small known cast: one region, two units, three teams, and someone in every role.

    Northmarch (NM)
      Harrowgate Moor (HM)    Fellside (HMFELL): Aisha Rahman, led by Megan Price · Moorgate (HMMOOR)
      Tarn Valley (TV)        Tarnside (TVTARN): Ben Okoro, "a practitioner elsewhere"

Cases: `held` (Jordan Ellis, Aisha's), `waiting` (nobody named, Fellside), `limited` (Fellside, closed to all but
Megan), `far` (Tarnside, Ben's).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.test import Client

from rainer.cases.models import Case, Rosh
from rainer.organisation.models import DeliveryUnit, Region, RoleHolding, Team, User
from rainer.workforce.models import PractitionerTeam
from tests import make

Role = RoleHolding.Role
_NATIONAL = (
    Role.CHIEF_OFFICER,
    Role.ANALYST,
    Role.QUALITY_OFFICER,
    Role.INSPECTOR,
    Role.INFORMATION_OWNER,
    Role.SPEAK_UP_GUARDIAN,
    Role.SYSTEM_ADMINISTRATOR,
)
_IN_THE_UNIT = (
    Role.CASE_ADMINISTRATOR,
    Role.COURT_OFFICER,
    Role.PRISON_OFFENDER_MANAGER,
    Role.KEY_WORKER,
    Role.PROVIDER_WORKER,
    Role.PROVIDER_MANAGER,
    Role.VICTIM_LIAISON,
    Role.PERSON,
)


@dataclass
class World:
    """Everything a test of access needs, by name. `users` has one per role, and "elsewhere"."""

    today: date
    region: Region
    harrowgate: DeliveryUnit
    tarn: DeliveryUnit
    fellside: Team
    moorgate: Team
    tarnside: Team
    users: dict[str, User]
    aisha: PractitionerTeam
    ben: PractitionerTeam
    held: Case
    waiting: Case
    limited: Case
    far: Case
    _clients: dict[str, Client] = field(default_factory=dict)

    def client_for(self, role: str) -> Client:
        """A client signed in as that role; "nobody" is not signed in."""
        if role not in self._clients:
            client = Client()
            if role != "nobody":
                client.force_login(self.users[role])
                # As after a first page: the session has its times, so that no page's queries count their writing.
                session = client.session
                session["since"] = session["seen"] = int(time.time())
                session.save()
            self._clients[role] = client
        return self._clients[role]


def make_world(today: date) -> World:
    region = make.region(code="NM", name="Northmarch")
    harrowgate = make.unit(code="HM", name="Harrowgate Moor", region=region)
    tarn = make.unit(code="TV", name="Tarn Valley", region=region)
    fellside = make.team(code="HMFELL", name="Fellside", unit=harrowgate, office="Fell House")
    moorgate = make.team(code="HMMOOR", name="Moorgate", unit=harrowgate, office="Fell House")
    tarnside = make.team(code="TVTARN", name="Tarnside", unit=tarn)
    users = _users(region, harrowgate, fellside, tarnside)
    aisha = _officer(users[Role.PRACTITIONER], "N01A001", fellside, users[Role.SENIOR])
    ben = _officer(users["elsewhere"], "N01B001", tarnside, None)
    _officer(users[Role.SENIOR], "N01S001", fellside, users[Role.HEAD_OF_UNIT], grade="SPO")
    cases = _cases(today, fellside, aisha, ben)
    make.restriction(cases["limited"].person, users[Role.SENIOR])
    return World(today, region, harrowgate, tarn, fellside, moorgate, tarnside, users, aisha, ben, **cases)


def _users(region: Region, unit: DeliveryUnit, team: Team, other: Team) -> dict[str, User]:
    def one(role: str, name: str, **place: object) -> User:
        username = name.lower().replace(" ", ".")
        return make.user(role, username=username, name=name, email=f"{username}@example.org", **place)

    return {
        Role.PRACTITIONER: one(Role.PRACTITIONER, "Aisha Rahman", team=team),
        Role.SENIOR: one(Role.SENIOR, "Megan Price", team=team),
        "elsewhere": one(Role.PRACTITIONER, "Ben Okoro", team=other),
        Role.HEAD_OF_UNIT: one(Role.HEAD_OF_UNIT, "Dilys Hart", unit=unit),
        Role.REGIONAL_DIRECTOR: one(Role.REGIONAL_DIRECTOR, "Owen Marsh", region=region),
        **{role: one(role, f"National {role}") for role in _NATIONAL},
        **{role: one(role, f"Local {role}", unit=unit) for role in _IN_THE_UNIT},
    }


def _officer(user: User, code: str, team: Team, manager: User | None, *, grade: str = "PO") -> PractitionerTeam:
    forename, surname = user.name.split(" ")
    officer = make.practitioner(code=code, forename=forename, surname=surname, grade=grade, email=user.email, user=user)
    return make.practitioner_team(practitioner=officer, team=team, manager=manager)


def _cases(today: date, team: Team, aisha: PractitionerTeam, ben: PractitionerTeam) -> dict[str, Case]:
    return {
        "held": make.case(
            person=make.person(crn="X100001", forename="Jordan", surname="Ellis", date_of_birth=date(1991, 4, 12)),
            held_by=aisha,
            rosh=Rosh.MEDIUM,
        ),
        "waiting": make.case(
            person=make.person(crn="X100002", forename="Callum", surname="Reid"),
            team=team,
            rosh=Rosh.HIGH,
            received_on=today - timedelta(days=17),
            waiting_group=1,
        ),
        "limited": make.case(person=make.person(crn="X100003", forename="Robin", surname="Vale"), team=team),
        "far": make.case(person=make.person(crn="X100004", forename="Noor", surname="Haddad"), held_by=ben),
    }
