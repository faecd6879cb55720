"""How often a person is seen: when the next contact, the next one in person and the next home visit are due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rainer.policy import working_days
from rainer.policy.allocation.facts import ROSH_WORDS, Rosh
from rainer.policy.dates import add_period, date_words, period_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

IN_USE, COMMUNITY, PRISON = "contact_levels.in_use", "contact_levels.community", "contact_levels.prison"
BY_PLAN, EVERY_CONTACT = "by_plan", "every_contact"


@dataclass(frozen=True, slots=True)
class ContactInputs:
    """When a person was last seen, and how.

    `starts` is the start of the sentence, or the release. "In person" is office or home. `moved_on` is the last
    move of home. `planned_in_person` and `planned_home_visit` are what the plan says, for the rows that leave it
    to the plan.
    """

    rosh: Rosh
    starts: date | None
    last_contact: date | None = None
    last_in_person: date | None = None
    last_home_visit: date | None = None
    moved_on: date | None = None
    planned_in_person: date | None = None
    planned_home_visit: date | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """By when, and why. `by` is None where it is left to the plan, and the plan names no day."""

    by: date | None
    why: str


@dataclass(frozen=True, slots=True)
class ContactDue:
    """The three dates of the contact table."""

    contact: Due
    in_person: Due
    home_visit: Due


@rule("contact_levels.next_due", reads=(IN_USE, COMMUNITY, PRISON))
def next_due(
    inputs: ContactInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[ContactDue]:
    """When the next contact, contact in person and home visit are due by the contact table of the place."""
    book = rulebook or national()
    value = book.value(book.value(IN_USE, on=on, place=place).value, on=on, place=place)
    counts_as = value.value["not_recorded_counts_as"] if inputs.rosh == "not_recorded" else inputs.rosh
    row = value.value["rosh"].get(counts_as)
    missing: tuple[str, ...] = () if inputs.starts else ("the start of the sentence, or the release",)
    if row is None:
        missing += (f"a row of the contact table for {ROSH_WORDS[counts_as]}",)
    if inputs.starts is None or row is None:
        return Outcome("contact_levels.next_due", on, place, None, (), missing)
    words = ROSH_WORDS[inputs.rosh] + (f", counted as {counts_as}" if counts_as != inputs.rosh else "")
    rhythm = _Rhythm(inputs.starts, row, value.value["first_weeks"], words)
    holidays = working_days.bank_holidays(place, book)
    answer = ContactDue(
        contact=rhythm.contact(inputs.last_contact),
        in_person=rhythm.in_person(inputs),
        home_visit=rhythm.home_visit(inputs, holidays),
    )
    steps = (
        _step("contact", "Next contact of any kind", answer.contact, value),
        _step("in_person", "Next contact in person", answer.in_person, value),
        _step("home_visit", "Next home visit", answer.home_visit, value),
    )
    return Outcome("contact_levels.next_due", on, place, answer, steps, sentence=answer.contact.why)


def _step(name: str, label: str, due: Due, value: Value) -> Step:
    return Step(name, label, due.why, due.by, value)


@dataclass(frozen=True, slots=True)
class _Rhythm:
    """A row of the table as it holds for one person."""

    starts: date
    row: Mapping[str, Any]
    first_weeks: int
    rosh_words: str

    def contact(self, last: date | None) -> Due:
        return self._every(self._period_after(last), last, "contact")

    def in_person(self, inputs: ContactInputs) -> Due:
        period, last = self.row["in_person"], inputs.last_in_person
        if period == BY_PLAN or (period == EVERY_CONTACT and inputs.planned_in_person):
            return self._planned(inputs.planned_in_person, "contact in person")
        if period == EVERY_CONTACT:
            return self._every(self._period_after(last), last, "every contact in person,")
        return self._every(period, last, "contact in person")

    def home_visit(self, inputs: ContactInputs, holidays: working_days.BankHolidays) -> Due:
        """The first after the start or a move within working days, then at the table's rhythm."""
        if self.row["home_visit"] == BY_PLAN:
            return self._planned(inputs.planned_home_visit, "home visit")
        since = max(self.starts, inputs.moved_on or self.starts)
        if inputs.last_home_visit is not None and inputs.last_home_visit >= since:
            return self._every(self.row["home_visit"], inputs.last_home_visit, "home visit")
        days = self.row["first_home_visit_working_days"]
        what = "the move" if since > self.starts else "the start or release"
        why = f"{self.rosh_words}: first home visit within {days} working days of {what} on {date_words(since)}."
        return Due(working_days.add(since, days, holidays=holidays), why)

    def _period_after(self, last: date | None) -> Mapping[str, int]:
        """The rhythm of the first weeks holds for what follows a contact within them."""
        first: Mapping[str, int] = self.row["first"]
        after: Mapping[str, int] = self.row["after"]
        return first if self._since(last) < self.starts + timedelta(weeks=self.first_weeks) else after

    def _since(self, last: date | None) -> date:
        """What came before the start or release does not count."""
        return max(self.starts, last or self.starts)

    def _every(self, period: Mapping[str, int], last: date | None, what: str) -> Due:
        since = self._since(last)
        counted = f"the last was on {date_words(since)}" if since == last else f"none since {date_words(since)}"
        return Due(add_period(since, period), f"{self.rosh_words}: {what} {period_words(period)}; {counted}.")

    def _planned(self, planned: date | None, what: str) -> Due:
        if planned is None:
            return Due(None, f"{self.rosh_words}: {what} by the plan, which names no day.")
        return Due(planned, f"{self.rosh_words}: {what} by the plan, on {date_words(planned)}.")
