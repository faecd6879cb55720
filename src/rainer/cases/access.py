"""Who may open a person's record. The only way to get a person or a case for a user.

Two refusals, on purpose different: outside your role or area a record looks like no record at all; inside it, a
limited record from which you by name are kept shows "Restricted access" and its CRN, so that nobody opens a second
record for the same person. Every read that succeeds or is refused goes to the event log.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from rainer.cases.models import Asked, BreakGlass, Case, Exclusion, Person, Restriction
from rainer.common import clock, log
from rainer.common.errors import NotThereError, RestrictedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.access import AccessDecision, AccessRequest, check_access

READ = log.event_type("person_read", _("{actor} opened {what}"), kind=LogEntry.Kind.READ)
REFUSED = log.event_type("person_refused", _("{actor} was refused {what}"), kind=LogEntry.Kind.REFUSED)

_WHO_MAY_OPEN = "who may open the record"
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
    closed = restricted - let_in
    kept_out = {p for p in excluded | closed if not _decide(acting, p in excluded, p in closed).is_allowed}
    return kept_out - set(_opened(acting, kept_out).values_list("person_id", flat=True)) if kept_out else kept_out


def _decide(acting: Acting, is_excluded: bool, is_restricted: bool) -> AccessDecision:
    """The rule `access.check`, for one person's record and a user signed in."""
    return check_access(AccessRequest(acting.user.username, is_excluded=is_excluded, is_restricted=is_restricted))


def _opened(acting: Acting, person_ids: Iterable[int]) -> QuerySet[BreakGlass]:
    return BreakGlass.objects.filter(
        user=acting.user, person_id__in=person_ids, about="", open_until__gt=clock.now(), closed_at=None
    )


def opened_parts(acting: Acting, person_id: int) -> dict[str, datetime]:
    """Which sensitive parts of this record ("contact:42") the user has open with a reason, and until when."""
    found = BreakGlass.objects.filter(
        user=acting.user, person_id=person_id, open_until__gt=clock.now(), closed_at=None
    ).exclude(about="")
    return dict(found.order_by("open_until").values_list("about", "open_until"))


def open_until(acting: Acting, person_id: int) -> datetime | None:
    """Until when this user has the limited record open with a reason; None when it is not so opened."""
    return _opened(acting, [person_id]).values_list("open_until", flat=True).order_by("-open_until").first()


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
    return _checked(acting, _case(acting, cases_in_area(acting, capability), crn, what), what)


def open_person(acting: Acting, crn: str, capability: Capability, *, what: str, or_asked: bool = False) -> Case:
    """As `open_case`, but where the person's case is closed, the case that was closed last.

    Someone asked to stand in reads the record too; what else they may do is of the matter they were asked about:
    `or_asked` opens its own pages.
    """
    in_area = acting.area(capability).teams_q("team")
    if or_asked or capability is Capability.SEE_PERSON:
        in_area |= asked_q(acting)
    return _checked(acting, _case(acting, Case.objects.filter(in_area), crn, what), what)


def asked_q(acting: Acting) -> Q:
    """Cases of people in a matter of whom the user was asked to stand in."""
    return Q(person__in=Asked.objects.filter(user=acting.user, is_stand_in=True, ended_at=None).values("person"))


def case_to_unlock(acting: Acting, crn: str) -> Case:
    """A case in the user's area whose record they are about to open with a reason. Nothing of it may be shown yet."""
    in_area = Case.objects.filter(acting.area(Capability.OPEN_RESTRICTED).teams_q("team"))
    return _case(acting, in_area, crn, "the page to open a restricted record")


def _case(acting: Acting, cases: QuerySet[Case], crn: str, what: str) -> Case:
    case = (
        cases.select_related(
            "person", "team__unit__region", "practitioner_team__practitioner", "practitioner_team__team"
        )
        .filter(person__crn=crn)
        .order_by(F("closed_on").desc(nulls_first=True))
        .first()
    )
    if case is None:
        log.record(REFUSED, actor=acting.user, subject=f"crn:{crn[:7]}", data={"what": what, "why": "not there"})
        raise NotThereError(NOT_THERE)
    return case


def _checked(acting: Acting, case: Case, what: str) -> Case:
    if limited_person_ids(acting, [case.person_id]):
        _log(REFUSED, acting, case, what)
        may_open = acting.area(Capability.OPEN_RESTRICTED).holds_team(case.team)
        raise RestrictedError(
            "This record is restricted.",
            crn=case.person.crn,
            may_open=may_open,
            words=words_for(acting, case.person_id),
        )
    _log(READ, acting, case, what)
    return case


def words_for(acting: Acting, person_id: int) -> str:
    """What whoever limited the record wrote for those it is closed to; "" where they wrote nothing."""
    in_force = Q(starts__lte=acting.on) & (Q(ends=None) | Q(ends__gte=acting.on))
    own = Exclusion.objects.filter(in_force, person_id=person_id, user=acting.user).exclude(message="")
    closed = Restriction.objects.filter(in_force, person_id=person_id).exclude(message="")
    found = own.values_list("message", flat=True).first() or closed.values_list("message", flat=True).first()
    return found or ""


def case_to_limit(acting: Acting, crn: str) -> Case:
    """A case in the user's area for which they say who may open the record. Nothing of it may be shown but its CRN.

    A manager who is kept from the record does not say who may open it. The information owner does, unless they are
    kept out by name.
    """
    in_area = Case.objects.filter(acting.area(Capability.SET_LIMITED_ACCESS).teams_q("team"))
    case = _case(acting, in_area, crn, _WHO_MAY_OPEN)
    in_force = Q(starts__lte=acting.on) & (Q(ends=None) | Q(ends__gte=acting.on))
    owns = acting.area(Capability.SEE_RESTRICTED_RECORDS).holds_team(case.team)
    kept_out = (
        Exclusion.objects.filter(in_force, person_id=case.person_id, user=acting.user).exists()
        if owns
        else bool(limited_person_ids(acting, [case.person_id]))
    )
    if kept_out:
        _log(REFUSED, acting, case, _WHO_MAY_OPEN)
        raise RestrictedError("This record is restricted.", crn=crn, may_open=False)
    _log(READ, acting, case, _WHO_MAY_OPEN)
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
    _log_many(acting, [(f"case:{c.pk}", c.person_id) for c in cases], what)


def log_people(acting: Acting, person_ids: Iterable[int], *, what: str) -> None:
    """A page that showed these people outside any one case: one read event each."""
    _log_many(acting, [(f"person:{pk}", pk) for pk in person_ids], what)


def _log_many(acting: Acting, shown: list[tuple[str, int]], what: str) -> None:
    """`listed` says how many were shown together; `leads` marks the one entry that stands for all of them."""
    facts = {"what": what, "listed": len(shown)}
    log.record_many(
        READ,
        actor=acting.user,
        rows=[
            {"subject": subject, "person_id": pk, "data": facts if number else {**facts, "leads": True}}
            for number, (subject, pk) in enumerate(shown)
        ],
    )


def is_known(crn: str) -> bool:
    return Person.objects.filter(crn=crn).exists()
