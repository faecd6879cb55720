"""The rulebook to read: rules by topic, parameters with the value in force, one value, one rule."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from rainer.common import clock
from rainer.common.errors import BadInputError, NotThereError
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.policy.register import Rule, entries, rules
from rainer.policy.rulebook import Place, Rulebook, Status, Value
from rainer.rulebook import effects, places, standing
from rainer.rulebook.grid import blocks, key_words, short
from rainer.rulebook.models import LocalValue
from rainer.rulebook.queries import rulebook_now
from rainer.rulebook.standing import Line, Row
from rainer.rulebook.used_by import jobs_using, pages_using
from rainer.web import page, words
from rainer.web.dates import DateNotUnderstoodError, understand
from rainer.web.filters import Choice, Filters, Text, Tick
from rainer.web.tables import Column, Table
from rainer.web.tags import STATUSES, status_tag

MODELLED = {"yes": "In full", "partly": "In part", "no": "Not yet"}


@needs(Capability.SEE_RULEBOOK)
@require_GET
def rulebook(request: ActingRequest) -> HttpResponse:
    """Every parameter with the value in force where the reader works, and every rule."""
    book, on, place = rulebook_now(), clock.today(), places.own_place(request.acting)
    names = places.Names.read()
    filters = _filters(request, book)
    values = _values_table(
        request, _asked(standing.lines(book, on=on, place=place), filters), filters, place, names, on
    )
    of_rules = _rules_table(request, filters)
    for table in (values, of_rules):
        if (download := table.export_response()) is not None:
            return download
    return page.render(
        request,
        "rulebook/rulebook.html",
        title=_("Rulebook"),
        as_of=on,
        values=values,
        rules=of_rules,
        place=names.full(place),
        waiting=LocalValue.objects.filter(state=LocalValue.State.PROPOSED).count(),
        lapsing=_lapsing(book, on, names),
    )


def _filters(request: ActingRequest, book: Rulebook) -> Filters:
    topics = sorted({standing.topic_of(name) for name in (*book.keys(), *rules())})
    return Filters(request, [
        Text("q", _("Words")),
        Choice("topic", _("Topic"), [(topic, key_words(topic)) for topic in topics]),
        Choice("status", _("How firm"), [(status.value, STATUSES[status.value][0]) for status in Status]),
        Tick("local", _("Local values only")),
    ])  # fmt: skip


def _asked(lines: Iterable[Line], filters: Filters) -> list[Line]:
    wanted, topics, statuses = filters.chosen["q"].lower(), filters.chosen["topic"], filters.chosen["status"]
    return [
        line for line in lines
        if wanted in f"{line.parameter.key} {line.parameter.label}".lower()
        and (not topics or line.topic in topics)
        and (not statuses or set(statuses) & set(line.statuses))
        and (not filters.chosen["local"] or "local" in line.statuses)
    ]  # fmt: skip


def _values_table(
    request: ActingRequest, rows: list[Line], filters: Filters, place: Place, names: places.Names, on: date
) -> Table:
    return Table(
        request,
        caption=_("Values in force in %(place)s on %(day)s") % {"place": names.short(place), "day": words.day(on)},
        columns=[
            Column("label", _("What it sets"), value=lambda r: r.parameter.label, sort="parameter__label",
                   link=lambda r: value_address(r.parameter.key, place)),
            Column("topic", _("Topic"), value=lambda r: key_words(r.topic), sort=True),
            Column("value", _("In force"), value=_in_force, blank=_("None in force")),
            Column("unit", _("Unit"), value=lambda r: r.parameter.unit),
            Column("statuses", _("How firm"), value=lambda r: tags_of(r.value), export=lambda r: ", ".join(r.statuses)),
            Column("last_confirmed", _("Last confirmed"), value=lambda r: words.since(r.parameter.last_confirmed),
                   sort="parameter__last_confirmed", export=lambda r: r.parameter.last_confirmed),
        ],
        rows=rows,
        filters=filters,
        empty=_("No value matches."),
        export_name="rulebook-values",
        export_facts={_("Place"): names.full(place), _("In force on"): on},
        export_needs=None,
        what=lambda n: ngettext("%(n)s value", "%(n)s values", n) % {"n": n},
    )  # fmt: skip


def _in_force(line: Line) -> str | None:
    return short(line.value.value) if line.value else None


def value_address(key: str, place: Place) -> str:
    asked = "".join(f"{'&' if n else '?'}{name}={code}" for n, (name, code) in enumerate(_codes(place)))
    return reverse("rulebook_value", args=[key]) + asked


def _codes(place: Place) -> list[tuple[str, str]]:
    """The smallest part of a place as address parameters."""
    if place.unit:
        return [("unit", place.unit)]
    return [("region", place.region)] if place.region else []


def tags_of(value: Value | None) -> SafeString | None:
    """Status of the value, of its day where that is assumed, and "Local, until 31 Mar" where a place overrides."""
    if value is None:
        return None
    parts = [status_tag(value.status)]
    if value.date_status is Status.ASSUMED and value.status is not Status.ASSUMED:
        parts.append(format_html('<span class="govuk-body-s">{}</span>', _("from an assumed day")))
    if value.is_local:
        parts.append(status_tag("local"))
        if value.ends:
            until = _("until %(day)s") % {"day": words.short_day(value.ends)}
            parts.append(format_html('<span class="govuk-body-s">{}</span>', until))
    return format_html_join(" ", "{}", ((part,) for part in parts))


def _rules_table(request: ActingRequest, filters: Filters) -> Table:
    register = entries()
    wanted, topics = filters.chosen["q"].lower(), filters.chosen["topic"]
    rows = [
        {"name": name, "topic": standing.topic_of(name), "summary": rule.summary, "rule": rule,
         "modelled": MODELLED[register[name]["modelled"]], "checked": register[name]["checked_on"]}
        for name, rule in rules().items()
        if name in register and wanted in f"{name} {rule.summary}".lower()
        and (not topics or standing.topic_of(name) in topics)
    ]  # fmt: skip
    return Table(
        request,
        caption=_("Rules, by topic"),
        columns=[
            Column("name", _("Rule"), sort=True, link=lambda r: reverse("rulebook_rule", args=[r["name"]])),
            Column("topic", _("Topic"), value=lambda r: key_words(r["topic"]), sort=True),
            Column("summary", _("What it decides")),
            Column("modelled", _("Modelled"), sort=True),
            Column("reads", _("Values it reads"), value=lambda r: len(r["rule"].reads), numeric=True),
            Column(
                "checked",
                _("Checked"),
                value=lambda r: words.day(r["checked"]),
                sort=True,
                export=lambda r: r["checked"],
            ),
        ],
        rows=rows,
        name="rules",
        page_size=100,
        default_sort="topic",
        empty=_("No rule matches."),
        export_name="rulebook-rules",
        export_needs=None,
        what=lambda n: ngettext("%(n)s rule", "%(n)s rules", n) % {"n": n},
    )


def _lapsing(book: Rulebook, on: date, names: places.Names) -> list[str]:
    """Local values about to run out, in words."""
    within = book.value("rulebook.lapse_notice_days", on=on).value
    return [
        _("%(label)s in %(place)s lapses after %(day)s: then the wider value holds.")
        % {
            "label": book.parameter(row.key).label,
            "place": names.short(standing.place_of_row(row)),
            "day": words.day(row.ends),
        }
        for row in standing.lapsing_soon(on=on, within_days=within)
    ]


@needs(Capability.SEE_RULEBOOK)
@require_GET
def rulebook_value(request: ActingRequest, key: str) -> HttpResponse:
    """One parameter: in force on a day in a place, its source, who reads it, and every value it has had."""
    book = rulebook_now()
    if not standing.has(book, key):
        raise NotThereError(_("The rulebook has no such value."))
    on, place, names = _day(request), _place(request), places.Names.read()
    parameter, value = book.parameter(key), book.get(key, on=on, place=place)
    history = _history_table(request, standing.history(book, key), key, names)
    if (download := history.export_response()) is not None:
        return download
    return page.render(
        request,
        "rulebook/value.html",
        title=parameter.label,
        as_of=None,
        breadcrumbs=[(_("Rulebook"), reverse("rulebook")), (parameter.label, None)],
        parameter=parameter,
        value=value,
        where=_("In force in %(place)s on %(day)s") % {"place": names.short(place), "day": words.day(on)},
        facts=_facts(value, names) if value else [],
        tags=tags_of(value),
        blocks=blocks(value.value, label=parameter.label) if value else [],
        used_by=standing.rules_reading(key),
        pages=pages_using(key),
        jobs=jobs_using(key),
        uses=effects.uses_of(key, place, on=clock.today()),
        lapsed=_lapsed_words(standing.lapsed(book, key, on=on, place=place), names),
        history=history,
        on=on,
        places=places.everywhere(),
        place_option=places.option_of(place),
        may_propose=request.acting.may(Capability.PROPOSE_VALUE),
        propose_url=reverse("rulebook_propose", args=[key])
        + (f"?place={places.option_of(place)}" if place.region else ""),
    )


def _day(request: ActingRequest) -> date:
    """The day asked for, past or to come; today when none is."""
    text = request.GET.get("on", "").strip()
    if not text:
        return clock.today()
    try:
        return understand(text, today=clock.today())
    except DateNotUnderstoodError:
        raise BadInputError(_("Write the day like 3 Mar 2026."), errors={"on": text}) from None


def _place(request: ActingRequest) -> Place:
    """The place asked for: `?place=unit:HM` from the form, `?unit=HM` or `?region=NM` from a link; else the reader's own."""
    if "place" in request.GET:
        return places.chosen(request.GET["place"])
    region, unit = request.GET.get("region", ""), request.GET.get("unit", "")
    return places.place_named(region=region, unit=unit) if region or unit else places.own_place(request.acting)


def _facts(value: Value, names: places.Names) -> list[tuple[Any, Any]]:
    source = format_html("{}", value.source.title)
    if value.source.url:
        source = format_html(
            '<a class="govuk-link" href="{}" rel="noreferrer">{}</a>', value.source.url, value.source.title
        )
    facts = [
        (
            _("From"),
            words.day(value.starts) + (_(", until %(day)s") % {"day": words.day(value.ends)} if value.ends else ""),
        ),
        (_("Place"), names.full(value.place)),
        (_("How firm"), tags_of(value)),
        (_("Source"), format_html("{}, {}", source, _("read on %(day)s") % {"day": words.day(value.source.read_on)})),
    ]
    if value.by:
        facts.append((_("Set by"), _("%(by)s; approved by %(second)s") % {"by": value.by, "second": value.approved_by}))
    return [*facts, *([(_("Note"), value.note)] if value.note else [])]


def _lapsed_words(value: Value | None, names: places.Names) -> str:
    if value is None:
        return ""
    return _("The value for %(place)s lapsed %(day)s: the wider value holds.") % {
        "place": names.short(value.place),
        "day": words.short_day(value.ends),
    }


def _history_table(request: ActingRequest, rows: Sequence[Row], key: str, names: places.Names) -> Table:
    return Table(
        request,
        caption=_("Every value it has had, in every place"),
        columns=[
            Column("starts", _("From"), value=lambda r: words.day(r.value.starts), sort="value__starts",
                   link=lambda r: _row_address(r, key), export=lambda r: r.value.starts),
            Column("ends", _("Last day"), value=lambda r: words.day(r.value.ends) if r.value.ends else None, blank=_("Open")),
            Column("place", _("Place"), value=lambda r: names.full(r.value.place)),
            Column("value", _("Value"), value=lambda r: short(r.value.value)),
            Column("status", _("How firm"), value=lambda r: tags_of(r.value), export=lambda r: r.value.status.value),
            Column("source", _("Source"), value=lambda r: r.value.source.title),
            Column("by", _("By"), value=_by, blank=_("Rainer")),
            Column("changed", _("What changed"), value=_changed, blank=_("First value")),
        ],
        rows=rows,
        empty=_("It has never had a value."),
        export_name=f"rulebook-{key}",
        export_needs=None,
        what=lambda n: ngettext("%(n)s value", "%(n)s values", n) % {"n": n},
    )  # fmt: skip


def _row_address(row: Row, key: str) -> str:
    if row.pk is not None:
        return reverse("rulebook_proposal", args=[row.pk])
    address = value_address(key, row.value.place)
    where = "&" if "?" in address else "?place=&"
    return f"{address}{where}on={row.value.starts.isoformat()}"


def _by(row: Row) -> str:
    if row.pk is not None:
        return _("%(by)s; waits for a second person") % {"by": row.value.by}
    return _("%(by)s and %(second)s") % {"by": row.value.by, "second": row.value.approved_by} if row.value.by else ""


def _changed(row: Row) -> str | None:
    if row.before is None:
        return None
    shown = [change.text for change in row.changed[:3]]
    if more := len(row.changed) - len(shown):
        shown.append(_("and %(n)s more") % {"n": more})
    return "; ".join(shown) or _("Nothing but its day or source")


@needs(Capability.SEE_RULEBOOK)
@require_GET
def rulebook_rule(request: ActingRequest, name: str) -> HttpResponse:
    """One rule: what it decides, what it is asked with, and the values it reads as they stand."""
    rule, entry = rules().get(name), entries().get(name)
    if rule is None or entry is None:
        raise NotThereError(_("The rulebook has no such rule."))
    book, on, place = rulebook_now(), clock.today(), places.own_place(request.acting)
    lines = [line for line in standing.lines(book, on=on, place=place) if line.parameter.key in rule.reads]
    return page.render(
        request,
        "rulebook/rule.html",
        title=_("Rule %(name)s") % {"name": name},
        as_of=on,
        breadcrumbs=[(_("Rulebook"), reverse("rulebook")), (name, None)],
        says=(inspect.getdoc(rule.function) or "").split("\n\n"),
        facts=_rule_facts(entry),
        inputs=_inputs(rule),
        values=[
            (line, value_address(line.parameter.key, place), tags_of(line.value), _in_force(line)) for line in lines
        ],
    )


def _rule_facts(entry: dict[str, Any]) -> list[tuple[Any, Any]]:
    facts = [
        (_("Modelled"), MODELLED[entry["modelled"]]),
        (_("Checked against"), "; ".join(entry["checked_against"]) or _("Nothing yet")),
        (_("Checked on"), words.day(entry["checked_on"])),
        (_("Described in"), entry["doc"]),
    ]
    return [*facts, *([(_("Left out"), entry["left_out"])] if entry.get("left_out") else [])]


def _inputs(rule: Rule) -> list[tuple[str, str]]:
    """What the rule is asked with: each fact's name, and what it may be, as the code says it."""
    return [(key_words(field.name), str(field.type)) for field in dataclasses.fields(rule.inputs_type)]
