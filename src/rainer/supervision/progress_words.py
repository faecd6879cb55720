"""Amounts of a requirement in words, and how far it has come in a line."""

from __future__ import annotations

from django.utils.translation import gettext as _

from rainer.policy.requirements import hours_words
from rainer.supervision.queries.progress import RequirementLine
from rainer.web import words


def amount(number: int | None, unit: str) -> str:
    if number is None:
        return _("Not stated")
    if unit == "minute":
        return hours_words(number)
    texts = {
        "day": (_("%(n)s day"), _("%(n)s days")),
        "day gone": (_("%(n)s day"), _("%(n)s days")),
        "session": (_("%(n)s session"), _("%(n)s sessions")),
        "appointment": (_("%(n)s appointment"), _("%(n)s appointments")),
    }
    one, many = texts[unit]
    return (one if number == 1 else many) % {"n": words.whole(number)}


def how_far(line: RequirementLine) -> str:
    """ "12 of 28 days, not on track"; what was ordered where nothing can be counted; empty where neither is known."""
    progress = line.outcome.answer if line.outcome else None
    if progress is None:
        return f"{line.row.length} {line.row.unit}" if line.row.length else ""
    if progress.ordered is None:
        return amount(progress.done, progress.unit)
    number = amount(progress.done, "minute") if progress.unit == "minute" else words.whole(progress.done)
    done = _("%(done)s of %(ordered)s") % {"done": number, "ordered": amount(progress.ordered, progress.unit)}
    return done if progress.is_on_track is not False else _("%(done)s, not on track") % {"done": done}
