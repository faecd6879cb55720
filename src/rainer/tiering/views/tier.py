"""A person's tier: both schemes, every step, what would change it, and each decision as it was kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from rainer.cases.access import open_case, open_person
from rainer.cases.furniture import identity_bar, person_pages
from rainer.cases.models import Case
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.policy.outcome import Outcome
from rainer.policy.tiering import MISSING, NOT_SUPERVISED
from rainer.rulebook.queries import rulebook_now
from rainer.tiering import queries
from rainer.tiering.models import TierDecision, TierOverride
from rainer.tiering.operations import Tiered, tier_words, work_out
from rainer.tiering.standing import tiers_with
from rainer.web import page, why, words
from rainer.web.tables import Column, Table
from rainer.web.tags import tag

WORDS = {
    MISSING: gettext_lazy("No tier: a score is missing"),
    NOT_SUPERVISED: gettext_lazy("Not supervised"),
    "": gettext_lazy("None"),
}
State = TierOverride.State
NAMES = {"v2": gettext_lazy("Older scheme (v2)"), "v3": gettext_lazy("Newer scheme (v3)")}


@dataclass(frozen=True, slots=True)
class Shown:
    """One scheme's tier as the page shows it."""

    heading: Any
    tier: Any
    overridden: TierOverride | None
    is_provisional: bool
    outcome: Outcome[Any]
    caution: str
    lines: list[why.StepLine]
    next_change: Any

    @property
    def lacking(self) -> list[str]:
        """What was not there, in words a person can act on."""
        return [_("%(what)s on record") % {"what": lack[:1].upper() + lack[1:]} for lack in self.outcome.missing]


@needs(Capability.SEE_PERSON)
@require_GET
def tier(request: ActingRequest, crn: str) -> HttpResponse:
    case = open_case(request.acting, crn, Capability.SEE_PERSON, what=_("the tier"))
    history = _history(request, case)
    if (download := history.export_response()) is not None:
        return download
    rulebook, on = rulebook_now(), clock.today()
    worked = work_out(queries.facts_of(case, on=on, rulebook=rulebook), on=on, rulebook=rulebook)
    overrides = list(queries.overrides_of(case))
    standing = {one.scheme: one for one in overrides if one.state == State.STANDING and one.case_id == case.pk}
    counting, _said = tiers_with(standing, *worked.tiers)
    may_propose = request.acting.area(Capability.WRITE_ASSESSMENT).holds_team(case.team)
    return page.render(
        request,
        "tiering/tier.html",
        title=_title(case, tier_words(*counting), is_overridden=bool(standing)),
        as_of=clock.now(),
        identity=identity_bar(case, request.acting),
        sub_nav=person_pages(crn, request.acting, current="tier"),
        crn=crn,
        shown=[_shown(scheme, worked, standing.get(scheme)) for scheme in ("v3", "v2")],
        kept=_kept_differs(case, counting),
        used=_used_for_workload(*counting),
        proposed=[one for one in overrides if one.state == State.PROPOSED],
        past=[one for one in overrides if one.state not in (State.PROPOSED, State.STANDING)],
        may_propose=may_propose,
        may_decide=request.acting.area(Capability.COUNTERSIGN_ASSESSMENT).holds_team(case.team),
        no_scores=bool(worked.v2.missing or worked.v3.missing),
        history=history,
    )


def _shown(scheme: str, worked: Tiered, overridden: TierOverride | None) -> Shown:
    v2_tier, v3_tier, is_provisional = worked.tiers
    outcome: Outcome[Any] = worked.v2 if scheme == "v2" else worked.v3
    letter = v2_tier if scheme == "v2" else v3_tier
    return Shown(
        heading=NAMES[scheme],
        tier=WORDS.get(letter, letter),
        overridden=overridden,
        is_provisional=scheme == "v3" and is_provisional,
        outcome=outcome,
        caution=why.assumption_words(outcome),
        lines=list(why.step_lines(outcome.steps, {}, why.value_link(outcome))),
        next_change=worked.v2_next if scheme == "v2" else worked.v3_next,
    )


def _title(case: Case, tier: str, *, is_overridden: bool) -> str:
    said = {"name": case.person, "tier": tier}
    return (_("Tier of %(name)s: %(tier)s, overridden") if is_overridden else _("Tier of %(name)s: %(tier)s")) % said


def _kept_differs(case: Case, counting: tuple[str, str, bool]) -> str:
    """Said when a fact changed a moment ago and the kept tier has not followed yet."""
    kept = (case.tier_v2, case.tier_v3, case.tier_v3_provisional)
    if kept == counting:
        return ""
    return _("Lists and load still use the tier kept before: %(tier)s. It follows within minutes.") % {
        "tier": tier_words(*kept)
    }


def _used_for_workload(v2_tier: str, v3_tier: str, _provisional: bool) -> str:
    if v3_tier == MISSING:
        return _("The newer scheme gives no letter, so the older tier %(tier)s alone counts for workload.") % {
            "tier": v2_tier
        }
    return _("The older tier %(tier)s counts for workload: no points are in force for letters of the newer scheme.") % {
        "tier": v2_tier
    }


def _history(request: ActingRequest, case: Case) -> Table:
    crn = case.person.crn
    return Table(
        request,
        caption=_("Each tier as it was worked out"),
        columns=[
            Column("at", _("When"), value=lambda d: words.moment(d.at), sort="at",
                   link=lambda d: reverse("tier_decision", args=[crn, d.pk])),
            Column("scheme", _("Scheme"), value=lambda d: NAMES[d.scheme], sort="scheme"),
            Column("tier", _("Tier"), value=_tier_cell, export=lambda d: d.tier),
            Column("reason", _("Why it was worked out"), value=lambda d: d.reason),
            Column("next_change_on", _("May change with time on"), value=lambda d: _day(d.next_change_on), blank=_("No clock runs")),
        ],
        rows=queries.decisions_of(case),
        default_sort="-at",
        empty=_("No tier has been worked out and kept yet."), what=lambda n: ngettext("%(n)s tier", "%(n)s tiers", n) % {"n": f"{n:,}"},
        export_name=f"tiers-{crn}",
        export_facts={_("CRN"): crn},
    )  # fmt: skip


def _day(day: Any) -> str | None:
    return words.day(day) if day else None


def _tier_cell(decision: TierDecision) -> SafeString | str:
    letter = WORDS.get(decision.tier, decision.tier)
    return format_html("{} {}", letter, tag(_("Provisional"), "bordered")) if decision.is_provisional else str(letter)


@needs(Capability.SEE_PERSON)
@require_GET
def tier_decision(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """One decision as it was kept that day; its outcome as a file with `?download=json`."""
    case = open_person(request.acting, crn, Capability.SEE_PERSON, what=_("a tier as it was worked out"))
    decision = queries.decisions_of(case).filter(pk=pk).first()
    if decision is None:
        raise NotThereError(_("There is no such tier on this record."))
    return why.why_page(
        request,
        queries.stored_outcome(decision),
        title=_("Why %(tier)s? %(name)s") % {"tier": WORDS.get(decision.tier, decision.tier), "name": case.person},
        subject=f"{NAMES[decision.scheme]} · {decision.reason}",
        as_of=decision.at,
        another_day=False,
        back=reverse("tier", args=[crn]),
        identity=identity_bar(case, request.acting),
    )
