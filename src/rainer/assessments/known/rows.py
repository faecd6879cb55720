"""The rows of the record that answer questions in advance, read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from rainer.cases.models import (
    Address,
    Adjustment,
    Case,
    Disability,
    EqualityAnswer,
    PersonalCircumstance,
    PersonalContact,
    Registration,
    SentenceEvent,
)


@dataclass(frozen=True, slots=True)
class Rows:
    """What is in force on the day: open facts, flags, court events (the newest first), what was said of oneself."""

    case: Case
    on: date
    home: Address | None
    circumstances: list[PersonalCircumstance]
    contacts: list[PersonalContact]
    disabilities: list[Disability]
    adjustments: list[Adjustment]
    flags: dict[str, Registration]
    events: list[SentenceEvent]
    said: dict[str, EqualityAnswer]

    @classmethod
    def of(cls, case: Case, *, on: date) -> Rows:
        """Eight queries."""
        mine: dict[str, Any] = {"person": case.person_id}
        now = Q(starts__lte=on) & (Q(ends=None) | Q(ends__gt=on))
        said = EqualityAnswer.objects.filter(**mine).order_by("asked_on", "pk")
        return cls(
            case=case,
            on=on,
            home=Address.objects.filter(now, **mine, status=Address.Status.MAIN).first(),
            circumstances=list(PersonalCircumstance.objects.filter(now, **mine).order_by("-starts", "-pk")),
            contacts=list(PersonalContact.objects.filter(now, **mine).order_by("-starts", "-pk")),
            disabilities=list(Disability.objects.filter(now, **mine).order_by("-starts", "-pk")),
            adjustments=list(Adjustment.objects.filter(now, **mine).order_by("-starts", "-pk")),
            flags={one.type_code: one for one in Registration.objects.filter(now, **mine).order_by("pk")},
            events=list(
                SentenceEvent.objects.filter(**mine).select_related("sentence").order_by("-convicted_on", "-number")
            ),
            said={one.question: one for one in said},
        )

    def circumstance(self, kind: str) -> PersonalCircumstance | None:
        return next((one for one in self.circumstances if one.kind == kind), None)

    def flag(self, *codes: str) -> Registration | None:
        return next((self.flags[code] for code in codes if code in self.flags), None)
