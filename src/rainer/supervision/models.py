"""Contacts and appointments with the person."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rainer.cases.models import Person
from rainer.workforce.models import PractitionerTeam


class Contact(models.Model):
    """Something that happened, or an appointment. `type_code` and `outcome_code` are the case system's codes."""

    class Attended(models.TextChoices):
        YES = "yes", _("Attended")
        NO = "no", _("Missed")
        NOT_KNOWN = "not_known", _("Not known yet")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    type_code = models.CharField(max_length=6)
    at = models.DateTimeField()
    is_appointment = models.BooleanField(default=False)
    is_first_appointment = models.BooleanField(default=False)
    outcome_code = models.CharField(max_length=6, blank=True)
    attended = models.CharField(max_length=10, choices=Attended.choices, default=Attended.NOT_KNOWN)
    notes = models.TextField(blank=True)
    is_sensitive = models.BooleanField(default=False)
    practitioner_team = models.ForeignKey(PractitionerTeam, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["person", "-at"])]
