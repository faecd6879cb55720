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
# Type and which notes: contacts that are no appointments.
OTHERS = (
    (("CTOA", "call_in"), 0.22), (("CMOA", "text_in"), 0.1), (("CTOB", "call_out"), 0.26), (("CMOB", "text_out"), 0.12),
    (("CINT", "internal"), 0.12), (("CORG", "agencies"), 0.18),
)  # fmt: skip
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


def other(life: Life, chance: Chance, day: date, sensitive: float, *, by_person: bool = True) -> None:
    """A call, a text, a word with another organisation, near an appointment; with `by_person` it may come from them."""
    pool = OTHERS if by_person else OTHERS[2:]
    code, kind = chance.weighted(pool)
    is_sensitive = chance.likely(sensitive / 0.28)
    text = pick(life, chance, "sensitive" if is_sensitive else kind)
    at = moment(day, chance.between(9, 16), chance.between(0, 59))
    write(life, Entry("CORG" if is_sensitive else code, at, notes=text, is_sensitive=is_sensitive))


def why_moved(chance: Chance, by_person: bool) -> str:
    return chance.pick(MOVED[by_person])
