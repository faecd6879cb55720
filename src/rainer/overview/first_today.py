"""What to do first: must before should, each with where to do it and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.allocation.inputs import Rules
from rainer.allocation.queries.waiting import waiting_counts
from rainer.cases.access import cases_in_area, limited_person_ids
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import Team
from rainer.overview.gathering import UnitFront
from rainer.overview.gathering_region import RegionFront, UnitLine
from rainer.overview.today.signing import asked_to_sign
from rainer.web.words import short_day
from rainer.workload.models import LineQuery, WorkloadAction
from rainer.workload.queries.actions import below, each_load_once, gone_under, own_to_do, queries_waiting, waiting_for


@dataclass(frozen=True, slots=True)
class Task:
    """`kind` is must or should; `due` in words; `words` a line under it."""

    kind: str
    text: str
    url: str = ""
    due: str = ""
    words: Any = ""


def first_today(acting: Acting, front: UnitFront) -> list[Task]:
    """For a unit: people first, then loads, then questions. Only what this user can do something about."""
    tasks = []
    counts = front.counts
    if counts.must_not_wait and acting.may(Capability.SEE_NOBODY_NAMED):
        url = reverse("nobody_named", args=[front.unit.code]) + "?must_not_wait=1"
        text = ngettext("Name someone for %(n)s person", "Name someone for %(n)s people", counts.must_not_wait)
        tasks.append(Task("must", text % {"n": counts.must_not_wait}, url, _("today")))
    if counts.no_watcher and acting.may(Capability.SET_WATCHER):
        url = reverse("nobody_named", args=[front.unit.code]) + "?no_watcher=1"
        text = ngettext("Set a watcher for %(n)s person", "Set a watcher for %(n)s people", counts.no_watcher)
        tasks.append(Task("must", text % {"n": f"{counts.no_watcher:,}"}, url, _("today")))
    if acting.may(Capability.RECORD_WORKLOAD_ACTION):
        here = Q(practitioner_team__team__unit=front.unit)
        tasks += _said_what_was_done(own_to_do(acting).filter(here), on=front.on, level=front.level)
        tasks += _wait_below(below(acting).filter(here), on=front.on)
    tasks += _questions(acting, Q(practitioner_team__team__unit=front.unit))
    tasks = [*asked_of_you(acting), *tasks]
    may_propose = acting.area(Capability.PROPOSE).holds_unit(front.unit)
    if not counts.must_not_wait and counts.people and may_propose:
        text = ngettext("Propose who could take %(n)s person", "Propose who could take %(n)s people", counts.people)
        tasks.append(Task("should", text % {"n": counts.people}, reverse("propose") + f"?unit={front.unit.code}"))
    return tasks


def first_in_region(acting: Acting, front: RegionFront) -> list[Task]:
    """For a region: people first, unit by unit, then what has risen from the units, then a proposal across them."""
    tasks = [
        Task(
            "must",
            _name_someone_in(line),
            reverse("nobody_named", args=[line.unit.code]) + "?must_not_wait=1",
            _("today"),
        )
        for line in sorted(front.units, key=lambda line: -line.load.nobody.must_not_wait)
        if line.load.nobody.must_not_wait and acting.may(Capability.SEE_NOBODY_NAMED)
    ]
    if acting.may(Capability.RECORD_WORKLOAD_ACTION):
        here = Q(practitioner_team__team__unit__region=front.region)
        tasks += _said_what_was_done(own_to_do(acting).filter(here), on=front.on, level=front.level)
        tasks += _wait_below(below(acting).filter(here), on=front.on)
    tasks += _questions(acting, Q(practitioner_team__team__unit__region=front.region))
    tasks = [*asked_of_you(acting), *tasks]
    if front.proposal is None and front.counts.people and acting.may(Capability.PROPOSE):
        text = ngettext(
            "Propose who could take %(n)s person, across the region",
            "Propose who could take %(n)s people, across the region",
            front.counts.people,
        )
        tasks.append(
            Task("should", text % {"n": f"{front.counts.people:,}"}, f"{reverse('propose')}?region={front.region.code}")
        )
    return tasks


def _wait_below(rows: QuerySet[WorkloadAction], *, on: date) -> list[Task]:
    """What others below the reader have to say, said once: their duty, not the reader's."""
    found = rows.order_by().aggregate(n=Count("practitioner_team", distinct=True), first=Min("due"))
    count = found["n"]
    if not count:
        return []
    text = ngettext("%(n)s load waits for a word of your seniors", "%(n)s loads wait for a word of your seniors", count)
    return [
        Task(
            "should", text % {"n": f"{count:,}"}, reverse("workload_actions") + "?below=1", _due(found["first"], on=on)
        )
    ]


def _name_someone_in(line: UnitLine) -> str:
    n = line.load.nobody.must_not_wait
    text = ngettext("Name someone for %(n)s person in %(unit)s", "Name someone for %(n)s people in %(unit)s", n)
    return text % {"n": f"{n:,}", "unit": line.unit.name}


def asked_of_you(acting: Acting) -> list[Task]:
    """What waits for a word of the user's by name, wherever it is."""
    found = asked_to_sign(acting)
    kept_out = limited_person_ids(acting, {one.person.pk for one in found})
    return [
        Task(
            "must",
            one.person.crn if one.person.pk in kept_out else f"{one.what}: {one.person}",
            one.url,
            words=_("Asked of you, as %(standing)s, by %(who)s") % {"standing": one.standing, "who": one.asked_by},
        )
        for one in found
    ]


def team_decisions(acting: Acting, team: Team, rules: Rules) -> list[Task]:
    """For a senior: people with nobody named, records that are due, questions about lines."""
    waiting = cases_in_area(acting, Capability.SEE_NOBODY_NAMED).filter(team=team, practitioner_team=None)
    counts = waiting_counts(waiting, rules)
    page = reverse("nobody_named", args=[team.unit.code]) + f"?team={team.code}"
    tasks = []
    if counts.must_not_wait:
        text = ngettext("Name someone for %(n)s person", "Name someone for %(n)s people", counts.must_not_wait)
        tasks.append(Task("must", text % {"n": counts.must_not_wait}, f"{page}&must_not_wait=1", _("today")))
    if counts.no_watcher:
        text = ngettext("Set a watcher for %(n)s person", "Set a watcher for %(n)s people", counts.no_watcher)
        tasks.append(Task("must", text % {"n": counts.no_watcher}, f"{page}&no_watcher=1", _("today")))
    tasks = [*asked_of_you(acting), *tasks]
    rows = (
        each_load_once(waiting_for(acting))
        .filter(practitioner_team__team=team)
        .select_related("practitioner_team__practitioner")
    )
    for action in rows[:10]:
        text = _("Say what you did: %(name)s, at %(load)s%% on %(day)s") % {
            "name": action.practitioner_team.practitioner,
            "load": f"{action.percent:.1f}",
            "day": short_day(action.from_reading),
        }
        kind = "must" if action.due <= rules.on else "should"
        tasks.append(Task(kind, text, reverse("workload_action", args=[action.pk]), _due(action.due, on=rules.on)))
    more = rows.count() - 10
    if more > 0:
        text = ngettext("%(n)s more record is due", "%(n)s more records are due", more) % {"n": more}
        tasks.append(Task("should", text, reverse("workload_actions")))
    tasks += _questions(acting, Q(practitioner_team__team=team))
    other = counts.people - counts.must_not_wait
    if other > 0:
        text = ngettext("Propose who could take %(n)s other person", "Propose who could take %(n)s other people", other)
        tasks.append(Task("should", text % {"n": f"{other:,}"}, reverse("propose") + f"?team={team.code}"))
    return sorted(tasks, key=lambda task: task.kind)


def _said_what_was_done(rows: QuerySet[WorkloadAction], *, on: date, level: float) -> list[Task]:
    """The records that are the reader's own. Where some loads are under the level by now, how many of each."""
    found = rows.order_by().aggregate(
        n=Count("practitioner_team", distinct=True),
        under=Count("practitioner_team", distinct=True, filter=gone_under(level=level)),
        first=Min("due"),
    )
    if not found["n"]:
        return []
    text = ngettext(
        "Say what you did for %(n)s person at or over a limit",
        "Say what you did for %(n)s people at or over a limit",
        found["n"],
    )
    if found["under"]:
        text = ngettext(
            "Say what you did for %(n)s person who reached a limit and is under %(level)s by now: the record is still owed",
            "Say what you did for %(n)s people who reached a limit, %(under)s of them under %(level)s by now: a record is still owed",
            found["n"],
        )
    kind = "must" if found["first"] <= on else "should"
    facts = {"n": found["n"], "under": found["under"], "level": f"{level:g}%"}
    return [Task(kind, text % facts, reverse("workload_actions"), _due(found["first"], on=on))]


def _due(day: date, *, on: date) -> str:
    """The day something is due, or since which it is overdue: a date, not a judgement."""
    if day < on:
        return _("Overdue since %(day)s") % {"day": short_day(day)}
    return short_day(day)


def _questions(acting: Acting, where: Q) -> list[Task]:
    if not acting.may(Capability.ANSWER_A_LINE):
        return []
    waiting: QuerySet[LineQuery] = queries_waiting(acting).filter(where, answered_at=None)
    found = waiting.order_by().aggregate(n=Count("pk"), first=Min("answer_due"))
    if not found["n"]:
        return []
    text = ngettext("Answer %(n)s question about a load", "Answer %(n)s questions about loads", found["n"])
    return [Task("should", text % {"n": found["n"]}, reverse("line_queries"), short_day(found["first"]))]
