"""Facts of the record that answer a question in advance. What is known is confirmed, never typed again.

A question names one in `known_from`. Whoever reads the record gives it a value in the question's own shape, with
where it came from and its day; a fact that does not fit one of the question's options is shown beside it in words and
answers nothing. A question without a nearer fact may have last time's answer, and that too has to be confirmed.
"""

from __future__ import annotations

from enum import StrEnum


class Known(StrEnum):
    """A fact that can answer questions; `says` is where a page says that it came from."""

    says: str

    def __new__(cls, code: str, says: str) -> Known:
        fact = str.__new__(cls, code)
        fact._value_ = code
        fact.says = says
        return fact

    PREVIOUS_ANSWER = "previous_answer", "the last assessment"
    """The same question's answer in the last signed assessment: for what seldom changes, such as childhood."""

    ADDRESS = "address", "the main address"
    """The main address: its kind, no fixed abode, and the day it ends."""

    EMPLOYMENT = "employment", "personal circumstances: work"
    """The open circumstance of work: employed, out of work, retired, what they do."""

    BENEFITS = "benefits", "personal circumstances: money"
    """Open circumstances of income and benefits."""

    CARING = "caring", "personal circumstances: caring"
    """An open circumstance of caring for somebody, and the times at which the person cannot come."""

    DEPENDANTS = "dependants", "personal circumstances: dependants"
    """Open circumstances of children and others who depend on the person."""

    RELATIONSHIP = "relationship", "personal contacts"
    """A partner among the personal contacts, or an open circumstance of relationship."""

    DISABILITY = "disability", "disabilities"
    """Open disabilities by kind: mobility, sight, hearing, learning, neurodivergence, long illness."""

    ADJUSTMENTS = "adjustments", "adjustments"
    """Provisions in place for a disability or need."""

    LANGUAGE = "language", "personal details"
    """The language the person speaks best."""

    INTERPRETER = "interpreter", "personal details"
    """Whether an interpreter is needed, and for which language."""

    RELIGION = "religion", "personal details"
    """Religion or belief."""

    OFFENCE = "offence", "the sentence"
    """The main offence of the present sentence: what it is called, its day, and the day of conviction."""

    CONVICTIONS = "convictions", "past convictions"
    """Earlier convictions by kind of offence."""

    SANCTIONS = "sanctions", "past convictions"
    """How many times sanctioned, the present time included."""

    VIOLENT_SANCTIONS = "violent_sanctions", "past convictions"
    """How many of the sanctions were for violence, by the actuarial table of offences."""

    FIRST_SANCTION_AGE = "first_sanction_age", "past convictions"
    """Age at the first sanction."""

    SEXUAL_OFFENCES = "sexual_offences", "past convictions and flags"
    """A sexual offence among the convictions, or the flag of a registered sex offender."""

    ENFORCEMENT = "enforcement", "breach and recall"
    """Breaches and recalls recorded, and a flag of lost contact or a warrant."""

    DOMESTIC_ABUSE_PERPETRATOR = "domestic_abuse_perpetrator", "flags"
    """The flag of a domestic abuse perpetrator, or of a history of domestic abuse."""

    DOMESTIC_ABUSE_VICTIM = "domestic_abuse_victim", "flags"
    """The flag of a domestic abuse victim."""

    MENTAL_HEALTH = "mental_health", "flags and disabilities"
    """The flag of mental health, or a disability of that kind."""

    SELF_HARM = "self_harm", "flags"
    """The flag of suicide or self-harm."""

    VULNERABILITY = "vulnerability", "flags"
    """The flag of vulnerability."""

    CHILDREN_FLAG = "children_flag", "flags"
    """A flag of child protection, of a risk to children, or of concern about a child."""

    ABSCONDING = "absconding", "flags and recalls"
    """A flag of lost contact or a warrant, an escape, or a time unlawfully at large."""
