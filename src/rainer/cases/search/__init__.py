"""Find a person: by any number, a day of birth, a postcode or address, or a name that may be misspelt or misheard.

A hit says why it is one. A limited record shows its CRN and nothing else; one outside the user's role and area does
not show at all. What was looked for, how many were found and whose names were shown goes to the log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import limited_person_ids, log_people
from rainer.cases.models import Case
from rainer.cases.search.statement import MOST, statement
from rainer.cases.search.terms import LONGEST, Term, read
from rainer.cases.search.why import why
from rainer.common import clock, log
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.organisation.models import Team

__all__ = ["MOST", "Hit", "find", "read", "recent"]

SEARCHED = log.event_type(
    "searched",
    gettext_lazy("{actor} looked for {words} and found {found}"),
    personal=("words",),
    kind=LogEntry.Kind.READ,
)
# How far back the search page's own list of records goes: for sight alone, nothing follows from it.
RECENT_DAYS = 30
RECENT_MOST = 10
_READS_LOOKED_AT = 200  # of the user's own reads: pages of the same person again and again


@dataclass(frozen=True, slots=True)
class Hit:
    """Someone found. `case` is None where the record is limited for the user; then only `crn` may be shown."""

    crn: str
    why: str
    case: Case | None = None


def find(acting: Acting, text: str, *, on: date, any_term: bool = False) -> list[Hit]:
    """Up to 50 people the user may find, the likeliest first. As many queries whatever is found."""
    terms = read(text, on=on)
    if not terms:
        return []
    hits = _hits(acting, _ids(acting, terms, any_term), terms)
    words = " ".join(text.split())[:LONGEST]
    log.record(SEARCHED, actor=acting.user, subject="search", data={"words": words, "found": len(hits)})
    _log_shown(acting, hits, _("a name found by a search"))
    return hits


def recent(acting: Acting) -> list[Hit]:
    """The people whose records the user opened last, the latest first."""
    since = clock.now() - timedelta(days=RECENT_DAYS)
    opened = LogEntry.objects.filter(
        ~Q(data__has_key="listed"), actor=acting.user, at__gte=since, name="person_read", person_id__isnull=False
    ).order_by("-at")
    read_ids = opened.values_list("person_id", flat=True)[:_READS_LOOKED_AT]
    ids = list(dict.fromkeys(pk for pk in read_ids if pk is not None))[:RECENT_MOST]
    hits = [hit for hit in _hits(acting, ids, []) if hit.case is not None] if ids else []
    _log_shown(acting, hits, _("a name among those opened last"))
    return hits


def _ids(acting: Acting, terms: list[Term], any_term: bool) -> list[int]:
    area = acting.area(Capability.SEARCH)
    teams = None if area.everywhere else list(Team.objects.filter(area.teams_q("")).values_list("pk", flat=True))
    sql, values = statement(terms, team_ids=teams, any_term=any_term)
    with transaction.atomic(), connection.cursor() as cursor:
        # The planner guesses the hits of a likeness far too high and would read every person there is instead.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(sql, values)
        ids = [pk for (pk,) in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")
    return ids


def _hits(acting: Acting, ids: list[int], terms: list[Term]) -> list[Hit]:
    """These people in this order; those without a case the user may find are left out."""
    limited = limited_person_ids(acting, ids)
    cases = _cases(acting, ids)
    return [
        Hit(case.person.crn, _("Restricted")) if pk in limited else Hit(case.person.crn, why(case.person, terms), case)
        for pk in ids
        if (case := cases.get(pk)) is not None
    ]


def _cases(acting: Acting, person_ids: list[int]) -> dict[int, Case]:
    """Each person's open case, else the one closed last, of those the user may find."""
    rows = (
        Case.objects.filter(acting.area(Capability.SEARCH).teams_q("team"), person_id__in=person_ids)
        .select_related("person", "team__unit", "practitioner_team__practitioner")
        .prefetch_related("person__aliases", "person__identifiers", "person__addresses")
        .order_by("person_id", F("closed_on").desc(nulls_first=True))
        .distinct("person_id")
    )
    return {case.person_id: case for case in rows}


def _log_shown(acting: Acting, hits: list[Hit], what: str) -> None:
    shown = [hit.case.person_id for hit in hits if hit.case is not None]
    if shown:
        log_people(acting, shown, what=what)
