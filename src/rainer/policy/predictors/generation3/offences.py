"""The groups that OGRS3 and SNSV put an offence in, by its five-digit code: a table for each, as the fourth has one."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from rainer.policy import tables
from rainer.policy.predictors.offences import Offence, OffenceTable
from rainer.policy.rulebook import Value

KEY, WORDS = "predictors.generation3.offences", "predictors.generation3.offence_groups"
EXACT_OFFENCE_NEEDED = "exact_offence_needed"
Predictor = Literal["ogrs3", "snsv"]


def table(predictor: Predictor, value: Value, words: Value) -> OffenceTable:
    """Every code with its group in a predictor. The file is read when it is first asked for."""
    file = value.value
    if file["sha256"] not in _READ:
        _READ[file["sha256"]] = tables.rows(value)
    return OffenceTable(value, _by_code(predictor, file["sha256"]), words.value)


_READ: dict[str, tables.Rows] = {}


@lru_cache(maxsize=8)
def _by_code(predictor: Predictor, checksum: str) -> dict[str, Offence]:
    """Made once for a file and a predictor."""
    return {row["code"]: Offence(row["code"], row[predictor], False, False, "", "", "") for row in _READ[checksum]}
