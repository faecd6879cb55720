"""Bring Django up, with a database behind it: the given one, or the embedded one."""

from __future__ import annotations

import os
import secrets
import signal
import threading
import time
from pathlib import Path

from rainer.common.errors import BadInputError

MODES = ("demo", "test", "service")
ENDS_WITH = "RAINER_ENDS_WITH"


def data_folder() -> Path:
    root = Path(__file__).resolve().parents[3]
    return Path(os.environ.get("RAINER_DATA", root / ".rainer"))


def mode_asked() -> str:
    """RAINER_MODE; service when it is not set. A word that is none of the three must not pass for a mode without
    the guards of service."""
    mode = os.environ.get("RAINER_MODE", "service")
    if mode not in MODES:
        raise BadInputError(f"RAINER_MODE is “{mode}”: it takes demo, test or service.")
    return mode


def boot(*, mode: str | None = None, database: bool = True) -> None:
    """Set the mode, start the embedded server if no DATABASE_URL is set, and set Django up."""
    if mode is not None:
        os.environ["RAINER_MODE"] = mode
    if mode_asked() != "service":
        # Made here, once, so that all processes of a demo read the same one: else a session holds in one of them only.
        os.environ.setdefault("RAINER_SECRET_KEY", secrets.token_urlsafe(50))
    if database and not os.environ.get("DATABASE_URL"):
        from rainer.common import embedded_postgres

        os.environ["DATABASE_URL"] = embedded_postgres.start(data_folder() / "postgres")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rainer.config.settings")
    import django

    django.setup()
    if ENDS_WITH in os.environ:
        threading.Thread(target=_end_with, args=[int(os.environ.pop(ENDS_WITH))], daemon=True).start()


def _end_with(parent: int) -> None:
    """Stop this process when the one that started it is gone, however it went: nothing is left holding the port."""
    while _is_alive(parent):
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
