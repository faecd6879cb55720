"""Propose another tier than the rule's, decide on one as a second person, withdraw one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rainer.assessments.forms.signing import ReasonForm
from rainer.cases.access import NOT_THERE, open_case
from rainer.cases.furniture import identity_bar
from rainer.cases.models import Case
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.policy.tier_override import OVERRIDE, bare
from rainer.rulebook.queries import rulebook_now
from rainer.tiering import queries
from rainer.tiering.forms import DecisionForm, ProposalForm
from rainer.tiering.models import TierOverride
from rainer.tiering.operations.overriding import decide_override, propose_override, withdraw_override
from rainer.tiering.views.tier import NAMES, WORDS
from rainer.tiering.worked import Tiered, work_out
from rainer.web import notices
from rainer.web.forms import saved_by
from rainer.web.page import render

PROPOSE, DECIDE = Capability.WRITE_ASSESSMENT, Capability.COUNTERSIGN_ASSESSMENT
State = TierOverride.State


@needs(PROPOSE)
@require_http_methods(["GET", "POST"])
def tier_override(request: ActingRequest, crn: str) -> HttpResponse:
    """What stands or waits, and a form to propose another tier."""
    case = open_case(request.acting, crn, PROPOSE, what=_("the tier, to propose another"))
    one = _worked(request, case)
    form = ProposalForm(request.POST or None, options=_options(request, one))

    def save() -> None:
        propose_override(acting=request.acting, crn=crn, proposal=form.value())

    if form.is_bound and form.is_valid() and saved_by(form, save):
        notices.saved(request, _("Proposed. It counts when a second person has agreed."))
        return HttpResponseRedirect(reverse("tier", args=[crn]))
    value = rulebook_now().value(OVERRIDE, on=request.acting.on, place=one.facts.place)
    return render(
        request, "tiering/override.html", title=_("Put another tier in the place of the rule’s"), form=form,
        rule=list(_rule_says(one)), value=value, may_propose=True,
        status=422 if form.is_bound else 200,
        overrides=[row for row in queries.overrides_of(case) if row.state in (State.PROPOSED, State.STANDING)],
        **_frame(request, case),
    )  # fmt: skip


@needs(DECIDE)
@require_http_methods(["GET", "POST"])
def tier_override_decide(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """The proposal beside the rule's own answer, then what the second person tested, or why not."""
    case = open_case(request.acting, crn, DECIDE, what=_("another tier, to decide on it"))
    row = _of(case, pk)
    form = DecisionForm(request.POST or None)
    decision: Literal["agreed", "refused"] = "refused" if request.POST.get("decision") == "refuse" else "agreed"

    def save() -> None:
        decide_override(acting=request.acting, override_id=pk, decision=decision, said=form.cleaned_data["said"])

    if form.is_bound and form.is_valid() and saved_by(form, save):
        notices.saved(
            request, _("Agreed. It counts now.") if decision == "agreed" else _("Refused. The rule’s counts.")
        )
        return HttpResponseRedirect(reverse("countersign_list"))
    one = _worked(request, case)
    return render(
        request, "tiering/decide.html", title=_("Tier %(tier)s in the place of the rule’s: decide") % {"tier": row.tier},
        form=form, row=row, is_own=row.proposed_by_id == request.acting.user.pk, waits=row.state == State.PROPOSED,
        outcome=one.v2 if row.scheme == "v2" else one.v3, rule_now=one.tiers[0 if row.scheme == "v2" else 1],
        scheme=NAMES[row.scheme], status=422 if form.is_bound else 200, **_frame(request, case),
    )  # fmt: skip


@needs(PROPOSE)
@require_http_methods(["GET", "POST"])
def tier_override_withdraw(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    case = open_case(request.acting, crn, PROPOSE, what=_("another tier, to withdraw it"))
    row = _of(case, pk)
    form = ReasonForm(request.POST or None)

    def save() -> None:
        withdraw_override(acting=request.acting, override_id=row.pk, why=form.cleaned_data["reason"])

    if form.is_bound and form.is_valid() and saved_by(form, save):
        notices.saved(request, _("Withdrawn. The rule’s own tier counts."))
        return HttpResponseRedirect(reverse("tier", args=[crn]))
    return render(
        request, "assessments/reason.html", title=_("Withdraw tier %(tier)s") % {"tier": row.tier}, form=form,
        intro=_("The rule’s own tier counts again at once. This stays on record."), button_words=_("Withdraw it"),
        status=422 if form.is_bound else 200, **_frame(request, case),
    )  # fmt: skip


def _frame(request: ActingRequest, case: Case) -> dict[str, Any]:
    crn = case.person.crn
    return {"crn": crn, "identity": identity_bar(case, request.acting), "back": reverse("tier", args=[crn])}


def _of(case: Case, pk: int) -> TierOverride:
    row = queries.overrides_of(case).filter(case=case, pk=pk).first()
    if row is None:
        raise NotThereError(NOT_THERE)
    return row


def _worked(request: ActingRequest, case: Case) -> Tiered:
    on, rulebook = request.acting.on, rulebook_now()
    return work_out(queries.facts_of(case, on=on, rulebook=rulebook), on=on, rulebook=rulebook)


def _rule_says(one: Tiered) -> Iterator[tuple[Any, Any]]:
    v2, v3, _provisional = one.tiers
    yield NAMES["v3"], WORDS.get(v3, v3)
    yield NAMES["v2"], WORDS.get(v2, v2)


def _options(request: ActingRequest, one: Tiered) -> Iterator[tuple[str, str]]:
    """Every tier that may stand in the place of the rule's, of the schemes in which the rule has an answer."""
    value = rulebook_now().value(OVERRIDE, on=request.acting.on, place=one.facts.place).value
    for scheme, rule_tier in (("v3", one.tiers[1]), ("v2", one.tiers[0])):
        if rule_tier and rule_tier not in value["without_answer"]:
            for tier in value["tiers"][scheme]:
                if tier != bare(rule_tier):
                    yield f"{scheme}:{tier}", f"{NAMES[scheme]}: {tier}"
