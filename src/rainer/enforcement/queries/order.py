"""Where an order stands after a failure, what the law lets one do, and which actions fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.models import Sentence
from rainer.common import clock
from rainer.enforcement.inputs import case_risk, day_of, order_of, orders_of, sentence_kind, standing_inputs, stands
from rainer.enforcement.models import EnforcementAction, Warning
from rainer.policy import enforcement
from rainer.policy.framework import REFUSAL_WORDS, Permission, WorkInputs, what_may_be_done
from rainer.policy.outcome import Outcome
from rainer.priorities.queries import status_outcome
from rainer.supervision.models import Contact
from rainer.supervision.reference import AWAITED, Reference

# The task of the framework that acting on a failure is part of.
FRAMEWORK_TASK = "recall_breach"
# Which actions carry out what the law speaks of.
CARRIES_OUT: Mapping[str, tuple[str, ...]] = {
    "WARN": ("EA02", "EA03"),
    "REFER": ("BRE", "IBR", "IMB"),
    "COMPLIANCE_LETTER": ("LCL",),
    "CONSIDER_RECALL": ("EA11", "IBR", "IMB"),
}
# What starts breach alone, and recall alone.
STARTS = ("BRE", "EA11")
# What each comes to, beside what the law says of it: so that two names that sound alike are told apart.
COMES_TO: Mapping[str, Any] = {
    "EA12": gettext_lazy("Nothing is sent: you wait for what they say"),
    "ROM": gettext_lazy("Whoever manages the case looks at it and chooses; nothing is sent"),
    "EA02": gettext_lazy("A letter that gives the first warning"),
    "EA03": gettext_lazy("A letter that gives the second warning"),
    "LCL": gettext_lazy("A letter that says what the licence asks; it is no warning"),
    "EA08": gettext_lazy("A letter that says we are thinking of going back to court; it gives no warning"),
    "EA05": gettext_lazy("A letter that asks what happened; it gives no warning"),
    "IBR": gettext_lazy("You start the papers now"),
    "BRE": gettext_lazy("The papers for court are started, for an enforcement officer to look at"),
    "EA09": gettext_lazy("They are told that it is with the court"),
    "EA11": gettext_lazy("You set down your reasons, and a senior looks at them"),
    "EA06": gettext_lazy("The warning given for this appointment is taken back"),
    "EA13": gettext_lazy("The youth offending team’s manager is told"),
    "NFA": gettext_lazy("Nothing follows; the decision stays on the record"),
}


@dataclass(frozen=True)
class Order:
    """One order after one failure, or absence whose reason is awaited."""

    contact: Contact
    sentence: Sentence
    kind: enforcement.SentenceKind
    standing: Outcome[enforcement.Standing]
    fitting: enforcement.SuggestedActions
    actions: Mapping[str, enforcement.EnforcementActionRow]
    chosen: Sequence[EnforcementAction]

    @property
    def where(self) -> enforcement.Standing:
        assert self.standing.answer is not None
        return self.standing.answer

    @cached_property
    def lawful(self) -> dict[str, str]:
        """Actions that carry out what the law lets one do here, each with what that is."""
        return {
            code: str(enforcement.OPTION_WORDS[option])
            for option in self.where.lawful_options or ()
            for code in CARRIES_OUT[option]
        }

    @cached_property
    def first(self) -> list[str]:
        """Those that fit: what the law speaks of first, then in the table's order; letters offered after them."""
        offered = [code for code in self.actions if code in self.fitting.suggested and self.fits(code)]
        return sorted(offered, key=lambda code: code not in self.lawful)

    def fits(self, code: str) -> bool:
        """Whether an action is of this kind of sentence. One that names breach and recall both is, where there is
        none of the one that this kind ends in."""
        row, letters = self.actions[code], self.fitting.letters
        if row.group == "breach_or_recall":
            return not any(self.kind in (self.actions[one].kinds or ()) for one in STARTS)
        return code in letters or row.fits(self.kind)

    def hint(self, code: str) -> str:
        """What an action comes to, and whether the law lets one do it here."""
        said = str(COMES_TO.get(code, ""))
        if code not in self.lawful:
            return said
        law = _("The law lets you %(what)s") % {"what": self.lawful[code]}
        return f"{said}. {law}" if said else law

    @property
    def rest(self) -> list[str]:
        return [code for code in self.actions if code not in self.first and self.fits(code)]

    def day_for(self, code: str, on: date) -> date | None:
        """The day by which an answer is asked for, where how long a person has is set."""
        days = self.actions[code].response_days
        return None if days is None else on + timedelta(days=days)


def standings(orders: Sequence[Sentence], reference: Reference) -> dict[int, Outcome[enforcement.Standing]]:
    """Where each order stands, by its event."""
    inputs = standing_inputs(orders)
    return {event: enforcement.standing(one, **reference.where) for event, one in inputs.items()}


def order_after(contact: Contact, reference: Reference, *, event_id: int | None = None) -> Order | None:
    """The order a failure counts on; None where it is not known which, or it is served in custody.

    `event_id` says which where the appointment does not.
    """
    sentence = order_of(contact)
    if sentence is None and event_id is not None:
        sentence = next((one for one in standing_orders(contact) if one.event_id == event_id), None)
    if sentence is None or (kind := sentence_kind(sentence)) is None:
        return None
    contact_day = day_of(contact)
    inputs = standing_inputs([one for one in orders_of(contact.person_id) if stands(one) or one == sentence])
    standing = enforcement.standing(inputs[sentence.event_id], **reference.where)
    assert standing.answer is not None
    fitting = enforcement.suggested_actions(
        enforcement.ActionInputs(
            outcome=contact.outcome_code,
            sentence_kind=kind,
            has_live_warning=_is_under_warning(inputs[sentence.event_id], contact, contact_day, reference),
            warned_for_this=Warning.objects.filter(failure=contact, withdrawn_on=None).exists(),
            in_progress=standing.answer.in_progress is not None,
        ),
        **reference.where,
    )
    assert fitting.answer is not None
    actions = {row.code: row for row in enforcement.enforcement_actions(**reference.where)}
    chosen = list(contact.enforcement_actions.select_related("by").order_by("-at", "-pk"))
    return Order(contact, sentence, kind, standing, fitting.answer, actions, chosen)


def _is_under_warning(inputs: enforcement.StandingInputs, contact: Contact, day: date, reference: Reference) -> bool:
    """Whether a warning given for something else counted on the day of this failure."""
    about = f"contact:{contact.pk}"
    given = [
        one
        for one in inputs.warnings
        if about not in one.about and one.given_on <= day and (one.withdrawn_on is None or one.withdrawn_on > day)
    ]
    if not given:
        return False
    last = max(one.given_on for one in given)
    asked = enforcement.DutyInputs(inputs.sentence_kind, day, reasonable_excuse=False, last_warning_on=last)
    answer = enforcement.statutory_options(asked, **reference.where).answer
    return answer is not None and answer.under_a_warning


def standing_orders(contact: Contact) -> list[Sentence]:
    """The sentences an appointment that names none can have been for."""
    return [one for one in orders_of(contact.person_id) if stands(one) and sentence_kind(one) is not None]


def why_nothing_follows(contact: Contact, reference: Reference) -> str:
    """Why there is nothing to choose after an appointment; "" where there is."""
    if contact.at > clock.now():
        return _("This appointment is still to come.")
    if contact.person.date_of_death is not None:
        return _("The person has died. Nothing is to be enforced.")
    if not contact.outcome_code:
        return _("Nothing is recorded of this appointment yet.")
    row = reference.outcomes.get(contact.outcome_code)
    if row is None or not (row.counts_as_failure or contact.outcome_code == AWAITED or row.is_acceptable_absence):
        return _("This is not a failure: nothing is to be enforced.")
    return ""


def pausing(contact: Contact, reference: Reference) -> Permission:
    """Whether acting on the failure may be put off as paused under the unit's colour."""
    status = status_outcome(contact.case.team.unit, on=reference.on, rulebook=reference.rulebook).answer
    colour = status.colour if status else "green"
    risk = case_risk(contact.case, on=reference.on)
    answer = what_may_be_done(WorkInputs(FRAMEWORK_TASK, colour, risk), **reference.where).answer
    assert answer is not None
    return answer


def why_not_paused(permission: Permission) -> str:
    """Why it may not be put off, in words; "" where it may."""
    if permission.pause_refusal is None:
        return ""
    return REFUSAL_WORDS[permission.pause_refusal]
