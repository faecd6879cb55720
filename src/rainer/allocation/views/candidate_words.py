"""How a practitioner reads beside one person: on the list to choose from, and where two are compared."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.allocation.queries.candidates import Candidate
from rainer.web import words


def highest_heading(weeks: int) -> str:
    return ngettext(
        "Highest load in the next %(weeks)d week, with this person",
        "Highest load in the next %(weeks)d weeks, with this person",
        weeks,
    ) % {"weeks": weeks}


def highest_words(one: Candidate) -> str:
    if one.highest is None or one.highest_week is None:
        return words.load1(None)
    return _("%(load)s (week of %(week)s)") % {
        "load": words.load0(one.highest),
        "week": words.short_day(one.highest_week),
    }


def office_words(one: Candidate) -> str:
    return _("Same") if one.same_office else one.to.team.office or one.to.team.name


def knew_words(one: Candidate) -> str:
    return one.knew_words or _("No")


def guard_words(one: Candidate) -> str:
    """All that bears on naming them: not at all, only with an override, or what has to be met first."""
    found = one.verdict
    if found.never:
        return _("Cannot be chosen: %(why)s") % {"why": "; ".join(found.never)}
    said = []
    if found.against:
        said.append(_("Not to be chosen without a senior's reason: %(why)s") % {"why": "; ".join(found.against)})
    if found.needs_talk:
        said.append(_("Talk about staff safety first"))
    if found.needs_reason:
        said.append(_("A written reason, by the rule"))
    if found.needs_load_reason:
        said.append(_("A written reason, for the load"))
    if "with_tutor" in found.answer.needs and not found.against:
        said.append(_("With the practice tutor assessor named"))
    return ". ".join(said) or _("Yes")


def notes_words(one: Candidate) -> str:
    """What is good to know besides; "" where there is nothing."""
    return " · ".join(one.verdict.notes)


def choice_words(one: Candidate) -> str:
    """Everything good to know in one cell of the list; "" where there is nothing."""
    said = [
        _("knew them: %(years)s") % {"years": one.knew_words} if one.knew else "",
        _("talk first") if one.verdict.needs_talk else "",
        _("needs a written reason") if one.verdict.needs_reason else "",
        notes_words(one),
    ]
    return " · ".join(filter(None, said))
