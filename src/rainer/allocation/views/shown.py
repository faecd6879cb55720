"""What the pages of a proposal share: the way back, who a row is about, and that it was read."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from rainer.allocation import people
from rainer.allocation.models import Proposal
from rainer.allocation.operations.propose import unit_of
from rainer.cases.access import log_list
from rainer.organisation.access import ActingRequest


def back_from(found: Proposal) -> str | None:
    """The list the proposal was asked from; of a region its front page."""
    if found.region:
        return reverse("region_front", args=[found.region.code])
    unit = unit_of(found)
    return reverse("nobody_named", args=[unit.code]) if unit else None


def log_rows(request: ActingRequest, rows: Any) -> None:
    """Keep that the people of these rows were read; of limited records nothing was shown."""
    log_list(request.acting, [row.case for row in rows if not row.is_limited], what="a proposal of allocations")


def person_words(row: Any) -> str:
    """Who a row is about; of a limited record the CRN alone."""
    return people.name_or_restricted(row.case, limited=row.is_limited)
