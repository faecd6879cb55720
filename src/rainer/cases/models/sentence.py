"""What the court imposed and what has happened to it: events, sentences, requirements, licences, recall and breach."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rainer.cases.models.person import Person


class SentenceEvent(models.Model):
    """One court episode, with the small number everyone quotes."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sentence_events")
    number = models.PositiveSmallIntegerField()
    court = models.CharField(max_length=100, blank=True)
    convicted_on = models.DateField(null=True, blank=True)
    main_offence = models.CharField(max_length=200, blank=True)
    offence_code = models.CharField(max_length=5, blank=True)
    is_active = models.BooleanField(default=True)
    referred_on = models.DateField(null=True, blank=True)
    responsible_court = models.CharField(max_length=100, blank=True, db_default="")
    offence_on = models.DateField(null=True, blank=True)
    offence_count = models.PositiveSmallIntegerField(default=1, db_default=1)
    notes = models.TextField(blank=True, db_default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="one_event_per_number")]


class Offence(models.Model):
    """A further offence of the same court episode."""

    event = models.ForeignKey(SentenceEvent, on_delete=models.CASCADE, related_name="further_offences")
    code = models.CharField(max_length=5, blank=True)
    description = models.CharField(max_length=200)
    on = models.DateField(null=True, blank=True)
    count = models.PositiveSmallIntegerField(default=1)


class CourtAppearance(models.Model):
    event = models.ForeignKey(SentenceEvent, on_delete=models.CASCADE, related_name="appearances")
    on = models.DateField()
    court = models.CharField(max_length=100)
    kind = models.CharField(max_length=40, blank=True)
    plea = models.CharField(max_length=30, blank=True)
    outcome = models.CharField(max_length=80, blank=True)


class Sentence(models.Model):
    class Kind(models.TextChoices):
        COMMUNITY_ORDER = "community_order", _("Community order")
        SUSPENDED = "suspended_sentence_order", _("Suspended sentence order")
        CUSTODIAL = "custodial", _("Custodial sentence")

    event = models.OneToOneField(SentenceEvent, on_delete=models.CASCADE, related_name="sentence")
    kind = models.CharField(max_length=24, choices=Kind.choices)
    type_code = models.CharField(max_length=6, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    released_on = models.DateField(null=True, blank=True)
    release_expected_on = models.DateField(null=True, blank=True)
    terminated_on = models.DateField(null=True, blank=True)
    termination_reason = models.CharField(max_length=60, blank=True, db_default="")
    length = models.PositiveSmallIntegerField(null=True, blank=True)
    length_unit = models.CharField(max_length=8, blank=True, db_default="")
    # Youth cases hide breach actions that belong to the youth team; an indeterminate sentence has recall tests of its own.
    group = models.CharField(max_length=16, blank=True, db_default="")


class Requirement(models.Model):
    event = models.ForeignKey(SentenceEvent, on_delete=models.CASCADE, related_name="requirements")
    code = models.CharField(max_length=6)
    length = models.PositiveIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=8, blank=True)
    is_restrictive = models.BooleanField(default=False)
    terminated_on = models.DateField(null=True, blank=True)
    subtype = models.CharField(max_length=80, blank=True, db_default="")
    imposed_on = models.DateField(null=True, blank=True)
    starts = models.DateField(null=True, blank=True)
    ends_expected = models.DateField(null=True, blank=True)
    termination_reason = models.CharField(max_length=60, blank=True, db_default="")
    notes = models.TextField(blank=True, db_default="")
    adjustment_minutes = models.IntegerField(default=0, db_default=0)
    review_on = models.DateField(null=True, blank=True)


class Licence(models.Model):
    """A licence under one version of the conditions. A variation is a new row; the old one stays as it was."""

    event = models.ForeignKey(SentenceEvent, on_delete=models.CASCADE, related_name="licences")
    version = models.PositiveSmallIntegerField()
    policy_version = models.CharField(max_length=6)
    kind = models.CharField(max_length=20)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    replaced_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "version"], name="one_licence_per_version"),
            models.UniqueConstraint(fields=["event"], condition=Q(replaced_on=None), name="one_licence_in_force"),
        ]


class LicenceCondition(models.Model):
    """A condition by policy version and code, with its filled-in values; bespoke ones by their text alone."""

    class Kind(models.TextChoices):
        STANDARD = "standard", _("Standard")
        ADDITIONAL = "additional", _("Additional")
        BESPOKE = "bespoke", _("Bespoke")

    licence = models.ForeignKey(Licence, on_delete=models.CASCADE, related_name="conditions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.CharField(max_length=60, blank=True)
    category = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    values = models.JSONField(default=dict)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True)
    approved_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind="bespoke") | ~Q(code=""), name="listed_condition_has_a_code")
        ]


class LicenceSeen(models.Model):
    """Someone read the conditions of a licence in this version."""

    licence = models.ForeignKey(Licence, on_delete=models.CASCADE, related_name="seen")
    by = models.ForeignKey("organisation.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["licence", "by"], name="licence_seen_once_each")]


class Intervention(models.Model):
    """A dated piece of work with a type. Breach and recall proceedings are among them."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="interventions")
    event = models.ForeignKey(
        SentenceEvent, on_delete=models.CASCADE, null=True, blank=True, related_name="interventions"
    )
    requirement = models.ForeignKey(
        Requirement, on_delete=models.SET_NULL, null=True, blank=True, related_name="interventions"
    )
    licence_condition = models.ForeignKey(
        LicenceCondition, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=20)
    subtype = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=40, blank=True)
    status_on = models.DateField(null=True, blank=True)
    referred_on = models.DateField(null=True, blank=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    sessions_planned = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=60, blank=True)
    provider = models.CharField(max_length=120, blank=True)
    external_reference = models.CharField(max_length=60, blank=True)
    notes = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "kind"])]


class Release(models.Model):
    """A release from custody."""

    event = models.ForeignKey(SentenceEvent, on_delete=models.CASCADE, related_name="releases")
    on = models.DateField()
    kind = models.CharField(max_length=30, blank=True)
    prison = models.CharField(max_length=80, blank=True)


class Recall(models.Model):
    """The fact of a recall to prison. The work of deciding it is in `enforcement`."""

    class Kind(models.TextChoices):
        FIXED_TERM = "fixed_term", _("Fixed term")
        STANDARD = "standard", _("Standard")

    event = models.ForeignKey(SentenceEvent, on_delete=models.CASCADE, related_name="recalls")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    is_emergency = models.BooleanField(default=False)
    decided_on = models.DateField()
    returned_to_custody_on = models.DateField(null=True, blank=True)
    release_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)


class Breach(models.Model):
    """The fact of breach proceedings on an order. The work is in `enforcement`."""

    event = models.ForeignKey(SentenceEvent, on_delete=models.CASCADE, related_name="breaches")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=60, blank=True)
