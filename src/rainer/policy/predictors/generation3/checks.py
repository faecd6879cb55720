"""What stops a predictor of the third generation, beside the checks it shares with the fourth."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache

from rainer.policy.dates import whole_years
from rainer.policy.predictors.checks import Check, Standards, missing, run
from rainer.policy.predictors.facts import Facts
from rainer.policy.predictors.faults import Fault, FaultCode
from rainer.policy.predictors.generation3 import offences
from rainer.policy.rulebook import Place, Rulebook

KEY = "predictors.generation3.limits"
READS = (KEY, offences.KEY, offences.WORDS)


@lru_cache(maxsize=64)
def standards(rulebook: Rulebook, on: date, place: Place, predictor: offences.Predictor = "ogrs3") -> Standards:
    """What facts are checked against, with the offence groups of OGRS3 or of SNSV."""
    value, codes, words = (rulebook.value(key, on=on, place=place) for key in READS)
    return Standards(
        on=on,
        value=value,
        limits=value.value,
        last_conviction=date.max,
        most_percent=Decimal(str(value.value["most_percent"])),
        offences=offences.table(predictor, codes, words),
    )


def faults(facts: Facts, asked: tuple[str, ...], checks: tuple[Check, ...], against: Standards) -> tuple[Fault, ...]:
    lacking = missing(facts, asked, FaultCode.MISSING_MANDATORY_INPUT)
    found = run(checks, facts, against)
    return (lacking, *found) if lacking else found


def violent_sanctions(facts: Facts, against: Standards) -> Fault | None:
    if facts.violent_sanctions is None or facts.sanctions is None:
        return None
    if facts.violent_sanctions < 0:
        return Fault(FaultCode.VIOLENT_SANCTIONS_OUT_OF_RANGE, ("violent_sanctions", "sanctions"))
    if facts.violent_sanctions <= facts.sanctions:
        return None
    return Fault(FaultCode.VIOLENT_OVER_TOTAL, ("sanctions", "violent_sanctions"))


def conviction_age(facts: Facts, against: Standards) -> Fault | None:
    """Silent on a conviction before birth, which is a fault of its own."""
    age = _age_at_conviction(facts)
    if age is None or age >= against.limits["least_age"]:
        return None
    return Fault(FaultCode.CONVICTION_UNDER_LEAST_AGE, ("born_on", "convicted_on"))


def first_sanction(facts: Facts, against: Standards) -> Fault | None:
    age = _age_at_conviction(facts)
    if age is None or facts.age_at_first_sanction is None or facts.age_at_first_sanction <= age:
        return None
    return Fault(FaultCode.FIRST_SANCTION_AFTER_CONVICTION, ("age_at_first_sanction", "born_on", "convicted_on"))


def _age_at_conviction(facts: Facts) -> int | None:
    born, convicted = facts.born_on, facts.convicted_on
    return None if born is None or convicted is None or convicted < born else whole_years(born, convicted)


def follow_up_age(facts: Facts, against: Standards) -> Fault | None:
    """Silent on a follow-up before birth, which is a fault of its own."""
    return _too_young(facts, against.limits["least_age"])


def adult_at_follow_up(facts: Facts, against: Standards) -> Fault | None:
    return _too_young(facts, against.limits["least_adult_age"])


def _too_young(facts: Facts, least: int) -> Fault | None:
    born, start = facts.born_on, facts.follow_up_from
    if born is None or start is None or start <= born or whole_years(born, start) >= least:
        return None
    return Fault(FaultCode.FOLLOW_UP_OUT_OF_RANGE, ("follow_up_from",))


def follow_up_after_conviction(facts: Facts, against: Standards) -> Fault | None:
    if facts.follow_up_from is None or facts.convicted_on is None or facts.follow_up_from >= facts.convicted_on:
        return None
    return Fault(FaultCode.FOLLOW_UP_BEFORE_CONVICTION, ("follow_up_from", "convicted_on"))


def exact_offence(facts: Facts, against: Standards) -> Fault | None:
    offence = against.offences.get(facts.offence_code)
    if offence is None or offence.category != offences.EXACT_OFFENCE_NEEDED:
        return None
    return Fault(FaultCode.EXACT_OFFENCE_NEEDED, ("offence_code",))
