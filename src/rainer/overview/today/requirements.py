"""Requirements that are off track, and since when: what tasks follow from, for one person or for a whole caseload."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from rainer.cases.models import Requirement
from rainer.policy import tasks
from rainer.policy.requirements import off_track_since
from rainer.supervision.queries.progress import lines_for
from rainer.supervision.reference import Reference


def requirements_off_track(
    ids: Collection[int], reference: Reference
) -> Mapping[int, tuple[tasks.RequirementFact, ...]]:
    """By person, those in force of sentences that stand. Two queries."""
    rows = Requirement.objects.filter(
        event__person__in=ids, terminated_on=None, event__is_active=True, event__sentence__terminated_on=None
    ).select_related("event__sentence")
    found: dict[int, list[tasks.RequirementFact]] = defaultdict(list)
    for line in lines_for(rows.order_by("event__number", "pk"), reference):
        answer = line.outcome.answer if line.outcome else None
        if answer is None or line.inputs is None or answer.is_on_track is not False:
            continue
        since = off_track_since(line.inputs, **reference.where)
        fact = tasks.RequirementFact(f"requirement:{line.row.pk}", line.row.code, line.name, since, answer.why)
        found[line.row.event.person_id].append(fact)
    return {person: tuple(facts) for person, facts in found.items()}
