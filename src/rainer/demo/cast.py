"""Who can sign in to the demo: one person of every role, and every practitioner."""

from __future__ import annotations

from dataclasses import dataclass

# Printed at start: the world is invented and served on this machine alone.
PASSWORD = "northmarch-demo"  # noqa: S105


@dataclass(frozen=True)
class Player:
    """`place` is a unit code, "region", "nation" or "team:<n>" (the n-th team of Harrowgate Moor)."""

    username: str
    name: str
    role: str
    place: str


CAST = (
    Player("head", "Daniela Okonjo", "head_of_unit", "NMHM"),
    Player("senior", "Priya Nandakumar", "senior", "team:0"),
    Player("senior2", "Marcus Thorne", "senior", "team:1"),
    Player("senior3", "Bethan Rowlands", "senior", "team:2"),
    Player("region", "Helen Abernathy", "regional_director", "region"),
    Player("chief", "Rowan Castell", "chief_officer", "nation"),
    Player("analyst", "Edmund Marsh", "analyst", "nation"),
    Player("analyst2", "Yusuf Karim", "analyst", "region"),
    Player("admin", "Sal Whitcombe", "case_administrator", "NMHM"),
    Player("court", "Tamsin Grey", "court_officer", "NMSM"),
    Player("pom", "Ade Folarin", "pom", "NMSM"),
    Player("keyworker", "Lee Donnelly", "key_worker", "NMSM"),
    Player("provider", "Mina Petrov", "provider_worker", "region"),
    Player("provider-manager", "Oscar Lund", "provider_manager", "region"),
    Player("victims", "Ruth Amadi", "victim_liaison", "region"),
    Player("quality", "Annika Lindqvist", "quality_officer", "region"),
    Player("inspector", "Gwen Hargreave", "inspector", "nation"),
    Player("information", "Iris Pemberton", "information_owner", "nation"),
    Player("guardian", "Noor Haddad", "speak_up_guardian", "region"),
    Player("system", "Kit Marlowe", "system_administrator", "nation"),
    Player("person", "Jordan Ellis", "person", "region"),
)
HEAD_OF_OTHERS = (
    Player("head-saltmarsh", "Gareth Pryce", "head_of_unit", "NMSM"),
    Player("head-wrenfield", "Sunita Rao", "head_of_unit", "NMWF"),
    Player("senior-saltmarsh", "Joan Ellwood", "senior", "NMSM"),
    Player("senior-wrenfield", "Peter Nowak", "senior", "NMWF"),
)
# Printed at start: whom to be, to see what.
WHO_TO_BE = (
    ("nm00001", "practitioner in Fellside, with Jordan Ellis, Carl Fenwick, Mo Sayeed and Lidia Petrov"),
    ("nm00002", "practitioner in the same team, who covers"),
    ("senior", "senior of Fellside"),
    ("admin", "case administrator of Harrowgate Moor"),
    ("head", "head of Harrowgate Moor"),
    ("region", "regional director"),
    ("chief", "Chief Probation Officer"),
    ("information", "information owner"),
    ("analyst", "workforce and performance analyst"),
    ("inspector", "inspector"),
    ("system", "system administrator"),
)
