"""Prompts for missed signals: those open about a person, and those closed."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from rainer.assurance.models import SignalPrompt


def open_prompts(person_id: int) -> QuerySet[SignalPrompt]:
    """Open questions about a person, the oldest first."""
    return SignalPrompt.objects.filter(person=person_id, closed_at=None).order_by("since", "pk")


def closed_prompts(person_id: int) -> QuerySet[SignalPrompt]:
    return (
        SignalPrompt.objects.filter(person=person_id)
        .exclude(closed_at=None)
        .select_related("by")
        .order_by("-closed_at")
    )


def open_by_person(person_ids: Collection[int]) -> dict[int, list[SignalPrompt]]:
    """Of each of these people, one query."""
    found: dict[int, list[SignalPrompt]] = {}
    for row in SignalPrompt.objects.filter(person__in=person_ids, closed_at=None).order_by("since", "pk"):
        found.setdefault(row.person_id, []).append(row)
    return found
