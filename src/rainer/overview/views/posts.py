"""The posts of a unit one by one: what the sums of its front page and of the why page add up."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rainer.common import clock
from rainer.organisation.access import ActingRequest, get_unit_in_part, needs
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit, Grade, Practitioner
from rainer.overview.sentences import on_day
from rainer.web import words
from rainer.web.page import day_asked, render
from rainer.web.tables import Column, Table
from rainer.workforce.posts import Filled, leavers_of, posts_of

PAGE, NAMES = Capability.SEE_UNIT_PAGE, Capability.SEE_LOAD_BY_NAME


@needs(PAGE)
@require_GET
def unit_posts(request: ActingRequest, code: str) -> HttpResponse:
    """Names only for those who see loads by name; everybody else sees the posts, filled and empty."""
    unit, other_day = get_unit_in_part(request.acting, code, PAGE), day_asked(request)
    on = other_day or clock.today()
    by_name = request.acting.area(NAMES).holds_unit(unit)
    posts, left = _posts(request, unit, posts_of(unit, on=on), by_name), leavers_of(unit, on=on)
    leavers = _leavers(request, unit, left, by_name)
    for table in (posts, leavers):
        if (download := table.export_response()) is not None:
            return download
    return render(
        request, "overview/posts.html", title=_("Posts of %(unit)s") % {"unit": unit.name}, as_of=other_day or clock.now(),
        looking_at=other_day, another_day=True, posts=posts, leavers=leavers,
        back=reverse("why_posts", args=["unit", code]) + on_day(other_day),
    )  # fmt: skip


def _posts(request: ActingRequest, unit: DeliveryUnit, rows: list[Filled], by_name: bool) -> Table:
    return Table(
        request,
        caption=_("Practitioner posts, empty ones first"),
        name="posts",
        columns=[
            Column("team", _("Team"), value=lambda one: one.post.team.name if one.post.team else _("No team")),
            Column("grade", _("Grade"), value=lambda one: _grade(one.post.grade)),
            Column("fte", _("Full time"), value=lambda one: f"{one.fte:.2f}", numeric=True),
            Column("who", _("Who"), value=lambda one: _who(one, by_name)),
            Column("since", _("Since"), value=lambda one: words.since(one.holding.starts if one.holding else one.post.starts)),
            Column("terms", _("Terms"), value=lambda one: one.holding.get_kind_display() if one.holding else "–"),
            Column("away", _("Away"), value=lambda one: one.away.get_kind_display() if one.away else "–"),
        ],
        rows=rows,
        empty=_("No post is recorded for this day."),
        export_name=f"posts-{unit.code}",
    )  # fmt: skip


def _leavers(request: ActingRequest, unit: DeliveryUnit, rows: list[Practitioner], by_name: bool) -> Table:
    return Table(
        request,
        caption=_("Left in twelve months, the latest first"),
        name="left",
        columns=[
            Column("who", _("Who"), value=lambda one: str(one) if by_name else _("A practitioner")),
            Column("grade", _("Grade"), value=lambda one: _grade(one.grade)),
            Column("left", _("Left on"), value=lambda one: words.since(one.left_on)),
        ],
        rows=rows,
        empty=_("Nobody has left in twelve months."),
        export_name=f"left-{unit.code}",
    )


def _who(one: Filled, by_name: bool) -> str:
    if one.holding is None:
        return _("Empty")
    return str(one.holding.practitioner) if by_name else _("Filled")


def _grade(code: str) -> str:
    return str(Grade(code).label) if code in Grade.values else _("Any")
