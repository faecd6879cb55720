"""The events of allocation: stable names, and the sentence each shows on a timeline."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rainer.common import log
from rainer.common.models import LogEntry

NAMED = log.event_type("practitioner_named", _("{actor} named {to} for this person"))
MOVED = log.event_type("case_reallocated", _("{actor} moved this person from {previous} to {to}: {why}"))
OVERRIDDEN = log.event_type("allocation_guard_overridden", _("{actor} went ahead with {to} against the rule: {rule}"))
WATCHER_SET = log.event_type(
    "watcher_set", _("{actor} asked {watcher} to watch until someone is named; contact by {by}")
)
TALKED = log.event_type("staff_safety_talk_recorded", _("{actor} talked about staff safety with {to}: {answer}"))
GROUP_CHANGED = log.event_type("waiting_group_changed", _("The waiting group became {group}: {fact}"))
PROPOSAL_ASKED = log.event_type("proposal_asked_for", _("{actor} asked who could take {people} people"))
PROPOSAL_ENDED = log.event_type("proposal_worked_out", _("A proposal ended: {state}; {placed} of {people} placed"))
PROPOSAL_STOPPED = log.event_type("proposal_stop_asked", _("{actor} asked to stop working out a proposal"))
ROW_CHANGED = log.event_type("proposal_row_changed", _("{actor} changed a suggestion to {to}"))
PROPOSAL_ACCEPTING = log.event_type("proposal_accepting", _("{actor} accepted {people} suggestions"))
PROPOSAL_DECIDED = log.event_type(
    "proposal_decided", _("A proposal was decided: {accepted} named, {left_out} left out")
)
SELF_CHECK = log.event_type(
    "nobody_named_self_check", _("Daily check of {unit}: {people} people with nobody named"), kind=LogEntry.Kind.SYSTEM
)
