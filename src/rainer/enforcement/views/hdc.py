"""Home detention curfew: the eligibility date with its steps, the checklist, and a page for each part of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.furniture import person_frame
from rainer.cases.models import Case
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.enforcement.forms.hdc import AddressForm, CriteriaForm, FactsForm
from rainer.enforcement.operations.hdc import Part, record_hdc
from rainer.enforcement.queries.hdc import DAYS, EXCLUDED, UNSUITABLE, HdcPage, days_to_release, hdc_page
from rainer.enforcement.views.common import form_page, kept_for_later, number_in, reference_of, saved_by
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import notices, tags
from rainer.web.forms import Form, drafts
from rainer.web.page import render
from rainer.web.why import why_page

SEE, EDIT = Capability.SEE_PERSON, Capability.EDIT_PERSON


@needs(SEE)
@require_GET
def hdc(request: ActingRequest, crn: str) -> HttpResponse:
    case = open_person(request.acting, crn, SEE, what=_("home detention curfew"))
    page = hdc_page(case, reference_of(case))
    return render(
        request,
        "enforcement/hdc.html",
        title=_("Home detention curfew: %(name)s") % {"name": case.person},
        as_of=clock.now(),
        page_of=page,
        groups=_groups(page) if page else (),
        may_edit=request.acting.area(EDIT).holds_team(case.team),
        back=reverse("licence", args=[crn]),
        **person_frame(request, case, current="person_sentence"),
    )


def _groups(page: HdcPage) -> list[dict[str, Any]]:
    standings = {"none": (_("Open"), "bordered"), "passed": (_("Passed"), "neutral"), "failed": (_("Failed"), "medium")}
    words = {EXCLUDED: _("Excluded if any is failed"), UNSUITABLE: _("Presumed unsuitable if any is failed")}
    return [
        {
            "code": code,
            "title": title,
            "lines": [(one, tags.tag(*standings[one.standing])) for one in page.group(code)],
            "may_begin": code == EXCLUDED or page.may_assess_suitability,
        }
        for code, title in words.items()
    ]


@needs(SEE)
@require_GET
def hdc_why(request: ActingRequest, crn: str) -> HttpResponse:
    """The steps behind the eligibility date, both schemes side by side."""
    case = open_person(request.acting, crn, SEE, what=_("why the curfew’s eligibility date is what it is"))
    page = hdc_page(case, reference_of(case))
    if page is None or page.eligibility is None:
        raise NotThereError(NOT_THERE)
    frame = person_frame(request, case, current="person_sentence")
    return why_page(
        request,
        page.eligibility,
        title=_("Why this eligibility date for home detention curfew"),
        back=reverse("hdc", args=[crn]),
        as_of=clock.now(),
        **{name: frame[name] for name in ("identity", "sub_nav")},
    )


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def hdc_facts(request: ActingRequest, crn: str) -> HttpResponse:
    case, page = _open(request, crn)
    known = {DAYS: days_to_release(page.sentence), **page.assessment.facts}
    form = FactsForm(request.POST or None, initial={**known, **drafts.restored(request, f"hdc-facts:{crn}")})
    return _part(request, case, page, form, "facts", form.values, _("What the date is counted from"))


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def hdc_criteria(request: ActingRequest, crn: str, group: str) -> HttpResponse:
    case, page = _open(request, crn)
    lines = page.group(group)
    if not lines:
        raise NotThereError(NOT_THERE)
    form = CriteriaForm(
        request.POST or None, criteria=[line.criterion for line in lines], answers=page.assessment.answers
    )
    rosh = {"rosh": case.get_rosh_display(), "level": case.mappa_level or _("none known")}
    on_record = _("On record: risk of serious harm %(rosh)s, MAPPA level %(level)s.") % rosh
    return _part(request, case, page, form, "answers", form.values, _("Criteria"), intro=on_record)


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def hdc_address(request: ActingRequest, crn: str) -> HttpResponse:
    case, page = _open(request, crn)
    form = AddressForm(request.POST or None, checks=page.checks, initial=drafts.restored(request, f"hdc-address:{crn}"))
    return _part(request, case, page, form, "address", lambda: form.cleaned_data, _("The address"))


def _open(request: ActingRequest, crn: str) -> tuple[Case, HdcPage]:
    case = open_person(request.acting, crn, EDIT, what=_("home detention curfew, to record it"))
    page = hdc_page(case, reference_of(case))
    if page is None:
        raise NotThereError(_("No custodial sentence is being served."))
    return case, page


def _part(
    request: ActingRequest,
    case: Case,
    page: HdcPage,
    form: Form,
    part: Part,
    values: Callable[[], dict[str, Any]],
    title: str,
    *,
    intro: str = "",
) -> HttpResponse:
    crn = case.person.crn
    back, key = reverse("hdc", args=[crn]), f"hdc-{part}:{crn}"
    if (kept := kept_for_later(request, key, title=title, then=back)) is not None:
        return kept
    version = page.assessment.version if page.assessment.pk else 0

    def save() -> object:
        seen = number_in(request.POST, "version") or 0
        return record_hdc(acting=request.acting, crn=crn, part=part, version=seen, values=values())

    if form.is_bound and form.may_save() and saved_by(form, save) is not None:
        drafts.forget(request, key)
        notices.saved(request, _("Saved for %(name)s: %(what)s.") % {"name": case.person, "what": title})
        return HttpResponseRedirect(back)
    return form_page(
        request, "enforcement/record_form.html", form, title=title, back=back, intro=intro, later=part != "answers",
        hidden={"version": version}, **{**person_frame(request, case), "sub_nav": ()},
    )  # fmt: skip
