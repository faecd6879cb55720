"""The recall record: started, looked at, moved on, its papers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.furniture import person_frame
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.enforcement.forms.recall import MoveForm, StartForm
from rainer.enforcement.models import KeptFile, RecallProceeding
from rainer.enforcement.operations.recall import start_recall, take_over
from rainer.enforcement.operations.recall_asked import MAY_ASK, ask_again
from rainer.enforcement.operations.recall_moves import ASKS_FOR_A_SIGNATURE, SIGNS, move_recall
from rainer.enforcement.queries.licences import licensed
from rainer.enforcement.queries.recall import (
    OPENS,
    STARTS,
    Record,
    moves_from_new,
    open_recall,
    records_of,
    roles_in,
    state_names,
)
from rainer.enforcement.queries.recall_moves import DELETED, why_not
from rainer.enforcement.queries.recall_paper import NEED_WORDS, documents_of, licence_words, paper_of
from rainer.enforcement.queries.recall_signers import ASKED
from rainer.enforcement.views.common import form_page, kept_for_later, number_in, pdf_answer, saved_by
from rainer.enforcement.views.common import reference_of as reference_at
from rainer.organisation.access import ActingRequest, needs
from rainer.policy import recall as rules
from rainer.web import notices
from rainer.web.forms import drafts
from rainer.web.navigation import address
from rainer.web.page import render
from rainer.web.pdf import html_of, paper_from, pdf_of
from rainer.web.why import why_page


@needs(*STARTS)
def recall_start(request: ActingRequest, crn: str) -> HttpResponse:
    """Recall is thought of: on which licence, why. It goes on the case at once."""
    capability = next(one for one in STARTS if request.acting.may(one))
    case = open_person(request.acting, crn, capability, what=_("the page to start thinking about recall"))
    title = _("Thinking about recall: %(name)s") % {"name": case.person}
    reference = reference_at(case)
    earlier = [(one, state_names(reference).get(one.status, "")) for one in records_of(case, request.acting)]
    sentences = licensed(case.person, on=reference.on)
    open_ones = {one.event_id for one, _state in earlier if one.closed_at is None}
    free = [one for one in sentences if one.event_id not in open_ones]
    frame: dict[str, Any] = {"title": title, "earlier": earlier, "why_none": _why_none(case.person, sentences, free)}
    frame |= person_frame(request, case)
    if frame["why_none"]:
        return render(request, "enforcement/recall_start.html", **frame)
    draft, back = f"recall-start:{crn}", reverse("compliance", args=[crn])
    if (kept := kept_for_later(request, draft, title=title, then=back)) is not None:
        return kept
    moves = moves_from_new(request.acting, case, reference)
    form = StartForm(request.POST or None, sentences=free, moves=moves, initial=drafts.restored(request, draft))

    def save() -> RecallProceeding:
        return start_recall(acting=request.acting, crn=crn, start=form.value())

    if form.is_bound and form.may_save() and (made := saved_by(form, save)):
        drafts.forget(request, draft)
        notices.saved(request, _("Recall considered: it is on the case of %(name)s") % {"name": case.person})
        return HttpResponseRedirect(reverse("recall", args=[crn, made.pk]))
    return form_page(request, "enforcement/recall_start.html", form, back=back, **frame)


def _why_none(person: Any, sentences: list[Any], free: list[Any]) -> str:
    if person.date_of_death is not None:
        return _("The person has died. Nothing is to be enforced.")
    if not sentences:
        return _("No licence is in force: there is nothing to recall from.")
    return "" if free else _("Recall from this licence is being considered already.")


@needs(*OPENS)
@require_GET
def recall(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """The record on one page: its parts, the clocks, which recall is open, what may be done next."""
    record = record_for(request, crn, pk, what=_("a recall record"))
    proceeding, reference = record.proceeding, record.reference
    names = state_names(reference)
    to_do = len(record.lacking)
    return render(
        request,
        "enforcement/recall.html",
        title=_("Thinking about recall: %(name)s") % {"name": proceeding.person},
        as_of=clock.now(),
        back=reverse("recall_start", args=[crn]) if any(request.acting.may(one) for one in STARTS) else None,
        proceeding=proceeding,
        record=record,
        state=names.get(proceeding.status, proceeding.status),
        parts=[_part_row(record, one) for one in record.parts],
        to_do=ngettext("%(n)s part to do", "%(n)s parts to do", to_do) % {"n": to_do} if to_do else "",
        clocks=record.clocks.answer,
        clock_steps=[one for one in record.clocks.steps if one.result],
        not_set=[step.label for step in record.clocks.steps if step.found == rules.NOBODY_HAS_SET],
        types=record.types,
        law=next((step.value for step in record.types.steps if step.name == "types"), None),
        licence=licence_words(record.licence),
        moves=_moves(request, record),
        done=[(one, names.get(one.to_status, ""), _circumstances(one.pk)) for one in record.done],
        documents=[(one.label, NEED_WORDS[one.need]) for one in documents_of(record)],
        out_of_hours=proceeding.out_of_hours,
        is_asked=proceeding.closed_at is None and proceeding.status in ASKED,
        may_ask=bool(record.roles_of(request.acting) & MAY_ASK),
        may_take_over=record.must_take_over and "practitioner" in roles_in(request.acting, proceeding.case),
        **person_frame(request, proceeding.case),
    )


def record_for(request: ActingRequest, crn: str, pk: int, *, what: str) -> Record:
    proceeding = open_recall(request.acting, crn, pk, what=what)
    return Record(proceeding, reference_at(proceeding.case))


def _circumstances(pk: int) -> str:
    return address("circumstances", f"recall-move:{pk}")


def _part_row(record: Record, part: rules.Part) -> dict[str, Any]:
    """One line of the task list: its state in words, its page while it is open or holds something."""
    is_done, is_begun = part.part in record.complete, part.part in record.proceeding.answers
    state = _("Done") if is_done else _("Look at it again") if is_begun else _("Needed")
    if not is_done and not is_begun and part.by == "sending":
        state = _("Needed before it is sent")
    return {
        "part": part.part,
        "label": part.label,
        "state": state,
        "is_done": is_done,
        "url": reverse("recall_part", args=[record.proceeding.person.crn, record.proceeding.pk, part.part]),
    }


def _moves(request: ActingRequest, record: Record) -> list[dict[str, Any]]:
    """What the user may do next: each with its page, or with why not yet."""
    found = []
    for move in record.moves_for(request.acting).moves:
        args = [record.proceeding.person.crn, record.proceeding.pk, move.to]
        why = why_not(record, move.to, request.acting)
        found.append({"label": move.label, "why": why, "url": "" if why else reverse("recall_move", args=args),
                      "deletes": move.to == DELETED})  # fmt: skip
    return found


@needs(*OPENS)
def recall_move(request: ActingRequest, crn: str, pk: int, to: str) -> HttpResponse:
    """One move, with what it needs. Whoever signs sees what changed since they were asked."""
    record = record_for(request, crn, pk, what=_("the page to move a recall record on"))
    back = reverse("recall", args=[crn, pk])
    move = next((one for one in record.moves_for(request.acting).moves if one.to == to), None)
    if move is None or (why := why_not(record, to, request.acting)):
        notices.told(request, why if move is not None else _("This move is not yours to make now. Ask whose it is."))
        return HttpResponseRedirect(back)
    form = MoveForm(request.POST or None, move=move, record=record)

    def save() -> RecallProceeding:
        version = number_in(request.POST, "version")
        return move_recall(acting=request.acting, recall_id=pk, version=version, step=form.value())

    if form.is_bound and form.may_save() and saved_by(form, save) is not None:
        notices.saved(
            request, _("%(what)s: saved for %(name)s") % {"what": move.label, "name": record.proceeding.person}
        )
        return HttpResponseRedirect(back)
    signs = to in SIGNS or to in ("RECALL_DECIDED", "NO_RECALL_DECIDED")
    return form_page(
        request,
        "enforcement/recall_move.html",
        form,
        title=_("%(what)s: %(name)s") % {"what": move.label, "name": record.proceeding.person},
        back=back,
        move=move,
        signs=signs,
        asks=to in ASKS_FOR_A_SIGNATURE,
        changed=record.changed_since_asked if signs else [],
        was_asked=bool(record.proceeding.asked),
        preview=html_of(paper_of(record, at=clock.now())) if signs else "",
        types=record.types,
        hidden={"version": record.proceeding.version},
        **person_frame(request, record.proceeding.case),
    )


@needs(*STARTS)
@require_POST
def recall_take_over(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """The practitioner takes over what a duty manager recorded."""
    record_for(request, crn, pk, what=_("a recall record"))
    take_over(acting=request.acting, recall_id=pk)
    notices.saved(request, _("Taken over: the record is yours to write"))
    return HttpResponseRedirect(reverse("recall", args=[crn, pk]))


@needs(*OPENS)
@require_POST
def recall_ask_again(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """Ask anew for the word that is waited for, of whoever is next in line now."""
    record_for(request, crn, pk, what=_("a recall record"))
    found = ask_again(acting=request.acting, recall_id=pk)
    notices.saved(request, _("Asked again: %(who)s") % {"who": "; ".join(f"{s.user}, {s.standing}" for s in found)})
    return HttpResponseRedirect(reverse("recall", args=[crn, pk]))


@needs(*OPENS)
@require_GET
def recall_why(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """Why these types of recall are open: each question, its answer, the law in force."""
    record = record_for(request, crn, pk, what=_("why a type of recall is open"))
    frame = person_frame(request, record.proceeding.case)
    return why_page(
        request,
        record.types,
        title=_("Why this recall is open"),
        back=reverse("recall", args=[crn, pk]),
        as_of=clock.now(),
        **{name: value for name, value in frame.items() if name in ("identity", "sub_nav")},
    )


@needs(*OPENS)
@require_GET
def recall_paper(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """Part A, or the letter, as the record stands; once it is made, as it was made."""
    record = record_for(request, crn, pk, what=_("a paper of a recall record"))
    kept = record.proceeding.paper
    paper = paper_from(kept["paper"]) if kept else paper_of(record, at=clock.now())
    return render(
        request,
        "enforcement/recall_paper.html",
        title=paper.title,
        back=reverse("recall", args=[crn, pk]),
        kept=kept,
        proceeding=record.proceeding,
        html=html_of(paper),
        **person_frame(request, record.proceeding.case),
    )


@needs(*OPENS)
@require_GET
def recall_paper_pdf(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """The same as PDF: the very file once it is made, else as the record stands."""
    record = record_for(request, crn, pk, what=_("a paper of a recall record"))
    sha256 = record.proceeding.paper.get("sha256", "")
    kept = KeptFile.objects.filter(sha256=sha256).first() if sha256 else None
    if sha256 and kept is None:
        raise NotThereError(NOT_THERE)
    content = bytes(kept.content) if kept else pdf_of(paper_of(record, at=clock.now()))
    return pdf_answer(content, f"recall-{crn}.pdf")
