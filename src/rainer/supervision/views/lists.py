"""My people, alerts, and the outbox of messages to people."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from rainer.cases.access import limited_person_ids, log_list, log_people
from rainer.cases.furniture import shown_tier
from rainer.cases.models import Rosh, Sentence
from rainer.common import clock, notify
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.supervision.models import Alert, Reminder
from rainer.supervision.operations.alerts import clear_alerts
from rainer.supervision.queries.alerts import alerts_in_area, alerts_of
from rainer.supervision.queries.lists import person_name
from rainer.supervision.queries.outbox import outbox
from rainer.supervision.queries.people import my_people, named_like, with_sentence
from rainer.supervision.reference import Reference
from rainer.web import notices, tags, words
from rainer.web.filters import Choice, Filters, Text
from rainer.web.page import render
from rainer.web.tables import Column, Table

SEE, RECORD = Capability.SEE_PERSON, Capability.RECORD_CONTACT


@needs(SEE)
@require_GET
def people(request: ActingRequest) -> HttpResponse:
    """Everyone the user holds, with the next and last appointment with anyone in the service."""
    reference = Reference.anywhere(on=request.acting.on)
    filters = Filters(
        request,
        [
            Text("q", _("Name or CRN")),
            Choice("sentence", _("Sentence"), Sentence.Kind.choices),
            Choice("rosh", _("Risk of serious harm"), Rosh.choices),
            Choice("next", _("Next appointment"), [("none", _("None booked")), *_types(reference)]),
        ],
    )
    table = Table(
        request,
        caption=_("People I hold, with appointments with anyone in the service"),
        columns=_columns(reference),
        rows=_chosen(my_people(request.acting, at=clock.now()), filters),
        filters=filters,
        empty=_("You hold nobody’s case, or nobody matches what is chosen."),
        what=lambda n: ngettext("%(count)s person", "%(count)s people", n) % {"count": words.whole(n)},
        export_name="my people",
        export_facts={_("As at"): clock.now()},
    )
    if (download := table.export_response()) is not None:
        return download
    log_list(request.acting, [case for case in table.page if not case.is_limited], what=_("my people"))
    return render(request, "supervision/table.html", title=_("My people"), as_of=clock.now(), table=table)


def _types(reference: Reference) -> list[tuple[str, str]]:
    return [(code, kind.name) for code, kind in reference.types.items()]


def _chosen(cases: Any, filters: Filters) -> Any:
    if text := str(filters.chosen["q"]).strip():
        cases = named_like(cases, text)
    if kinds := filters.chosen["sentence"]:
        cases = with_sentence(cases, kinds)
    if levels := filters.chosen["rosh"]:
        cases = cases.filter(rosh__in=levels)
    if wanted := filters.chosen["next"]:
        none = cases.filter(next_at=None) if "none" in wanted else cases.none()
        cases = none | cases.filter(next_type__in=wanted)
    return cases


def _columns(reference: Reference) -> list[Column]:
    return [
        Column(
            "name",
            _("Person"),
            value=lambda c: person_name(c.person, is_limited=c.is_limited),
            link=lambda c: reverse("person", args=[c.person.crn]),
            sort="person__surname",
        ),
        Column("crn", _("CRN"), value=lambda c: c.person.crn, sort="person__crn"),
        Column("tier", _("Tier"), value=lambda c: "" if c.is_limited else shown_tier(c), sort="tier_v3"),
        Column(
            "rosh",
            _("Risk of serious harm"),
            value=lambda c: "" if c.is_limited else tags.rosh_tag(c.rosh),
            export=lambda c: "" if c.is_limited else c.get_rosh_display(),
        ),
        Column(
            "next",
            _("Next appointment"),
            value=lambda c: _next(c, reference),
            link=lambda c: reverse("appointment", args=[c.next_pk]) if c.next_pk and not c.is_limited else None,
            sort="next_at",
            blank=_("None booked"),
        ),
        Column(
            "last",
            _("Last seen or heard from"),
            value=lambda c: _last(c, reference),
            link=lambda c: reverse("contact", args=[c.last_pk]) if c.last_pk and not c.is_limited else None,
            sort="last_at",
            blank=_("None recorded"),
        ),
    ]


def _next(case: Any, reference: Reference) -> str:
    if case.next_at is None or case.is_limited:
        return ""
    who = f"{case.next_forename or ''} {case.next_surname or ''}".strip()
    facts = {"when": words.moment(case.next_at), "type": reference.type_name(case.next_type), "who": who}
    return _("%(when)s, %(type)s, %(who)s") % facts if who else _("%(when)s, %(type)s") % facts


def _last(case: Any, reference: Reference) -> str:
    if case.last_at is None or case.is_limited:
        return ""
    return _("%(when)s, %(type)s") % {"when": words.day(case.last_at), "type": reference.type_name(case.last_type)}


@needs(RECORD)
def alerts(request: ActingRequest) -> HttpResponse:
    """Contacts raised to the user, or to their teams; several cleared at once."""
    if request.method == "POST":
        ids = [int(pk) for pk in request.POST.getlist("alert") if pk.isdecimal()]
        count = clear_alerts(acting=request.acting, alert_ids=ids)
        said = ngettext("%(count)s alert cleared", "%(count)s alerts cleared", count) % {"count": count}
        notices.saved(request, said) if count else notices.told(request, _("Tick the alerts to clear first."))
        return HttpResponseRedirect(request.get_full_path())
    is_teams = request.GET.get("whose") == "teams"
    rows = alerts_in_area(request.acting) if is_teams else alerts_of(request.acting)
    kept_out = limited_person_ids(request.acting, rows.values_list("contact__person", flat=True))
    table = Table(
        request,
        caption=_("Alerts of my teams") if is_teams else _("Alerts raised to me"),
        columns=_alert_columns(Reference.anywhere(on=request.acting.on), kept_out),
        rows=rows,
        empty=_("Nothing has been raised that is not cleared."),
        selectable="alert",
        what=lambda n: ngettext("%(count)s alert", "%(count)s alerts", n) % {"count": words.whole(n)},
    )
    shown = [alert.contact.person_id for alert in table.page if alert.contact.person_id not in kept_out]
    log_people(request.acting, shown, what=_("alerts"))
    return render(
        request, "supervision/alerts.html", title=_("Alerts"), as_of=clock.now(), table=table, is_teams=is_teams
    )


def _alert_columns(reference: Reference, kept_out: set[int]) -> list[Column]:
    def limited(alert: Alert) -> bool:
        return alert.contact.person_id in kept_out

    return [
        Column(
            "person",
            _("Person"),
            value=lambda a: person_name(a.contact.person, is_limited=limited(a)),
            link=lambda a: reverse("person", args=[a.contact.person.crn]),
        ),
        Column("rosh", _("Risk of serious harm"), value=lambda a: "" if limited(a) else tags.rosh_tag(a.rosh)),
        Column(
            "what",
            _("What"),
            value=lambda a: "" if limited(a) else reference.type_name(a.contact.type_code),
            link=lambda a: None if limited(a) else reverse("contact", args=[a.contact_id]),
        ),
        Column("at", _("When"), value=lambda a: words.moment(a.contact.at), sort="contact__at"),
        Column("to", _("To"), value=lambda a: a.practitioner_team.practitioner),
        Column("by", _("Raised by"), value=lambda a: a.raised_by or _("Rainer")),
    ]


@needs(RECORD)
@require_GET
def reminders(request: ActingRequest) -> HttpResponse:
    """Every text and e-mail to people of the user's teams, and what became of it."""
    filters = Filters(request, [Choice("state", _("What became of it"), Reminder.State.choices)])
    rows = outbox(request.acting)
    if states := filters.chosen["state"]:
        rows = rows.filter(state__in=states)
    kept_out = limited_person_ids(request.acting, rows.values_list("contact__person", flat=True)[:5000])
    table = Table(
        request,
        caption=_("Messages to people about their appointments"),
        columns=_message_columns(kept_out),
        rows=rows,
        default_sort="-send_at",
        filters=filters,
        empty=_("No message is planned or was sent."),
        what=lambda n: ngettext("%(count)s message", "%(count)s messages", n) % {"count": words.whole(n)},
    )
    shown = [m.contact.person_id for m in table.page if m.contact.person_id not in kept_out]
    log_people(request.acting, shown, what=_("messages to people"))
    can = {"sms": notify.can_send("sms"), "email": notify.can_send("email")}
    return render(
        request, "supervision/reminders.html", title=_("Messages to people"), as_of=clock.now(), table=table, can=can
    )


def _message_columns(kept_out: set[int]) -> list[Column]:
    def limited(message: Reminder) -> bool:
        return message.contact.person_id in kept_out

    return [
        Column(
            "person",
            _("Person"),
            value=lambda m: person_name(m.contact.person, is_limited=limited(m)),
            link=lambda m: None if limited(m) else reverse("appointment", args=[m.contact_id]),
        ),
        Column("channel", _("By"), value=lambda m: m.get_channel_display()),
        Column("send_at", _("When"), value=lambda m: words.moment(m.sent_at or m.send_at), sort="send_at"),
        Column("state", _("What became of it"), value=lambda m: m.get_state_display(), sort="state"),
        Column("body", _("What it says"), value=lambda m: "" if limited(m) else m.body),
    ]
