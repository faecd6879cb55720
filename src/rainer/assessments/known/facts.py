"""What each kind of fact answers, by question. A fact that fits no option of a question answers nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from rainer.assessments.known.answer import Known
from rainer.assessments.known.convicted import CONVICTED
from rainer.assessments.known.rows import Rows
from rainer.cases.models import Disability
from rainer.policy.assessment.known import Known as Fact

Answers = dict[str, Known]
LEARNING, NEURODIVERGENCE, MENTAL = "Learning difficulty", "Neurodivergence", "Mental health"
PHYSICAL = ("Long-term condition", "Mobility", "Hearing", "Sight", "Brain injury")
SETTLED = {
    "family": "friends_family",
    "friend": "friends_family",
    "council": "social_rent",
    "association": "social_rent",
    "social": "social_rent",
    "private": "private_rent",
    "owner": "owner",
    "supported": "supported",
}
NOWHERE = {
    "rough": "rough_sleeping",
    "sofa": "sofa",
    "friend": "sofa",
    "shelter": "shelter",
    "hostel": "emergency_hostel",
}
NEEDS = {
    "Mobility": "mobility",
    "Sight": "sight",
    "Hearing": "hearing",
    LEARNING: "learning",
    NEURODIVERGENCE: "neurodivergence",
    MENTAL: "mental_health",
    "Long-term condition": "long_illness",
}


def _made(says: str, on: date | None, **answers: Any) -> Answers:
    return {code: Known(answer, says, on) for code, answer in answers.items() if answer is not None}


def _address(rows: Rows, says: str) -> Answers:
    home = rows.home
    if home is None:
        return {}
    kind = home.kind.lower()
    if home.no_fixed_abode:
        where = next((code for word, code in NOWHERE.items() if word in kind), None)
        return _made(says, home.starts, accommodation_now="none", accommodation_none_kind=where)
    if "approved" in kind or "hostel" in kind or "temporary" in kind:
        place = "approved_premises" if "approved" in kind else "short_term"
        return _made(
            says, home.starts, accommodation_now="temporary", accommodation_temporary_kind=place,
            accommodation_temporary_ends=home.ends.isoformat() if home.ends else None,
        )  # fmt: skip
    settled = next((code for word, code in SETTLED.items() if word in kind), None)
    return _made(says, home.starts, accommodation_now="settled", accommodation_settled_kind=settled)


def _employment(rows: Rows, says: str) -> Answers:
    work = rows.circumstance("Employment")
    if work is None:
        return {}
    own = "own account" in work.detail
    part = (
        None if own else ("part_time" if "part time" in work.detail else "casual" if "agency" in work.detail else None)
    )
    return _made(
        says, work.starts, employment_status="self_employed" if own else "employed", employment_type=part,
        employment_sector=work.detail,
    )  # fmt: skip


def _benefits(rows: Rows, says: str) -> Answers:
    found = rows.circumstance("Benefits")
    if found is None:
        work = rows.circumstance("Employment")
        return _made(says, work.starts, finances_income=["employment"]) if work else {}
    kinds = {"Personal Independence": "disability_benefits", "Carer": "carers_allowance", "Universal": "work_benefits"}
    codes = [code for name, code in kinds.items() if name in found.detail]
    return _made(says, found.starts, finances_income=codes or (["none"] if "None" in found.detail else None))


def _caring(rows: Rows, says: str) -> Answers:
    found = rows.circumstance("Caring")
    if found is None:
        return {}
    return _made(
        says, found.starts, employment_commitments=["caring"], responsivity_caring="yes",
        responsivity_caring_details=found.detail,
    )  # fmt: skip


def _dependants(rows: Rows, says: str) -> Answers:
    found = rows.circumstance("Dependants")
    if found is None:
        return {}
    here = "at home" in found.detail
    return _made(
        says, found.starts, relationships_children=["living_with" if here else "elsewhere"],
        relationships_children_details=found.detail,
    )  # fmt: skip


def _relationship(rows: Rows, says: str) -> Answers:
    found = rows.circumstance("Relationship")
    if found is not None:
        return _made(
            says, found.starts, relationships_status="living_together" if "Living with" in found.detail else "none"
        )
    partner = next((one for one in rows.contacts if "partner" in f"{one.kind} {one.relationship}".lower()), None)
    return _made(says, partner.starts, relationships_status="apart") if partner else {}


def _disability(rows: Rows, says: str) -> Answers:
    if not rows.disabilities:
        return {}
    newest = rows.disabilities[0].starts
    body = _conditions(one for one in rows.disabilities if one.kind in PHYSICAL)
    kinds = {one.kind for one in rows.disabilities}
    needs = sorted({NEEDS[kind] for kind in kinds if kind in NEEDS})
    return _made(
        says, newest, health_physical="yes" if body else None, health_physical_details=body or None,
        health_neurodivergence="yes" if NEURODIVERGENCE in kinds else None,
        health_learning="some" if LEARNING in kinds else None, responsivity_needs=needs or None,
    )  # fmt: skip


def _mental_health(rows: Rows, says: str) -> Answers:
    flag = rows.flag("RMDO")
    disability = next((one for one in rows.disabilities if one.kind == MENTAL), None)
    newest = flag or disability
    return _made(says, newest.starts, health_mental="ongoing") if newest else {}


def _conditions(rows: Iterable[Disability]) -> str:
    return "; ".join(one.condition or one.kind for one in rows)


def _adjustments(rows: Rows, says: str) -> Answers:
    if not rows.adjustments:
        return {}
    text = "; ".join(one.kind for one in rows.adjustments)
    return _made(says, rows.adjustments[0].starts, responsivity_adjustments=text)


def _language(rows: Rows, says: str) -> Answers:
    spoken = rows.case.person.language
    if not spoken:
        return {}
    code = {"English": "english", "Welsh": "welsh"}.get(spoken, "sign" if "Sign" in spoken else "other")
    return _made(says, None, responsivity_language=code, responsivity_language_name=spoken if code == "other" else None)


def _interpreter(rows: Rows, says: str) -> Answers:
    return _made(says, None, responsivity_interpreter="yes" if rows.case.person.interpreter_language else None)


def _religion(rows: Rows, says: str) -> Answers:
    said = rows.said.get("religion")
    return _made(says, said.asked_on, responsivity_faith=said.value) if said and said.value else {}


def _sanctions(rows: Rows, says: str) -> Answers:
    """The occasions on record here. A longer history elsewhere is why it has to be confirmed."""
    count = sum(event.convicted_on is not None for event in rows.events)
    newest = rows.events[0].convicted_on if rows.events else None
    return _made(says, newest, history_sanctions=count or None)


def _enforcement(rows: Rows, says: str) -> Answers:
    lost = rows.flag("LOSC", "WRNT")
    return _made(says, lost.starts, history_compliance=["absconded"]) if lost else {}


def _flagged(*codes: str, **answers: Any) -> Callable[[Rows, str], Answers]:
    def ask(rows: Rows, says: str) -> Answers:
        flag = rows.flag(*codes)
        return _made(says, flag.starts, **answers) if flag else {}

    return ask


FACTS: dict[Fact, Callable[[Rows, str], Answers]] = {
    Fact.ADDRESS: _address,
    Fact.EMPLOYMENT: _employment,
    Fact.BENEFITS: _benefits,
    Fact.CARING: _caring,
    Fact.DEPENDANTS: _dependants,
    Fact.RELATIONSHIP: _relationship,
    Fact.DISABILITY: _disability,
    Fact.ADJUSTMENTS: _adjustments,
    Fact.LANGUAGE: _language,
    Fact.INTERPRETER: _interpreter,
    Fact.RELIGION: _religion,
    Fact.SANCTIONS: _sanctions,
    Fact.SEXUAL_OFFENCES: _flagged("RGSO", history_sexual="yes", thinking_sexual_harm="yes"),
    **CONVICTED,
    Fact.ENFORCEMENT: _enforcement,
    Fact.DOMESTIC_ABUSE_PERPETRATOR: _flagged("ADVP", "REG30", offence_abuse_towards="yes"),
    Fact.DOMESTIC_ABUSE_VICTIM: _flagged("DAVI", offence_abuse_suffered="yes"),
    Fact.MENTAL_HEALTH: _mental_health,
    Fact.SELF_HARM: _flagged(
        "ALSH", health_self_harm="yes", health_suicide="yes", rosh_suicide="yes", rosh_self_harm="yes"
    ),
    Fact.VULNERABILITY: _flagged("RVLN", rosh_vulnerability="yes"),
    Fact.CHILDREN_FLAG: _flagged("RCPR", "RCHD", "RCCO", rosh_children="yes", rosh_child_at_risk="yes"),
    Fact.ABSCONDING: _flagged("LOSC", "WRNT", rosh_escape="yes"),
}
