"""Status tags, the three words of priority, and the mark of serious harm."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Rosh(NamedTuple):
    words: Any
    steps: int
    css: str


# Low is grey, never green: low is not safe. Not assessed is sorted with high, so it must not look calm.
ROSH = {
    "very_high": Rosh(_("Very high"), 4, "rainer-tag--very-high"),
    "high": Rosh(_("High"), 3, "govuk-tag--orange"),
    "medium": Rosh(_("Medium"), 2, "govuk-tag--yellow"),
    "low": Rosh(_("Low"), 1, "govuk-tag--grey"),
}
NOT_ASSESSED = Rosh(_("Not assessed"), 0, "rainer-tag--bordered")
ROSH_LETTERS = {"V": "very_high", "VH": "very_high", "H": "high", "M": "medium", "L": "low"}

KINDS = {
    "must": "rainer-tag--must",
    "should": "govuk-tag--blue",
    "paused": "govuk-tag--grey",
    "neutral": "govuk-tag--blue",
    "quiet": "govuk-tag--grey",
    "urgent": "rainer-tag--very-high",
    "high": "govuk-tag--orange",
    "medium": "govuk-tag--yellow",
    "bordered": "rainer-tag--bordered",
}
STATUSES = {
    "published": (_("Published"), "govuk-tag--blue"),
    "seen in public code": (_("Seen in public code"), "govuk-tag--teal"),
    "assumed": (_("Assumed"), "govuk-tag--yellow"),
    "chosen": (_("Chosen"), "govuk-tag--grey"),
    "local": (_("Local"), "govuk-tag--purple"),
}


def tag(words: Any, kind: str = "quiet") -> SafeString:
    """A tag in words. `kind`: must, should, paused, neutral (MAPPA), quiet, urgent, high, medium, bordered."""
    return format_html('<strong class="govuk-tag {}">{}</strong>', KINDS[kind], words)


def status_tag(status: Any) -> SafeString:
    """How firm a value is: published, seen in public code, assumed, chosen; or local."""
    words, css = STATUSES[str(getattr(status, "value", status))]
    return format_html('<strong class="govuk-tag {}">{}</strong>', css, words)


def rosh_of(level: Any) -> Rosh:
    text = str(getattr(level, "value", level) or "").strip()
    return ROSH.get(ROSH_LETTERS.get(text.upper(), text.lower().replace(" ", "_")), NOT_ASSESSED)


def rosh_tag(level: Any, *, in_full: bool = False) -> SafeString:
    """Risk of serious harm as words with a four-step mark that screen readers do not hear.

    `level` is low, medium, high, very_high (or the letter); anything else reads "Not assessed".
    """
    return _rosh_tag(rosh_of(level), in_full, get_language())


@cache
def _rosh_tag(found: Rosh, in_full: bool, _language: str | None) -> SafeString:
    """Lists print it in every row, so each is made once a language."""
    words = _("%(level)s risk of serious harm") % {"level": found.words} if in_full and found.steps else found.words
    mark = "■" * found.steps + "□" * (4 - found.steps)
    return format_html(
        '<strong class="govuk-tag rainer-rosh {}"><span class="rainer-rosh__mark" aria-hidden="true">{}</span> {}</strong>',
        found.css,
        mark,
        words,
    )
