"""A breach notice: the facts it rests on, whether they changed since it was written, and the paper it makes."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from rainer.cases.models import Requirement
from rainer.enforcement.inputs import day_of, sentence_kind
from rainer.enforcement.models import BreachProceeding
from rainer.enforcement.queries.letters import address_of, following
from rainer.policy.enforcement import KIND_WORDS
from rainer.supervision.inputs import local
from rainer.supervision.models import Contact
from rainer.supervision.reference import Reference
from rainer.web import words
from rainer.web.dates import DateNotUnderstoodError, understand
from rainer.web.pdf import Block, Facts, Grid, Heading, Lines, Paper, Paragraph

WHOLE = "whole"
MAIN, OTHER = "main", "other"


def notice_facts(proceeding: BreachProceeding, failures: Sequence[Contact], reference: Reference) -> dict[str, Any]:
    """What the record says that a notice says too, as plain data."""
    person, sentence = proceeding.person, proceeding.event.sentence
    kind = sentence_kind(sentence)
    ahead = following(failures[-1])
    holder = proceeding.case.practitioner_team
    return {
        "name": " ".join(part for part in (person.title, str(person)) if part),
        "crn": person.crn,
        "address": _address(proceeding, failures[-1]),
        "sentence": str(KIND_WORDS[kind]) if kind else str(sentence.get_kind_display()),
        "court": proceeding.event.court,
        "since": words.since(sentence.starts),
        "failures": [_failure(one, reference) for one in failures],
        "requirements": {str(one.pk): reference.requirement_name(one.code) for one in requirements_of(proceeding)},
        "next": _appointment(ahead, reference) if ahead else "",
        "officer": str(holder.practitioner) if holder else _("Nobody named"),
        "office": proceeding.case.team.office,
        "office_address": proceeding.case.team.office_address,
        "telephone": proceeding.case.team.office_telephone,
    }


def _address(proceeding: BreachProceeding, contact: Contact) -> list[str]:
    contact.case = proceeding.case
    return address_of(contact)


def _failure(contact: Contact, reference: Reference) -> dict[str, str]:
    return {
        "id": str(contact.pk),
        "on": day_of(contact).isoformat(),
        "when": words.long_moment(contact.at),
        "what": reference.type_name(contact.type_code),
        "outcome": reference.outcome_name(contact.outcome_code),
        "requirement": str(contact.requirement_id) if contact.requirement_id else WHOLE,
    }


def _appointment(contact: Contact, reference: Reference) -> str:
    with_ = contact.practitioner_team
    facts = [reference.type_name(contact.type_code), words.long_moment(contact.at), contact.location]
    return ", ".join(part for part in (*facts, str(with_.practitioner) if with_ else "") if part)


def requirements_of(proceeding: BreachProceeding) -> list[Requirement]:
    return list(Requirement.objects.filter(event=proceeding.event_id).order_by("pk"))


def digest(facts: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def needs_review(proceeding: BreachProceeding, facts: Mapping[str, Any]) -> bool:
    """Whether the facts changed since the notice was written, and it is not completed."""
    notice = proceeding.notice
    return bool(notice) and not notice.get("completed_at") and notice.get("digest") != digest(facts)


def answer_by(proceeding: BreachProceeding) -> date | None:
    """Until when its notice asks for an answer; None until it is completed. It is kept as the notice says it."""
    notice = proceeding.notice
    if not notice.get("completed_at"):
        return None
    made = datetime.fromisoformat(notice["completed_at"]).date()
    try:
        return understand(notice["typed"].get("respond_by", ""), today=made)
    except DateNotUnderstoodError:
        return None


def pack_made_on(proceeding: BreachProceeding) -> date | None:
    """When its pack was last made."""
    at = proceeding.pack.get("made_at")
    return local(datetime.fromisoformat(at)).date() if at else None


def notice_paper(facts: Mapping[str, Any], typed: Mapping[str, str], *, at: datetime) -> Paper:
    """The notice. `typed` is what was written into it, by the names of the form."""
    kind = {"sentence": facts["sentence"]}
    blocks: list[Block] = [
        Lines([facts["name"], *_lines(facts, typed)]),
        Facts(_head(facts, typed)),
        Heading(_("How the order was broken")),
        Paragraph(_("These are the failures for which breach of your %(sentence)s is started.") % kind),
        Grid(
            _("Failures"),
            [_("When"), _("What"), _("What came of it"), _("Requirement")],
            [[f["when"], f["what"], f["outcome"], _requirement(f, facts, typed)] for f in facts["failures"]],
        ),
        *_rejected(facts, typed),
        Grid(_("Requirements broken"), [_("Requirement"), _("From"), _("To")], _spans(facts, typed)),
    ]
    if further := typed.get("further", "").strip():
        blocks += [Heading(_("Further reasons")), Paragraph(further)]
    blocks += [
        Heading(_("What comes next")),
        Paragraph(
            _("Your next appointment: %(next)s.") % facts
            if facts["next"]
            else _("You will be told of your next appointment.")
        ),
        Paragraph(_("The court writes to you with a day and a place. You can be helped by a solicitor.")),
        Lines([facts["officer"], _("Responsible officer")]),
    ]
    title = _("Breach notice: %(sentence)s") % kind
    return Paper(title=title, blocks=blocks, at=at, foot=str(facts["crn"]))


def _lines(facts: Mapping[str, Any], typed: Mapping[str, str]) -> list[str]:
    if typed.get("address") == OTHER:
        return [line.strip() for line in typed.get("other_address", "").splitlines() if line.strip()]
    return list(facts["address"])


def _head(facts: Mapping[str, Any], typed: Mapping[str, str]) -> list[tuple[str, str]]:
    rows = [
        (_("Case number"), facts["crn"]),
        (_("Reference"), typed.get("reference", "")),
        (_("Kind of notice"), typed.get("notice_type", "")),
        (_("Sentence"), f"{facts['sentence']}, {facts['court']}, {facts['since']}"),
        (_("Reply to"), typed.get("reply_address", "")),
        (_("Telephone"), typed.get("contact_number", "")),
        (_("Answer by"), typed.get("respond_by", "")),
    ]
    return [(name, value) for name, value in rows if value]


def _requirement(failure: Mapping[str, str], facts: Mapping[str, Any], typed: Mapping[str, str]) -> str:
    chosen = typed.get(f"requirement_{failure['id']}", failure["requirement"])
    return str(facts["requirements"].get(chosen) or _("The whole sentence"))


def _rejected(facts: Mapping[str, Any], typed: Mapping[str, str]) -> list[Block]:
    said = [(f["when"], typed.get(f"rejected_{f['id']}", "").strip()) for f in facts["failures"]]
    rows = [(when, why) for when, why in said if why]
    return [Heading(_("Why what you told us was not accepted")), Facts(rows)] if rows else []


def _spans(facts: Mapping[str, Any], typed: Mapping[str, str]) -> list[list[str]]:
    """Each requirement broken, with its first and last failure."""
    days: dict[str, list[date]] = defaultdict(list)
    for failure in facts["failures"]:
        days[_requirement(failure, facts, typed)].append(date.fromisoformat(failure["on"]))
    return [[name, words.since(min(on)), words.since(max(on))] for name, on in days.items()]
