"""Dated entries in the register ("flags") and their reviews."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from rainer.cases.models.person import Person


class Registration(models.Model):
    """A dated register entry, a "flag" on pages. `type_code` is the register's own code (MAPP, RHRH, RCPR, …)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="registrations")
    type_code = models.CharField(max_length=6)
    level = models.CharField(max_length=4, blank=True)
    category = models.CharField(max_length=4, blank=True)
    starts = models.DateField()
    next_review = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    is_staff_safety = models.BooleanField(default=False)
    notes = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    removal_reason = models.TextField(blank=True, db_default="")

    class Meta:
        indexes = [models.Index(fields=["person", "type_code"], condition=Q(ends=None), name="registration_in_force")]


class RegistrationReview(models.Model):
    """A review of a registration that was done: who, when, what it said, when the next is."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="reviews")
    was_due = models.DateField(null=True, blank=True)
    done_on = models.DateField()
    next_review = models.DateField(null=True, blank=True)
    notes = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
