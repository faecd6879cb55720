"""The moves of breach and recall as entries of the timeline. Those of sensitive proceedings say only that they are
there to whoever may not read what is sensitive.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from rainer.cases.models import Case
from rainer.enforcement.models import BreachProceeding, Move, RecallProceeding
from rainer.enforcement.queries.breach import OPENS
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.supervision.access import may_see_sensitive
from rainer.supervision.reference import Reference
from rainer.web.navigation import address

OPENS_RECALL = (Capability.CONSIDER_RECALL, Capability.COUNTERSIGN_RECALL, Capability.ENDORSE_RECALL)
BREACH, RECALL = "breach-proceeding", "recall-proceeding"
KINDS: dict[str, type[BreachProceeding] | type[RecallProceeding]] = {BREACH: BreachProceeding, RECALL: RecallProceeding}


def moves_about(case: Case, acting: Acting, *, searched: bool) -> Q:
    """Which moves are of this person; a search leaves out what the user may not read. Two queries."""
    found = _proceedings(case)
    may_read = not searched or may_see_sensitive(acting, case.team)
    return Q(about__in=[about for about, is_sensitive in found.items() if may_read or not is_sensitive])


def _proceedings(case: Case) -> dict[str, bool]:
    """How the moves of each proceeding name it, and whether it is sensitive."""
    return {
        f"{kind}:{pk}": is_sensitive
        for kind, model in KINDS.items()
        for pk, is_sensitive in model._default_manager.filter(person=case.person_id).values_list("pk", "is_sensitive")
    }


def read_moves(pks: list[int], case: Case, acting: Acting, reference: Reference) -> dict[int, dict[str, Any]]:
    rows = Move.objects.filter(pk__in=pks).select_related("by")
    sensitive = {about for about, is_sensitive in _proceedings(case).items() if is_sensitive}
    may_read = may_see_sensitive(acting, case.team)
    return {
        row.pk: _move(row, case, acting, reference, is_sensitive=row.about in sensitive, may_read=may_read)
        for row in rows
    }


def _move(
    row: Move, case: Case, acting: Acting, reference: Reference, *, is_sensitive: bool, may_read: bool
) -> dict[str, Any]:
    kind, _colon, pk = row.about.partition(":")
    if is_sensitive and not may_read:
        return {"title": "", "is_hidden": True, "is_sensitive": True}
    states = _states(reference, "recall.transitions" if kind == RECALL else "enforcement.breach_transitions")
    facts = {"state": states.get(row.to_status, row.to_status)}
    title = _("Recall: %(state)s") % facts if kind == RECALL else _("Breach: %(state)s") % facts
    url = address("recall", case.person.crn, pk) if kind == RECALL else address("breach", pk)
    opens = OPENS_RECALL if kind == RECALL else OPENS
    url = url if any(acting.may(one) for one in opens) else ""
    return {
        "title": title, "text": row.reason, "by": str(row.by), "url": url, "has_time": True,
        "is_sensitive": is_sensitive,
    }  # fmt: skip


def _states(reference: Reference, name: str) -> dict[str, str]:
    found: dict[str, str] = reference.rulebook.value(name, on=reference.on, place=reference.place).value["states"]
    return found
