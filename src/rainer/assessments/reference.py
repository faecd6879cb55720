"""What rules about a person are asked with: the day, the place of the case, the rulebook as it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from rainer.cases.models import Case
from rainer.rulebook.queries import place_of, rulebook_now


def reference_of(case: Case, on: date) -> dict[str, Any]:
    """Answers are read by the form they were begun with: then `on` is that day."""
    return {"on": on, "place": place_of(case.team.unit), "rulebook": rulebook_now()}
