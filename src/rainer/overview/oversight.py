"""What a second person needs to test somebody's thinking: the facts beside a change, and the time there is for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.assessments.models import AssessmentRecord, Countersignature, NotMine
from rainer.assessments.queries.answers import Difference, differences
from rainer.assessments.queries.records import FINISHED, form_of, records_of
from rainer.assessments.queries.signing import wrote_it
from rainer.cases.access import NOT_THERE, limited_person_ids, limited_q
from rainer.cases.models import Case, Person
from rainer.common.errors import NotThereError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.working_days import add, bank_holidays, count
from rainer.rulebook.queries import rulebook_now
from rainer.tiering.models import TierOverride
from rainer.tiering.queries import overrides_waiting
from rainer.web.tags import NOT_ASSESSED, ROSH
from rainer.workload.models import DecisionCircumstances

COUNTERSIGN = Capability.COUNTERSIGN_ASSESSMENT
SETTINGS, SIGNATURES = "assessments.oversight", "assessments.countersign"
MOST_GAPS = 50


@dataclass(frozen=True, slots=True)
class Row:
    """Something of a person's that waits for a second person: an assessment, with its level `before` and `now`, or
    another `tier` than the rule's. `why` says why it needs one. What a limited record holds is not told."""

    person_id: int
    name: str
    url: str
    by: Any
    asked_at: datetime
    due_on: date
    is_late: bool
    is_limited: bool
    why: str
    before: str = ""
    now: str = ""
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """Somebody at high or very high whose newest assessment had no second look."""

    crn: str
    name: str
    rosh: str
    is_limited: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    rows: list[Row]
    oldest_days: int
    limit: int
    time_says: str
    gaps: list[Gap]


def waiting_rows(acting: Acting) -> Any:
    """Countersignatures that wait in the user's area, without those they wrote or said are not theirs."""
    mine = NotMine.objects.filter(countersignature=OuterRef("pk"), by=acting.user)
    rows = Countersignature.objects.filter(acting.area(COUNTERSIGN).teams_q("record__case__team"), decided_at=None)
    return rows.exclude(record__signed_by=acting.user).exclude(record__started_by=acting.user).exclude(Exists(mine))


def waiting_for(acting: Acting) -> Waiting:
    """Assessments and tiers in one list, the oldest first. A fixed number of queries."""
    signatures = list(waiting_rows(acting).select_related("record__person", "record__signed_by"))
    tiers = list(overrides_waiting(acting))
    people = [one.record.person_id for one in signatures] + [one.case.person_id for one in tiers]
    kept_out = limited_person_ids(acting, people)
    before = _levels_before(signatures)
    settings, limits = (rulebook_now().value(key, on=acting.on).value for key in (SETTINGS, SIGNATURES))
    limit = limits["limit_working_days"]
    found = [_of_assessment(one, before.get(one.record_id, ""), kept_out, acting.on) for one in signatures]
    found += [_of_tier(one, limit, kept_out, acting.on) for one in tiers]
    found.sort(key=lambda one: one.asked_at)
    oldest = timezone.localdate(found[0].asked_at) if found else acting.on
    return Waiting(found, _working_days(oldest, acting.on), limit, _time(len(found), settings), _gaps(acting))


def _of_assessment(one: Countersignature, before: str, kept_out: Collection[int], on: date) -> Row:
    person, is_limited = one.record.person, one.record.person_id in kept_out
    told = {} if is_limited else {"before": before, "now": one.record.rosh}
    return Row(
        person_id=person.pk, name=_name(person, is_limited), url=reverse("countersign", args=[one.pk]),
        by=one.record.signed_by, asked_at=one.asked_at, due_on=one.due_on, is_late=one.due_on < on,
        is_limited=is_limited, why="" if is_limited else " ".join(one.why), **told,
    )  # fmt: skip


def _of_tier(one: TierOverride, limit: int, kept_out: Collection[int], on: date) -> Row:
    """Wanted within the same working days as a signature."""
    person, is_limited = one.case.person, one.case.person_id in kept_out
    due_on = add(timezone.localdate(one.proposed_at), limit, holidays=bank_holidays(rulebook=rulebook_now()))
    said = {"rule": one.rule_tier, "tier": one.tier, "scheme": one.scheme}
    tier = _("Tier %(rule)s to %(tier)s (%(scheme)s)") % said
    return Row(
        person_id=person.pk, name=_name(person, is_limited),
        url=reverse("tier_override_decide", args=[person.crn, one.pk]), by=one.proposed_by, asked_at=one.proposed_at,
        due_on=due_on, is_late=due_on < on, is_limited=is_limited, why="" if is_limited else one.reason,
        tier="" if is_limited else tier,
    )  # fmt: skip


def _name(person: Person, is_limited: bool) -> str:
    return person.crn if is_limited else str(person)


def _working_days(first: date, last: date) -> int:
    return count(first, last, holidays=bank_holidays(rulebook=rulebook_now()))


def _levels_before(rows: list[Countersignature]) -> dict[int, str]:
    """By record, the level of the assessment signed before it. One query."""
    earlier = (
        AssessmentRecord.objects.filter(person__in=[one.record.person_id for one in rows], state__in=FINISHED)
        .order_by("signed_at", "pk")
        .values_list("person_id", "signed_at", "rosh")
    )
    found: dict[int, str] = {}
    for one in rows:
        for person_id, at, rosh in earlier:
            if person_id == one.record.person_id and at and one.record.signed_at and at < one.record.signed_at:
                found[one.record_id] = rosh
    return found


def _time(count: int, settings: dict[str, Any]) -> str:
    """The hours there are for it in a week beside what these need."""
    need, have = count * settings["minutes_each"], settings["hours_a_week"] * 60
    said = {"have": _hours(have), "need": _hours(need)}
    if need > have:
        return _("You have about %(have)s for this in a week; these need about %(need)s. Say so to your head.") % said
    return _("You have about %(have)s for this in a week; these need about %(need)s.") % said


def _hours(minutes: int) -> str:
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest}
    return (
        _("%(hours)s h %(minutes)02d") % {"hours": hours, "minutes": rest}
        if rest
        else _("%(hours)s h") % {"hours": hours}
    )


def _gaps(acting: Acting) -> list[Gap]:
    """By risk. Somebody whose newest finished assessment was signed by one person alone."""
    looked = Countersignature.objects.filter(
        record__person=OuterRef("person"), decision=Countersignature.Decision.SIGNED
    )
    assessed = AssessmentRecord.objects.filter(person=OuterRef("person"), state__in=FINISHED)
    cases = (
        Case.objects.filter(
            acting.area(COUNTERSIGN).teams_q("team"), Exists(assessed), ~Exists(looked), closed_on=None,
            rosh__in=("very_high", "high"),
        )
        .select_related("person")
        .annotate(is_limited=limited_q(acting))
        .order_by("-rosh", "person__surname", "pk")[:MOST_GAPS]
    )  # fmt: skip
    return [
        Gap(one.person.crn, one.person.crn if one.is_limited else str(one.person), one.rosh, one.is_limited)
        for one in cases
    ]


@dataclass(frozen=True, slots=True)
class Look:
    """One that waits, with what the second person should see beside it."""

    row: Countersignature
    before: AssessmentRecord | None
    facts: list[tuple[str, Any]]
    differences: list[Difference]
    own_words: str


def looked_at(acting: Acting, pk: int) -> Look:
    """Raises NotThereError where it is decided already, or not in the user's area."""
    row = (
        Countersignature.objects.filter(acting.area(COUNTERSIGN).teams_q("record__case__team"), pk=pk, decided_at=None)
        .select_related(
            "record__person", "record__case__team__unit__region", "record__case__practitioner_team__practitioner",
            "record__signed_by",
        )
        .first()
    )  # fmt: skip
    if row is None:
        raise NotThereError(NOT_THERE)
    record = row.record
    before = records_of(record.person_id).filter(state__in=FINISHED, signed_at__lt=record.signed_at).first()
    changed = list(differences(form_of(record), before.answers, record.answers)) if before else []
    return Look(
        row, before, _facts(record, before, changed), changed,
        _("You wrote this. Someone else must sign.") if wrote_it(record, acting.user) else "",
    )  # fmt: skip


def _facts(
    record: AssessmentRecord, before: AssessmentRecord | None, changed: list[Difference]
) -> list[tuple[str, Any]]:
    """Plain facts of the moment it was signed, from the circumstances kept then."""
    kept = DecisionCircumstances.objects.filter(about=f"assessment:{record.pk}").order_by("-at", "-pk").first()
    case = record.case
    signed = timezone.localdate(record.signed_at) if record.signed_at else None
    rows = [
        (_("Then"), _level(before.rosh) if before else _("No assessment before")),
        (_("Now"), _level(record.rosh)),
        (_("Answers that changed"), str(len(changed)) if before else _("First assessment")),
        (_("Written by"), str(record.signed_by)),
        (_("Their load when it was signed"), _load(kept, record)),
    ]
    if case.held_since and signed:
        days: int = (signed - timezone.localdate(case.held_since)).days
        rows.append((_("Case with its holder for"), ngettext("%(n)s day", "%(n)s days", days) % {"n": days}))
    return rows


def _level(rosh: str) -> str:
    return str(ROSH.get(rosh, NOT_ASSESSED).words)


def _load(kept: DecisionCircumstances | None, record: AssessmentRecord) -> str:
    if kept is None:
        return _("Not recorded")
    loads = kept.facts.get("decided_by", {}).get("loads") or []
    percents = [one["percent"] for one in loads if isinstance(one, dict)]
    return ", ".join(f"{one}%" for one in percents) or _("Not recorded")
