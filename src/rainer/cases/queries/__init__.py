"""What pages about a person, and about who may see them, read."""

from rainer.cases.queries.person import (
    WHO_LOOKED_DAYS,
    AccessCounts,
    PersonSummary,
    access_counts,
    age,
    lists_as_one,
    log_entries,
    open_duplicates,
    openings,
    person_ids,
    person_summary,
    restricted_people,
    users_named,
    who_looked,
)

__all__ = [
    "WHO_LOOKED_DAYS",
    "AccessCounts",
    "PersonSummary",
    "access_counts",
    "age",
    "lists_as_one",
    "log_entries",
    "open_duplicates",
    "openings",
    "person_ids",
    "person_summary",
    "restricted_people",
    "users_named",
    "who_looked",
]
