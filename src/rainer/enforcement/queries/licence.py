"""A person's licence: its conditions, what changed since the version before, its dates, who has read it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from rainer.cases.models import Case, Licence, LicenceCondition, LicenceSeen, Sentence
from rainer.policy import licence as policy
from rainer.policy.outcome import Outcome
from rainer.supervision.reference import Reference

HDC = ("hdc", "hdc_variation")


@dataclass(frozen=True, slots=True)
class Change:
    """One condition that is new, gone, or has other values. `was` is set where it has."""

    kind: str
    condition: LicenceCondition
    was: LicenceCondition | None = None


@dataclass(frozen=True, slots=True)
class LicenceVersion:
    """One version, with its conditions by kind and what changed since the one before it."""

    row: Licence
    kind: str
    groups: list[tuple[str, list[LicenceCondition]]]
    changes: list[Change]
    policy_before: str
    seen: list[LicenceSeen]


@dataclass(frozen=True, slots=True)
class DateLine:
    """A date of a licence, by the name under which its why page is found."""

    name: str
    label: str
    outcome: Outcome[Any]


@dataclass(frozen=True, slots=True)
class LicencePage:
    """The versions, the newest first. `in_force` is None where none is."""

    in_force: LicenceVersion | None
    earlier: list[LicenceVersion]
    dates: list[DateLine]
    coming: list[str]

    def is_read_by(self, user_id: int) -> bool:
        return self.in_force is not None and any(one.by_id == user_id for one in self.in_force.seen)


def licence_page(case: Case, reference: Reference) -> LicencePage:
    """A fixed number of queries."""
    rows = list(_rows(case))
    kinds = policy.licence_kinds(**reference.where)
    before = {row.pk: _before(row, rows) for row in rows}
    versions = [_version(row, before[row.pk], kinds) for row in rows]
    current = next((one for one in versions if is_in_force(one.row)), None)
    return LicencePage(
        in_force=current,
        earlier=[one for one in versions if one is not current],
        dates=date_lines(case, reference),
        coming=[change.sentence for change in policy.coming_conditions(**reference.where)],
    )


def is_in_force(row: Licence) -> bool:
    sentence = getattr(row.event, "sentence", None)
    return row.replaced_on is None and row.event.is_active and not (sentence and sentence.terminated_on)


def _rows(case: Case) -> Iterable[Licence]:
    conditions = LicenceCondition.objects.order_by("pk")
    seen = LicenceSeen.objects.select_related("by").order_by("at")
    return (
        Licence.objects.filter(event__person=case.person)
        .select_related("event__sentence")
        .prefetch_related(Prefetch("conditions", conditions), Prefetch("seen", seen))
        .order_by("-event__number", "-version")
    )


def _before(row: Licence, rows: Iterable[Licence]) -> Licence | None:
    """The version before it of the same sentence; the rows come newest first."""
    return next((one for one in rows if one.event_id == row.event_id and one.version < row.version), None)


def _version(row: Licence, before: Licence | None, kinds: dict[str, str]) -> LicenceVersion:
    conditions = list(row.conditions.all())
    groups = [(str(kind.label), [one for one in conditions if one.kind == kind]) for kind in LicenceCondition.Kind]
    return LicenceVersion(
        row=row,
        kind=kinds.get(row.kind, row.kind),
        groups=[(label, found) for label, found in groups if found],
        changes=list(_changes(row, before)) if before else [],
        policy_before=before.policy_version if before and before.policy_version != row.policy_version else "",
        seen=list(row.seen.all()),
    )


def _changes(row: Licence, before: Licence) -> Iterable[Change]:
    """By policy version and code together, never by code alone; bespoke ones by their words."""
    old = {_identity(one, before): one for one in before.conditions.all() if one.ends is None}
    new = {_identity(one, row): one for one in row.conditions.all() if one.ends is None}
    gone = [one for identity, one in old.items() if identity not in new]
    for identity, one in new.items():
        if identity in old:
            continue
        was = next((other for other in gone if one.code and _name(other, before) == _name(one, row)), None)
        if was is not None:
            gone.remove(was)
        yield Change("changed" if was else "new", one, was)
    yield from (Change("gone", one) for one in gone)


def _name(condition: LicenceCondition, licence: Licence) -> tuple[str, str]:
    return licence.policy_version, condition.code or condition.text


def _identity(condition: LicenceCondition, licence: Licence) -> tuple[str, str, str]:
    return *_name(condition, licence), json.dumps(condition.values, sort_keys=True)


def date_lines(case: Case, reference: Reference) -> list[DateLine]:
    """The dates of the licence to come, of somebody still inside; none where no release is expected."""
    sentence = serving(case)
    if sentence is None or sentence.release_expected_on is None:
        return []
    kind: policy.Kind = "release"
    start = policy.start_date(policy.StartInputs(kind, sentence.release_expected_on), **reference.where)
    stop = policy.HardStopInputs(start.answer, kind)
    found: list[tuple[str, str, Outcome[Any]]] = [
        ("start", _("Licence starts"), start),
        (
            "hard-stop-warning",
            _("Warn that the hard stop is near"),
            policy.hard_stop_warning_date(stop, **reference.where),
        ),
        ("hard-stop", _("Hard stop: the prison takes over"), policy.hard_stop_date(stop, **reference.where)),
    ]
    if start.answer is not None:
        earliest = policy.EarliestReleaseInputs(start.answer)
        named = policy.LateAllocationInputs(sentence.release_expected_on, case.practitioner_team is not None)
        found += [
            (
                "earliest",
                _("Release may be brought forward to"),
                policy.earliest_release_date(earliest, **reference.where),
            ),
            ("late-allocation", _("Nobody named and release near"), policy.late_allocation(named, **reference.where)),
        ]
    return [DateLine(name, label, outcome) for name, label, outcome in found]


def serving(case: Case) -> Sentence | None:
    """The custodial sentence somebody is serving and not yet released from."""
    return (
        Sentence.objects.filter(
            Q(event__is_active=True),
            event__person=case.person,
            kind=Sentence.Kind.CUSTODIAL,
            released_on=None,
            terminated_on=None,
        )
        .order_by("-starts")
        .first()
    )


def licence_to_vary(case: Case, *, on: date) -> Licence | None:
    """The licence in force that has not run out, with its conditions."""
    rows = [row for row in _rows(case) if is_in_force(row) and (row.ends is None or row.ends >= on)]
    return rows[0] if rows else None
