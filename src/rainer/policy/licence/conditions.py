"""Licence conditions, by policy version and code together.

A later version uses a code of an earlier one for something else, so nothing here finds a condition by its code alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rainer.policy.coming_changes import ComingChange, coming_changes
from rainer.policy.rulebook import NATION, Place, Rulebook, RulebookError, national


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A version of the licence policy and how many conditions it holds. The last two are top-up supervision's."""

    version: str
    standard: int
    additional: int
    pss_standard: int
    pss_additional: int


@dataclass(frozen=True, slots=True)
class StandardCondition:
    """A standard condition in our own short words. `recall_keys` are the names recall records give it."""

    version: str
    code: str
    summary: str
    recall_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of additional condition and how many of them a version holds."""

    version: str
    code: str
    label: str
    count: int


def policy_versions(*, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> tuple[PolicyVersion, ...]:
    """Every version so far, oldest first. A licence keeps the one it was made under."""
    value = (rulebook or national()).value("licence.policy_versions", on=on, place=place)
    return tuple(PolicyVersion(**row) for row in value.value)


def current_version(*, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> PolicyVersion:
    """The version a licence made on this day is made under."""
    return policy_versions(on=on, place=place, rulebook=rulebook)[-1]


def standard_conditions(
    version: str, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> tuple[StandardCondition, ...]:
    """The standard conditions of one version; none where only their number is known."""
    value = (rulebook or national()).value("licence.standard_conditions", on=on, place=place)
    return tuple(
        StandardCondition(version, row["code"], row["summary"], tuple(row.get("recall_keys", ())))
        for row in value.value.get(version, ())
    )


def standard_condition(
    version: str, code: str, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> StandardCondition:
    """One standard condition. The version is never left out: the same code means another thing in another."""
    for condition in standard_conditions(version, on=on, place=place, rulebook=rulebook):
        if condition.code == code:
            return condition
    raise RulebookError(f"Version {version} of the licence policy has no standard condition {code}.")


def additional_categories(
    version: str, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> tuple[Category, ...]:
    """The kinds of additional condition of one version; none where only their number is known."""
    value = (rulebook or national()).value("licence.additional_categories", on=on, place=place)
    return tuple(Category(version=version, **row) for row in value.value.get(version, ()))


def coming_conditions(*, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> tuple[ComingChange, ...]:
    """Conditions the law holds and that are not in force: shown as news, never offered."""
    return coming_changes("licence", on=on, place=place, rulebook=rulebook)
