"""A local value: propose it, see what it would do, and have a second person decide."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rainer.common import clock
from rainer.common.errors import BadInputError, NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.policy.rulebook import Place, Rulebook, Source
from rainer.rulebook import effects, operations, places, standing
from rainer.rulebook.forms import Decide, ProposeValue
from rainer.rulebook.grid import Block, blocks, whole_value, with_leaves, without_gaps
from rainer.rulebook.models import LocalValue
from rainer.rulebook.queries import local_value, rulebook_now
from rainer.rulebook.views.look import value_address
from rainer.web import notices, page, words
from rainer.web.forms import drafts
from rainer.web.tables import Column, Table

State = LocalValue.State


@needs(Capability.SEE_RULEBOOK)
@require_GET
def rulebook_proposals(request: ActingRequest) -> HttpResponse:
    """Local values: those that wait for a second person first, then those decided."""
    names, book = places.Names.read(), rulebook_now()
    table = Table(
        request,
        caption=_("Local values proposed, the newest first"),
        columns=[
            Column("key", _("What it sets"), value=lambda r: book.parameter(r.key).label,
                   link=lambda r: reverse("rulebook_proposal", args=[r.pk])),
            Column("place", _("Place"), value=lambda r: names.short(standing.place_of_row(r))),
            Column("starts", _("From"), value=lambda r: words.day(r.starts), sort="starts"),
            Column("ends", _("Last day"), value=lambda r: words.day(r.ends) if r.ends else None, sort="ends", blank=_("Open")),
            Column("state", _("State"), value=lambda r: r.get_state_display(), sort="state"),
            Column("by", _("Proposed by"), value=lambda r: r.proposed_by, sort="proposed_by__name"),
            Column("decided", _("Decided by"), value=lambda r: r.decided_by, blank=_("Nobody yet")),
            Column("proposed_at", _("Proposed"), value=lambda r: words.moment(r.proposed_at), sort="proposed_at"),
        ],
        rows=LocalValue.objects.select_related("proposed_by", "decided_by"),
        default_sort="-proposed_at",
        empty=_("Nobody has proposed a local value yet."),
        export_name="local-values",
        export_needs=None,
        what=lambda n: ngettext("%(n)s local value", "%(n)s local values", n) % {"n": n},
    )  # fmt: skip
    if (download := table.export_response()) is not None:
        return download
    crumbs = [(_("Rulebook"), reverse("rulebook")), (_("Local values"), None)]
    return page.render(
        request, "rulebook/proposals.html", title=_("Local values"), as_of=clock.now(), breadcrumbs=crumbs, table=table
    )


@needs(Capability.PROPOSE_VALUE)
@require_http_methods(["GET", "POST"])
def rulebook_propose(request: ActingRequest, key: str) -> HttpResponse:
    book = rulebook_now()
    if not standing.has(book, key):
        raise NotThereError(_("The rulebook has no such value."))
    where = places.chosen(request.GET.get("place", ""))
    draft = f"rulebook:{key}"
    if drafts.asked(request):
        drafts.keep(request, draft, title=_("A local value for: %(label)s") % {"label": book.parameter(key).label})
        return redirect(value_address(key, where))
    value = _starting_value(book, key, where)
    form = _form(request, book, key, value, where, draft)
    if request.method == "POST" and form.may_save():
        try:
            row = _propose(request, key, value, form)
        except BadInputError as error:
            form.add_error(None, error.message)
        else:
            drafts.forget(request, draft)
            notices.saved(request, _("Proposed. It waits for a second person."))
            return redirect("rulebook_proposal", row.pk)
    label = book.parameter(key).label
    return page.render(
        request,
        "rulebook/propose.html",
        title=_("Propose a local value: %(label)s") % {"label": label},
        back=value_address(key, where),
        status=422 if form.errors else 200,
        form=form,
        unit=book.parameter(key).unit,
        blocks=[_with_fields(block, form) for block in blocks(value, label=label)],
        editable=bool(form.figures),
    )


def _starting_value(book: Rulebook, key: str, where: Place) -> Any:
    """The value in force in the place today, with an empty field for each weight that is not set."""
    value = book.get(key, on=clock.today(), place=where)
    return whole_value(key, value.value if value else book.parameter(key).values[-1].value)


def _form(request: ActingRequest, book: Rulebook, key: str, value: Any, where: Place, draft: str) -> ProposeValue:
    return ProposeValue(
        request.POST if request.method == "POST" else None,
        key=key,
        value=value,
        places=places.choices_in(request.acting.need(Capability.PROPOSE_VALUE)),
        where=where,
        rulebook=book,
        initial={"place": places.option_of(where), "source_read_on": clock.today(), **drafts.restored(request, draft)},
    )


def _with_fields(block: Block, form: ProposeValue) -> dict[str, Any]:
    """A block whose figures are fields of the form, each named for a screen reader."""
    rows = [
        (
            head,
            [
                [(leaf, form[form.names[leaf.path]] if leaf.path in form.names else None) for leaf in cell.leaves]
                for cell in cells
            ],
        )
        for head, cells in block.rows
    ]
    return {"heading": block.heading, "columns": block.columns, "rows": rows}


def _propose(request: ActingRequest, key: str, value: Any, form: ProposeValue) -> LocalValue:
    data = form.cleaned_data
    return operations.propose_value(
        acting=request.acting,
        key=key,
        place=places.chosen(data["place"]),
        value=without_gaps(key, with_leaves(value, form.changed)),
        starts=data["starts"],
        ends=data["ends"],
        source=Source(data["source_title"], data["source_url"], data["source_read_on"]),
        reason=data["reason"],
        at=clock.now(),
    )


@needs(Capability.SEE_RULEBOOK)
@require_GET
def rulebook_proposal(request: ActingRequest, pk: int) -> HttpResponse:
    """What is proposed, what approving it would do, and the two buttons for a second person."""
    return _proposal_page(request, operations.one(pk), Decide())


def _proposal_page(request: ActingRequest, row: LocalValue, form: Decide, *, status: int = 200) -> HttpResponse:
    book, names = rulebook_now(), places.Names.read()
    value, place = local_value(row), standing.place_of_row(row)
    before = standing.held_before(book.parameter(row.key).values, value)
    changed = standing.Row(value, before).changed
    waits, mine = row.state == State.PROPOSED, row.proposed_by_id == request.acting.user.pk
    label = book.parameter(row.key).label
    return page.render(
        request,
        "rulebook/proposal.html",
        title=_("Local value for %(place)s: %(label)s") % {"place": names.short(place), "label": label},
        back=value_address(row.key, place),
        status=status,
        row=row,
        facts=_facts(row, names.full(place)),
        changed=[change.text for change in changed[:40]],
        more=max(0, len(changed) - 40),
        if_approved=effects.if_approved(row, on=clock.today()) if waits else [],
        waits=waits,
        mine=mine,
        may_decide=waits and standing.may_decide(request.acting, row),
        blocks=blocks(value.value, label=label),
        form=form,
    )


def _facts(row: LocalValue, place: str) -> list[tuple[Any, Any]]:
    until = _(", until %(day)s") % {"day": words.day(row.ends)} if row.ends else ""
    facts = [
        (_("State"), row.get_state_display()),
        (_("Place"), place),
        (_("From"), words.day(row.starts) + until),
        (
            _("Source"),
            _("%(title)s, read on %(day)s") % {"title": row.source_title, "day": words.day(row.source_read_on)},
        ),
        (_("Why here"), row.reason or _("Not known")),
        (_("Proposed by"), _("%(who)s, %(when)s") % {"who": row.proposed_by, "when": words.moment(row.proposed_at)}),
    ]
    if row.decided_by:
        facts.append(
            (_("Decided by"), _("%(who)s, %(when)s") % {"who": row.decided_by, "when": words.moment(row.decided_at)})
        )
    return [*facts, *([(_("Reason given"), row.decision_reason)] if row.decision_reason else [])]


@needs(Capability.APPROVE_VALUE)
@require_POST
def rulebook_decide(request: ActingRequest, pk: int) -> HttpResponse:
    form = Decide(request.POST)
    approve = "approve" in request.POST
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        row = operations.decide_value(acting=request.acting, pk=pk, approve=approve, reason=reason, at=clock.now())
    except BadInputError as error:
        for name, message in error.facts["errors"].items():
            form.add_error(name, message)
        return _proposal_page(request, operations.one(pk), form, status=422)
    said = (
        _("Approved. Loads and tiers that rest on it are worked out again.")
        if approve
        else _("Refused. The proposer sees why.")
    )
    notices.saved(request, said)
    return redirect("rulebook_proposal", row.pk)


@needs(Capability.PROPOSE_VALUE)
@require_POST
def rulebook_withdraw(request: ActingRequest, pk: int) -> HttpResponse:
    operations.withdraw_value(acting=request.acting, pk=pk, at=clock.now())
    notices.saved(request, _("Withdrawn. Nothing changes."))
    return redirect("rulebook_proposal", pk)
