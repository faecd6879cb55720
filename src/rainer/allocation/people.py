"""How people, loads and watchers read on the pages of allocation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.cases.furniture import bar
from rainer.cases.models import Case
from rainer.web import tags, words
from rainer.web.furniture import IdentityBar


def people(count: int) -> str:
    """ "912 people"."""
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": words.whole(count)}


def days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": words.whole(count)}


def name_or_restricted(case: Case, *, limited: bool) -> str:
    """A person's name and CRN in a list; of a limited record the CRN alone."""
    if limited:
        return _("Restricted record, %(crn)s") % {"crn": case.person.crn}
    return f"{case.person} {case.person.crn}"


def link_to_person(case: Case, *, limited: bool) -> str:
    return address_of_restricted(case.person.crn) if limited else reverse("look_at_case", args=[case.person.crn])


def address_of_restricted(crn: str) -> str:
    """The page that opens a restricted record with a reason."""
    return f"/people/{crn}/open-restricted/"


def why_waiting(facts: Iterable[Any]) -> str:
    """The facts that put a person in their group: "MAPPA level 2 · child protection"."""
    return " · ".join(str(fact) for fact in facts) or _("Waiting their turn")


def last_contact(on: date, contact: date | None) -> str:
    if contact is None:
        return _("None yet")
    gone = (on - contact).days
    return _("Today") if gone <= 0 else _("%(days)s ago") % {"days": days(gone)}


def from_to(before: Any, after: Any) -> str:
    """ "104.2 → 112.2%"; read aloud as "from … to"."""
    return f"{words.load1(before)} → {words.load1(after)}"


def rosh_cell(case: Case) -> SafeString:
    return tags.rosh_tag(case.rosh)


def identity_of(case: Case, *, on: date) -> IdentityBar:
    holder = case.practitioner_team
    held_by = _("Nobody named, %(days)s waiting") % {"days": days((on - case.received_on).days)}
    if holder and not holder.is_placeholder:
        since = {"who": holder.practitioner, "day": words.short_day(case.held_since)}
        held_by = _("%(who)s since %(day)s") % since
    return bar(case, on=on, held_by=held_by, safe_to_show=False)
