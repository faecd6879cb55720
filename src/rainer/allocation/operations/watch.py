"""Who watches a case until a practitioner is named, and by when they are next in contact."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from rainer.allocation import events
from rainer.allocation.inputs import Rules
from rainer.allocation.models import DutyPlan
from rainer.allocation.queries.waiting import must_not_wait_groups, nobody_named
from rainer.cases.access import cases_in_area, limited_person_ids
from rainer.cases.models import Case
from rainer.common import clock, log
from rainer.common.errors import BadInputError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import User


@dataclass(frozen=True, slots=True)
class Watched:
    """What came of setting a watcher: how many cases, and the CRNs left out."""

    set_for: int
    left_out: tuple[str, ...]


@transaction.atomic
def set_watcher(*, acting: Acting, case_ids: Iterable[int], watcher: User, next_contact_on: date, how: str) -> Watched:
    """Have someone watch these cases until a practitioner is named; an earlier plan ends.

    Cases outside the area, limited for the acting user, or named meanwhile are left out. Raises BadInputError when
    the date is too late for one of them, the watcher may not see such cases, or nothing was ticked.
    """
    acting.need(Capability.SET_WATCHER)
    ids = sorted(set(case_ids))
    list(Case.objects.select_for_update().filter(id__in=ids).order_by("id").values_list("id"))
    cases = list(
        nobody_named(cases_in_area(acting, Capability.SET_WATCHER))
        .filter(id__in=ids)
        .select_related("person", "team__unit__region")
        .order_by("id")
    )
    kept_out = limited_person_ids(acting, [c.person_id for c in cases])
    open_cases = [c for c in cases if c.person_id not in kept_out]
    _check(open_cases, watcher=watcher, by=next_contact_on, how=how, on=acting.on)
    watcher_kept_out = limited_person_ids(Acting(watcher, acting.on), [c.person_id for c in open_cases])
    watched = [c for c in open_cases if c.person_id not in watcher_kept_out]
    _write(acting, watched, watcher=watcher, by=next_contact_on, how=how.strip())
    left_out = tuple(sorted(c.person.crn for c in cases if c not in watched))
    return Watched(len(watched), left_out)


def latest_contact(case: Case, *, on: date, rules: Rules) -> date:
    """The latest day by which whoever watches this case is next in contact."""
    days = rules.value("allocation.watching")
    must_not_wait = case.waiting_group in must_not_wait_groups(rules)
    return on + timedelta(days=days["must_not_wait" if must_not_wait else "others"])


def _check(cases: list[Case], *, watcher: User, by: date, how: str, on: date) -> None:
    errors = {}
    if not cases:
        errors["case_ids"] = _("Tick the people to watch. Someone may have named a practitioner for them meanwhile.")
    if not watcher.is_active:
        errors["watcher"] = _("Choose someone who works here now.")
    if not how.strip():
        errors["how"] = _("Say how: call, visit or office.")
    if by < on:
        errors["next_contact_on"] = _("Choose today or a later date.")
    rules = {c.team.unit_id: c.team.unit for c in cases}
    of_unit = {unit_id: Rules.of(unit, on=on) for unit_id, unit in rules.items()}
    limits = [(latest_contact(c, on=on, rules=of_unit[c.team.unit_id]), c) for c in cases]
    too_early = min((pair for pair in limits if by > pair[0]), key=lambda pair: pair[0], default=None)
    if too_early:
        day, case = too_early
        urgent = case.waiting_group in must_not_wait_groups(of_unit[case.team.unit_id])
        errors["next_contact_on"] = _too_late(days=(day - on).days, urgent=urgent, many=len(cases) > 1)
    if errors:
        raise BadInputError(" ".join(errors.values()), errors=errors)


def _too_late(*, days: int, urgent: bool, many: bool) -> str:
    if not urgent:
        return _("Choose a date in the next %(days)d days.") % {"days": days}
    if many:
        return _("Choose a date in the next %(days)d days: some of these people are high risk.") % {"days": days}
    return _("Choose a date in the next %(days)d days: this person is high risk.") % {"days": days}


def _write(acting: Acting, cases: list[Case], *, watcher: User, by: date, how: str) -> None:
    now = clock.now()
    DutyPlan.objects.filter(case__in=cases, ended_at=None).update(ended_at=now)
    DutyPlan.objects.bulk_create(
        DutyPlan(case=c, watcher=watcher, next_contact_on=by, how=how, set_by=acting.user, set_at=now) for c in cases
    )
    rows = [
        {
            "subject": f"case:{c.pk}",
            "person_id": c.person_id,
            "unit_id": c.team.unit_id,
            "data": {"watcher": str(watcher), "by": by.isoformat(), "how": how},
        }
        for c in cases
    ]
    log.record_many(events.WATCHER_SET, actor=acting.user, rows=rows)
