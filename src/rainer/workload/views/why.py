"""Why pages of load: each figure opened into its steps, today or on a past day."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.policy.outcome import Outcome, Step
from rainer.policy.rulebook import Rulebook
from rainer.policy.workload import action_level
from rainer.policy.workload.rollup import HIGH_CENTILE
from rainer.rulebook.queries import rulebook_now
from rainer.web import page, words
from rainer.web.navigation import address
from rainer.web.why import why_page
from rainer.workload.queries.kinds import kinds_of_nobody
from rainer.workload.queries.own import OwnLoad, crns_open_to, how_many_restricted, own_load
from rainer.workload.queries.places import PlaceLoad, Spread, Where, spread
from rainer.workload.views.common import NOT_THERE, kept_load, one_of, teams_open_to
from rainer.workload.views.places import load_address, place_to_explain


@needs(Capability.SEE_OWN_LOAD, Capability.SEE_LOAD_BY_NAME)
def why_load(request: ActingRequest, code: str, team: str) -> HttpResponse:
    """One practitioner's load; on a past day, from the facts kept with that night's reading."""
    pt = one_of(teams_open_to(request.acting, code, Capability.SEE_LOAD_BY_NAME), team)
    other_day, rulebook = page.day_asked(request), rulebook_now()
    on = other_day or request.acting.on
    found = kept_load(pt, on, rulebook=rulebook) if other_day else own_load(pt, on=on, rulebook=rulebook)
    if found is None:
        raise NotThereError(NOT_THERE)
    own = pt.practitioner.user_id == request.acting.user.pk
    dispute = f"{reverse('my_load')}?{urlencode({'team': pt.team.code})}" if own and not other_day else ""
    return why_page(
        request,
        found.outcome,
        title=_("Why %(figure)s?") % {"figure": words.load1(found.load.percent)},
        sentence=_kept_words(found),
        subject=f"{pt.practitioner}, {pt.team}",
        back=reverse("staff_load", args=[code]),
        looking_at=other_day,
        not_counted=[f"{u.count} {u.tier or ''} {u.state or ''}: {u.reason}" for u in found.load.unscored],
        dispute_url=dispute,
        step_urls={f"case:{crn}": address("person", crn) for crn in crns_open_to(request.acting, found)},
        restricted=how_many_restricted(request.acting, found),
    )


def _kept_words(found: OwnLoad) -> str:
    """The rule's sentence; on a past day that now comes out differently, what the reading said as well."""
    reading = found.reading
    if reading is None or not found.differs:
        return ""
    said = _(
        "The reading of that night was %(then)s: %(total)s of %(available)s points. Values for that day were changed later."
    )
    facts = {"then": words.load1(reading.percent), "total": words.whole(reading.total_points),
             "available": words.whole(reading.available_points)}  # fmt: skip
    return f"{found.outcome.sentence} {said % facts}"


@needs(Capability.SEE_LOAD_OF_PLACE)
def why_place_load(request: ActingRequest, level: str, code: str) -> HttpResponse:
    """A place's load: points summed, then divided; its spread; the people nobody holds."""
    where = place_to_explain(request.acting, level, code)
    other_day, rulebook = page.day_asked(request), rulebook_now()
    on = other_day or request.acting.on
    found = spread(where, rulebook=rulebook, on=on, reading_of=other_day)
    figure = request.GET.get("figure", "")
    outcome = place_outcome(where, found, on=on, rulebook=rulebook)
    query = f"?on={on.isoformat()}" if other_day else ""
    load = load_address(request.acting, where)
    facts = {name: load + query for name in ("sum", "available", "percent", "spread", "over") if load}
    return why_page(
        request,
        outcome,
        title=_("Why %(figure)s?") % {"figure": words.load0(_percent_asked(found, figure))},
        sentence=_all_words(found.whole) if figure == "all" else "",
        subject=where.name,
        back=(load or address("unit_front", where.code)) + query,
        looking_at=other_day,
        step_urls={**facts, "nobody": reverse("why_nobody_points", args=[level, where.code]) + query},
    )


def _percent_asked(found: Spread, figure: str) -> float | None:
    """Which of the place's loads is asked about: with the people nobody holds, of its prison teams, or named work."""
    if figure == "prison" and found.prison:
        return found.prison.percent
    return found.whole.percent_with_nobody if figure == "all" else found.whole.percent


def _all_words(whole: PlaceLoad) -> str:
    return _(
        "The %(named)s points of those who hold cases and the %(nobody)s points of the %(n)s people nobody holds, over "
        "%(available)s points available: %(load)s."
    ) % {
        "named": words.whole(whole.points),
        "nobody": words.whole(whole.nobody.points),
        "n": words.whole(whole.nobody.here),
        "available": words.whole(whole.available),
        "load": words.load1(whole.percent_with_nobody),
    }


def _people_words(people: int) -> str:
    return ngettext("%(n)s person", "%(n)s people", people) % {"n": words.whole(people)}


def _spread_found(whole: PlaceLoad) -> str:
    """How a centile is read off, where there is one: the same everywhere Rainer shows one."""
    said = ngettext("%(n)s with a load", "%(n)s with a load", whole.with_load) % {"n": whole.with_load}
    if whole.with_load < 2:
        return said
    at = 1 + HIGH_CENTILE * (whole.with_load - 1)
    how = _(
        "%(said)s. In order from the lowest, the 90th centile stands at place %(at)s of %(n)s: between two people, "
        "that share of the way from the lower load to the higher"
    )
    return how % {"said": said, "at": f"{at:.1f}".removesuffix(".0"), "n": whole.with_load}


def _counting_all(whole: PlaceLoad) -> list[Step]:
    together = f"{whole.points + whole.nobody.points:,} ÷ {whole.available:,}"
    return [
        Step("nobody", _("People nobody holds"), _people_words(whole.nobody.here), whole.nobody.points),
        Step("all", _("Load, counting all"), together, words.load1(whole.percent_with_nobody)),
    ]


def place_outcome(where: Where, found: Spread, *, on: date, rulebook: Rulebook) -> Outcome[dict[str, Any]]:
    """The steps of a place's load, as the rollup rule takes them, from sums made by the database."""
    whole, prison = found.whole, found.prison
    level = action_level(on=on, place=where.place, rulebook=rulebook)
    value = rulebook.value("workload.thresholds", on=on, place=where.place)
    held = _("%(n)s practitioners; %(none)s of them without hours hold %(points)s of the points") % {
        "n": whole.people, "none": whole.not_available, "points": words.whole(whole.points_without_time),
    }  # fmt: skip
    steps = (
        Step("sum", _("Points held"), held, whole.points),
        Step("available", _("Points available"), _("%(h)s hours a week") % {"h": f"{whole.hours:,.1f}"}, whole.available),
        Step("percent", _("Load, named only"), f"{whole.points:,} ÷ {whole.available:,}", words.load1(whole.percent)),
        *(_counting_all(whole) if found.nobody_is_kept
          else [Step("nobody", _("People nobody holds"), _("not counted here on that night"), _("Not kept"))]),
        Step("spread", _("Median, 90th centile, highest"), _spread_found(whole),
             ", ".join(words.load1(v) for v in (whole.median, whole.ninetieth, whole.maximum))),
        Step("over", _("At or over %(level)s") % {"level": f"{level:g}%"},
             _("%(over)s of %(n)s") % {"over": whole.at_or_over, "n": whole.with_load}, words.load1(whole.share_at_or_over), value),
        *([Step("prison", _("Prison teams, apart"), _("%(points)s ÷ %(available)s, by weights of their own; in no sum above")
                % {"points": words.whole(prison.points), "available": words.whole(prison.available)},
                words.load1(prison.percent))] if prison else []),
    )  # fmt: skip
    sentence = _("Points are summed first and divided last: %(load)s; %(over)s of %(n)s are at or over %(level)s.") % {
        "load": words.load1(whole.percent),
        "over": whole.at_or_over,
        "n": whole.with_load,
        "level": f"{level:g}%",
    }
    answer = {"percent": whole.percent, "counting_all": whole.percent_with_nobody}
    return Outcome("workload.rollup", on, where.place, answer, steps, sentence=sentence)


@needs(Capability.SEE_LOAD_OF_PLACE)
def why_nobody_points(request: ActingRequest, level: str, code: str) -> HttpResponse:
    """The work of the people nobody holds: kinds of case, how many, points each."""
    where = place_to_explain(request.acting, level, code)
    other_day, rulebook = page.day_asked(request), rulebook_now()
    on = other_day or request.acting.on
    rulebook.value("workload.thresholds", on=on, place=where.place)
    kinds = kinds_of_nobody(where, on=other_day)
    if kinds is None:
        raise NotThereError(NOT_THERE)
    value = rulebook.get("workload.weights_v2", on=on, place=where.place)
    steps = [
        Step("kind", kind.words, ngettext("%(n)s person, %(each)s points each", "%(n)s people, %(each)s points each", kind.people)
             % {"n": kind.people, "each": kind.points},
             kind.people * kind.points, value)
        for kind in kinds if kind.points is not None
    ]  # fmt: skip
    missing = [f"{kind.people} {kind.words}" for kind in kinds if kind.points is None]
    people = sum(kind.people for kind in kinds)
    total = sum(step.result for step in steps)
    steps.append(Step("total", _("People nobody holds"), _people_words(people), total))
    outcome = Outcome(
        "workload.case_points",
        on,
        where.place,
        total,
        tuple(steps),
        sentence=ngettext(
            "%(n)s person has nobody named. At the weights of cases that somebody holds, they come to %(points)s points.",
            "%(n)s people have nobody named. At the weights of cases that somebody holds, they come to %(points)s points.",
            people,
        )
        % {"n": words.whole(people), "points": words.whole(total)},
    )
    return why_page(
        request,
        outcome,
        title=_("Why %(points)s points?") % {"points": words.whole(total)},
        subject=where.name,
        back=load_address(request.acting, where) or address("unit_front", where.code),
        looking_at=other_day,
        not_counted=missing,
    )
