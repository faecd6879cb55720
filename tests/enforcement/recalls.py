"""A licence to recall from, and a recall record written whole: for the tests of recall."""

from __future__ import annotations

from datetime import date
from typing import Any

from rainer.cases.models import Case, Licence, LicenceCondition, Sentence
from rainer.enforcement.models import RecallProceeding
from rainer.enforcement.operations.recall import Start, start_recall, write_part
from rainer.enforcement.operations.recall_moves import Step, move_recall
from rainer.enforcement.queries.recall import Record
from rainer.organisation.access import Acting
from rainer.policy.recall import questions
from rainer.supervision.reference import Reference
from tests import make

RELEASED = date(2026, 6, 1)
WORDS = "He left the hostel on Friday and has not been seen"


def licence(case: Case, **fields: Any) -> Sentence:
    """A custodial sentence served on a licence with two conditions."""
    sentence = make.sentence(
        case.person,
        **{
            "kind": Sentence.Kind.CUSTODIAL, "group": "ADULT_SDS", "starts": date(2026, 1, 5), "released_on": RELEASED,
            "ends": date(2027, 6, 1), "length": 18, "length_unit": "months", **fields,
        },
    )  # fmt: skip
    made = Licence.objects.create(
        event=sentence.event, version=1, policy_version="4.0", kind="release", starts=RELEASED, ends=sentence.ends
    )
    for code, text in (("address", "Live where approved"), ("visits", "Keep in touch and meet as told")):
        LicenceCondition.objects.create(licence=made, kind="standard", code=code, text=text, starts=RELEASED)
    return sentence


def record_of(proceeding: RecallProceeding) -> Record:
    fresh = RecallProceeding.objects.select_related("person", "event__sentence", "case__team__unit").get(
        pk=proceeding.pk
    )
    return Record(fresh, Reference.of(fresh.case.team.unit, on=date(2026, 11, 9)))


def answers(proceeding: RecallProceeding, kind: str = "FIXED_TERM") -> dict[str, dict[str, Any]]:
    """Something whole for every part there is."""
    record = record_of(proceeding)
    asked = {one.key: "no" for one in questions(record.group, on=record.reference.on)}
    if "new_offence" in asked:
        asked["new_offence"] = "NO"
    return {
        "what_led": {"what": WORDS},
        "response_to_supervision": {"what": "Kept eight of nine until October"},
        "conditions_breached": {"conditions": [str(record.conditions[0].pk)], "how": "Away since Friday"},
        "alternatives_tried": {
            "chosen": ["WARNINGS_LETTER"], "about_warnings_letter": "Letter of 2 November", "what_else": "AP is full",
        },
        "manager_discussion": {"who": "Megan Price", "when": "9 Nov, 10.30", "what": "She agrees it cannot wait"},
        "sentence_group": {"group": record.group},
        "suitability": asked,
        "indeterminate_kind": {"kind": "life"},
        "recall_type": {"type": kind, "why": "No exclusion holds"},
        "mappa_reviewed": {"looked_at": True},
        "emergency": {"emergency": "no"},
        "tests_met": {"chosen": ["OUT_OF_TOUCH"], "about_out_of_touch": "Since Friday"},
        "custody_status": {"status": "no", "address": "Moor Hostel"},
        "where_found": {"where": "His sister's, 4 Moor Street"},
        "arrest_issues": {"issues": "yes", "details": "A large dog"},
        "police_contact": {"name": "PC Dunn", "telephone": "01632 960001"},
        "contraband_risk": {"risk": "no"},
        "vulnerabilities": {"chosen": ["MENTAL_HEALTH_CONCERNS"], "about_mental_health_concerns": "Low mood"},
        "victim_contact": {"scheme": "yes", "officer": "Told on 9 November"},
        "iom": {"iom": "no"},
        "rosh_to_groups": dict.fromkeys(("public", "known_adult", "children", "prisoners", "staff"), "medium"),
        "person_details": {"looked_at": True},
        "offence_details": {"looked_at": True},
        "offence_analysis": {"what": "Taken from a shop at night"},
        "previous_releases_and_recalls": {"what": ""},
        "conditions_for_rerelease": {"what": "None"},
        "author": {"name": "Aisha Rahman", "telephone": "01632 960002", "email": "aisha@example.org"},
        "recipients": {"who": "Northmarch Police"},
        "why_not_recalled": {"what": "He rang the same evening"},
        "progress": {"what": "Two months at the warehouse"},
        "persons_view": {"what": "He was afraid of the other residents"},
        "expectations": {"what": "Ring if you cannot sleep there"},
        "next_appointment": {"when": "Tuesday 10 November, 10.00, Fell House"},
    }  # fmt: skip


def start(acting: Acting, case: Case, **more: Any) -> RecallProceeding:
    return start_recall(acting=acting, crn=case.person.crn, start=Start(**{"why": WORDS, **more}))


def write(acting: Acting, proceeding: RecallProceeding, part: str, **said: Any) -> RecallProceeding:
    return write_part(acting=acting, recall_id=proceeding.pk, part=part, number=None, said=said)


def write_all(acting: Acting, proceeding: RecallProceeding, kind: str = "FIXED_TERM", *, but: str = "") -> None:
    """Every part of the record, `but` one. The questions come before the type that hangs on them."""
    said = answers(proceeding, kind)
    first = [one for one in ("sentence_group", "suitability", "recall_type") if one != but]
    for part in first:
        if part in {one.part for one in record_of(proceeding).parts}:
            write(acting, proceeding, part, **said[part])
    for one in record_of(proceeding).parts:
        if one.part not in (*first, but) and one.part != "what_led":
            write(acting, proceeding, one.part, **said[one.part])


def move(acting: Acting, proceeding: RecallProceeding, to: str, **more: Any) -> RecallProceeding:
    given = {"reason": "As talked about", "telephone": "01632 960003"}
    if to == "SPO_RECORDED_RATIONALE":
        given["agrees"] = True  # type: ignore[assignment]
    step = Step(to, **{**given, **more})
    moved = move_recall(acting=acting, recall_id=proceeding.pk, version=None, step=step)
    proceeding.refresh_from_db()
    return moved
