"""Limited records: who is kept out, who alone is let in, and who opened one with a reason."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rainer.cases.models.person import Person


class LimitedAccess(models.Model):
    """What exclusions and restrictions share: a user, days, a reason, who set it, and words for the refused."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    reason = models.TextField()
    message = models.CharField(max_length=300, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class Exclusion(LimitedAccess):
    """A named user kept out of one person's record."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="exclusions")


class Restriction(LimitedAccess):
    """A named user let in to a record that is closed to everyone else."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="restrictions")


class BreakGlass(models.Model):
    """A limited record opened with a reason, for an hour; its owner was told at once.

    `about` names one sensitive part that was opened instead ("contact:42"); empty, it is the record.
    """

    class Ground(models.TextChoices):
        HARM = "harm", _("Someone may be harmed now")
        COVERING = "covering", _("I am covering")
        COURT_OR_POLICE = "court_or_police", _("Court or police need it now")
        OTHER = "other", _("Other")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=40, blank=True, db_default="")
    ground = models.CharField(max_length=16, choices=Ground.choices)
    reason = models.TextField()
    opened_at = models.DateTimeField()
    open_until = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "person", "open_until"]),
            models.Index(fields=["person", "opened_at"]),
        ]


class OpeningSeen(models.Model):
    """Someone who was told of an opening has seen it: it no longer stands on their pages."""

    opening = models.ForeignKey(BreakGlass, on_delete=models.CASCADE, related_name="seen")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opening", "by"], name="an_opening_is_seen_once")]


class Asked(models.Model):
    """Someone asked to sign or decide in one matter of a person ("recall-proceeding:5"), until it is over.

    `standing` says as what. Where they stand in for somebody, the person may be outside their own teams: then it lets
    them read the record.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=40)
    standing = models.CharField(max_length=120)
    is_stand_in = models.BooleanField(default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user"], condition=models.Q(ended_at=None), name="asked_of_a_user")]
        constraints = [
            models.UniqueConstraint(
                fields=["about", "user"], condition=models.Q(ended_at=None), name="asked_once_at_a_time"
            )
        ]
