"""A practitioner's day: appointments, what must and should be done, what is paused, and whether it fits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from rainer.cases.access import limited_person_ids
from rainer.cases.models import Case
from rainer.cases.queries.opening_notices import Notice, notices_for
from rainer.common import clock
from rainer.common.models import Draft
from rainer.enforcement.models import AbsenceDecision, EnforcementAction
from rainer.organisation.access import Acting
from rainer.organisation.models import Team
from rainer.overview.today.items import Line, Work, appointments_on, open_work
from rainer.overview.today.signing import AskedToSign, asked_to_sign, waits_by_team
from rainer.policy import tasks
from rainer.policy.outcome import Outcome
from rainer.rulebook.queries import place_of
from rainer.supervision.inputs import start_of
from rainer.supervision.models import Alert, Contact, DoesNotFit, Task
from rainer.supervision.queries.alerts import alerts_of
from rainer.supervision.queries.before import mine
from rainer.supervision.queries.lists import Row, own_q, rows_of
from rainer.supervision.queries.waiting import waiting_for_outcome
from rainer.supervision.reference import Reference
from rainer.tiering.models import TierDecision, TierOverride
from rainer.web.forms import drafts
from rainer.workforce.models import ContractedHours, PractitionerTeam


@dataclass
class Day:
    """All that Today shows to one practitioner."""

    acting: Acting
    reference: Reference
    owners: Sequence[PractitionerTeam]
    work: Work
    appointments: Sequence[Row]
    kept_out: Collection[int]

    @cached_property
    def outcomes(self) -> int:
        """How many wait for their outcome: as many as the list behind it has rows."""
        return waiting_for_outcome(own_q(self.acting), self.reference, at=clock.now()).count()

    def lines(self, word: str) -> list[Line]:
        return [line for line in self.work.lines if line.word == word and not line.is_put_off]

    @property
    def put_off(self) -> list[Line]:
        return [line for line in self.work.lines if line.is_put_off]

    @property
    def still_to_keep(self) -> list[Row]:
        return [row for row in self.appointments if not row.contact.outcome_code]

    @property
    def kept_or_not(self) -> list[Row]:
        return [row for row in self.appointments if row.contact.outcome_code]

    @cached_property
    def tasks_done(self) -> list[Task]:
        rows = Task.objects.filter(done_by=self.acting.user, done_at__gte=start_of(self.reference.on))
        return list(rows.select_related("person").order_by("done_at"))

    @cached_property
    def decided(self) -> list[AbsenceDecision]:
        rows = AbsenceDecision.objects.filter(by=self.acting.user, at__gte=start_of(self.reference.on))
        return list(rows.select_related("contact__person").order_by("at"))

    @property
    def done(self) -> int:
        return len(self.kept_or_not) + len(self.tasks_done) + len(self.decided)

    @cached_property
    def asked_of_others(self) -> list[EnforcementAction]:
        """Letters and referrals the user left to a case administrator, not done yet."""
        rows = EnforcementAction.objects.filter(by=self.acting.user, for_whom="admin", done_at=None)
        return list(rows.select_related("contact__person").order_by("respond_by", "at", "pk"))

    @cached_property
    def said_does_not_fit(self) -> DoesNotFit | None:
        """What the user said of today, and what the senior answered."""
        rows = DoesNotFit.objects.filter(practitioner_team__in=self.owners, on=self.reference.on)
        return rows.select_related("answered_by").order_by("-said_at", "-pk").first()

    @cached_property
    def changes(self) -> list[TierDecision]:
        return tier_changes(self.work.cases, self.reference)

    @cached_property
    def overrides(self) -> list[TierOverride]:
        return overrides_moved(self.work.cases, self.reference)

    @cached_property
    def alerts(self) -> list[Alert]:
        return list(alerts_of(self.acting))

    @cached_property
    def drafts(self) -> list[Draft]:
        return drafts.mine(self.acting.user)

    @cached_property
    def fit(self) -> Outcome[tasks.Fit] | None:
        """Whether it fits; None where nobody has recorded the user's hours. Never kept."""
        minutes = working_minutes(self.owners, self.reference)
        if minutes is None:
            return None
        must = [line.task.kind for line in self.lines("must")] + ["outcome_missing"] * self.outcomes
        inputs = tasks.DayInputs(
            minutes, tuple(_minutes(row.contact, self.reference) for row in self.appointments), tuple(must)
        )
        place = place_of(self.owners[0].team.unit)
        return tasks.fits_the_day(inputs, on=self.reference.on, place=place, rulebook=self.reference.rulebook)

    @cached_property
    def openings(self) -> Sequence[Notice]:
        """Restricted records of theirs that somebody opened, until they have seen it."""
        return notices_for(self.acting)

    @cached_property
    def asked(self) -> list[AskedToSign]:
        """What was asked of the user by name."""
        return asked_to_sign(self.acting)

    @cached_property
    def to_sign(self) -> list[tuple[Team, int]]:
        """By team the user leads, how much waits there for a second person: as many as the list behind it has."""
        return [(team, kinds.total()) for team, kinds in waits_by_team(self.acting)]

    def is_limited(self, line: Line) -> bool:
        return line.person is not None and line.person.pk in self.kept_out


def owners_of(acting: Acting) -> list[PractitionerTeam]:
    return list(mine(acting).select_related("practitioner", "team__unit__region", "manager").order_by("pk"))


def day_of(acting: Acting) -> Day:
    """A fixed number of queries, whatever the caseload."""
    reference = Reference.anywhere(on=acting.on)
    owners = owners_of(acting)
    work = open_work(owners, reference)
    rows = rows_of(acting, appointments_on(owners, reference), reference)
    people = {line.person.pk for line in work.lines if line.person is not None}
    people |= {case.person_id for case in work.cases}
    return Day(acting, reference, owners, work, rows, limited_person_ids(acting, people))


def tier_changes(cases: Collection[Case], reference: Reference) -> list[TierDecision]:
    """Tiers of these cases that changed within the week, with what each was before as `before`. One query."""
    earlier = TierDecision.objects.filter(case=OuterRef("case"), scheme=OuterRef("scheme"), at__lt=OuterRef("at"))
    rows = (
        TierDecision.objects.filter(
            case__in=cases, at__gte=start_of(reference.on - timedelta(days=_setting("changes_days", reference)))
        )
        .annotate(before=Subquery(earlier.order_by("-at").values("tier")[:1]))
        .select_related("case__person")
        .order_by("-at", "-pk")
    )
    return [row for row in rows if getattr(row, "before", None) not in (None, row.tier)]


def overrides_moved(cases: Collection[Case], reference: Reference) -> list[TierOverride]:
    """Overrides of the tiers of these cases that somebody decided on, or that ended, within the week. One query."""
    since = start_of(reference.on - timedelta(days=_setting("changes_days", reference)))
    moved = Q(decided_at__gte=since) | Q(ended_at__gte=since)
    rows = TierOverride.objects.filter(moved, case__in=cases).select_related("case__person")
    return list(rows.annotate(moved_at=Coalesce("ended_at", "decided_at")).order_by("-moved_at", "-pk"))


def _setting(name: str, reference: Reference) -> int:
    return int(reference.rulebook.value("overview.pages", on=reference.on, place=reference.place).value[name])


def working_minutes(owners: Collection[PractitionerTeam], reference: Reference) -> int | None:
    """A working day's part of the week's hours in all their teams. One query."""
    newest = (
        ContractedHours.objects.filter(practitioner_team__in=owners, starts__lte=reference.on)
        .order_by("practitioner_team", "-starts")
        .distinct("practitioner_team")
    )
    hours = [row.hours for row in newest]
    return round(sum(hours, Decimal(0)) * 60 / _setting("working_days_a_week", reference)) if hours else None


def _minutes(contact: Contact, reference: Reference) -> int:
    if contact.ends_at is not None:
        return round((contact.ends_at - contact.at).total_seconds() / 60)
    kind = reference.types.get(contact.type_code)
    return kind.minutes if kind else 0
