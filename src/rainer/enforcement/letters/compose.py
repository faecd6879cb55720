"""A template, facts and what the writer changed, put together as one paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from string import Formatter

from rainer.enforcement.letters.templates import Part, Template
from rainer.web.pdf import Block, Heading, Lines, Paper, Paragraph

Texts = Mapping[str, str]
# What an Act asks a warning to say, by the part of the letter that says it.
MUST_SAY = ("circumstances", "unacceptable", "liable")


def compose(
    template: Template, facts: Texts, *, free: Texts | None = None, at: datetime, large_print: bool = False
) -> Paper:
    """The letter. `facts` are words; `free` are the writer's own, by part, and under "added" what they add."""
    written = free or {}
    blocks: list[Block] = [Lines(_address(facts)), Lines(_reference(facts)), Paragraph(f"{facts['greeting']},")]
    for part in template.parts:
        blocks += _part(part, facts, written)
    if added := written.get("added", "").strip():
        blocks.append(Paragraph(added))
    blocks.append(Lines(_signature(facts)))
    title = template.title.format_map(facts)
    return Paper(title=title, blocks=blocks, at=at, large_print=large_print, foot=facts["crn"])


def _part(part: Part, facts: Texts, written: Texts) -> list[Block]:
    said = [text for text in (_text(part, facts), _free(part, facts, written)) if text]
    heading: list[Block] = [Heading(part.heading)] if part.heading and said else []
    return [*heading, *(Paragraph(text) for text in said)]


def _text(part: Part, facts: Texts) -> str:
    """What the part says of these facts; "" where a fact it needs is not known and it has no other words."""
    for text in (part.text, part.otherwise):
        if text and (text == part.otherwise or all(facts.get(name) for name in _needed(part))):
            return text.format_map(facts)
    return ""


def _needed(part: Part) -> list[str]:
    """The facts without which the part has nothing to say: those marked, and what only a law in force gives."""
    named = {name for _text, name, _spec, _conversion in Formatter().parse(part.text) if name}
    return [*([part.needs] if part.needs else []), *(named & {"liable_until", "months"})]


def _free(part: Part, facts: Texts, written: Texts) -> str:
    return written.get(part.name, part.begins_with(facts.get("kind", ""))).strip() if part.free else ""


def says(template: Template, facts: Texts) -> frozenset[str]:
    """Which of the parts that an Act asks for the letter holds, said as its words in full and not as others."""
    if not template.gives_warning:
        return frozenset()
    return frozenset(
        part.name
        for part in template.parts
        if part.name in MUST_SAY and (part.name != "liable" or all(facts.get(name) for name in _needed(part)))
    )


def _address(facts: Texts) -> list[str]:
    return [facts["name"], *(line for line in facts.get("address", "").split("\n") if line)]


def _reference(facts: Texts) -> list[str]:
    telephone = f"Telephone {facts['telephone']}" if facts.get("telephone") else ""
    office = (facts.get("office", ""), *facts.get("office_address", "").split("\n"), telephone)
    return [line for line in (*office, facts["today"], f"Our reference: {facts['crn']}") if line]


def _signature(facts: Texts) -> list[str]:
    return [line for line in ("Yours sincerely", facts["writer"], facts.get("writer_email", "")) if line]
