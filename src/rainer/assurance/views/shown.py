"""What the watch shows: its figure, its funnel with the same figures as a table, and its patterns in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from rainer.assurance.models import LevelChange
from rainer.assurance.queries.watch import NEAR, OVER, TESTED, UNINFORMED, Tested, Watch
from rainer.organisation.models import Team
from rainer.policy import watch as rules
from rainer.policy.outcome import Outcome
from rainer.policy.workload import action_level
from rainer.web import words
from rainer.web.charts import Chart, Dot, Limit, funnel_chart
from rainer.web.figures import Figure


@dataclass(frozen=True, slots=True)
class PatternRow:
    """A pattern in a team or in all. Where `seen` is not to be shown, it says so and there is no more."""

    key: str
    name: str
    team_code: str
    seen: str
    expected: str
    test: str
    stands: bool
    may_draw: bool
    why_url: str = ""
    outcome: Outcome[Any] | None = None


def interval(low: float | None, high: float | None) -> str:
    return _("%(low)s to %(high)s") % {"low": words.load1(low), "high": words.load1(high)}


def headline(found: Watch, *, why: str) -> Figure:
    """The rate of the quarter, with its count, interval and the usual one."""
    rate, usual = found.rate.answer, found.usual.answer
    assert rate is not None
    unit = _("lowered: %(count)s of %(of)s levels looked at (%(interval)s)") % {
        "count": words.whole(rate.count),
        "of": words.whole(rate.of),
        "interval": interval(rate.low, rate.high),
    }
    before = _("no usual rate yet: too few in the quarters before")
    if usual is not None and usual.is_shown:
        before = _("usually %(share)s, %(count)s of %(of)s in the quarters before") % {
            "share": words.load1(usual.share), "count": words.whole(usual.count), "of": words.whole(usual.of),
        }  # fmt: skip
    return Figure(words.load1(rate.share), unit, trend=before, why_url=why)


def say(found: Watch) -> str:
    """Instead of the figure, where there is none."""
    rate = found.rate.answer
    if rate is None or rate.is_shown:
        return ""
    if not rate.of:
        return _("No level was looked at in this quarter.")
    return _("Too few to show (under %(least)s)") % {"least": smallest(found)}


def smallest(found: Watch) -> int:
    asked = found.asked
    least: int = found.rulebook.value("watch.smallest_shown", on=asked.on, place=asked.place).value
    return least


def funnel_of(found: Watch) -> Chart:
    """Teams whose numbers are too small have no dot and no figures."""
    answer = found.funnel.answer
    assert answer is not None
    shown = [one for one in answer.points if one.shown == "shown"]
    outside = {one.team for one in answer.outside}
    inner, outer = _statistics(found)["funnel_limits"]
    dots = [Dot(one.reviewed, one.share or 0.0, one.team if one.team in outside else "") for one in shown]
    base = answer.base
    where = found.asked.unit.name if found.asked.unit else _("all units you watch")
    subtitle = _("Share of levels looked at that were lowered, by team: %(kind)s, %(where)s, %(quarter)s, n %(n)s") % {
        "kind": LevelChange.Kind(found.asked.kind).label.lower(),
        "where": where,
        "quarter": found.asked.quarter.words,
        "n": words.whole(sum(one.reviewed for one in found.counts)),
    }
    return funnel_chart(
        dots,
        base=base,
        limits=[
            Limit(f"{inner}%", _limits(base, inner), dash=(4, 4)),
            Limit(f"{outer}%", _limits(base, outer)),
        ],
        headings=(_("Team"), _("Looked at"), _("Lowered"), _("Share"), _("Interval, 95%"), _("Expected")),
        table=[_figures(one) for one in answer.points],
        caption=_finding(answer, outer),
        subtitle=subtitle,
    )


def _statistics(found: Watch) -> dict[str, Any]:
    value: dict[str, Any] = found.rulebook.value("watch.statistics", on=found.asked.on, place=found.asked.place).value
    return value


def _limits(base: float | None, confidence: float) -> Callable[[int], tuple[float, float]]:
    return lambda of: rules.limits(of, base or 0.0, confidence)


def _finding(answer: rules.Funnel, outer: float) -> str:
    if not any(one.shown == "shown" for one in answer.points):
        return _("Too few to show in any team")
    if not answer.outside:
        return _("No team is outside the %(outer)s%% limits") % {"outer": outer}
    named = "; ".join(
        _("%(team)s, by chance alone %(often)s") % {"team": one.team, "often": rules.how_often(one.years)}
        for one in answer.outside
    )
    return _("Outside the %(outer)s%% limits: %(named)s") % {"outer": outer, "named": named}


def _figures(one: rules.FunnelPoint) -> tuple[Any, ...]:
    if one.shown != "shown":
        hidden = _("[c] too few") if one.shown == "too few" else _("[c] hidden with another")
        return (one.team, hidden, *["[c]"] * 4)
    return (
        one.team,
        words.whole(one.reviewed),
        words.whole(one.lowered),
        words.load1(one.share),
        interval(one.low, one.high),
        f"{one.expected:.1f}",
    )


def pattern_rows(found: Watch, *, why: Callable[..., str] = lambda **_what: "") -> list[PatternRow]:
    """What chance explains least comes first; then each pattern in all teams together, then what is only counted."""
    hidden = {pattern: found.hidden(pattern) for pattern in TESTED}
    rows = [
        _tested_row(found, one, why)
        for one in found.tested
        if one.team is not None and one.answer.is_shown and hidden[one.pattern][one.team.pk] == "shown"
    ]
    rows += [_whole_row(found, pattern, why) for pattern in TESTED]
    return rows + _uninformed_rows(found)


def _name(found: Watch, pattern: str, team: Team | None) -> str:
    asked = found.asked
    where = found.labels[team.pk] if team else (asked.unit.name if asked.unit else _("all teams"))
    if pattern == NEAR:
        days = found.rulebook.value("watch.patterns", on=asked.on, place=asked.place).value["near_days"]
        return _("Lowered within %(days)s days of an allocation or move, %(where)s") % {"days": days, "where": where}
    if pattern == OVER:
        over = action_level(on=asked.on, place=asked.place, rulebook=found.rulebook)
        return _("Lowered by somebody at or over %(over)s, %(where)s") % {"over": f"{over:g}%", "where": where}
    return _("Lowered with no new information, %(where)s") % {"where": where}


def _tested_row(found: Watch, one: Tested, why: Callable[..., str]) -> PatternRow:
    answer, shuffles = one.answer, _statistics(found)["shuffles"]
    code = one.team.code if one.team else ""
    by_chance = {"expected": f"{answer.expected:.1f}", "low": answer.low, "high": answer.high}
    least = 1 / (1 + shuffles)
    p = _("p under %(p)s") % {"p": f"{2 * least:.4f}"} if answer.p < 2 * least else f"p {answer.p:.4f}"
    tested = _("%(p)s, %(shuffles)s shuffles; by chance alone %(often)s") % {
        "p": p, "shuffles": words.whole(shuffles), "often": rules.how_often(answer.years),
    }  # fmt: skip
    return PatternRow(
        key=one.pattern,
        name=_name(found, one.pattern, one.team),
        team_code=code,
        seen=words.whole(answer.seen),
        expected=_("%(expected)s (%(low)s to %(high)s)") % by_chance,
        test=tested if one.stands else _("within chance"),
        stands=one.stands,
        may_draw=True,
        why_url=why(what=one.pattern, team=code),
        outcome=one.outcome,
    )


def _whole_row(found: Watch, pattern: str, why: Callable[..., str]) -> PatternRow:
    """All teams together, each shuffled within itself. It is no test of its own: nothing stands by it."""
    if found.total(pattern) is not None:
        return _tested_row(found, found.test(pattern, found.counts, None), why)
    return _not_shown(found, pattern, None)


def _not_shown(found: Watch, pattern: str, team: Team | None) -> PatternRow:
    few = sum(one.answer.seen for one in found.tested if one.pattern == pattern) < smallest(found)
    said = (
        _("Too few to show (under %(least)s)") % {"least": smallest(found)}
        if few
        else _("Hidden so the others cannot be worked out")
    )
    return PatternRow(pattern, _name(found, pattern, team), team.code if team else "", said, "–", "–", False, False)


def _uninformed_rows(found: Watch) -> list[PatternRow]:
    """A count without a test: what is expected is that there is none."""
    least = smallest(found)
    hidden = found.hidden(UNINFORMED)
    shown = [one for one in found.counts if one.lowered_uninformed >= least and hidden[one.team.pk] == "shown"]
    rows = [_counted(found, one.team, one.lowered_uninformed) for one in shown]
    total = found.total(UNINFORMED)
    if total is not None:
        return [*rows, _counted(found, None, total)]
    few = sum(one.lowered_uninformed for one in found.counts) < least
    said = (
        _("Too few to show (under %(least)s)") % {"least": least}
        if few
        else _("Hidden so the others cannot be worked out")
    )
    return [*rows, PatternRow(UNINFORMED, _name(found, UNINFORMED, None), "", said, "–", "–", False, False)]


def _counted(found: Watch, team: Team | None, count: int) -> PatternRow:
    return PatternRow(
        UNINFORMED, _name(found, UNINFORMED, team), team.code if team else "", words.whole(count), "–",
        _("counted, not tested"), False, True,
    )  # fmt: skip
