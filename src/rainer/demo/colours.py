"""The framework statuses of Northmarch: one unit Red with its support list, one Amber, one Green."""

from __future__ import annotations

from datetime import date, timedelta

from rainer.demo.days import moment
from rainer.organisation.access import Acting
from rainer.organisation.models import DeliveryUnit, User
from rainer.priorities.models import FrameworkStatus, StatusReview
from rainer.priorities.operations import Promise, set_status, support_came

RED_SINCE, AMBER_SINCE, REVIEW_IN = 41, 160, 20
ENDS_WHEN = ("Vacancies below 20%", "Nobody waiting who must not wait", "Four weeks without a practitioner over 140%")
REASON = "43% of posts empty and a third of staff gone in a year."


def write(*, on: date) -> None:
    """Set by those who may, as on the pages; what lies behind today's Red is written as it was then."""
    worst, second, third = DeliveryUnit.objects.order_by("id")[:3]
    chief, region = User.objects.get(username="chief"), User.objects.get(username="region")
    _before(worst, chief, region, on)
    soon = on + timedelta(days=REVIEW_IN)
    red = set_status(
        acting=Acting.of(chief), unit_code=worst.code, colour="red", starts=on, review_by=soon, reason="vacancy",
        reason_words=REASON, exit_tests=ENDS_WHEN, support=_promises(on),
    )  # fmt: skip
    came = red.support.order_by("id").first()
    assert came is not None
    support_came(acting=Acting.of(chief), unit_code=worst.code, support_id=came.pk)
    acting = Acting.of(region)
    set_status(
        acting=acting, unit_code=second.code, colour="amber", starts=on, review_by=on + timedelta(days=34),
        reason="workload", reason_words="Load over 105% in every team since summer.",
    )  # fmt: skip
    set_status(
        acting=acting, unit_code=third.code, colour="green", starts=on, review_by=on + timedelta(days=90),
        reason="other", reason_words="Strained, and able to do all of its work.",
    )  # fmt: skip


def _promises(on: date) -> tuple[Promise, ...]:
    def by(days: int) -> date:
        return on + timedelta(days=days)

    return (
        Promise("staff_lent", "Two probation officers from Saltmarsh for eight weeks", "Gareth Pryce", by(6)),
        Promise("recruitment", "Six offers made; start dates agreed with recruitment", "Helen Abernathy", by(19)),
        Promise("reports", "Court reports written by the region's team", "Sunita Rao", by(12)),
        Promise("cases_moved", "Thirty people near Wrenfield moved there", "Helen Abernathy", by(26)),
    )


def _before(unit: DeliveryUnit, chief: User, region: User, on: date) -> None:
    """Amber in summer, Red since six weeks, looked at every week."""
    _made(unit, "amber", on - timedelta(days=AMBER_SINCE), on - timedelta(days=RED_SINCE), region, "regional_director")
    red = _made(unit, "red", on - timedelta(days=RED_SINCE), on + timedelta(days=1), chief, "chief_officer")
    StatusReview.objects.bulk_create(
        StatusReview(status=red, on=on - timedelta(days=days), by=region, words=words)
        for days, words in (
            (34, "No change. Two more have given notice."),
            (27, "Reports go to the region's team from Monday."),
            (20, "Offers made for six posts."),
            (13, "People who must not wait are fewer, not none."),
            (6, "Staff from Saltmarsh agreed, from next week."),
        )
    )


def _made(unit: DeliveryUnit, colour: str, starts: date, review_by: date, by: User, role: str) -> FrameworkStatus:
    return FrameworkStatus.objects.create(
        unit=unit, colour=colour, framework_version="Default table", starts=starts, review_by=review_by,
        authorised_by=by, authoriser_role=role, reasons={"kind": "vacancy", "words": REASON},
        exit_tests=list(ENDS_WHEN) if colour == "red" else [], made_at=moment(starts, 9),
    )  # fmt: skip
