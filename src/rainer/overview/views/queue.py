"""The queue of a case administrator, by due time."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from rainer.cases.access import log_people
from rainer.common import clock
from rainer.organisation.access import ActingRequest, needs
from rainer.organisation.capabilities import Capability
from rainer.overview.today.queue import queue_of
from rainer.supervision.queries.lists import person_name
from rainer.web.page import render

PAGE = 50


@needs(Capability.SEE_QUEUE)
@require_GET
def queue(request: ActingRequest) -> HttpResponse:
    found = queue_of(request.acting)
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    rows: list[dict[str, Any]] = []
    for row in page.object_list:
        is_limited = row.person is not None and row.person.pk in found.kept_out
        name = person_name(row.person, is_limited=is_limited) if row.person else ""
        rows.append({"row": row, "name": name, "is_limited": is_limited})
    shown = {one["row"].person.pk for one in rows if one["row"].person and not one["is_limited"]}
    log_people(request.acting, sorted(shown), what=_("the queue"))
    return render(
        request, "overview/queue.html", title=_("Queue"), as_of=clock.now(), page=page, rows=rows, outcomes=found.outcomes
    )  # fmt: skip
