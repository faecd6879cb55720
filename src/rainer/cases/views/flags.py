"""Flags: what the register says of a person, and a page for each thing done to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.forms_flags import FlagForm, RemoveForm, ReviewForm
from rainer.cases.furniture import identity_bar, person_pages
from rainer.cases.models import Case
from rainer.cases.operations.flags import add_flag, remove_flag, review_flag
from rainer.cases.queries.flags import Flag, flag_of, flags_in_force, flags_taken_off, types_here
from rainer.cases.views.common import changing_page
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.policy.registers import LEVELS, grades
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.web.forms import drafts
from rainer.web.page import render

SEE, EDIT = Capability.SEE_PERSON, Capability.EDIT_PERSON


@needs(SEE)
@require_GET
def person_flags(request: ActingRequest, crn: str) -> HttpResponse:
    """Every flag in force with its date, who set it, its level, its reviews and the next."""
    case = open_person(request.acting, crn, SEE, what=_("the flags"))
    on = request.acting.on
    return _page(
        request, case, "cases/flags.html", title=_("Flags"), as_of=clock.now(), levels=level_words(),
        flags=flags_in_force(case, on=on), taken_off=len(flags_taken_off(case, on=on)),
    )  # fmt: skip


@needs(SEE)
@require_GET
def person_flags_removed(request: ActingRequest, crn: str) -> HttpResponse:
    case = open_person(request.acting, crn, SEE, what=_("the flags that were taken off"))
    flags = flags_taken_off(case, on=request.acting.on)
    title = _("Flags taken off")
    return _page(request, case, "cases/flags_removed.html", title=title, flags=flags, back=_flags_url(crn))


@needs(EDIT)
@require_GET
def flag_add(request: ActingRequest, crn: str) -> HttpResponse:
    """Which flag: one page of names, the most serious first."""
    case = open_person(request.acting, crn, EDIT, what=_("a page to set a flag"))
    types = types_here(case, on=request.acting.on).values()
    groups = [(level_words()[level][0], [one for one in types if one.level == level]) for level in LEVELS]
    return _page(request, case, "cases/flag_add.html", title=_("Which flag?"), groups=groups, back=_flags_url(crn))


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def flag_add_type(request: ActingRequest, crn: str, code: str) -> HttpResponse:
    case = open_person(request.acting, crn, EDIT, what=_("a page to set a flag"))
    on = request.acting.on
    of = types_here(case, on=on).get(code)
    if of is None:
        raise NotThereError(NOT_THERE)
    key = f"flag:{crn}:{code}"
    form = FlagForm(
        request.POST or None,
        of=of,
        grades=grades(on=on, place=place_of(case.team.unit), rulebook=rulebook_now()),
        on=on,
        initial=drafts.restored(request, key),
    )
    title = _("Set the flag: %(name)s") % {"name": of.name}

    def save() -> None:
        add_flag(acting=request.acting, crn=crn, flag=form.value())

    intro = _("Staff safety: whoever meets this person will be told to talk first.") if of.is_staff_safety else ""
    return changing_page(request, case, form, save, back=_flags_url(crn), title=title, draft=key, intro=intro)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def flag_review(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    case, flag = _standing(request, crn, pk, _("a page to review a flag"))
    on, key = request.acting.on, f"flag-review:{pk}"
    of = types_here(case, on=on).get(flag.row.type_code)
    initial = {"done_on": on, "next_review": of.next_review(after=on) if of else None, **drafts.restored(request, key)}
    form = ReviewForm(request.POST or None, initial=initial)

    def save() -> None:
        review_flag(acting=request.acting, crn=crn, pk=pk, **form.cleaned_data)

    return changing_page(
        request, case, form, save, back=_flags_url(crn), title=_("Review: %(name)s") % {"name": flag.name}, draft=key
    )


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def flag_remove(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    case, flag = _standing(request, crn, pk, _("a page to take off a flag"))
    form = RemoveForm(request.POST or None, initial={"on": request.acting.on})

    def save() -> None:
        remove_flag(acting=request.acting, crn=crn, pk=pk, **form.cleaned_data)

    intro = _("It stays on the page of flags taken off, with its reviews and your reason.")
    return changing_page(
        request,
        case,
        form,
        save,
        back=_flags_url(crn),
        title=_("Take off: %(name)s") % {"name": flag.name},
        intro=intro,
    )


def level_words() -> dict[str, tuple[str, str]]:
    """Each level in words, and the colour of its tag."""
    return {
        "high": (_("High"), "high"),
        "medium": (_("Medium"), "medium"),
        "low": (_("Low"), "quiet"),
        "information": (_("Information only"), "neutral"),
    }


def _standing(request: ActingRequest, crn: str, pk: int, what: str) -> tuple[Case, Flag]:
    case = open_person(request.acting, crn, EDIT, what=what)
    flag = flag_of(case, pk, on=request.acting.on)
    if flag is None:
        raise NotThereError(NOT_THERE)
    return case, flag


def _flags_url(crn: str) -> str:
    return reverse("person_flags", args=[crn])


def _page(request: ActingRequest, case: Case, template: str, **context: Any) -> HttpResponse:
    crn = case.person.crn
    frame = {
        "crn": crn,
        # Flags name people around them: whoever is near must not read them.
        "identity": replace(identity_bar(case, request.acting), safe_to_show=False),
        "sub_nav": person_pages(crn, request.acting, current="person_flags"),
        "may_edit": request.acting.area(EDIT).holds_team(case.team),
    }
    return render(request, template, **{**frame, **context})
