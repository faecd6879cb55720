"""Open a restricted record with a reason, and close it again."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import NOT_THERE, case_to_unlock, limited_person_ids
from rainer.cases.models import BreakGlass, Case, OpeningSeen
from rainer.cases.queries.opening_notices import told_of
from rainer.common import clock, log, messages
from rainer.common.errors import BadInputError, NotThereError, RefusedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import RoleHolding, User
from rainer.organisation.queries import holders_of
from rainer.rulebook.queries import place_of, rulebook_now

OPENED = log.event_type(
    "restricted_opened", gettext_lazy("{actor} opened a restricted record: {ground}. {reason}"), personal=("reason",)
)
SENSITIVE_OPENED = log.event_type(
    "sensitive_opened", gettext_lazy("{actor} opened a sensitive contact: {ground}. {reason}"), personal=("reason",)
)
CLOSED = log.event_type("restricted_closed", gettext_lazy("{actor} closed the restricted record again"))
SEEN = log.event_type("restricted_opening_seen", gettext_lazy("{actor} saw that a restricted record was opened"))
ENDED = log.event_type("restricted_ended", gettext_lazy("The restricted record closed by itself"))


def open_restricted(*, acting: Acting, crn: str, ground: str, reason: str) -> BreakGlass:
    """Open a limited record for an hour. Never waits on approval; its manager and the information owner are told.

    Raises BadInputError without a ground or a reason, RefusedError when the record is not restricted for the user.
    """
    case = case_to_unlock(acting, crn)
    _check(ground, reason)
    if not limited_person_ids(acting, [case.person_id]):
        raise RefusedError(_("This record is open to you already."), crn=crn)
    with transaction.atomic():
        opened = _open(acting, case, ground, reason, about="")
        _tell(
            opened, case,
            subject=_("A restricted record was opened: %(crn)s"),
            body=_("%(who)s opened the restricted record %(crn)s. The reason is in Rainer, under Access."),
        )  # fmt: skip
    return opened


@transaction.atomic
def open_sensitive(*, acting: Acting, case: Case, about: str, ground: str, reason: str) -> BreakGlass:
    """Open one sensitive part ("contact:42") of a record the user has open, as `open_restricted` opens a record.

    `case` comes from whatever checked that the part is there and hidden. The part opened twice is opened once.
    """
    if not acting.area(Capability.OPEN_RESTRICTED).holds_team(case.team):
        raise NotThereError(NOT_THERE)
    _check(ground, reason)
    opened = _open(acting, case, ground, reason, about=about)
    _tell(
        opened, case,
        subject=_("A sensitive contact was opened: %(crn)s"),
        body=_("%(who)s opened a sensitive contact of %(crn)s. The reason is in Rainer, under Access."),
    )  # fmt: skip
    return opened


def _open(acting: Acting, case: Case, ground: str, reason: str, *, about: str) -> BreakGlass:
    now = clock.now()
    opened = BreakGlass.objects.create(
        person=case.person,
        user=acting.user,
        about=about,
        ground=ground,
        reason=reason.strip(),
        opened_at=now,
        open_until=now + timedelta(minutes=_minutes(case, acting)),
    )
    facts = {
        "ground": str(opened.get_ground_display()),
        "reason": opened.reason,
        "until": opened.open_until.isoformat(),
    }
    _log(OPENED if not about else SENSITIVE_OPENED, case, acting, **facts)
    return opened


def _check(ground: str, reason: str) -> None:
    errors = {}
    if ground not in BreakGlass.Ground.values:
        errors["ground"] = _("Choose why you are opening it")
    if not reason.strip():
        errors["reason"] = _("Say why: it protects you too")
    if errors:
        raise BadInputError(_("Say why you are opening it."), errors=errors)


def _minutes(case: Case, acting: Acting) -> int:
    place = place_of(case.team.unit)
    return int(rulebook_now().value("access.break_glass_minutes", on=acting.on, place=place).value)


def _log(event: log.EventType, case: Case, acting: Acting, **data: str) -> None:
    log.record(
        event,
        actor=acting.user,
        subject=f"case:{case.pk}",
        person_id=case.person_id,
        unit_id=case.team.unit_id,
        data=data,
    )


def _tell(opened: BreakGlass, case: Case, *, subject: str, body: str) -> None:
    """A message each, with the CRN and where the reason is, not the reason."""
    messages.send_later(
        to=[user.email for user in who_is_told(case, opener=opened.user, on=opened.opened_at.date())],
        subject=subject % {"crn": case.person.crn},
        body=body % {"who": opened.user.name, "crn": case.person.crn},
        reference=f"restricted-{opened.pk}",
    )


def who_is_told(case: Case, *, opener: User, on: date) -> list[User]:
    """Whom the opening of this record is told, each once: those who manage the case, and the information owners."""
    told = [*_managers(case, on=on), *holders_of(RoleHolding.Role.INFORMATION_OWNER, on=on)]
    return [*{user.pk: user for user in told if user.email and user.pk != opener.pk}.values()]


def _managers(case: Case, *, on: date) -> list[User]:
    """Who manages the case: its practitioner's manager and the practitioner; with nobody named, the team's seniors."""
    held_by = case.practitioner_team
    if held_by is not None:
        found = [held_by.manager, held_by.practitioner.user]
        return [user for user in found if user is not None]
    return holders_of(RoleHolding.Role.SENIOR, on=on, team=case.team_id)


def close_restricted(*, acting: Acting, crn: str) -> bool:
    """Close what the user opened with a reason, before its hour is over. False when it was not open."""
    case = case_to_unlock(acting, crn)
    now = clock.now()
    still_open = BreakGlass.objects.filter(
        user=acting.user, person_id=case.person_id, about="", closed_at=None, open_until__gt=now
    )
    with transaction.atomic():
        if not still_open.update(closed_at=now):
            return False
        _log(CLOSED, case, acting)
    return True


@transaction.atomic
def see_opening(*, acting: Acting, pk: int) -> BreakGlass:
    """Whoever was told of an opening has seen it: it leaves their pages, and stays in the log.

    Raises NotThereError for one that is not theirs to see, or that they have seen.
    """
    opened = told_of(acting).filter(pk=pk).select_related("person").first()
    if opened is None:
        raise NotThereError(NOT_THERE)
    OpeningSeen.objects.create(opening=opened, by=acting.user, at=clock.now())
    log.record(SEEN, actor=acting.user, subject=f"opening:{opened.pk}", person_id=opened.person_id)
    return opened


@transaction.atomic
def close_expired() -> int:
    """Mark the openings whose hour is over, so that the log tells when each ended; returns how many."""
    over = list(
        BreakGlass.objects.select_for_update(skip_locked=True).filter(closed_at=None, open_until__lte=clock.now())
    )
    for opened in over:
        opened.closed_at = opened.open_until
        log.record(ENDED, actor=None, subject=f"person:{opened.person_id}", person_id=opened.person_id)
    BreakGlass.objects.bulk_update(over, ["closed_at"])
    return len(over)
