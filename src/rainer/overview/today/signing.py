"""What waits for a second person: recall to consider, countersign or endorse, breach packs to check. Each opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy

from rainer.cases.models import Asked, Case, Person
from rainer.enforcement.models import BreachProceeding, Move, RecallProceeding
from rainer.enforcement.queries import breach, recall
from rainer.organisation.access import Acting, teams_in
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import Team, User

RECALL: dict[str, Any] = {
    "SPO_CONSIDER_RECALL": gettext_lazy("Recall: a senior is to consider it"),
    "SPO_SIGNATURE_REQUESTED": gettext_lazy("Recall: a senior is to countersign"),
    "ACO_SIGNATURE_REQUESTED": gettext_lazy("Recall: a senior manager is to endorse"),
}
BREACH: dict[str, Any] = {"manager_check": gettext_lazy("Breach: the pack is to be checked")}


@dataclass(frozen=True, slots=True)
class ToSign:
    """Proceedings that wait for somebody other than who wrote them, since they were asked."""

    what: Any
    case: Case
    since: datetime
    url: str

    @property
    def person(self) -> Person:
        return self.case.person


def to_sign(acting: Acting, teams: Collection[Team]) -> list[ToSign]:
    """In these teams, what has waited longest first; a sensitive recall only for those who may see it. Four queries."""
    rows = Case.objects.filter(team__in=teams, closed_on=None).select_related("person", "team__unit")
    recalls = RecallProceeding.objects.filter(closed_at=None, status__in=RECALL)
    packs = BreachProceeding.objects.filter(closed_at=None, status__in=BREACH).exclude(pack__has_key="checked")
    asked: list[RecallProceeding | BreachProceeding] = [*recalls, *packs]
    cases = {case.person_id: case for case in rows.filter(person__in={one.person_id for one in asked})}
    found = _found(acting, [one for one in asked if one.person_id in cases], cases)
    return sorted(found, key=lambda one: (one.since, one.case.pk))


def waits_by_team(acting: Acting) -> list[tuple[Team, Counter[str]]]:
    """By team the user leads, how many of each wait there for a second person; teams where nothing waits left out."""
    if not acting.may(Capability.SEE_TEAM_TODAY):
        return []
    teams = list(teams_in(acting.area(Capability.SEE_TEAM_TODAY)).order_by("name", "pk"))
    found: dict[int, Counter[str]] = {team.pk: Counter() for team in teams}
    for one in to_sign(acting, teams):
        found[one.case.team_id][str(one.what)] += 1
    return [(team, found[team.pk]) for team in teams if found[team.pk]]


@dataclass(frozen=True, slots=True)
class AskedToSign(ToSign):
    """Something that was asked of the user by name: by whom, and as what they stand."""

    asked_by: User
    standing: str


def asked_to_sign(acting: Acting) -> list[AskedToSign]:
    """What waits for this user's word, what was asked first on top: theirs to sign, or as who stands in. Three queries."""
    rows = Asked.objects.filter(user=acting.user, ended_at=None).select_related("asked_by").order_by("at", "pk")
    asked = {one.about: one for one in rows}
    waits = RecallProceeding.objects.filter(
        closed_at=None, status__in=RECALL, pk__in=[int(name.rpartition(":")[2]) for name in asked]
    )
    found = {row.person_id: row for row in waits if recall.about(row) in asked} if asked else {}
    cases = Case.objects.filter(person__in=found, closed_on=None).select_related("person", "team__unit")
    return sorted((_asked(found[case.person_id], case, asked) for case in cases), key=lambda one: (one.since, one.url))


def _asked(one: RecallProceeding, case: Case, asked: dict[str, Asked]) -> AskedToSign:
    row = asked[recall.about(one)]
    return AskedToSign(RECALL[one.status], case, row.at, _url(one, case), row.asked_by, row.standing)


def _found(
    acting: Acting, asked: list[RecallProceeding | BreachProceeding], cases: dict[int, Case]
) -> Iterator[ToSign]:
    moved = Move.objects.filter(about__in=[_about(one) for one in asked]).values_list("about")
    since = dict(moved.annotate(last=Max("at")))
    sensitive = acting.area(Capability.SEE_SENSITIVE)
    for one in asked:
        case = cases[one.person_id]
        if one.is_sensitive and not sensitive.holds_team(case.team):
            continue
        what = (RECALL if isinstance(one, RecallProceeding) else BREACH)[one.status]
        yield ToSign(what, case, since.get(_about(one), one.started_at), _url(one, case))


def _about(one: RecallProceeding | BreachProceeding) -> str:
    return recall.about(one) if isinstance(one, RecallProceeding) else breach.about(one)


def _url(one: RecallProceeding | BreachProceeding, case: Case) -> str:
    if isinstance(one, RecallProceeding):
        return reverse("recall", args=[case.person.crn, one.pk])
    return reverse("breach", args=[one.pk])
