"""How the person kept to each order: counts that open to their contacts, warnings in force, breaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.models import Breach, Case, Recall, Sentence
from rainer.enforcement.codes import JUDGEMENT
from rainer.enforcement.inputs import contacts_of, orders_of, ref, sentence_kind, standing_inputs, stands
from rainer.enforcement.models import AbsenceDecision, BreachProceeding, Warning
from rainer.organisation.access import Acting
from rainer.organisation.models import Team
from rainer.policy import enforcement
from rainer.policy.outcome import Outcome
from rainer.supervision.access import hide_sensitive
from rainer.supervision.models import Contact
from rainer.supervision.reference import AWAITED, Reference

WORDS = {
    "kept": gettext_lazy("Kept"),
    "acceptable": gettext_lazy("Missed, with a good reason"),
    "unacceptable": gettext_lazy("Not complied"),
    "awaiting": gettext_lazy("Waiting for evidence"),
    "failures": gettext_lazy("Failures that count"),
}


@dataclass(frozen=True, slots=True)
class WarningLine:
    """A warning and until when it counts; `until` None where it no longer does, or no Act says."""

    warning: Warning
    until: date | None


@dataclass(frozen=True)
class OrderCompliance:
    """One order. `lists` holds, under each name of WORDS, the very contacts its figure counts."""

    sentence: Sentence
    stands: bool
    outcome: Outcome[enforcement.Standing] | None
    lists: dict[str, list[Contact]]
    warnings: Sequence[WarningLine]
    breaches: Sequence[Breach]
    recalls: Sequence[Recall]
    proceedings: Sequence[BreachProceeding]

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """(name, words, how many), in the order of the page."""
        return [(name, str(words), len(self.lists[name])) for name, words in WORDS.items()]


def compliance_of(case: Case, acting: Acting, reference: Reference) -> list[OrderCompliance]:
    """Every order of the person, those that stand first. As many queries for one order as for ten."""
    orders = orders_of(case.person_id)
    events = [one.event_id for one in orders]
    contacts = contacts_of(orders)
    inputs = standing_inputs(orders, contacts)
    for rows in contacts.values():
        hide_sensitive(acting, rows, case)
    warnings = list(Warning.objects.filter(event__in=events).select_related("letter", "by").order_by("given_on", "pk"))
    breaches = list(Breach.objects.filter(event__in=events).order_by("started_on"))
    recalls = list(Recall.objects.filter(event__in=events).order_by("decided_on"))
    work = list(BreachProceeding.objects.filter(event__in=events).order_by("started_at"))
    return [
        _order(
            sentence,
            inputs.get(sentence.event_id),
            contacts.get(sentence.event_id, []),
            [one for one in warnings if one.event_id == sentence.event_id],
            [one for one in breaches if one.event_id == sentence.event_id],
            [one for one in recalls if one.event_id == sentence.event_id],
            [one for one in work if one.event_id == sentence.event_id],
            reference,
        )
        for sentence in orders
    ]


def _order(
    sentence: Sentence,
    inputs: enforcement.StandingInputs | None,
    contacts: list[Contact],
    warnings: list[Warning],
    breaches: list[Breach],
    recalls: list[Recall],
    work: list[BreachProceeding],
    reference: Reference,
) -> OrderCompliance:
    outcome = enforcement.standing(inputs, **reference.where) if inputs else None
    counted = set(outcome.answer.failures) if outcome and outcome.answer else set()
    return OrderCompliance(
        sentence=sentence,
        stands=stands(sentence),
        outcome=outcome,
        lists=_lists(contacts, counted, reference),
        warnings=[WarningLine(one, _until(one, sentence, reference)) for one in warnings],
        breaches=breaches,
        recalls=recalls,
        proceedings=work,
    )


def _lists(contacts: list[Contact], counted: set[str], reference: Reference) -> dict[str, list[Contact]]:
    """Each contact under what it counts as; the failures are those the rule counts today."""
    found: dict[str, list[Contact]] = {name: [] for name in WORDS}
    for contact in contacts:
        if name := counts_as(contact.outcome_code, reference):
            found[name].append(contact)
        if ref(contact.pk) in counted:
            found["failures"].append(contact)
    return found


def counts_as(code: str, reference: Reference) -> str:
    """Under which name of WORDS an outcome is counted; "" for one that says nothing of how the person kept to it."""
    row = reference.outcomes.get(code)
    if row is None:
        return ""
    if code == AWAITED:
        return "awaiting"
    if row.counts_as_failure:
        return "unacceptable"
    if row.is_acceptable_absence:
        return "acceptable"
    return "kept" if row.attended == "yes" and row.complied == "yes" else ""


def _until(warning: Warning, sentence: Sentence, reference: Reference) -> date | None:
    """Until when a warning counts; None for one withdrawn, over, or of a sentence without such a law."""
    kind = sentence_kind(sentence)
    if warning.withdrawn_on is not None or kind is None:
        return None
    asked = enforcement.DutyInputs(kind, reference.on, reasonable_excuse=False, last_warning_on=warning.given_on)
    answer = enforcement.statutory_options(asked, **reference.where).answer
    return answer.warning_counts_until if answer and answer.under_a_warning else None


@dataclass(frozen=True, slots=True)
class Judgements:
    """How often a team's absences were accepted by professional judgement alone, in a window of time."""

    since: date
    until: date
    judgements: int
    decisions: int


def judgements_in(team: Team, *, since: date, until: date) -> Judgements:
    """Counts of the team's decisions that stand, never by person. One query."""
    rows = AbsenceDecision.objects.filter(
        contact__person__cases__team=team, at__date__gte=since, at__date__lt=until + timedelta(days=1), replaced_by=None
    ).exclude(decision=AbsenceDecision.Decision.WAIT)
    found = rows.aggregate(
        judgements=Count("pk", filter=Q(outcome_code=JUDGEMENT), distinct=True), decisions=Count("pk", distinct=True)
    )
    return Judgements(since, until, found["judgements"], found["decisions"])


def status_words(outcome: Outcome[enforcement.Standing] | None) -> str:
    """Where the order stands, in a sentence."""
    if outcome is None:
        return _("Served in custody: nothing is enforced here.")
    return outcome.sentence
