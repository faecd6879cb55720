"""A draw as it is published: a frozen list, and the seed with what it drew. Anybody can run it again from the two.

The list is a CSV with the columns period, practitioner and case, a line for each eligible case; a practitioner who holds
none has one line without a case. Lines before the heading that begin with # may say `# commitment: <SHA-256>`, the
commitment to the seed. It is published before the seed is.

The seed's file is published after: `seed: …`, and where it tells what was drawn, `list: <SHA-256 of the list's file>`
and for each practitioner `drawn: period | practitioner | case` (or `none`), with
`passed over: period | practitioner | case | why` for each drawn case that could not be checked.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from rainer.policy.refusals import RefusedInputError, refusal_code
from rainer.policy.spotchecks.draw import Selected, SelectInputs, commitment, need_seed, select

COLUMNS = ("period", "practitioner", "case")
Who = tuple[str, str]  # period and practitioner
SEPARATORS = ("|", "\n")
NONE = "none"


@dataclass(frozen=True, slots=True)
class FrozenList:
    """The eligible cases by period and practitioner, the SHA-256 of the file, and the commitment it holds."""

    cases: Mapping[Who, tuple[str, ...]]
    digest: str
    commitment: str | None


@dataclass(frozen=True, slots=True)
class Revealed:
    """The seed, and what was said to be drawn with it: nothing at all where the file holds the seed alone."""

    seed: str
    list_digest: str | None = None
    drawn: Mapping[Who, str | None] = field(default_factory=dict)
    passed_over: Mapping[Who, Mapping[str, str]] = field(default_factory=dict)


def read_list(data: bytes) -> FrozenList:
    """A frozen list from its file. Raises RefusedInputError naming the line."""
    lines = _text(data, "The list").splitlines()
    start = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    notes = dict(_note(line) for line in lines[:start])
    committed = notes.get("commitment")
    if committed is not None and not _is_digest(committed):
        raise RefusedInputError("bad_commitment", "The commitment of the list is no SHA-256: 64 hexadecimal digits.")
    return FrozenList(_cases(lines[start:], start + 1), sha256(data).hexdigest(), committed)


def _text(data: bytes, what: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedInputError("not_text", f"{what} is not text in UTF-8.") from None


def _note(line: str) -> tuple[str, str]:
    name, _, said = line.lstrip("#").partition(":")
    return name.strip().lower(), said.strip()


def _is_digest(text: str) -> bool:
    return len(text) == 64 and set(text.lower()) <= set("0123456789abcdef")


def _cases(lines: list[str], first: int) -> dict[Who, tuple[str, ...]]:
    rows = csv.reader(lines)
    heading = next(rows, [])
    if tuple(name.strip().lower() for name in heading) != COLUMNS:
        words = (
            f"Line {first} of the list must be the heading {','.join(COLUMNS)}; it is {','.join(heading) or 'empty'}."
        )
        raise RefusedInputError("bad_heading", words)
    cases: dict[Who, list[str]] = {}
    for row in rows:
        if row:
            _put(cases, row, f"Line {first + rows.line_num - 1} of the list")
    if not cases:
        raise RefusedInputError("empty_list", "The list holds no practitioner.")
    return {who: tuple(held) for who, held in cases.items()}


def _put(cases: dict[Who, list[str]], row: list[str], where: str) -> None:
    if len(row) != len(COLUMNS):
        raise RefusedInputError("bad_row", f"{where} has {len(row)} values, not {len(COLUMNS)}.")
    if any(one != one.strip() or any(mark in one for mark in SEPARATORS) for one in row):
        # A bar would let two different cases have one digest; a space at an end is not seen by who reads the list.
        raise RefusedInputError("bad_row", f"{where} has a value with a bar, a line break or a space at its ends.")
    period, practitioner, case = row
    if case.lower() == NONE:
        raise RefusedInputError("bad_row", f"{where}: a case cannot be called {case}; leave it empty for no case.")
    if not period or not practitioner:
        raise RefusedInputError("bad_row", f"{where} names no {'practitioner' if period else 'period'}.")
    held = cases.get((period, practitioner))
    if held is not None and (not case or not held):
        raise RefusedInputError("bad_row", f"{where}: {practitioner} has a line without a case beside others.")
    if held is not None and case in held:
        raise RefusedInputError("duplicate_case", f"{where}: {case} of {practitioner} is in the list twice.")
    cases.setdefault((period, practitioner), []).extend([case] if case else [])


def read_seed(data: bytes) -> Revealed:
    """The seed from its file: `seed: …` with what it drew, or a single line that is the seed itself."""
    lines = [line.strip() for line in _text(data, "The seed's file").splitlines() if line.strip()]
    if len(lines) == 1 and not lines[0].lower().startswith("seed:"):
        return Revealed(lines[0])
    said = [(number, *_said(line, number)) for number, line in enumerate(lines, start=1)]
    seeds = [text for _, name, text in said if name == "seed"]
    if len(seeds) != 1:
        raise RefusedInputError("seed_required", "The seed's file must have one line `seed: …`.")
    need_seed(seeds[0])
    digests = [text for _, name, text in said if name == "list"]
    drawn: dict[Who, str | None] = {}
    passed: dict[Who, dict[str, str]] = {}
    for number, name, text in said:
        if name == "drawn":
            period, practitioner, case = _parts(text, 3, number)
            if (period, practitioner) in drawn:
                raise RefusedInputError("bad_row", f"Line {number} of the seed’s file: {practitioner} is there twice.")
            drawn[period, practitioner] = None if case == NONE else case
        elif name == "passed over":
            period, practitioner, case, why = _parts(text, 4, number)
            passed.setdefault((period, practitioner), {})[case] = why
    return Revealed(seeds[0], digests[0].lower() if digests else None, drawn, passed)


def _said(line: str, number: int) -> tuple[str, str]:
    name, colon, text = line.partition(":")
    if not colon or name.strip().lower() not in ("seed", "list", "drawn", "passed over"):
        words = f"Line {number} of the seed’s file is none of seed, list, drawn and passed over: {line}"
        raise RefusedInputError("bad_row", words)
    return name.strip().lower(), text.strip()


def _parts(text: str, number: int, line: int) -> list[str]:
    parts = [part.strip() for part in text.split("|")]
    if len(parts) != number or not all(parts):
        words = f"Line {line} of the seed’s file needs {number} values with | between them; it has {text}"
        raise RefusedInputError("bad_row", words)
    return parts


def draw_all(held: FrozenList, revealed: Revealed, *, on: date) -> dict[Who, Selected]:
    """The draw of every practitioner in the list. Raises RefusedInputError."""
    drawn = {}
    for (period, practitioner), cases in held.cases.items():
        passed = revealed.passed_over.get((period, practitioner), {})
        outcome = select(SelectInputs(revealed.seed, period, practitioner, cases, passed), on=on)
        if outcome.answer is None:
            raise RefusedInputError(refusal_code(outcome) or "", outcome.sentence)
        drawn[period, practitioner] = outcome.answer
    return drawn


def faults(held: FrozenList, revealed: Revealed, drawn: Mapping[Who, Selected]) -> Iterator[str]:
    """Everything in which the two files do not agree, a sentence each."""
    if held.commitment is not None and held.commitment.lower() != commitment(revealed.seed):
        yield "The seed is not the one that the list’s commitment was made to."
    if revealed.list_digest is not None and revealed.list_digest != held.digest:
        yield f"The list is not the one that was drawn from: its SHA-256 is {held.digest}, not {revealed.list_digest}."
    for who in sorted(revealed.drawn.keys() | revealed.passed_over.keys()):
        if who not in held.cases:
            yield f"{_words(who)} is not in the list."
    if revealed.drawn:
        for who, selected in drawn.items():
            if who not in revealed.drawn:
                yield f"{_words(who)}: the draw gives {selected.case or NONE}, and nothing is said to be drawn."
            elif revealed.drawn[who] != selected.case:
                yield f"{_words(who)}: the draw gives {selected.case or NONE}, not {revealed.drawn[who] or NONE}."
            elif set(revealed.passed_over.get(who, ())) != set(selected.passed_over):
                yield f"{_words(who)}: a case is said to be passed over that was not drawn before the one checked."


def _words(who: Who) -> str:
    return f"{who[1]}, {who[0]}"


def seed_file(held: FrozenList, revealed: Revealed, drawn: Mapping[Who, Selected]) -> str:
    """The seed's file as it is published, with what was drawn."""
    lines = [f"seed: {revealed.seed}", f"list: {held.digest}"]
    for (period, practitioner), selected in drawn.items():
        lines.append(f"drawn: {period} | {practitioner} | {selected.case or NONE}")
        lines += [
            f"passed over: {period} | {practitioner} | {case} | {why}" for case, why in selected.passed_over.items()
        ]
    return "\n".join(lines) + "\n"
