"""One level that was looked at, opened with its circumstances; and those that a second person signed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from rainer.allocation.models import Allocation
from rainer.assurance.models import ChangeDraw, LevelChange
from rainer.assurance.quarters import Quarter
from rainer.cases.access import NOT_THERE, limited_person_ids, open_person
from rainer.cases.models import Case
from rainer.common.errors import NotThereError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import User
from rainer.rulebook.queries import rulebook_now
from rainer.workload.models import LoadReading

OPEN, SIGN = Capability.OPEN_LEVEL_CHANGE, Capability.COUNTERSIGN_ASSESSMENT


@dataclass(frozen=True, slots=True)
class Opened:
    """A change with its case, the allocation that stood behind it, and the loads of who signed and who allocated."""

    change: LevelChange
    case: Case
    allocation: Allocation | None
    signer_load: Decimal | None
    allocator_load: Decimal | None


def open_change(acting: Acting, pk: int) -> Opened:
    """For whoever opens changes in that place, or signed this one. The read of the record is logged.

    Raises NotThereError for everyone else, RestrictedError for a record the user is by name kept from.
    """
    related = (
        "person",
        "case__person",
        "team__unit__region",
        "holder__practitioner",
        "by",
        "signed_by",
        "circumstances",
    )
    change = LevelChange.objects.select_related(*related).filter(pk=pk).first()
    if change is None:
        raise NotThereError(NOT_THERE)
    capability = OPEN if acting.may(OPEN) else SIGN
    if capability == SIGN and acting.user.pk not in (change.signed_by_id, change.by_id):
        raise NotThereError(NOT_THERE)
    case = open_person(acting, change.person.crn, capability, what=_("a change of level and its circumstances"))
    given = (
        Allocation.objects.filter(case=change.case_id, to=change.holder_id, decided_at__lte=change.at)
        .select_related("decided_by", "circumstances")
        .order_by("-decided_at", "-pk")
        .first()
    )
    return Opened(
        change,
        case,
        given,
        load_of(change.signed_by, change.at) if change.signed_by else None,
        load_of(given.decided_by, given.decided_at) if given else None,
    )


def load_of(user: User, at: Any) -> Decimal | None:
    """The load of somebody's own cases as last read before a moment; None where they hold none or none was read."""
    day = timezone.localdate(at)
    days = rulebook_now().value("watch.patterns", on=day).value["reading_days"]
    rows = LoadReading.objects.filter(
        practitioner_team__practitioner__user=user, on__lte=day, on__gte=day - timedelta(days=days)
    )
    return rows.order_by("-on", "-percent").values_list("percent", flat=True).first()


@dataclass(frozen=True, slots=True)
class Line:
    """A change in a list of cases: by its reference and its day. `is_limited`: the reader is kept from the record."""

    change: LevelChange
    is_limited: bool


def lines(acting: Acting, changes: Collection[LevelChange]) -> list[Line]:
    kept_out = limited_person_ids(acting, [one.person_id for one in changes])
    return [Line(one, one.person_id in kept_out) for one in changes]


def signed_by(acting: Acting, quarter: Quarter) -> list[LevelChange]:
    """Levels of serious harm that this user gave or countersigned in a quarter, where they sign, by day."""
    start, end = quarter.span
    mine = Q(signed_by=acting.user) | Q(by=acting.user)
    rows = LevelChange.objects.filter(mine, acting.area(SIGN).teams_q("team"), at__gte=start, at__lt=end)
    return list(rows.exclude(direction=LevelChange.Direction.REMOVED).select_related("person").order_by("-at", "pk"))


def open_draw(acting: Acting, pk: int) -> tuple[ChangeDraw, list[LevelChange]]:
    """A draw and what was drawn where the user opens changes, in the order drawn."""
    draw = ChangeDraw.objects.select_related("by", "unit", "team").filter(pk=pk).first()
    if draw is None:
        raise NotThereError(NOT_THERE)
    rows = LevelChange.objects.filter(acting.need(OPEN).teams_q("team"), pk__in=draw.drawn).select_related("person")
    found = {row.pk: row for row in rows}
    if not found:
        raise NotThereError(NOT_THERE)
    return draw, [found[pk] for pk in draw.drawn if pk in found]
