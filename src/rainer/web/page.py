"""One way to answer with a page, so that every page has the same frame and an h1 equal to its title."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from rainer.common import clock
from rainer.common.errors import BadInputError
from rainer.web.dates import DateNotUnderstoodError, understand
from rainer.web.furniture import DataAge, IdentityBar, NavItem

A_DAY = timedelta(days=1)


def render(
    request: HttpRequest,
    template: str,
    *,
    title: Any,
    as_of: datetime | date | None = None,
    looking_at: date | None = None,
    another_day: bool = False,
    breadcrumbs: Sequence[tuple[Any, str | None]] = (),
    back: str | None = None,
    status: int = 200,
    sub_nav: Sequence[NavItem] = (),
    identity: IdentityBar | None = None,
    should_be_fresh: bool = False,
    data_age: DataAge | None = None,
    **context: Any,
) -> HttpResponse:
    """The page as a response.

    `title` is both h1 and <title>. `as_of` is when the facts were true. `looking_at` is the other day asked for
    (see `day_asked`): it puts the strip on top, and `{% button %}` then prints nothing. `another_day` offers the
    date field. `should_be_fresh` says that the figures are worked out every night: older than a day, a strip says so.
    `data_age` is of the file the figures rest on, where it is of another day; that then stands in place of the strip.
    """
    frame = {
        "title": title,
        "as_of": as_of,
        "looking_at": looking_at,
        "another_day": another_day,
        "breadcrumbs": breadcrumbs,
        "back": back,
        "sub_nav": sub_nav,
        "identity": identity,
        "data_age": data_age,
        "stale_since": as_of if should_be_fresh and not (looking_at or data_age) and _is_stale(as_of) else None,
    }
    return HttpResponse(render_to_string(template, {**frame, **context}, request), status=status)


def _is_stale(as_of: datetime | date | None) -> bool:
    return isinstance(as_of, datetime) and clock.now() - as_of > A_DAY


def day_asked(request: HttpRequest) -> date | None:
    """The other day in the address (`?on=2026-03-03`, or loosely `?on=3 Mar`); None for now.

    Raises BadInputError for what is no date, or a day to come.
    """
    text = request.GET.get("on", "").strip()
    if not text:
        return None
    today = clock.today()
    try:
        asked = understand(text, today=today, near="behind")
    except DateNotUnderstoodError:
        raise BadInputError("Write the day like 3 Mar 2026.", errors={"on": text}) from None
    if asked > today:
        raise BadInputError("Choose a day up to today: nothing is known of later ones.", errors={"on": text})
    return None if asked == today else asked
