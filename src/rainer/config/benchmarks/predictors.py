"""The six predictors of the fourth generation: of one person with every step, and of a nation without."""

from __future__ import annotations

import random
import time
from datetime import date, timedelta
from math import exp, log
from typing import Any

from rainer.config.benchmarks import Reading, median_seconds
from rainer.policy.predictors.answers import Drug, Motivation, PastConviction, Problem, Relationship, Sex, Where
from rainer.policy.predictors.bulk import scores
from rainer.policy.predictors.combined import csrp
from rainer.policy.predictors.facts import Facts
from rainer.policy.predictors.offences import offences
from rainer.policy.predictors.reoffending import arp, svrp, vrp
from rainer.policy.predictors.sexual import dc_srp, iic_srp

NAME = "predictors"
SUMMARY = "ARP, VRP, SVRP, DC-SRP, IIC-SRP and CSRP of one person explained, and of 250,000 people"
ON = date(2026, 6, 15)
PEOPLE, KINDS, REPEATS = 250_000, 5_000, 200
ONE_LIMIT_SECONDS, ALL_LIMIT_SECONDS = 0.002, 60
# The bare sum of one person: three logistics of about forty terms each, with its powers and logarithms.
_TERMS = tuple(number / 40 for number in range(40))
_SEED = 20260615


def run() -> list[Reading]:
    """Everybody's answers are seeded and invented; one in ten is a man with a sexual history."""
    people = _people(KINDS)
    asked_of_all = next(p for p in people if p.has_sexual_history and p.sex is Sex.MALE)
    return [_one(asked_of_all), _all(people)]


def _one(facts: Facts) -> Reading:
    rules = (arp, vrp, svrp, dc_srp, iic_srp, csrp)

    def work() -> None:
        for _ in range(REPEATS):
            for rule in rules:
                rule(facts, on=ON)

    def bare() -> None:
        for _ in range(REPEATS):
            _floor()

    return Reading(
        name="one person, six predictors, every step in words",
        seconds=median_seconds(work) / REPEATS,
        floor_seconds=median_seconds(bare) / REPEATS,
        floor_name="the bare sums, nothing checked, named or explained",
        limit_seconds=ONE_LIMIT_SECONDS,
    )


def _all(people: list[Facts]) -> Reading:
    """The nation is the same kinds of people again and again: nothing is remembered between them."""
    rounds = PEOPLE // len(people)
    started = time.perf_counter()
    done = sum(sum(1 for _ in scores(people, on=ON)) for _ in range(rounds))
    seconds = time.perf_counter() - started
    floor_started = time.perf_counter()
    for _ in range(done):
        _floor()
    floor = time.perf_counter() - floor_started
    return Reading(
        name=f"{done:,} people, six predictors, one process",
        seconds=seconds,
        floor_seconds=floor,
        floor_name="the bare sums of as many",
        limit_seconds=ALL_LIMIT_SECONDS,
        facts=(("people a second", f"{done / seconds:,.0f}"),),
    )


def _floor() -> float:
    total = 0.0
    for _ in range(3):
        z = sum(term * 2 for term in _TERMS) - 16 + log(6 / 37)
        total += exp(z) / (1 + exp(z))
    return total


def _people(number: int) -> list[Facts]:
    rng = random.Random(_SEED)  # noqa: S311 - repeatable people, nothing secret
    codes = [offence.code for offence in offences(on=ON).by_code.values() if offence.is_known]
    return [_person(rng, codes) for _ in range(number)]


def _person(rng: random.Random, codes: list[str]) -> Facts:
    born = date(1960, 1, 1) + timedelta(days=rng.randrange(16_000))
    convicted = born + timedelta(days=rng.randrange(8_000, 8_100))
    sanctions = rng.randrange(1, 30)
    return Facts(
        sex=Sex.FEMALE if rng.random() < 0.1 else Sex.MALE, born_on=born, where=rng.choice(list(Where)),
        convicted_on=convicted, follow_up_from=convicted + timedelta(days=rng.randrange(900)),
        offence_code=rng.choice(codes), age_at_first_sanction=rng.randrange(10, 21),
        sanctions=sanctions, violent_sanctions=rng.randrange(sanctions + 1),
        **_life_now(rng), **_sexual_history(rng, sanctions, convicted),
    )  # fmt: skip


def _life_now(rng: random.Random) -> dict[str, Any]:
    problems = (
        "accommodation", "partner_relationship", "activities", "chronic_drinking", "binge_drinking", "impulsivity",
        "temper", "pro_criminal_attitudes",
    )  # fmt: skip
    return {
        **{name: rng.choice(list(Problem)) for name in problems},
        "weapon_in_offence": rng.random() < 0.2, "is_unemployed": rng.random() < 0.5,
        "domestic_abuse": rng.random() < 0.3, "relationship": rng.choice(list(Relationship)),
        "drug_motivation": rng.choice(list(Motivation)),
        "drugs": frozenset(rng.sample(list(Drug), rng.randrange(4))),
        "past_convictions": frozenset(rng.sample(list(PastConviction), rng.randrange(3))),
    }  # fmt: skip


def _sexual_history(rng: random.Random, sanctions: int, convicted: date) -> dict[str, Any]:
    if rng.random() > 0.1:
        return {"has_sexual_history": False}
    return {
        "has_sexual_history": True, "last_sexual_offence_on": convicted, "images": 1 if sanctions > 1 else 0,
        "contact_adult": 1, "contact_child": 0, "non_contact": 0, "against_stranger": rng.random() < 0.3,
    }  # fmt: skip
