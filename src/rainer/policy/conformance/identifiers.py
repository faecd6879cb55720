"""Adapter of the identifiers set: identifiers, access to limited records and working days."""

from __future__ import annotations

from datetime import date
from typing import Any

from rainer.policy import access, identifiers, working_days
from rainer.policy.conformance import ConformanceRefusal, Explained

Data = dict[str, Any]

# These rules do not change with the day; an outcome must still be asked for on one.
DAY = date(2026, 6, 15)


def _canonical(result: identifiers.Canonical) -> Data:
    return {"valid": result.is_valid, "canonical": result.canonical}


def _pnc(given: Data) -> Data:
    return _canonical(identifiers.canonicalise_pnc(given["value"], as_of_year=given.get("asOfYear", DAY.year)))


def _same_pnc(given: Data) -> Data:
    same = identifiers.is_same_pnc(given["a"], given["b"], as_of_year=given.get("asOfYear", DAY.year))
    return {"same": same}


def _search_key(given: Data) -> Data:
    term = given["term"]
    return {"looksLikePnc": identifiers.looks_like_pnc(term), "key": identifiers.pnc_search_key(term)}


def _classify(given: Data) -> Data:
    found = identifiers.classify_person_identifier(given["value"])
    if found.error:
        raise ConformanceRefusal(found.error)
    return {"type": found.kind}


def _access(given: Data) -> Explained:
    outcome = access.access_check(
        access.AccessRequest(
            username=given.get("username", "somebody"),
            is_excluded=bool(given.get("userExcluded")),
            is_restricted=bool(given.get("userRestricted")),
            waives=frozenset(given.get("bypass") or ()),
        ),
        on=DAY,
    )
    assert outcome.answer is not None
    return Explained({"allowed": outcome.answer.is_allowed, "reason": outcome.answer.reason}, outcome)


def _holidays(given: Data) -> frozenset[date]:
    return frozenset(date.fromisoformat(text) for text in given.get("bankHolidays") or ())


def _span(given: Data) -> tuple[date, date]:
    return date.fromisoformat(given["from"]), date.fromisoformat(given["to"])


def _add(given: Data) -> Data:
    start = date.fromisoformat(given["from"])
    return {"result": working_days.add(start, given["days"], holidays=_holidays(given)).isoformat()}


CASES = {
    "pnc.canonicalise": _pnc,
    "pnc.same": _same_pnc,
    "pnc.search_key": _search_key,
    "cro.canonicalise": lambda given: _canonical(identifiers.canonicalise_cro(given["value"])),
    "crn.valid": lambda given: {"valid": identifiers.is_valid_crn(given["value"])},
    "crn.normalise": lambda given: {"normalised": identifiers.normalise_crn(given["value"])},
    "prison_number.valid": lambda given: {"valid": identifiers.is_valid_prison_number(given["value"])},
    "person_identifier.classify": _classify,
    "access.check": _access,
    "working_days.add": _add,
    "working_days.count": lambda given: {"result": working_days.count(*_span(given), holidays=_holidays(given))},
    "working_days.complete": lambda given: {"result": working_days.complete(*_span(given), holidays=_holidays(given))},
}

COMPARE = {"whole": True, "refusal": "code"}
