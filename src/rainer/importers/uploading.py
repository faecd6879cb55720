"""Receive a large file as it comes: to disk, hashed on the way, and stopped at the limit."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler

MOST_BYTES = 100_000_000


class HashingUploadHandler(TemporaryFileUploadHandler):
    """Keeps each file on disk with its SHA-256 as `sha256`; past `MOST_BYTES` the rest is not taken in."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.hash = sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > MOST_BYTES:
            raise StopUpload(connection_reset=False)
        self.hash.update(raw_data)
        super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> Any:
        file: Any = super().file_complete(file_size)
        file.sha256 = self.hash.hexdigest()
        return file
