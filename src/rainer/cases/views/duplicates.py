"""Records that may be one person, each pair with its evidence."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from rainer.cases import operations, queries
from rainer.cases.access import limited_person_ids, log_people
from rainer.cases.forms import DuplicateForm
from rainer.cases.models import DuplicateWarning, Person
from rainer.common import clock
from rainer.common.errors import NotThereError, RestrictedError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import notices, words
from rainer.web.forms import told_by
from rainer.web.page import render
from rainer.web.tables import Column, Table

FACTS = (
    ("forename", _("Forename")),
    ("surname", _("Surname")),
    ("date_of_birth", _("Date of birth")),
    ("sex", _("Sex")),
    ("pnc", _("PNC")),
    ("cro", _("CRO")),
    ("prison_number", _("Prison number")),
    ("postcode", _("Postcode")),
)


@needs(Capability.DECIDE_DUPLICATES)
@require_GET
def duplicates(request: ActingRequest) -> HttpResponse:
    rows = queries.open_duplicates(request.acting)
    table = Table(
        request,
        caption=_("Records that may be one person"),
        columns=[
            Column("crns", _("Records"), value=lambda w: f"{w.one.crn}, {w.other.crn}", link=_address),
            Column("evidence", _("In common"), value=lambda w: ", ".join(evidence_words(w.evidence))),
            Column("found_at", _("Found"), template="cases/cell_moment.html", sort="found_at"),
        ],
        rows=rows,
        default_sort="found_at",
        empty=_("No two records look like one person."),
        what=lambda n: ngettext("%(n)s pair", "%(n)s pairs", n) % {"n": f"{n:,}"},
    )
    return render(request, "cases/table.html", title=_("Possible duplicates"), as_of=clock.now(), table=table)


@needs(Capability.DECIDE_DUPLICATES)
@require_http_methods(["GET", "POST"])
def duplicate(request: ActingRequest, pk: int) -> HttpResponse:
    warning = _warning(request, pk)
    form = DuplicateForm(request.POST or None)
    if form.is_valid():
        with told_by(form):
            operations.decide_duplicate(acting=request.acting, warning=warning, decision=form.cleaned_data["decision"])
        names = {"one": warning.one.crn, "other": warning.other.crn}
        notices.saved(request, _("Decision saved for %(one)s and %(other)s") % names)
        return redirect("duplicates")
    return render(
        request,
        "cases/duplicate.html",
        title=_("Are %(one)s and %(other)s one person?") % {"one": warning.one.crn, "other": warning.other.crn},
        back=reverse("duplicates"),
        form=form,
        evidence=evidence_words(warning.evidence),
        facts=_side_by_side(warning.one, warning.other),
        people=[warning.one, warning.other],
    )


def _warning(request: ActingRequest, pk: int) -> DuplicateWarning:
    """The warning, if the user may see both people; the read of both is logged."""
    warning = queries.open_duplicates(request.acting).filter(pk=pk).first()
    if warning is None:
        raise NotThereError(_("You cannot open this. It may be restricted, or not yours, or not there."))
    for person in (warning.one, warning.other):
        if limited_person_ids(request.acting, [person.pk]):
            raise RestrictedError(_("This record is restricted."), crn=person.crn)
    log_people(request.acting, [warning.one_id, warning.other_id], what=_("the possible duplicate"))
    return warning


def _address(warning: DuplicateWarning) -> str:
    return reverse("duplicate", args=[warning.pk])


def _side_by_side(one: Person, other: Person) -> list[tuple[str, Any, Any, bool]]:
    """(name of the fact, of the one, of the other, whether they are the same) for a table of two columns."""
    rows = [(label, getattr(one, key), getattr(other, key)) for key, label in FACTS]
    return [(label, _shown(a), _shown(b), bool(a) and a == b) for label, a, b in rows]


def _shown(fact: Any) -> Any:
    return words.day(fact) if isinstance(fact, date) else fact


def evidence_words(evidence: Any) -> list[str]:
    """The evidence as kept, in words: a list of facts, or facts by name."""
    if isinstance(evidence, dict):
        return [f"{name}: {value}" for name, value in evidence.items()]
    return [str(fact) for fact in evidence]
