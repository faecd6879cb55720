"""What the convictions on record answer: the present offence in words, kinds of offence, violence, age at the first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from rainer.assessments.known.answer import Known
from rainer.assessments.known.rows import Rows
from rainer.cases.models import SentenceEvent
from rainer.policy.assessment.known import Known as Fact
from rainer.policy.dates import whole_years
from rainer.policy.predictors.offences import offences
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.web import words

Answers = dict[str, Known]
KINDS = "assessments.offence_kinds"
CLASS = 3


def _offence(rows: Rows, says: str) -> Answers:
    """The main offence of the newest sentence in force, and the kind of harm it names."""
    event = next((one for one in rows.events if one.is_active and one.main_offence), None)
    if event is None:
        return {}
    kinds = _kinds("rosh_now", [event], rows)
    found = {"offence_description": _in_words(event), **({"rosh_now": kinds} if kinds else {})}
    return {code: Known(answer, says, event.convicted_on) for code, answer in found.items()}


def _in_words(event: SentenceEvent) -> str:
    said = [event.main_offence]
    if event.offence_on:
        said.append(_("on %(day)s") % {"day": words.day(event.offence_on)})
    if event.convicted_on:
        said.append(_("convicted %(day)s") % {"day": words.day(event.convicted_on)})
    return ", ".join(said) + "."


def _convictions(rows: Rows, says: str) -> Answers:
    kinds = _kinds("history_kinds", _convicted(rows), rows)
    return _known(rows, says, "history_kinds", kinds or None)


def _violent(rows: Rows, says: str) -> Answers:
    """Only where every conviction on record has its code: a count of some of them would be too low."""
    codes = [one.offence_code for one in _convicted(rows)]
    if not codes or not all(codes):
        return {}
    table = offences(on=rows.on, rulebook=rulebook_now())
    return _known(rows, says, "history_violent_sanctions", table.violent_sanctions([code] for code in codes))


def _first_age(rows: Rows, says: str) -> Answers:
    days = [one.convicted_on for one in _convicted(rows) if one.convicted_on]
    born = rows.case.person.date_of_birth
    return _known(rows, says, "history_first_age", whole_years(born, min(days)) if days and born else None)


def _convicted(rows: Rows) -> list[SentenceEvent]:
    return [one for one in rows.events if one.convicted_on is not None]


def _kinds(question: str, events: Iterable[SentenceEvent], rows: Rows) -> list[str]:
    value = rulebook_now().value(KINDS, on=rows.on, place=place_of(rows.case.team.unit)).value[question]
    classes = {one.offence_code[:CLASS] for one in events if one.offence_code}
    return [kind for kind, known in value.items() if classes & set(known)]


def _known(rows: Rows, says: str, code: str, answer: Any) -> Answers:
    newest = rows.events[0].convicted_on if rows.events else None
    return {} if answer is None else {code: Known(answer, says, newest)}


CONVICTED: dict[Fact, Callable[[Rows, str], Answers]] = {
    Fact.OFFENCE: _offence,
    Fact.CONVICTIONS: _convictions,
    Fact.VIOLENT_SANCTIONS: _violent,
    Fact.FIRST_SANCTION_AGE: _first_age,
}
