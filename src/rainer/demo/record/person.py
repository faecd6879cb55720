"""Who the person is and how to reach them. Numbers and addresses come from ranges that nobody is given."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from rainer.cases.models import Alias, PersonIdentifier
from rainer.cases.sounds import sounds_of
from rainer.demo.chance import Chance
from rainer.demo.life import Life
from rainer.policy.identifiers import check_letter

# The columns of a person that `who` answers, after those that the plan of the world decides.
COLUMNS = (
    "middle_names", "preferred_name", "pnc", "pnc_as_given", "cro", "postcode", "title", "previous_surname", "pronouns",
    "nationality", "second_nationality", "immigration_status", "language", "other_languages", "language_concerns",
    "interpreter_language", "telephone", "mobile", "email", "allow_sms", "remand_status", "sounds",
)  # fmt: skip
MIDDLE = {
    True: ("Anne", "Louise", "Grace", "Marie", "Jane", "Amara", "Ngozi", "Fatima", "Rose", "Ewa"),
    False: ("James", "David", "Lee", "John", "Ali", "Kofi", "Michael", "Tomasz", "Ray", "Emeka"),
}
SHORT = {
    "Daniel": "Danny", "Michael": "Mick", "Christopher": "Chris", "Anthony": "Tony", "Stephen": "Steve", "Robert": "Rob",
    "William": "Bill", "Katherine": "Kath", "Jennifer": "Jen", "Joseph": "Joe", "Mohammed": "Mo", "Samuel": "Sam",
    "Patricia": "Trish", "Victoria": "Vicky", "Benjamin": "Ben", "Matthew": "Matt", "Nicholas": "Nick",
}  # fmt: skip
# By the community a name was drawn from: nationality other than British, first language, share who have them.
ELSEWHERE = {
    "en_IN": ("Indian", "Punjabi", 0.15), "en_PK": ("Pakistani", "Urdu", 0.15), "yo_NG": ("Nigerian", "Yoruba", 0.25),
    "ig_NG": ("Nigerian", "Igbo", 0.25), "tw_GH": ("Ghanaian", "Twi", 0.25), "pl_PL": ("Polish", "Polish", 0.7),
    "ro_RO": ("Romanian", "Romanian", 0.8), "en_KE": ("Kenyan", "Swahili", 0.25), "tr_TR": ("Turkish", "Turkish", 0.4),
}  # fmt: skip
PRONOUNS = {True: "she/her", False: "he/him"}


@dataclass(frozen=True, slots=True)
class Who:
    """The answers in the order of COLUMNS, and the other name if there is one."""

    values: tuple[object, ...]
    alias: tuple[str, str] | None


def who(life: Life, postcode: str, *, prison_number: str) -> Who:
    """Everything of the person that the plan of the world leaves open."""
    chance, woman = life.chance(0), life.profile.is_woman
    pnc = _pnc(life, chance)
    own = _language(life, chance)
    previous = life.world.names.a_surname(chance) if woman and chance.likely(0.12) else ""
    alias = _alias(life, chance)
    middle = chance.pick(MIDDLE[woman]) if chance.likely(0.55) else ""
    preferred = SHORT.get(life.forename, "") if chance.likely(0.6) else ""
    pronouns = _pronouns(life, chance)
    values = (
        middle,
        preferred,
        *pnc,
        _cro(life) if pnc[0] and chance.likely(0.7) else "",
        postcode,
        _title(life, chance),
        previous,
        pronouns,
        *own,
        *_reach(life, chance),
        _remand(life, chance),
        sounds_of(life.forename, life.surname, middle, preferred, previous, *(alias or ())),
    )
    return Who(values, alias)


def names_and_numbers(life: Life, alias: tuple[str, str] | None, *, prison_number: str) -> None:
    """Aliases and the further numbers a person is known by."""
    chance, rows = life.chance(1), life.world.rows
    if alias:
        born = life.born.replace(year=life.born.year + 1) if chance.likely(0.3) and life.born.day < 29 else None
        ended = life.within(chance, 900) if chance.likely(0.2) else None
        rows.add(Alias, life.person_id, *alias, born, "", ended)
    if chance.likely(0.6):
        # QQ begins no National Insurance number that was ever given.
        number = f"QQ{life.number * 37 % 1_000_000:06d}{chance.pick('ABCD')}"
        rows.add(PersonIdentifier, life.person_id, "national_insurance", number, None, None, "")
    if prison_number and chance.likely(0.1):
        older = f"B{life.number * 11 % 10_000:04d}{chance.pick('ABCDEFG')}{chance.pick('KLMNPR')}"
        since = life.day(life.started_days + 900)
        rows.add(PersonIdentifier, life.person_id, "prison_number", older, since, life.starts, "NOMIS")


def mobile(chance: Chance) -> str:
    """07700 900000 to 900999 are kept for drama and given to nobody."""
    return f"07700 900{chance.between(0, 999):03d}"


def landline(chance: Chance) -> str:
    """01632 is no place's code; 960000 to 960999 are kept for drama."""
    return f"01632 960{chance.between(0, 999):03d}"


def _reach(life: Life, chance: Chance) -> tuple[object, ...]:
    has_mobile = chance.likely(0.92)
    local = _plain(f"{life.forename}.{life.surname}".lower())
    return (
        landline(chance) if chance.likely(0.14) else "",
        mobile(chance) if has_mobile else "",
        f"{local}{life.number % 97}@example.org" if chance.likely(0.58) else "",
        has_mobile and chance.likely(0.85),
    )


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("ı", "i"))
    return "".join(letter for letter in apart if letter.isascii() and (letter.isalnum() or letter == "."))


def _title(life: Life, chance: Chance) -> str:
    return chance.weighted(
        (("Ms", 0.45), ("Miss", 0.3), ("Mrs", 0.2), ("", 0.05))
        if life.profile.is_woman
        else (("Mr", 0.95), ("Mx", 0.01), ("", 0.04))
    )


def _pronouns(life: Life, chance: Chance) -> str:
    usual = PRONOUNS[life.profile.is_woman]
    said = chance.weighted((("", 0.7), (usual, 0.285), ("they/them", 0.015)))
    life.pronoun = "they" if said == "they/them" else usual.split("/")[0]
    return said


def _language(life: Life, chance: Chance) -> tuple[str, ...]:
    """Nationality, second one, immigration status, language, others, concerns, interpreter."""
    nationality, language, share = ELSEWHERE.get(life.world.names.community_of(life.surname), ("", "", 0.0))
    if not chance.likely(share):
        concern = "Reads slowly: say it as well as write it." if chance.likely(0.06) else ""
        both = language if language and chance.likely(0.5) else ""
        return ("British", nationality if both and chance.likely(0.15) else "", "", "English", both, concern, "")
    status = chance.weighted((("Settled status", 0.6), ("Indefinite leave to remain", 0.25), ("Not known", 0.15)))
    speaks_little = chance.likely(0.22)
    concern = "Speaks well; forms are harder." if chance.likely(0.3) and not speaks_little else ""
    other = "" if speaks_little else "English"
    return (nationality, "", status, language, other, concern, language if speaks_little else "")


def _pnc(life: Life, chance: Chance) -> tuple[str, str]:
    """The PNC id as it is kept and as it was given. The serial is unlike any other person's here."""
    if not chance.likely(0.93):
        return "", ""
    serial = f"{life.number * 7919 % 10_000_000:07d}"
    year = chance.between(min(life.born.year + 14, life.starts.year), life.starts.year)
    full = pnc_of(year, serial)
    return full, f"{year % 100:02d}/{int(serial)}{full[-1]}" if chance.likely(0.4) else full


def pnc_of(year: int, serial: str) -> str:
    """A PNC id as it is kept, its check letter right."""
    return f"{year}/{serial}{check_letter(f'{year % 100:02d}{serial}')}"


def _cro(life: Life) -> str:
    serial, year = f"{life.number * 613 % 1_000_000:06d}", f"{life.starts.year % 100:02d}"
    return f"{serial}/{year}{check_letter(year + serial)}"


def _alias(life: Life, chance: Chance) -> tuple[str, str] | None:
    if not chance.likely(0.16):
        return None
    other = life.world.names.a_surname(chance)
    return (chance.pick(("", life.forename)) or life.forename[:3].title() + "o", other)


def _remand(life: Life, chance: Chance) -> str:
    return "On bail for a further matter" if life.profile.state != "custody" and chance.likely(0.02) else ""
