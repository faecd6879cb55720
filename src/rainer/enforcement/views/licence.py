"""The licence: its conditions, what changed, who has read it, its dates with why; and a variation."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.furniture import person_frame
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.enforcement.forms.licence import VariationForm
from rainer.enforcement.operations.licence import mark_read, vary_licence
from rainer.enforcement.queries.licence import date_lines, licence_page, licence_to_vary
from rainer.enforcement.views.common import form_page, kept_for_later, number_in, reference_of, saved_by
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.policy.licence import additional_categories
from rainer.web import notices
from rainer.web.forms import drafts
from rainer.web.navigation import address
from rainer.web.page import render
from rainer.web.why import why_page

SEE, EDIT, RECORD = Capability.SEE_PERSON, Capability.EDIT_PERSON, Capability.RECORD_CONTACT


@needs(SEE)
@require_GET
def licence(request: ActingRequest, crn: str) -> HttpResponse:
    case = open_person(request.acting, crn, SEE, what=_("the licence"))
    page = licence_page(case, reference_of(case))
    return render(
        request,
        "enforcement/licence.html",
        title=_("Licence: %(name)s") % {"name": case.person},
        as_of=clock.now(),
        page_of=page,
        is_read=page.is_read_by(request.acting.user.pk),
        may_read=request.acting.area(RECORD).holds_team(case.team),
        may_edit=request.acting.area(EDIT).holds_team(case.team),
        hdc_url=address("hdc", crn),
        parole_url=address("parole", crn),
        **person_frame(request, case, current="person_sentence"),
    )


@needs(RECORD)
@require_POST
def licence_read(request: ActingRequest, crn: str, pk: int) -> HttpResponse:
    """ "I have read these": for the version that stood on the page."""
    seen = mark_read(acting=request.acting, crn=crn, licence_id=pk)
    said = _("You have read the conditions of version %(number)s.") % {"number": seen.licence.version}
    notices.saved(request, said)
    return HttpResponseRedirect(reverse("licence", args=[crn]))


@needs(SEE)
@require_GET
def licence_why(request: ActingRequest, crn: str, name: str) -> HttpResponse:
    """The steps behind a date of the licence."""
    case = open_person(request.acting, crn, SEE, what=_("why a date of the licence is what it is"))
    line = next((one for one in date_lines(case, reference_of(case)) if one.name == name), None)
    if line is None:
        raise NotThereError(NOT_THERE)
    frame = person_frame(request, case, current="person_sentence")
    return why_page(
        request,
        line.outcome,
        title=_("Why: %(what)s") % {"what": line.label},
        back=reverse("licence", args=[crn]),
        as_of=clock.now(),
        **{name: frame[name] for name in ("identity", "sub_nav")},
    )


@needs(EDIT)
@require_http_methods(["GET", "POST"])
def licence_vary(request: ActingRequest, crn: str) -> HttpResponse:
    case = open_person(request.acting, crn, EDIT, what=_("a page to vary the licence"))
    back, key = reverse("licence", args=[crn]), f"licence-vary:{crn}"
    standing = licence_to_vary(case, on=request.acting.on)
    if standing is None:
        raise NotThereError(_("No licence is in force to vary."))
    title = _("Vary the licence: %(name)s") % {"name": case.person}
    if (kept := kept_for_later(request, key, title=title, then=back)) is not None:
        return kept
    form = VariationForm(
        request.POST or None,
        conditions=[one for one in standing.conditions.all() if one.ends is None],
        categories=additional_categories(standing.policy_version, **reference_of(case).where),
        initial={"starts": request.acting.on, **drafts.restored(request, key)},
    )
    version = number_in(request.POST, "licence") or standing.pk

    def save() -> object:
        return vary_licence(acting=request.acting, crn=crn, licence_id=version, variation=form.value())

    if form.is_bound and form.may_save() and saved_by(form, save) is not None:
        drafts.forget(request, key)
        notices.saved(request, _("Variation recorded for %(name)s") % {"name": case.person})
        return HttpResponseRedirect(back)
    return form_page(
        request, "enforcement/licence_vary.html", form, title=title, back=back, hidden={"licence": version},
        standing=standing, **{**person_frame(request, case), "sub_nav": ()},
    )  # fmt: skip
