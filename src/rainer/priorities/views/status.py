"""The framework status of a unit: what stands, what it lets wait, what help was promised; set it, review it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rainer.common import clock
from rainer.common.errors import BadInputError
from rainer.organisation.access import ActingRequest, get_unit, get_unit_in_part, needs
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import DeliveryUnit
from rainer.policy import framework
from rainer.policy.outcome import Outcome
from rainer.priorities import operations, queries
from rainer.priorities.forms import REASONS, ReviewForm, StatusForm
from rainer.priorities.models import FrameworkStatus
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.web import words
from rainer.web.navigation import address
from rainer.web.notices import saved
from rainer.web.page import render
from rainer.web.why import step_lines, value_link

SEE, SET = Capability.SEE_FRAMEWORK_STATUS, Capability.SET_FRAMEWORK_STATUS
COLOURS: dict[str, Any] = {**dict(FrameworkStatus.Colour.choices), "lapsed": "Lapsed"}
DOING = {"do": "Do", "reduce": "Reduce", "pause": "Pause"}


@needs(SEE, SET)
@require_http_methods(["GET", "POST"])
def status_page(request: ActingRequest, code: str) -> HttpResponse:
    """What stands now. A post is the weekly review."""
    unit = _unit(request, code)
    form = ReviewForm(request.POST or None)
    if form.is_valid():
        operations.review_status(acting=request.acting, unit_code=code, words=form.cleaned_data["words"])
        saved(request, _("The review of %(unit)s is on record.") % {"unit": unit})
        return redirect("framework_status", code=code)
    on = request.acting.on
    outcome = queries.status_outcome(unit, on=on)
    answer = outcome.answer
    assert answer is not None
    row = queries.latest(unit, on=on)
    return render(
        request,
        "priorities/status.html",
        title=_("Framework status: %(unit)s") % {"unit": unit},
        as_of=clock.now(),
        breadcrumbs=_crumbs(unit),
        unit=unit,
        answer=answer,
        colour=COLOURS[answer.colour],
        facts=_facts(answer, row),
        alarms=[framework.ALARM_WORDS[alarm] for alarm in answer.alarms],
        support=list(row.support.order_by("due", "pk")) if row else [],
        exit_tests=row.exit_tests if row else [],
        reviews=queries.reviews(unit, since=answer.red_since or row.starts, until=on) if row else [],
        tasks=_table(unit, answer.colour, on=on),
        suspended=sum(queries.suspended_items(unit).values()),
        put_off_url=reverse("suspended_items", args=[code]) if request.acting.may(Capability.SEE_TEAM_TODAY) else "",
        lines=list(step_lines(outcome.steps, {}, value_link(outcome))),
        form=form,
        may_review=request.acting.may(Capability.SEE_UNIT_PAGE),
        set_url=reverse("framework_status_set", args=[code]) if _may_set(request, unit) else "",
        status=422 if form.errors else 200,
    )


def _unit(request: ActingRequest, code: str) -> DeliveryUnit:
    capability = SEE if request.acting.may(SEE) else SET
    return get_unit_in_part(request.acting, code, capability)


def _may_set(request: ActingRequest, unit: DeliveryUnit) -> bool:
    return request.acting.area(SET).holds_unit(unit)


def _crumbs(unit: DeliveryUnit) -> list[tuple[Any, str | None]]:
    return [(unit.name, address("unit_front", unit.code) or None), (_("Framework status"), None)]


def _facts(answer: framework.StatusOnDay, row: FrameworkStatus | None) -> list[tuple[Any, Any]]:
    if row is None or answer.status is None:
        return [(_("Set by"), _("Nobody: no status has been set, so everything is done"))]
    facts: list[tuple[Any, Any]] = [
        (_("Set by"), f"{row.authorised_by}, {answer.status.authority}"),
        (_("From"), words.day(row.starts)),
        (_("Next review by"), words.day(answer.next_review) if answer.next_review else _("No day was given")),
        (_("Lapses after"), words.day(row.review_by) if row.review_by else _("No day was given")),
        (_("Why"), row.reasons.get("words") or dict(REASONS).get(row.reasons.get("kind", ""), _("Not given"))),
        (_("Table of tasks"), row.framework_version),
    ]  # fmt: skip
    if answer.red_since:
        facts.append((_("Red since"), words.day(answer.red_since)))
    return facts


def _table(unit: DeliveryUnit, colour: str, *, on: Any) -> list[dict[str, Any]]:
    """Every task of the framework's table: what is done under the colour in force, and why it may not be paused."""
    book, place = rulebook_now(), place_of(unit)
    table = book.value("framework.tasks", on=on, place=place).value["tasks"]
    rows = []
    for row in table:
        asked = framework.WorkInputs(row["task"], colour)  # type: ignore[arg-type]
        answer = framework.what_may_be_done(asked, on=on, place=place, rulebook=book).answer
        assert answer is not None
        refused = framework.REFUSAL_WORDS.get(answer.pause_refusal or "", "")
        rows.append(
            {
                "label": row["label"],
                "what": DOING[answer.what],
                "kind": {"do": "must", "reduce": "should", "pause": "paused"}[answer.what],
                "to": answer.to or answer.condition or (refused if answer.what == "do" else ""),
            }
        )
    return rows


@needs(SET)
@require_http_methods(["GET", "POST"])
def set_status(request: ActingRequest, code: str) -> HttpResponse:
    unit = get_unit(request.acting, code, SET)
    form = StatusForm(request.POST or None, initial={"starts": words.day(request.acting.on)})
    if form.is_valid():
        try:
            operations.set_status(acting=request.acting, unit_code=code, **form.facts())
        except BadInputError as error:
            for field, message in error.facts["errors"].items():
                form.add_error({"support": "what_1"}.get(field, field), message)
        else:
            saved(request, _("The framework status of %(unit)s is set.") % {"unit": unit})
            return redirect("framework_status", code=code)
    return render(
        request,
        "priorities/set_status.html",
        title=_("Set the framework status of %(unit)s") % {"unit": unit},
        back=reverse("framework_status", args=[code]),
        form=form,
        status=422 if form.errors else 200,
    )


@needs(SEE)
@require_POST
def help_came(request: ActingRequest, code: str, pk: int) -> HttpResponse:
    promised = operations.support_came(acting=request.acting, unit_code=code, support_id=pk)
    saved(request, _("“%(what)s” is marked as here.") % {"what": promised.what})
    return redirect("framework_status", code=code)


def status_words(outcome: Outcome[framework.StatusOnDay]) -> str:
    """ "Red: review by 20 Nov", "Lapsed", "Green": for figures elsewhere. Never the bare word red for load."""
    answer = outcome.answer
    assert answer is not None
    name = str(COLOURS[answer.colour])
    if answer.colour in ("lapsed", "green") or answer.next_review is None:
        return name
    return _("%(colour)s: review by %(day)s") % {"colour": name, "day": words.day(answer.next_review)}
