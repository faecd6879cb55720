"""What the court said: the hearing, further offences, the sentence and its requirements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from rainer.cases.models import Breach, CourtAppearance, Intervention, Offence, Requirement, Sentence, SentenceEvent
from rainer.demo.chance import Chance
from rainer.demo.contacts.rhythm import Rhythm
from rainer.demo.days import DAY, is_working_day, working_day
from rainer.demo.life import Life
from rainer.demo.plan import COURTS
from rainer.policy.dates import add_months

OFFENCES = (
    ("Theft from a shop", "04602"), ("Assault occasioning actual bodily harm", "00806"), ("Burglary of a dwelling", "02801"),
    ("Drive while disqualified", "80703"), ("Possess with intent to supply a class B drug", "09260"),
    ("Criminal damage", "14900"), ("Common assault", "10501"), ("Breach of a restraining order", "19507"),
    ("Fraud by false representation", "05319"), ("Affray", "06600"), ("Robbery", "03401"),
    ("Controlling or coercive behaviour", "00843"),
)  # fmt: skip
COLUMNS = {
    SentenceEvent: (
        "person_id", "number", "court", "convicted_on", "main_offence", "offence_code", "is_active", "referred_on",
        "responsible_court", "offence_on", "offence_count", "notes",
    ),
    Offence: ("event_id", "code", "description", "on", "count"),
    CourtAppearance: ("event_id", "on", "court", "kind", "plea", "outcome"),
    Sentence: (
        "event_id", "kind", "type_code", "starts", "ends", "released_on", "release_expected_on", "terminated_on",
        "termination_reason", "length", "length_unit", "group",
    ),
    Requirement: (
        "event_id", "code", "length", "unit", "is_restrictive", "subtype", "imposed_on", "starts", "ends_expected", "terminated_on",
        "termination_reason", "notes", "adjustment_minutes", "review_on",
    ),
    Intervention: (
        "person_id", "event_id", "requirement_id", "licence_condition_id", "kind", "subtype", "status", "status_on",
        "referred_on", "starts", "ends", "sessions_planned", "outcome", "provider", "external_reference", "notes",
    ),
    Breach: ("event_id", "started_on", "ended_on", "outcome"),
}  # fmt: skip
LEAST_DAYS, LEAST_DAYS_UNPAID_WORK = 180, 364  # of an order here: no court makes one of three weeks
LEAST_DAYS_INSIDE, MOST_DAYS_INSIDE = 84, 1600
DAYS_A_MONTH = 30.44
YEAR_WRITTEN, ACTIVITY_A_MEETING, LEAST_ACTIVITY = 365, 0.55, 5
LEAST_AHEAD = 5 * DAY  # of the end of a sentence that still runs
PROGRAMMES = ("Building Choices", "Building Better Relationships", "Horizon", "Thinking Skills")
ACTIVITIES = (
    "Structured sessions with the practitioner",
    "Employment and training",
    "Managing emotions",
    "Finance and debt",
)
PROJECTS = ("Canal path", "Garth churchyard", "Food bank store", "Moor footpaths", "School garden", "Charity shop")
# Code, share of orders with activity days, unit, least, most, limits freedom of movement, what it says.
FURTHER = (
    ("C", 0.2, "sessions", 20, 30, False, ""),
    ("CURE", 0.09, "days", 28, 120, True, "7pm to 7am, tagged"),
    ("AAR", 0.07, "days", 30, 120, True, "Abstinence"),
    ("DRR", 0.06, "months", 6, 12, False, "With court reviews"),
    ("ATR", 0.04, "months", 6, 9, False, "Community alcohol service"),
    ("MHTR", 0.03, "months", 6, 12, False, "Primary care"),
    ("EXC", 0.03, "months", 6, 12, True, "Streets named on the map"),
)
ENDED = ("Completed", "Completed", "Completed", "Completed early", "Revoked and resentenced", "Expired")


@dataclass(frozen=True, slots=True)
class Given:
    """What the plan of the world decided about the sentence."""

    offence: int
    court: int
    kind: str
    type_code: str
    released_on: date | None
    release_expected_on: date | None
    requirement: tuple[str, int, str] | None


def order(life: Life, given: Given) -> None:
    chance, rows = life.chance(8), life.world.rows
    life.kind = given.kind
    imposed, months = _term(life, given)
    court = COURTS[given.court]
    offence, code = OFFENCES[given.offence]
    committed = imposed - timedelta(days=chance.between(40, 420))
    life.event_id = rows.add(
        SentenceEvent, life.person_id, 1, court, imposed, offence, code, life.closed_days is None,
        working_day(imposed + timedelta(days=chance.between(0, 3))), court, committed, chance.weighted(((1, 0.8), (2, 0.15), (3, 0.05))),
        "",
    )  # fmt: skip
    _hearings(life, chance, imposed, court, given)
    if chance.likely(0.3):
        for description, other in chance.some([o for o in OFFENCES if o[1] != code], chance.between(1, 2)):
            rows.add(Offence, life.event_id, other, description, committed, 1)
    ended = None if life.closed_days is None else life.day(life.closed_days)
    rows.add(
        Sentence, life.event_id, given.kind, given.type_code, imposed, life.ends, given.released_on,
        given.release_expected_on and min(given.release_expected_on, life.ends), ended, _how_ended(life, chance) if ended else "", months, "months", _group(life, chance),
    )  # fmt: skip
    if given.requirement:
        _requirements(life, life.chance(9), imposed, ended, *given.requirement)


def _how_ended(life: Life, chance: Chance) -> str:
    return chance.pick(ENDED) if life.profile.state == "community" else "Expired"


def _term(life: Life, given: Given) -> tuple[date, int]:
    """The day of the hearing, when courts sit, and the length in months: together they make the end, to the day.

    Of a case that is open the end moves to fit them; one that closed ended when it did, so that its hearing moves.
    """
    imposed = working_day(_imposed(life, given), back=True)
    months = max(1, round((life.ends - imposed).days / DAYS_A_MONTH))
    if life.closed_days is not None:
        return _closed_term(life.ends, months)
    while (ends := add_months(imposed, months) - DAY) <= life.on + LEAST_AHEAD:
        months += 1
    life.ends = ends
    return imposed, months


def _closed_term(ends: date, months: int) -> tuple[date, int]:
    """The term nearest to so many months, and no shorter, that began on a working day and ended on this day."""
    while True:
        starts = add_months(ends + DAY, -months)
        if is_working_day(starts) and add_months(starts, months) - DAY == ends:
            return starts, months
        months += 1


def _imposed(life: Life, given: Given) -> date:
    """The day of the hearing: long enough before the end, or before release; the case may have come from elsewhere."""
    if given.released_on is not None:
        inside = min(max((life.ends - life.starts).days * 2 // 3, LEAST_DAYS_INSIDE), MOST_DAYS_INSIDE)
        return life.starts - timedelta(days=inside)
    if given.requirement is None or life.closed_days is not None:
        return life.starts
    least = LEAST_DAYS_UNPAID_WORK if given.requirement[0] == "W" else LEAST_DAYS
    return min(life.starts, life.ends - timedelta(days=least))


def _group(life: Life, chance: Chance) -> str:
    if life.profile.state == "community":
        return ""
    return "EXTENDED" if life.profile.rosh == "very_high" and chance.likely(0.5) else "ADULT_SDS"


def _hearings(life: Life, chance: Chance, imposed: date, court: str, given: Given) -> None:
    rows, plea = life.world.rows, chance.weighted((("Guilty", 0.78), ("Not guilty", 0.22)))
    if chance.likely(0.5):
        first = working_day(imposed - timedelta(days=chance.between(14, 42)), back=True)
        rows.add(CourtAppearance, life.event_id, first, court, "First hearing", plea, "Adjourned for a report")
    outcome = {"custodial": "Custody", "community_order": "Community order"}.get(given.kind, "Suspended sentence order")
    rows.add(CourtAppearance, life.event_id, imposed, court, "Sentence", plea, outcome)


def _requirements(
    life: Life, chance: Chance, imposed: date, ended: date | None, code: str, length: int, unit: str
) -> None:
    is_work = code == "W"
    if code == "F":
        length = _days_of_activity(life, chance, imposed, length)
    _requirement(
        life, code, length, unit, False, chance.pick(PROJECTS if is_work else ACTIVITIES), imposed, life.ends, ended,
        minutes=-60 * chance.between(1, 3) if is_work and chance.likely(0.08) else 0,
    )  # fmt: skip
    if is_work:
        return
    for code_, share, unit_, least, most, restrictive, says in FURTHER:
        if not chance.likely(share):
            continue
        amount, until = _within(life, imposed, chance.between(least, most), unit_)
        over = ended or (until if until < life.on else None)
        review = life.on + timedelta(days=chance.between(3, 28)) if code_ == "DRR" and over is None else None
        subtype = chance.pick(PROGRAMMES[:2]) if code_ == "C" else says
        number = _requirement(life, code_, amount, unit_, restrictive, subtype, imposed, until, over, review_on=review)
        if code_ in ("C", "DRR", "ATR", "MHTR"):
            _work(life, chance, number, code_, subtype, amount, imposed, over)


def _days_of_activity(life: Life, chance: Chance, imposed: date, most: int) -> int:
    """As many as the pace at which they are seen gets through, so that most are on track and some are behind."""
    gone, whole = max(1, (life.last_day - imposed).days), (life.ends - imposed).days + 1
    seen = min(gone, YEAR_WRITTEN) / Rhythm(life).days(life.last_day)
    fitting = round(seen * ACTIVITY_A_MEETING * whole / gone * chance.weighted(((0.9, 0.85), (1.8, 0.15))))
    return min(most, max(fitting, LEAST_ACTIVITY))


def _within(life: Life, imposed: date, amount: int, unit: str) -> tuple[int, date]:
    """So much of it, or as much as the order has room for, and the day on which that ends."""
    if unit == "days":
        amount = min(amount, (life.ends - imposed).days + 1)
        return amount, imposed + (amount - 1) * DAY
    if unit == "months":
        while amount > 1 and add_months(imposed, amount) - DAY > life.ends:
            amount -= 1
        return amount, min(add_months(imposed, amount) - DAY, life.ends)
    return amount, life.ends


def _requirement(
    life: Life, code: str, length: int, unit: str, restrictive: bool, subtype: str, imposed: date, until: date,
    ended: date | None, *, minutes: int = 0, review_on: date | None = None,
) -> int:  # fmt: skip
    number = life.world.rows.add(
        Requirement, life.event_id, code, length, unit, restrictive, subtype, imposed, imposed, until,
        ended, "Completed" if ended else "", "", minutes, review_on,
    )  # fmt: skip
    if ended is None:
        life.requirement_ids[code], life.amounts[code] = number, length
    return number


def _work(
    life: Life,
    chance: Chance,
    requirement: int,
    code: str,
    subtype: str,
    amount: int,
    imposed: date,
    ended: date | None,
) -> None:
    """The work done under a requirement, as a dated intervention."""
    kind = "programme" if code == "C" else "treatment"
    starts = imposed + timedelta(days=chance.between(14, 90))
    if starts > life.last_day:
        status, starts_on = "Referred", None
    else:
        status, starts_on = ("Ended" if ended else "Started"), starts
    life.world.rows.add(
        Intervention, life.person_id, life.event_id, requirement, None, kind, subtype, status,
        starts_on or imposed, imposed + timedelta(days=7), starts_on, ended if ended and ended > starts else None,
        amount if code == "C" else None, "Completed" if ended else "",
        "" if code == "C" else "Northmarch Recovery", "", "",
    )  # fmt: skip


SERVICES = (
    ("Accommodation", "Northmarch Housing Advice"), ("Employment, training and education", "Foundry Works"),
    ("Finance, benefit and debt", "Fairweather Advice"), ("Personal wellbeing", "The Garth Centre"),
    ("Women's services", "Rowan House"),
)  # fmt: skip


def referrals(life: Life) -> None:
    """Referrals to commissioned services, some under way and some done."""
    chance = life.chance(10)
    services = SERVICES if life.profile.is_woman else SERVICES[:4]
    for service, provider in chance.some(services, chance.weighted(((0, 0.7), (1, 0.24), (2, 0.06)))):
        referred = life.within(chance, 240)
        starts = referred + timedelta(days=chance.between(7, 24))
        begun = starts <= life.last_day
        done = begun and (life.last_day - starts).days > 90
        status = "Ended" if done else "Started" if begun else "Referred"
        ends = starts + timedelta(days=90) if done else None
        life.world.rows.add(
            Intervention, life.person_id, life.event_id, None, None, "referral", service, status, ends or referred,
            referred, starts if begun else None, ends, None, "Completed" if done else "", provider, "", "",
        )  # fmt: skip
