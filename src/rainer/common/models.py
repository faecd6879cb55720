"""The event log: audit and timeline in one. Rows are only ever added; the database refuses anything else."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class LogEntry(models.Model):
    """One thing that happened: who, what, about whom, when, by which way in.

    The table is partitioned by month on `at` and protected by triggers (see the migrations), so Django does not
    manage it. `subject` is "kind:id" ("case:42"); `person_id` is set for everything about a person, so that a
    timeline and "who looked at this record" are one index away.
    """

    class Kind(models.TextChoices):
        CHANGE = "change", _("Change")
        READ = "read", _("Read")
        REFUSED = "refused", _("Refused")
        SIGN_IN = "sign_in", _("Sign-in")
        SYSTEM = "system", _("System")

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )
    person_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=80)
    unit_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    way_in = models.CharField(max_length=10, default="page")
    request_id = models.CharField(max_length=36, blank=True)

    class Meta:
        managed = False
        db_table = "common_logentry"


class LogSeal(models.Model):
    """A batch of the log sealed: the hash of its entries chained to the seal before it."""

    sealed_at = models.DateTimeField()
    entries = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)


class LogSealedEntry(models.Model):
    """Which seal holds an entry, and the entry's place and hash in it."""

    entry_id = models.BigIntegerField(primary_key=True)
    entry_at = models.DateTimeField()
    seal = models.ForeignKey(LogSeal, on_delete=models.PROTECT, related_name="sealed")
    position = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        indexes = [BrinIndex(fields=["entry_at"])]
        constraints = [models.UniqueConstraint(fields=["seal", "position"], name="one_entry_per_position")]


class Message(models.Model):
    """A message to send: a reference and a link, never details of a case. The outbox everyone can look at."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not sent: we are trying again")
        GIVEN_UP = "given_up", _("Not sent")

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    reference = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"])]
        constraints = [
            models.UniqueConstraint(fields=["reference", "to"], name="one_message_per_reference_and_address")
        ]


class Draft(models.Model):
    """What someone typed and has not sent: kept so that a lost session loses nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=120)
    data = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form"], name="one_draft_per_user_and_form")]


class LastView(models.Model):
    """The filter somebody last chose for a list, as the query of its address: offered to them, never applied unasked."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="last_views")
    path = models.CharField(max_length=200)
    query = models.CharField(max_length=1000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="one_last_view_per_user_and_list")]
