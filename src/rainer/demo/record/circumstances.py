"""Facts of life that change how we work with someone: work, home, caring, disabilities and what is done about them."""

from __future__ import annotations

from datetime import date, time, timedelta

from rainer.cases.models import Adjustment, Disability, PersonalCircumstance, PersonalContact, Unavailability
from rainer.demo.chance import Chance
from rainer.demo.life import Life
from rainer.demo.record.person import landline, mobile
from rainer.demo.texts import texts

FACT = ("person_id", "starts", "ends", "notes")
COLUMNS = {
    PersonalCircumstance: (*FACT, "kind", "detail", "is_verified"),
    Disability: (*FACT, "kind", "condition"),
    Adjustment: (*FACT, "kind", "category"),
    Unavailability: (*FACT, "reason", "weekdays", "from_time", "until_time"),
    PersonalContact: (*FACT, "kind", "relationship", "name", "address", "telephone", "email", "is_emergency"),
}
WORK = (
    "Warehouse, nights", "Kitchen assistant", "Building labourer, agency", "Care assistant, part time", "Bricklayer",
    "Delivery driver, own account", "Cleaner, early shift", "Supermarket, part time", "Mechanic", "Gardener, own account",
    "Scaffolder", "Barber",
)  # fmt: skip
BENEFITS = (
    "Universal Credit", "Universal Credit, being appealed", "Personal Independence Payment", "Carer's Allowance",
    "None: claim to be made",
)  # fmt: skip
HOUSING = (
    "Tenancy, in arrears",
    "Tenancy, secure",
    "Notice to leave",
    "Settled with family",
    "On the council's list, band B",
)
OTHERS = (
    ("Dependants", "Two children, living with the other parent", 0.2),
    ("Dependants", "One child at home", 0.14),
    ("Caring", "Cares for a parent every day", 0.07),
    ("Finance", "Debts with a plan to repay", 0.12),
    ("Education", "College, two days a week", 0.06),
    ("Relationship", "Separated; contact through solicitors", 0.1),
    ("Relationship", "Living with partner", 0.22),
    ("Armed forces", "Served in the army", 0.035),
    ("Care leaver", "In care from 9 to 17", 0.06),
)
# Disability, condition, share; then the adjustment it asks for and its category.
DISABILITIES = (
    ("Learning difficulty", "Dyslexia", 0.09, "Text, not letters", "Communication"),
    ("Mental health", "Depression and anxiety", 0.17, "Quiet room, not the waiting area", "Place"),
    ("Mental health", "Post-traumatic stress", 0.05, "Sit where the door can be seen", "Place"),
    ("Neurodivergence", "ADHD", 0.07, "Reminder on the day; short meetings with breaks", "Time"),
    ("Neurodivergence", "Autism", 0.04, "Same room, same day; changes told beforehand", "Time"),
    ("Long-term condition", "Diabetes", 0.04, "Not over mealtimes", "Time"),
    ("Long-term condition", "Epilepsy", 0.015, "Not on stairs; know what to do in a seizure", "Place"),
    ("Mobility", "Back injury", 0.035, "Ground-floor room, chair with arms", "Place"),
    ("Hearing", "Hearing loss, right ear", 0.015, "Sit on the left; no telephone appointments", "Communication"),
    ("Sight", "Low vision", 0.008, "Large print, 18 point", "Communication"),
    ("Brain injury", "Head injury in 2016", 0.02, "One thing at a time, written down", "Communication"),
)  # fmt: skip
# The question of equality monitoring that a circumstance answers.
SAYS = {"Caring": "caring", "Armed forces": "veteran", "Care leaver": "care_leaver"}
WEEKDAYS = (0, 1, 2, 3, 4)


def circumstances(life: Life) -> None:
    chance = life.chance(4)
    life.works = life.profile.state != "custody" and chance.likely(0.4)
    if life.profile.state != "custody":
        kind = ("Employment", chance.pick(WORK)) if life.works else ("Benefits", chance.pick(BENEFITS))
        _fact(life, chance, *kind)
        if not life.no_fixed_abode and chance.likely(0.35):
            _fact(life, chance, "Accommodation", chance.pick(HOUSING))
    for kind_, detail, share in OTHERS:
        if chance.likely(share):
            _fact(life, chance, kind_, detail)
            life.says.add(SAYS.get(kind_, ""))
    if chance.likely(0.2):
        ended = life.within(chance, 300)
        _fact(life, chance, "Employment", chance.pick(WORK), ends=ended)
    _disabilities(life, chance)
    _cannot_come(life, chance)
    _people(life, life.chance(5))


def _fact(life: Life, chance: Chance, kind: str, detail: str, ends: date | None = None) -> None:
    starts = (ends or life.within(chance, 700)) - timedelta(days=chance.between(0, 400))
    life.world.rows.add(PersonalCircumstance, life.person_id, starts, ends, "", kind, detail, chance.likely(0.45))


def _disabilities(life: Life, chance: Chance) -> None:
    rows = life.world.rows
    for kind, condition, share, adjustment, category in DISABILITIES:
        if not chance.likely(share):
            continue
        life.says |= {"disability", "neurodivergence"} if kind == "Neurodivergence" else {"disability"}
        starts = life.within(chance, 600)
        rows.add(Disability, life.person_id, starts, None, "", kind, condition)
        if chance.likely(0.8):
            rows.add(Adjustment, life.person_id, starts, None, "", adjustment, category)
    if life.profile.is_woman and chance.likely(0.15):
        rows.add(Adjustment, life.person_id, life.within(chance, 400), None, "", "A woman practitioner", "Who")


def _cannot_come(life: Life, chance: Chance) -> None:
    """One standing reason at most: work, school runs, prayers, treatment."""
    starts = life.within(chance, 200)
    if life.works and chance.likely(0.45):
        _off(life, starts, "Work", WEEKDAYS, *chance.pick(((None, time(15)), (time(12), None), (time(7), time(16)))))
    elif chance.likely(0.06):
        _off(life, starts, "School run", WEEKDAYS, time(8, 15), time(9, 15))
    elif chance.likely(0.04):
        _off(life, starts, "Friday prayers", (4,), time(12, 30), time(14, 30))
    elif chance.likely(0.03):
        _off(life, starts, "Treatment", (chance.between(0, 4),), time(10), time(13))


def _off(life: Life, starts: date, reason: str, days: tuple[int, ...], since: time | None, until: time | None) -> None:
    life.off = (days, since, until)
    life.world.rows.add(Unavailability, life.person_id, starts, None, "", reason, list(days), since, until)


def _people(life: Life, chance: Chance) -> None:
    """Family, the surgery, and now and then a carer or a social worker."""
    starts = life.within(chance, 500)
    if chance.likely(0.72):
        first, _them, word = chance.pick(texts("voice")["relatives"])
        surname = life.surname if chance.likely(0.6) else life.world.names.a_surname(chance)
        elder = {"Mum": "Mrs", "Nan": "Mrs", "Dad": "Mr", "Grandad": "Mr"}
        name = f"{elder.get(first, first.split()[-1])} {surname}"
        _person(life, starts, "Next of kin", word.capitalize(), name, mobile(chance), is_emergency=chance.likely(0.8))
    if chance.likely(0.55):
        surgery = chance.pick(("Garth Surgery", "The Levels Practice", "Union Street Surgery", "Weir Medical Centre"))
        _person(life, starts, "GP", "GP surgery", surgery, landline(chance))
    if chance.likely(0.18):
        _person(life, starts, "Partner", "Partner", life.world.names.a_name(chance), mobile(chance))
    if chance.likely(0.06):
        _person(life, starts, "Social worker", "Children's services", life.world.names.a_name(chance), landline(chance))
    if chance.likely(0.02):
        _person(life, starts, "Carer", "Comes in twice a week", life.world.names.a_name(chance), mobile(chance))


def _person(
    life: Life, starts: date, kind: str, relationship: str, name: str, telephone: str, *, is_emergency: bool = False
) -> None:
    life.world.rows.add(
        PersonalContact, life.person_id, starts, None, "", kind, relationship, name, "", telephone, "", is_emergency
    )
