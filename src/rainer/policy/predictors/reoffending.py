"""ARP, VRP and SVRP: the share of people like this one who reoffend in two years, worked out from the record and,
where they are answered, from questions about life now.

One sum serves all three. The parts are kept by name in the score; a percentage is the logistic of what they add to.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import log
from typing import NamedTuple

from rainer.policy.dates import whole_months, whole_years
from rainer.policy.outcome import Outcome, Step
from rainer.policy.predictors import checks, words
from rainer.policy.predictors.answers import Band, Form, Sex
from rainer.policy.predictors.facts import Facts
from rainer.policy.predictors.faults import Fault, FaultCode
from rainer.policy.predictors.scoring import HUNDRED, NONE, Score, band_of, logistic, percent_of, polynomial
from rainer.policy.predictors.terms import Model, Terms, model
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

ARP, VRP, SVRP = "predictors.arp", "predictors.vrp", "predictors.svrp"
READS = (checks.KEY, "predictors.offences", "predictors.offence_categories")

RECORD = ("born_on", "convicted_on", "age_at_first_sanction", "sex", "offence_code", "sanctions")
_CONVICTION = (
    checks.conviction_after_birth,
    checks.conviction_after_first_sanction,
    checks.conviction_not_far_ahead,
)
_FOLLOW_UP = (checks.follow_up_known, checks.follow_up_after_birth, checks.follow_up_age)
_VIOLENT = (checks.sanctions, checks.violent_sanctions, checks.offence_code)

# What each predictor needs of the record, and its checks, in the order its faults are published.
NEEDED = {ARP: RECORD, VRP: (*RECORD, "violent_sanctions"), SVRP: (*RECORD, "violent_sanctions")}
CHECKS: dict[str, tuple[checks.Check, ...]] = {
    ARP: (*_CONVICTION, checks.first_sanction_age, checks.offence_code, checks.sanctions, *_FOLLOW_UP),
    VRP: (checks.first_sanction_age, *_VIOLENT, *_CONVICTION, *_FOLLOW_UP),
    SVRP: (*_VIOLENT, checks.first_sanction_age, *_CONVICTION, *_FOLLOW_UP),
}


@rule("arp", reads=(ARP, *READS))
def arp(facts: Facts, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[Score]:
    """All reoffending predictor: the share of people with these characteristics who reoffend in two years."""
    return _outcome("arp", ARP, facts, on, place, rulebook or national())


@rule("vrp", reads=(VRP, *READS))
def vrp(facts: Facts, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[Score]:
    """Violent reoffending predictor: the share who reoffend violently, not sexually, in two years."""
    return _outcome("vrp", VRP, facts, on, place, rulebook or national())


@rule("svrp", reads=(SVRP, *READS))
def svrp(facts: Facts, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[Score]:
    """Serious violent reoffending predictor: the share who commit serious violence in two years."""
    return _outcome("svrp", SVRP, facts, on, place, rulebook or national())


def _outcome(name: str, key: str, facts: Facts, on: date, place: Place, rulebook: Rulebook) -> Outcome[Score]:
    used, against = model(rulebook, key, on, place), checks.standards(rulebook, on, place)
    answer = score(key, facts, used, against)

    def steps(said: Score) -> tuple[Step, ...]:
        return words.sum_steps(facts, times(facts, on, used.most_months), used, against, said)

    return words.outcome(name, on, place, answer, steps=steps)


def score(key: str, facts: Facts, used: Model, against: checks.Standards) -> Score:
    """The answer without its steps, as it is worked out for many people."""
    static = static_faults(key, facts, against)
    dynamic = dynamic_faults(facts, used)
    if static:
        return Score(None, None, faults=static + dynamic)
    form = Form.STATIC if dynamic else Form.DYNAMIC
    parts = parts_of(facts, form, used, against)
    percent = percent_of(logistic(sum(parts.values())), most=against.most_percent)
    return Score(percent, band_of(percent, used.bands), form, parts, dynamic)


def band(percent: Decimal, used: Model) -> Band:
    """The band of a percentage by itself. Raises ValueError for one that nobody can have."""
    if not NONE < percent < HUNDRED:
        raise ValueError(f"{percent} is not between 0 and 100.")
    return band_of(percent, used.bands)


def static_faults(key: str, facts: Facts, against: checks.Standards) -> tuple[Fault, ...]:
    lacking = checks.missing(facts, NEEDED[key], FaultCode.MISSING_MANDATORY_INPUT)
    found = checks.run(CHECKS[key], facts, against)
    return (lacking, *found) if lacking else found


def dynamic_faults(facts: Facts, used: Model) -> tuple[Fault, ...]:
    lacking = checks.missing(facts, used.asked_for_dynamic, FaultCode.MISSING_DYNAMIC_INPUT)
    drugs = checks.drugs_without_motivation(facts, used.drugs_asked) if facts.drugs else None
    return tuple(fault for fault in (lacking, drugs) if fault)


class Times(NamedTuple):
    """Whole years and months the record gives: age when follow-up began, years since the first sanction at the
    conviction, and months in the community since without an offence."""

    age: int
    career: int
    months: int


def times(facts: Facts, on: date, most_months: int) -> Times:
    """Of facts that have been checked."""
    born, convicted = facts.born_on, facts.convicted_on
    assert born is not None
    assert convicted is not None
    assert facts.age_at_first_sanction is not None
    start = facts.follow_up_from or convicted
    months = min(max(whole_months(start, on), 0), most_months)
    return Times(whole_years(born, start), whole_years(born, convicted) - facts.age_at_first_sanction, months)


def parts_of(facts: Facts, form: Form, used: Model, against: checks.Standards) -> dict[str, float]:
    """What each part adds, by name. The facts have been checked."""
    terms = used.forms[form]
    lived = times(facts, against.on, used.most_months)
    offence = against.offences.get(facts.offence_code)
    assert offence
    assert facts.sex
    assert facts.sanctions is not None
    parts = _record(facts.sex, facts.sanctions, lived, terms, used)
    parts["offence"] = terms.offence[offence.category]
    if terms.violence is not None:
        assert facts.violent_sanctions is not None
        parts |= _violence(facts.sex, facts.violent_sanctions, lived.career, terms, used)
    if form is Form.DYNAMIC:
        _add_life_now(parts, facts, terms)
    return parts


def _record(sex: Sex, sanctions: int, lived: Times, terms: Terms, used: Model) -> dict[str, float]:
    parts = {
        "intercept": terms.intercept,
        "age": polynomial(terms.age[sex], lived.age),
        "sex": terms.female if sex is Sex.FEMALE else 0.0,
        "offence": 0.0,
        "first_sanction": terms.first_sanction if sanctions == 1 else 0.0,
        "second_sanction": terms.second_sanction if sanctions == 2 else 0.0,
        "sanctions": sanctions * terms.sanctions,
        "gap": gap(terms, sex, sanctions, lived.career),
        "offence_free_months": polynomial(terms.offence_free_months, lived.months),
        "rate": rate(terms, sex, sanctions, lived.career + used.rate_years),
    }
    if terms.rate_squared is not None:
        parts["rate_squared"] = rate_squared(terms, sex, sanctions, lived.career + used.rate_years)
    return parts


def gap(terms: Terms, sex: Sex, sanctions: int, career: int) -> float:
    """The years between a first and a second sanction, which is the current one."""
    return career * terms.gap[sex] if sanctions == 2 else 0.0


def rate(terms: Terms, sex: Sex, sanctions: int, years: int) -> float:
    """The rate of being sanctioned over a career, from the third sanction on."""
    return log(sanctions / years) * terms.rate[sex] if sanctions >= 3 else 0.0


def rate_squared(terms: Terms, sex: Sex, sanctions: int, years: int) -> float:
    if terms.rate_squared is None or sanctions < 3:
        return 0.0
    return float(log(sanctions / years) ** 2 * terms.rate_squared[sex])


def violent_rate(terms: Terms, violent: int, years: int) -> float:
    if terms.violence is None or not violent:
        return 0.0
    return log(violent / years) * terms.violence.rate


def _violence(sex: Sex, violent: int, career: int, terms: Terms, used: Model) -> dict[str, float]:
    assert terms.violence is not None
    return {
        "never_violent": terms.violence.never[sex] if violent == 0 else 0.0,
        "once_violent": terms.violence.once if violent == 1 else 0.0,
        "violent_sanctions": violent * terms.violence.each,
        "violent_rate": violent_rate(terms, violent, career + used.violent_rate_years),
    }


def _add_life_now(parts: dict[str, float], facts: Facts, terms: Terms) -> None:
    """Answers count their points; a drug used, or a conviction had, counts once."""
    for name, points_of, worth in terms.answers:
        points = points_of(facts)
        parts[name] = points * worth if points else 0.0
    for name, drugs, worth in terms.drugs:
        parts[name] = 0.0 if facts.drugs.isdisjoint(drugs) else worth
    for name, conviction, worth in terms.past_convictions:
        parts[name] = worth if facts.past_convictions and conviction in facts.past_convictions else 0.0
