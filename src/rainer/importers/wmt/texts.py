"""Counts and facts as the JSON the database keeps, written out directly: an extract has a million of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

import numpy as np

from rainer.importers.wmt.columns import COUNTED_TIERS, STATES
from rainer.importers.wmt.rows import PractitionerTeams
from rainer.importers.wmt.scores import Line
from rainer.policy.workload import UNTIERED

# The order in which PostgreSQL gives the keys of a JSON object back: shortest first, then by letter. Facts written
# in it are the same facts as those read back from the counts, to the byte.
_STATE_ORDER = sorted(range(len(STATES)), key=lambda at: (len(STATES[at]), STATES[at]))
_NAMES = [UNTIERED, *COUNTED_TIERS[1:]]
_TIER_ORDER = sorted(range(len(_NAMES)), key=lambda at: (len(_NAMES[at]), _NAMES[at]))
_ORDERED_STATES = [STATES[at] for at in _STATE_ORDER]
_ORDERED_TIERS = [_NAMES[at] for at in _TIER_ORDER]

Cells = list[tuple[int, int, int]]
"""State, tier (places in the orders above) and count, of one practitioner-team."""


def cells_by_line(counts: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> Iterator[Cells]:
    """The counts that are not zero, line by line, from lines by state by tier."""
    ordered = counts[:, _STATE_ORDER][:, :, _TIER_ORDER]
    lines, states, tiers = np.nonzero(ordered)
    values = ordered[lines, states, tiers].tolist()
    cells = list(zip(states.tolist(), tiers.tolist(), values, strict=True))
    edges = np.searchsorted(lines, np.arange(len(counts) + 1)).tolist()
    return (cells[edges[n] : edges[n + 1]] for n in range(len(counts)))


def counts_text(cells: Cells) -> str:
    """`{"custody": {"A3": 1}, …}` of one practitioner-team."""
    by_state: dict[int, list[str]] = {}
    for state, tier, count in cells:
        by_state.setdefault(state, []).append(f'"{_ORDERED_TIERS[tier]}":{count}')
    return "{" + ",".join(f'"{_ORDERED_STATES[s]}":{{{",".join(parts)}}}' for s, parts in by_state.items()) + "}"


def texts(teams: PractitionerTeams, lines: list[Line]) -> Iterator[tuple[str, str, str]]:
    """For each line: its counts as `ExtractCount` keeps them, its facts as `LoadFacts` does, and their digest."""
    every = cells_by_line(teams.all_cases), cells_by_line(teams.filtered), cells_by_line(teams.t2a)
    for line, of_all, filtered, t2a in zip(lines, *every, strict=True):
        counts = f'{{"all":{counts_text(of_all)},"t2a":{counts_text(t2a)},"filtered":{counts_text(filtered)}}}'
        facts = _facts(line, of_all, filtered, t2a)
        yield counts, facts, sha256(facts.encode()).hexdigest()


def _facts(line: Line, of_all: Cells, filtered: Cells, t2a: Cells) -> str:
    """The load rule's input as canonical JSON, defaults left out (see `workload.kept`)."""
    parts = []
    if cells := _cells(of_all, filtered, t2a):
        parts.append(f'"cells":[{cells}]')
    if line.hours.contracted is not None:
        parts.append(f'"contracted_hours":{float(line.hours.contracted)}')
    for name, codes in (("done_by_others", line.taken), ("done_for_others", line.given)):
        if codes:
            parts.append(f'"{name}":{json.dumps(codes, separators=(",", ":"), ensure_ascii=False)}')
    parts.append(f'"grade":"{line.grade}"')
    if line.hours.reductions:
        parts.append(f'"reductions":[{",".join(map(str, line.hours.reductions))}]')
    named = (("fast", line.reports.fast), ("standard", line.reports.standard))
    if reports := ",".join(f'"{name}":{count}' for name, count in named if count):
        parts.append(f'"reports":{{{reports}}}')
    if line.variant != "standard":
        parts.append(f'"variant":"{line.variant}"')
    return "{" + ",".join(parts) + "}"


def _cells(of_all: Cells, filtered: Cells, t2a: Cells) -> str:
    scored = {(state, tier): count for state, tier, count in filtered}
    parts = []
    for state, tier, count in of_all:
        also = scored.pop((state, tier), 0)
        held = f'"all":{count},"filtered":{also}' if also else f'"all":{count}'
        parts.append(f'{{{held},"state":"{_ORDERED_STATES[state]}","tier":"{_ORDERED_TIERS[tier]}"}}')
    for (state, tier), count in scored.items():
        parts.append(f'{{"filtered":{count},"state":"{_ORDERED_STATES[state]}","tier":"{_ORDERED_TIERS[tier]}"}}')
    for state, tier, count in t2a:
        place = f'"state":"{_ORDERED_STATES[state]}","t2a":true,"tier":"{_ORDERED_TIERS[tier]}"'
        parts.append(f'{{"all":{count},"filtered":{count},{place}}}')
    return ",".join(parts)
