"""How Rainer itself is: for the system administrator, in plain words and without case data; and for a watcher."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET
from procrastinate.contrib.django.models import ProcrastinateJob

from rainer.common import clock, health
from rainer.common.jobs import jobs as declared_jobs
from rainer.common.models import Message
from rainer.organisation.access import ActingRequest, needs, open_to_all
from rainer.organisation.capabilities import Capability
from rainer.web.filters import Choice, Filters
from rainer.web.page import render
from rainer.web.tables import Column, Table

LEVELS = {
    health.Level.WELL: gettext_lazy("Well"),
    health.Level.LOOK: gettext_lazy("Look at this"),
    health.Level.WRONG: gettext_lazy("Wrong"),
}
STATES = [
    ("todo", gettext_lazy("Waiting")),
    ("doing", gettext_lazy("At work")),
    ("failed", gettext_lazy("Given up")),
    ("succeeded", gettext_lazy("Done")),
    ("cancelled", gettext_lazy("Cancelled")),
    ("aborted", gettext_lazy("Stopped")),
]


@open_to_all
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """For whoever watches from outside: 200 while the database answers. It says nothing else."""
    health.answers()
    return HttpResponse("well\n", content_type="text/plain")


@needs(Capability.SEE_HEALTH)
@require_GET
def health_page(request: ActingRequest) -> HttpResponse:
    found = [(f, LEVELS[f.level], f.level) for f in health.findings()]
    wrong = [f for f, _words, level in found if level != health.Level.WELL]
    return render(request, "organisation/health.html", title=_("Health"), as_of=clock.now(), found=found, wrong=wrong)


@needs(Capability.SEE_HEALTH)
@require_GET
def jobs(request: ActingRequest) -> HttpResponse:
    filters = Filters(request, [Choice("state", _("State"), STATES)])
    words, summaries = dict(STATES), {name: job.summary for name, job in declared_jobs().items()}
    rows = ProcrastinateJob.objects.all()
    if filters.chosen["state"]:
        rows = rows.filter(status__in=filters.chosen["state"])
    table = Table(
        request,
        caption=_("Jobs, the newest first"),
        columns=[
            Column("id", _("Number"), sort="id"),
            Column("task_name", _("What"), value=lambda j: summaries.get(j.task_name, j.task_name), sort="task_name"),
            Column("status", _("State"), value=lambda j: words.get(j.status, j.status), sort="status"),
            Column("attempts", _("Tries"), numeric=True, sort="attempts"),
            Column("scheduled_at", _("Not before"), template="organisation/cell_moment.html", sort="scheduled_at"),
        ],
        rows=rows,
        default_sort="-id",
        filters=filters,
        empty=_("No job fits. Take a filter away.") if filters.tags else _("No job waits, and none is kept."),
        what=lambda n: ngettext("%(count)s job", "%(count)s jobs", n) % {"count": f"{n:,}"},
    )
    return render(request, "organisation/table.html", title=_("Jobs"), as_of=clock.now(), table=table)


@needs(Capability.SEE_HEALTH)
@require_GET
def outbox(request: ActingRequest) -> HttpResponse:
    filters = Filters(request, [Choice("state", _("State"), Message.State.choices)])
    rows = Message.objects.all()
    if filters.chosen["state"]:
        rows = rows.filter(state__in=filters.chosen["state"])
    table = Table(
        request,
        caption=_("Messages by reference, the newest first"),
        columns=[
            Column("reference", _("Reference"), sort="reference"),
            Column("state", _("State"), value=lambda m: m.get_state_display(), sort="state"),
            Column("attempts", _("Tries"), numeric=True, sort="attempts"),
            Column("created_at", _("Written"), template="organisation/cell_moment.html", sort="created_at"),
            Column("sent_at", _("Sent"), template="organisation/cell_moment.html", sort="sent_at"),
            Column("last_error", _("What the mail server said"), blank=_("Nothing")),
        ],
        rows=rows,
        default_sort="-created_at",
        filters=filters,
        empty=_("No message fits. Take a filter away.") if filters.tags else _("No message has been written."),
        what=lambda n: ngettext("%(count)s message", "%(count)s messages", n) % {"count": f"{n:,}"},
    )
    return render(request, "organisation/table.html", title=_("Outbox"), as_of=clock.now(), table=table)
