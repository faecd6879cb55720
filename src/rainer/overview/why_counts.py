"""Why pages of counts: how many have nobody named, and how many posts are filled, each opened into what adds up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.allocation.queries.waiting import nobody_named
from rainer.cases.models import Case
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, get_region, get_team, get_unit_in_part, needs
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit, Region, Team
from rainer.overview.sentences import on_day
from rainer.policy.allocation import must_not_wait_groups
from rainer.policy.outcome import Outcome, Step
from rainer.policy.rulebook import Place
from rainer.rulebook.queries import place_of, place_of_region, rulebook_now
from rainer.web import words
from rainer.web.page import day_asked
from rainer.web.why import why_page
from rainer.web.words import load1
from rainer.workforce.queries import Staffing, added_up, staffing_by_unit, unit_staffing
from rainer.workload.queries.nobody import NobodyNamed, nobody_on
from rainer.workload.queries.places import Where


@needs(Capability.SEE_UNIT_PAGE, Capability.SEE_REGION_PAGE, Capability.SEE_LOAD_BY_NAME)
def why_nobody_count(request: ActingRequest, level: str, code: str) -> HttpResponse:
    """How many people have nobody named: by team or unit, then by the group of the waiting order they are in."""
    other_day = day_asked(request)
    thing: Team | DeliveryUnit | Region
    if level == "team":
        thing = get_team(request.acting, code, Capability.SEE_LOAD_BY_NAME)
        where, part, waiting = Where.of_team(thing), "team", _waiting(Q(team=thing))
    elif level == "unit":
        thing = get_unit_in_part(request.acting, code, Capability.SEE_UNIT_PAGE)
        where, part = Where.of_unit(thing), "team"
        waiting = _waiting(Q(team__unit=thing))
    else:
        thing = get_region(request.acting, code, Capability.SEE_REGION_PAGE)
        where, part = Where.of_region(thing), "team__unit"
        waiting = _waiting(Q(team__unit__region=thing))
    if other_day:
        outcome, urls = _counted_then(thing, where, on=other_day)
    else:
        outcome, urls = _counted(waiting, part, where.place, on=clock.today())
    return why_page(
        request,
        outcome,
        title=_("Why %(n)s?") % {"n": f"{outcome.answer:,}"},
        subject=thing.name,
        as_of=other_day or clock.now(),
        looking_at=other_day,
        back=reverse(f"{level}_front", args=[code]) + on_day(other_day),
        step_urls=urls,
    )


def _counted_then(
    thing: Team | DeliveryUnit | Region, where: Where, *, on: date
) -> tuple[Outcome[int], dict[str, str]]:
    """As it was counted on a past night, by part where it was kept so. Raises NotThereError where it was not."""
    parts: dict[int, Team | DeliveryUnit] = {one.pk: one for one in _parts(thing)}
    by = where.below or where.level
    found = nobody_on(on, by=by, within=where.level, place_id=where.pk)
    if not found:
        raise NotThereError(_("People with nobody named were not counted here on %(day)s.") % {"day": words.day(on)})
    steps, urls = [], {}
    for pk, nobody in sorted(found.items(), key=lambda item: -item[1].people):
        one = parts.get(pk)
        name = f"part.{one.code}" if one else "whole"
        words_of = _("counted that night") if one else _("counted for the unit as a whole, not by team")
        steps.append(Step(name, one.name if one else thing.name, words_of, nobody.people))
        if one:
            urls[name] = reverse("load", args=[by, one.code]) + on_day(on)
    whole = sum(found.values(), NobodyNamed())
    steps.append(Step("sum", _("Nobody named"), _("the sum of these"), whole.people))
    steps.append(Step("must", _("Of them, must not wait"), _("counted that night"), whole.must_not_wait))
    sentence = ngettext(
        "%(n)s person had an open case and no named practitioner; %(must)s of them must not wait.",
        "%(n)s people had an open case and no named practitioner; %(must)s of them must not wait.",
        whole.people,
    ) % {
        "n": f"{whole.people:,}",
        "must": f"{whole.must_not_wait:,}",
    }
    return Outcome("allocation.waiting_group", on, where.place, whole.people, tuple(steps), sentence=sentence), urls


def _parts(thing: Team | DeliveryUnit | Region) -> Iterable[Team | DeliveryUnit]:
    if isinstance(thing, Team):
        return [thing]
    return thing.teams.all() if isinstance(thing, DeliveryUnit) else thing.units.all()


def _waiting(where: Q) -> QuerySet[Case]:
    return nobody_named(Case.objects.filter(where, closed_on=None))


def _counted(waiting: QuerySet[Case], part: str, place: Place, *, on: date) -> tuple[Outcome[int], dict[str, str]]:
    """The sum by part, and the same people by group. The two add up to the same number."""
    value = rulebook_now().value("allocation.waiting_groups", on=on, place=place)
    urgent = must_not_wait_groups(on=on, place=place, rulebook=rulebook_now())
    parts = waiting.values_list(f"{part}__name", f"{part}__code", *_units(part)).annotate(n=Count("id")).order_by("-n")
    groups = dict(waiting.values_list("waiting_group").annotate(n=Count("id")).order_by())
    steps, urls = [], {}
    for name, code, *unit, n in parts:
        steps.append(Step(f"part.{code}", name, _("people with an open case and no named practitioner"), n))
        page = reverse("nobody_named", args=[unit[0] if unit else code])
        urls[f"part.{code}"] = f"{page}?team={code}" if unit else page
    total = sum(n for *_rest, n in parts)
    steps.append(Step("sum", _("Nobody named"), _("the sum of these"), total))
    by_group = tuple(
        Step(f"group.{g}", _("Group %(g)s") % {"g": g}, _words(g, urgent), groups.get(g, 0), value) for g in range(1, 5)
    )
    must = sum(groups.get(g, 0) for g in urgent)
    said = _("groups %(groups)s") % {"groups": ", ".join(map(str, urgent))}
    steps.append(Step("must", _("Of them, must not wait"), said, must, value, by_group))
    sentence = ngettext(
        "%(n)s person has an open case and no named practitioner; %(must)s of them must not wait.",
        "%(n)s people have an open case and no named practitioner; %(must)s of them must not wait.",
        total,
    ) % {
        "n": f"{total:,}",
        "must": f"{must:,}",
    }
    return Outcome("allocation.waiting_group", on, place, total, tuple(steps), sentence=sentence), urls


def _units(part: str) -> tuple[str, ...]:
    return ("team__unit__code",) if part == "team" else ()


def _words(group: int, urgent: tuple[int, ...]) -> str:
    return _("must not wait") if group in urgent else _("waits its turn")


@needs(Capability.SEE_UNIT_PAGE, Capability.SEE_REGION_PAGE)
def why_posts(request: ActingRequest, level: str, code: str) -> HttpResponse:
    """How many posts are filled; of a region, unit by unit as well."""
    other_day = day_asked(request)
    on = other_day or clock.today()
    thing: DeliveryUnit | Region
    units: tuple[tuple[DeliveryUnit, Staffing], ...] = ()
    if level == "unit":
        thing = get_unit_in_part(request.acting, code, Capability.SEE_UNIT_PAGE)
        staff, place, back = unit_staffing(thing.pk, on=on), place_of(thing), "unit_front"
    else:
        thing = get_region(request.acting, code, Capability.SEE_REGION_PAGE)
        units = _units_of(thing, on=on)
        staff, place, back = added_up([one for _unit, one in units]), place_of_region(thing), "region_front"
    filled = None if not staff.posts else 100 * staff.filled / staff.posts
    return why_page(
        request,
        _posts(staff, filled, place, units, on=on),
        title=_("Why %(figure)s?") % {"figure": _("Not known") if filled is None else load1(filled)},
        subject=thing.name,
        as_of=other_day or clock.now(),
        looking_at=other_day,
        back=reverse(back, args=[code]) + on_day(other_day),
        step_urls=_posts_behind(level, code, units, on_day(other_day)),
    )


def _posts_behind(level: str, code: str, units: Sequence[tuple[DeliveryUnit, Staffing]], day: str) -> dict[str, str]:
    """Of a region the sums of its units; of a unit its posts one by one."""
    if level != "unit":
        return {f"unit.{unit.code}": reverse("why_posts", args=["unit", unit.code]) + day for unit, _staff in units}
    return dict.fromkeys(("posts", "filled", "away", "left", "updated"), reverse("unit_posts", args=[code]) + day)


def _units_of(region: Region, *, on: date) -> tuple[tuple[DeliveryUnit, Staffing], ...]:
    units = list(region.units.order_by("name"))
    staffing = staffing_by_unit([unit.pk for unit in units], on=on)
    return tuple((unit, staffing[unit.pk]) for unit in units)


def _posts(
    staff: Staffing,
    filled: float | None,
    place: Place,
    units: Sequence[tuple[DeliveryUnit, Staffing]],
    *,
    on: date,
) -> Outcome[Any]:
    posts = _fte(staff.posts)
    steps = (
        *(Step(f"unit.{u.code}", u.name, _("filled, of posts"), f"{s.filled:.1f} / {_fte(s.posts)}") for u, s in units),
        Step("posts", _("Practitioner posts"), _("full-time equivalents in force that day"), posts),
        Step("filled", _("Filled"), _("holdings of those posts"), f"{staff.filled:.1f}"),
        Step("percent", _("Share filled"), f"{staff.filled:.1f} ÷ {posts}", _("Not known") if filled is None else load1(filled)),
        Step("away", _("Away"), _("sickness, leave and training of those who fill them"), f"{staff.away:.1f}"),
        Step("present", _("Present"), f"{staff.filled:.1f} − {staff.away:.1f}", f"{staff.present:.1f}"),
        Step("left", _("Left in twelve months"), _("of %(n)s who were there") % {"n": staff.people + staff.left_in_a_year},
             staff.left_in_a_year),
        Step("updated", _("Last change to posts or holdings"), _("the newest of all of them"), staff.updated_on or _("Never")),
    )  # fmt: skip
    return Outcome("overview.posts", on, place, filled, steps, sentence=_("Posts filled, in full-time equivalents."))


def _fte(posts: float | None) -> str:
    return _("none recorded") if posts is None else f"{posts:.1f}"
