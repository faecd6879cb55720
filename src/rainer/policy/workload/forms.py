"""What the form for weights accepts."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from rainer.policy.rulebook import NATION, Place, Rulebook, national
from rainer.policy.workload.tiers import CaseState

IS_T2A = "is_t2a"
POINTS_FIELDS = ("sdr_points", "sdr_conversion_points", "parole_points")
GROUPS = ("nominal_target", "default_hours", "retained_percent", "arms_points")
WHOLE_NUMBER = re.compile(r"[+-]?\d+")


def field_kind(field: str) -> str:
    """The row of `workload.form_limits` for a field. Raises KeyError for a field the form does not have."""
    head = field.split(".", 1)[0]
    if head in tuple(CaseState) or field in POINTS_FIELDS:
        return "points"
    if head in GROUPS:
        return head
    raise KeyError(field)


def is_acceptable(field: str, typed: Any, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> bool:
    """Whether what was typed in a field of the weights form can be saved; every field is required."""
    if typed is None or typed == "":
        return False
    if field == IS_T2A:
        return str(typed).lower() in ("true", "false")
    limits = (rulebook or national()).value("workload.form_limits", on=on, place=place).value[field_kind(field)]
    text = str(typed).strip()
    if limits["whole"] and not WHOLE_NUMBER.fullmatch(text):
        return False
    try:
        number = Decimal(text)
    except InvalidOperation:
        return False
    return number.is_finite() and limits["least"] <= number <= limits["most"]
