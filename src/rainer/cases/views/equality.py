"""Equality monitoring: what the person said of themselves, who asked and when; a page to ask each question."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.furniture import person_frame
from rainer.cases.models import EqualityAnswer
from rainer.cases.operations.equality import NO_ANSWER, NOT_SAID, OWN_WORDS, answer_equality
from rainer.cases.queries import age
from rainer.cases.queries.equality import Question, answers_of, question_named
from rainer.cases.views.common import sent_and_saved, status_of
from rainer.common import clock
from rainer.common.errors import NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.web import notices
from rainer.web.forms import Form, LooseDate, Radios, TextInput
from rainer.web.page import render

SEE = Capability.SEE_EQUALITY


@needs(SEE)
@require_GET
def equality(request: ActingRequest, crn: str) -> HttpResponse:
    case = open_person(request.acting, crn, SEE, what=_("equality monitoring"))
    years = age(case.person.date_of_birth, on=request.acting.on)
    return render(
        request,
        "cases/equality.html",
        title=_("Equality monitoring of %(name)s") % {"name": case.person},
        as_of=clock.now(),
        kept=[
            (_("Age"), _("Not known") if years is None else years),
            (_("Sex"), case.person.sex or _("Not known")),
        ],
        answers=answers_of(case, on=request.acting.on),
        may_ask=request.acting.area(Capability.EDIT_PERSON).holds_team(case.team),
        **person_frame(request, case, current="person_details"),
    )


class AnswerForm(Form):
    """One question. What they say in their own words stands beside the answers of the list."""

    def __init__(self, *args: Any, question: Question, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [
            *((answer, answer) for answer in question.answers),
            (OWN_WORDS, _("In their own words")),
            (NOT_SAID, _("They prefer not to say")),
            (NO_ANSWER, _("They gave no answer")),
        ]
        self.fields["answer"] = Radios(
            _("What did they say?"), options, required=_("Choose what they said"), small=True,
            reveals={OWN_WORDS: ["self_described"]},
        )  # fmt: skip
        self.fields["self_described"] = TextInput(_("In their words"), required="", max_length=120)
        if question.may_be_observed:
            self.fields["how"] = Radios(
                _("How do we know?"), EqualityAnswer.How.choices, initial=EqualityAnswer.How.SELF, inline=True,
                required=_("Choose how we know"),
            )  # fmt: skip
        self.fields["asked_on"] = LooseDate(_("When were they asked?"), near="behind", initial=on)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("answer") == OWN_WORDS:
            self.require("self_described", _("Write it in their words"))
        return self.cleaned_data


@needs(SEE)
@require_http_methods(["GET", "POST"])
def equality_ask(request: ActingRequest, crn: str, question: str) -> HttpResponse:
    case = open_person(request.acting, crn, SEE, what=_("a question of equality monitoring"))
    asked = question_named(question, case, on=request.acting.on)
    if asked is None:
        raise NotThereError(NOT_THERE)
    form = AnswerForm(request.POST or None, question=asked, on=request.acting.on)
    back = reverse("equality", args=[crn])

    def save() -> None:
        values = {"how": EqualityAnswer.How.SELF, **form.cleaned_data}
        answer_equality(acting=request.acting, crn=crn, question=question, **values)

    if sent_and_saved(form, save):
        notices.saved(request, _("Answer kept: %(question)s") % {"question": asked.words})
        return HttpResponseRedirect(back)
    return render(
        request, "cases/details_form.html", title=asked.words, form=form, back=back, status=status_of(form),
        intro=_("Ask in private. They need not answer, and nothing about their supervision depends on it."),
        **{**person_frame(request, case, current="person_details"), "sub_nav": ()},
    )  # fmt: skip
