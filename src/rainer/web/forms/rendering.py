"""What the field template needs, worked out from a bound field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    value: str
    words: Any
    hint: Any
    checked: bool
    reveals: tuple[BoundField, ...]


def field_context(field: BoundField) -> dict[str, Any]:
    """Context for web/fields/group.html."""
    kind = getattr(field.field, "kind", "input")
    errors = list(field.errors) if field.form.is_bound else []
    described = [f"{field.auto_id}-hint"] if field.help_text else []
    described += [f"{field.auto_id}-error"] if errors else []
    return {
        "field": field,
        "kind": kind,
        "part": f"web/fields/{kind}.html",
        "errors": errors,
        "described_by": " ".join(described),
        "value": "" if field.value() is None else field.value(),
        "options": _options(field) if kind in ("radios", "checkboxes", "select") else (),
        "grouped": kind in ("radios", "checkboxes"),
        "understood": _understood(field, errors) if kind == "date" else "",
    }


def _options(field: BoundField) -> list[Option]:
    source: Any = field.field
    value = field.value()
    chosen = {str(v) for v in value} if isinstance(value, list | tuple | set) else {"" if value is None else str(value)}
    return [
        Option(
            id=f"{field.auto_id}_{number}",
            value=str(option),
            words=text,
            hint=source.hints.get(str(option), ""),
            checked=str(option) in chosen,
            reveals=tuple(field.form[name] for name in source.reveals.get(str(option), ())),
        )
        for number, (option, text) in enumerate(source.choices)
    ]


def _understood(field: BoundField, errors: list[Any]) -> str:
    """The day, or day and time, as it was understood, in full."""
    typed: Any = field.value()
    source: Any = field.field
    if errors or not typed or not field.form.is_bound:
        return ""
    try:
        return str(source.read_back(str(typed)))
    except ValueError:  # what could not be understood has its error
        return ""
