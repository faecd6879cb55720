"""The tags and filters every template has without loading anything."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template import Context
from django.template.loader import get_template
from django.urls import is_valid_path
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from rainer.web import tags, words
from rainer.web.forms.form import ANYWAY, LATER
from rainer.web.forms.rendering import field_context
from rainer.web.paging import pages_of
from rainer.web.places import place_words

register = template.Library()

register.filter("load1", words.load1)
register.filter("load0", words.load0)
register.filter("whole", words.whole)
register.filter("day", words.day)
register.filter("short_day", words.short_day)
register.filter("since", words.since)
register.filter("clock", words.clock)
register.filter("moment", words.moment)
register.filter("result", words.result)
register.filter("place_words", place_words)

register.simple_tag(tags.tag, name="tag")
register.simple_tag(tags.status_tag, name="status_tag")
register.simple_tag(tags.rosh_tag, name="rosh")


def _print(context: Context, name: str, **more: Any) -> str:
    with context.push(**more):
        return get_template(name).template.render(context)  # type: ignore[attr-defined,no-any-return]


@register.simple_tag(takes_context=True)
def figure(context: Context, figure: Any) -> str:
    return _print(context, "web/parts/figure.html", figure=figure)


@register.simple_tag(takes_context=True)
def figures(context: Context, figures: Any) -> str:
    """Several figures in a row (a list at 360 px)."""
    return _print(context, "web/parts/figures.html", figures=figures)


@register.simple_tag(takes_context=True)
def table(context: Context, table: Any) -> str:
    return _print(context, "web/parts/table.html", table=table)


@register.simple_tag(takes_context=True)
def filters(context: Context, filters: Any) -> str:
    """Filters alone, for a page whose rows are no table."""
    return _print(context, "web/parts/filters.html", filters=filters, table=None)


@register.simple_tag(takes_context=True)
def chart(context: Context, chart: Any, url_prefix: str = "") -> str:
    """A chart with its finding, its table and how to read it. `url_prefix` is the page's address (default: this)."""
    prefix = url_prefix or context["request"].path
    asked = context["request"].GET.get("on", "")
    day = f"?{urlencode({'on': asked})}" if asked else ""
    has_figures = is_valid_path(f"{prefix}charts/{chart.name}.csv")
    more = {"url_prefix": prefix, "chart_query": day, "has_figures": has_figures}
    return _print(context, "web/parts/chart.html", chart=chart, **more)


@register.simple_tag(takes_context=True)
def pages(context: Context, page: Page[Any]) -> str:
    return _print(context, "web/parts/pages.html", pages=pages_of(context["request"], page))


@register.simple_tag(takes_context=True)
def error_summary(context: Context, form: Any) -> str:
    return _print(context, "web/parts/error_summary.html", form=form)


@register.simple_tag(takes_context=True)
def field(context: Context, field: BoundField) -> str:
    return _print(context, "web/fields/group.html", **field_context(field))


@register.simple_tag(takes_context=True)
def fields(context: Context, form: Any) -> str:
    """All fields of a form, those inside an option left to their option."""
    return _print(context, "web/parts/form.html", form=form)


@register.simple_tag(takes_context=True)
def summary_list(context: Context, rows: Any) -> str:
    """Facts by name: rows of (name, value) or (name, value, url, "Change")."""
    return _print(context, "web/parts/summary_list.html", rows=rows)


@register.simple_tag(takes_context=True)
def task_list(context: Context, tasks: Any) -> str:
    """Tasks in order: objects or dicts with text, url, kind (must, should, paused), words, due."""
    return _print(context, "web/parts/task_list.html", tasks=tasks)


@register.simple_tag
def empty(text: Any) -> SafeString:
    """What a list says when it has no rows: whether that is good or strange, and since when."""
    return format_html('<p class="govuk-body rainer-empty">{}</p>', text)


@register.simple_tag(takes_context=True)
def alert(context: Context, text: Any, variant: str = "warning", url: str = "", action: Any = "") -> str:
    """A MoJ alert: what, until when, who can end it. At most one a page. `url` with `action` adds the button."""
    return _print(context, "web/parts/alert.html", text=text, variant=variant, url=url, action=action)


@register.simple_tag(takes_context=True)
def button(
    context: Context, text: Any, kind: str = "", name: str = "", value: Any = "", url: str = "", form: str = ""
) -> str:
    """A button that sends its form (or a link that looks like one, with `url`). `kind`: secondary, warning,
    inverse. Prints nothing while another day is looked at: the past is not written to."""
    if context.get("looking_at"):
        return ""
    css = f"govuk-button--{kind}" if kind else ""
    if url:
        return format_html(
            '<a href="{}" role="button" draggable="false" class="govuk-button {}" data-module="govuk-button">{}</a>',
            url,
            css,
            text,
        )
    named = format_html(' name="{}" value="{}"', name, value or "1") if name else ""
    whose = format_html(' form="{}"', form) if form else ""
    return format_html(
        '<button type="submit" class="govuk-button {}" data-module="govuk-button" data-prevent-double-click="true"{}{}>{}</button>',
        css,
        named,
        whose,
        text,
    )


@register.simple_tag(takes_context=True)
def save_buttons(context: Context, text: Any, form: Any = None, later: bool = False, cancel: str = "") -> str:
    """The end of a form: the verb, "Save anyway" where a warning stands, "Save and come back later", and a way out."""
    warned = form is not None and form.shows_warnings
    more = {"text": text, "warned": warned, "later": later, "cancel": cancel, "anyway": ANYWAY, "later_name": LATER}
    return _print(context, "web/parts/save_buttons.html", **more)
