"""What a person says of a file: its names for a sheet or a column it seems to lack, and which grade a code that is not
listed stands for. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from rainer.importers.wmt.columns import SHEETS, normalised, usual_heading
from rainer.importers.wmt.faults import Fault, Faults, Kind
from rainer.policy.workload.grades import Grade

# In place of a sheet: the "column" is then a grade code, and the name the grade it stands for.
GRADE = "grade"


@dataclass(frozen=True, slots=True)
class Renaming:
    """`name` is what this file calls the column of the sheet, or the sheet itself where `column` is empty. Where the
    sheet is `GRADE`, it is the grade that the code `column` stands for."""

    sheet: str
    column: str
    name: str

    @property
    def words(self) -> str:
        if self.sheet == GRADE:
            return f"{place_words(self.sheet, self.column)} means {Grade(self.name).label.lower()}"
        return f"{place_words(self.sheet, self.column)} is “{self.name}” in this file"


def grades_said(renamings: Iterable[Renaming]) -> dict[str, Grade]:
    """The grade of each code that somebody named for this file."""
    return {one.column: Grade(one.name) for one in renamings if one.sheet == GRADE}


def place_words(sheet: str, column: str) -> str:
    if sheet == GRADE:
        return f"grade code “{column}”"
    return f"{sheet}, column {usual_heading(column)}" if column else f"sheet {sheet}"


def is_known(sheet: str, column: str) -> bool:
    """Whether an extract has such a sheet, or such a column in it, under its usual name."""
    return sheet in SHEETS and (not column or column in SHEETS[sheet].known)


def what_is_wrong(name: str, sheet: str, column: str, *, unused: Collection[str]) -> str:
    """Why the file cannot have the sheet or column under this name; "" where it can. `unused` are the names in the
    file that mean nothing yet."""
    what = "column" if column else "sheet"
    if normalised(name) in map(normalised, unused):
        return ""
    if normalised(name) in (SHEETS[sheet].known if column else SHEETS):
        return f"“{name}” is a {what} of its own: it cannot be {usual_heading(column) or sheet} as well."
    others = ", ".join(f"“{other}”" for other in unused)
    there = f" Not used yet: {others}." if others else f" Every {what} in it has its usual name."
    return f"There is no {what} “{name}” {f'in {sheet}' if column else 'in the file'}.{there}"


def accepted(
    renamings: Iterable[Renaming], names: Collection[str], known: Collection[str], faults: Faults
) -> Mapping[str, str]:
    """Usual name by the normalised name in the file, for those that fit; each other one is a fault.

    `names` are those the file has, as they stand there; `known` the normalised ones that mean something by themselves.
    """
    here = set(map(normalised, names))
    found: dict[str, str] = {}
    for renaming in renamings:
        usual, given = renaming.column or renaming.sheet, normalised(renaming.name)
        unused = [name.strip() for name in names if normalised(name) not in {"", *known, *found}]
        wrong = what_is_wrong(renaming.name, renaming.sheet, renaming.column, unused=unused)
        if usual in here:
            wrong = f"{usual_heading(usual)} is there under its own name: leave “{renaming.name}” out."
        elif given in found:
            wrong = f"“{renaming.name}” is given for {usual_heading(found[given])} already."
        if wrong:
            faults.add(Fault(Kind.BAD_NAME, wrong, renaming.sheet, column=renaming.column, found=f"“{renaming.name}”"))
        else:
            found[given] = usual
    return found
