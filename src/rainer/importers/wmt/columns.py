"""The sheets and columns of the nightly extract, named as they are once `normalised`.

Four sheets carry counts by state and tier. Their columns follow one pattern, so they are derived here; the
others are listed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

STATE_PREFIXES = {"community": "comm", "custody": "cust", "licence": "licence"}
STATES = tuple(STATE_PREFIXES)
PLAIN_TIERS = tuple(f"{protect}{change}" for protect in "ABCD" for change in range(4))
SUSPENDED_TIERS = tuple(f"{tier}S" for tier in PLAIN_TIERS)
TIERS = PLAIN_TIERS + SUSPENDED_TIERS
UNTIERED = "0"
COUNTED_TIERS = (UNTIERED, *TIERS)
"""The order of every tier axis in this package: untiered, then 16 plain tiers, then 16 contact suspended."""


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_UNIT = _names("trust region_desc region_code pdu_desc pdu_code ldu_desc ldu_code team_desc team_code")
_PRACTITIONER = (*_UNIT, *_names("om_surname om_forename om_key om_grade_code"))
_FLAG = _names("row_type case_ref_no tier_code team_code om_grade_code om_key location")


@dataclass(frozen=True, slots=True)
class SheetColumns:
    """What one sheet must have (`required`), may have (`optional`), and which columns hold whole numbers."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    grade: str = ""

    @property
    def known(self) -> tuple[str, ...]:
        return self.required + self.optional


def tier_column(state: str, tier: str) -> str:
    """`community`, `A3S` → `commtiera3s`."""
    return f"{STATE_PREFIXES[state]}tier{tier.lower()}"


def tier_columns(tiers: Iterable[str] = COUNTED_TIERS) -> tuple[str, ...]:
    """The columns of those tiers, state by state."""
    chosen = tuple(tiers)
    return tuple(tier_column(state, tier) for state in STATES for tier in chosen)


def _counts() -> SheetColumns:
    # An extract from before contact suspension has no S columns at all; a missing one counts nobody.
    plain = tier_columns((UNTIERED, *PLAIN_TIERS))
    others = ("comin1st16weeks", "licin1st16weeks", "vcrn_count")
    suspended = tier_columns(SUSPENDED_TIERS)
    return SheetColumns(
        required=(*_PRACTITIONER, *plain, "comin1st16weeks", "licin1st16weeks", "datestamp", "vcrn_count"),
        optional=suspended,
        numbers=(*tier_columns(), *others),
        grade="om_grade_code",
    )


def _listed(*names: str, numbers: Iterable[str] = (), dates: Iterable[str] = (), grade: str = "") -> SheetColumns:
    return SheetColumns(required=names, numbers=tuple(numbers), dates=tuple(dates), grade=grade)


_REPORTS = _names("sdr_last_30 sdr_due_next_30 sdr_conv_last_30 oral_reports")
_CONTACT = _names(
    "contact_id crn contact_date contact_type_code contact_type_desc contact_staff_name contact_staff_key "
    "contact_staff_grade contact_team_key contact_provider_code om_name om_key om_grade om_team_key "
    "om_provider_code"
)
_REGISTER = _names(
    "row_type case_ref_no tier_code team_code om_grade_code om_key in_custody register_code "
    "register_description register_level register_level_description register_category deregistration_date "
    "register_category_description registration_date next_review_date location"
)
_T2A_DETAIL = _names(
    "crn event_no allocation_date allocation_desc allocation_cd provider_code_order_manager "
    "pdu_order_manager pdu_cd_order_manager team_order_manager team_cd_order_manager "
    "staff_name_order_manager staff_cd_order_manager nsi_cd nsi_desc birth_date age nsi_status_cd "
    "nsi_status_desc nsi_outcome_cd nsi_outcome_desc staff_name_offender_manager "
    "staff_cd_offender_manager staff_grade_cd_offender_manager provider_cd_offender_manager "
    "pdu_cd_offender_manager team_cd_offender_manager"
)

ALL_CASES, FILTERED, T2A, OMIC = "wmt_extract", "wmt_extract_filtered", "t2a", "omic_teams"
COUNT_SHEETS = (ALL_CASES, FILTERED, T2A, OMIC)
COURT_REPORTS, CONTACTS = "court_reports", "cms"
FLAG_SHEETS = ("flag_warr_4_n", "flag_upw", "flag_o_due", "flag_priority")
CASE_COUNT = "vcrn_count"
# Headings that `normalised` changes by more than their letters' size.
_USUAL_HEADINGS = {CASE_COUNT: "V-CRN_Count"}


def usual_heading(column: str) -> str:
    """What the column is headed in an extract, where the file at hand does not tell."""
    return _USUAL_HEADINGS.get(column, column)


SHEETS: dict[str, SheetColumns] = {
    ALL_CASES: _counts(),
    FILTERED: _counts(),
    COURT_REPORTS: _listed(
        *_PRACTITIONER, "om_team_staff_grade", *_REPORTS, "datestamp", numbers=_REPORTS, grade="om_grade_code"
    ),
    **{name: _listed(*_FLAG) for name in FLAG_SHEETS},
    CONTACTS: _listed(*_CONTACT, dates=("contact_date",)),
    "wmt_extract_sa": _listed(*_FLAG, "disposal_type_desc", "disposal_type_code", "standalone_order"),
    "suspended_lifers": _listed(*_REGISTER),
    "t2a_detail": _listed(*_T2A_DETAIL),
    T2A: _counts(),
    OMIC: _counts(),
}
"""Every sheet an extract must have. Others (`gs` among them) are ignored."""


def normalised(name: str) -> str:
    """A sheet or column name as the extract means it: lower case, trimmed, its first hyphen removed."""
    return name.strip().lower().replace("-", "", 1)
