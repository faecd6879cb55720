"""One change of level, its circumstances before itself; and a draw for a check."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from rainer.assurance.models import LevelChange
from rainer.assurance.quarters import Quarter
from rainer.assurance.queries.changes import Opened, lines, open_change, open_draw
from rainer.cases.access import log_people
from rainer.common import clock
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import tags, words
from rainer.web.page import render
from rainer.workload.views.circumstances import sections

OPEN, SIGN = Capability.OPEN_LEVEL_CHANGE, Capability.COUNTERSIGN_ASSESSMENT
INFORMATION: dict[str, Any] = {
    "contact": gettext_lazy("a contact with the person"), "flag": gettext_lazy("a flag set or taken off"), "offence": gettext_lazy("an offence or conviction"),
    "check": gettext_lazy("a check with the police or children’s services"), "answer": gettext_lazy("an answer of the assessment changed"),
}  # fmt: skip


@needs(OPEN, SIGN)
@require_GET
def level_change(request: ActingRequest, pk: int) -> HttpResponse:
    opened = open_change(request.acting, pk)
    change = opened.change
    return render(
        request,
        "assurance/change.html",
        title=_("A change of level: %(crn)s") % {"crn": change.person.crn},
        as_of=change.at,
        back=reverse("watch"),
        change=change,
        before=level_words(change.kind, change.before),
        after=level_words(change.kind, change.after),
        circumstances=_circumstances(opened),
        accountable=_accountable(opened),
        kept=sections(change.circumstances.facts) if change.circumstances else [],
    )


def level_words(kind: str, level: str) -> Any:
    if not level:
        return _("None")
    return tags.rosh_tag(level) if kind == LevelChange.Kind.ROSH else level


def _circumstances(opened: Opened) -> list[tuple[Any, Any]]:
    change = opened.change
    known = change.new_information
    return [
        (_("New information since the level before"), ", ".join(str(INFORMATION[one]) for one in known) or _("none")),
        (_("With its practitioner"), _held(change)),
        (_("Load of the practitioner then"), words.load1(change.holder_load)),
        (_("Load of whoever decided, then"), words.load1(change.decider_load)),
        (_("Team"), change.team.name),
    ]


def _held(change: LevelChange) -> str:
    if change.days_held is None:
        return _("Nobody named at the time")
    return ngettext("for %(n)s day", "for %(n)s days", change.days_held) % {"n": words.whole(change.days_held)}


def _accountable(opened: Opened) -> list[tuple[Any, Any, Any]]:
    """Who answered for it at each level, with the load each had."""
    change, given = opened.change, opened.allocation
    none = _("Not recorded")
    decided = _("Rainer, by the rule of tiers") if change.kind == LevelChange.Kind.TIER else none
    holder = change.holder.practitioner if change.holder else None
    return [
        (_("Held the case"), holder or _("Nobody named"), words.load1(change.holder_load)),
        (_("Decided the level"), change.by or decided, words.load1(change.decider_load)),
        (_("Countersigned"), change.signed_by or _("Nobody"), words.load1(opened.signer_load)),
        (_("Allocated the case"), given.decided_by if given else none, words.load1(opened.allocator_load)),
    ]  # fmt: skip


@needs(OPEN)
@require_GET
def watch_drawn(request: ActingRequest, pk: int) -> HttpResponse:
    """What was drawn, for whoever may open it, and how to draw it again."""
    draw, changes = open_draw(request.acting, pk)
    shown = lines(request.acting, changes)
    open_to = sorted({line.change.person_id for line in shown if not line.is_limited})
    log_people(request.acting, open_to, what=_("a draw of changes of level"))
    quarter = Quarter.named(draw.quarter)
    return render(
        request,
        "assurance/drawn.html",
        title=_("Drawn for a check"),
        as_of=clock.now(),
        back=reverse("watch"),
        draw=draw,
        lines=shown,
        elsewhere=len(draw.drawn) - len(changes),
        quarter=quarter.words if quarter else draw.quarter,
    )
