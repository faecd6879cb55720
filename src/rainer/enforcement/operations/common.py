"""What the operations of enforcement share: an action locked with its contact, a file kept by its hash."""

from __future__ import annotations

import hashlib

from rainer.common import clock
from rainer.enforcement.models import KeptFile


def keep_file(content: bytes) -> str:
    """Keep a file as it goes out; returns its hash, by which it is found. The same file is kept once."""
    sha256 = hashlib.sha256(content).hexdigest()
    KeptFile.objects.bulk_create([KeptFile(sha256=sha256, content=content, at=clock.now())], ignore_conflicts=True)
    return sha256
