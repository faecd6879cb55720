"""The plain facts of a case that tasks follow from. Each family can be filled for a whole caseload by one query.

`ref` is what a page links to ("contact:42"); one ref never stands for two things in a case.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from rainer.policy.framework import CaseRisk
from rainer.policy.plan import NeedsInputs

State = Literal["community", "licence", "custody"]


@dataclass(frozen=True, slots=True)
class AppointmentFact:
    """An appointment that was not cancelled. `at` is its time on the clock, `outcome_code` empty while it has none."""

    ref: str
    day: date
    at: time | None
    type_code: str
    outcome_code: str = ""


@dataclass(frozen=True, slots=True)
class AbsenceFact:
    """A missed appointment whose reason is awaited. `respond_by`: until when evidence is, if somebody said."""

    ref: str
    absent_on: date
    action: str | None = None
    action_on: date | None = None
    respond_by: date | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReplyFact:
    """An enforcement action that wants a reply, and the day somebody dealt with it."""

    ref: str
    action: str
    respond_by: date | None
    dealt_with_on: date | None = None


@dataclass(frozen=True, slots=True)
class WarningFact:
    """A failure for which a warning is to be given, and the day it was sent."""

    ref: str
    failed_on: date
    sent_on: date | None = None


@dataclass(frozen=True, slots=True)
class BreachFact:
    """A failure for which breach is to be started, the day it was, and where it has come since.

    `status` is a state of `enforcement.breach_transitions`. `answer_by`: until when its notice, once completed, asks
    for an answer; `pack_made_on`: when its pack was last made.
    """

    ref: str
    failed_on: date
    aware_on: date | None = None
    started_on: date | None = None
    status: str = ""
    answer_by: date | None = None
    pack_made_on: date | None = None
    hearing_on: date | None = None


@dataclass(frozen=True, slots=True)
class RecallFact:
    """A recall being decided: what was asked and agreed, and what has been done. Moments are on one clock."""

    ref: str
    senior_asked_on: date | None = None
    rationale_on: date | None = None
    senior_agreed_at: datetime | None = None
    part_a_sent_at: datetime | None = None
    is_emergency: bool = False


@dataclass(frozen=True, slots=True)
class RegistrationFact:
    """An active registration. A review that is done moves `next_review`."""

    ref: str
    code: str
    name: str
    starts: date
    next_review: date | None


@dataclass(frozen=True, slots=True)
class SentenceFact:
    """A sentence that was not terminated.

    `first_attended_on`: the first appointment in person attended since it began in the community;
    `first_booked_for`: the first one in person that is booked. `end_reviewed_on`: the last assessment was done.
    """

    ref: str
    starts: date
    ends: date | None = None
    is_custodial: bool = False
    released_on: date | None = None
    release_expected_on: date | None = None
    first_attended_on: date | None = None
    first_booked_for: date | None = None
    end_reviewed_on: date | None = None

    @property
    def begins(self) -> date | None:
        """When supervision in the community began; None before release."""
        return self.released_on if self.is_custodial else self.starts


@dataclass(frozen=True, slots=True)
class SeenFacts:
    """When the person was last in contact, and what is booked next. In person is office or home."""

    last_contact: date | None = None
    last_in_person: date | None = None
    last_home_visit: date | None = None
    next_booked: date | None = None
    next_booked_in_person: date | None = None
    next_booked_home_visit: date | None = None
    moved_on: date | None = None
    planned_in_person: date | None = None
    planned_home_visit: date | None = None


@dataclass(frozen=True, slots=True)
class LicenceFact:
    """The licence in force: its version, since when, and the version its supervising officer has read."""

    ref: str
    version: int
    since: date
    seen_version: int | None = None


@dataclass(frozen=True, slots=True)
class ChangeFact:
    """A significant change (arrest, move, relapse, new registration), and the review it asks for."""

    ref: str
    what: str
    on: date
    started_on: date | None = None
    finished_on: date | None = None


@dataclass(frozen=True, slots=True)
class AssessmentFacts:
    """The last assessment and the last plan that were completed, and the days set for their reviews."""

    assessed_on: date | None = None
    assessment_review_on: date | None = None
    planned_on: date | None = None
    plan_review_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlanDay:
    """Something of the plan with a day: a step that is the practitioner's own, or a goal."""

    ref: str
    what: str
    by: date


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What of the plan tasks follow from. `needs` is None where the plan is not looked at for them.

    `drafted_on`: begun and the person not asked yet. `not_answered_on`: the day they could not be asked, while they
    have not been since. `steps` are open ones of the practitioner, of active goals; `goals` are active.
    """

    drafted_on: date | None = None
    not_answered_on: date | None = None
    steps: tuple[PlanDay, ...] = ()
    goals: tuple[PlanDay, ...] = ()
    needs: NeedsInputs | None = None


@dataclass(frozen=True, slots=True)
class RequirementFact:
    """A requirement in force; `off_track_since` is None while it is on track."""

    ref: str
    code: str
    name: str
    off_track_since: date | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class CheckInFact:
    """A remote check-in that came, or expired, on a day; both want a look."""

    ref: str
    on: date
    has_expired: bool = False
    reviewed_on: date | None = None


@dataclass(frozen=True, slots=True)
class SignalFact:
    """A question that the record asks about a signal that may have been missed, since a day; gone once weighed."""

    ref: str
    words: str
    raised_on: date
    weighed_on: date | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything tasks of one case follow from. `tier_v2` and `tier_v3` are as shown: A2, C."""

    person: str
    risk: CaseRisk = field(default_factory=CaseRisk)
    state: State = "community"
    tier_v2: str | None = None
    tier_v3: str | None = None
    died_on: date | None = None
    is_contact_suspended: bool = False
    sentences: tuple[SentenceFact, ...] = ()
    seen: SeenFacts = field(default_factory=SeenFacts)
    assessment: AssessmentFacts = field(default_factory=AssessmentFacts)
    plan: PlanFacts = field(default_factory=PlanFacts)
    licence: LicenceFact | None = None
    appointments: tuple[AppointmentFact, ...] = ()
    absences: tuple[AbsenceFact, ...] = ()
    replies: tuple[ReplyFact, ...] = ()
    warnings: tuple[WarningFact, ...] = ()
    breaches: tuple[BreachFact, ...] = ()
    recalls: tuple[RecallFact, ...] = ()
    registrations: tuple[RegistrationFact, ...] = ()
    changes: tuple[ChangeFact, ...] = ()
    requirements: tuple[RequirementFact, ...] = ()
    check_ins: tuple[CheckInFact, ...] = ()
    signals: tuple[SignalFact, ...] = ()
