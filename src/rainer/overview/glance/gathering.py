"""A person at a glance: what someone who never met them needs in order to take the case over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from rainer.assessments.models import AssessmentRecord, PredictorScore
from rainer.assessments.queries.answers import Told
from rainer.assessments.queries.harm import sentences
from rainer.assessments.queries.plans import InShort, in_short
from rainer.assessments.queries.records import form_of, newest_finished
from rainer.assessments.queries.scores import newest_scores
from rainer.cases.models import (
    Adjustment,
    Case,
    Licence,
    LicenceCondition,
    OwnWords,
    PersonalCircumstance,
    PersonalContact,
    Requirement,
)
from rainer.cases.queries import PersonSummary, person_summary
from rainer.cases.queries.matters import adjustments_of
from rainer.common import clock
from rainer.enforcement.models import BreachProceeding, Warning
from rainer.enforcement.queries.compliance import counts_as
from rainer.organisation.access import Acting
from rainer.overview.today.items import Line, work_of_case
from rainer.supervision.access import hide_sensitive
from rainer.supervision.inputs import local
from rainer.supervision.models import Contact
from rainer.supervision.queries.progress import RequirementLine, lines_for
from rainer.supervision.queries.waiting import waiting_for_outcome
from rainer.supervision.reference import Reference
from rainer.web.charts import Chart, ComplianceMark, Flag, compliance_over_time

# What has room on one side of paper: 53 weeks of marks, the next few appointments, the first few needs.
A_YEAR = timedelta(days=371)
NEXT, NEEDS = 4, 5


@dataclass
class Glance:
    """All that the page shows. Everything is read once, whatever is recorded."""

    case: Case
    acting: Acting
    reference: Reference
    at: datetime

    @property
    def on(self) -> date:
        return self.reference.on

    @property
    def in_force(self) -> Q:
        return Q(starts__lte=self.on) & (Q(ends=None) | Q(ends__gte=self.on))

    @cached_property
    def summary(self) -> PersonSummary:
        return person_summary(self.case, on=self.on)

    @cached_property
    def work(self) -> list[Line]:
        """What is to be done, musts first; nothing of a case that is closed."""
        return (
            []
            if self.case.closed_on
            else [one for one in work_of_case(self.case, self.reference) if one.word != "paused"]
        )

    @cached_property
    def without_outcome(self) -> list[Contact]:
        whose = Q(person=self.case.person_id)
        return list(waiting_for_outcome(whose, self.reference, at=self.at))

    @cached_property
    def own_words(self) -> list[OwnWords]:
        rows = OwnWords.objects.filter(person=self.case.person_id, ended_on=None)
        return list(rows.order_by("-said_on", "pk"))

    def said(self, kind: str) -> list[OwnWords]:
        return [one for one in self.own_words if one.kind == kind]

    @cached_property
    def plan(self) -> InShort | None:
        return in_short(self.case.person_id)

    @cached_property
    def life(self) -> list[PersonalCircumstance]:
        rows = PersonalCircumstance.objects.filter(self.in_force, person=self.case.person_id)
        return list(rows.order_by("kind", "-starts"))

    @cached_property
    def around(self) -> list[PersonalContact]:
        """People around them, whom to ring in an emergency first."""
        rows = PersonalContact.objects.filter(self.in_force, person=self.case.person_id)
        return list(rows.order_by("-is_emergency", "name"))

    @cached_property
    def adjustments(self) -> list[Adjustment]:
        return adjustments_of(self.case.person_id, on=self.on)

    @cached_property
    def scores(self) -> list[PredictorScore]:
        return newest_scores(self.case.person_id, self.on)

    @cached_property
    def assessed(self) -> AssessmentRecord | None:
        return newest_finished(self.case.person_id)

    @property
    def harm(self) -> list[Told]:
        """Who may be harmed, how, when, and what raises and lowers it, in the words of the newest signed assessment."""
        return sentences(form_of(self.assessed), self.assessed.answers) if self.assessed else []

    @cached_property
    def requirements(self) -> list[RequirementLine]:
        """Those that have not ended, of sentences that have not, with how far each has come."""
        rows = Requirement.objects.filter(
            event__person=self.case.person_id, terminated_on=None, event__sentence__terminated_on=None
        )
        rows = rows.select_related("event__sentence").order_by("event__number", "pk")
        return lines_for(rows, self.reference)

    @cached_property
    def licences(self) -> list[Licence]:
        """Those in force, each with how many conditions it has, and how many beyond the standard ones."""
        in_force = Q(conditions__ends=None) | Q(conditions__ends__gt=self.on)
        beyond = ~Q(conditions__kind=LicenceCondition.Kind.STANDARD)
        return list(
            Licence.objects.filter(
                event__person=self.case.person_id, replaced_on=None, event__sentence__terminated_on=None
            )
            .annotate(
                all_conditions=Count("conditions", filter=in_force),
                beyond=Count("conditions", filter=in_force & beyond),
            )
            .order_by("event__number")
        )

    @cached_property
    def next(self) -> list[Contact]:
        # One that has begun is the next until it is over.
        not_over = Q(at__gte=self.at) | Q(ends_at__gt=self.at)
        rows = Contact.objects.filter(
            not_over, person=self.case.person_id, is_appointment=True, cancelled_at=None, outcome_code=""
        ).select_related("practitioner_team__practitioner")
        return hide_sensitive(self.acting, rows.order_by("at", "pk")[:NEXT], self.case)

    @cached_property
    def last(self) -> Contact | None:
        """When they were last seen or heard from, by anyone."""
        rows = Contact.objects.filter(
            person=self.case.person_id, attended=Contact.Attended.YES, cancelled_at=None, at__lte=self.at
        ).select_related("practitioner_team__practitioner")
        return next(iter(hide_sensitive(self.acting, rows.order_by("-at", "-pk")[:1], self.case)), None)

    @cached_property
    def chart(self) -> Chart:
        return compliance_chart(self.case, self.reference)

    @property
    def changes_of_holder(self) -> int:
        """How often the case moved within the last twelve months."""
        year_ago = self.at - timedelta(days=365)
        return sum(1 for one in self.summary.holdings[:-1] if one.starts_at >= year_ago)


def glance_of(case: Case, acting: Acting, reference: Reference) -> Glance:
    return Glance(case, acting, reference, clock.now())


def compliance_chart(case: Case, reference: Reference) -> Chart:
    """What came of a year of appointments, with warnings and breach. Three queries."""
    since = reference.on - A_YEAR
    rows = (
        Contact.objects.filter(person=case.person_id, is_appointment=True, cancelled_at=None, at__date__gte=since)
        .exclude(outcome_code="")
        .values_list("at", "outcome_code")
    )
    marks = [ComplianceMark(local(at).date(), what) for at, code in rows if (what := counts_as(code, reference))]
    return compliance_over_time(marks, _flags(case, since), until=reference.on)


def _flags(case: Case, since: date) -> Sequence[Flag]:
    warnings = Warning.objects.filter(event__person=case.person_id, given_on__gte=since, withdrawn_on=None)
    breaches = BreachProceeding.objects.filter(person=case.person_id, started_at__date__gte=since)
    found = [Flag(one.given_on, _("Warning")) for one in warnings]
    found += [Flag(local(one.started_at).date(), _("Breach")) for one in breaches]
    return sorted(found, key=lambda one: one.on)
