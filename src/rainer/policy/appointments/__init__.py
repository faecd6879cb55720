"""Appointments: their types, what to look at before booking, series, and outcomes.

The public face of the package. Import from here.
"""

from rainer.policy.appointments.booking import (
    Booking,
    BookingInputs,
    Busy,
    CannotDo,
    Notice,
    RefusalCode,
    WarningCode,
    Whose,
    booking_warnings,
)
from rainer.policy.appointments.outcomes import (
    REFUSAL_WORDS,
    OutcomeAllowed,
    OutcomeFacts,
    OutcomeInputs,
    OutcomeRefusal,
    OverdueInputs,
    is_overdue_for_outcome,
    outcome_allowed,
)
from rainer.policy.appointments.repeats import (
    EVERY_DAYS,
    EVERY_WORDS,
    Every,
    Series,
    SeriesInputs,
    SeriesRefusal,
    series,
)
from rainer.policy.appointments.types import (
    AppointmentType,
    ContactType,
    appointment_types,
    categories,
    contact_types,
)

__all__ = [
    "EVERY_DAYS",
    "EVERY_WORDS",
    "REFUSAL_WORDS",
    "AppointmentType",
    "Booking",
    "BookingInputs",
    "Busy",
    "CannotDo",
    "ContactType",
    "Every",
    "Notice",
    "OutcomeAllowed",
    "OutcomeFacts",
    "OutcomeInputs",
    "OutcomeRefusal",
    "OverdueInputs",
    "RefusalCode",
    "Series",
    "SeriesInputs",
    "SeriesRefusal",
    "WarningCode",
    "Whose",
    "appointment_types",
    "booking_warnings",
    "categories",
    "contact_types",
    "is_overdue_for_outcome",
    "outcome_allowed",
    "series",
]
