"""Letters that asked for an answer by a day: which of them still wait for somebody to record it."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from rainer.enforcement.models import AbsenceDecision, BreachProceeding, EnforcementAction, Letter


def awaits_answer() -> Q:
    """Of enforcement actions. Withdrawing the letter, deciding anew about the absence or starting breach on it ends the
    wait as an answer does."""
    sent = Letter.objects.filter(action=OuterRef("pk"), state=Letter.State.SENT)
    decided = AbsenceDecision.objects.filter(contact=OuterRef("contact"), at__gt=OuterRef("done_at"))
    begun = BreachProceeding.objects.filter(failures=OuterRef("contact"), started_at__gte=OuterRef("done_at"))
    return Q(
        Exists(sent), ~Exists(decided), ~Exists(begun),
        done_at__isnull=False, answered_at=None, respond_by__isnull=False,
    )  # fmt: skip


def is_awaited(action: EnforcementAction) -> bool:
    return EnforcementAction.objects.filter(awaits_answer(), pk=action.pk).exists()
