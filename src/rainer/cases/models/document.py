"""Documents of a record: each version kept, each scanned before anyone can open it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rainer.cases.models.person import Person


class Document(models.Model):
    """A document by name and kind. `about` says what it belongs to: "person", "event:3", "contact:42"."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=40, default="person")
    is_sensitive = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-made_at"]), models.Index(fields=["about"])]


class DocumentVersion(models.Model):
    """One version of a document's file. Never overwritten; opened only when its scan found nothing."""

    class Scan(models.TextChoices):
        WAITING = "waiting", _("Being checked")
        CLEAN = "clean", _("Checked, nothing found")
        REFUSED = "refused", _("Refused")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to="documents/%Y/%m/")
    file_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    scan = models.CharField(max_length=10, choices=Scan.choices, default=Scan.WAITING)
    scan_says = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="one_version_per_number")]
