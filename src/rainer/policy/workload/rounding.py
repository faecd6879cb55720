"""Rounding: half up for what is stored and shown. Comparisons use the unrounded figure."""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from math import floor
from typing import Any

HALF = Decimal("0.5")


def half_up(value: float) -> int:
    """The nearest whole number; a half goes up, also below zero (-2.5 gives -2)."""
    return floor(value + 0.5)


def half_up_to(value: float, places: int) -> float:
    """`value` to so many decimals, a half away from zero, judged on its shortest decimal form."""
    step = Decimal(1).scaleb(-places)
    return float(Decimal(repr(value)).quantize(step, rounding=ROUND_HALF_UP))


def number_words(value: float) -> str:
    """A number with thousands marked, to two decimals where it is not whole: 1,881 or 35.25."""
    return f"{round(value, 2):,.10g}" if value % 1 else f"{int(value):,}"


def percent_words(percent: float | None, places: int = 1) -> str:
    """A load as text: 111.2%, or `not available`, never 0% for no available time."""
    if percent is None:
        return "not available"
    return f"{half_up_to(percent, places):,.{places}f}%"


def history_table_round(text: str | float | None) -> int | None:
    """How one public history table rounds: a fraction from 0.5 to under 0.6 goes down. Only to compare."""
    if text is None or text == "":
        return None
    value = Decimal(str(text))
    whole = value.to_integral_value(rounding=ROUND_FLOOR)
    return int(whole) + (1 if value - whole >= HALF + Decimal("0.1") else 0)


def plain(thing: Any) -> Any:
    """A whole float as an int, so that points print without a decimal point."""
    return int(thing) if isinstance(thing, float) and thing.is_integer() else thing
