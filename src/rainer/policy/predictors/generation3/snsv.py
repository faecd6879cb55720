"""SNSV: serious non-sexual violence. The same sum as the fourth generation's, with terms and offence groups of its own,
and one part more: violence against the person in the current offence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rainer.policy import tables
from rainer.policy.outcome import Outcome, Step
from rainer.policy.predictors import checks as checks4
from rainer.policy.predictors import words
from rainer.policy.predictors.answers import Form
from rainer.policy.predictors.faults import Fault, FaultCode
from rainer.policy.predictors.generation3 import checks
from rainer.policy.predictors.generation3.facts import Facts3
from rainer.policy.predictors.reoffending import parts_of, times
from rainer.policy.predictors.scoring import Score, logistic, number, percent_of
from rainer.policy.predictors.shared import known, question, refused, said, warned
from rainer.policy.predictors.terms import Model, model
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, Value, national

KEY = "predictors.generation3.snsv"
AGAINST_PERSON, AGAINST_PARTNER = "violence_against_the_person", "domestic_abuse_against_partner"
ASKED = (
    "sex",
    "born_on",
    "convicted_on",
    "offence_code",
    "sanctions",
    "age_at_first_sanction",
    "where",
    "follow_up_from",
    "violent_sanctions",
)
CHECKS: tuple[checks4.Check, ...] = (
    checks4.sanctions,
    checks4.offence_code,
    checks.violent_sanctions,
    checks4.conviction_after_birth,
    checks.conviction_age,
    checks.first_sanction,
    checks4.follow_up_after_birth,
    checks.follow_up_age,
    checks.follow_up_after_conviction,
)


@rule("snsv", reads=(KEY, *checks.READS))
def snsv(inputs: Facts3, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None) -> Outcome[Score]:
    """Serious non-sexual violence in two years, part of RSR (SNSV). It has no band of its own.

    The dynamic form where every answer it asks for is known, else the static form with a warning that names what
    is lacking. `wanted_form` asks for one form and no other.
    """
    book = rulebook or national()
    used, against = model(book, KEY, on, place), checks.standards(book, on, place, "snsv")
    lacks, wanted = _lacking_for_dynamic(inputs, used), inputs.wanted_form
    faults = checks.faults(inputs, ASKED, CHECKS, against) + (lacks if wanted is Form.DYNAMIC else ())
    if faults:
        return refused("snsv", Score(None, None, faults=faults), faults, on, place)
    form = wanted or (Form.STATIC if lacks else Form.DYNAMIC)
    parts = _parts(inputs, form, used, against)
    percent = percent_of(logistic(sum(parts.values())), most=against.most_percent)
    warnings = () if wanted else lacks
    answer = Score(percent, None, form, parts, warnings)
    sentence = f"{percent}% of people with these characteristics commit a serious violent offence within two years."
    sentence = f"{sentence} {words.FORMS[form]}."
    steps = _steps(inputs, used, against, answer)
    return Outcome("snsv", on, place, answer, steps, sentence=sentence, notes=warned(warnings))


def _lacking_for_dynamic(facts: Facts3, used: Model) -> tuple[Fault, ...]:
    """Domestic abuse counts only against a partner, which is asked once there is evidence of any."""
    asked = (*used.asked_for_dynamic, "domestic_abuse", *((AGAINST_PARTNER,) if facts.domestic_abuse else ()))
    lacking = checks4.missing(facts, asked, FaultCode.MISSING_DYNAMIC_INPUT)
    return (lacking,) if lacking else ()


def _parts(facts: Facts3, form: Form, used: Model, against: checks4.Standards) -> dict[str, float]:
    group = known(against.offences.get(facts.offence_code)).category
    return {**parts_of(facts, form, used, against), AGAINST_PERSON: _against_person(used.value, form).get(group, 0.0)}


def _against_person(value: Value, form: Form) -> dict[str, float]:
    """What violence against the person adds, by the group of the offence."""
    named = ((*row["term"].split("."), row[form.value]) for row in tables.rows(value))
    return {group: float(figure) for term, *groups, figure in named for group in groups if term == AGAINST_PERSON}


def _steps(facts: Facts3, used: Model, against: checks4.Standards, answer: Score) -> tuple[Step, ...]:
    """The shared parts as the fourth generation says them, and those it has not."""
    own = {
        AGAINST_PERSON: ("Violence against the person", "in the current offence"),
        AGAINST_PARTNER: (question(AGAINST_PARTNER).capitalize(), said(facts.domestic_abuse_against_partner)),
    }
    shared = {name: part for name, part in answer.parts.items() if name not in own}
    lived = known(times(facts, against.on, used.most_months))
    said_alike = words.sum_steps(facts, lived, used, against, replace(answer, parts=shared))
    parts = [step for step in said_alike if step.name in shared]
    for name, (label, found) in own.items():
        part = answer.parts.get(name)
        if part:
            parts.append(Step(name, label, f"{found} {words.effect(part)}", part, used.value))
    total = sum(answer.parts.values())
    return (
        *parts,
        Step("total", "All parts together", f"{len(parts)} parts", total, used.value),
        Step("percent", "Share in two years", f"the logistic of {total:.2f}", number(answer.percent), against.value),
    )
