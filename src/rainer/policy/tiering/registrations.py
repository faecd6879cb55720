"""What the register says about a person, as the tier rules read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar, cast, get_args

from rainer.policy.outcome import Outcome, Step
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national
from rainer.policy.tiering.inputs import (
    MappaCategory,
    MappaLevel,
    Registration,
    RegistrationFacts,
    Registrations,
    Rosh,
)

T = TypeVar("T")

LABELS = {
    "rosh": "Risk of serious harm",
    "mappa_level": "MAPPA level",
    "mappa_category": "MAPPA category",
    "complexity_factors": "Complexity factors",
    "iom": "Integrated offender management",
    "lifer_ipp": "Life sentence or imprisonment for public protection",
    "domestic_abuse": "Domestic abuse",
    "stalking": "Stalking",
    "child_protection": "Child protection",
    "unsupervised": "Contact suspended",
}


@rule("tiering.registrations", reads=("tiering.registration_codes",))
def registration_facts(
    inputs: Registrations, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[RegistrationFacts]:
    """RoSH, MAPPA and other facts for tiering, read from the active registrations.

    Historic entries are left out and the newest comes first; of two on one day, the first given. The MAPPA
    category is that of the newest MAPPA registration only; the level is the newest recognised one.
    """
    value = (rulebook or national()).value("tiering.registration_codes", on=on, place=place)
    codes = value.value
    newest_first = sorted(
        (r for r in inputs.registrations if r.code.upper() not in codes["historic"]),
        key=lambda r: r.on,
        reverse=True,
    )
    held = {r.code.upper() for r in newest_first}
    mappa = [r for r in newest_first if r.code.upper() in codes["mappa"]]
    flags = {flag: not held.isdisjoint(codes[flag]) for flag in _FLAGS}
    facts = RegistrationFacts(
        rosh=_first(newest_first, lambda r: _rosh(r, codes["rosh"])),
        mappa_level=_first(mappa, _mappa_level),
        mappa_category=_first(mappa[:1], _mappa_category),
        complexity_factors=frozenset(held & codes["complexity"].keys()),
        **flags,
    )
    return Outcome(
        rule="tiering.registrations",
        on=on,
        place=place,
        answer=facts,
        steps=tuple(_steps(facts, codes, value)),
        notes=() if facts.rosh else ("RoSH is not recorded: that is not the same as low.",),
    )


_FLAGS = ("iom", "lifer_ipp", "domestic_abuse", "stalking", "child_protection", "unsupervised")


def _first(registrations: Iterable[Registration], read: Callable[[Registration], T | None]) -> T | None:
    return next((found for r in registrations if (found := read(r)) is not None), None)


def _rosh(registration: Registration, codes: Mapping[str, str]) -> Rosh | None:
    level = codes.get(registration.code.upper())
    return Rosh(level) if level else None


def _mappa_level(registration: Registration) -> MappaLevel | None:
    level = (registration.level or "").upper()
    return cast(MappaLevel, level) if level in get_args(MappaLevel) else None


def _mappa_category(registration: Registration) -> MappaCategory | None:
    # The category is compared with its case, unlike the level: so does the service this was read from.
    category = registration.category
    return cast(MappaCategory, category) if category in get_args(MappaCategory) else None


def _steps(facts: RegistrationFacts, codes: Mapping[str, Any], value: Value) -> Iterable[Step]:
    for name, label in LABELS.items():
        result, said = getattr(facts, name), ""
        if name == "complexity_factors":
            result = sorted(result)
            found = said = ", ".join(codes["complexity"][code] for code in result) or "none"
        elif isinstance(result, bool):
            found = "registered" if result else "not registered"
        else:
            found = said = _register_words(result)
        yield Step(f"registrations.{name}", label, found, result, value, said=said[:1].upper() + said[1:])


def _register_words(result: Rosh | str | None) -> str:
    """RoSH in words; "M2" of a MAPPA level or category as its number."""
    if isinstance(result, Rosh):
        return result.words
    return result.removeprefix("M") if result else "not recorded"
