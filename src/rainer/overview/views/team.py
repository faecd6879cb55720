"""A team's front page: what needs a decision of its senior."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.allocation.inputs import Rules
from rainer.cases.queries.opening_notices import notices_for
from rainer.common import clock
from rainer.organisation.access import ActingRequest, get_team, needs
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import Team
from rainer.overview.first_today import team_decisions
from rainer.overview.sentences import level_words
from rainer.rulebook.queries import rulebook_now
from rainer.web.figures import Figure
from rainer.web.page import render
from rainer.web.words import load0
from rainer.workload.queries.age import age_of_place
from rainer.workload.queries.places import Spread, Where, spread


@needs(Capability.SEE_LOAD_BY_NAME)
def team_page(request: ActingRequest, team: str) -> HttpResponse:
    found = get_team(request.acting, team, Capability.SEE_LOAD_BY_NAME)
    where, rulebook = Where.of_team(found), rulebook_now()
    found_load = spread(where, rulebook=rulebook, on=clock.today())
    return render(
        request,
        "overview/team.html",
        title=_("%(team)s: needs a decision") % {"team": found.name},
        as_of=clock.now(),
        data_age=age_of_place(where, on=clock.today(), rulebook=rulebook),
        team=found,
        openings=notices_for(request.acting),
        load=found_load.whole,
        figures=_team_figures(found, found_load),
        tasks=team_decisions(request.acting, found, Rules.of(found.unit, on=clock.today())),
    )


def _team_figures(team: Team, found: Spread) -> list[Figure]:
    load, why_url = found.whole, reverse("why_place_load", args=["team", team.code])
    return [
        Figure(load0(load.percent), _("of time"), label=_("Load, named only"), why_url=why_url),
        Figure(load0(load.percent_with_nobody), _("of time"), label=_("Load, counting all"),
               why_url=f"{why_url}?figure=all"),
        Figure(
            _("%(n)s of %(all)s") % {"n": load.at_or_over, "all": load.with_load}, _("people"),
            label=_("At or over %(level)s") % {"level": level_words(found.level)}, why_url=why_url, why_text=_("Why these?"),
            trend=_("median %(m)s · highest %(h)s") % {"m": load0(load.median), "h": load0(load.maximum)},
        ),
        Figure(f"{load.nobody.people:,}", _("people"), label=_("Nobody named"),
               why_url=reverse("why_nobody_count", args=["team", team.code])),
    ]  # fmt: skip
