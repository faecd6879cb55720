"""Someone changed this while you were writing: theirs, yours, and the ways on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.utils.translation import gettext as _

from rainer.common.errors import RainerError
from rainer.web import words
from rainer.web.forms.form import ANYWAY, KEEP_THEIRS, LATER
from rainer.web.forms.told import in_words, is_asked, label_of, ticked

Fields = list[tuple[str, str]]
# Sent with a form and no answer of it: the version it was opened at, and which button was pressed.
NO_FIELDS = {"version", "key", ANYWAY, LATER, KEEP_THEIRS}


@dataclass(frozen=True, slots=True)
class Line:
    """One field: its name in words, what it is now, what you typed ("" where one of the two has none)."""

    label: str
    theirs: str
    yours: str


@dataclass(frozen=True, slots=True)
class Way:
    """A way on: the button, what it does, and the fields it posts to the same address."""

    text: str
    hint: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class Conflict:
    """What the page shows: fields that differ, and the names of those that are the same. Without `ways` what the other
    did stands, and `stands` says what is possible."""

    by: str
    lines: list[Line]
    same: str
    ways: list[Way]
    stands: str


def conflict_of(request: HttpRequest, error: RainerError, yours: Fields) -> Conflict | None:
    """Theirs and yours side by side; None where the error tells nothing of theirs."""
    theirs: Mapping[str, str] = error.facts.get("theirs") or {}
    if request.method != "POST" or not theirs:
        return None
    ways = _ways(error, theirs, yours) if "version" in error.facts else []
    lines = _lines(theirs, yours, error.form)
    same = "; ".join(line.label for line in lines if line.theirs == line.yours)
    differ = [line for line in lines if line.theirs != line.yours]
    return Conflict(_by(error), differ, same, ways, "" if ways else _stands(error))


def _by(error: RainerError) -> str:
    who, at = error.facts.get("who", ""), error.facts.get("at", "")
    when = words.moment(datetime.fromisoformat(at)) if at else ""
    if not who:
        return _("Changed at %(when)s") % {"when": when} if when else ""
    return _("%(who)s, %(when)s") % {"who": who, "when": when} if when else str(who)


def _lines(theirs: Mapping[str, str], yours: Fields, form: Any) -> list[Line]:
    """Every field that either has, theirs first in order, as the form says it; several values of yours together."""
    typed: dict[str, list[str]] = {}
    for name, value in yours:
        if name not in NO_FIELDS:
            typed.setdefault(name, []).append(value)
    names = [*theirs, *(name for name in typed if name not in theirs)]
    lines = [_line(form, name, theirs.get(name, ""), typed.get(name, [])) for name in names]
    return [line for line in lines if line.theirs or line.yours]


def _line(form: Any, name: str, theirs: str, yours: list[str]) -> Line:
    """A box that is ticked or not is Yes or No on both sides: a browser sends nothing for one that is not."""
    if not is_asked(form, name) and not yours:
        # Nobody asked you: what they have is told, unless it is nothing.
        said = "" if str(theirs) == "False" else in_words(form, name, [str(theirs)])
        said = ticked(said) if said == "True" else said
        return Line(label_of(form, name), said, _("Not asked") if said else "")
    is_box = str(theirs) in ("True", "False")
    sides = (ticked(", ".join(side)) if is_box else in_words(form, name, side) for side in ([str(theirs)], yours))
    return Line(label_of(form, name), *(side or _("None") if theirs or yours else "" for side in sides))


def _ways(error: RainerError, theirs: Mapping[str, str], yours: Fields) -> list[Way]:
    version = ("version", str(error.facts["version"]))
    rest = [(name, value) for name, value in yours if name != "version"]
    if adds := [name for name in getattr(error.form, "only_added", ()) if dict(yours).get(name, "").strip()]:
        return _adding(error, adds, rest, version)
    mine = Way(_("Use mine instead"), _("What is under Yours takes the place of theirs."), [*rest, version])
    joined = _joined(error.facts.get("texts", ()), theirs, dict(yours))
    if not joined:
        return [mine]
    kept = [(name, joined.get(name, value)) for name, value in theirs.items()]
    others = [(name, value) for name, value in rest if name not in theirs]
    names = "; ".join(label_of(error.form, name) for name in joined)
    hint = _("Theirs, with your text added under theirs in: %(fields)s.") % {"fields": names}
    return [Way(_("Keep both"), hint, [*kept, *others, version]), mine]


def _adding(error: RainerError, adds: list[str], rest: Fields, version: tuple[str, str]) -> list[Way]:
    """Words that are only ever added: both theirs and yours stay, whichever answer stands."""
    fields = {"fields": "; ".join(label_of(error.form, name) for name in adds)}
    words_alone = [(name, value) for name, value in rest if name in adds]
    both = _("Their answer stands. Your words are added under theirs in: %(fields)s.") % fields
    mine = _(
        "Your answer stands in place of theirs. Nothing written is lost: what each of you wrote stays in: %(fields)s."
    )
    return [
        Way(_("Keep both"), both, [*words_alone, (KEEP_THEIRS, "1"), ("key", str(uuid4()))]),
        Way(_("Use mine instead"), mine % fields, [*rest, version]),
    ]


def _joined(texts: Iterable[str], theirs: Mapping[str, str], yours: Mapping[str, str]) -> dict[str, str]:
    """The texts in which each has something the other has not, one under the other."""
    found = {}
    for name in texts:
        their, your = theirs.get(name, "").strip(), yours.get(name, "").strip()
        if your and your not in their:
            found[name] = f"{their}\n\n{your}" if their else your
    return found


def _stands(error: RainerError) -> str:
    who: Any = error.facts.get("who")
    said = _(
        "What was done first stands, so both cannot be kept. Two things are possible: leave it as it is, or ask %(who)s "
        "to change it. Copy what you typed before you go on."
    )
    return said % {"who": who or _("whoever did it")}
