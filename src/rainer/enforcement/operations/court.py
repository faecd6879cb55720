"""The papers of a breach: its notice, written and completed; its pack, made and kept by its hash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.common import clock, log
from rainer.common.errors import BadInputError, NotAllowedError, RefusedError
from rainer.enforcement.models import BreachProceeding
from rainer.enforcement.operations.breach import VIEWS, lock_breach
from rainer.enforcement.operations.common import keep_file
from rainer.enforcement.queries.breach import about, failures_of, order_stands, roles_in, view_kept
from rainer.enforcement.queries.notice import OTHER, digest, notice_facts, notice_paper
from rainer.enforcement.queries.pack import exhibits_of, pack_paper
from rainer.organisation.access import Acting
from rainer.web.pdf import Paper, pdf_of

NOTICE_WRITTEN = log.event_type("breach_notice_written", gettext_lazy("{actor} wrote at the breach notice"))
NOTICE_COMPLETED = log.event_type("breach_notice_completed", gettext_lazy("{actor} completed the breach notice"))
PACK_MADE = log.event_type("breach_pack_made", gettext_lazy("{actor} made the breach pack"))
WRITES = {"responsible_officer", "enforcement_officer", "case_administrator"}


@transaction.atomic
def write_notice(
    *, acting: Acting, breach_id: int, version: int | None, typed: Mapping[str, str], complete: bool = False
) -> BreachProceeding:
    """Keep what was typed into the notice; completed, it is kept as a file and changes no more.

    Raises RefusedError once it is completed, or where the order has ended; BadInputError for what it lacks.
    """
    proceeding, reference = lock_breach(acting, breach_id, version)
    _may_write(acting, proceeding)
    if proceeding.notice.get("completed_at"):
        raise RefusedError(_("The notice is completed: it changes no more."))
    facts = notice_facts(proceeding, failures_of(proceeding), reference)
    if complete:
        _check_complete(facts, typed)
    paper = notice_paper(facts, typed, at=clock.now())
    proceeding.notice = {"typed": dict(typed), "digest": digest(facts), "by": str(acting.user), "paper": paper.facts}
    if complete:
        proceeding.notice |= _kept(paper, "completed_at")
    _save(proceeding, "notice")
    _log(NOTICE_COMPLETED if complete else NOTICE_WRITTEN, acting, proceeding)
    return proceeding


def _may_write(acting: Acting, proceeding: BreachProceeding) -> None:
    if not roles_in(acting, proceeding.case) & WRITES:
        raise NotAllowedError(_("The papers of a breach are for those who work on it."))
    if not order_stands(proceeding):
        raise RefusedError(_("The order has ended: nothing more goes to court."))


def _check_complete(facts: Mapping[str, Any], typed: Mapping[str, str]) -> None:
    errors: dict[str, str] = {}
    if typed.get("address") == OTHER and not typed.get("other_address", "").strip():
        errors["other_address"] = _("Enter the address")
    elif typed.get("address") != OTHER and not facts["address"]:
        errors["address"] = _("No main address is known: enter another")
    for name, said in {"reply_address": _("Enter where answers go"), "respond_by": _("Enter the day")}.items():
        if not typed.get(name, "").strip():
            errors[name] = said
    for failure in facts["failures"]:
        if not typed.get(f"rejected_{failure['id']}", "").strip():
            errors[f"rejected_{failure['id']}"] = _("Say why, or that nothing was said")
    if errors:
        raise BadInputError(_("The notice is not complete yet."), errors=errors)


@transaction.atomic
def make_pack(*, acting: Acting, breach_id: int, version: int | None) -> BreachProceeding:
    """Make the pack from the record as it is now: one file, its hash, its time, and the hash of each exhibit."""
    proceeding, reference = lock_breach(acting, breach_id, version)
    _may_write(acting, proceeding)
    if proceeding.status not in ("referred", "pack_drafted"):
        raise RefusedError(_("A pack is made once the breach is referred, and until it is checked."))
    view = str(VIEWS.get(proceeding.view_of_compliance, _("Not recorded yet")))
    paper = pack_paper(proceeding, reference, view=view, at=clock.now())
    contents = [{"what": one.what, "sha256": one.sha256} for one in exhibits_of(proceeding)]
    by = {"by": str(acting.user), "by_id": acting.user.pk, "view": view_kept(proceeding)}
    proceeding.pack = {**by, "contents": contents, "paper": paper.facts, **_kept(paper, "made_at")}
    _save(proceeding, "pack")
    _log(PACK_MADE, acting, proceeding, sha256=proceeding.pack["sha256"])
    return proceeding


def _kept(paper: Paper, when: str) -> dict[str, str]:
    return {when: paper.at.isoformat(), "sha256": keep_file(pdf_of(paper))}


def _save(proceeding: BreachProceeding, *fields: str) -> None:
    proceeding.version += 1
    proceeding.save(update_fields=[*fields, "version"])


def _log(event: log.EventType, acting: Acting, proceeding: BreachProceeding, **data: Any) -> None:
    log.record(
        event,
        actor=acting.user,
        subject=about(proceeding),
        person_id=proceeding.person_id,
        unit_id=proceeding.case.team.unit_id,
        data={"breach": proceeding.pk, **data},
    )
