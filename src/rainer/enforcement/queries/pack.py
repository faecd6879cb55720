"""The pack for the court: the order, what happened, the proof of warning, all attendance, what was said, exhibits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.models import Breach, PersonalCircumstance
from rainer.cases.queries.matters import adjustments_of
from rainer.enforcement.inputs import contacts_of, day_of
from rainer.enforcement.models import AbsenceDecision, BreachProceeding, Letter, Warning
from rainer.enforcement.queries.absence import homeless
from rainer.enforcement.queries.breach import failures_of
from rainer.enforcement.queries.notice import requirements_of
from rainer.supervision.models import Contact
from rainer.supervision.reference import Reference
from rainer.web import words
from rainer.web.pdf import Block, Bullets, Facts, Grid, Heading, NewPage, Paper, Paragraph, paper_from

# What a cell says that would be blank: nothing of it is on the record, or what is there is not known.
NONE, NOT_KNOWN = gettext_lazy("None recorded"), gettext_lazy("Not known")


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One exhibit: what it is, its hash, and its paper where it has one."""

    what: str
    sha256: str
    paper: Paper | None


def exhibits_of(proceeding: BreachProceeding) -> list[Exhibit]:
    """Letters of the order as they were sent, and the notice once it is completed."""
    rows = Letter.objects.filter(event=proceeding.event_id).exclude(state=Letter.State.DRAFT).order_by("sent_at", "pk")
    found = [
        Exhibit(
            _("%(title)s, sent %(day)s") % {"title": one.title, "day": words.day(one.sent_at)},
            one.pdf_sha256,
            paper_from(one.paper),
        )
        for one in rows
    ]
    notice = proceeding.notice
    if notice.get("completed_at"):
        found.append(Exhibit(_("Breach notice"), notice["sha256"], paper_from(notice["paper"])))
    return found


def pack_paper(proceeding: BreachProceeding, reference: Reference, *, view: str, at: datetime) -> Paper:
    """The pack as one paper. `view` is the officer's view of compliance in words."""
    failures = failures_of(proceeding)
    order = contacts_of([proceeding.event.sentence]).get(proceeding.event_id, [])
    exhibits = exhibits_of(proceeding)
    blocks: list[Block] = [
        *_order(proceeding, reference),
        *_statement(failures, reference),
        *_warnings(proceeding),
        *_attendance(order, reference),
        *_explanations(failures),
        *_overall(proceeding, order, reference, view),
        *_previous(proceeding),
        Heading(_("8. Exhibits")),
        _grid(
            _("Exhibits"),
            [_("What"), _("SHA-256 of the file")],
            [[one.what, words.in_groups(one.sha256)] for one in exhibits],
        ),
    ]
    for one in exhibits:
        if one.paper is not None:
            blocks += [NewPage(), Heading(_("Exhibit: %(what)s") % {"what": one.what}), *lowered(one.paper.blocks)]
    title = _("Breach pack: %(name)s") % {"name": proceeding.person}
    return Paper(title=title, blocks=blocks, at=at, foot=proceeding.person.crn)


def _grid(caption: str, heads: list[str], rows: list[list[Any]]) -> Block:
    """A table with no empty cell; without rows, the sentence that says so."""
    if not rows:
        return Paragraph(_("%(what)s: none recorded.") % {"what": caption})
    return Grid(caption, heads, [[str(cell or NONE) for cell in row] for row in rows])


def lowered(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of an exhibit under its own heading."""
    return [Heading(one.text, level=3) if isinstance(one, Heading) else one for one in blocks]


def _order(proceeding: BreachProceeding, reference: Reference) -> list[Block]:
    event, sentence = proceeding.event, proceeding.event.sentence
    facts = [
        (_("Court"), event.court or str(NOT_KNOWN)),
        (_("Convicted"), words.since(event.convicted_on)),
        (_("Offence"), event.main_offence or str(NOT_KNOWN)),
        (_("Sentence"), str(sentence.get_kind_display())),
        (_("From"), words.since(sentence.starts)),
        (_("Until"), words.since(sentence.ends)),
    ]
    rows = [
        [
            reference.requirement_name(one.code),
            f"{one.length} {one.unit}".strip() if one.length else NOT_KNOWN,
            words.since(one.ends_expected),
        ]
        for one in requirements_of(proceeding)
    ]
    heads = [_("Requirement"), _("How much"), _("Until")]
    return [Heading(_("1. The order")), Facts(facts), _grid(_("Requirements"), heads, rows)]


def _statement(failures: Sequence[Contact], reference: Reference) -> list[Block]:
    blocks: list[Block] = [Heading(_("2. What happened"))]
    for one in failures:
        facts = {
            "what": reference.type_name(one.type_code),
            "when": words.long_moment(one.at),
            "where": one.location or _("a place not recorded"),
            "outcome": reference.outcome_name(one.outcome_code),
        }
        blocks.append(Paragraph(_("%(what)s on %(when)s, at %(where)s. %(outcome)s.") % facts))
        blocks.append(Paragraph(_how_told(one)))
    return blocks


def _how_told(contact: Contact) -> str:
    """How the person knew of it, as far as the record says."""
    told = contact.reminders.filter(state="sent").order_by("sent_at").first()
    if told is not None:
        return _("A message about it was sent on %(day)s.") % {"day": words.day(told.sent_at)}
    if contact.made_at is not None:
        return _("It was booked on %(day)s. No message is recorded.") % {"day": words.day(contact.made_at)}
    return _("How the person was told of it is not recorded.")


def _warnings(proceeding: BreachProceeding) -> list[Block]:
    rows = []
    for one in (
        Warning.objects.filter(event=proceeding.event_id).select_related("letter", "failure").order_by("given_on")
    ):
        how = one.letter.get_method_display() if one.letter else NOT_KNOWN
        withdrawn = words.since(one.withdrawn_on) if one.withdrawn_on else _("Not withdrawn")
        rows.append([words.since(one.given_on), words.since(day_of(one.failure)), how, one.response, withdrawn])
    heads = [_("Given"), _("For the failure of"), _("How"), _("Answer"), _("Withdrawn")]
    return [Heading(_("3. Warnings")), _grid(_("Warnings on this order"), heads, rows)]


def _attendance(order: Sequence[Contact], reference: Reference) -> list[Block]:
    rows = [
        [
            words.moment(one.at),
            reference.type_name(one.type_code),
            reference.outcome_name(one.outcome_code) or NOT_KNOWN,
        ]
        for one in order
    ]
    heads = [_("When"), _("What"), _("What came of it")]
    return [Heading(_("4. Attendance since the order began")), _grid(_("Appointments"), heads, rows)]


def _explanations(failures: Sequence[Contact]) -> list[Block]:
    decisions = (
        AbsenceDecision.objects.filter(contact__in=failures).select_related("contact").order_by("contact__at", "at")
    )
    rows = [
        [
            words.since(day_of(d.contact)),
            d.get_decision_display(),
            d.known,
            d.evidence,
            d.reason,
        ]
        for d in decisions
    ]
    heads = [_("Absence of"), _("Decision"), _("What was known"), _("Evidence"), _("Why")]
    return [
        Heading(_("5. What was said of it, and why it was not accepted")),
        _grid(_("Decisions"), heads, rows),
    ]


def _overall(proceeding: BreachProceeding, order: Sequence[Contact], reference: Reference, view: str) -> list[Block]:
    rows = _by_requirement(order, reference)
    person, on = proceeding.person, reference.on
    hard = homeless(person, Q(starts__lte=on) & (Q(ends=None) | Q(ends__gte=on)))
    hard += [
        f"{one.kind}: {one.detail}".rstrip(": ")
        for one in PersonalCircumstance.objects.filter(person=person, ends=None)
    ]
    hard += [_("Adjustment: %(what)s") % {"what": one.kind} for one in adjustments_of(person.pk, on=on)]
    heads = [_("Requirement"), _("Complied"), _("Appointments with an outcome")]
    return [
        Heading(_("6. How the order was kept")),
        _grid(_("By requirement"), heads, rows),
        Paragraph(_("Difficulties on the record:")),
        Bullets(hard or [str(NONE)]),
        Facts([(_("View of the officer"), view), (_("Why"), proceeding.view_reason or str(NONE))]),
        Facts([(_("Proposal to the court"), proceeding.proposal or str(NONE))]),
    ]


def _by_requirement(order: Sequence[Contact], reference: Reference) -> list[list[str]]:
    """For each requirement: how many complied, of how many that say yes or no."""
    found: dict[str, list[Any]] = {}
    for one in order:
        if one.complied not in ("yes", "no"):
            continue
        name = reference.requirement_name(one.requirement.code) if one.requirement else _("The whole sentence")
        counted = found.setdefault(name, [0, 0])
        counted[0] += one.complied == "yes"
        counted[1] += 1
    return [[name, str(complied), str(of)] for name, (complied, of) in found.items()]


def _previous(proceeding: BreachProceeding) -> list[Block]:
    before = Breach.objects.filter(event__person=proceeding.person_id).order_by("started_on")
    if proceeding.fact_id is not None:
        before = before.exclude(pk=proceeding.fact_id)
    rows = [
        [words.since(one.started_on), words.since(one.ended_on) if one.ended_on else _("Not ended"), one.outcome]
        for one in before
    ]
    heads = [_("Started"), _("Ended"), _("Outcome")]
    risk = _("Risk of serious harm: %(level)s.") % {"level": proceeding.case.get_rosh_display()}
    return [
        Heading(_("7. Breaches before, and risk now")),
        _grid(_("Breaches before"), heads, rows),
        Paragraph(risk),
    ]
