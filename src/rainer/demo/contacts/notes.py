"""What was written of a contact."""

from __future__ import annotations

from datetime import date

from rainer.demo.chance import Chance
from rainer.demo.contacts.entry import Entry, write
from rainer.demo.days import moment
from rainer.demo.life import Life
from rainer.demo.texts import texts

PRONOUNS = {"he": ("he", "him", "his"), "she": ("she", "her", "her"), "they": ("they", "them", "their")}
NOTED, LONG = 0.62, 0.018
BY_TYPE = {"CHVS": "visit", "CODC": "visit", "COPT": "call", "COVC": "call"}
# Type, what it was, which notes: contacts that are no appointments.
OTHERS = (
    (("CTOA", "Phone call from the person", "call_in"), 0.24),
    (("CTOB", "Phone call to the person", "call_out"), 0.26),
    (("CMOA", "Text from the person", "text_in"), 0.1),
    (("CMOB", "Text to the person", "text_out"), 0.12),
    (("CINT", "Note of the practitioner", "internal"), 0.12),
    (("CORG", "With another organisation", "agencies"), 0.16),
)
MOVED = {
    True: ("Works that day", "School rang", "Hospital appointment", "Asked for a later bus"),
    False: ("Practitioner in court", "Practitioner unwell", "Office closed for training"),
}


def said(life: Life, text: str) -> str:
    """The text with the person's first name and pronouns in it."""
    they, them, their = PRONOUNS[life.pronoun]
    return text.format(
        first=life.forename, First=life.forename, they=they, them=them, their=their, They=they.capitalize(),
        Their=their.capitalize(),
    )  # fmt: skip


def pick(life: Life, chance: Chance, kind: str) -> str:
    """A note of a kind. Those that would need another form of the verb are not for someone who is `they`."""
    pool: list[str] = texts("notes")[kind]
    text = chance.pick(pool)
    return said(life, text if life.pronoun != "they" or "{they}" not in text.lower() else pool[0])


def long_note(kind: str, first: str) -> str:
    """The first of the long notes of a kind, of a man."""
    they, them, their = PRONOUNS["he"]
    text: str = texts("notes")[kind][0]
    return text.format(first=first, First=first, they=they, them=them, their=their, They="He", Their="His")


def of_kept(life: Life, chance: Chance, entry: Entry) -> None:
    if chance.likely(LONG) and life.pronoun != "they":
        entry.notes = pick(life, chance, "long_visit" if entry.type_code == "CHVS" else "long")
    elif chance.likely(NOTED):
        entry.notes = pick(life, chance, BY_TYPE.get(entry.type_code, "kept"))


def other(life: Life, chance: Chance, day: date, sensitive: float) -> None:
    """A call, a text, a word with another organisation, near an appointment."""
    code, description, kind = chance.weighted(OTHERS)
    is_sensitive = chance.likely(sensitive / 0.28)
    text = pick(life, chance, "sensitive" if is_sensitive else kind)
    at = moment(day, chance.between(9, 16), chance.between(0, 59))
    write(life, Entry(code, at, notes=text, description=description, is_sensitive=is_sensitive))


def why_moved(chance: Chance, by_person: bool) -> str:
    return chance.pick(MOVED[by_person])
