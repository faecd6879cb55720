"""Bring Django up, with a database behind it: the given one, or the embedded one."""

from __future__ import annotations

import os
from pathlib import Path


def data_folder() -> Path:
    root = Path(__file__).resolve().parents[3]
    return Path(os.environ.get("RAINER_DATA", root / ".rainer"))


def boot(*, mode: str | None = None, database: bool = True) -> None:
    """Set the mode, start the embedded server if no DATABASE_URL is set, and set Django up."""
    if mode is not None:
        os.environ["RAINER_MODE"] = mode
    if database and not os.environ.get("DATABASE_URL"):
        from rainer.common import embedded_postgres

        os.environ["DATABASE_URL"] = embedded_postgres.start(data_folder() / "postgres")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rainer.config.settings")
    import django

    django.setup()
