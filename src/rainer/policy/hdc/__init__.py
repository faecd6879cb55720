"""Home detention curfew: the eligibility date, the criteria, the checks of an address.

Adults' curfew is history after the repeal: kept to work out a past decision again, and for young people.
The public face of the package. Import from here.
"""

from rainer.policy.hdc.criteria import (
    STATUS_WORDS,
    Aggregate,
    AggregateInputs,
    Criterion,
    CriterionInputs,
    Standing,
    address_checks,
    aggregate_status,
    criteria,
    criterion_met,
)
from rainer.policy.hdc.eligibility import Eligibility, EligibilityInputs, eligibility_date

__all__ = [
    "STATUS_WORDS",
    "Aggregate",
    "AggregateInputs",
    "Criterion",
    "CriterionInputs",
    "Eligibility",
    "EligibilityInputs",
    "Standing",
    "address_checks",
    "aggregate_status",
    "criteria",
    "criterion_met",
    "eligibility_date",
]
