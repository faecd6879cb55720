"""When this happens, run these jobs: the whole list. One line each; the jobs are in the apps."""

from __future__ import annotations

from rainer.allocation.jobs import (
    name_those_accepted,
    refresh_waiting_everywhere,
    refresh_waiting_of_person,
    refresh_waiting_of_those_tiered,
    work_out_what_was_asked,
)
from rainer.assessments.jobs import score_person_again
from rainer.assurance.jobs import keep_level_now, keep_level_of_ended, keep_tiers_now, look_for_signals_of
from rainer.common.reactions import when
from rainer.enforcement.operations.decisions import keep_decision_of_excuse
from rainer.overview.jobs import keep_what_waits, make_what_was_asked
from rainer.supervision.operations.handing_over import move_open_work
from rainer.tiering.jobs import tier_person_again, tier_place_again
from rainer.workload.jobs import refresh_loads_everywhere, refresh_loads_of_those_tiered
from rainer.workload.operations.decisions import keep_circumstances_of

# Decisions of apps below workload: what was so is kept in the transaction of each.
DECISIONS = (
    "absence_decided",
    "warning_given",
    "enforcement_action_chosen",
    "breach_moved",
    "recall_moved",
    "assessment_signed",
    "assessment_countersigned",
    "assessment_sent_back",
    "tier_override_proposed",
    "tier_override_agreed",
    "tier_override_refused",
    "tier_override_withdrawn",
)
# What the register says decides RoSH, MAPPA, the tier and the waiting group; requirements decide the tier.
FLAGS = ("registration_added", "registration_ended")
OFFENCES = ("offence_added", "offence_corrected", "details_changed")
ASSESSED = ("assessment_recorded", "assessment_rolled_back", "predictor_score_recorded")
# What may ask about a missed signal, or answer one.
SIGNALS = (
    *FLAGS, "assessment_section_saved", "assessment_signed", "assessment_recorded", "assessment_rolled_back",
    "outcome_recorded", "outcome_changed", "contact_added",
)  # fmt: skip
REQUIREMENTS = ("requirement_added", "requirement_changed", "requirement_ended")


def register() -> None:
    """Called once, when Django has started."""
    when("local_value_approved", refresh_loads_everywhere, tier_place_again)
    when("local_value_turned", refresh_loads_everywhere, tier_place_again)
    when("tiers_worked_out", refresh_loads_of_those_tiered, refresh_waiting_of_those_tiered)
    when("proposal_asked_for", work_out_what_was_asked)
    when("proposal_accepting", name_those_accepted)
    when("record_export_asked", make_what_was_asked)
    when("import_applied", refresh_loads_everywhere, refresh_waiting_everywhere)
    when("practitioner_named", move_open_work)
    when("case_reallocated", move_open_work)
    for word in ("framework_status_set", "instruction_given", "instruction_withdrawn"):
        when(word, keep_what_waits)
    when("outcome_recorded", keep_decision_of_excuse)
    when("outcome_changed", keep_decision_of_excuse)
    for flag in FLAGS:
        when(flag, tier_person_again, refresh_waiting_of_person)
    for assessed in ASSESSED:
        when(assessed, tier_person_again, refresh_waiting_of_person)
    for offence in OFFENCES:
        when(offence, score_person_again)
    when("registration_added", keep_level_now)
    when("registration_reviewed", keep_level_now)
    when("registration_ended", keep_level_of_ended)
    when("tiers_worked_out", keep_tiers_now)
    for signal in SIGNALS:
        when(signal, look_for_signals_of)
    for requirement in REQUIREMENTS:
        when(requirement, tier_person_again)
    for decision in DECISIONS:
        when(decision, keep_circumstances_of)
