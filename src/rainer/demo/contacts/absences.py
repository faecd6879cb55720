"""Appointments that were missed: why, what was decided, and what the law asked for after it."""

from __future__ import annotations

from datetime import datetime, timedelta

from rainer.cases.models import Breach, Intervention
from rainer.demo.chance import Chance
from rainer.demo.contacts.entry import Entry, write
from rainer.demo.contacts.notes import pick, said
from rainer.demo.days import moment, working_day
from rainer.demo.life import Life
from rainer.demo.texts import texts
from rainer.enforcement.models import AbsenceDecision, EnforcementAction, Warning

ORDERS = ("community_order", "suspended_sentence_order")
BREACH_OUTCOMES = ("Order continues, 20 hours added", "Order continues, fine", "Revoked and resentenced", "Withdrawn")
NO_OUTCOME_DAYS = 3
SHARE_NOT_COMPLIED = 0.12


class Absences:
    """The absences of one person in the year, oldest first.

    On an order the first failure is warned of, and one within the life of the warning is referred, once: those after
    it had a good reason here. On a licence each failure gets a letter.
    """

    def __init__(self, life: Life, chance: Chance, unexcused: float, excused: float) -> None:
        self.life, self.chance = life, chance
        self.unexcused, self.excused = unexcused, excused
        self._failures: list[tuple[int, datetime]] = []

    def takes(self, entry: Entry) -> bool:
        """Write the appointment as missed, if it was."""
        drawn = self.chance.random()
        if drawn < self.unexcused and self._may_fail():
            self._failed(entry)
        elif drawn < self.unexcused + self.excused:
            self._excused(entry)
        else:
            return False
        return True

    def _may_fail(self) -> bool:
        # A second failure means breach, and a woman's breach counts in her tier, which was worked out without.
        most = 1 if self.life.profile.is_woman or self.life.kind not in ORDERS else 2
        return self.life.profile.state != "custody" and len(self._failures) < most

    def _failed(self, entry: Entry) -> None:
        if self.chance.likely(SHARE_NOT_COMPLIED):
            entry.outcome, entry.notes = "AFTC", pick(self.life, self.chance, "not_complied")
        else:
            entry.outcome, entry.notes = "UAAB", pick(self.life, self.chance, "absence")
        if self._on_order:
            entry.action = "IBR" if self._failures else "EA02"
        else:
            entry.action = "LCL"
        number = write(self.life, entry)
        self._failures.append((number, entry.at))
        if entry.outcome == "UAAB":
            self._decide(number, entry, "unacceptable", "UAAB", pick(self.life, self.chance, "unexcused"))

    def _excused(self, entry: Entry) -> None:
        code, reason = self.chance.pick(texts("notes")["excused"])
        entry.outcome, entry.notes = code, said(self.life, reason)
        number = write(self.life, entry)
        self._decide(number, entry, "acceptable", code, reason)

    @property
    def _on_order(self) -> bool:
        return self.life.kind in ORDERS

    def _decide(self, contact: int, entry: Entry, decision: str, code: str, reason: str) -> None:
        at = entry.at + timedelta(days=1, hours=1)
        user = self.life.user_on(entry.at.date())
        if user is None or at.date() > self.life.last_day:
            return
        called = "Yes, no answer" if self.chance.likely(0.6) else ""
        evidence = reason if decision == "acceptable" else "None seen"
        self.life.world.rows.add(
            AbsenceDecision, contact, decision, code, reason, "", evidence, called, None, user, at, None
        )

    def lately(self, entry: Entry) -> None:
        """An appointment of the last days that was not kept, or of which nobody has said yet what came of it."""
        days = (self.life.on - entry.at.date()).days
        drawn = self.chance.random()
        if drawn < (0.55 if days <= NO_OUTCOME_DAYS else 0.03):
            write(self.life, entry)
        elif drawn < 0.66 and self.life.profile.state != "custody":
            entry.outcome, entry.notes = "AFTA", pick(self.life, self.chance, "absence")
            entry.respond_by = working_day(entry.at.date() + timedelta(days=7))
            entry.action = "EA12"
            write(self.life, entry)
        else:
            self._excused(entry)

    def follow_up(self) -> None:
        """Warnings, letters and breach after the failures."""
        for index, (contact, at) in enumerate(self._failures):
            given = working_day(at.date() + timedelta(days=self.chance.between(2, 6)))
            user = self.life.user_on(given)
            if user is None or given > self.life.last_day:
                continue
            code = "LCL" if not self._on_order else "IBR" if index else "EA02"
            done = moment(given, 15)
            self.life.world.rows.add(EnforcementAction, contact, code, "me", None, "", user, done, done, user)
            if code == "EA02":
                self.life.world.rows.add(Warning, self.life.event_id, contact, None, given, user, "", None, None, "")
            elif code == "IBR":
                self._breach(at)

    def _breach(self, at: datetime) -> None:
        life, rows = self.life, self.life.world.rows
        started = working_day(at.date() + timedelta(days=8))
        heard = started + timedelta(days=self.chance.between(20, 50))
        ended = heard if heard <= life.last_day else None
        outcome = self.chance.pick(BREACH_OUTCOMES) if ended else ""
        if started > life.last_day:
            return
        rows.add(Breach, life.event_id, started, ended, outcome)
        rows.add(
            Intervention, life.person_id, life.event_id, None, None, "BRE", "Breach", "Ended" if ended else "Listed",
            ended or started, started, started, ended, None, outcome, "", "", "",
        )  # fmt: skip
