"""Parts that stand around a page's content: sub-navigation, the identity bar, the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link of the sub-navigation or the main one. `count` is in words ("912 people")."""

    text: Any
    url: str
    current: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class DataAge:
    """Of which day the file is that a page's figures rest on, and how many days that is before the day shown.

    `some` of `all` practitioners in teams are in it, where it has not all that the page counts."""

    day: date
    days: int
    is_old: bool
    some: int = 0
    all: int = 0


@dataclass(frozen=True, slots=True)
class IdentityBar:
    """Whose page this is. Name preferred first; `rosh` as for the tag, None for no tag at all; `held_by` says whose case since when.

    `safe_to_show` False means that the page holds information about other people, so that a phone must not be
    turned round. `restricted` and `talk_first` add their tags. `open_until` is set while a restricted record stands
    open with a reason: the strip above says until when, and closes it at `close_url`. `died` puts a black strip on
    every page about the person.
    """

    name: str
    crn: str
    born: date | None = None
    age: int | None = None
    tier: str = ""
    tier_url: str = ""
    tier_notes: tuple[str, ...] = ()
    rosh: str | None = ""
    talk_first: bool = False
    restricted: bool = False
    held_by: str = ""
    safe_to_show: bool | None = None
    url: str = ""
    open_until: datetime | None = None
    close_url: str = ""
    died: date | None = None
