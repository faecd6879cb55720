"""Documents of a record: each version kept, each scanned before anyone can open it."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rainer.cases.models.person import Person


class StoredFile(models.Model):
    """The bytes of a document's file, where documents are kept in the database. Never changed."""

    name = models.CharField(max_length=100, primary_key=True)
    content = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        triggers = [pgtrigger.Protect(name="stored_file_stands", operation=pgtrigger.Update | pgtrigger.Delete)]


class Document(models.Model):
    """A document by name and kind. `about` says what it belongs to: "person", "event:3", "contact:42".

    One that was removed is kept with who removed it and why.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=40, default="person")
    is_sensitive = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    removal_reason = models.CharField(max_length=300, blank=True, db_default="")

    class Meta:
        indexes = [models.Index(fields=["person", "-made_at"]), models.Index(fields=["about"])]


class DocumentVersion(models.Model):
    """One version of a document's file. Never overwritten; opened only once a scanner that is there found nothing."""

    class Scan(models.TextChoices):
        WAITING = "waiting", _("Waiting to be scanned")
        CLEAN = "clean", _("Scanned, nothing found")
        REFUSED = "refused", _("Refused: something was found")
        NOT_SCANNED = "not_scanned", _("Not scanned")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    # Its name where files are kept: see `cases.documents.storing`.
    file = models.CharField(max_length=100)
    file_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    scan = models.CharField(max_length=12, choices=Scan.choices, default=Scan.WAITING)
    scan_says = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="one_version_per_number")]
        indexes = [
            models.Index(
                fields=["made_at"], condition=models.Q(scan__in=["waiting", "not_scanned"]), name="to_be_scanned"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="version_is_kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="version_stands",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("file", "sha256", "number", "document", "file_name", "content_type"),
            ),
        ]
