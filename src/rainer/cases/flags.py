"""What the register's codes are called on pages. A code that no table has reads as itself."""

from __future__ import annotations

from collections.abc import Iterable

from rainer.policy.registers import names_of_types


def flag_name(type_code: str) -> str:
    return names_of_types().get(type_code, type_code)


def codes_named(part: str) -> Iterable[str]:
    """Codes whose name holds these letters."""
    return [code for code, name in names_of_types().items() if part.lower() in name.lower()]
