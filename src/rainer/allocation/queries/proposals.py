"""A proposal as its page shows it: rows, loads before and after whatever is ticked, and who could not be placed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.allocation.models import Proposal, ProposalRow
from rainer.allocation.proposal.model import FULL
from rainer.allocation.proposal.problem import Candidate, Mode, PersonWaiting, Problem, Settings
from rainer.allocation.proposal.result import Shortage, Summary, added_points, is_at, summarise
from rainer.cases.access import limited_q
from rainer.common.errors import NotThereError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit, Region
from rainer.policy.allocation import must_not_wait_groups
from rainer.policy.outcome import Outcome, Step
from rainer.policy.rulebook import Place, Value
from rainer.rulebook.queries import rulebook_now
from rainer.workforce.models import PractitionerTeam

PLACED = ProposalRow.State.PLACED
RESTRICTED_FOR_YOU = "restricted_for_you"
OVER = (Proposal.State.DECIDED, Proposal.State.FAILED)
MOST_OPEN = 30


def get_proposal(acting: Acting, pk: int) -> Proposal:
    """The proposal, if the user may propose in all of its place; else NotThereError."""
    found = (
        Proposal.objects.select_related("team__unit__region", "unit__region", "region", "asked_by")
        .filter(pk=pk)
        .first()
    )
    area = acting.area(Capability.PROPOSE)
    if found is None or not _may_open(area, found):
        raise NotThereError("You cannot open this proposal. It may not be yours, or not there.")
    return found


def may_open(acting: Acting, found: Proposal) -> bool:
    return _may_open(acting.area(Capability.PROPOSE), found)


def _may_open(area: Any, found: Proposal) -> bool:
    return bool(
        (found.team and area.holds_team(found.team))
        or (found.unit and area.holds_unit(found.unit))
        or (found.region and area.holds_region(found.region))
    )


PLACE = ("team", "unit", "region")


def open_proposals(acting: Acting, place: DeliveryUnit | Region) -> list[Proposal]:
    """Proposals for the place or a part of it that nobody decided on, newest first, of those the user may open."""
    if not acting.may(Capability.PROPOSE):
        return []
    if isinstance(place, DeliveryUnit):
        within = Q(unit=place) | Q(team__unit=place)
    else:
        within = Q(region=place) | Q(unit__region=place) | Q(team__unit__region=place)
    rows = Proposal.objects.filter(within).exclude(state__in=OVER).order_by("-as_at", "-pk")
    area = acting.area(Capability.PROPOSE)
    found = rows.select_related("team__unit__region", "unit__region", "region", "asked_by")[:MOST_OPEN]
    decided = Proposal.objects.filter(within, state=Proposal.State.DECIDED).values_list(*PLACE)
    latest = {tuple(place): pk for *place, pk in decided.annotate(last=Max("pk")).order_by()}
    # A decision on a newer one of the very same place closes those before it.
    is_left = [one for one in found if one.pk > latest.get((one.team_id, one.unit_id, one.region_id), 0)]
    return [one for one in is_left if _may_open(area, one)]


def newer_than(proposal: Proposal) -> Proposal | None:
    """The newest later proposal for the very same place, with its asker; None where there is none."""
    same = Proposal.objects.filter(team=proposal.team, unit=proposal.unit, region=proposal.region, pk__gt=proposal.pk)
    return same.exclude(state=Proposal.State.FAILED).select_related("asked_by").order_by("-pk").first()


def rows_of(proposal: Proposal, acting: Acting) -> QuerySet[ProposalRow]:
    """Rows in the waiting order. `is_limited` rows may show a CRN and nothing of the person."""
    return (
        ProposalRow.objects.filter(proposal=proposal)
        .select_related("case__person", "case__team", "to__practitioner", "to__team__unit", "next_best__practitioner")
        .annotate(is_limited=limited_q(acting, "case__person"))
        .order_by("order")
    )


def decided_rows(proposal: Proposal, acting: Acting) -> QuerySet[ProposalRow]:
    """Rows that somebody was suggested for and that are decided: named, left out, or not accepted."""
    State = ProposalRow.State
    return rows_of(proposal, acting).filter(
        state__in=(State.ACCEPTED, State.LEFT_OUT, State.DECLINED), to__isnull=False
    )


def not_placed_by_reason(proposal: Proposal) -> list[tuple[str, int]]:
    """(reason code, how many), most first."""
    rows = ProposalRow.objects.filter(proposal=proposal, state=ProposalRow.State.NOT_PLACED)
    counted = rows.values_list("reason_code").annotate(n=Count("id")).order_by("-n", "reason_code")
    return [(str(code), int(n)) for code, n in counted]


def kept_problem(proposal: Proposal) -> Problem:
    """The problem as it was worked out, without the guard: enough to add loads up again."""
    kept = proposal.facts
    on = date.fromisoformat(kept["on"])
    urgent = kept["urgent_groups"] if "urgent_groups" in kept else must_not_wait_groups(on=on)
    return Problem(
        on=on,
        people=tuple(
            PersonWaiting(
                ref=ref,
                group=group,
                points=points,
                order=order,
                team="",
                office="",
                verdicts={},
                must_not_wait=group in urgent,
            )
            for order, (ref, group, points) in enumerate(kept["people"], start=1)
        ),
        candidates=tuple(
            Candidate(ref=ref, grade="", available_points=available, total_points=total, team="", office="")
            for ref, total, available in kept["practitioners"]
        ),
        settings=Settings(
            mode=Mode(proposal.mode), gap=0.0, time_limit_seconds=0.0, starts_a_week=1, **kept["settings"]
        ),
    )


def summary_of(proposal: Proposal, rows: Iterable[ProposalRow]) -> Summary:
    """Loads before and after giving the people of these rows to whom they name."""
    problem = kept_problem(proposal)
    return summarise(problem, _given(problem, rows))


def _given(problem: Problem, rows: Iterable[ProposalRow]) -> dict[str, str]:
    known = {c.ref for c in problem.candidates}
    return {str(row.case_id): str(row.to_id) for row in rows if str(row.to_id) in known}


def given_at_stop(proposal: Proposal, rows: Iterable[ProposalRow]) -> int:
    """How many practitioners these rows give somebody at or over the stop level, also somebody of no points."""
    problem = kept_problem(proposal)
    given = _given(problem, rows)
    added, stop = added_points(problem, given), problem.settings.stop_level
    measured = {ref for ref in given.values() if problem.candidate(ref).available_points}
    return sum(is_at(problem, ref, added.get(ref, 0), stop) for ref in measured)


@dataclass(frozen=True, slots=True)
class Practitioner:
    """One practitioner of a proposal: load before and after in per cent, people given, and whether newly over."""

    to: PractitionerTeam
    before: float | None
    after: float | None
    given: int
    passes_act: bool
    names: tuple[str, ...]


def by_practitioner(summary: Summary, rows: Iterable[Any]) -> list[Practitioner]:
    """Those given somebody, highest after first. Limited people stand as their CRN alone."""
    teams: dict[str, PractitionerTeam] = {}
    names: dict[str, list[str]] = {}
    for row in rows:
        if row.to is None:
            continue
        teams[str(row.to_id)] = row.to
        name = row.case.person.crn if row.is_limited else f"{row.case.person} {row.case.person.crn}"
        names.setdefault(str(row.to_id), []).append(name)
    found = [
        Practitioner(teams[c.candidate], c.before, c.after, c.given, c.passes_act, tuple(names.get(c.candidate, ())))
        for c in summary.loads
        if c.given and c.candidate in teams
    ]
    return sorted(found, key=lambda p: (-(p.after or 0.0), p.to.pk))


def raised_further(proposal: Proposal, listed: Iterable[Practitioner]) -> list[Practitioner]:
    """Those at or over the act level already whom the plan gives more work, in the order listed."""
    problem = kept_problem(proposal)
    more = [p for p in listed if p.before is not None and (p.after or 0.0) > p.before]
    return [p for p in more if is_at(problem, str(p.to.pk), 0, problem.settings.act_level)]


def medians(summary: Summary) -> tuple[float | None, float | None]:
    """The median load before and after."""
    before = [c.before for c in summary.loads if c.before is not None]
    after = [c.after for c in summary.loads if c.after is not None]
    return (median(before) if before else None, median(after) if after else None)


def shortage_outcome(proposal: Proposal, place: Place) -> Outcome[int]:
    """How many full-time posts short the place is, at each level with its sum, as it was worked out."""
    kept, on = proposal.facts["shortages"], date.fromisoformat(proposal.facts["on"])
    first, rulebook = kept[0], rulebook_now()
    values = {
        "level": rulebook.get("workload.thresholds", on=on, place=place),
        "full_time": rulebook.get("workload.nominal_target", on=on, place=place),
    }
    left_out = proposal.rows.filter(reason_code=RESTRICTED_FOR_YOU).count()
    without = ngettext(
        "%(n)s restricted person was not asked for and is not in this sum.",
        "%(n)s restricted people were not asked for and are not in this sum.",
        left_out,
    )
    return Outcome(
        rule="allocation.proposal.shortage",
        on=on,
        place=place,
        answer=first["whole"],
        steps=tuple(_level_step(one, values) for one in kept),
        notes=(without % {"n": left_out},) if left_out else (),
        sentence=_(
            "To name everyone and keep to %(level)s%% takes %(posts)s full-time practitioners more: the work held and "
            "waiting at that level, less the time there is, in posts of one full-time practitioner."
        )
        % {"level": f"{first['level']:g}", "posts": first["whole"]},
    )


# The parts of the sum, in the order in which they are kept: see `allocation.proposal.result.shortage`.
SUM = ("held", "waiting", "needed", "available", "full_time", "posts")


def _level_step(one: dict[str, Any], values: dict[str, Value | None]) -> Step:
    """One level with its sum. 100% is no threshold of the rulebook: it is all the time there is."""
    name = f"keep_to_{one['level']:g}"
    return Step(
        name=name,
        label=_("To keep to %(level)s%%") % {"level": f"{one['level']:g}"},
        found=_("full-time practitioners more"),
        result=round(one["posts"], 1),
        value=None if one["level"] == FULL else values["level"],
        parts=tuple(
            Step(f"{name}.{part}", label, found, result, values.get(part))
            for part, (label, found, result) in zip(SUM, one["steps"], strict=True)
        ),
    )


def shortage_facts(shortages: Iterable[Shortage]) -> list[dict[str, Any]]:
    """Shortages as plain data, with the steps of the sum."""
    return [
        {
            "level": s.level,
            "posts": round(s.posts, 2),
            "whole": s.whole_posts,
            "steps": [[step.label, step.found, step.result] for step in s.steps],
        }
        for s in shortages
    ]
