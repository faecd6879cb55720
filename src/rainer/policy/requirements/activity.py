"""Rehabilitation activity (RAR): which contacts count, and how many days they make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from rainer.policy.coming_changes import ComingChange
from rainer.policy.dates import counted
from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.requirements.kinds import coming_requirements
from rainer.policy.rulebook import NATION, Place, Rulebook

Via = Literal["NSI", "REQUIREMENT"]


@dataclass(frozen=True, slots=True)
class LinkedRequirement:
    """The requirement a contact or an intervention hangs on."""

    is_rar: bool
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class LinkedIntervention:
    """The intervention a contact hangs on, with its own requirement."""

    requirement: LinkedRequirement | None
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class ContactLinks:
    """A contact's RAR flag, whether the person came (None while not known), and what it hangs on."""

    is_flagged: bool
    attended: bool | None
    intervention: LinkedIntervention | None = None
    requirement: LinkedRequirement | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """Whether a contact may count, and through which link."""

    counts: bool
    via: Via | None = None


@rule("rar.contact_counts")
def contact_counts(
    inputs: ContactLinks, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[Counts]:
    """Whether a contact may count for rehabilitation activity: flagged, not missed, and on a live requirement."""
    via = _link(inputs)
    counts = inputs.is_flagged and inputs.attended is not False and via is not None
    answer = Counts(counts, via if counts else None)
    steps = (
        Step("flag", "Marked as rehabilitation activity", "yes" if inputs.is_flagged else "no", inputs.is_flagged),
        Step("attended", "Not recorded as missed", _came(inputs.attended), inputs.attended is not False),
        Step("link", "On a live rehabilitation activity requirement", via or "none", via),
    )
    sentence = "Counts as rehabilitation activity." if counts else "Does not count as rehabilitation activity."
    return Outcome("rar.contact_counts", on, place, answer, steps, sentence=sentence)


def _link(inputs: ContactLinks) -> Via | None:
    nsi = inputs.intervention
    if nsi is not None and not nsi.is_deleted and _is_live(nsi.requirement):
        return "NSI"
    return "REQUIREMENT" if _is_live(inputs.requirement) else None


def _is_live(requirement: LinkedRequirement | None) -> bool:
    return requirement is not None and requirement.is_rar and not requirement.is_deleted


def _came(attended: bool | None) -> str:
    return "not yet known" if attended is None else "came" if attended else "missed"


@dataclass(frozen=True, slots=True)
class ActivityContact:
    """A contact on a day. `attended` and `complied` are None while not known; `is_rar`: it counts for RAR."""

    day: date
    attended: bool | None = None
    complied: bool | None = None
    is_rar: bool = True


@dataclass(frozen=True, slots=True)
class RarInputs:
    """The contacts of one requirement. `maximum` is None where the order states no maximum."""

    contacts: tuple[ActivityContact, ...]
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class RarDays:
    """Days done and days booked. `left` is None without a maximum."""

    done: int
    booked: int
    maximum: int | None
    left: int | None


@rule("rar.days", reads=("law.coming_changes",))
def rar_days(
    inputs: RarInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[RarDays]:
    """How many rehabilitation activity days are done and booked; several contacts on a day are one day."""
    counting = [contact for contact in inputs.contacts if contact.is_rar]
    done = {contact.day for contact in counting if contact.attended and contact.complied is not False}
    booked = {contact.day for contact in counting if contact.attended is None} - done
    left = None if inputs.maximum is None else max(inputs.maximum - len(done), 0)
    steps = (
        Step("done", "Days with a contact attended and complied with", counted(len(done), "day"), len(done)),
        Step("booked", "Other days with a contact still to be decided", counted(len(booked), "day"), len(booked)),
    )
    of = f" of {inputs.maximum}" if inputs.maximum is not None else ""
    sentence = f"{len(done)}{of} RAR days done, {len(booked)} booked."
    notes = tuple(change.sentence for change in _news(on, place, rulebook))
    answer = RarDays(len(done), len(booked), inputs.maximum, left)
    return Outcome("rar.days", on, place, answer, steps, sentence=sentence, notes=notes)


def _news(on: date, place: Place, rulebook: Rulebook | None) -> list[ComingChange]:
    changes = coming_requirements(on=on, place=place, rulebook=rulebook)
    return [change for change in changes if change.code == "rar_maximum"]
