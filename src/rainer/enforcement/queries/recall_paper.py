"""The papers of a recall record: Part A with what goes with it, or the letter on a decision not to recall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.models import Licence, LicenceCondition
from rainer.enforcement.models import Move
from rainer.enforcement.queries.letters import home_of
from rainer.enforcement.queries.licences import under_12_months
from rainer.enforcement.queries.recall import Record, signed
from rainer.enforcement.queries.recall_asks import told
from rainer.policy import recall
from rainer.web import words
from rainer.web.pdf import Block, Bullets, Facts, Grid, Heading, Lines, Paper, Paragraph

NONE = "–"
NEED_WORDS = {
    "required": gettext_lazy("Required"),
    "recommended": gettext_lazy("Recommended"),
    "optional": gettext_lazy("Optional"),
    "not_needed": gettext_lazy("Not needed"),
}
# Told in a place of their own, or said once for all with a tick.
ELSEWHERE = {"conditions_breached", "recall_type", "person_details", "offence_details", "emergency"}


@dataclass(frozen=True, slots=True)
class PartADocument:
    """A document of Part A, and how far it is needed."""

    key: str
    label: str
    need: str
    why: str


def documents_of(record: Record) -> list[PartADocument]:
    """Which documents go with Part A for this person, in order."""
    rosh: Any = record.proceeding.case.rosh
    inputs = recall.DocumentInputs(rosh, under_12_months(record.sentence))
    outcome = recall.part_a_documents(inputs, **record.reference.where)
    return [
        PartADocument(step.name.partition(".")[2], step.label, str(step.result), str(step.found))
        for step in outcome.steps
    ]


def paper_of(record: Record, *, at: datetime) -> Paper:
    return letter_of(record, at=at) if record.is_against else part_a(record, at=at)


def part_a(record: Record, *, at: datetime) -> Paper:
    """Part A as the record stands: what the casework section is asked, on what grounds, signed by whom."""
    person = record.proceeding.person
    blocks: list[Block] = [
        *_person(record),
        *_sentence(record),
        *_asked(record),
        *_conditions(record),
        *_parts(record),
        *_signatures(record.done),
        *_documents(record),
    ]
    return Paper(
        title=_("Part A: request to recall %(name)s") % {"name": person}, blocks=blocks, at=at, foot=person.crn
    )


def _person(record: Record) -> list[Block]:
    person = record.proceeding.person
    return [Heading(_("1. The person")), Facts(person_facts(person, record))]


def person_facts(person: Any, record: Record) -> list[tuple[str, str]]:
    """Who it is, as the record has it."""
    return [
        (_("Name"), " ".join(part for part in (person.forename, person.middle_names, person.surname) if part)),
        (_("Born"), words.since(person.date_of_birth) if person.date_of_birth else NONE),
        (_("CRN"), person.crn),
        (_("Prison number"), person.prison_number or NONE),
        (_("PNC"), person.pnc or NONE),
        (_("CRO"), person.cro or NONE),
        (_("Risk of serious harm"), str(record.proceeding.case.get_rosh_display())),
        (_("MAPPA"), mappa_words(record)),
    ]


def mappa_words(record: Record) -> str:
    case = record.proceeding.case
    if not case.mappa_level and not case.mappa_category:
        return _("No MAPPA level or category is recorded")
    facts = {"level": case.mappa_level or NONE, "category": case.mappa_category or NONE}
    return _("Level %(level)s, category %(category)s") % facts


def _sentence(record: Record) -> list[Block]:
    return [Heading(_("2. The sentence")), Facts(sentence_facts(record))]


def sentence_facts(record: Record) -> list[tuple[str, str]]:
    event, sentence = record.proceeding.event, record.sentence
    length = f"{sentence.length} {sentence.length_unit}" if sentence.length else NONE
    return [
        (_("Offence"), event.main_offence or NONE),
        (_("Court"), event.court or NONE),
        (_("Sentence group"), recall.GROUP_WORDS[record.group]),
        (_("Length"), length),
        (_("From"), words.since(sentence.starts)),
        (_("Released"), words.since(sentence.released_on) if sentence.released_on else NONE),
        (_("Until"), words.since(sentence.ends) if sentence.ends else NONE),
    ]


def _asked(record: Record) -> list[Block]:
    said = record.said("recall_type")
    emergency = _("Yes") if record.proceeding.is_emergency else _("No")
    facts = [
        (_("Asked for"), recall.TYPE_WORDS.get(record.decision, _("Not chosen yet")).capitalize()),
        (_("Emergency"), emergency if record.proceeding.is_emergency is not None else NONE),
        (_("Why"), str(said.get("why", "")) or NONE),
    ]
    found = [[step.label, str(step.found)] for step in record.types.steps if step.name.startswith("question.")]
    grid: list[Block] = [Grid(_("What decides the type"), [_("Question"), _("Answer")], found)] if found else []
    return [Heading(_("3. What is asked for")), Facts(facts), *grid, Paragraph(record.types.sentence)]


def _conditions(record: Record) -> list[Block]:
    chosen = set(record.said("conditions_breached").get("conditions", ()))
    broken = [one for one in record.conditions if str(one.pk) in chosen]
    how = str(record.said("conditions_breached").get("how", ""))
    return [
        Heading(_("4. Conditions broken")),
        Paragraph(licence_words(record.licence)),
        Bullets([condition_words(one) for one in broken] or [_("None chosen yet")]),
        Paragraph(how or _("How they were broken is not written yet.")),
    ]


def condition_words(one: LicenceCondition) -> str:
    """A condition with its code, for those who work with the licence; the person is told it without."""
    return f"{one.text} ({one.code})" if one.code else one.text


def licence_words(licence: Licence | None) -> str:
    """Which licence it is: its version, and the version of the conditions it was made under."""
    if licence is None:
        return _("No licence is in force.")
    facts = {"version": licence.version, "policy": licence.policy_version, "day": words.since(licence.starts)}
    return _("Licence version %(version)s, made under policy version %(policy)s, in force from %(day)s.") % facts


def _parts(record: Record) -> list[Block]:
    blocks: list[Block] = [Heading(_("5. The record"))]
    for part in record.parts:
        if part.part in ELSEWHERE:
            continue
        rows = told(part.part, record.said(part.part), record.asking)
        blocks += [Heading(part.label, level=3), Facts(rows) if rows else Paragraph(_("Not written yet."))]
    return blocks


def _signatures(done: list[Move]) -> list[Block]:
    rows = [[str(one.by), words.long_moment(one.at), one.telephone or NONE, one.reason or NONE] for one in signed(done)]
    heads = [_("Who"), _("When"), _("Telephone"), _("Explanation")]
    return [Heading(_("6. Countersigned")), Grid(_("Signatures"), heads, rows or [[NONE] * 4])]


def _documents(record: Record) -> list[Block]:
    rows = [[one.label, str(NEED_WORDS[one.need])] for one in documents_of(record)]
    return [Heading(_("7. What goes with it")), Grid(_("Documents"), [_("Document"), _("Needed")], rows)]


def letter_of(record: Record, *, at: datetime) -> Paper:
    """What the person is told of a decision not to recall."""
    person, officer = record.proceeding.person, record.proceeding.case.practitioner_team
    chosen = set(record.said("conditions_breached").get("conditions", ()))
    broken = [one.text for one in record.conditions if str(one.pk) in chosen]
    blocks: list[Block] = [
        Lines([" ".join(part for part in (person.title, str(person)) if part), *home_of(person.pk)]),
        Paragraph(_("Dear %(name)s") % {"name": person.preferred_name or person.forename}),
        Paragraph(_("We thought about recalling you to prison. We have decided not to, this time.")),
        *_section(_("Why we thought about it"), record, "what_led", "what"),
        Heading(_("Which part of your licence it was")),
        Bullets(broken or [NONE]),
        *_section("", record, "conditions_breached", "how"),
        *_section(_("Why you are not recalled"), record, "why_not_recalled", "what"),
        *_section(_("What has gone well"), record, "progress", "what"),
        *_section(_("What you said"), record, "persons_view", "what"),
        *_section(_("What is expected from now on"), record, "expectations", "what"),
        *_section(_("Your next appointment"), record, "next_appointment", "when"),
        Paragraph(_("If you do not keep to your licence you can still be recalled to prison. If something makes it "
                    "hard to keep to it, tell us: we can help.")),
        Lines([str(officer.practitioner) if officer else _("Your probation office"), record.proceeding.case.team.office]),
    ]  # fmt: skip
    return Paper(title=_("Decision not to recall you"), blocks=blocks, at=at, foot=person.crn)


def _section(heading: str, record: Record, part: str, name: str) -> list[Block]:
    said = str(record.said(part).get(name, "")) or _("Not written yet.")
    lines: list[Block] = [Paragraph(line) for line in said.splitlines() if line.strip()]
    return [Heading(heading), *lines] if heading else lines
