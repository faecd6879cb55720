"""Where one order stands: failures counted, the live warning, and what may lawfully be done, each with its contacts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rainer.policy.dates import counted, date_words
from rainer.policy.enforcement.duty import DUTIES, OPTION_WORDS, counts_until, duty_in_force, options_sentence
from rainer.policy.enforcement.kinds import KIND_WORDS
from rainer.policy.enforcement.outcomes import OUTCOMES, outcome_rows
from rainer.policy.enforcement.prompts import (
    PROMPTS,
    STATUS_WORDS,
    ComplianceInputs,
    ComplianceStatus,
    Prompt,
    PromptInputs,
    find_prompt,
    prompt_words,
    status_of,
)
from rainer.policy.enforcement.record import (
    Contact,
    GivenWarning,
    Record,
    StandingInputs,
    live_warning,
    read_record,
    warning_over,
)
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

WINDOW = "enforcement.failure_window"
Consider = Literal["BREACH", "RECALL"] | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One order on a day. Names are the references that were passed in, oldest first.

    `to_deal_with`: failures that no warning and no breach or recall was about. `lawful_options`: what may be done
    about all of them; empty with none of them, and None where no law has been read for the kind of sentence.
    `prompt` and `consider` speak only while a failure is to be dealt with.
    """

    status: ComplianceStatus
    failures_in_window: int
    failures: tuple[str, ...]
    awaiting: tuple[str, ...]
    to_deal_with: tuple[str, ...]
    live_warning: str | None
    live_warning_until: date | None
    lawful_options: tuple[str, ...] | None
    in_progress: str | None
    in_progress_since: date | None
    earlier: tuple[str, ...]
    acceptable: tuple[str, ...]
    has_many_acceptable: bool
    prompt: str
    consider: Consider


@rule("enforcement.standing", reads=(OUTCOMES, WINDOW, PROMPTS, *DUTIES.values()))
def standing(
    inputs: StandingInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Standing]:
    """Where an order stands on a day: failures in the window, the live warning, and what may lawfully be done."""
    book = rulebook or national()
    outcomes, window, prompts = (book.value(key, on=on, place=place) for key in (OUTCOMES, WINDOW, PROMPTS))
    duty = duty_in_force(inputs.sentence_kind, on=on, place=place, rulebook=book)
    record = read_record(inputs, outcome_rows(outcomes), window_months=window.value["months"], on=on)
    warning = live_warning(record, duty.value, on=on) if duty else None
    options = _options(record, duty.value) if duty else None
    answer = _standing(record, warning, options, _prompt(inputs, record, prompts), duty, window)
    steps = (
        *_counting_steps(record, outcomes, window),
        _warning_step(warning, answer.live_warning_until, duty),
        _options_step(record, answer, duty),
        _proceedings_step(record),
        Step("prompt", "What is said on recording it", _prompt_found(record), answer.prompt, prompts,
             said=_prompt_said(answer)),
    )  # fmt: skip
    missing = tuple(f"an outcome with the code {code}" for code in record.unknown)
    notes = () if duty else (f"No Act has been read for {KIND_WORDS[inputs.sentence_kind]}.",)
    return Outcome("enforcement.standing", on, place, answer, steps, missing, _sentence(answer), notes)


def _options(record: Record, duty: dict[str, Any]) -> tuple[str, ...]:
    """What may be done about every failure still to be dealt with; one under a warning binds them all."""
    if not record.to_deal_with:
        return ()
    under = any(warning_over(failure, record, duty) for failure in record.to_deal_with)
    return tuple(duty["under_a_warning" if under else "otherwise"])


def _prompt(inputs: StandingInputs, record: Record, table: Value) -> Prompt:
    previous = len(record.failures) - 1 if record.to_deal_with else 0
    return find_prompt(PromptInputs(inputs.sentence_kind, previous, len(record.earlier)), table)


def _standing(
    record: Record,
    warning: GivenWarning | None,
    options: tuple[str, ...] | None,
    prompt: Prompt,
    duty: Value | None,
    window: Value,
) -> Standing:
    running = record.in_progress
    return Standing(
        status=status_of(ComplianceInputs(len(record.failures), running is not None)),
        failures_in_window=len(record.failures),
        failures=_refs(record.failures),
        awaiting=_refs(record.awaiting),
        to_deal_with=_refs(record.to_deal_with),
        live_warning=warning.ref if warning else None,
        live_warning_until=counts_until(warning.given_on, duty.value) if warning and duty else None,
        lawful_options=options,
        in_progress=running.ref if running else None,
        in_progress_since=running.started_on if running else None,
        earlier=tuple(proceeding.ref for proceeding in record.earlier),
        acceptable=_refs(record.acceptable),
        has_many_acceptable=len(record.acceptable) >= window.value["acceptable_absences_shown_from"],
        prompt=prompt.prompt,
        consider=prompt.consider,
    )


def _refs(contacts: Iterable[Contact]) -> tuple[str, ...]:
    return tuple(contact.ref for contact in contacts)


def _counting_steps(record: Record, outcomes: Value, window: Value) -> tuple[Step, ...]:
    last = f"in the last {window.value['months']} months"
    return (
        _contacts_step("failures", f"Failures {last}", record.failures, outcomes, window),
        _contacts_step("awaiting", "Absences nobody has decided on", record.awaiting, outcomes, None),
        _contacts_step("acceptable", f"Acceptable absences {last}", record.acceptable, outcomes, window),
    )


def _contacts_step(name: str, label: str, contacts: tuple[Contact, ...], outcomes: Value, window: Value | None) -> Step:
    rows, count = outcome_rows(outcomes), str(len(contacts))
    parts = tuple(
        Step(f"{name}.{c.ref}", f"Appointment on {date_words(c.day)}", rows[c.outcome].name, c.outcome, outcomes,
             said="Counted")
        for c in contacts
    )  # fmt: skip
    return Step(name, label, count, list(_refs(contacts)), window, parts, said=count)


def _warning_step(warning: GivenWarning | None, until: date | None, duty: Value | None) -> Step:
    found = "none"
    if warning and until:
        about = f", for {counted(len(warning.about), 'failure')}" if warning.about else ""
        found = f"given on {date_words(warning.given_on)}{about}, counts until {date_words(until)}"
    ref, said = (warning.ref, "Yes") if warning else (None, "No")
    return Step("live_warning", "Warning that still counts", found, ref, duty, said=said)


def _options_step(record: Record, answer: Standing, duty: Value | None) -> Step:
    parts = tuple(_failure_part(failure, record, duty) for failure in record.to_deal_with if duty)
    failures = len(answer.to_deal_with)
    found = f"{counted(failures, 'failure')} to be dealt with" if failures else "no failure to be dealt with"
    options = None if answer.lawful_options is None else list(answer.lawful_options)
    said = ", ".join(OPTION_WORDS[option] for option in options or ()) or ("" if options is None else "None")
    return Step("lawful_options", "What may lawfully be done", found, options, duty, parts, said=said)


def _failure_part(failure: Contact, record: Record, duty: Value) -> Step:
    over = warning_over(failure, record, duty.value)
    found = f"under the warning of {date_words(over.given_on)}" if over else "under no warning"
    label = f"Failure on {date_words(failure.day)}"
    ref, said = (over.ref, "Under a warning") if over else (None, "Under no warning")
    return Step(f"to_deal_with.{failure.ref}", label, found, ref, duty, said=said)


def _proceedings_step(record: Record) -> Step:
    running = record.in_progress
    found = f"{running.kind} since {date_words(running.started_on)}" if running else "none in progress"
    if record.earlier:
        found += f"; {len(record.earlier)} before"
    refs = [p.ref for p in (*record.earlier, *([running] if running else []))]
    return Step("proceedings", "Breaches and recalls on the order", found, refs, said=str(len(refs)))


def _prompt_said(answer: Standing) -> str:
    return "Nothing" if answer.prompt == "NONE" else prompt_words(Prompt(answer.prompt, answer.consider))


def _prompt_found(record: Record) -> str:
    if not record.to_deal_with:
        return "no failure to be dealt with"
    return f"{counted(len(record.failures) - 1, 'failure')} before; breaches or recalls before: {len(record.earlier)}"


def _sentence(answer: Standing) -> str:
    said = [STATUS_WORDS[answer.status]]
    if answer.live_warning_until:
        said.append(f"A warning counts until {date_words(answer.live_warning_until)}.")
    if answer.to_deal_with:
        said.append(prompt_words(Prompt(answer.prompt, answer.consider)) if answer.prompt != "NONE" else "")
        said.append(options_sentence(answer.lawful_options) if answer.lawful_options else "")
    if answer.has_many_acceptable:
        said.append(f"There have been {len(answer.acceptable)} acceptable absences.")
    return " ".join(part for part in said if part)
