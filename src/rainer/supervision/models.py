"""Contacts and appointments with the person, and what a practitioner's day is made of."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from rainer.cases.models import Case, Intervention, LicenceCondition, Person, Requirement, SentenceEvent
from rainer.workforce.models import PractitionerTeam


class Contact(models.Model):
    """Something that happened, or an appointment. `type_code` and `outcome_code` are the case system's codes.

    `notes` is what was written when it was saved; later words are `ContactNote` rows, each signed and timed. At most
    one of requirement, licence condition and intervention is named. `version` guards against two people saving at once.
    """

    class Attended(models.TextChoices):
        YES = "yes", _("Attended")
        NO = "no", _("Missed")
        NOT_KNOWN = "not_known", _("Not known yet")

    class Complied(models.TextChoices):
        YES = "yes", _("Complied")
        NO = "no", _("Did not comply")
        NOT_KNOWN = "", _("Not known yet")

    class AskedBy(models.TextChoices):
        PERSON = "person", _("The person asked")
        SERVICE = "service", _("We asked")

    # Set by `supervision.access` for whoever asked, never kept: the case it was reached by, whether parts are hidden.
    case: Case
    is_hidden = False

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    type_code = models.CharField(max_length=6)
    at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    is_appointment = models.BooleanField(default=False)
    is_first_appointment = models.BooleanField(default=False)
    outcome_code = models.CharField(max_length=6, blank=True)
    attended = models.CharField(max_length=10, choices=Attended.choices, default=Attended.NOT_KNOWN)
    complied = models.CharField(max_length=3, choices=Complied.choices, blank=True, db_default="")
    outcome_at = models.DateTimeField(null=True, blank=True)
    notes = models.TextField(blank=True)
    description = models.CharField(max_length=200, blank=True, db_default="")
    location = models.CharField(max_length=120, blank=True, db_default="")
    is_sensitive = models.BooleanField(default=False)
    is_system = models.BooleanField(default=False, db_default=False)
    counts_for_rar = models.BooleanField(default=False, db_default=False)
    practitioner_team = models.ForeignKey(PractitionerTeam, on_delete=models.PROTECT, null=True, related_name="+")
    event = models.ForeignKey(SentenceEvent, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    requirement = models.ForeignKey(Requirement, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    licence_condition = models.ForeignKey(
        LicenceCondition, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    intervention = models.ForeignKey(Intervention, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    action_code = models.CharField(max_length=6, blank=True, db_default="")
    respond_by = models.DateField(null=True, blank=True)
    rescheduled_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="rescheduled_to"
    )
    asked_by = models.CharField(max_length=8, choices=AskedBy.choices, blank=True, db_default="")
    reschedule_reason = models.CharField(max_length=300, blank=True, db_default="")
    is_reason_sensitive = models.BooleanField(default=False, db_default=False)
    series = models.UUIDField(null=True, blank=True)
    external_reference = models.CharField(max_length=60, blank=True, db_default="")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    credited_minutes = models.PositiveIntegerField(null=True, blank=True)
    # The person's aims as they were called when they were worked on.
    worked_on = ArrayField(
        models.CharField(max_length=500),
        default=list,
        db_default=Value([], output_field=ArrayField(models.CharField(max_length=500))),
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at=None) | Q(ends_at__gt=F("at")), name="contact_ends_after_start"),
            models.CheckConstraint(
                condition=(
                    Q(requirement=None, licence_condition=None)
                    | Q(requirement=None, intervention=None)
                    | Q(licence_condition=None, intervention=None)
                ),
                name="contact_is_for_one_thing",
            ),
            models.UniqueConstraint(
                fields=["external_reference"], condition=~Q(external_reference=""), name="external_reference_once"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-at"]),
            models.Index(
                fields=["practitioner_team", "at"],
                condition=Q(is_appointment=True, cancelled_at=None),
                name="contact_diary",
            ),
            models.Index(
                fields=["practitioner_team", "at"],
                condition=Q(is_appointment=True, cancelled_at=None, outcome_code=""),
                name="contact_without_outcome",
            ),
            models.Index(
                fields=["practitioner_team", "at"], condition=Q(outcome_code="AFTA"), name="contact_awaiting_decision"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="notes_never_change",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__notes__df=pgtrigger.F("new__notes")),
            ),
            pgtrigger.Protect(
                name="sensitive_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__is_sensitive=True, new__is_sensitive=False),
            ),
        ]


class ContactNote(models.Model):
    """Words added to a contact after it was saved. Never changed."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="added_notes")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["contact", "at"])]
        triggers = [pgtrigger.Protect(name="note_never_changes", operation=pgtrigger.Update)]


class TimeCorrection(models.Model):
    """What a contact's time was before someone corrected it: both are shown."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="corrections")
    was_at = models.DateTimeField()
    was_ends_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["contact", "at"])]
        triggers = [pgtrigger.Protect(name="correction_never_changes", operation=pgtrigger.Update)]


class Submission(models.Model):
    """A form that was sent, by the key it carried, and what came of it: sent again, it gives the same."""

    key = models.UUIDField(primary_key=True)
    operation = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"])]


class Alert(models.Model):
    """A contact raised to its practitioner until someone clears it."""

    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="alert")
    practitioner_team = models.ForeignKey(PractitionerTeam, on_delete=models.PROTECT, related_name="alerts")
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["practitioner_team"], condition=Q(cleared_at=None), name="alert_not_cleared"),
        ]


class Task(models.Model):
    """Something a person typed in for someone to do. What rules ask for is derived, not kept: see `policy.tasks`."""

    class Repeats(models.TextChoices):
        NO = "", _("Once")
        WEEK = "week", _("Every week")
        FOUR_WEEKS = "four_weeks", _("Every 4 weeks")

    owner = models.ForeignKey(PractitionerTeam, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    team = models.ForeignKey("organisation.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    title = models.CharField(max_length=200)
    due = models.DateField()
    is_must = models.BooleanField(default=False)
    repeats = models.CharField(max_length=10, choices=Repeats.choices, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    dismissed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(owner=None, team=None), name="task_has_an_owner_or_a_team"),
        ]
        indexes = [
            models.Index(fields=["owner", "due"], condition=Q(done_at=None), name="task_open_by_owner"),
            models.Index(fields=["team", "due"], condition=Q(done_at=None), name="task_open_by_team"),
        ]


class Snooze(models.Model):
    """An item of Today put off until a day, with who, why. `item` is the derived task's key or "task:42"."""

    item = models.CharField(max_length=80)
    practitioner_team = models.ForeignKey(PractitionerTeam, on_delete=models.PROTECT, related_name="snoozes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    until = models.DateField()
    to_end_of_day = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["practitioner_team", "until"])]


class DoesNotFit(models.Model):
    """A practitioner said the day holds more than fits: what will not get done, with the load as it stood."""

    practitioner_team = models.ForeignKey(PractitionerTeam, on_delete=models.PROTECT, related_name="said_does_not_fit")
    on = models.DateField()
    items = models.JSONField()
    words = models.TextField(blank=True)
    load_percent = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    said_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["practitioner_team", "-on"])]


class Reminder(models.Model):
    """A text or e-mail to the person about an appointment: in the outbox until it is sent, visible to staff."""

    class Channel(models.TextChoices):
        SMS = "sms", _("Text")
        EMAIL = "email", _("E-mail")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not sent: we are trying again")
        GIVEN_UP = "given_up", _("Not sent")
        STOPPED = "stopped", _("Stopped before it was sent")
        NO_SENDER = "no_sender", _("Not sent: no service is set up to send it")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="reminders")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    to = models.CharField(max_length=254)
    body = models.TextField()
    send_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=80, unique=True)

    class Meta:
        indexes = [models.Index(fields=["state", "send_at"])]


class DiaryFeed(models.Model):
    """A private address of someone's diary for their calendar. Only its hash is kept; it can be taken back."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="diary_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_read_at = models.DateTimeField(null=True, blank=True)
