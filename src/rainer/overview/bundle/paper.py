"""The record that is taken out as one paper: contents, then each part that was chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from rainer.cases.flags import flag_name
from rainer.cases.furniture import held_by_words, override_words, tier_words
from rainer.cases.models import CaseHolding
from rainer.enforcement.queries.compliance import OrderCompliance, status_words
from rainer.enforcement.queries.pack import lowered
from rainer.overview.bundle.asked import (
    CHRONOLOGY,
    COMPLIANCE,
    CONTACTS,
    DOCUMENTS,
    FLAGS,
    LETTERS,
    PARTS,
    SENTENCE,
    SUMMARY,
)
from rainer.overview.bundle.gathering import LEFT_OUT_OTHERS, LEFT_OUT_SENSITIVE, Record, entry_texts, left_out_words
from rainer.overview.timeline.entries import Entry
from rainer.web import words
from rainer.web.pdf import Block, Contents, Facts, Grid, Heading, NewPage, Paper, Paragraph, paper_from

NONE = "–"


def bundle_paper(record: Record, *, at: datetime, by: str, purpose: str, reason: str) -> Paper:
    person = record.case.person
    parts = [(name, _WRITERS[name](record)) for name in PARTS if name in record.wanted.parts]
    blocks: list[Block] = [
        Facts(
            [
                (_("CRN"), person.crn),
                (_("Taken out for"), purpose),
                (_("Why"), reason),
                (_("By"), by),
                (_("When"), words.long_moment(at)),
                (_("Days"), days_words(record.wanted.since, record.wanted.until)),
                (_("Left out"), left_out_of(record)),
            ]
        ),
        Contents(_("Contents")),
    ]
    for name, written in parts:
        blocks += [NewPage(), Heading(str(PARTS[name])), *written]
    foot = _("%(crn)s · Official-Sensitive") % {"crn": person.crn}
    return Paper(title=_("Record of %(name)s") % {"name": person}, blocks=blocks, at=at, foot=foot)


def days_words(since: date | None, until: date | None) -> str:
    if since and until:
        return _("%(first)s to %(last)s") % {"first": words.day(since), "last": words.day(until)}
    if since:
        return _("From %(day)s") % {"day": words.day(since)}
    return _("Until %(day)s") % {"day": words.day(until)} if until else _("All")


def left_out_of(record: Record) -> str:
    """Told on the first page: a reader must know that there is more."""
    counts = record.left_out
    if not any(counts.values()):
        return _("Nothing of these parts and days")
    return _("%(sensitive)s sensitive entries; %(others)s entries of what others said") % {
        "sensitive": counts[LEFT_OUT_SENSITIVE],
        "others": counts[LEFT_OUT_OTHERS],
    }


def _summary(record: Record) -> list[Block]:
    case, person = record.case, record.case.person
    held = CaseHolding.objects.filter(case__person=person).order_by("-starts_at")
    rows = [
        [str(one.practitioner_team), words.since(one.starts_at), words.since(one.ends_at) if one.ends_at else _("now")]
        for one in held.select_related("practitioner_team__practitioner", "practitioner_team__team")
    ]
    facts = [
        (_("Name"), str(person)),
        (_("Date of birth"), words.since(person.date_of_birth) if person.date_of_birth else NONE),
        (_("PNC"), person.pnc or person.pnc_as_given or NONE),
        (_("Prison number"), person.prison_number or NONE),
        (_("Whose case"), held_by_words(case)),
        (_("Team"), f"{case.team}, {case.team.unit}"),
        (_("Tier"), " ".join((tier_words(case) or NONE, *override_words(case)))),
        (_("Risk of serious harm"), str(case.get_rosh_display() or _("Not assessed"))),
    ]
    return [Facts(facts), _grid(_("Who has held the case"), [_("Who"), _("From"), _("Until")], rows)]


def _sentence(record: Record) -> list[Block]:
    blocks: list[Block] = []
    for one in record.sentences:
        facts = [
            (_("Court"), one.event.court or NONE),
            (_("Convicted"), words.since(one.event.convicted_on) if one.event.convicted_on else NONE),
            (_("Offence"), one.event.main_offence or NONE),
            (_("From"), words.since(one.starts)),
            (_("Until"), words.since(one.ends) if one.ends else NONE),
            (_("Ended"), words.since(one.terminated_on) if one.terminated_on else NONE),
        ]
        rows = [
            [record.reference.requirement_name(r.code), f"{r.length or NONE} {r.unit}".strip(),
             words.since(r.terminated_on) if r.terminated_on else NONE]
            for r in one.event.requirements.all()
        ]  # fmt: skip
        title = _("Event %(number)s: %(sentence)s") % {"number": one.event.number, "sentence": one.get_kind_display()}
        heads = [_("Requirement"), _("How much"), _("Ended")]
        blocks += [Heading(title, level=3), Facts(facts), _grid(_("Requirements"), heads, rows)]
    for licence in record.licences:
        title = _("Licence of event %(number)s, version %(version)s") % {
            "number": licence.event.number, "version": licence.version,
        }  # fmt: skip
        rows = [
            [str(c.get_kind_display()), c.text, words.since(c.starts), words.since(c.ends) if c.ends else NONE]
            for c in licence.conditions.all()
        ]
        heads = [_("Kind"), _("Condition"), _("From"), _("Until")]
        blocks += [Heading(title, level=3), _grid(_("Conditions"), heads, rows)]
    return blocks or [Paragraph(_("No sentence is recorded."))]


def _flags(record: Record) -> list[Block]:
    rows = [
        [flag_name(one.type_code), words.since(one.starts), words.since(one.ends) if one.ends else _("in force")]
        for one in record.flags
    ]
    return [_grid(_("Flags of these days"), [_("Flag"), _("From"), _("Until")], rows)]


def _chronology(record: Record) -> list[Block]:
    """Of what is left out, when: not what, and not by whom."""
    rows = [
        [_when(entry), left_out_words(why) if why else entry.title, NONE if why else entry.by or NONE]
        for entry, why in record.entries
    ]
    return [_grid(_("The oldest first"), [_("When"), _("What"), _("By")], rows)]


def _contacts(record: Record) -> list[Block]:
    """One paragraph each: thousands of headings would bury the contents."""
    blocks: list[Block] = []
    for entry, why in record.contacts:
        if why:
            blocks.append(Paragraph(f"{_when(entry)}\n{left_out_words(why)}"))
            continue
        by = _("by %(name)s") % {"name": entry.by} if entry.by else ""
        head = " ".join(part for part in (_when(entry), "·", entry.title, by) if part)
        blocks.append(Paragraph("\n".join([head, *entry_texts(entry)])))
    return blocks or [Paragraph(_("No contact in these days."))]


def _compliance(record: Record) -> list[Block]:
    blocks: list[Block] = []
    for one in record.compliance:
        title = _("Event %(number)s: %(sentence)s") % {
            "number": one.sentence.event.number, "sentence": one.sentence.get_kind_display(),
        }  # fmt: skip
        counts = [(label, str(count)) for _name, label, count in one.counts]
        blocks += [Heading(title, level=3), Paragraph(status_words(one.outcome)), Facts(counts), *_steps_of(one)]
    return blocks or [Paragraph(_("No order is recorded."))]


def _steps_of(one: OrderCompliance) -> list[Block]:
    """Warnings, breaches and recalls of one order."""
    rows = [
        [_("Warning"), words.since(w.warning.given_on),
         _("Withdrawn") if w.warning.withdrawn_on else _("Counts until %(day)s") % {"day": words.day(w.until)} if w.until else NONE]
        for w in one.warnings
    ]  # fmt: skip
    rows += [[_("Breach"), words.since(b.started_on), b.outcome or NONE] for b in one.breaches]
    rows += [[_("Recall"), words.since(r.decided_on), NONE] for r in one.recalls]
    return [_grid(_("Warnings, breach and recall"), [_("What"), _("When"), _("What came of it")], rows)]


def _letters(record: Record) -> list[Block]:
    rows = [
        [one.title, words.since(one.sent_at), str(one.get_method_display()), str(one.get_state_display()), words.in_groups(one.pdf_sha256) or NONE]
        for one in record.letters
    ]  # fmt: skip
    heads = [_("Letter"), _("Sent"), _("How"), _("State"), _("SHA-256 of the file")]
    blocks: list[Block] = [_grid(_("Letters"), heads, rows)]
    for one in record.letters:
        facts = {"title": one.title, "day": words.day(one.sent_at)}
        title = Heading(_("%(title)s, sent %(day)s") % facts, level=3)
        # Its own headings stand below its title.
        body = [
            Heading(b.text, level=4) if isinstance(b, Heading) else b for b in lowered(paper_from(one.paper).blocks)
        ]
        blocks += [title, *body]
    return blocks


def _documents(record: Record) -> list[Block]:
    rows = [
        [
            document.name,
            version.file_name,
            str(version.number),
            words.since(version.made_at),
            words.in_groups(version.sha256),
        ]
        for document, version in record.documents
    ]
    heads = [_("Document"), _("File"), _("Version"), _("Added"), _("SHA-256 of the file")]
    return [_grid(_("Documents, each a file beside this paper"), heads, rows)]


def _when(entry: Entry) -> str:
    return words.moment(entry.key.at) if entry.has_time else words.since(entry.key.at)


def _grid(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Grid:
    return Grid(caption, heads, rows or [[NONE] * len(heads)])


_WRITERS: dict[str, Callable[[Record], list[Block]]] = {
    SUMMARY: _summary,
    SENTENCE: _sentence,
    FLAGS: _flags,
    CHRONOLOGY: _chronology,
    CONTACTS: _contacts,
    COMPLIANCE: _compliance,
    LETTERS: _letters,
    DOCUMENTS: _documents,
}
