"""Tables too long for a parameter's own file: a CSV beside it, read when a rule first asks for it.

The parameter stays what it always is, dated, placed and sourced. Its value names the file with its checksum and how
many rows it has: `{file: offences.csv, sha256: ..., rows: 3039}`. A file that is not the one named is refused.
"""

from __future__ import annotations

import csv
import io
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from rainer.policy.rulebook import PARAMETERS, RulebookError, Value

Rows = tuple[dict[str, str], ...]


def rows(value: Value) -> Rows:
    """The rows of the file a value names. Raises RulebookError where it is missing or not the file named."""
    named = value.value
    if not isinstance(named, dict) or not {"file", "sha256", "rows"} <= named.keys():
        raise RulebookError(f"{value.key}: the value names no table; it needs `file`, `sha256` and `rows`.")
    return _read(value.key, str(named["file"]), str(named["sha256"]), int(named["rows"]))


@lru_cache(maxsize=16)
def _read(key: str, name: str, checksum: str, count: int) -> Rows:
    path = PARAMETERS.joinpath(*key.split(".")[:-1], name)
    # A local value is typed by somebody: it may name a shipped table, never a path.
    if Path(name).name != name or path.suffix != ".csv" or not path.is_file():
        raise RulebookError(f"{key}: there is no table {name} beside the parameter.")
    data = path.read_bytes()
    if sha256(data).hexdigest() != checksum:
        raise RulebookError(f"{key}: {name} is not the table that was read for this value: its checksum differs.")
    found = tuple(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))
    if len(found) != count:
        raise RulebookError(f"{key}: {name} has {len(found)} rows where the parameter says {count}.")
    return found
