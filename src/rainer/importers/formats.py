"""The formats Rainer reads. Each can check a file, plan what it would change, and apply the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from rainer.importers.models import ImportRun
from rainer.importers.wmt.renaming import Renaming
from rainer.organisation.access import Acting, Area
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import User


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is to be read: the day it covers, whether its guard is overridden, who brings it (None: the command
    line of the machine itself) with where their work is, and what it calls sheets and columns it seems to lack."""

    covers: date
    accept_excess: bool
    area: Area
    acting: Acting | None = None
    renamed: tuple[Renaming, ...] = ()


@dataclass(frozen=True, slots=True)
class Doing:
    """Under what name a plan is applied."""

    actor: User | None
    file_name: str
    at: datetime
    today: date


class Plan(Protocol):
    """What a file would change. `warnings` do not stand in the way."""

    @property
    def warnings(self) -> list[str]: ...
    @property
    def changes_nothing(self) -> bool: ...
    def as_data(self) -> dict[str, Any]: ...


class Format(Protocol):
    """One way of reading a file."""

    capability: Capability
    endings: tuple[str, ...]

    def plan(self, path: Path, asked: Asked) -> Any:
        """Raises ExtractRefusedError with every fault; OSError where the file cannot be read."""

    def apply(self, plan: Any, doing: Doing) -> dict[str, int]:
        """Inside the caller's transaction. Rows written, by kind."""


def format_of(name: str) -> Format:
    """The format of that name, loaded when it is asked for: the readers are heavy."""
    found: Format = import_module(f"rainer.importers.{ImportRun.Format(name).value}.format").FORMAT
    return found
