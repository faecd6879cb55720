"""The sample of cases: how many are looked at, and which, drawn so that anybody can draw them again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from hashlib import sha256
from math import ceil

from rainer.policy.outcome import Outcome, Step
from rainer.policy.proportions import need_confidence, normal_quantile
from rainer.policy.refusals import RefusedInputError, need_counts, refusing
from rainer.policy.register import rule
from rainer.policy.rulebook import NATION, Place, Rulebook, national

SAMPLE = "inspection.sample"
Stratum = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class SampleSizeInputs:
    """Eligible cases; the confidence and margin wanted as proportions, None for those the rulebook holds."""

    eligible: int
    confidence: float | None = None
    margin: float | None = None


@dataclass(frozen=True, slots=True)
class SampleSize:
    """How many cases to look at, and for which confidence and margin."""

    n: int
    confidence: float
    margin: float


@rule("inspection.sample_size", reads=(SAMPLE,))
@refusing("inspection.sample_size")
def sample_size(
    inputs: SampleSizeInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[SampleSize]:
    """How many cases to look at so that a share is known to within a margin, of a caseload that is not endless."""
    value = (rulebook or national()).value(SAMPLE, on=on, place=place)
    if inputs.eligible < 1:
        raise RefusedInputError("no_eligible_cases", "There is no eligible case to draw from.")
    need_counts(inputs.eligible)
    confidence = value.value["confidence_percent"] / 100 if inputs.confidence is None else inputs.confidence
    margin = value.value["margin_points"] / 100 if inputs.margin is None else inputs.margin
    need_confidence(confidence)
    if not 0 < margin < 1:
        raise RefusedInputError("margin_out_of_range", f"A margin lies between 0 and 1; {margin:g} does not.")
    share = value.value["expected_percent"] / 100
    endless = normal_quantile(confidence) ** 2 * share * (1 - share) / margin**2
    n = _of_a_caseload(endless, inputs.eligible)
    steps = (
        Step(
            "endless",
            "Of an endless caseload",
            f"{100 * confidence:g}%, margin {100 * margin:g} points",
            endless,
            value,
        ),
        Step("n", "Of this caseload, rounded up", f"{inputs.eligible} eligible", n),
    )
    sentence = f"Look at {n} of {inputs.eligible} cases: within {100 * margin:g} points at {100 * confidence:g}%."
    return Outcome("inspection.sample_size", on, place, SampleSize(n, confidence, margin), steps, sentence=sentence)


def _of_a_caseload(endless: float, eligible: int) -> int:
    """The finite-population correction; never fewer than one, nor more than there are."""
    return max(1, min(eligible, ceil(endless / (1 + (endless - 1) / eligible))))


@dataclass(frozen=True, slots=True)
class SampledCase:
    """An eligible case by reference, with what the sample must mirror."""

    ref: str
    sex: str
    disposal: str
    rosh: str

    @property
    def stratum(self) -> Stratum:
        return (self.sex, self.disposal, self.rosh)


@dataclass(frozen=True, slots=True)
class SampleDrawInputs:
    """A seed fixed before the list, the list as frozen, who is left out and why, and how many (None: worked out)."""

    seed: str
    cases: tuple[SampledCase, ...]
    n: int | None = None
    excluded: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class StratumDrawn:
    """One stratum: eligible cases, how many are drawn, and which, lowest digest first."""

    stratum: Stratum
    eligible: int
    drawn: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SampleDrawn:
    """The sample. `list_digest` is of the frozen list; `without` are strata that have cases and got none."""

    n: int
    strata: tuple[StratumDrawn, ...]
    without: tuple[Stratum, ...]
    excluded: Mapping[str, str]
    list_digest: str

    @property
    def refs(self) -> tuple[str, ...]:
        return tuple(ref for stratum in self.strata for ref in stratum.drawn)


@rule("inspection.sample_draw", reads=(SAMPLE,))
@refusing("inspection.sample_draw")
def sample_draw(
    inputs: SampleDrawInputs, *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Outcome[SampleDrawn]:
    """Draws the cases of an inspection: by sex, disposal and RoSH in proportion, in each the lowest digests of the seed."""
    excluded = dict(inputs.excluded or {})
    _need_list(inputs, excluded)
    strata: dict[Stratum, list[str]] = defaultdict(list)
    for case in inputs.cases:
        if case.ref not in excluded:
            strata[case.stratum].append(case.ref)
    eligible = sum(len(refs) for refs in strata.values())
    n = inputs.n
    if n is None:
        size = sample_size(SampleSizeInputs(eligible), on=on, place=place, rulebook=rulebook).answer
        n = size.n if size else 0
    if not 0 < n <= eligible:
        raise RefusedInputError("no_eligible_cases", f"{n} cases cannot be drawn from {eligible}.")
    shares = shared_out(n, {stratum: len(refs) for stratum, refs in strata.items()})
    drawn = tuple(
        StratumDrawn(stratum, len(refs), _lowest(inputs.seed, refs, shares[stratum]))
        for stratum, refs in sorted(strata.items())
    )
    without = tuple(one.stratum for one in drawn if not one.drawn)
    answer = SampleDrawn(n, drawn, without, excluded, list_digest(inputs.cases))
    steps = tuple(_step(one, n, eligible) for one in drawn)
    return Outcome("inspection.sample_draw", on, place, answer, steps, sentence=_sentence(answer, eligible))


def _need_list(inputs: SampleDrawInputs, excluded: Mapping[str, str]) -> None:
    if not inputs.seed.strip():
        raise RefusedInputError("seed_required", "A draw needs a seed that was fixed before the list.")
    refs = [case.ref for case in inputs.cases]
    if len(set(refs)) != len(refs):
        raise RefusedInputError("duplicate_case", "A case is in the list twice.")
    if not set(excluded) <= set(refs):
        raise RefusedInputError("unknown_case", "A case is left out that is not in the list.")
    if not all(reason.strip() for reason in excluded.values()):
        raise RefusedInputError("reason_required", "A case is left out only with a reason.")


def shared_out(n: int, sizes: Mapping[Stratum, int]) -> dict[Stratum, int]:
    """`n` places shared out in proportion: whole shares first, then to the largest remainders.

    Of equal remainders the larger stratum comes first, then the first by name.
    """
    total = sum(sizes.values())
    exact = {stratum: Fraction(n * size, total) for stratum, size in sizes.items()}
    shares = {stratum: int(share) for stratum, share in exact.items()}
    order = sorted(sizes, key=lambda stratum: (shares[stratum] - exact[stratum], -sizes[stratum], stratum))
    for stratum in order[: n - sum(shares.values())]:
        shares[stratum] += 1
    return shares


def _lowest(seed: str, refs: list[str], n: int) -> tuple[str, ...]:
    return tuple(sorted(refs, key=lambda ref: sha256(f"{seed}|{ref}".encode()).hexdigest())[:n])


def list_digest(cases: tuple[SampledCase, ...]) -> str:
    """The SHA-256 of the list: a line for each case, in order of its reference."""
    lines = sorted("|".join((case.ref, *case.stratum)) for case in cases)
    return sha256("\n".join(lines).encode()).hexdigest()


def _step(one: StratumDrawn, n: int, eligible: int) -> Step:
    name = "_".join(one.stratum)
    found = f"{one.eligible} of {eligible}: a share of {n * one.eligible / eligible:.2f}"
    return Step(name, ", ".join(one.stratum).replace("_", " "), found, len(one.drawn))


def _sentence(answer: SampleDrawn, eligible: int) -> str:
    said = f"{answer.n} of {eligible} eligible cases are drawn."
    if answer.without:
        groups = "; ".join(", ".join(stratum).replace("_", " ") for stratum in answer.without)
        said += f" None is drawn of: {groups}."
    return said
