"""What stops a predictor or takes its dynamic form: faults in the order they are published in.

A check looks at one thing and says nothing of what is not known: that is named by `missing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from rainer.policy.dates import add_months, whole_years
from rainer.policy.predictors.answers import Drug, Sex
from rainer.policy.predictors.facts import Facts
from rainer.policy.predictors.faults import Fault, FaultCode
from rainer.policy.predictors.offences import OffenceTable, offences
from rainer.policy.rulebook import Place, Rulebook, Value

KEY = "predictors.limits"


@dataclass(frozen=True, slots=True)
class Standards:
    """What facts are checked against on the day of the assessment."""

    on: date
    value: Value
    limits: dict[str, Any]
    last_conviction: date
    most_percent: Decimal
    offences: OffenceTable


@lru_cache(maxsize=64)
def standards(rulebook: Rulebook, on: date, place: Place) -> Standards:
    value = rulebook.value(KEY, on=on, place=place)
    return Standards(
        on=on,
        value=value,
        limits=value.value,
        last_conviction=add_months(on, value.value["conviction_months_ahead"]),
        most_percent=Decimal(str(value.value["most_percent"])),
        offences=offences(on=on, place=place, rulebook=rulebook),
    )


Check = Callable[[Facts, Standards], Fault | None]


def run(checks: Iterable[Check], facts: Facts, against: Standards) -> tuple[Fault, ...]:
    return tuple(fault for check in checks if (fault := check(facts, against)) is not None)


def missing(facts: Facts, fields: Iterable[str], code: FaultCode) -> Fault | None:
    """One fault naming every one of the fields that is not known."""
    lacking = tuple(name for name in fields if getattr(facts, name) is None)
    return Fault(code, lacking) if lacking else None


def sanctions(facts: Facts, against: Standards) -> Fault | None:
    allowed = against.limits["sanctions"]
    if facts.sanctions is None or allowed["least"] <= facts.sanctions <= allowed["most"]:
        return None
    return Fault(FaultCode.SANCTIONS_OUT_OF_RANGE, ("sanctions",))


def violent_sanctions(facts: Facts, against: Standards) -> Fault | None:
    if facts.violent_sanctions is None or facts.sanctions is None:
        return None
    if 0 <= facts.violent_sanctions <= facts.sanctions:
        return None
    return Fault(FaultCode.VIOLENT_SANCTIONS_OUT_OF_RANGE, ("violent_sanctions", "sanctions"))


def first_sanction_age(facts: Facts, against: Standards) -> Fault | None:
    allowed = against.limits["first_sanction_age"]
    if facts.age_at_first_sanction is None or allowed["least"] <= facts.age_at_first_sanction <= allowed["most"]:
        return None
    return Fault(FaultCode.FIRST_SANCTION_AGE_OUT_OF_RANGE, ("age_at_first_sanction",))


def offence_code(facts: Facts, against: Standards) -> Fault | None:
    code = facts.offence_code
    if code is None:
        return None
    if not (len(code) == against.limits["offence_code_digits"] and code.isascii() and code.isdigit()):
        return Fault(FaultCode.OFFENCE_CODE_FORMAT, ("offence_code",))
    offence = against.offences.get(code)
    if offence is None or not offence.is_known:
        return Fault(FaultCode.OFFENCE_CODE_UNKNOWN, ("offence_code",))
    return None


def conviction_after_birth(facts: Facts, against: Standards) -> Fault | None:
    if facts.convicted_on is None or facts.born_on is None or facts.convicted_on >= facts.born_on:
        return None
    return Fault(FaultCode.CONVICTION_BEFORE_BIRTH, ("convicted_on",))


def conviction_after_first_sanction(facts: Facts, against: Standards) -> Fault | None:
    """Silent on a conviction before birth, which is a fault of its own."""
    if facts.convicted_on is None or facts.born_on is None or facts.age_at_first_sanction is None:
        return None
    if facts.convicted_on < facts.born_on:
        return None
    if whole_years(facts.born_on, facts.convicted_on) >= facts.age_at_first_sanction:
        return None
    return Fault(FaultCode.FIRST_SANCTION_AFTER_CONVICTION, ("convicted_on", "age_at_first_sanction"))


def conviction_not_far_ahead(facts: Facts, against: Standards) -> Fault | None:
    if facts.convicted_on is None or facts.convicted_on <= against.last_conviction:
        return None
    return Fault(FaultCode.CONVICTION_TOO_FAR_AHEAD, ("convicted_on", "on"))


def follow_up_known(facts: Facts, against: Standards) -> Fault | None:
    """The day of conviction stands in for the start of follow-up; one of the two is needed."""
    if facts.follow_up_from is not None or facts.convicted_on is not None:
        return None
    return Fault(FaultCode.FOLLOW_UP_REQUIRED, ("follow_up_from",))


def follow_up_after_birth(facts: Facts, against: Standards) -> Fault | None:
    if facts.follow_up_from is None or facts.born_on is None or facts.follow_up_from > facts.born_on:
        return None
    return Fault(FaultCode.FOLLOW_UP_BEFORE_BIRTH, ("follow_up_from",))


def follow_up_age(facts: Facts, against: Standards) -> Fault | None:
    if facts.follow_up_from is None or facts.born_on is None:
        return None
    if whole_years(facts.born_on, facts.follow_up_from) < against.limits["age_below"]:
        return None
    return Fault(FaultCode.FOLLOW_UP_OUT_OF_RANGE, ("follow_up_from",))


def drugs_without_motivation(facts: Facts, asked: Iterable[Drug]) -> Fault | None:
    """Somebody who uses a drug has some motivation, or none, to tackle it: an answer is lacking."""
    if facts.drug_motivation is not None or not facts.drugs:
        return None
    used = tuple(f"drugs.{drug.name.lower()}" for drug in asked if drug in facts.drugs)
    return Fault(FaultCode.DRUG_MOTIVATION_INCONSISTENT, used) if used else None


# Sexual offending. A woman, or a man without the history, is not asked the rest.

COUNTS = ("images", "contact_adult", "contact_child", "non_contact")


def _is_asked(facts: Facts) -> bool:
    return facts.sex is not Sex.FEMALE and facts.has_sexual_history is not False


def sexual_counts_known(facts: Facts, against: Standards) -> Fault | None:
    return missing(facts, COUNTS, FaultCode.MISSING_MANDATORY_INPUT) if _is_asked(facts) else None


def sexual_sanctions_in_range(facts: Facts, against: Standards) -> Fault | None:
    return sanctions(facts, against) if _is_asked(facts) else None


def sexual_counts_agree(facts: Facts, against: Standards) -> Fault | None:
    """With a history there is a sanction for it, and no more of them than there are sanctions."""
    if not _is_asked(facts):
        return None
    counts = [getattr(facts, name) for name in COUNTS]
    if counts == [0] * len(COUNTS):
        return Fault(FaultCode.NO_SEXUAL_SANCTIONS, COUNTS)
    known = [count for count in counts if count is not None]
    is_negative = any(count < 0 for count in known)
    if is_negative or (facts.sanctions is not None and sum(known) > facts.sanctions):
        return Fault(FaultCode.SEXUAL_SANCTIONS_OUT_OF_RANGE, COUNTS)
    return None


def last_sexual_offence(facts: Facts, against: Standards) -> Fault | None:
    if facts.sex is not Sex.MALE or not facts.has_sexual_history:
        return None
    name, day = ("last_sexual_offence_on",), facts.last_sexual_offence_on
    if day is None:
        return Fault(FaultCode.MISSING_MANDATORY_INPUT, name)
    if facts.born_on is None:
        return None
    if day <= facts.born_on:
        return Fault(FaultCode.SEXUAL_OFFENCE_BEFORE_BIRTH, name)
    if whole_years(facts.born_on, day) >= against.limits["age_below"]:
        return Fault(FaultCode.SEXUAL_OFFENCE_OUT_OF_RANGE, name)
    return None


def sexual_follow_up_after_birth(facts: Facts, against: Standards) -> Fault | None:
    return follow_up_after_birth(facts, against) if _is_asked(facts) else None


def sexual_follow_up_age(facts: Facts, against: Standards) -> Fault | None:
    return follow_up_age(facts, against) if _is_asked(facts) else None


def no_counts_without_history(facts: Facts, against: Standards) -> Fault | None:
    """Sanctions for sexual offending where the history is answered no, or not at all."""
    if facts.sex is Sex.FEMALE or facts.has_sexual_history:
        return None
    given = tuple(name for name in COUNTS if getattr(facts, name))
    return Fault(FaultCode.SEXUAL_INPUT_INCONSISTENT, ("has_sexual_history", *given)) if given else None
