"""Propose a local value, and decide on one: two people, and one result however many press at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.common import log
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotAllowedError, NotThereError, RefusedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit
from rainer.policy.rulebook import Place, Source, national
from rainer.rulebook.grid import as_json, changes, fits
from rainer.rulebook.models import LocalValue
from rainer.rulebook.places import Names, holds
from rainer.rulebook.queries import local_value, rulebook_now
from rainer.rulebook.standing import held_before, place_of_row, turning_on
from rainer.web import words

State = LocalValue.State
PROPOSED = log.event_type(
    "local_value_proposed", gettext_lazy("{actor} proposed {label} for {place} from {starts}: {changed}")
)
APPROVED = log.event_type(
    "local_value_approved", gettext_lazy("{actor} approved {label} for {place} from {starts}: {changed}")
)
REFUSED = log.event_type(
    "local_value_refused", gettext_lazy("{actor} refused {label} for {place} from {starts}: {reason}")
)
WITHDRAWN = log.event_type("local_value_withdrawn", gettext_lazy("{actor} withdrew {label} for {place} from {starts}"))
TURNED = log.event_type("local_value_turned", gettext_lazy("{label} for {place}: {turn}"), kind=LogEntry.Kind.SYSTEM)


@transaction.atomic
def propose_value(
    *,
    acting: Acting,
    key: str,
    place: Place,
    value: Any,
    starts: date,
    ends: date | None,
    source: Source,
    reason: str,
    at: datetime,
) -> LocalValue:
    """Put a value for a region or unit before a second person; nothing changes until they approve it.

    Raises NotAllowedError outside the user's area, BadInputError where nothing would change or days run backwards.
    """
    if place.region is None or not holds(acting.need(Capability.PROPOSE_VALUE), place):
        raise NotAllowedError(_("You can propose values for places in your own area only."))
    if ends is not None and ends < starts:
        raise BadInputError(
            _("The last day comes before the first."), errors={"ends": _("Choose a day on or after the first day")}
        )
    if not fits(key, value, national().parameter(key).values[-1].value):
        raise BadInputError(_("The value must have the same entries as the one it stands in for."), errors={})
    in_force = rulebook_now().get(key, on=starts, place=place)
    if in_force is not None and as_json(in_force.value) == as_json(value) and in_force.ends == ends:
        raise BadInputError(_("Nothing differs from the value in force on that day."), errors={})
    row = LocalValue.objects.create(
        key=key, region_code=place.region, unit_code=place.unit or "", value=as_json(value), starts=starts, ends=ends,
        source_title=source.title, source_url=source.url, source_read_on=source.read_on, reason=reason,
        proposed_by=acting.user, proposed_at=at,
    )  # fmt: skip
    _record(PROPOSED, acting, row)
    return row


def decide_value(*, acting: Acting, pk: int, approve: bool, reason: str, at: datetime) -> LocalValue:
    """Approve or refuse (with a reason) what another person proposed.

    Raises RefusedError for one's own proposal or a place and day already taken, ChangedMeanwhileError when it was
    decided or withdrawn first.
    """
    row = one(pk)
    if not holds(acting.need(Capability.APPROVE_VALUE), place_of_row(row)):
        raise NotAllowedError(_("You can decide on values for places in your own area only."))
    if row.proposed_by_id == acting.user.pk:
        raise RefusedError(_("Someone else must approve this. You proposed it."))
    if not approve and not reason.strip():
        raise BadInputError(_("Say why it is refused."), errors={"reason": _("Say why, in a sentence")})
    state = State.APPROVED if approve else State.REFUSED
    try:
        with transaction.atomic():
            _settle(row, state, acting, reason, at)
            _record(APPROVED if approve else REFUSED, acting, row)
    except IntegrityError:
        raise RefusedError(
            _("A value for this place from this day is approved already. Propose another day.")
        ) from None
    return row


@transaction.atomic
def withdraw_value(*, acting: Acting, pk: int, at: datetime) -> LocalValue:
    """Take back one's own proposal before anyone has decided on it."""
    row = one(pk)
    if row.proposed_by_id != acting.user.pk:
        raise NotAllowedError(_("Only the person who proposed it can withdraw it."))
    _settle(row, State.WITHDRAWN, acting, "", at)
    _record(WITHDRAWN, acting, row)
    return row


def one(pk: int) -> LocalValue:
    row = LocalValue.objects.filter(pk=pk).select_related("proposed_by", "decided_by").first()
    if row is None:
        raise NotThereError(_("There is no such proposal."))
    return row


def _settle(row: LocalValue, state: str, acting: Acting, reason: str, at: datetime) -> None:
    """Only one of two who press at once finds the row still proposed."""
    answer = {"state": state, "decided_by": acting.user, "decided_at": at, "decision_reason": reason}
    if LocalValue.objects.filter(pk=row.pk, state=State.PROPOSED).update(**answer):
        for field, value in answer.items():
            setattr(row, field, value)
        return
    row.refresh_from_db()
    raise ChangedMeanwhileError(
        _("%(who)s was first: %(state)s at %(when)s. What you pressed changed nothing.")
        % {"who": row.decided_by, "state": row.get_state_display().lower(), "when": words.moment(row.decided_at)},
        who=str(row.decided_by),
        at=row.decided_at.isoformat() if row.decided_at else "",
        theirs={"decision": str(row.get_state_display()), "reason": row.decision_reason},
    )


def mark_turns(on: date) -> int:
    """Say of each local value that begins today, or ran out yesterday, that it did; once. Returns how many."""
    rows = list(turning_on(on).select_related("proposed_by", "decided_by"))
    subjects = [_subject(row) for row in rows]
    said = set(
        LogEntry.objects.filter(name=TURNED.name, subject__in=subjects, data__on=on.isoformat()).values_list(
            "subject", flat=True
        )
    )
    new = [row for row in rows if _subject(row) not in said]
    for row in new:
        turn = _("in force from today") if row.starts == on else _("lapsed: the wider value holds")
        _record(TURNED, None, row, turn=turn, on=on.isoformat())
    return len(new)


def _subject(row: LocalValue) -> str:
    return f"local_value:{row.pk}"


def _record(event: log.EventType, acting: Acting | None, row: LocalValue, **more: Any) -> None:
    unit = DeliveryUnit.objects.filter(code=row.unit_code).first() if row.unit_code else None
    facts = {**_facts(row), **more}
    log.record(
        event,
        actor=acting.user if acting else None,
        subject=_subject(row),
        unit_id=unit.pk if unit else None,
        data=facts,
    )


def _facts(row: LocalValue) -> Mapping[str, Any]:
    """What was, and what comes, as the log keeps it."""
    place = place_of_row(row)
    value = local_value(row)
    before = held_before(rulebook_now().parameter(row.key).values, value)
    differing = changes(before.value if before else None, value.value)
    return {
        "key": row.key,
        "label": national().parameter(row.key).label,
        "region": row.region_code,
        "unit": row.unit_code,
        "place": Names.read().full(place),
        "starts": row.starts.isoformat(),
        "ends": row.ends.isoformat() if row.ends else None,
        "old": as_json(before.value) if before else None,
        "new": row.value,
        "changed": "; ".join(change.text for change in differing[:5]),
        "reason": row.decision_reason or row.reason,
    }
