"""Signals that may have been missed: what the record shows and nobody has yet weighed in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from rainer.policy import working_days
from rainer.policy.dates import counted, date_words
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

PROMPTS = "watch.prompts"
Kind = Literal["many_convictions", "contact_lost", "check_unanswered", "check_unused", "not_assessed"]
Agency = Literal["police", "children"]
AGENCIES: dict[Agency, str] = {"police": "The police", "children": "Children’s services"}
NOT_RECORDED = "not_recorded"


@dataclass(frozen=True, slots=True)
class CheckFact:
    """A check with an agency, as the newest assessment has it, since the day it was so."""

    agency: Agency
    state: Literal["not_needed", "not_asked", "asked", "answered", "used"]
    since: date
    is_written_up: bool = False


@dataclass(frozen=True, slots=True)
class PromptFacts:
    """A case. `begins` is the day of sentence or release; `released_on` is set on a licence alone.

    `convictions` is the larger of what is on record here and what was answered. `heard_on` is when the person was last
    seen or heard from. `rosh` is the flag, "not_recorded" for none.
    """

    rosh: str = NOT_RECORDED
    state: str = "community"
    begins: date | None = None
    released_on: date | None = None
    heard_on: date | None = None
    convictions: int | None = None
    checks: tuple[CheckFact, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Prompt:
    """A signal: `ref` names the facts it rests on, so that the same facts ask once and others ask again."""

    kind: Kind
    ref: str
    words: str
    since: date

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.ref}"


@rule("watch.prompts", reads=(PROMPTS, working_days.BANK_HOLIDAYS))
def prompts(
    inputs: PromptFacts, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[tuple[Prompt, ...]]:
    """What the record shows that somebody should weigh: a question, never a verdict."""
    book = rulebook or national()
    limits = book.value(PROMPTS, on=on, place=place)
    holidays = working_days.bank_holidays(place, book)
    asking = _Asking(inputs, on, limits, holidays)
    found = tuple(one for of in (asking.convictions, asking.licence, asking.checks, asking.level) for one in of())
    steps = tuple(Step(one.kind, one.words, one.ref, True, limits) for one in found) or (
        Step("none", "Signals", "none", False, limits),
    )
    sentence = " ".join(one.words for one in found) or "Nothing asks to be weighed."
    return Outcome("watch.prompts", on, place, found, steps, sentence=sentence)


@dataclass(frozen=True, slots=True)
class _Asking:
    facts: PromptFacts
    on: date
    limits: Value
    holidays: working_days.BankHolidays

    def convictions(self) -> Iterator[Prompt]:
        many, level = self.facts.convictions, self.facts.rosh
        if (
            many is None
            or many < self.limits.value["convictions"]
            or level not in self.limits.value["convictions_levels"]
        ):
            return
        words = f"{counted(many, 'conviction')} and {level}: say what you weighed."
        yield Prompt("many_convictions", f"{many}:{level}", words, self.on)

    def licence(self) -> Iterator[Prompt]:
        """Lost in the first days after release. Later silence is what the contact table asks about."""
        released = self.facts.released_on
        if released is None or self.facts.state != "licence":
            return
        if not released <= self.on <= released + timedelta(days=self.limits.value["licence_days"]):
            return
        heard = self.facts.heard_on if self.facts.heard_on and self.facts.heard_on >= released else None
        since = heard or released
        silent = (self.on - since).days
        if silent < self.limits.value["licence_silent_days"]:
            return
        last = f"last heard from on {date_words(heard)}" if heard else "not seen or heard from since"
        words = f"Released on {date_words(released)} and {last}: say what was done to find them."
        yield Prompt("contact_lost", f"{released.isoformat()}:{since.isoformat()}", words, since)

    def checks(self) -> Iterator[Prompt]:
        for one in self.facts.checks:
            who, ref = AGENCIES[one.agency], f"{one.agency}:{one.since.isoformat()}"
            days = (self.on - one.since).days
            if one.state == "asked" and days >= self.limits.value[f"{one.agency}_answer_days"]:
                words = f"{who} were asked on {date_words(one.since)} and no answer is on record: ask again, or say why not."
                yield Prompt("check_unanswered", ref, words, one.since)
            if one.state == "answered" or (one.state == "used" and not one.is_written_up):
                due = working_days.add(one.since, self.limits.value["unused_working_days"], holidays=self.holidays)
                if self.on >= due:
                    words = f"{who} answered by {date_words(one.since)} and the analysis does not say what of it: say how it is used."
                    yield Prompt("check_unused", ref, words, one.since)

    def level(self) -> Iterator[Prompt]:
        begins = self.facts.begins
        if begins is None or self.facts.rosh != NOT_RECORDED or self.facts.state == "custody":
            return
        days = self.limits.value["level_working_days"]
        if begins <= self.on and self.on > working_days.add(begins, days, holidays=self.holidays):
            words = f"No level of serious harm {days} working days after {date_words(begins)}: treated as urgent until there is one."
            yield Prompt("not_assessed", begins.isoformat(), words, begins)
