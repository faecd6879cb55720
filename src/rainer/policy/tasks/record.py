"""Tasks of the record: flags and their reviews, licence conditions to read, requirements off track, signals to weigh."""

from __future__ import annotations

from rainer.policy.dates import date_words
from rainer.policy.tasks.kinds import Deriving

FLAGS = "tasks.flags_without_review"


def flags(d: Deriving) -> None:
    """A flag is reviewed on its day; one without a day is given one."""
    spared, limit = d.value(FLAGS), d.limit("own_limits")
    for one in d.facts.registrations:
        if one.next_review is not None:
            why = f"{one.name}: its review is due {date_words(one.next_review)}."
            d.want("registration_review", one.ref, one.next_review, why)
        elif one.code not in spared.value:
            due = d.working_days_after(one.starts, limit.value["flag_without_review"])
            why = f"{one.name}, since {date_words(one.starts)}, has no review date."
            d.want("flag_without_review", one.ref, due, why, limit, spared)


def licence(d: Deriving) -> None:
    """The supervising officer reads each version of the conditions."""
    one = d.facts.licence
    if one is not None and one.seen_version != one.version:
        limit = d.limit("own_limits")
        due = d.working_days_after(one.since, limit.value["licence_unread"])
        why = f"Version {one.version} of the licence holds since {date_words(one.since)}, and nobody has read it."
        d.want("licence_unread", one.ref, due, why, limit)


def requirements(d: Deriving) -> None:
    """What is off track is looked at."""
    limit = d.limit("own_limits")
    for one in d.facts.requirements:
        if one.off_track_since is not None:
            due = d.working_days_after(one.off_track_since, limit.value["requirement_off_track"])
            why = f"{one.name}, off track since {date_words(one.off_track_since)}{f': {one.why}' if one.why else ''}."
            d.want("requirement_off_track", one.ref, due, why, limit, requirement=one.code)


def signals(d: Deriving) -> None:
    """A signal that may have been missed is weighed in words."""
    limit = d.limit("own_limits")
    for one in d.facts.signals:
        if one.weighed_on is None:
            due = d.working_days_after(one.raised_on, limit.value["signal_to_weigh"])
            d.want("signal_to_weigh", one.ref, due, one.words, limit)
