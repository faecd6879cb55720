"""Receive a large file as it comes: to disk, hashed on the way, and stopped at the limit."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext as _


class HashingUploadHandler(TemporaryFileUploadHandler):
    """Keeps each file on disk with its SHA-256 as `sha256`; past `most` bytes the rest is not taken in."""

    def __init__(self, request: HttpRequest, *, most: int) -> None:
        super().__init__(request)
        self.most = most

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.hash = sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > self.most:
            raise StopUpload(connection_reset=False)
        self.hash.update(raw_data)
        super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> Any:
        file: Any = super().file_complete(file_size)
        file.sha256 = self.hash.hexdigest()
        return file


def take_in(request: HttpRequest, *, most: int) -> None:
    """Call it before the post is read, in a view whose token is checked a step later."""
    request.upload_handlers = [HashingUploadHandler(request, most=most)]


def say_if_too_large(form: Form, request: HttpRequest, *, most: int) -> None:
    """Where no file came because it was too large, that is said in place of "choose a file"."""
    if _was_stopped(request, most=most):
        form.fields["file"].error_messages["required"] = too_large(most)


def too_large(most: int) -> str:
    return _("This file is larger than %(most)s MB. Choose a smaller one") % {"most": f"{most / 1_000_000:g}"}


def _was_stopped(request: HttpRequest, *, most: int) -> bool:
    """No file came because it was larger than what is taken in."""
    too_large = int(request.headers.get("Content-Length") or 0) > most
    return request.method == "POST" and not request.FILES and too_large
