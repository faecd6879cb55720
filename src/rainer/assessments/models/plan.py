"""The plan made with a person: its goals and steps, what was said of them, and each version kept for good."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rainer.cases.models import Person

USER = settings.AUTH_USER_MODEL


def _stands(name: str) -> list[Any]:
    return [pgtrigger.Protect(name=name, operation=pgtrigger.Update | pgtrigger.Delete)]


class Changed(models.Model):
    """Who changed a row last; `version` counts the changes, so that two people who write at once are told."""

    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True


class Plan(Changed):
    """One a person. `version` counts every change of it, its goals and its steps: what is agreed to is what was seen.

    `planned_on` is the day the person was first asked about it, or it was last looked at again together.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", _("Draft")
        AGREED = "AGREED", _("Agreed")
        DO_NOT_AGREE = "DO_NOT_AGREE", _("Did not agree")
        COULD_NOT_ANSWER = "COULD_NOT_ANSWER", _("Could not be asked")
        UPDATED_AGREED = "UPDATED_AGREED", _("Agreed when asked again")
        UPDATED_DO_NOT_AGREE = "UPDATED_DO_NOT_AGREE", _("Did not agree when asked again")

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="plan")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.DRAFT)
    started_on = models.DateField()
    planned_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="DRAFT", planned_on=None) | ~Q(status="DRAFT") & Q(planned_on__isnull=False),
                name="a_plan_is_given_on_a_day",
            )
        ]

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.DRAFT


class Goal(Changed):
    """What the person wants to change or reach. Active with a day to reach it by, for later without one."""

    class Status(models.TextChoices):
        ACTIVE = "ACTIVE", _("Working on it")
        FUTURE = "FUTURE", _("Not now")
        ACHIEVED = "ACHIEVED", _("Achieved")
        REMOVED = "REMOVED", _("Removed")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="goals")
    title = models.TextField()
    is_own_words = models.BooleanField(default=False)
    area = models.CharField(max_length=20)
    related = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    target_on = models.DateField(null=True, blank=True)
    remind_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices)
    position = models.PositiveIntegerField(default=0)
    closed_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["plan", "position"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="ACTIVE") | Q(target_on__isnull=False), name="an_active_goal_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["ACTIVE", "FUTURE"], closed_on=None)
                | Q(status__in=["ACHIEVED", "REMOVED"], closed_on__isnull=False),
                name="a_goal_that_is_over_has_a_day",
            ),
        ]

    @property
    def is_over(self) -> bool:
        return self.closed_on is not None


class Step(Changed):
    """Who does what by when. `moved_on` is the day it was added or last changed where it stands."""

    class Actor(models.TextChoices):
        PERSON = "person", _("The person")
        PRACTITIONER = "practitioner", _("Probation practitioner")
        PROGRAMME = "programme", _("Programme staff")
        AGENCY = "agency", _("Partnership agency")
        CRS = "crs", _("Commissioned rehabilitative services provider")
        PRISON = "prison", _("Prison offender manager")
        SOMEONE_ELSE = "someone_else", _("Someone else")

    class Status(models.TextChoices):
        NOT_STARTED = "NOT_STARTED", _("Not started")
        IN_PROGRESS = "IN_PROGRESS", _("In progress")
        CANNOT_BE_DONE_YET = "CANNOT_BE_DONE_YET", _("Cannot be done yet")
        NO_LONGER_NEEDED = "NO_LONGER_NEEDED", _("No longer needed")
        COMPLETED = "COMPLETED", _("Completed")

    OPEN = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.CANNOT_BE_DONE_YET)

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="steps")
    description = models.TextField()
    actor = models.CharField(max_length=14, choices=Actor.choices)
    who_name = models.CharField(max_length=120, blank=True)
    by_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.NOT_STARTED)
    moved_on = models.DateField()
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(actor="someone_else") | ~Q(who_name=""), name="someone_else_has_a_name")
        ]

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN


class GoalNote(models.Model):
    """What was said of a goal. `how` is how the person says it is going, `text` their words where it is progress."""

    class Kind(models.TextChoices):
        PROGRESS = "PROGRESS", _("How it is going")
        ACHIEVED = "ACHIEVED", _("Achieved")
        REMOVED = "REMOVED", _("Removed")
        READDED = "READDED", _("Taken up again")

    class How(models.TextChoices):
        MUCH_BETTER = "much_better", _("A lot better")
        BETTER = "better", _("A bit better")
        SAME = "same", _("The same")
        WORSE = "worse", _("A bit worse")
        MUCH_WORSE = "much_worse", _("A lot worse")

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    how = models.CharField(max_length=12, choices=How.choices, blank=True)
    text = models.TextField(blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["goal", "-at"])]
        triggers = _stands("goal_note_stands")


class WorkedOn(models.Model):
    """A contact at which a goal, or one step of it, was worked on. Gone again where that was taken back."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="worked_on")
    step = models.ForeignKey(Step, on_delete=models.CASCADE, null=True, related_name="worked_on")
    contact_id = models.BigIntegerField(unique=True)
    on = models.DateField()


class ProgressNote(models.Model):
    """What was found when the plan was looked at again, in full; the names of both are kept as they were."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        DO_NOT_KNOW = "dont_know", _("Do not know")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="progress_notes")
    text = models.TextField()
    person_says = models.TextField(blank=True)
    is_support_needed = models.CharField(max_length=9, choices=Answer.choices)
    support_why = models.TextField(blank=True)
    was_involved = models.BooleanField()
    involved_why = models.TextField(blank=True)
    practitioner_name = models.CharField(max_length=120)
    person_name = models.CharField(max_length=120)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["plan", "-at"])]
        triggers = _stands("plan_progress_note_stands")


class Agreement(models.Model):
    """What the person said of the plan on a day, with the names of both as they were."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="agreements")
    status = models.CharField(max_length=20, choices=Plan.Status.choices)
    details = models.TextField(blank=True)
    practitioner_name = models.CharField(max_length=120)
    person_name = models.CharField(max_length=120)
    on = models.DateField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["plan", "-at"])]
        triggers = _stands("plan_agreement_stands")


class PlanVersion(models.Model):
    """A copy of the plan as it was when it was agreed or looked at again, with the hash of what it says."""

    class Why(models.TextChoices):
        AGREEMENT = "agreement", _("The person was asked")
        REVIEW = "review", _("Looked at again")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    why = models.CharField(max_length=10, choices=Why.choices)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_plan_version_per_number")]
        triggers = _stands("plan_version_stands")

    @property
    def is_as_kept(self) -> bool:
        return digest_of(self.content) == self.digest


def digest_of(content: Any) -> str:
    """The hash of a copy: of its facts, whatever order they are told in."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
