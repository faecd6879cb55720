"""Laws of recommendations: one flaw, one code; and nothing but what was seen closes one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rainer.policy import recommendations
from rainer.policy.recommendations import CloseInputs, Evidence
from rainer.policy.refusals import RefusedInputError
from rainer.policy.rulebook import national

ON = date(2026, 6, 15)
DONE = date(2026, 5, 1)
SEEN = Evidence("case_sample", "U9", False, date(2026, 5, 2))
SOUND = CloseInputs("U1", True, (SEEN,), True, DONE)
KINDS = tuple(national().value("recommendations.evidence_kinds", on=ON).value)
FLAWS: dict[str, tuple[CloseInputs, str]] = {
    "an action is not done": (replace(SOUND, actions_done=False), "actions_outstanding"),
    "no evidence": (replace(SOUND, evidence=()), "no_independent_evidence"),
    "seen by the owner": (replace(SOUND, evidence=(replace(SEEN, seen_by="U1"),)), "no_independent_evidence"),
    "seen by nobody": (replace(SOUND, evidence=(replace(SEEN, seen_by=" "),)), "no_independent_evidence"),
    "seen from the line": (replace(SOUND, evidence=(replace(SEEN, same_line=True),)), "no_independent_evidence"),
    "line not stated": (replace(SOUND, evidence=(replace(SEEN, same_line=None),)), "no_independent_evidence"),
    "seen before it was done": (
        replace(SOUND, evidence=(replace(SEEN, seen_on=DONE),)),
        "no_independent_evidence",
    ),
    "a document": (replace(SOUND, evidence=(replace(SEEN, kind="document"),)), "assurance_without_observation"),
    "a letter": (replace(SOUND, evidence=(replace(SEEN, kind="assurance_letter"),)), "assurance_without_observation"),
    "no kind there is": (replace(SOUND, evidence=(replace(SEEN, kind="rumour"),)), "assurance_without_observation"),
    "the effect is not stated": (replace(SOUND, impact_stated=False), "impact_not_stated"),
}
evidence = st.builds(
    Evidence,
    st.sampled_from(KINDS),
    st.sampled_from(["U1", "U2", "U9"]),
    st.sampled_from([True, False, None]),
    st.dates(date(2026, 4, 1), date(2026, 6, 1)),
)
closings = st.builds(
    CloseInputs, st.just("U1"), st.booleans(), st.lists(evidence).map(tuple), st.booleans(), st.just(DONE)
)


def close(inputs: CloseInputs) -> Any:
    answer = recommendations.close(inputs, on=ON).answer
    assert answer is not None
    return answer


def test_without_a_flaw_it_closes() -> None:
    assert close(SOUND).allowed


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_single_flaw_is_refused_with_exactly_its_code(flaw: str) -> None:
    inputs, code = FLAWS[flaw]
    assert close(inputs).reasons == (code,)
    assert not close(inputs).allowed


@given(closings)
def test_codes_stand_by_name_and_allow_only_together(inputs: CloseInputs) -> None:
    answer = close(inputs)
    assert list(answer.reasons) == sorted(set(answer.reasons))
    assert answer.allowed == (not answer.reasons)
    assert not {"no_independent_evidence", "assurance_without_observation"} <= set(answer.reasons)


@given(closings, evidence)
def test_more_evidence_never_undoes_a_closing(inputs: CloseInputs, more: Evidence) -> None:
    if close(inputs).allowed:
        assert close(replace(inputs, evidence=(*inputs.evidence, more))).allowed


@given(closings)
def test_same_twice_and_in_any_order_of_evidence(inputs: CloseInputs) -> None:
    assert close(inputs) == close(replace(inputs, evidence=inputs.evidence[::-1]))


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_is_seen_verifies_a_statement(kind: str) -> None:
    cited = recommendations.StatementInputs((replace(SEEN, kind=kind),))
    answer = recommendations.statement(cited, on=ON).answer
    assert answer is not None
    assert answer.unverified == (kind in ("document", "assurance_letter"))


@given(st.lists(st.sampled_from(["2016", "2018", "2020"]), unique=True))
def test_more_repeats_never_go_less_far_up(inspections: list[str]) -> None:
    order = [None, "region", "national"]
    earlier = tuple(recommendations.Earlier(name, "staffing", "open") for name in inspections)
    answer = recommendations.repeated(recommendations.RepeatInputs("PDU-1", "2022", "staffing", earlier), on=ON).answer
    assert answer is not None
    assert answer.escalate_to == order[min(len(inspections), 2)]


def test_a_report_numbered_through_ends_on_its_count() -> None:
    assert recommendations.numbered_through({"PDU": 8, "region": 4, "HMPPS": 2}) == 14
    for wrong in (-1, 1.5, True):
        with pytest.raises(RefusedInputError):
            recommendations.numbered_through({"PDU": wrong})  # type: ignore[dict-item]
