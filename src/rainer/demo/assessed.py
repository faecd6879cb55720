"""Assessments of one practitioner's people and of some of their team's: finished ones, two that wait, one being written.

Each rests on the newest scored assessment of the person, which it explains: that row is linked, never changed, and so
no tier of the older scheme moves. Levels of harm are those of the record's flags.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from rainer.assessments.known import known_for
from rainer.assessments.models import Assessment, AssessmentRecord, AssessmentSnapshot, Countersignature
from rainer.assessments.operations.common import digest_of
from rainer.assessments.operations.scores import work_out_scores
from rainer.assessments.queries.records import form_of
from rainer.cases.models import Case
from rainer.common import clock
from rainer.demo.chance import Chance
from rainer.demo.days import moment, working_days_from
from rainer.demo.texts import texts
from rainer.organisation.models import User
from rainer.policy.assessment.answers import CleanInputs, clean
from rainer.policy.assessment.countersign import REASON_WORDS
from rainer.policy.assessment.form import Answers, Kind, Option, Question, Section
from rainer.rulebook.queries import place_of, rulebook_now
from rainer.tiering.operations import recalculate_tiers

WHOSE = "NM00001"
MINE, TEAM = 22, 10
State, Purpose = AssessmentRecord.State, AssessmentRecord.Purpose
SIGNED = {
    "very_high": (State.DOUBLE_COUNTERSIGNED, 2),
    "high": (State.COUNTERSIGNED, 1),
    "medium": (State.SELF_SIGNED, 0),
    "low": (State.SELF_SIGNED, 0),
}
GROUPS = ("known_adult", "public", "children", "staff")
LEVELS = ("low", "medium", "high", "very_high")
NEVER_ABOUT_OTHERS = "rosh_prisoners"
LOOK = (
    "Whether the sister's account was asked for, and what the police hold",
    "The contingency now names who is rung first, and by when",
)


def write(*, on: date, whose: str = WHOSE) -> None:
    """For people with a scored assessment and a level on record, the practitioner's own first."""
    cases = _cases(whose)
    made = [_finished(case, scored, on) for case, scored in cases]
    AssessmentRecord.objects.bulk_create(made)
    AssessmentSnapshot.objects.bulk_create(_snapshot(one) for one in made)
    _link([scored for _case, scored in cases], made)
    _countersign(made)
    for record in made:
        assert record.signed_at is not None
        work_out_scores(
            case=record.case, on=record.signed_at.date(), reason=str(record.get_purpose_display()), by=record.signed_by
        )
    recalculate_tiers([one.case_id for one in made], on=on, at=clock.now(), reason="Assessment completed")
    mine = [one for one in made if _code(one.case) == whose]
    _waiting([one for one in mine if one.rosh == "high"][:2], on)
    _being_written(next((one for one in mine if one.rosh == "medium"), None), on)


def _cases(whose: str) -> list[tuple[Case, Assessment]]:
    holder = Case.objects.filter(practitioner_team__practitioner__code=whose, closed_on=None)
    team = holder.values_list("team", flat=True)[:1]
    rows = (
        Case.objects.filter(
            team__in=team, closed_on=None, practitioner_team__practitioner__user__isnull=False, rosh__in=LEVELS
        )
        .select_related("person", "team__unit__region", "practitioner_team__practitioner__user")
        .order_by("pk")
    )
    newest = Assessment.objects.filter(person__in=rows.values("person"), layer=3, status="COMPLETE")
    scored = {one.person_id: one for one in newest.order_by("completed_on", "pk")}
    known = [(case, scored[case.person_id]) for case in rows if case.person_id in scored]
    mine = [one for one in known if _code(one[0]) == whose][:MINE]
    return [*mine, *[one for one in known if _code(one[0]) != whose][:TEAM]]


def _code(case: Case) -> str:
    holder = case.practitioner_team
    return holder.practitioner.code if holder else ""


def _user(case: Case) -> User:
    holder = case.practitioner_team
    assert holder is not None
    assert holder.practitioner.user is not None
    return holder.practitioner.user


def _finished(case: Case, scored: Assessment, on: date) -> AssessmentRecord:
    signed = moment(min(scored.completed_on, on - timedelta(days=4)), 15, 20)
    state, needed = SIGNED[case.rosh]
    record = _record(case, signed, purpose=Purpose.INITIAL)
    record.state, record.signed_at, record.signed_by = state, signed, record.started_by
    record.signatures_needed, record.rosh = needed, case.rosh
    record.reasons = [REASON_WORDS[case.rosh]] if needed else []
    _fill(record, scored)
    return record


def _record(case: Case, at: datetime, *, purpose: str) -> AssessmentRecord:
    began, by = at - timedelta(days=6), _user(case)
    return AssessmentRecord(
        person=case.person, case=case, purpose=purpose, form_on=began.date(), started_at=began, started_by=by,
        edited_at=at, edited_by=by,
    )  # fmt: skip


def _fill(record: AssessmentRecord, scored: Assessment | None) -> None:
    """What is known from the record first, the rest as the dice of the person say."""
    writer = Writer(
        record, Chance.of(record.person_id, part=61), (scored.answers or {}).get("needs", {}) if scored else {}
    )
    record.answers = writer.answers()
    record.sources = {
        code: {**known.as_data(), "by": str(record.started_by), "at": record.edited_at.isoformat()}
        for code, known in writer.known.items()
        if record.answers.get(code) == known.answer
    }
    record.saved = {
        section.code: {"number": 1, "at": record.edited_at.isoformat(), "who": str(record.edited_by)}
        for section in writer.form.sections
    }


class Writer:
    """Answers every question of the form that is asked of one person, in its order."""

    def __init__(self, record: AssessmentRecord, chance: Chance, needs: dict[str, str]) -> None:
        self.record, self.chance = record, chance
        self.form, self.known = form_of(record), known_for(record)
        self.bad = {"NO_NEED": 0.05, "STANDARD": 0.3, "SEVERE": 0.75}
        self.needs = {name.lower(): self.bad.get(severity, 0.1) for name, severity in needs.items()}
        self.level = record.case.rosh

    def answers(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for section, question in self.form.questions():
            if question.is_asked(found) and self._is_answered(question):
                found[question.code] = self._answer(section, question, found)
        where: dict[str, Any] = {"place": place_of(self.record.case.team.unit), "rulebook": rulebook_now()}
        cleaned = clean(CleanInputs(found), on=self.record.form_on, **where).answer
        assert cleaned is not None
        return dict(cleaned.answers)

    def _is_answered(self, question: Question) -> bool:
        """All that must be, the levels in custody for who is there, why what was weighed; some of the rest."""
        if question.code.startswith("rosh_custody_"):
            return self.record.case.state == "custody"
        return question.is_required or question.code == "rosh_weighed" or self.chance.likely(0.35)

    def _answer(self, section: Section, question: Question, found: Answers) -> Any:
        if question.code in self.known:
            return self.known[question.code].answer
        if question.code.startswith(("rosh_community_", "rosh_custody_")):
            return self._level(question)
        if question.kind is Kind.ROWS:
            return [{one.code: self._column(one) for one in question.columns if not one.asked_when}]
        return self._one(question, self._badness(section, question))

    def _badness(self, section: Section, question: Question) -> float:
        """How likely a worse answer is: as strong as the need on record, and stronger the higher the level of harm."""
        if section.part == "Risk of serious harm":
            return 0.0 if question.code == NEVER_ABOUT_OTHERS else 0.1 * LEVELS.index(self.level)
        return next((share for name, share in self.needs.items() if name.startswith(section.code[:5])), 0.1)

    def _level(self, question: Question) -> str:
        """The level of the flag for one group, lower for the others."""
        group = question.code.removeprefix("rosh_community_").removeprefix("rosh_custody_")
        at = LEVELS.index(self.level)
        if question.code.startswith("rosh_community_") and group == GROUPS[self.record.person_id % 2]:
            return self.level
        return LEVELS[max(0, min(at, 2) - 1)] if group in ("public", "known_adult") else "low"

    def _column(self, question: Question) -> Any:
        if question.kind is Kind.DAY:
            return (self.record.edited_at.date() + timedelta(days=60)).isoformat()
        return self._one(question, 0.3)

    def _one(self, question: Question, bad: float) -> Any:
        if question.kind is Kind.YES_NO:
            return self._yes_no(question, bad)
        if question.kind is Kind.NUMBER:
            return self._number(question)
        if question.kind is Kind.DAY:
            return (self.record.form_on - timedelta(days=400)).isoformat()
        if question.kind is Kind.TEXT:
            return self._text(question)
        chosen = self._option(question, bad)
        return [chosen.code] if question.kind is Kind.ANY_OF else chosen.code

    def _yes_no(self, question: Question, bad: float) -> str:
        good = question.code.endswith(("_suitable", "_strengths", "_bank_account", "_impact", "_responsibility"))
        if question.code == "rosh_full_analysis":
            return "yes"
        if "_linked_to_" in question.code:
            bad = max(0.05, bad - 0.5)  # few areas are, and those are where the need is severe
        share = 1 - bad if good else bad
        return "yes" if self.chance.likely(share) else "no"

    def _number(self, question: Question) -> int:
        if question.code == "history_first_age":
            return self.chance.between(14, 18)
        return 0 if question.code.startswith("history_sexual") else self.chance.between(1, 3)

    def _text(self, question: Question) -> str:
        said = texts("assessed")
        ending = next((key for key in said if question.code.endswith(f"_{key}") or question.code == key), "other")
        text: str = self.chance.pick(said[ending])
        return text[: question.limit or 2000]

    def _option(self, question: Question, bad: float) -> Option:
        """Options stand from the best to the worst, or from yes to no where the yes is the worry."""
        options = [one for one in question.options if one.code not in ("unknown", "not_answering", "other")]
        alone = next((one for one in options if one.is_alone), None)
        if {one.code for one in options} == {"yes", "no"}:
            wanted = "yes" if self.chance.likely(bad) else "no"
            return next(one for one in options if one.code == wanted)
        if alone is not None:
            return alone if not self.chance.likely(bad) else self.chance.pick(options)
        spread = max(0.0, min(0.99, bad + (self.chance.random() - 0.5) * 0.5))
        return options[int(spread * len(options))]


def _snapshot(record: AssessmentRecord) -> AssessmentSnapshot:
    facts = {"state": record.state, "answers": record.answers, "sources": record.sources}
    day = record.edited_at
    return AssessmentSnapshot(record=record, day=day.date(), at=day, digest=digest_of(facts), **facts)


def _link(scored: list[Assessment], made: list[AssessmentRecord]) -> None:
    for one, record in zip(scored, made, strict=True):
        one.record = record
    Assessment.objects.bulk_update(scored, ["record"])


def _countersign(made: list[AssessmentRecord]) -> None:
    """The senior looked two days after it was signed; the head of the unit a day later where it needed two."""
    signers = [User.objects.get(username=name) for name in ("senior", "head")]
    Countersignature.objects.bulk_create(
        _look(record, order, by) for record in made for order, by in enumerate(signers[: record.signatures_needed], 1)
    )


def _look(record: AssessmentRecord, order: int, by: User) -> Countersignature:
    assert record.signed_at is not None
    asked = record.signed_at + timedelta(days=order - 1)
    tested, changed = LOOK
    return Countersignature(
        record=record, order=order, why=record.reasons, asked_at=asked, due_on=working_days_from(asked.date(), 5),
        decided_at=asked + timedelta(days=1), by=by, decision=Countersignature.Decision.SIGNED, tested=tested,
        changed=changed, talked_on=asked.date(),
    )  # fmt: skip


def _waiting(before: list[AssessmentRecord], on: date) -> None:
    """Reviews of people at high that wait for the senior: one lowered, one as it was."""
    made = []
    for number, last in enumerate(before):
        signed = moment(working_days_from(on, -2 - number), 16, 10)
        record = _record(last.case, signed, purpose=Purpose.REVIEW)
        _fill(record, None)
        record.answers.update({code: value for code, value in last.answers.items() if code not in record.answers})
        record.rosh = "medium" if number == 0 else last.rosh
        record.answers.update(_levels(last.answers, record.rosh))
        record.state, record.signed_at, record.signed_by = State.AWAITING_COUNTERSIGN, signed, record.started_by
        record.signatures_needed, record.reasons = 1, [REASON_WORDS["lowered" if number == 0 else "high"]]
        made.append(record)
    AssessmentRecord.objects.bulk_create(made)
    AssessmentSnapshot.objects.bulk_create(_snapshot(one) for one in made)
    Countersignature.objects.bulk_create(
        Countersignature(
            record=one, why=one.reasons, asked_at=one.signed_at or clock.now(), due_on=working_days_from(one.edited_at.date(), 5)
        )
        for one in made
    )  # fmt: skip


def _levels(answers: Answers, rosh: str) -> Iterator[tuple[str, str]]:
    """No group higher than the level."""
    for code, level in answers.items():
        if code.startswith("rosh_community_") and level in LEVELS:
            yield code, LEVELS[min(LEVELS.index(level), LEVELS.index(rosh))]


def _being_written(last: AssessmentRecord | None, on: date) -> None:
    """A review begun two days ago, its first three sections answered."""
    if last is None:
        return
    record = _record(last.case, moment(working_days_from(on, -1), 11, 25), purpose=Purpose.REVIEW)
    first = [section.code for section in form_of(record).sections][:3]
    codes = {q.code for section, q in form_of(record).questions() if section.code in first}
    record.answers = {code: value for code, value in last.answers.items() if code in codes}
    record.saved = {code: last.saved[code] | {"at": record.edited_at.isoformat()} for code in first}
    record.save()
