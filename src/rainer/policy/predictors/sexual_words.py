"""DC-SRP and IIC-SRP in words: the points of each part, or the row that fitted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rainer.policy.dates import counted, whole_years
from rainer.policy.outcome import Step
from rainer.policy.predictors.answers import Band, Sex
from rainer.policy.predictors.facts import Facts
from rainer.policy.predictors.scoring import PointScore, Score, number
from rainer.policy.rulebook import Value

if TYPE_CHECKING:
    from rainer.policy.predictors.sexual import Tables


def dc_steps(facts: Facts, on: date, read: Tables, answer: PointScore) -> tuple[Step, ...]:
    if answer.band is Band.NOT_APPLICABLE:
        return (_not_applicable(facts, read.points),)
    said = _dc_words(facts)
    parts = tuple(Step(name, *said[name], points, read.points) for name, points in answer.parts.items())
    points, percent = answer.points, number(answer.percent)
    return (
        *parts,
        Step("points", "All points together", counted(len(parts), "part"), points, read.points),
        Step("percent", "Share who reoffend in two years", counted(points or 0, "point"), percent, read.points),
        _reduction_step(answer, read),
        Step("band", "Band", counted(points or 0, "point"), answer.band, read.points),
    )


def _dc_words(facts: Facts) -> dict[str, tuple[str, str]]:
    born, last = facts.born_on, facts.last_sexual_offence_on
    assert born
    assert facts.follow_up_from
    at_last = counted(whole_years(born, last), "year") + " old" if last else "not known"
    stranger = {True: "a stranger", False: "not a stranger", None: "not answered"}[facts.against_stranger]
    return {
        "contact_adult": ("Sexual contact with an adult", _sanctions(facts.contact_adult)),
        "contact_child": ("Sexual contact with a child", _sanctions(facts.contact_child)),
        "non_contact": ("Sexual offences without contact", _sanctions(facts.non_contact)),
        "follow_up_age": ("Age at sentence or release", f"{whole_years(born, facts.follow_up_from)} years old"),
        "last_offence_age": ("Age at the most recent sexual offence", at_last),
        "sanctions": ("Sanctions for all offences", _sanctions(facts.sanctions)),
        "against_stranger": ("Victim of the current or most recent sexual offence", stranger),
    }


def _sanctions(number: int | None) -> str:
    return counted(number or 0, "sanction")


def _reduction_step(answer: PointScore, read: Tables) -> Step:
    years = counted(read.reduction.value["years"], "whole year")
    found = f"{years} in the community without an offence" if answer.is_band_reduced else "the band of the points holds"
    return Step("reduction", "Time in the community", found, bool(answer.is_band_reduced), read.reduction)


def iic_steps(facts: Facts, value: Value, answer: Score) -> tuple[Step, ...]:
    if answer.band is Band.NOT_APPLICABLE:
        return (_not_applicable(facts, value),)
    return (
        Step(
            "images_and_indirect_contact",
            "Sanctions for sexual offences",
            _iic_words(facts),
            number(answer.percent),
            value,
        ),
        Step("band", "Band", f"{answer.percent}%", answer.band, value),
    )


def _iic_words(facts: Facts) -> str:
    if facts.sex is Sex.FEMALE:
        return "a woman: no share is published"
    kinds = (
        (facts.images, "for images or indirect contact"),
        (facts.contact_child, "for contact with a child"),
        (facts.non_contact, "without contact"),
        (facts.contact_adult, "for contact with an adult"),
    )
    return ", ".join(f"{number or 0} {words}" for number, words in kinds)


def _not_applicable(facts: Facts, value: Value) -> Step:
    found = "a woman" if facts.sex is Sex.FEMALE and facts.has_sexual_history else "no sexual offence sanctioned"
    return Step("applies", "Whether it applies", found, False, value)
