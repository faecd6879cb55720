"""Contracted hours, and reductions through their whole life: scheduled, active, ended, deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from rainer.common import log
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotAllowedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy import workload as policy
from rainer.policy.workload import allowance_hours, check_reduction, status_on_entry
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.web import words
from rainer.workforce.models import ContractedHours, PractitionerTeam, Reduction
from rainer.workload.inputs import as_rule_reduction
from rainer.workload.operations.load import refresh_load

HOURS_SET = log.event_type(
    "contracted_hours_set", _("{actor} set {who}'s hours to {hours} from {starts} (before: {old})")
)
ADDED = log.event_type("reduction_added", _("{actor} took {hours} hours off {who}: {reason}, {starts} to {ends}"))
CHANGED = log.event_type("reduction_changed", _("{actor} changed a reduction of {who}'s hours"))
ENDED = log.event_type("reduction_ended", _("{actor} ended a reduction of {who}'s hours on {ends}"))
DELETED = log.event_type("reduction_deleted", _("{actor} deleted a reduction of {who}'s hours"))
ROLLED = log.event_type(
    "reduction_rolled", _("A reduction of {who}'s hours went from {old} to {new}"), kind=LogEntry.Kind.SYSTEM
)
TENTH = Decimal("0.1")
FIELDS = ("reason", "hours", "starts", "ends", "notes", "status")


@dataclass(frozen=True, slots=True)
class ReductionFacts:
    """A reduction as typed; None where nothing was, so that the rule can say what is missing."""

    reason: str
    hours: Decimal | None
    starts: date | None
    ends: date | None
    notes: str = ""


def hours_on(practitioner_team: PractitionerTeam, *, on: date) -> Decimal:
    """Contracted hours a week on the day: the newest recorded up to it, else the default of the grade."""
    newest = practitioner_team.contracted_hours.filter(starts__lte=on).order_by("-starts").first()
    if newest is not None:
        return newest.hours
    place = place_of(practitioner_team.team.unit)
    key = "default_hours_prison" if practitioner_team.team.kind == "prison" else "default_hours"
    table = rulebook_now().value(f"workload.{key}", on=on, place=place).value
    return Decimal(str(table[practitioner_team.practitioner.grade]))


@transaction.atomic
def set_contracted_hours(
    *,
    practitioner_team: PractitionerTeam,
    by: Acting,
    hours: Decimal | None,
    starts: date | None,
    at: datetime,
    reason: str = "",
) -> ContractedHours:
    """Record hours a week from a day; hours already recorded from that day are replaced, the log keeps them.

    Nobody is left with no hours at all without a word of why.
    """
    _require(by, Capability.CHANGE_HOURS, practitioner_team)
    on = timezone.localdate(at)
    most = rulebook_now().value("workload.contracted_hours_limit", on=on).value
    errors = {}
    if hours is None or not 0 <= hours <= Decimal(str(most)):
        errors["hours"] = _t("Enter hours from 0 to %(most)s") % {"most": most}
    if starts is None:
        errors["starts"] = _t("Enter the first day of these hours")
    if hours == 0 and not reason.strip():
        errors["reason"] = _t("Say why there are no hours")
    if errors:
        raise BadInputError(_t("The hours are not saved."), errors=errors)
    assert hours is not None
    assert starts is not None
    old = hours_on(practitioner_team, on=starts)
    row, _made = ContractedHours.objects.update_or_create(
        practitioner_team=practitioner_team,
        starts=starts,
        defaults={"hours": _tenth(hours), "reason": "" if hours else reason.strip()},
    )
    _log(HOURS_SET, by, practitioner_team, hours=str(row.hours), old=str(old), starts=starts.isoformat(),
         reason=row.reason)  # fmt: skip
    refresh_load([practitioner_team.pk], at=at)
    return row


def reason_rows(practitioner_team: PractitionerTeam, *, on: date) -> list[dict[str, Any]]:
    """The reasons in force where the team is, with category, allowance, most and months."""
    place = place_of(practitioner_team.team.unit)
    rows = rulebook_now().value("workload.reduction_reasons", on=on, place=place).value
    return [row for row in rows if row.get("enabled", True)]


def suggested(practitioner_team: PractitionerTeam, reason: str, *, on: date) -> tuple[Decimal, Decimal | None]:
    """The hours the form starts from for a reason, and the most it allows (None: no maximum of its own)."""
    row = next((r for r in reason_rows(practitioner_team, on=on) if r["reason"] == reason), None)
    contracted = float(hours_on(practitioner_team, on=on))
    if row is None:
        return Decimal(str(contracted)), None
    allowance, most = allowance_hours(
        contracted_hours=contracted,
        allowance_percent=row["allowance_percent"],
        max_percent=row["max_percent"],
    )
    return _tenth(Decimal(str(allowance))), None if row["max_percent"] is None else Decimal(str(most))


@transaction.atomic
def add_reduction(*, practitioner_team: PractitionerTeam, by: Acting, facts: ReductionFacts, at: datetime) -> Reduction:
    """Take hours off from a day to a day, for a reason of the rulebook."""
    _require(by, Capability.CHANGE_REDUCTIONS, practitioner_team)
    on = timezone.localdate(at)
    _lock(practitioner_team)
    values = _checked(practitioner_team, facts, on=on)
    row = Reduction.objects.create(practitioner_team=practitioner_team, created_by=by.user, created_at=at, **values)
    _log(ADDED, by, practitioner_team, **_plain(row))
    refresh_load([practitioner_team.pk], at=at)
    return row


@transaction.atomic
def change_reduction(
    *, reduction: Reduction, by: Acting, facts: ReductionFacts, version: int, at: datetime
) -> Reduction:
    """Change a reduction. `version` is the one the user saw; ChangedMeanwhileError if it is no longer that."""
    row = _held(reduction, by, version)
    _lock(row.practitioner_team)
    values = _checked(row.practitioner_team, facts, on=timezone.localdate(at), but=row.pk)
    return _change(row, CHANGED, by, values, at=at)


@transaction.atomic
def end_reduction(*, reduction: Reduction, by: Acting, ends: date | None, version: int, at: datetime) -> Reduction:
    """Bring the last day of a reduction forward."""
    row = _held(reduction, by, version)
    on = timezone.localdate(at)
    if ends is None or not row.starts < ends <= row.ends:
        raise BadInputError(
            _t("The reduction has not been ended."),
            errors={"ends": _t("Enter a last day after it starts and no later than it ends now")},
        )
    status = status_on_entry(starts=row.starts, ends=ends, on=on).value
    return _change(row, ENDED, by, {"ends": ends, "status": status}, at=at)


@transaction.atomic
def delete_reduction(*, reduction: Reduction, by: Acting, version: int, at: datetime) -> Reduction:
    """Take a reduction out of the lists, for one entered by mistake. The row and its history stay."""
    return _change(_held(reduction, by, version), DELETED, by, {"status": Reduction.Status.DELETED}, at=at)


@transaction.atomic
def roll_reductions(on: date, *, at: datetime) -> int:
    """The nightly roll: those that ended are archived, those scheduled start. Returns how many changed."""
    due = Reduction.objects.select_for_update(of=("self",), skip_locked=True).filter(
        Q(status=Reduction.Status.ACTIVE, ends__lt=on) | Q(status=Reduction.Status.SCHEDULED, starts__lte=on)
    )
    changed, entries = [], []
    for row in due.select_related("practitioner_team__practitioner", "practitioner_team__team").order_by("id"):
        old = row.status
        row.status = (
            Reduction.Status.ARCHIVED if row.ends < on else policy.roll(as_rule_reduction(row), on=on).status or old
        )
        row.version += 1
        changed.append(row)
        entries.append(_entry(row.practitioner_team, old=old, new=str(row.status), reduction=row.pk))
    Reduction.objects.bulk_update(changed, ["status", "version"], batch_size=1000)
    log.record_many(ROLLED, actor=None, rows=entries)
    refresh_load({row.practitioner_team_id for row in changed}, at=at)
    return len(changed)


def _lock(practitioner_team: PractitionerTeam) -> None:
    """Two who take hours off at once would each count without the other's."""
    PractitionerTeam.objects.select_for_update(no_key=True).get(pk=practitioner_team.pk)


def _checked(
    practitioner_team: PractitionerTeam, facts: ReductionFacts, *, on: date, but: int | None = None
) -> dict[str, Any]:
    """The fields to save, or BadInputError with what the rule finds wrong in each."""
    _allowance, most = suggested(practitioner_team, facts.reason, on=on)
    known = {row["reason"] for row in reason_rows(practitioner_team, on=on)}
    faults = check_reduction(
        reason=facts.reason if facts.reason in known else None,
        hours=None if facts.hours is None else float(facts.hours),
        starts=facts.starts,
        ends=facts.ends,
        notes=facts.notes,
        contracted_hours=float(hours_on(practitioner_team, on=facts.starts or on)),
        most_for_reason=float(most or 0),
        on=on,
        place=place_of(practitioner_team.team.unit),
        rulebook=rulebook_now(),
    )
    if faults:
        raise BadInputError(_t("The reduction is not saved."), errors={f.field: f.message for f in faults})
    assert facts.hours is not None
    assert facts.starts is not None
    assert facts.ends is not None
    if refusal := _too_much(practitioner_team, _tenth(facts.hours), facts.starts, facts.ends, but=but):
        raise BadInputError(_t("The reduction is not saved."), errors={"hours": refusal})
    return {
        "reason": facts.reason,
        "hours": _tenth(facts.hours),
        "starts": facts.starts,
        "ends": facts.ends,
        "notes": facts.notes,
        "status": status_on_entry(starts=facts.starts, ends=facts.ends, on=on).value,
    }


def _too_much(practitioner_team: PractitionerTeam, hours: Decimal, starts: date, ends: date, *, but: int | None) -> str:
    """What to say when, on some day of the period, all reductions together pass the contracted hours; else "".

    The sum can only grow on the day another begins, and the hours only change on the day they are recorded from.
    """
    overlapping = practitioner_team.reductions.filter(starts__lte=ends, ends__gte=starts)
    others = list(overlapping.exclude(Q(status=Reduction.Status.DELETED) | Q(pk=but)).order_by("starts", "pk"))
    changes = practitioner_team.contracted_hours.filter(starts__gt=starts, starts__lte=ends)
    days = {starts, *(row.starts for row in others), *changes.values_list("starts", flat=True)}
    for day in sorted(day for day in days if day >= starts):
        in_force = [row for row in others if row.starts <= day <= row.ends]
        taken, contracted = sum((row.hours for row in in_force), hours), hours_on(practitioner_team, on=day)
        if in_force and taken > contracted:
            return _t(
                "On %(day)s %(taken)s hours would be off, of %(contracted)s contracted. In force then: %(others)s. "
                "Take off fewer hours, or end one of those first"
            ) % {
                "day": words.day(day),
                "taken": taken,
                "contracted": contracted,
                "others": "; ".join(_in_words(row) for row in in_force),
            }
    return ""


def _in_words(row: Reduction) -> str:
    facts = {"reason": row.reason, "hours": row.hours, "starts": words.day(row.starts), "ends": words.day(row.ends)}
    return _t("%(reason)s, %(hours)s hours, %(starts)s to %(ends)s") % facts


def _held(reduction: Reduction, by: Acting, version: int) -> Reduction:
    """The row, locked, if the user may change it and nobody did since they looked."""
    row = (
        Reduction.objects.select_for_update(of=("self",))
        .select_related("practitioner_team__practitioner", "practitioner_team__team__unit__region")
        .get(pk=reduction.pk)
    )
    _require(by, Capability.CHANGE_REDUCTIONS, row.practitioner_team)
    if row.version != version or row.status == Reduction.Status.DELETED:
        raise _changed_first(row)
    return row


def _changed_first(row: Reduction) -> ChangedMeanwhileError:
    """Who changed it last, when, and what it says now. One that was deleted cannot be changed any more."""
    last = LogEntry.objects.filter(subject=f"practitioner_team:{row.practitioner_team_id}", data__reduction=row.pk)
    entry = last.select_related("actor").order_by("-at", "-id").first()
    who = str(entry.actor) if entry and entry.actor else ""
    facts = {"who": who, "at": entry.at.isoformat() if entry else ""}
    if row.status == Reduction.Status.DELETED:
        return ChangedMeanwhileError(_t("%(who)s deleted this reduction.") % {"who": who or _t("Somebody")}, **facts)
    theirs = {"reason": row.reason, "hours": str(row.hours), "starts": words.since(row.starts),
              "ends": words.since(row.ends), "notes": row.notes}  # fmt: skip
    said = _t("%(who)s changed this reduction while you were writing.") % {"who": who or _t("Rainer, in the night,")}
    return ChangedMeanwhileError(said, **facts, theirs=theirs, version=row.version, texts=["notes"])


def _change(row: Reduction, event: log.EventType, by: Acting, values: dict[str, Any], *, at: datetime) -> Reduction:
    old = _plain(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    _log(
        event,
        by,
        row.practitioner_team,
        old=old,
        new=_plain(row),
        ends=row.ends.isoformat(),
        reduction=row.pk,
    )
    refresh_load([row.practitioner_team_id], at=at)
    return row


def _plain(row: Reduction) -> dict[str, Any]:
    return {name: str(getattr(row, name)) for name in FIELDS} | {"reduction": row.pk}


def _tenth(hours: Decimal) -> Decimal:
    return hours.quantize(TENTH, rounding=ROUND_HALF_UP)


def _require(by: Acting, capability: Capability, practitioner_team: PractitionerTeam) -> None:
    if not by.area(capability).holds_team(practitioner_team.team):
        raise NotAllowedError(_t("You cannot change hours in this team."))


def _log(event: log.EventType, by: Acting, practitioner_team: PractitionerTeam, **data: Any) -> None:
    log.record(event, actor=by.user, **_entry(practitioner_team, **data))


def _entry(practitioner_team: PractitionerTeam, **data: Any) -> dict[str, Any]:
    return {
        "subject": f"practitioner_team:{practitioner_team.pk}",
        "unit_id": practitioner_team.team.unit_id,
        "data": {"who": str(practitioner_team.practitioner), **data},
    }
