"""A parameter's value as tables a person can read, and as single figures a person can change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from rainer.policy.workload.tiers import TIERS, CaseState
from rainer.web import words

MOST_COLUMNS = 8
WEIGHTS = {
    "workload.weights_v2": "v2",
    "workload.weights_v2_t2a": "v2",
    "workload.weights_v2_prison": "v2",
    "workload.weights_v3": "v3",
}
_WRITTEN = {"cro": "CRO", "hdc": "HDC", "mappa": "MAPPA", "pnc": "PNC", "rar": "RAR", "rosh": "RoSH", "upw": "UPW"}
_SPOKEN = {"NONE", "SOME", "HIGH", "LOW", "YES", "NO", "from", "to"}
_INITIALS = frozenset({"hdc", "mappa", "pnc", "crn", "cro", "rar", "rosh", "upw"})
Path = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One figure, word or empty place inside a value, and the keys that lead to it."""

    path: Path
    value: Any

    @property
    def words(self) -> str:
        """ "Community, A2": what an error or a screen reader calls it."""
        return ", ".join(key_words(key) for key in self.path)

    @property
    def is_figure(self) -> bool:
        return self.value is None or (isinstance(self.value, int | float) and not isinstance(self.value, bool))


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell: usually one leaf, several for a list, none where nothing is in force."""

    leaves: tuple[Leaf, ...]

    @property
    def text(self) -> str:
        return ", ".join(_text(leaf.value) for leaf in self.leaves) or str(_("None"))

    @property
    def is_figure(self) -> bool:
        return len(self.leaves) < 2 and all(leaf.is_figure for leaf in self.leaves)


@dataclass(frozen=True, slots=True)
class Block:
    """One table: column headings, and rows of a head and cells."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]

    @property
    def numeric(self) -> tuple[bool, ...]:
        """By column: figures alone, which stand at the right."""
        return tuple(
            all(cell.is_figure for cell in column)
            for column in zip(*(cells for _head, cells in self.rows), strict=False)
        )

    @property
    def heads(self) -> list[tuple[str, bool]]:
        return list(zip(self.columns, self.numeric, strict=False)) if self.rows else [(c, False) for c in self.columns]

    @property
    def lines(self) -> list[tuple[str, list[tuple[Cell, bool]]]]:
        """The rows, each cell with whether its column is of figures."""
        numeric = self.numeric
        return [(head, list(zip(cells, numeric, strict=False))) for head, cells in self.rows]


def _text(value: Any) -> str:
    return str(_("None")) if value is None else key_words(value) if isinstance(value, str) else words.result(value)


def key_words(key: Any) -> str:
    """A key of a value as a person reads it: codes stay, names are written out."""
    if isinstance(key, date):
        return words.day(key)
    text = str(key)
    if text in _INITIALS:
        return text.upper()
    if not text.isidentifier() or (text.isupper() and len(text) <= 4 and text not in _SPOKEN) or re.search(r"\d", text):
        return text
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).replace("_", " ").lower()
    known = " ".join(_WRITTEN.get(word, word) for word in spaced.split(" "))
    return known[:1].upper() + known[1:]


def whole_value(key: str, value: Any) -> Any:
    """A table of weights with a place for each state and tier it could hold; other values as they are."""
    if key not in WEIGHTS:
        return value
    tiers = TIERS[WEIGHTS[key]]  # type: ignore[index]
    return {
        state.value: {
            tier: value.get(state.value, {}).get(tier) for tier in dict.fromkeys((*tiers, *value.get(state.value, {})))
        }
        for state in CaseState
    }


def without_gaps(key: str, value: Any) -> Any:
    """The reverse of `whole_value`: a weight left out is no weight, never nought."""
    if key not in WEIGHTS:
        return value
    return {state: {t: points for t, points in tiers.items() if points is not None} for state, tiers in value.items()}


def leaves(value: Any, path: Path = ()) -> Iterator[Leaf]:
    """Every single thing in the value, in order."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from leaves(one, (*path, key))
    elif isinstance(value, list):
        for place, one in enumerate(value, start=1):
            yield from leaves(one, (*path, place))
    else:
        yield Leaf(path, value)


def with_leaves(value: Any, changed: Mapping[Path, Any], path: Path = ()) -> Any:
    """The value with some leaves replaced."""
    if isinstance(value, Mapping):
        return {key: with_leaves(one, changed, (*path, key)) for key, one in value.items()}
    if isinstance(value, list):
        return [with_leaves(one, changed, (*path, place)) for place, one in enumerate(value, start=1)]
    return changed.get(path, value)


def like(given: Any, shape: Any) -> Any:
    """A value read back from JSON, with its keys again what they are in the shipped value (numbers, days)."""
    if isinstance(given, Mapping) and isinstance(shape, Mapping):
        keys = {_json_key(key): key for key in shape}
        return {keys.get(key, key): like(one, shape.get(keys.get(key, key))) for key, one in given.items()}
    if isinstance(given, list) and isinstance(shape, list):
        return [like(one, shape[place] if place < len(shape) else None) for place, one in enumerate(given)]
    return given


def as_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_json_key(key): as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _json_key(key: Any) -> str:
    return key.isoformat() if isinstance(key, date) else str(key)


def blocks(value: Any, *, label: str) -> list[Block]:
    """The value as tables: one for a plain value or a table, several for what is nested deeper."""
    if _is_plain(value):
        return [Block("", (), ((label, (_cell(value, ()),)),))]
    return list(_blocks(value, "", ()))


def _is_plain(value: Any) -> bool:
    """One thing, or a list of single things: what fits a cell."""
    if isinstance(value, list):
        return not any(isinstance(one, Mapping | list) for one in value)
    return not isinstance(value, Mapping)


def _cell(value: Any, path: Path) -> Cell:
    return Cell(tuple(leaves(value, path)))


def _blocks(value: Any, heading: str, path: Path) -> Iterable[Block]:
    if isinstance(value, list):
        yield from _list_blocks(value, heading, path)
        return
    if not value:
        yield Block(heading, (), ())
        return
    if (matrix := _matrix(value, heading, path)) is not None:
        yield matrix
        return
    plain = {key: one for key, one in value.items() if _is_plain(one)}
    if plain:
        yield Block(heading, (), tuple((key_words(k), (_cell(one, (*path, k)),)) for k, one in plain.items()))
    for key, one in value.items():
        if key not in plain:
            yield from _blocks(one, _under(heading, key), (*path, key))


def _list_blocks(value: Sequence[Any], heading: str, path: Path) -> Iterable[Block]:
    rows = [one for one in value if isinstance(one, Mapping)]
    if len(rows) == len(value) and all(_is_plain(cell) for row in rows for cell in row.values()):
        columns = list(dict.fromkeys(key for row in rows for key in row))
        yield Block(
            heading,
            tuple(key_words(key) for key in columns),
            tuple((str(n), tuple(_at(row, key, (*path, n)) for key in columns)) for n, row in enumerate(rows, start=1)),
        )
        return
    for place, one in enumerate(value, start=1):
        yield from _blocks(one, _under(heading, place), (*path, place))


def _matrix(value: Mapping[Any, Any], heading: str, path: Path) -> Block | None:
    """Tables in a table that share their keys, such as points by state and tier, as one; None where they do not."""
    inner = [
        one for one in value.values() if isinstance(one, Mapping) and all(_is_plain(cell) for cell in one.values())
    ]
    keys = list(dict.fromkeys(key for one in inner for key in one))
    shared = [key for key in keys if sum(key in one for one in inner) > 1]
    if (
        len(inner) < len(value)
        or len(inner) < 2
        or 2 * len(shared) < len(keys)
        or min(len(keys), len(value)) > MOST_COLUMNS
    ):
        return None
    outer = list(value)
    if len(outer) <= MOST_COLUMNS:
        rows = tuple((key_words(key), tuple(_at(value[o], key, (*path, o)) for o in outer)) for key in keys)
        return Block(heading, tuple(map(key_words, outer)), rows)
    rows = tuple((key_words(o), tuple(_at(value[o], key, (*path, o)) for key in keys)) for o in outer)
    return Block(heading, tuple(map(key_words, keys)), rows)


def _at(row: Mapping[Any, Any], key: Any, path: Path) -> Cell:
    return _cell(row[key], (*path, key)) if key in row else Cell(())


def _under(heading: str, key: Any) -> str:
    return f"{heading}, {key_words(key)}" if heading else key_words(key)


def fits(key: str, value: Any, shipped: Any) -> bool:
    """Whether a value has every entry the rules will look for: those of the shipped one (weights may leave gaps)."""
    if key in WEIGHTS:
        return isinstance(value, Mapping) and set(value) <= {state.value for state in CaseState}
    own, wanted = ({leaf.path for leaf in leaves(as_json(one))} for one in (value, shipped))
    return own == wanted


@dataclass(frozen=True, slots=True)
class Change:
    """One leaf that differs between two values; None on a side that lacks it."""

    words: str
    before: Any
    after: Any

    @property
    def text(self) -> str:
        """ "Community, A2: 158 → 170 (+12)"."""
        named = f"{self.words}: " if self.words else ""
        return f"{named}{_text(self.before)} → {_text(self.after)}{self._difference}"

    @property
    def _difference(self) -> str:
        both = (self.before, self.after)
        if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in both):
            return ""
        difference = self.after - self.before
        return f" ({'+' if difference > 0 else '−'}{words.result(abs(difference))})"


def changes(before: Any, after: Any) -> list[Change]:
    """What differs, leaf by leaf, in the order of the newer value."""
    was, now = ({leaf.path: leaf.value for leaf in leaves(one)} for one in (before, after))
    paths = dict.fromkeys((*now, *was))
    return [
        Change(Leaf(path, None).words, was.get(path), now.get(path)) for path in paths if was.get(path) != now.get(path)
    ]


def short(value: Any) -> str:
    """A value in a cell: itself when it is one thing, else how many figures it holds."""
    if _is_plain(value) and not isinstance(value, list):
        return _text(value)
    count = sum(1 for _leaf in leaves(value))
    return _("%(count)s entries") % {"count": count}
