"""A day given on the command line. It is told from a word that is no day, and from one that has not come yet where
only what has been can be shown."""

from __future__ import annotations

import argparse
from datetime import date

from rainer.common.errors import BadInputError


def day(text: str) -> date:
    """For `--on`: 2026-11-27."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day; write it like 2026-11-27") from None


def need_past(on: date | None, *, today: date, why: str) -> None:
    """Raises BadInputError for a day to come."""
    if on is not None and on > today:
        raise BadInputError(
            f"{on.isoformat()} is still to come, and {why}. Choose {today.isoformat()} or an earlier day."
        )
