"""Who knew the person before, in words: each with their spell, and where they are now if the list is without them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from rainer.allocation.queries.candidates import Candidate
from rainer.allocation.queries.history import EarlierHolder, earlier_holders, where_now
from rainer.cases.models import Case
from rainer.organisation.models import Practitioner
from rainer.web import words
from rainer.workforce.models import PractitionerTeam


def who_knew_them(case: Case, listed: Sequence[Candidate], *, on: date) -> list[str]:
    """ "Daniel Kowalczyk, PO, 4 Mar 2024 to 9 Jun 2025: can be chosen below", the latest first."""
    found = earlier_holders(case)
    teams = where_now((one.practitioner for one in found), on=on)
    return [
        _("%(spell)s: %(now)s")
        % {"spell": _spell(one), "now": _now(one.practitioner, case, listed, teams.get(one.practitioner.pk, []))}
        for one in found
    ]


def _spell(one: EarlierHolder) -> str:
    return _("%(who)s, %(grade)s, %(starts)s to %(ends)s") % {
        "who": one.practitioner,
        "grade": one.practitioner.short_grade,
        "starts": words.day(one.starts),
        "ends": words.day(one.ends) if one.ends else _("now"),
    }


def _now(who: Practitioner, case: Case, listed: Sequence[Candidate], teams: list[PractitionerTeam]) -> str:
    mine = [c for c in listed if c.to.practitioner_id == who.pk]
    if any(c.can_be_chosen for c in mine):
        return _("can be chosen below")
    if mine:
        return _("cannot be chosen, %(why)s") % {"why": "; ".join(mine[0].in_the_way)}
    if any(pt.pk == case.practitioner_team_id for pt in teams):
        return _("holds this case now")
    if teams:
        return _("now in %(team)s, %(unit)s, which is not listed here") % {
            "team": teams[-1].team.name,
            "unit": teams[-1].team.unit.name,
        }
    if who.left_on:
        return _("left on %(day)s, so cannot be chosen") % {"day": words.day(who.left_on)}
    return _("in no team now, so cannot be chosen")
