"""Regions, delivery units and teams; the people who work here; what role each holds, where and until when."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Region(models.Model):
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class DeliveryUnit(models.Model):
    """A probation delivery unit (PDU)."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="units")

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    class Kind(models.TextChoices):
        COMMUNITY = "community", _("Community")
        PRISON = "prison", _("Prison")
        COURT = "court", _("Court")

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    unit = models.ForeignKey(DeliveryUnit, on_delete=models.PROTECT, related_name="teams")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.COMMUNITY)
    office = models.CharField(max_length=100, blank=True)
    # The street of the office, a line each, and where it is rung: both stand on its letters.
    office_address = models.CharField(max_length=200, blank=True, db_default="")
    office_telephone = models.CharField(max_length=30, blank=True, db_default="")

    def __str__(self) -> str:
        return self.name


class Grade(models.TextChoices):
    PO = "PO", _("Probation officer")
    PSO = "PSO", _("Probation services officer")
    TRAINEE = "TPO", _("Trainee")
    SPO = "SPO", _("Senior probation officer")
    NONE = "DMY", _("No grade recorded")


def short_grade(code: str) -> str:
    """A grade as staff say it beside a name: PO, PSO, SPO; "Trainee" and "No grade recorded" in full."""
    return code if code in (Grade.PO, Grade.PSO, Grade.SPO) else str(dict(Grade.choices).get(code, code))


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """Someone who can sign in. What they may do comes from their roles alone."""

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    email = models.EmailField()
    is_active = models.BooleanField(default=True)
    show_codes = models.BooleanField(default=False)

    objects = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "email"]

    # Django's own permission machinery is not used: these answer for the libraries that ask.
    is_staff = False
    is_superuser = False

    class Meta:
        constraints = [models.UniqueConstraint(Lower("username"), name="one_user_per_name")]

    def __str__(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.username


class RoleHolding(models.Model):
    """A role someone holds in a place, from a day until a day. The narrowest place given is where it holds."""

    class Role(models.TextChoices):
        PRACTITIONER = "practitioner", _("Practitioner")
        SENIOR = "senior", _("Senior")
        HEAD_OF_UNIT = "head_of_unit", _("Head of unit")
        REGIONAL_DIRECTOR = "regional_director", _("Regional director")
        CHIEF_OFFICER = "chief_officer", _("Chief Probation Officer")
        CASE_ADMINISTRATOR = "case_administrator", _("Case administrator")
        COURT_OFFICER = "court_officer", _("Court officer")
        PRISON_OFFENDER_MANAGER = "pom", _("Prison offender manager")
        KEY_WORKER = "key_worker", _("Key worker")
        PROVIDER_WORKER = "provider_worker", _("Provider worker")
        PROVIDER_MANAGER = "provider_manager", _("Provider manager")
        VICTIM_LIAISON = "victim_liaison", _("Victim liaison officer")
        QUALITY_OFFICER = "quality_officer", _("Quality officer")
        INSPECTOR = "inspector", _("Inspector")
        ANALYST = "analyst", _("Workforce and performance analyst")
        INFORMATION_OWNER = "information_owner", _("Information owner")
        SPEAK_UP_GUARDIAN = "speak_up_guardian", _("Speak-up guardian")
        SYSTEM_ADMINISTRATOR = "system_administrator", _("System administrator")
        PERSON = "person", _("Person on probation")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20, choices=Role.choices)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(DeliveryUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends=None) | Q(ends__gte=F("starts")), name="role_ends_after_it_starts"),
        ]


class Practitioner(models.Model):
    """Anyone who holds cases: PO, PSO, trainee, senior with cases, prison offender manager.

    No trait of a member of staff is kept here or read by any allocation rule.
    """

    code = models.CharField(max_length=20, unique=True)
    forename = models.CharField(max_length=60, blank=True)
    surname = models.CharField(max_length=60, blank=True)
    grade = models.CharField(max_length=5, choices=Grade.choices, default=Grade.NONE)
    in_grade_since = models.DateField(null=True, blank=True)
    qualified_on = models.DateField(null=True, blank=True)
    email = models.EmailField(blank=True)
    user = models.OneToOneField(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="practitioner")
    left_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.forename} {self.surname}".strip() or self.code

    @property
    def short_grade(self) -> str:
        return short_grade(self.grade)
