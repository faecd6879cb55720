"""One decision as it was made: who named whom, when and why, what the guard said, and all that is kept with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.allocation import people
from rainer.allocation.events import OVERRIDDEN
from rainer.allocation.models import Allocation
from rainer.allocation.queries.history import allocations_of, crn_behind, events_of
from rainer.cases.access import open_case
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import words
from rainer.web.page import render
from rainer.workload.views.circumstances import sections

Rows = list[tuple[Any, Any]]
VERDICTS = {
    "yes": gettext_lazy("Yes"),
    "with_tutor": gettext_lazy("Yes, with a practice tutor assessor named"),
    "conversation": gettext_lazy("After a talk about staff safety"),
    "reason": gettext_lazy("With a written reason"),
    "no": gettext_lazy("No"),
}

GUARD_REFUSES = ("no", "with_tutor")


@needs(Capability.SEE_PERSON)
def allocation(request: ActingRequest, pk: int) -> HttpResponse:
    """The decision behind a reference, for those who may open the record it is about."""
    crn = crn_behind(request.acting, pk)
    if crn is None:
        raise NotThereError("You cannot open this. It may be restricted, or not yours, or not there.")
    case = open_case(request.acting, crn, Capability.SEE_PERSON, what="the decision on a named practitioner")
    made = allocations_of(case).filter(pk=pk).select_related("to__team", "proposal_row").get()
    return render(
        request,
        "allocation/decision.html",
        title=_("%(to)s named for %(person)s") % {"to": made.to.practitioner, "person": case.person},
        as_of=made.decided_at,
        identity=people.identity_of(case, on=request.acting.on),
        back=reverse("look_at_case", args=[crn]),
        decision=_decision(made),
        guard=_guard(made),
        kept=sections(made.circumstances.facts),
        digest=made.circumstances.digest,
        kept_at=made.circumstances.at,
        proposal=made.proposal_row.proposal_id
        if made.proposal_row and request.acting.may(Capability.PROPOSE)
        else None,
    )


def _decision(made: Allocation) -> Rows:
    rows: Rows = [
        (_("Named"), f"{made.to.practitioner}, {made.to.practitioner.short_grade}, {made.to.team.name}"),
        (_("Before"), made.previous.practitioner if made.previous else _("Nobody named")),
        (_("Decided by"), made.decided_by),
        (_("When"), words.moment(made.decided_at)),
        (_("Why"), made.get_reason_display()),
        (_("Load of the practitioner"), people.from_to(made.percent_before, made.percent_after)),
        (_("Can they do this one"), made.capability or _("Not asked: accepted from a proposal or by another way in")),
    ]
    sensitive = _("Sensitive: not shown here")
    if made.notes:
        rows.append((_("Notes"), sensitive if made.is_sensitive else made.notes))
    if made.oversight_note:
        rows.append((_("Management oversight note"), sensitive if made.oversight_is_sensitive else made.oversight_note))
    return rows


def _guard(made: Allocation) -> Rows:
    written = events_of(made)
    said = VERDICTS.get(made.guard_verdict, made.guard_verdict)
    rows: Rows = [(_("The guard, by grade, time in the grade and risk"), said)]
    # A hold, an absence or a cap is a rule beside the guard: its override does not contradict what the guard said.
    overridden = _("Overridden") if made.guard_verdict in GUARD_REFUSES else _("Another rule, overridden")
    for event in written:
        if event.name == OVERRIDDEN.name:
            rows.append((overridden, event.data.get("rule", "")))
        elif event.data.get("guard_rows"):
            rows.append((_("Rows of its table that matched"), "; ".join(event.data["guard_rows"])))
    rows.append((_("Reason for the guard, or against another rule"), made.guard_reason or _("None asked for")))
    rows.append((_("Reason for the load"), made.over_threshold_reason or _("None asked for")))
    return rows
