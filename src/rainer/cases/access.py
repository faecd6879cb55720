"""Who may open a person's record. The only way to get a person or a case for a user.

Two refusals, on purpose different: outside your role or area a record looks like no record at all; inside it, a
limited record from which you by name are kept shows "Restricted access" and its CRN, so that nobody opens a second
record for the same person. Every read that succeeds or is refused goes to the event log.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rainer.cases.models import BreakGlass, Case, Exclusion, Person, Restriction
from rainer.common import clock, log
from rainer.common.errors import NotThereError, RestrictedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability

READ = log.event_type("person_read", _("{actor} opened {what}"), kind=LogEntry.Kind.READ)
REFUSED = log.event_type("person_refused", _("{actor} was refused {what}"), kind=LogEntry.Kind.REFUSED)

NOT_THERE = "You cannot open this. It may be restricted, or not yours, or not there."


def cases_in_area(acting: Acting, capability: Capability) -> QuerySet[Case]:
    """Open cases of the teams where the capability holds. Limited records are among them: see `mark_limited`."""
    return Case.objects.filter(acting.area(capability).teams_q("team"), closed_on=None)


def limited_person_ids(acting: Acting, person_ids: Iterable[int]) -> set[int]:
    """Which of these people this user, by name, is kept from today (no break-glass open). Three queries at most."""
    ids = set(person_ids)
    if not ids:
        return set()
    in_force = Q(starts__lte=acting.on) & (Q(ends=None) | Q(ends__gte=acting.on))
    excluded = set(
        Exclusion.objects.filter(in_force, person_id__in=ids, user=acting.user).values_list("person_id", flat=True)
    )
    rows = Restriction.objects.filter(in_force, person_id__in=ids).values_list("person_id", "user_id")
    restricted = {person for person, _user in rows}
    let_in = {person for person, user in rows if user == acting.user.pk}
    kept_out = excluded | (restricted - let_in)
    return kept_out - _opened(acting, kept_out)


def _opened(acting: Acting, person_ids: set[int]) -> set[int]:
    if not person_ids:
        return set()
    return set(
        BreakGlass.objects.filter(
            user=acting.user, person_id__in=person_ids, open_until__gt=clock.now(), closed_at=None
        ).values_list("person_id", flat=True)
    )


def limited_q(acting: Acting, to_person: str = "person") -> Exists:
    """A condition for SQL: the row's person is limited for this user (break-glass not considered)."""
    in_force = Q(starts__lte=acting.on) & (Q(ends=None) | Q(ends__gte=acting.on))
    whose = {"person_id": OuterRef(f"{to_person}_id")}
    excluded = Exclusion.objects.filter(in_force, user=acting.user, **whose)
    restricted = Restriction.objects.filter(in_force, **whose)
    let_in = restricted.filter(user=acting.user)
    return Exists(excluded) | (Exists(restricted) & ~Exists(let_in))  # type: ignore[return-value]


def open_case(acting: Acting, crn: str, capability: Capability, *, what: str) -> Case:
    """The person's open case, for a page or operation; the read is logged as `what` ("the allocation page").

    Raises NotThereError outside the user's area and RestrictedError for a limited record inside it.
    """
    case = (
        cases_in_area(acting, capability)
        .select_related("person", "team__unit__region", "practitioner_team__practitioner", "practitioner_team__team")
        .filter(person__crn=crn)
        .first()
    )
    if case is None:
        log.record(REFUSED, actor=acting.user, subject=f"crn:{crn[:7]}", data={"what": what, "why": "not there"})
        raise NotThereError(NOT_THERE)
    if limited_person_ids(acting, [case.person_id]):
        _log(REFUSED, acting, case, what)
        raise RestrictedError("This record is restricted.", crn=crn)
    _log(READ, acting, case, what)
    return case


def _log(event: log.EventType, acting: Acting, case: Case, what: str) -> None:
    log.record(
        event,
        actor=acting.user,
        subject=f"case:{case.pk}",
        person_id=case.person_id,
        unit_id=case.team.unit_id,
        data={"what": what},
    )


def log_list(acting: Acting, cases: Iterable[Case], *, what: str) -> None:
    """A list that showed these people's names: one read event each, in one insert."""
    log.record_many(
        READ,
        actor=acting.user,
        rows=[{"subject": f"case:{c.pk}", "person_id": c.person_id, "data": {"what": what}} for c in cases],
    )


def is_known(crn: str) -> bool:
    return Person.objects.filter(crn=crn).exists()
