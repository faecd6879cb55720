"""Write what a caseload plan says. The caller holds the transaction: all of it happens, or none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q

from rainer.allocation.operations.waiting import refresh_waiting
from rainer.cases.models import (
    Case,
    CaseHolding,
    DuplicateWarning,
    Person,
    Registration,
    Requirement,
    Rosh,
    Sentence,
    SentenceEvent,
)
from rainer.cases.sounds import sounds_of, sounds_of_person
from rainer.common import log
from rainer.importers import events
from rainer.importers.caseload.holders import is_nobody
from rainer.importers.caseload.plan import CaseloadPlan, Edit
from rainer.importers.formats import Doing
from rainer.organisation.models import DeliveryUnit, Practitioner, Region, Team
from rainer.rulebook.queries import rulebook_now
from rainer.supervision.models import Contact
from rainer.tiering.operations import recalculate_tiers
from rainer.workforce.models import ContractedHours, PractitionerTeam
from rainer.workload.operations import refresh_case_points, refresh_load

BATCH = 1_000
NAMES = {"forename", "middle_names", "surname"}


class Writer:
    """Applies one plan, step by step in the order in which rows need each other."""

    def __init__(self, plan: CaseloadPlan, doing: Doing) -> None:
        self.plan, self.doing, self.now = plan, doing, plan.now
        self.people, self.cases, self.events = dict(self.now.people), dict(self.now.cases), dict(self.now.events)
        self.teams, self.links = dict(self.now.teams), dict(self.now.in_teams)
        self.touched = {e.code for kind in ("people.csv", "case", "event", "sentence", "requirements.csv", "registrations.csv")
                        for e in plan.edits[kind]} | {row[0] for row in plan.moved} | {r["crn"] for r in plan.contacts}  # fmt: skip
        self.loads: set[int] = set()

    def write(self) -> dict[str, int]:
        """Rows made or changed, by kind."""
        edits = self.plan.edits
        self._places()
        self._staff()
        self._people()
        self._sentences()
        made = {
            "people": len(edits["people.csv"]),
            "sentences": len(edits["sentence"]),
            "requirements": self._requirements(),
            "registrations": self._registrations(),
            "managers": self._holders(),
            "contacts": self._contacts(),
            "staff": len(edits["staff.csv"]),
            "hours": len(self.plan.new_hours),
            "warnings": self._warn_of_duplicates(),
        }
        self._log()
        self._work_out()
        return made

    def _places(self) -> None:
        edits = self.plan.edits
        regions, units = dict(self.now.regions), dict(self.now.units)
        for region in create(Region, [Region(code=e.code, name=e.name) for e in edits["region"]]):
            regions[region.code] = region
        made = [DeliveryUnit(code=e.code, name=e.name, region=regions[e.row["region_code"]]) for e in edits["unit"]]
        units |= {unit.code: unit for unit in create(DeliveryUnit, made)}
        new = [Team(code=e.code, unit=units[e.row["unit_code"]], **e.fields) for e in edits["team"] if e.old is None]
        self.teams |= {team.code: team for team in create(Team, new)}
        for edit in edits["team"]:
            if edit.old is not None:
                edit.fields["unit"] = units[edit.row["unit_code"]]
        update(Team, edits["team"])

    def _staff(self) -> None:
        edits = self.plan.edits
        made = create(
            Practitioner, [Practitioner(code=e.code, **e.fields) for e in edits["staff.csv"] if e.old is None]
        )
        update(Practitioner, edits["staff.csv"])
        staff = self.now.staff | {person.code: person for person in made}
        links = [
            PractitionerTeam(
                practitioner=staff[e.code], team=self.teams[e.row["team_code"]], starts=e.row["starts"],
                is_placeholder=is_nobody(e.code),
            )
            for e in edits["in_team"]
        ]  # fmt: skip
        self.links |= {(link.practitioner.code, link.team.code): link for link in create(PractitionerTeam, links)}
        changed = {e.code for e in edits["staff.csv"]}
        self.loads |= {link.pk for (code, _team), link in self.links.items() if code in changed}
        hours = []
        for row in self.plan.new_hours:
            link = self.links[row["staff_code"], row["team_code"]]
            self.loads.add(link.pk)
            hours.append(
                ContractedHours(practitioner_team=link, starts=row["hours_from"] or row["starts"], hours=row["hours"])
            )
        ContractedHours.objects.bulk_create(
            hours, update_conflicts=True, unique_fields=["practitioner_team", "starts"], update_fields=["hours"]
        )

    def _people(self) -> None:
        edits = self.plan.edits
        new = [Person(crn=e.code, **e.fields) for e in edits["people.csv"] if e.old is None]
        for person in new:
            person.sounds = sounds_of(person.forename, person.surname, person.middle_names)
        self.people |= {person.crn: person for person in create(Person, new)}
        update(Person, edits["people.csv"], versioned=True)
        self._sounds()
        cases = []
        for edit in edits["case"]:
            if edit.old is None:
                team = self.teams[edit.row["team_code"]]
                starts = edit.fields["received_on"]
                cases.append(Case(person=self.people[edit.code], team=team, starts=starts, **edit.fields))
            elif "team" in edit.changed:
                edit.fields["team"] = self.teams[edit.row["team_code"]]
        self.cases |= {case.person.crn: case for case in create(Case, cases)}
        update(Case, edits["case"], versioned=True)

    def _sounds(self) -> None:
        """How they sound, of those whose name changed and of those who came in before sounds were kept."""
        renamed = {e.code for e in self.plan.edits["people.csv"] if e.old is not None and NAMES & e.changed.keys()}
        known = list(self.now.people)
        rows = Person.objects.filter(Q(crn__in=renamed) | Q(crn__in=known, sounds=[])).prefetch_related("aliases")
        people = list(rows)
        for person in people:
            person.sounds = sounds_of_person(person)
        Person.objects.bulk_update(people, ["sounds"], batch_size=BATCH)

    def _sentences(self) -> None:
        edits = self.plan.edits
        new = [
            SentenceEvent(person=self.people[e.code], number=e.row["event"], **e.fields)
            for e in edits["event"]
            if e.old is None
        ]
        self.events |= {(event.person.crn, event.number): event for event in create(SentenceEvent, new)}
        update(SentenceEvent, edits["event"])
        made = [
            Sentence(event=self.events[e.code, e.row["event"]], **e.fields) for e in edits["sentence"] if e.old is None
        ]
        create(Sentence, made)
        update(Sentence, edits["sentence"])

    def _requirements(self) -> int:
        edits = self.plan.edits["requirements.csv"]
        new = [
            Requirement(event=self.events[e.code, e.row["event"]], code=e.row["code"], **e.fields)
            for e in edits
            if e.old is None
        ]
        create(Requirement, new)
        update(Requirement, edits)
        return len(edits)

    def _registrations(self) -> int:
        edits = self.plan.edits["registrations.csv"]
        new = [
            Registration(person=self.people[e.code], type_code=e.row["type_code"], starts=e.row["starts"], **e.fields)
            for e in edits
            if e.old is None
        ]
        create(Registration, new)
        update(Registration, edits)
        return len(edits)

    def _holders(self) -> int:
        """Stretches that change end first, so that no two ever overlap; then the case follows its last holder."""
        moved = {row[0] for row in self.plan.moved}
        new: list[CaseHolding] = []
        for crn in moved:
            known = {holding.starts_at: holding for holding in self.now.holdings.get(crn, ())}
            theirs = self.plan.holders[crn]
            self._end_what_the_file_ends(crn, known)
            for holder in theirs:
                old, link = known.get(holder.starts_at), self.links[holder.key]
                if old is None:
                    new.append(
                        CaseHolding(
                            case=self.cases[crn], practitioner_team=link, starts_at=holder.starts_at, ends_at=holder.ends_at,
                            reason=holder.reason,
                        )
                    )  # fmt: skip
                elif (old.practitioner_team_id, old.ends_at) != (link.pk, holder.ends_at):
                    self.loads.add(old.practitioner_team_id)
                    old.practitioner_team, old.ends_at = link, holder.ends_at
                    old.save(update_fields=["practitioner_team", "ends_at"])
                self.loads.add(link.pk)
        CaseHolding.objects.bulk_create(new, batch_size=BATCH)
        self._case_follows(moved)
        return len(self.plan.moved)

    def _end_what_the_file_ends(self, crn: str, known: dict[Any, CaseHolding]) -> None:
        """A holding of Rainer's own that is open ends when the file's next one begins."""
        starts = [holder.starts_at for holder in self.plan.holders[crn]]
        for holding in known.values():
            later = [at for at in starts if at > holding.starts_at]
            if holding.ends_at is None and holding.starts_at not in starts and later:
                holding.ends_at = min(later)
                holding.save(update_fields=["ends_at"])
                self.loads.add(holding.practitioner_team_id)

    def _case_follows(self, moved: Iterable[str]) -> None:
        open_holdings = CaseHolding.objects.filter(case__person__crn__in=moved, ends_at=None, case__closed_on=None)
        held = {h.case_id: h for h in open_holdings.select_related("practitioner_team__team")}
        changed = []
        for crn in moved:
            case, holding = self.cases[crn], held.get(self.cases[crn].pk)
            link = holding.practitioner_team if holding else None
            if case.practitioner_team_id == (link.pk if link else None):
                continue
            case.practitioner_team, case.held_since = link, holding.starts_at if holding else None
            case.team = link.team if link else case.team
            case.version += 1
            changed.append(case)
        Case.objects.bulk_update(changed, ["practitioner_team", "held_since", "team", "version"], batch_size=BATCH)

    def _contacts(self) -> int:
        rows = [
            Contact(
                person=self.people[row["crn"]], type_code=row["type_code"], at=row["at"],
                is_appointment=bool(row["appointment"]), outcome_code=row["outcome_code"] or "",
                attended=row["attended"] or Contact.Attended.NOT_KNOWN,
            )
            for row in self.plan.contacts
        ]  # fmt: skip
        Contact.objects.bulk_create(rows, batch_size=BATCH)
        return len(rows)

    def _warn_of_duplicates(self) -> int:
        known = Person.objects.in_bulk([crn for p in self.plan.pairs for crn in (p.one, p.other)], field_name="crn")
        warnings = []
        for pair in self.plan.pairs:
            one, other = sorted((known[pair.one], known[pair.other]), key=lambda person: person.pk)
            warnings.append(
                DuplicateWarning(one=one, other=other, evidence=list(pair.evidence), found_at=self.doing.at)
            )
        DuplicateWarning.objects.bulk_create(warnings, batch_size=BATCH)
        return len(warnings)

    def _log(self) -> None:
        edits = [
            e for kind, found in self.plan.edits.items() for e in found if e.code in self.people and kind != "event"
        ]
        new = {e.code for e in self.plan.edits["people.csv"] if e.old is None}
        changes: dict[str, list[list[str]]] = {}
        for edit in edits:
            if edit.code not in new:
                changes.setdefault(edit.code, []).extend([edit.name, *line[2:]] for line in edit.lines(hidden=False))
        subjects = {crn: {"subject": f"person:{p.pk}", "person_id": p.pk} for crn, p in self.people.items()}
        file = {"file": self.doing.file_name}
        log.record_many(
            events.PERSON_IMPORTED,
            actor=self.doing.actor,
            rows=({**subjects[crn], "data": file} for crn in sorted(new)),
        )
        log.record_many(
            events.PERSON_CHANGED,
            actor=self.doing.actor,
            rows=(
                {
                    **subjects[crn],
                    "data": {**file, "what": ", ".join(sorted({c[1] or c[0] for c in found})), "changes": found},
                }
                for crn, found in changes.items()
            ),
        )

    def _work_out(self) -> None:
        """What rests on the facts: risk and MAPPA from flags, ends from sentences, tier, order of waiting, points, load."""
        cases = [self.cases[crn] for crn in sorted(self.touched) if crn in self.cases]
        ids = [case.pk for case in cases]
        self._facts_of_cases(cases)
        given = {e.code for e in self.plan.edits["case"] if e.fields.get("tier_v2")}
        to_tier = [case.pk for case in cases if case.person.crn not in given]
        at, on = self.doing.at, self.doing.today
        if to_tier:
            recalculate_tiers(to_tier, on=on, at=at, reason="Brought in from a caseload", by=self.doing.actor)
        refresh_waiting(ids, on=on)
        refresh_case_points(ids, on=on)
        held = Case.objects.filter(pk__in=ids).exclude(practitioner_team=None)
        refresh_load(self.loads | set(held.values_list("practitioner_team_id", flat=True)), at=at)

    def _facts_of_cases(self, cases: list[Case]) -> None:
        codes = rulebook_now().value("tiering.registration_codes", on=self.doing.today).value
        rosh = {code: Rosh[level] for code, level in codes["rosh"].items()}
        flags: dict[int, list[Registration]] = {}
        persons = [case.person_id for case in cases]
        for flag in Registration.objects.filter(person_id__in=persons, ends=None).order_by("-starts", "-pk"):
            flags.setdefault(flag.person_id, []).append(flag)
        ends: dict[int, Any] = {}
        for sentence in Sentence.objects.filter(event__person_id__in=persons, terminated_on=None).select_related(
            "event"
        ):
            if sentence.ends:
                ends[sentence.event.person_id] = max(sentence.ends, ends.get(sentence.event.person_id, sentence.ends))
        for case in cases:
            held = flags.get(case.person_id, [])
            case.rosh = next((rosh[f.type_code] for f in held if f.type_code in rosh), Rosh.NOT_RECORDED)
            mappa = next((f for f in held if f.type_code in codes["mappa"]), None)
            case.mappa_level, case.mappa_category = (
                (_number(mappa.level), _number(mappa.category)) if mappa else (None, None)
            )
            case.is_contact_suspended = any(f.type_code in codes["unsupervised"] for f in held)
            case.ends_expected = ends.get(case.person_id)
        names = ["rosh", "mappa_level", "mappa_category", "is_contact_suspended", "ends_expected"]
        Case.objects.bulk_update(cases, names, batch_size=BATCH)


def _number(code: str) -> int | None:
    """M2 is 2; a nominal category or nothing is none."""
    return int(code[1]) if code.startswith("M") and code[1:].isdigit() else None


def create(model: type[Any], rows: list[Any]) -> list[Any]:
    return list(model.objects.bulk_create(rows, batch_size=BATCH))


def update(model: type[Model], edits: Iterable[Edit], *, versioned: bool = False) -> None:
    """Write the changed fields of rows that were there."""
    changed = [edit for edit in edits if edit.old is not None]
    names: set[str] = set()
    for edit in changed:
        for name in edit.changed:
            setattr(edit.old, name, edit.fields[name])
            names.add(name)
        if versioned:
            edit.old.version += 1
            names.add("version")
    if changed:
        model._default_manager.bulk_update([edit.old for edit in changed], sorted(names), batch_size=BATCH)
