"""What Rainer holds now of the people and staff a caseload names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rainer.cases.models import Case, CaseHolding, Person, Registration, Requirement, SentenceEvent
from rainer.importers.caseload.read import Files
from rainer.organisation.models import DeliveryUnit, Practitioner, Region, Team
from rainer.supervision.models import Contact
from rainer.workforce.models import ContractedHours, PractitionerTeam

Key = tuple[object, ...]


@dataclass(frozen=True)
class Standing:
    """Rows by the keys the files use. Everything is loaded at once: as many queries for one person as for a unit."""

    regions: dict[str, Region]
    units: dict[str, DeliveryUnit]
    teams: dict[str, Team]
    staff: dict[str, Practitioner]
    in_teams: dict[Key, PractitionerTeam]
    hours: dict[Key, ContractedHours]
    people: dict[str, Person]
    cases: dict[str, Case]
    events: dict[Key, SentenceEvent]
    requirements: dict[Key, Requirement]
    registrations: dict[Key, Registration]
    holdings: dict[str, list[CaseHolding]]
    contacts: set[Key]


def standing(files: Files) -> Standing:
    crns = {row["crn"] for row in files.of("people.csv") if row["crn"]}
    mine = {"person__crn__in": crns}
    cases = Case.objects.filter(closed_on=None, **mine).select_related(
        "person", "team", "practitioner_team__practitioner"
    )
    holdings: dict[str, list[CaseHolding]] = defaultdict(list)
    held = CaseHolding.objects.filter(case__closed_on=None, case__person__crn__in=crns).order_by("starts_at")
    for holding in held.select_related("case__person", "practitioner_team__practitioner", "practitioner_team__team"):
        holdings[holding.case.person.crn].append(holding)
    return Standing(
        regions={r.code: r for r in Region.objects.all()},
        units={u.code: u for u in DeliveryUnit.objects.select_related("region")},
        teams={t.code: t for t in Team.objects.select_related("unit")},
        staff={s.code: s for s in Practitioner.objects.all()},
        in_teams={(p.practitioner.code, p.team.code): p for p in _in_teams()},
        hours={
            (h.practitioner_team.practitioner.code, h.practitioner_team.team.code, h.starts): h
            for h in ContractedHours.objects.select_related(
                "practitioner_team__practitioner", "practitioner_team__team"
            )
        },
        people={p.crn: p for p in Person.objects.filter(crn__in=crns)},
        cases={c.person.crn: c for c in cases},
        events={
            (e.person.crn, e.number): e
            for e in SentenceEvent.objects.filter(**mine).select_related("person", "sentence")
        },
        requirements={
            (r.event.person.crn, r.event.number, r.code): r
            for r in Requirement.objects.filter(event__person__crn__in=crns).select_related("event__person")
        },
        registrations={
            (r.person.crn, r.type_code, r.starts): r
            for r in Registration.objects.filter(**mine).select_related("person")
        },
        holdings=dict(holdings),
        contacts={(c.person.crn, c.type_code, c.at) for c in Contact.objects.filter(**mine).select_related("person")},
    )


def _in_teams() -> Iterable[PractitionerTeam]:
    return PractitionerTeam.objects.select_related("practitioner", "team")
