"""People who are alike for a load are counted together: same waiting group, same points, same possible takers.

Nine hundred people make some two hundred kinds, and the optimiser counts heads in a kind instead of naming them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rainer.allocation.proposal.problem import PersonWaiting, Problem, Verdict

Key = tuple[int, int, bytes]
_NO, _YES, _REASON = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Kind:
    """People alike, longest in the waiting order first. `takers` are positions in `Problem.candidates`."""

    people: tuple[PersonWaiting, ...]
    group: int
    points: int
    must_place: bool
    key: Key
    takers: NDArray[np.int64]
    needs_reason: NDArray[np.bool_]

    @property
    def size(self) -> int:
        return len(self.people)


def kinds(problem: Problem, people: Iterable[PersonWaiting]) -> list[Kind]:
    """Everyone some practitioner could take, by kind. One nobody may take is in none."""
    codes = _Codes(problem)
    alike: dict[Key, list[PersonWaiting]] = {}
    for person in sorted(people, key=lambda p: p.order):
        key = (person.group, problem.points(person), codes.of(person))
        alike.setdefault(key, []).append(person)
    return [kind for key, found in alike.items() if (kind := _kind(problem, key, found)).takers.size]


def _kind(problem: Problem, key: Key, people: list[PersonWaiting]) -> Kind:
    group, points, codes = key
    code = np.frombuffer(codes, dtype=np.int8)
    takers = np.flatnonzero(code != _NO)
    return Kind(
        people=tuple(people),
        group=group,
        points=points,
        must_place=problem.must_place(people[0]),
        key=key,
        takers=takers,
        needs_reason=code[takers] == _REASON,
    )


class _Codes:
    """Who may take a person, one byte a practitioner. Verdict tables shared by many people are read once."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._position = {c.ref: at for at, c in enumerate(problem.candidates)}
        self._shared: dict[tuple[int, bool], NDArray[np.int8]] = {}
        act = problem.settings.act_level
        self._has_room = np.array(
            [c.can_be_chosen and c.total_points <= problem.most_under(c, act) for c in problem.candidates], dtype=bool
        )
        self._chosen = np.array([c.can_be_chosen for c in problem.candidates], dtype=bool)

    def of(self, person: PersonWaiting) -> bytes:
        must = self._problem.must_place(person)
        key = (id(person.verdicts), must)
        if key not in self._shared:
            self._shared[key] = self._table(person, must)
        codes = self._shared[key]
        if person.restricted:
            codes = codes.copy()
            codes[[self._position[ref] for ref in person.restricted if ref in self._position]] = _NO
        return codes.tobytes()

    def _table(self, person: PersonWaiting, must: bool) -> NDArray[np.int8]:
        codes = np.zeros(len(self._position), dtype=np.int8)
        for ref, verdict in person.verdicts.items():
            if self._problem.qualifies(person, verdict) and ref in self._position:
                codes[self._position[ref]] = _REASON if verdict is Verdict.REASON else _YES
        return np.where(self._chosen if must else self._has_room, codes, np.int8(_NO)).astype(np.int8)
