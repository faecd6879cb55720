"""The why page: an outcome's steps with the dated, placed, sourced value behind each."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rainer.policy.outcome import Outcome, Step, as_data
from rainer.policy.rulebook import Place, RulebookError, Status, Value, national
from rainer.web import downloads, page, words
from rainer.web.navigation import address


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step as a row: numbered, indented by `depth`, with links to the facts behind it and to what its label
    names, where there are any."""

    number: str
    depth: int
    step: Step
    url: str = ""
    value_url: str = ""
    about_url: str = ""
    is_repeat: bool = False

    @property
    def result(self) -> str:
        return self.step.said or words.result(self.step.result)

    @property
    def rule_label(self) -> str:
        return value_label(self.step.value) if self.step.value else ""


def why_page(
    request: HttpRequest,
    outcome: Outcome[Any],
    *,
    title: Any,
    sentence: Any = "",
    back: str | None = None,
    as_of: Any = None,
    subject: Any = "",
    not_counted: Sequence[Any] = (),
    step_urls: Mapping[str, str] | None = None,
    dispute_url: str = "",
    restricted: int = 0,
    **frame: Any,
) -> HttpResponse:
    """The page, or its steps as a file for `?download=csv|json`.

    `sentence` defaults to the outcome's own. `step_urls` maps step names to the facts behind them, and
    "name:label" to what the label names, such as the person of a case. `restricted` is how many cases counted here the reader may not open. The view
    reads `?on=` with `page.day_asked` and works the outcome out for that day.
    """
    kind = request.GET.get("download", "")
    if kind in ("csv", "json"):
        return _download(outcome, str(title), kind)
    return page.render(
        request,
        "web/why.html",
        title=title,
        back=back,
        as_of=as_of or outcome.on,
        another_day=frame.pop("another_day", True),
        outcome=outcome,
        subject=subject,
        sentence=sentence or outcome.sentence,
        caution=assumption_words(outcome),
        lines=list(step_lines(outcome.steps, step_urls or {}, value_link(outcome))),
        not_counted=not_counted,
        dispute_url=dispute_url,
        restricted=_restricted_words(restricted),
        **frame,
    )


def assumption_words(outcome: Outcome[Any]) -> str:
    """The sentences that a result resting on an assumed value carries; "" when all values are firm."""
    assumed = outcome.assumed_values()
    values = _labels(v for v in assumed if v.status is Status.ASSUMED)
    days = _labels(v for v in assumed if v.status is not Status.ASSUMED)
    said = []
    if values:
        said.append(_("This rests on what is assumed, not published: %(values)s.") % {"values": "; ".join(values)})
    if days:
        said.append(_("The day from which these hold is assumed: %(values)s.") % {"values": "; ".join(days)})
    return " ".join(said)


def value_link(outcome: Outcome[Any]) -> Callable[[Value], str]:
    """To a value's rulebook page in the place and on the day of the outcome that read it, so that a local value opens
    as itself and not as the nation's."""

    def link(value: Value) -> str:
        where = outcome.place if value.place in outcome.place.chain() else value.place
        day = outcome.on if value.holds_on(outcome.on) else value.starts
        url = address("rulebook_value", value.key)
        return f"{url}?{urlencode({**_place_asked(where), 'on': day.isoformat()})}" if url else ""

    return link


def _place_asked(place: Place) -> dict[str, str]:
    """A place as the rulebook's addresses name it; the nation by no code at all."""
    if place.unit:
        return {"unit": place.unit}
    return {"region": place.region} if place.region else {"place": ""}


def _labels(values: Iterable[Value]) -> list[str]:
    return list(dict.fromkeys(value_label(v) for v in values))


def value_label(value: Value) -> str:
    """The name of a value's parameter, as on its rulebook page."""
    return key_label(value.key)


def key_label(key: str) -> str:
    """The name of a parameter; the key itself of one the rulebook has no more."""
    try:
        return national().parameter(key).label
    except RulebookError:
        return key


def step_lines(
    steps: Sequence[Step], urls: Mapping[str, str], value_url: Callable[[Value], str] | None = None
) -> Iterator[StepLine]:
    """The steps and the steps inside them as rows. A value's source stands at its first use only."""
    shown: set[tuple[str, date, Place]] = set()
    for number, step in _numbered(steps, ""):
        value = step.value
        identity = (value.key, value.starts, value.place) if value else None
        link = value_url(value) if value_url and value else ""
        about = urls.get(f"{step.name}:{step.label}", "")
        facts = urls.get(step.name, "")
        yield StepLine(number, number.count("."), step, facts, link, about, is_repeat=identity in shown)
        if identity:
            shown.add(identity)


def _numbered(steps: Sequence[Step], above: str) -> Iterator[tuple[str, Step]]:
    for position, step in enumerate(steps, start=1):
        yield f"{above}{position}", step
        yield from _numbered(step.parts, f"{above}{position}.")


def _restricted_words(count: int) -> str:
    if not count:
        return ""
    return ngettext("%(n)s case you may not open is counted.", "%(n)s cases you may not open are counted.", count) % {
        "n": count
    }


def _download(outcome: Outcome[Any], title: str, kind: str) -> HttpResponse:
    name = downloads.file_name(f"{title} steps {outcome.on.isoformat()}")
    if kind == "json":
        response = HttpResponse(downloads.to_json(as_data(outcome)), content_type="application/json")
    else:
        response = HttpResponse(_steps_csv(outcome), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def _steps_csv(outcome: Outcome[Any]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["step", "name", "label", "looked_at", "result", "parameter", "from", "place", "status", "source"])
    for line in step_lines(outcome.steps, {}):
        writer.writerow([downloads.guarded(cell) for cell in _step_row(line)])
    return out.getvalue().encode("utf-8-sig")


def _step_row(line: StepLine) -> list[Any]:
    step, value = line.step, line.step.value
    result = step.result if isinstance(step.result, int | float) and not step.said else line.result
    row: list[Any] = [line.number, step.name, step.label, step.found, result]
    if value is None:
        return row + [""] * 5
    return [*row, value.key, value.starts.isoformat(), value.place.words, value.status.value, value.source.title]
