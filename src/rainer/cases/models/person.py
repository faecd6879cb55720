"""The person: who they are, how to reach them, what matters in how we work with them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _


class Person(models.Model):
    """Someone with a sentence, licence, report or custody case here."""

    crn = models.CharField(max_length=7, unique=True)
    forename = models.CharField(max_length=60)
    middle_names = models.CharField(max_length=120, blank=True)
    surname = models.CharField(max_length=60)
    preferred_name = models.CharField(max_length=60, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    date_of_death = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    pnc = models.CharField(max_length=13, blank=True, db_index=True)
    pnc_as_given = models.CharField(max_length=20, blank=True)
    cro = models.CharField(max_length=13, blank=True, db_index=True)
    prison_number = models.CharField(max_length=7, blank=True, db_index=True)
    postcode = models.CharField(max_length=8, blank=True)
    no_fixed_abode = models.BooleanField(default=False)
    title = models.CharField(max_length=20, blank=True, db_default="")
    previous_surname = models.CharField(max_length=60, blank=True, db_default="")
    pronouns = models.CharField(max_length=30, blank=True, db_default="")
    nationality = models.CharField(max_length=60, blank=True, db_default="")
    second_nationality = models.CharField(max_length=60, blank=True, db_default="")
    immigration_status = models.CharField(max_length=60, blank=True, db_default="")
    language = models.CharField(max_length=60, blank=True, db_default="")
    other_languages = models.CharField(max_length=120, blank=True, db_default="")
    language_concerns = models.CharField(max_length=300, blank=True, db_default="")
    interpreter_language = models.CharField(max_length=60, blank=True, db_default="")
    telephone = models.CharField(max_length=30, blank=True, db_default="")
    mobile = models.CharField(max_length=30, blank=True, db_default="")
    email = models.EmailField(blank=True, db_default="")
    allow_sms = models.BooleanField(default=False, db_default=False)
    remand_status = models.CharField(max_length=60, blank=True, db_default="")
    # Sounds of the names and aliases, for a search that forgives spelling; kept by operations that change a name.
    sounds = ArrayField(
        models.CharField(max_length=12),
        default=list,
        db_default=Value([], output_field=ArrayField(models.CharField(max_length=12))),
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(crn__regex=r"^[A-Z][0-9]{6}$"), name="crn_is_a_letter_and_six_digits")
        ]
        indexes = [
            GinIndex(fields=["surname", "forename"], name="person_name_trigrams", opclasses=["gin_trgm_ops"] * 2),
            models.Index(fields=["date_of_birth"]),
            GinIndex(fields=["sounds"], name="person_sounds"),
            models.Index(fields=["postcode"], condition=~Q(postcode=""), name="person_postcode"),
        ]

    def __str__(self) -> str:
        return f"{self.forename} {self.surname}"


class DuplicateWarning(models.Model):
    """Two records that may be one person, with the evidence. Never merged by itself."""

    class State(models.TextChoices):
        OPEN = "open", _("To look at")
        DIFFERENT = "different", _("Two people")
        SAME = "same", _("One person: merge asked for")

    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    evidence = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="one_warning_per_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="warning_pair_in_order"),
        ]


class Alias(models.Model):
    """Another name the person is or was known by. A search that hits one says so."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="aliases")
    forename = models.CharField(max_length=60, blank=True)
    surname = models.CharField(max_length=60)
    date_of_birth = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [GinIndex(fields=["surname", "forename"], name="alias_trigrams", opclasses=["gin_trgm_ops"] * 2)]

    def __str__(self) -> str:
        return f"{self.forename} {self.surname}".strip()


class PersonIdentifier(models.Model):
    """A further number the person is known by: an older CRN or prison number, a National Insurance number."""

    class Kind(models.TextChoices):
        PREVIOUS_CRN = "previous_crn", _("Previous CRN")
        PRISON_NUMBER = "prison_number", _("Earlier prison number")
        NATIONAL_INSURANCE = "national_insurance", _("National Insurance number")
        IMMIGRATION = "immigration", _("Immigration number")
        BOOKING = "booking", _("Booking number")
        DEFENDANT = "defendant", _("Court defendant id")
        REFERRAL = "referral", _("Referral reference")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    value = models.CharField(max_length=60, db_index=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "value"], name="one_identifier_once")]


class DatedFact(models.Model):
    """What dated facts about a person share. A fact is ended, never deleted."""

    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    notes = models.TextField(blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("starts")), name="%(class)s_ends_after_start")
        ]


class PersonalCircumstance(DatedFact):
    """A dated fact of life: work, home, dependants, benefits, caring."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="circumstances")
    kind = models.CharField(max_length=30)
    detail = models.CharField(max_length=120, blank=True)
    is_verified = models.BooleanField(default=False)


class Disability(DatedFact):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="disabilities")
    kind = models.CharField(max_length=60)
    condition = models.CharField(max_length=120, blank=True)


class Adjustment(DatedFact):
    """A provision for a disability or need. Shown wherever it matters: booking, letters, referrals."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="adjustments")
    kind = models.CharField(max_length=60)
    category = models.CharField(max_length=60, blank=True)


class Unavailability(DatedFact):
    """When the person cannot come: a job, school runs, prayers. `weekdays` are 0 (Monday) to 6."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="unavailabilities")
    reason = models.CharField(max_length=80)
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    from_time = models.TimeField(null=True, blank=True)
    until_time = models.TimeField(null=True, blank=True)


class Address(DatedFact):
    """Where the person lives or lived. One main address at a time; with no fixed abode no postcode is needed."""

    class Status(models.TextChoices):
        MAIN = "main", _("Main")
        OTHER = "other", _("Other")
        PREVIOUS = "previous", _("Previous")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    status = models.CharField(max_length=10, choices=Status.choices)
    kind = models.CharField(max_length=60, blank=True)
    is_kind_verified = models.BooleanField(default=False)
    no_fixed_abode = models.BooleanField(default=False)
    building = models.CharField(max_length=80, blank=True)
    street = models.CharField(max_length=120, blank=True)
    district = models.CharField(max_length=80, blank=True)
    town = models.CharField(max_length=80, blank=True)
    county = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    uprn = models.CharField(max_length=12, blank=True)
    telephone = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [
            *DatedFact.Meta.constraints,
            models.UniqueConstraint(
                fields=["person"], condition=Q(status="main", ends=None), name="one_main_address_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["postcode"], name="address_postcode")]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.building, self.street, self.town, self.postcode) if part)


class PersonalContact(DatedFact):
    """Next of kin, partner, GP, carer, social worker. Victims are never kept here."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="personal_contacts")
    kind = models.CharField(max_length=30)
    relationship = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=250, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    is_emergency = models.BooleanField(default=False)


class EqualityAnswer(models.Model):
    """One answer to one monitoring question. A new answer is a new row: what was said before stays."""

    class How(models.TextChoices):
        SELF = "self", _("They told us")
        OBSERVED = "observed", _("Observed")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="equality_answers")
    question = models.CharField(max_length=30)
    value = models.CharField(max_length=80, blank=True)
    self_described = models.CharField(max_length=120, blank=True)
    prefers_not_to_say = models.BooleanField(default=False)
    how = models.CharField(max_length=10, choices=How.choices, default=How.SELF)
    asked_on = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["person", "question", "-asked_on"])]


class OwnWords(models.Model):
    """What the person says of themselves: shown before any score."""

    class Kind(models.TextChoices):
        WORDS = "words", _("In their words")
        AIM = "aim", _("What they want")
        STRENGTH = "strength", _("Going well")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="own_words")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=500)
    said_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
