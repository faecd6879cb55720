"""Book an appointment or a series on one page that already knows the person; undo it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.cases.access import open_person
from rainer.cases.furniture import person_frame
from rainer.cases.models import Case
from rainer.cases.queries.matters import what_matters
from rainer.common import clock
from rainer.common.errors import RefusedError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.supervision.access import open_contact
from rainer.supervision.forms.booking import BookForm
from rainer.supervision.inputs import cannot_words, known_of, local
from rainer.supervision.models import Contact
from rainer.supervision.operations.booking import Booked, book, closed_words, undo_booking, why_no_undo
from rainer.supervision.parts import part_value, parts_of
from rainer.supervision.queries import before
from rainer.supervision.queries.booking import Look, look
from rainer.supervision.reference import Reference
from rainer.supervision.views.common import contact_url, form_page, kept_for_later, reference_of
from rainer.web import notices, words
from rainer.web.forms import drafts, saved_by
from rainer.web.forms.moments import typed_moment
from rainer.web.page import render

RECORD = Capability.RECORD_CONTACT
USE_TIME, WITHOUT_TELLING = "use_time", "without_telling"


@needs(RECORD)
def book_page(request: ActingRequest, crn: str) -> HttpResponse:
    case = open_person(request.acting, crn, RECORD, what=_("the booking page"))
    title = _("Book with %(name)s") % {"name": case.person}
    if case.closed_on is not None:
        return _closed(request, case, title)
    draft = f"book:{crn}"
    if (kept := kept_for_later(request, draft, title=title, then=reverse("person", args=[crn]))) is not None:
        return kept
    page = _Page(request, case, draft)
    if request.method == "POST" and page.form.is_valid():
        if not before.was_sent(request.acting, page.form.key):
            page.look()
        if page.form.may_save() and USE_TIME not in request.POST and saved_by(page.form, page.save):
            drafts.forget(request, draft)
            return page.done()
    return form_page(request, "supervision/book.html", page.form, title=title, **page.context())


def _closed(request: ActingRequest, case: Case, title: str) -> HttpResponse:
    return render(
        request, "supervision/closed.html", title=title, said=closed_words(case), **person_frame(request, case)
    )


class _Page:
    """What the booking page knows and does."""

    def __init__(self, request: ActingRequest, case: Case, draft: str) -> None:
        self.request, self.case, self.reference = request, case, reference_of(case)
        self.people = list(before.can_be_with(case, on=self.reference.on))
        self.me = before.mine_in(request.acting, case.team)
        self.last = before.last_booked(case.person)
        self.way = before.reach(case.person)
        self.found: Look | None = None
        self.booked: Booked | None = None
        self.form = BookForm(
            self._posted(), people=self.people, me=self.me.pk if self.me else None, reference=self.reference,
            parts=parts_of(case.person, self.reference), initial=self._initial(draft),
        )  # fmt: skip

    def _posted(self) -> QueryDict | None:
        """What was posted; with the free time that was offered, where that was chosen."""
        if self.request.method != "POST":
            return None
        posted = self.request.POST.copy()
        if USE_TIME in posted:
            posted["when"] = str(posted[USE_TIME])
        return posted

    def _initial(self, draft: str) -> dict[str, Any]:
        """The draft; else what was booked last time, and its time of day where "Same as last time" was chosen."""
        if kept := drafts.restored(self.request, draft):
            return kept
        with_ = self.me if self.me in self.people else self.case.practitioner_team
        values: dict[str, Any] = {"with_id": with_.pk if with_ else "", "location": self.case.team.office}
        if self.last is not None:
            values |= _as_last_time(self.last, self.people)
            if "same" in self.request.GET:
                values["when"] = next_like(self.last.at, now=clock.now())
        return values

    def look(self) -> None:
        """See what there is to see first, and put it on the form."""
        wanted = self.form.wanted(tell=False)
        with_ = next((pt for pt in self.people if pt.pk == wanted.with_id), None)
        if with_ is None:
            self.form.add_error("with_id", _("Choose who it is with"))
            return
        by_me = self.me is not None and with_.practitioner_id == self.me.practitioner_id
        self.found = look(self.case, wanted, with_, reference=self.reference, by_me=by_me)
        if self.found.refusal:
            self.form.add_error("when", self.found.refusal)
        for line in self.found.warnings:
            self.form.warn("when", line)

    def save(self) -> None:
        tell = self.way.is_possible and WITHOUT_TELLING not in self.request.POST
        wanted = self.form.wanted(tell=tell)
        self.booked = book(acting=self.request.acting, case=self.case, wanted=wanted, key=self.form.key)

    def done(self) -> HttpResponse:
        assert self.booked is not None
        first = self.booked.contacts[0]
        notices.saved(self.request, booked_words(self.booked, self.case), reverse("undo_booking", args=[first.pk]))
        return HttpResponseRedirect(contact_url(first))

    def context(self) -> dict[str, Any]:
        on, person = self.reference.on, self.case.person
        known = known_of(self.case, on=on)
        return {
            "back": reverse("person", args=[person.crn]),
            "cannot": [cannot_words(one) for one in known.cannot_do],
            "matters": what_matters(person.pk, on),
            "staff_safety": known.staff_safety,
            "died_on": known.died_on,
            "way": self.way,
            "last": self.last,
            "last_words": _last_words(self.last, self.reference),
            "free": self.found.nearest_free if self.found else None,
            "free_typed": typed_moment(self.found.nearest_free) if self.found and self.found.nearest_free else "",
            "ends": self.found.ends[0] if self.found and self.found.ends else None,
            "instead": self.found.instead if self.found else (),
            "last_of_series": self.found.starts[-1] if self.found and len(self.found.starts) > 1 else None,
            "button": self._button(),
            **person_frame(self.request, self.case),
        }

    def _button(self) -> str:
        count = len(self.found.starts) if self.found and self.found.starts else 1
        if self.form.is_bound and self.form.shows_warnings:
            return _("Seen these? Book anyway")
        return ngettext("Book", "Book %(count)s", count) % {"count": count} if count > 1 else _("Book")


def _as_last_time(last: Contact, people: list[Any]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "type_code": last.type_code, "part": part_value(last), "location": last.location,
    }  # fmt: skip
    if last.ends_at is not None:
        values["minutes"] = round((last.ends_at - last.at).total_seconds() / 60)
    if any(pt.pk == last.practitioner_team_id for pt in people):
        values["with_id"] = last.practitioner_team_id
    return values


def next_like(last: datetime, *, now: datetime) -> datetime:
    """The next time to come on the same day of the week, at the same time on the clock."""
    then, today = local(last), local(now)
    days = (then.weekday() - today.weekday()) % 7
    moment = datetime.combine(today.date() + timedelta(days=days), then.time(), then.tzinfo)
    return moment if moment > now and moment > last else moment + timedelta(days=7)


def _last_words(last: Contact | None, reference: Reference) -> str:
    if last is None:
        return ""
    return _("%(type)s, %(when)s") % {
        "type": reference.type_name(last.type_code),
        "when": words.long_moment(last.at),
    }


def booked_words(booked: Booked, case: Case) -> str:
    """What was booked, read back."""
    first, last = booked.contacts[0], booked.contacts[-1]
    facts = {
        "name": case.person,
        "when": words.long_moment(first.at),
        "until": words.clock(first.ends_at),
        "count": len(booked.contacts),
        "last": words.long_moment(last.at),
    }
    if len(booked.contacts) > 1:
        return _("Booked %(count)s with %(name)s: from %(when)s to %(last)s.") % facts
    return _("Booked with %(name)s: %(when)s to %(until)s.") % facts


@needs(RECORD)
def undo(request: ActingRequest, pk: int) -> HttpResponse:
    """Take back a booking that was a slip, with the rest of its series and the messages not sent."""
    contact = open_contact(request.acting, pk, RECORD, what=_("a booking to undo"))
    if why := why_no_undo(contact, request.acting):
        raise RefusedError(why)
    if request.method == "POST":
        off = undo_booking(acting=request.acting, contact_id=pk)
        notices.saved(request, _("Booking undone for %(name)s") % {"name": contact.person})
        return HttpResponseRedirect(reverse("book", args=[contact.person.crn]) if off else contact_url(contact))
    return render(
        request,
        "supervision/undo_booking.html",
        title=_("Undo the booking with %(name)s?") % {"name": contact.person},
        back=contact_url(contact),
        contact=contact,
        series=before.still_to_come(contact),
        **person_frame(request, contact.case),
    )
