"""The facts of a contact, row by row, as its page prints them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.supervision.models import Contact
from rainer.supervision.queries.contact import ContactPage
from rainer.web import words

Fact = tuple[Any, ...]


def contact_facts(contact: Contact, page: ContactPage) -> list[Fact]:
    """(name, value), or (name, value, address, "See it") where it leads somewhere. What does not apply is left out."""
    found: list[Fact] = [(_("When"), _when(contact))]
    found += [(_("Was"), _was(one)) for one in page.corrections]
    with_ = contact.practitioner_team
    found.append((_("With"), f"{with_.practitioner}, {with_.team}" if with_ else _("Nobody named")))
    if contact.is_hidden:
        return [*found, (_("Sensitive"), _("Yes")), *_came_of_it(contact, page)]
    facts = {
        _("Where"): contact.location or (_("Not said") if contact.is_appointment else ""),
        _("For"): page.part,
        _("In a line"): contact.description,
        _("Sensitive"): _("Yes: only those who may see sensitive parts can read it") if contact.is_sensitive else "",
    }
    found += [(name, value) for name, value in facts.items() if value]
    return [*found, *_came_of_it(contact, page), *_moves(contact, page), *_to_talk_about(contact, page)]


def _to_talk_about(contact: Contact, page: ContactPage) -> list[Fact]:
    """What the person said of their plan, while it was not yes."""
    said = page.not_agreed
    if said is None:
        return []
    facts = {"status": said.get_status_display(), "day": words.since(said.on), "why": said.details}
    shown = _("%(status)s, %(day)s: %(why)s") % facts
    return [(_("Of their plan"), shown, reverse("plan", args=[contact.person.crn]), _("See the plan"))]


def _when(contact: Contact) -> str:
    if contact.ends_at is None:
        return words.long_moment(contact.at)
    facts = {"when": words.long_moment(contact.at), "until": words.clock(contact.ends_at)}
    return _("%(when)s to %(until)s") % facts


def _was(one: Any) -> str:
    """A time that was corrected: both are shown."""
    facts = {"was": words.moment(one.was_at), "name": one.by, "day": words.day(one.at), "reason": one.reason}
    return _("%(was)s, corrected by %(name)s, %(day)s: %(reason)s") % facts


def _came_of_it(contact: Contact, page: ContactPage) -> list[Fact]:
    if contact.cancelled_at is not None:
        return [(_("Cancelled"), _with_why(words.moment(contact.cancelled_at), contact))]
    found: list[Fact] = []
    if contact.is_appointment:
        found.append((_("What came of it"), page.outcome or _("Nothing recorded yet")))
    if contact.worked_on:
        found.append((_("Worked on"), "; ".join(contact.worked_on)))
    if page.of_the_plan:
        plan = reverse("plan", args=[contact.person.crn])
        found.append((_("Worked on"), page.of_the_plan, plan, _("See the plan")))
    if contact.counts_for_rar:
        found.append((_("RAR day"), _("Counts as one")))
    return found


def _moves(contact: Contact, page: ContactPage) -> list[Fact]:
    found: list[Fact] = []
    if page.moved_to is not None:
        said = _with_why(words.long_moment(page.moved_to.at), contact)
        found.append((_("Moved to"), said, reverse("appointment", args=[page.moved_to.pk]), _("See it")))
    if (old := contact.rescheduled_from) is not None:
        found.append((_("Moved from"), words.long_moment(old.at), reverse("appointment", args=[old.pk]), _("See it")))
    return found


def _with_why(said: str, contact: Contact) -> str:
    """Who asked, and why as far as it may be read."""
    if not contact.asked_by:
        return said
    facts = {"what": said, "who": contact.get_asked_by_display(), "why": contact.reschedule_reason}
    if not contact.reschedule_reason:
        return _("%(what)s. %(who)s") % facts
    return _("%(what)s. %(who)s: %(why)s") % facts
