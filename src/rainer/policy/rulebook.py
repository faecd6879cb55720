"""The value in force on a date, in a place, with its source and how firm it is; or a clear error.

A parameter is one YAML file under `parameters/`. Its key is its path: `parameters/workload/case_points.yaml` is
`workload.case_points`. The loader refuses a value without a date, a place, a status or a source, so that an
undated or unsourced number cannot ship.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

PARAMETERS = Path(__file__).parent / "parameters"


class RulebookError(Exception):
    """The rulebook holds something it must not, or lacks something a rule needs."""


class NoValueInForceError(RulebookError):
    """No value of the parameter is in force on the date, in the place."""

    def __init__(self, key: str, on: date, place: Place) -> None:
        self.key, self.on, self.place = key, on, place
        super().__init__(f"No value of {key} is in force on {on.isoformat()} in {place.words}.")


class Status(StrEnum):
    """How firm a value is."""

    PUBLISHED = "published"
    SEEN_IN_CODE = "seen in public code"
    ASSUMED = "assumed"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value holds: a nation, a region in it, or a delivery unit in that. Parts are codes or names."""

    nation: str = "England and Wales"
    region: str | None = None
    unit: str | None = None

    def chain(self) -> tuple[Place, ...]:
        """This place and the wider ones it lies in, the most local first."""
        wider = [self]
        if self.unit is not None:
            wider.append(replace(self, unit=None))
        if self.region is not None:
            wider.append(replace(self, region=None, unit=None))
        return tuple(wider)

    @property
    def words(self) -> str:
        return ", ".join(part for part in (self.nation, self.region, self.unit) if part)


NATION = Place()
REMEMBERED = 20_000  # values found, of one rulebook


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value was read: title of document and page, link (may be empty), and the day it was read."""

    title: str
    url: str
    read_on: date


@dataclass(frozen=True, slots=True)
class Value:
    """One dated, placed value of a parameter. `ends` is the last day it holds, None while open."""

    key: str
    value: Any
    starts: date
    place: Place
    status: Status
    source: Source
    date_status: Status = Status.PUBLISHED
    ends: date | None = None
    by: str = ""
    approved_by: str = ""
    note: str = ""

    @property
    def is_assumed(self) -> bool:
        return Status.ASSUMED in (self.status, self.date_status)

    @property
    def is_local(self) -> bool:
        return self.place.region is not None

    def holds_on(self, on: date) -> bool:
        return self.starts <= on and (self.ends is None or on <= self.ends)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named setting of the rulebook and every value it has had, oldest first."""

    key: str
    label: str
    unit: str
    values: tuple[Value, ...]
    last_confirmed: date
    note: str = ""


class Rulebook:
    """Parameters by key. Immutable: `with_local` returns another rulebook."""

    def __init__(self, parameters: Mapping[str, Parameter]) -> None:
        self._parameters = dict(parameters)
        # A list of people asks the same few values for each of them.
        self._in_force = lru_cache(maxsize=REMEMBERED)(self._find)

    def keys(self) -> tuple[str, ...]:
        return tuple(sorted(self._parameters))

    def parameter(self, key: str) -> Parameter:
        try:
            return self._parameters[key]
        except KeyError:
            raise RulebookError(f"The rulebook has no parameter called {key}.") from None

    def value(self, key: str, *, on: date, place: Place = NATION) -> Value:
        """The value of `key` in force on the day, the most local place first.

        Among values of one place the newest `starts` wins. A local value whose `ends` has passed lapses, and
        the wider value holds again. Raises NoValueInForceError.
        """
        return self._in_force(key, on, place)

    def _find(self, key: str, on: date, place: Place) -> Value:
        values = self.parameter(key).values
        for where in place.chain():
            in_force = [v for v in values if v.place == where and v.holds_on(on)]
            if in_force:
                return max(in_force, key=lambda v: v.starts)
        raise NoValueInForceError(key, on, place)

    def get(self, key: str, *, on: date, place: Place = NATION) -> Value | None:
        """As `value`, but None where nothing is in force."""
        try:
            return self.value(key, on=on, place=place)
        except NoValueInForceError:
            return None

    def with_local(self, values: Iterable[Value]) -> Rulebook:
        """This rulebook with approved local values added."""
        parameters = dict(self._parameters)
        for value in values:
            parameter = self.parameter(value.key)
            held = parameters.get(value.key, parameter)
            ordered = tuple(sorted((*held.values, value), key=lambda v: v.starts))
            parameters[value.key] = replace(held, values=ordered)
        return Rulebook(parameters)


@cache
def national() -> Rulebook:
    """The rulebook as shipped, read once."""
    return load(PARAMETERS)


def load(folder: Path) -> Rulebook:
    """Read every parameter file under `folder`. Raises RulebookError naming the file and what it lacks."""
    parameters = {}
    for path in sorted(folder.rglob("*.yaml")):
        key = ".".join(path.relative_to(folder).with_suffix("").parts)
        parameters[key] = parse(key, _yaml(key, path))
    return Rulebook(parameters)


def _yaml(key: str, path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - both are safe
    except yaml.YAMLError as error:
        raise RulebookError(f"{key}: the file is not YAML. {error}") from None


# The C loader reads the tables several times faster; both are safe loaders.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(key: str, data: Any) -> Parameter:
    """One parameter from its file's data; a value without date, status or source is refused."""
    if not isinstance(data, dict):
        raise RulebookError(f"{key}: the file is not a mapping.")
    for field in ("label", "unit", "values", "last_confirmed"):
        if not data.get(field):
            raise RulebookError(f"{key}: `{field}` is missing.")
    if not isinstance(data["last_confirmed"], date):
        raise RulebookError(f"{key}: `last_confirmed` is not a date.")
    values = [_parse_value(key, starts, entry) for starts, entry in _entries(key, data["values"])]
    return Parameter(
        key=key,
        label=data["label"],
        unit=data["unit"],
        values=tuple(sorted(values, key=lambda v: v.starts)),
        last_confirmed=data["last_confirmed"],
        note=data.get("note", ""),
    )


def _entries(key: str, values: Any) -> Iterable[tuple[date, dict[str, Any]]]:
    """Dated entries; where several places have a value from one day, that day holds a list."""
    if not isinstance(values, dict):
        raise RulebookError(f"{key}: `values` is not a mapping from a date to a value.")
    for starts, entry in values.items():
        if not isinstance(starts, date):
            raise RulebookError(f"{key}: {starts!r} is not a date a value could start on.")
        for one in entry if isinstance(entry, list) else [entry]:
            if not isinstance(one, dict):
                raise RulebookError(f"{key} from {starts}: the entry is not a mapping.")
            yield starts, one


def _parse_value(key: str, starts: date, entry: dict[str, Any]) -> Value:
    where = f"{key} from {starts.isoformat()}"
    if "value" not in entry:
        raise RulebookError(f"{where}: `value` is missing.")
    return Value(
        key=key,
        value=entry["value"],
        starts=starts,
        ends=entry.get("ends"),
        place=_parse_place(where, entry.get("place")),
        status=_parse_status(where, "status", entry.get("status")),
        date_status=_parse_status(where, "date_status", entry.get("date_status", entry.get("status"))),
        source=_parse_source(where, entry.get("source")),
        note=entry.get("note", ""),
    )


def _parse_place(where: str, data: Any) -> Place:
    if not isinstance(data, dict) or not data.get("nation"):
        raise RulebookError(f"{where}: `place` is missing or names no nation.")
    return Place(nation=data["nation"], region=data.get("region"), unit=data.get("unit"))


def _parse_status(where: str, field: str, text: Any) -> Status:
    try:
        return Status(text)
    except ValueError:
        allowed = ", ".join(s.value for s in Status)
        raise RulebookError(f"{where}: `{field}` must be one of {allowed}; it is {text!r}.") from None


def _parse_source(where: str, data: Any) -> Source:
    if not isinstance(data, dict) or not data.get("title") or not isinstance(data.get("read_on"), date):
        raise RulebookError(f"{where}: `source` needs a title and the day it was read (`read_on`).")
    return Source(title=data["title"], url=data.get("url", ""), read_on=data["read_on"])
