"""The prioritising framework: which colour a unit stands under, and what is lawfully not done because of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rainer.cases.models import Person
from rainer.organisation.models import DeliveryUnit


class FrameworkStatus(models.Model):
    """A unit's colour from a day, who authorised it, until when it must be reviewed. The latest row is in force."""

    class Colour(models.TextChoices):
        GREEN = "green", _("Green")
        AMBER = "amber", _("Amber")
        RED = "red", _("Red")

    unit = models.ForeignKey(DeliveryUnit, on_delete=models.PROTECT, related_name="framework_statuses")
    colour = models.CharField(max_length=5, choices=Colour.choices)
    framework_version = models.CharField(max_length=40)
    starts = models.DateField()
    review_by = models.DateField(null=True, blank=True)
    authorised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    authoriser_role = models.CharField(max_length=20)
    reasons = models.JSONField(default=dict)
    exit_tests = models.JSONField(default=list)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(review_by=None) | Q(review_by__gte=F("starts")), name="status_reviewed_after_it_starts"
            )
        ]
        indexes = [models.Index(fields=["unit", "-starts", "-made_at"])]


class Support(models.Model):
    """Help promised to a unit under Red: what, who owns it, by when, and whether it came."""

    class Kind(models.TextChoices):
        STAFF_LENT = "staff_lent", _("Staff lent")
        RECRUITMENT = "recruitment", _("Recruitment")
        CASES_MOVED = "cases_moved", _("Cases moved")
        REPORTS = "reports", _("Help with reports")
        OTHER = "other", _("Other")

    status = models.ForeignKey(FrameworkStatus, on_delete=models.CASCADE, related_name="support")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    what = models.CharField(max_length=200)
    owner = models.CharField(max_length=120)
    due = models.DateField()
    came_on = models.DateField(null=True, blank=True)


class StatusReview(models.Model):
    """A weekly review of a unit's status: done by whom, when, and what was said."""

    status = models.ForeignKey(FrameworkStatus, on_delete=models.CASCADE, related_name="reviews")
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=500)


class Instruction(models.Model):
    """An instruction about a task, dated, by an authority, for a place: two that conflict give one answer."""

    task_code = models.CharField(max_length=40)
    says = models.CharField(max_length=10)
    words = models.CharField(max_length=300)
    authority = models.CharField(max_length=20)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    region = models.ForeignKey("organisation.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(DeliveryUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)


class SuspendedItem(models.Model):
    """A task lawfully not done because of the colour, on one person's record, with its catch-up date.

    `starts` is the first day it was put off and `due` when it should have been done: neither changes. Once the
    colour no longer lets it wait it is to be caught up, from `lifted_on`, until it ends.
    """

    class HowEnded(models.TextChoices):
        DONE = "done", _("Done, or not needed any more")
        CASE_CLOSED = "case_closed", _("The case was closed")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="suspended_items")
    task_code = models.CharField(max_length=40)
    item = models.CharField(max_length=80)
    name = models.CharField(max_length=120, default="")
    due = models.DateField(null=True, blank=True)
    status = models.ForeignKey(FrameworkStatus, on_delete=models.PROTECT, related_name="suspended")
    starts = models.DateField()
    catch_up_by = models.DateField(null=True, blank=True)
    lifted_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    how_ended = models.CharField(max_length=40, blank=True, choices=HowEnded.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "item"], condition=Q(ended_on=None), name="item_suspended_once")
        ]
