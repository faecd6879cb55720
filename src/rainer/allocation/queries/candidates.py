"""Who could take this person: everyone of the chosen teams, what it would do to their load, and who knew the person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.allocation.inputs import Rules
from rainer.allocation.queries.standing import kept_out
from rainer.allocation.queries.verdicts import Verdict, in_grade_words, verdicts
from rainer.cases.models import Case, Rosh
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import Grade, Team
from rainer.policy.allocation import whole_months
from rainer.policy.workload import load_percent
from rainer.workforce.models import PractitionerTeam
from rainer.workload.models import CurrentLoad
from rainer.workload.queries.coming import Week, coming_weeks

HIGH_RISK = (Rosh.VERY_HIGH, Rosh.HIGH)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One practitioner-team beside one person. Loads are unrounded per cent; None is not available."""

    to: PractitionerTeam
    verdict: Verdict
    load: CurrentLoad | None
    high_risk_held: int
    months_qualified: int | None
    same_office: bool
    highest: float | None
    highest_week: date | None

    @property
    def pk(self) -> int:
        return self.to.pk

    @property
    def code(self) -> str:
        return self.to.practitioner.code

    @property
    def name(self) -> str:
        return str(self.to.practitioner)

    @property
    def percent_now(self) -> float | None:
        return self.verdict.percent_before

    @property
    def percent_with(self) -> float | None:
        return self.verdict.percent_after

    @property
    def new_in_week(self) -> int:
        return self.verdict.standing.new_in_week

    @property
    def knew(self) -> tuple[tuple[date, date | None], ...]:
        return self.verdict.known.held

    @property
    def can_be_chosen(self) -> bool:
        return not (self.verdict.never or self.verdict.against)

    @property
    def stands_only_at_a_cap(self) -> bool:
        """Whether nothing but a cap of new people a week may be in the way."""
        return not self.verdict.never and set(self.verdict.against) <= {self.verdict.over_cap}

    @property
    def qualified_words(self) -> str:
        """How long since they qualified as a probation officer; of a grade without it, that it does not apply."""
        months = self.months_qualified
        if months is None and self.to.practitioner.grade != Grade.PO:
            return _("Does not apply: %(served)s") % {"served": self.served_words}
        if months is None:
            return _("Not known")
        if months >= 24:
            return _("%(years)d years") % {"years": months // 12}
        return ngettext("%(months)d month", "%(months)d months", months) % {"months": months}

    @property
    def served_words(self) -> str:
        """Time in the grade, which the guard looks at."""
        return in_grade_words(self.verdict.answer.months_in_grade)

    @property
    def in_the_way(self) -> tuple[str, ...]:
        return (*self.verdict.never, *self.verdict.against)

    @property
    def knew_words(self) -> str:
        """ "2024 to 25": the spells in which they held this person before."""
        return ", ".join(_years(starts, ends) for starts, ends in self.knew)


def _years(starts: date, ends: date | None) -> str:
    if ends is None:
        return _("since %(year)d") % {"year": starts.year}
    return str(starts.year) if starts.year == ends.year else f"{starts.year}–{ends.year % 100:02d}"


def teams_to_choose_from(acting: Acting, case: Case) -> QuerySet[Team]:
    """Every team where the user may name someone."""
    return Team.objects.filter(acting.area(Capability.ALLOCATE).teams_q("")).select_related("unit").order_by("name")


def weeks_ahead(rules: Rules) -> int:
    """How far ahead loads are looked at, as on the load pages."""
    return int(rules.value("workload.load_pages")["coming_weeks"])


def candidates(case: Case, teams: Sequence[Team], rules: Rules) -> list[Candidate]:
    """Everyone of these teams who holds or could hold cases, the best choice first. Constant queries.

    Order: those who can take it, who knew the person first, then the lowest load with this person; then those who
    cannot be chosen, with why.
    """
    people = _choosable(teams, rules, but=case.practitioner_team_id)
    found = verdicts(case, people, rules)
    loads = CurrentLoad.objects.in_bulk([pt.pk for pt in people])
    high = high_risk_held([pt.pk for pt in people])
    weeks = coming_weeks(list(loads), on=rules.on, weeks=weeks_ahead(rules), rulebook=rules.book)
    listed = [
        _candidate(pt, found[pt.pk], loads.get(pt.pk), weeks.get(pt.pk, []), high.get(pt.pk, 0), case, rules.on)
        for pt in people
    ]
    return sorted(listed, key=_best_first)


def let_in_by_team(case: Case, teams: Sequence[Team], rules: Rules) -> list[tuple[Team, int]]:
    """Where someone whom limited access lets in could be chosen, and how many they are. Constant queries."""
    people = _choosable(teams, rules, but=case.practitioner_team_id)
    out = {pt for _person, pt in kept_out([case.person_id], people, on=rules.on)}
    found = Counter(pt.team_id for pt in people if pt.pk not in out)
    return [(team, found[team.pk]) for team in teams if found[team.pk]]


def _choosable(teams: Sequence[Team], rules: Rules, *, but: int | None) -> list[PractitionerTeam]:
    """Everyone of these teams of a grade that cases are given to, but for whoever holds the case."""
    return list(
        PractitionerTeam.objects.select_related("practitioner", "team__unit__region")
        .filter(Q(ends=None) | Q(ends__gte=rules.on), team__in=teams, is_placeholder=False)
        .filter(practitioner__grade__in=rules.value("allocation.choosable_grades"))
        .exclude(pk=but or 0)
        .order_by("practitioner__surname", "practitioner__forename", "id")
    )


def _candidate(
    pt: PractitionerTeam,
    verdict: Verdict,
    load: CurrentLoad | None,
    weeks: Sequence[Week],
    high: int,
    case: Case,
    on: date,
) -> Candidate:
    qualified = pt.practitioner.qualified_on
    highest, week = _highest(weeks, verdict.effect.case_points if verdict.effect else 0)
    return Candidate(
        to=pt,
        verdict=verdict,
        load=load,
        high_risk_held=high,
        months_qualified=whole_months(qualified, on) if qualified else None,
        same_office=bool(pt.team.office) and pt.team.office == case.team.office,
        highest=highest,
        highest_week=week,
    )


def _highest(weeks: Sequence[Week], points: float) -> tuple[float | None, date | None]:
    """The highest load with this case in the weeks ahead, and the Monday of that week; the soonest of equals."""
    loads = [(load_percent(week.total + points, week.available), week.starts) for week in weeks]
    known = [(percent, starts) for percent, starts in loads if percent is not None]
    return max(known, key=lambda one: (one[0], -one[1].toordinal()), default=(None, None))


def _best_first(one: Candidate) -> tuple[bool, bool, float, str, int]:
    with_case = float("inf") if one.percent_with is None else one.percent_with
    return (not one.can_be_chosen, not (one.can_be_chosen and one.knew), with_case, one.name, one.pk)


def high_risk_held(pt_ids: Sequence[int]) -> dict[int, int]:
    """How many high and very high risk people each holds; one query."""
    rows = (
        Case.objects.filter(practitioner_team_id__in=pt_ids, closed_on=None, rosh__in=HIGH_RISK)
        .values("practitioner_team_id")
        .annotate(count=Count("id"))
    )
    return {row["practitioner_team_id"]: row["count"] for row in rows}
