"""The sentence: every court event, its requirements and how far each has come, each figure with its why."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.furniture import person_frame
from rainer.cases.queries.sentence import requirement_of
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.policy.requirements import Progress
from rainer.supervision.progress_words import amount
from rainer.supervision.queries.progress import RequirementLine, line_of
from rainer.supervision.queries.sentence import EventPart, sentence_page
from rainer.supervision.views.common import reference_of
from rainer.web import words
from rainer.web.navigation import address
from rainer.web.page import render
from rainer.web.why import why_page

SEE = Capability.SEE_PERSON


@needs(SEE)
@require_GET
def person_sentence(request: ActingRequest, crn: str) -> HttpResponse:
    """What the court said, and how far it has come, the newest event first."""
    case = open_person(request.acting, crn, SEE, what=_("the sentence"))
    reference = reference_of(case)
    page = sentence_page(case, reference)
    return render(
        request,
        "supervision/sentence.html",
        title=_("Sentence"),
        as_of=clock.now(),
        groups=[(_shown(page.running), False), (_shown(page.earlier), True)],
        convictions=[part.event for part in (*page.running, *page.earlier) if part.event.convicted_on],
        other_work=page.other_work,
        licence_url=address("licence", crn),
        may_edit=request.acting.area(Capability.EDIT_PERSON).holds_team(case.team),
        **person_frame(request, case, current="person_sentence"),
    )


def _shown(parts: list[EventPart]) -> list[tuple[EventPart, list[dict[str, Any]]]]:
    return [(part, [_line(line) for line in part.lines]) for part in parts]


def _line(line: RequirementLine) -> dict[str, Any]:
    """The one line of a requirement, in words."""
    progress = line.outcome.answer if line.outcome else None
    return {
        "row": line.row,
        "name": line.name,
        "has_ended": line.has_ended,
        "figures": _figures(progress) if progress else (),
        "ends": words.day(progress.ends_on) if progress and progress.ends_on else "",
        "verdict": _verdict(progress),
        "why": progress.why if progress else "",
        "waiting": progress.without_outcome if progress else 0,
        "education": line.education.sentence if line.education and not line.has_ended else "",
    }


def _figures(progress: Progress) -> list[tuple[str, str]]:
    """Ordered, done, booked and left, in the requirement's own unit."""
    found = (
        (_("ordered"), progress.ordered),
        (_("done"), progress.done),
        (_("booked"), progress.booked),
        (_("left"), progress.left),
    )
    return [(label, amount(number, progress.unit)) for label, number in found]


def _verdict(progress: Progress | None) -> tuple[str, str]:
    """In words, and the colour of its tag: nothing is red, because nothing here is a person who cannot wait."""
    if progress is None or progress.is_on_track is None:
        return _("Not judged"), "bordered"
    return (_("On track"), "neutral") if progress.is_on_track else (_("Not on track"), "medium")


@needs(SEE)
@require_GET
def requirement_why(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """The steps behind a requirement's line."""
    case = open_person(request.acting, crn, SEE, what=_("why a requirement stands where it does"))
    row = requirement_of(case, pk)
    line = line_of(row, reference_of(case)) if row is not None else None
    if line is None or line.outcome is None:
        raise NotThereError(NOT_THERE)
    return why_page(
        request,
        line.outcome,
        title=_("Why: %(name)s") % {"name": line.name},
        back=reverse("person_sentence", args=[crn]),
        as_of=clock.now(),
        not_counted=(line.education.sentence,) if line.education else (),
        **{name: value for name, value in person_frame(request, case).items() if name in ("identity", "sub_nav")},
    )
