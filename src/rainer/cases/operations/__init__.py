"""What people do with a record: one file per thing."""

from rainer.cases.operations.duplicates import decide_duplicate
from rainer.cases.operations.restricted import (
    close_expired,
    close_restricted,
    open_restricted,
    open_sensitive,
    see_opening,
    who_is_told,
)

__all__ = [
    "close_expired",
    "close_restricted",
    "decide_duplicate",
    "open_restricted",
    "open_sensitive",
    "see_opening",
    "who_is_told",
]
