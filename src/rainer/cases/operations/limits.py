"""Say who may open a record: keep a named user out, or let only named users in; change that, and end it. At once.

Nothing is deleted: what ended stays with its days, and the log says who set, changed and ended it, and why.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import NOT_THERE, case_to_limit, limited_person_ids
from rainer.cases.models import BreakGlass, Case, Exclusion, Person, Restriction
from rainer.cases.operations.restricted import who_is_told
from rainer.common import clock, log, messages
from rainer.common.errors import BadInputError, NotThereError, RefusedError
from rainer.organisation.access import Acting
from rainer.organisation.models import User

SET = log.event_type(
    "limited_access_set", gettext_lazy("{actor} limited the record: {what} {who}. {reason}"), personal=("reason",)
)
CHANGED = log.event_type(
    "limited_access_changed", gettext_lazy("{actor} changed a limit of the record: {what} {who}. {reason}"),
    personal=("reason",),
)  # fmt: skip
ENDED = log.event_type(
    "limited_access_ended", gettext_lazy("{actor} ended a limit of the record: {what} {who}. {reason}"),
    personal=("reason",),
)  # fmt: skip

EXCLUSION, RESTRICTION = "exclusion", "restriction"
KINDS: dict[str, type[Exclusion] | type[Restriction]] = {EXCLUSION: Exclusion, RESTRICTION: Restriction}
WHAT = {EXCLUSION: gettext_lazy("kept out:"), RESTRICTION: gettext_lazy("let in, alone with others named:")}


@transaction.atomic
def set_limit(
    *, acting: Acting, crn: str, kind: str, who: str, reason: str, message: str, starts: date, ends: date | None
) -> Exclusion | Restriction:
    """Keep a user out of a record, or let them in where it is closed to all who are not named.

    `who` is a user name or e-mail address, or a name that fits one user alone. What the user had opened with a reason
    is closed. Sent twice, it is set once. Raises BadInputError with what is wrong on its field, NotThereError, RestrictedError.
    """
    case = case_to_limit(acting, crn)
    Person.objects.select_for_update().get(pk=case.person_id)
    user = user_meant(who)
    _check(acting, user, who, reason, starts, ends)
    assert user is not None
    rows: Any = KINDS[kind]._default_manager
    values = {"starts": starts, "ends": ends, "reason": reason.strip(), "message": message.strip()}
    same: Exclusion | Restriction | None = rows.filter(
        person=case.person, user=user, set_by=acting.user, **values
    ).first()
    if same is not None:
        return same
    if rows.filter(Q(ends=None) | Q(ends__gte=starts), person=case.person, user=user).exists():
        raise BadInputError(
            _("Some of it needs another look."), errors={"who": _("%(who)s is on this list already") % {"who": user}}
        )
    made: Exclusion | Restriction = rows.create(person=case.person, user=user, set_by=acting.user, **values)
    if kind == EXCLUSION:
        BreakGlass.objects.filter(person=case.person, user=user, closed_at=None).update(closed_at=clock.now())
    _record(SET, acting, case, kind, made, reason=reason.strip(), starts=str(starts), ends=str(ends or ""))
    return made


@transaction.atomic
def change_limit(
    *, acting: Acting, crn: str, kind: str, pk: int, reason: str, message: str, ends: date | None
) -> Exclusion | Restriction:
    """Change until when a limit holds and what the refused read. `reason` says why it is changed."""
    case, limit = _standing(acting, crn, kind, pk)
    errors = {} if reason.strip() else {"reason": _("Say why it is changed")}
    if ends and ends < max(limit.starts, acting.on):
        errors["ends"] = _("Choose today or a later day. To end it now, choose “End it now”")
    if errors:
        raise BadInputError(_("Some of it needs another look."), errors=errors)
    old = {"ends": str(limit.ends or ""), "message": limit.message}
    limit.ends, limit.message = ends, message.strip()
    limit.save(update_fields=["ends", "message"])
    new = {"ends": str(ends or ""), "message": limit.message}
    _record(CHANGED, acting, case, kind, limit, reason=reason.strip(), old=old, new=new)
    return limit


@transaction.atomic
def end_limit(*, acting: Acting, crn: str, kind: str, pk: int, reason: str) -> Exclusion | Restriction:
    """End a limit at once: its last day was yesterday. The last user let in being taken off opens the record to all."""
    case, limit = _standing(acting, crn, kind, pk)
    if not reason.strip():
        raise BadInputError(_("Say why it ends."), errors={"reason": _("Say why it ends")})
    limit.ends = acting.on - timedelta(days=1)
    limit.save(update_fields=["ends"])
    _record(ENDED, acting, case, kind, limit, reason=reason.strip())
    return limit


def user_meant(who: str) -> User | None:
    """By user name, e-mail address or, where it fits one alone, name."""
    typed = who.strip()
    if not typed:
        return None
    active = User.objects.filter(is_active=True)
    exact = active.filter(Q(username__iexact=typed) | Q(email__iexact=typed)).first()
    if exact is not None:
        return exact
    named = list(active.filter(name__iexact=typed)[:2])
    return named[0] if len(named) == 1 else None


def kept_from_it(case: Case, kind: str, user: User | None, acting: Acting) -> list[str]:
    """Whom this would close the record to, of those who work on it or set it: to be said before it is so."""
    held_by = case.practitioner_team
    holder = held_by.practitioner.user if held_by else None
    if kind == EXCLUSION:
        return [str(holder)] if user is not None and holder == user else []
    others = [one for one in (holder, acting.user) if one is not None and one != user]
    let_in = set(Restriction.objects.filter(_in_force(acting.on), person=case.person).values_list("user_id", flat=True))
    return [str(one) for one in dict.fromkeys(others) if one.pk not in let_in]


def _check(acting: Acting, user: User | None, who: str, reason: str, starts: date, ends: date | None) -> None:
    errors = {}
    if user is None:
        some = (
            User.objects.filter(is_active=True, name__icontains=who.strip()).order_by("name")[:5] if who.strip() else []
        )
        fits = ", ".join(f"{one.name} ({one.username})" for one in some)
        errors["who"] = (
            _("Enter one of these user names: %(users)s") % {"users": fits}
            if fits
            else _("Enter the user name or e-mail address of somebody who works here")
        )
    if not reason.strip():
        errors["reason"] = _("Say why")
    if starts < acting.on:
        errors["starts"] = _("Choose today or a later day")
    if ends and ends < starts:
        errors["ends"] = _("Choose a day on or after the first")
    if errors:
        raise BadInputError(_("Some of it needs another look."), errors=errors)


def _in_force(on: date) -> Q:
    return Q(starts__lte=on) & (Q(ends=None) | Q(ends__gte=on))


def _standing(acting: Acting, crn: str, kind: str, pk: int) -> tuple[Case, Exclusion | Restriction]:
    """A limit that has not ended, its row locked."""
    case = case_to_limit(acting, crn)
    rows: Any = KINDS[kind]._default_manager
    limit = rows.select_for_update(of=("self",)).select_related("user").filter(person=case.person, pk=pk).first()
    if limit is None:
        raise NotThereError(NOT_THERE)
    if limit.ends and limit.ends < acting.on:
        raise RefusedError(_("Someone ended this already."))
    return case, limit


def _record(event: log.EventType, acting: Acting, case: Case, kind: str, limit: Any, **data: Any) -> None:
    entry = log.record(
        event,
        actor=acting.user,
        subject=f"{kind}:{limit.pk}",
        person_id=case.person_id,
        unit_id=case.team.unit_id,
        data={"what": str(WHAT[kind]), "who": str(limit.user), "user": limit.user_id, **data},
    )
    told = [u for u in who_is_told(case, opener=acting.user, on=acting.on) if not _is_kept_out(u, case, acting.on)]
    messages.send_later(
        to=[user.email for user in told],
        subject=_("Who may open a record was changed: %(crn)s") % {"crn": case.person.crn},
        body=_("%(who)s changed who may open the record %(crn)s. What and why is in Rainer, under the record.")
        % {"who": acting.user.name, "crn": case.person.crn},
        reference=f"limit-{entry.pk}",
    )


def _is_kept_out(user: User, case: Case, on: date) -> bool:
    return bool(limited_person_ids(Acting.of(user, on=on), [case.person_id]))
