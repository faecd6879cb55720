"""What the record knows already of a part of a recall: offered in its form, or shown beside it, never typed again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from rainer.cases.models import Recall, Release
from rainer.common import clock
from rainer.enforcement.queries.letters import home_of
from rainer.enforcement.queries.recall import Record
from rainer.enforcement.queries.recall_paper import licence_words, mappa_words, person_facts, sentence_facts
from rainer.organisation.models import User
from rainer.policy.recall import GROUP_WORDS
from rainer.supervision.models import Contact
from rainer.web import words

Facts = list[tuple[str, str]]


def facts_beside(part: str, record: Record) -> Facts:
    """The record's facts that a part is about."""
    if part == "person_details":
        return person_facts(record.proceeding.person, record)
    if part in ("offence_details", "offence_analysis", "sentence_group"):
        return sentence_facts(record)
    if part == "mappa_reviewed":
        return [(_("MAPPA"), mappa_words(record))]
    if part == "conditions_breached":
        return [(_("Licence"), licence_words(record.licence))]
    if part == "rosh_to_groups":
        return [(_("Risk of serious harm, as assessed"), str(record.proceeding.case.get_rosh_display()))]
    return []


def known(part: str, record: Record, by: User) -> Mapping[str, Any]:
    """What a form of this part starts with, where nothing was said yet."""
    starts = _STARTS.get(part)
    return starts(record, by) if starts else {}


def _group(record: Record, by: User) -> Mapping[str, Any]:
    group = record.sentence.group
    return {"group": group} if group in GROUP_WORDS else {}


def _mappa(record: Record, by: User) -> Mapping[str, Any]:
    """Level and category, where the record has them. What it does not have stays unanswered."""
    case = record.proceeding.case
    found = {}
    if case.mappa_level is not None:
        found["mappa_level_2_or_3"] = "yes" if case.mappa_level in (2, 3) else "no"
    if case.mappa_category:
        found["mappa_category_4"] = "yes" if case.mappa_category == 4 else "no"
    return found


def _emergency(record: Record, by: User) -> Mapping[str, Any]:
    must = record.types.answer is not None and record.types.answer.must_be_emergency
    return {"emergency": "yes"} if must else {}


def _author(record: Record, by: User) -> Mapping[str, Any]:
    holder = record.proceeding.case.practitioner_team
    name = str(holder.practitioner) if holder else ""
    return {"name": str(by), "email": by.email, "practitioner": "" if name == str(by) else name}


def _custody(record: Record, by: User) -> Mapping[str, Any]:
    return {"address": "\n".join(home_of(record.proceeding.person_id))}


def _before(record: Record, by: User) -> Mapping[str, Any]:
    event = record.proceeding.event_id
    released = Release.objects.filter(event=event).values_list("on", flat=True)
    recalled = Recall.objects.filter(event=event).values_list("decided_on", flat=True)
    lines = [(day, _("Released %(day)s")) for day in released] + [(day, _("Recalled %(day)s")) for day in recalled]
    return {"what": "\n".join(said % {"day": words.since(day)} for day, said in sorted(lines))}


def _appointment(record: Record, by: User) -> Mapping[str, Any]:
    ahead = Contact.objects.filter(
        person=record.proceeding.person_id, is_appointment=True, cancelled_at=None, outcome_code="", at__gt=clock.now()
    )
    one = ahead.select_related("practitioner_team__practitioner").order_by("at", "pk").first()
    if one is None:
        return {}
    with_ = str(one.practitioner_team.practitioner) if one.practitioner_team else ""
    return {"when": ", ".join(part for part in (words.long_moment(one.at), one.location, with_) if part)}


_STARTS: Mapping[str, Callable[[Record, User], Mapping[str, Any]]] = {
    "sentence_group": _group,
    "suitability": _mappa,
    "emergency": _emergency,
    "author": _author,
    "custody_status": _custody,
    "previous_releases_and_recalls": _before,
    "next_appointment": _appointment,
}
