"""The identity bar and sub-navigation of a person's pages, the same on every app's pages about them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.cases.access import open_until
from rainer.cases.models import Case
from rainer.cases.queries import age
from rainer.organisation.access import Acting, ActingRequest
from rainer.organisation.capabilities import Capability
from rainer.web import words
from rainer.web.furniture import IdentityBar, NavItem
from rainer.web.navigation import address


def identity_bar(case: Case, acting: Acting) -> IdentityBar:
    """Whose page this is. One query: whether the record stands open with a reason."""
    return bar(case, on=acting.on, held_by=held_by_words(case), opened=open_until(acting, case.person_id))


def bar(
    case: Case, *, on: date, held_by: str, opened: datetime | None = None, safe_to_show: bool | None = None
) -> IdentityBar:
    """The same bar where the page has its own words for whose case it is."""
    person = case.person
    preferred = f"{person.preferred_name} {person.surname}" if person.preferred_name else str(person)
    return IdentityBar(
        name=preferred,
        crn=person.crn,
        born=person.date_of_birth,
        age=age(person.date_of_birth, on=on),
        tier=tier_words(case),
        tier_url=address("tier", person.crn),
        # Without the reason: this bar stands on pages that a person may be shown.
        tier_notes=tuple(override_words(case, with_reason=False)),
        rosh=case.rosh,
        talk_first=case.needs_staff_safety_talk,
        restricted=opened is not None,
        held_by=held_by,
        safe_to_show=safe_to_show,
        url=reverse("person", args=[person.crn]),
        open_until=opened,
        close_url=reverse("close_restricted", args=[person.crn]),
        died=person.date_of_death,
    )


def tier_words(case: Case) -> str:
    """Which tier, by which scheme: "D (v3; C2 in v2)". Empty when neither is known. One that people put in the place
    of the rule's says so."""
    v3, v2 = shown_tier(case, "v3"), shown_tier(case, "v2")
    if v3 and v2:
        return _("%(tier)s (v3; %(older)s in v2)") % {"tier": v3, "older": v2}
    if v3:
        return _("%(tier)s (v3)") % {"tier": v3}
    return _("%(tier)s (v2)") % {"tier": v2} if v2 else ""


def shown_tier(case: Case, scheme: str = "") -> str:
    """A tier as lists show it: "C", or "C overridden". Without a scheme the newer one, where there is a letter."""
    scheme = scheme or ("v3" if case.tier_v3 else "v2")
    tier = case.tier_v3 if scheme == "v3" else case.tier_v2
    return _("%(tier)s overridden") % {"tier": tier} if tier and scheme in case.overridden else tier


def override_words(case: Case, *, with_reason: bool = True) -> list[str]:
    """Of each tier that is overridden: what the rule says, who put which in its place, until when; and why."""
    return [_override(scheme, said, with_reason) for scheme, said in sorted(case.overridden.items(), reverse=True)]


def _override(scheme: str, said: dict[str, str], with_reason: bool) -> str:
    facts = {**said, "scheme": scheme, "until": words.day(date.fromisoformat(said["until"]))}
    text = _(
        "Tier %(tier)s is overridden until %(until)s: the rule says %(rule)s (%(scheme)s). By %(by)s, agreed by %(agreed_by)s."
    )
    return f"{text % facts} {said['why']}" if with_reason else text % facts


def held_by_words(case: Case) -> str:
    """ "Aisha Rahman's case since 2 Mar 2026", or that nobody is named."""
    if case.closed_on:
        return _("Case closed %(day)s") % {"day": words.day(case.closed_on)}
    if case.practitioner_team is None:
        return _("Nobody named since %(day)s") % {"day": words.day(case.received_on)}
    held = {"name": case.practitioner_team.practitioner, "day": words.day(case.held_since)}
    return _("%(name)s’s case since %(day)s") % held


def person_frame(request: ActingRequest, case: Case, *, current: str = "") -> dict[str, Any]:
    """What stands around every page about a person."""
    return {
        "identity": identity_bar(case, request.acting),
        "sub_nav": person_pages(case.person.crn, request.acting, current=current),
        "case": case,
        "crn": case.person.crn,
    }


def person_pages(crn: str, acting: Acting, *, current: str) -> list[NavItem]:
    """The sub-navigation: the pages about a person that there are and that the user may open."""
    pages = [
        ("person", _("At a glance"), Capability.SEE_PERSON),
        ("timeline", _("Timeline"), Capability.SEE_PERSON),
        ("person_sentence", _("Sentence"), Capability.SEE_PERSON),
        ("person_assessment", _("Assessment"), Capability.SEE_PERSON),
        ("person_risk", _("Risk"), Capability.SEE_PERSON),
        ("person_flags", _("Flags"), Capability.SEE_PERSON),
        ("plan", _("Plan"), Capability.SEE_PERSON),
        ("compliance", _("Compliance"), Capability.SEE_PERSON),
        ("person_details", _("Contact and home"), Capability.SEE_PERSON),
        ("person_documents", _("Documents"), Capability.SEE_PERSON),
        ("tier", _("Tier"), Capability.SEE_PERSON),
        ("who_looked", _("Who looked"), Capability.SEE_WHO_LOOKED),
    ]
    return [
        NavItem(text, url, current=name == current)
        for name, text, capability in pages
        if acting.may(capability) and (url := address(name, crn))
    ]
