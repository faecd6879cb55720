"""The flags of a profile on a person: when each is reviewed, which reviews are late, and flags that were taken off."""

from __future__ import annotations

from datetime import date, timedelta

from rainer.cases.models import Registration, RegistrationReview
from rainer.demo.chance import Chance
from rainer.demo.life import Life

COLUMNS = {
    Registration: (
        "person_id", "type_code", "level", "category", "starts", "next_review", "ends", "is_staff_safety", "notes",
        "made_by_id", "removed_by_id", "removal_reason",
    ),
    RegistrationReview: ("registration_id", "was_due", "done_on", "next_review", "notes", "by_id"),
}  # fmt: skip
REVIEW_DAYS, REVIEWED_IN_TIME, WITHOUT_A_DATE = (110, 200), 0.96, 0.012
NOTES = {
    "ADVP": ("Towards a former partner; see the plan.", "Two call-outs last year, none since.", ""),
    "RCPR": ("Plan reviewed by children's services each quarter.", "Core group on the first Monday.", ""),
    "RCCO": ("School told us; no plan at present.", ""),
    "RMDO": ("Under the community mental health team.", "Medication taken as told; two crises in three years."),
    "ALSH": ("Attempt in 2023; safety plan on file.", "Thoughts, no plan; knows whom to ring."),
    "MAPP": ("Meeting every quarter.", "Panel asks for weekly contact for now."),
    "RVHR": ("Agreed with senior and head of unit.",),
    "RHRH": ("Partner and children, at home, after rows. Rises with drink and lost contact.", "Strangers, when drunk."),
    "SPO": ("Through social media, by other names.",),
    "STRG": ("Says he has left; the police are not sure.",),
    "RSTF": ("Threatened staff in reception in spring. Not alone, not at home.", "Dog at the address bit a colleague."),
}
REVIEWED = (
    "Nothing has changed.",
    "Stays: two incidents since.",
    "Talked through with my senior. Stays.",
    "Risk is lower; stays for now.",
)
REMOVED = (
    "No concerns for a year; agreed with my senior.",
    "Children's services closed the case.",
    "Wrong person: taken off.",
)
TAKEN_OFF = ("RMDO", "ALSH", "RCCO", "REG15", "RVLN")


def flags(life: Life, *, talk_first: bool) -> None:
    chance = life.chance(13)
    for code, level, category in life.profile.registrations:
        _flag(life, chance, code, level, category)
    if talk_first:
        _flag(life, chance, "RSTF", "", "")
    if life.profile.state == "community" and chance.likely(0.04):
        _flag(life, chance, "REG15", "", "")
    if chance.likely(0.07):
        _taken_off(life, chance)


def _flag(life: Life, chance: Chance, code: str, level: str, category: str) -> None:
    """On the register since it was assessed. What fell due since was reviewed, or is late now, or has no date at all."""
    rows, user = life.world.rows, life.user_on(life.assessed)
    notes = chance.pick(NOTES.get(code, ("",)))
    reviews, due = _reviews(life, chance) if user else ([], _next(life.assessed, chance))
    review = None if chance.likely(WITHOUT_A_DATE) else due
    number = rows.add(
        Registration, life.person_id, code, level, category, life.assessed, review, None, code == "RSTF", notes, user,
        None, "",
    )  # fmt: skip
    for was_due, done, then in reviews:
        rows.add(RegistrationReview, number, was_due, done, then, chance.pick(REVIEWED), life.user_on(done) or user)


def _reviews(life: Life, chance: Chance) -> tuple[list[tuple[date, date, date]], date]:
    """Each review done: when it was due, when it was done, the day set for the next; and the day that stands now."""
    found = []
    due = _next(life.assessed, chance)
    while due < life.last_day and chance.likely(REVIEWED_IN_TIME):
        done = min(due + timedelta(days=chance.between(-9, 6)), life.last_day)
        found.append((due, done, _next(done, chance)))
        due = found[-1][2]
    return found, due


def _next(day: date, chance: Chance) -> date:
    return day + timedelta(days=chance.between(*REVIEW_DAYS))


def _taken_off(life: Life, chance: Chance) -> None:
    present = {code for code, _level, _category in life.profile.registrations}
    code = chance.pick([c for c in TAKEN_OFF if c not in present])
    ended = life.within(chance, 300)
    user = life.user_on(ended)
    life.world.rows.add(
        Registration, life.person_id, code, "", "", ended - timedelta(days=chance.between(60, 400)), None, ended, False,
        "", user, user, chance.pick(REMOVED),
    )  # fmt: skip
