"""The analyst's first page: is today's data good?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from rainer.common import clock
from rainer.importers import shown
from rainer.importers.data_today import DataToday, NobodyIn, data_today
from rainer.importers.models import ImportRun
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import words
from rainer.web.page import render
from rainer.web.tables import Column, Table


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said, the page that has more of it, and whether it keeps today's data from being good."""

    text: str
    url: str = ""
    is_wrong: bool = True


@needs(Capability.IMPORT_EXTRACT)
@require_GET
def data_page(request: ActingRequest) -> HttpResponse:
    found = data_today(request.acting, at=clock.now())
    old = _old(found)
    wrong = [*_refused_words(found), *_waiting_words(found), *(line for line in old if line.is_wrong)]
    return render(
        request,
        "importers/data_today.html",
        title=_("Is today's data good?"),
        as_of=clock.now(),
        found=found,
        wrong=wrong,
        verdict=_verdict(found, wrong),
        may_caseload=request.acting.may(Capability.IMPORT_CASELOAD),
        came=_came_table(request, found),
        refused=[(run, _why_refused(run)) for run in found.refused],
        old=old,
        disputed=_disputed_words(found),
        nobody=_nobody_table(request, found),
    )


def _verdict(found: DataToday, wrong: list[Line]) -> str:
    if wrong:
        said = ngettext(
            "Not yet: %(n)s thing stands in the way.", "Not yet: %(n)s things stand in the way.", len(wrong)
        )
        return said % {"n": len(wrong)}
    if found.extract_day is None:
        return _(
            "Yes. There is no extract: load is worked out from Rainer's own record, and nothing is old or refused."
        )
    return _("Yes. Today's extract is in, nothing was refused and nothing is old.")


def _refused_words(found: DataToday) -> list[Line]:
    said = _("%(file)s was refused and nothing has come in its place.")
    return [Line(said % {"file": run.file_name}, _run_url(run)) for run in found.still_refused]


def _waiting_words(found: DataToday) -> list[Line]:
    checked = [
        Line(_("%(file)s is checked and waits to be applied.") % {"file": r.file_name}, _run_url(r))
        for r in found.to_apply
    ]
    if not (reading := len(found.under_way)):
        return checked
    said = ngettext("%(n)s file is being read or applied.", "%(n)s files are being read or applied.", reading)
    return [*checked, Line(said % {"n": f"{reading:,}"}, reverse("imports"))]


def _run_url(run: ImportRun) -> str:
    return reverse("import_run", args=[run.pk])


def _came_table(request: ActingRequest, found: DataToday) -> Table:
    return Table(
        request,
        name="came",
        caption=_("Files of today, the newest first"),
        visible_caption=False,
        columns=shown.run_columns(),
        rows=found.came,
        empty=_none_came(found),
        what=lambda n: ngettext("%(n)s file", "%(n)s files", n) % {"n": f"{n:,}"},
    )


def _none_came(found: DataToday) -> str:
    if found.last is None:
        return _("Nothing has come in today, nor on any day before.")
    facts = {"file": found.last.file_name, "day": words.day(found.last.applied_at)}
    return _("Nothing has come in today. The last file applied was %(file)s, on %(day)s.") % facts


def _why_refused(run: ImportRun) -> str:
    """The kinds of fault with how many of each; of a run that stopped, where it did."""
    if not run.faults:
        return run.progress
    return "; ".join(f"{group['kind']} ({group['total']:,})" for group in run.faults)


def _old(found: DataToday) -> list[Line]:
    return [*_extract_words(found), *_left_out_words(found), *_posts_words(found)]


def _extract_words(found: DataToday) -> list[Line]:
    age = found.extract_age
    if age is None or not age.days:
        return []
    said = ngettext(
        "The newest extract is of %(day)s, %(n)s day old: today's has not come.",
        "The newest extract is of %(day)s, %(n)s days old: today's has not come.",
        age.days,
    ) % {"day": words.day(found.extract_day), "n": f"{age.days:,}"}
    if age.is_old:
        said += " " + _("Load that rests on it is shown with a warning.")
    return [Line(said, reverse("load_nation"))]


def _left_out_words(found: DataToday) -> list[Line]:
    said = _("%(region)s is not in the newest extract: its load is worked out from Rainer's own record.")
    return [
        Line(said % {"region": region.name}, reverse("load", args=["region", region.code]), is_wrong=False)
        for region in found.left_out
    ]


def _posts_words(found: DataToday) -> list[Line]:
    if not found.old_posts:
        return []
    said = ngettext(
        "Posts of %(n)s of %(all)s units have not changed for so long that they may be out of date: %(units)s.",
        "Posts of %(n)s of %(all)s units have not changed for so long that they may be out of date: %(units)s.",
        len(found.old_posts),
    )
    names = ", ".join(unit.name for unit in found.old_posts[:MOST_NAMED])
    if (more := len(found.old_posts) - MOST_NAMED) > 0:
        names = _("%(names)s and %(n)s more") % {"names": names, "n": more}
    return [Line(said % {"n": len(found.old_posts), "all": found.units, "units": names}, is_wrong=False)]


MOST_NAMED = 5


def _disputed_words(found: DataToday) -> str:
    disputes = found.disputes
    if not disputes.waiting:
        return ""
    said = ngettext(
        "%(n)s line of a load is disputed and has no answer yet.",
        "%(n)s lines of load are disputed and have no answer yet.",
        disputes.waiting,
    ) % {"n": f"{disputes.waiting:,}"}
    if disputes.overdue:
        late = ngettext("%(n)s is past its day.", "%(n)s are past their day.", disputes.overdue)
        said += " " + late % {"n": f"{disputes.overdue:,}"}
    return said


def _nobody_table(request: ActingRequest, found: DataToday) -> Table:
    whole = found.people_nobody_holds

    def link(line: NobodyIn) -> Any:
        return reverse("load", args=["region", line.region.code])

    return Table(
        request,
        caption=_("People with nobody named, by region"),
        columns=[
            Column("region", _("Region"), value=lambda r: r.region.name, link=link),
            Column("people", _("Nobody named"), numeric=True, value=lambda r: words.whole(r.nobody.people)),
            Column("urgent", _("Must not wait"), numeric=True, value=lambda r: words.whole(r.nobody.must_not_wait)),
        ],
        rows=found.nobody,
        empty=_("Everyone has a named practitioner."),
        total_row={
            "region": _("Total"),
            "people": words.whole(whole.people),
            "urgent": words.whole(whole.must_not_wait),
        },
        what=lambda n: ngettext("%(n)s region", "%(n)s regions", n) % {"n": f"{n:,}"},
    )
