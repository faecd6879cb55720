"""Rows turned into what the tier rules read, for one case or thousands: the same six queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Q

from rainer.assessments.models import Assessment, PredictorScore
from rainer.cases.models import Case, Registration, Requirement, SentenceEvent
from rainer.policy import tiering as policy
from rainer.policy.rulebook import Place, Rulebook
from rainer.tiering.answers import assessment_facts

# Which generation of predictors a kind of score belongs to: `tiering.predictor_generation` says which one counts.
GENERATION = {"ARP": "OGRS4", "CSRP": "OGRS4", "DC-SRP": "OGRS4"}
RSR, OGRS = "RSR", "OGRS3"


@dataclass(frozen=True, slots=True)
class TierFacts:
    """One case as the tier rules see it on a day: both inputs, what the register says, and the clocks that run."""

    case: Case
    place: Place
    register: policy.RegistrationFacts
    v2: policy.V2Inputs
    v3: policy.V3Inputs
    v2_clocks: policy.Clocks
    v3_clocks: policy.Clocks


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is on record of the people, by person."""

    registrations: Mapping[int, list[policy.Registration]]
    events: Mapping[int, list[SentenceEvent]]
    requirements: Mapping[int, list[policy.RequirementFact]]
    scores: Mapping[int, list[PredictorScore]]
    assessments: Mapping[int, list[Assessment]]


def tier_facts(cases: Iterable[Case], *, on: date, rulebook: Rulebook) -> list[TierFacts]:
    """The facts of these cases as they were on the day, in the order given.

    `person` and `team__unit__region` of each case are read. Five queries, however many cases.
    """
    found = list(cases)
    rows = _rows([case.person_id for case in found], on=on)
    return [_facts_of(case, rows, on=on, rulebook=rulebook) for case in found]


def cases_to_tier(case_ids: Collection[int]) -> Any:
    """The open cases with what `tier_facts` reads, in order of id."""
    return (
        Case.objects.filter(id__in=case_ids, closed_on=None)
        .select_related("person", "team__unit__region")
        .order_by("id")
    )


def _rows(person_ids: Collection[int], *, on: date) -> _Rows:
    return _Rows(
        _registrations(person_ids, on),
        _events(person_ids, on),
        _requirements(person_ids, on),
        _by_person(
            PredictorScore.objects.filter(person__in=person_ids, completed_on__lte=on).order_by("completed_on", "id")
        ),
        _by_person(
            Assessment.objects.filter(person__in=person_ids, completed_on__lte=on).order_by("completed_on", "id")
        ),
    )


def _by_person(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(row)
    return found


def _registrations(person_ids: Collection[int], on: date) -> dict[int, list[policy.Registration]]:
    """Entries in force on the day. On the day an entry ends it no longer is."""
    in_force = Q(starts__lte=on) & (Q(ends=None) | Q(ends__gt=on))
    rows = Registration.objects.filter(in_force, person__in=person_ids).order_by("-id")
    found: dict[int, list[policy.Registration]] = defaultdict(list)
    for row in rows:
        fact = policy.Registration(row.type_code, row.starts, row.level or None, row.category or None)
        found[row.person_id].append(fact)
    return found


def _events(person_ids: Collection[int], on: date) -> dict[int, list[SentenceEvent]]:
    passed = Q(sentence=None) | Q(sentence__starts__lte=on)
    rows = SentenceEvent.objects.filter(passed, person__in=person_ids).select_related("sentence")
    return _by_person(rows.order_by("number"))


def _requirements(person_ids: Collection[int], on: date) -> dict[int, list[policy.RequirementFact]]:
    """Requirements still running on the day, by court event."""
    running = Q(terminated_on=None) | Q(terminated_on__gt=on)
    rows = Requirement.objects.filter(running, event__person__in=person_ids).order_by("id")
    found: dict[int, list[policy.RequirementFact]] = defaultdict(list)
    for event_id, code, is_restrictive in rows.values_list("event_id", "code", "is_restrictive"):
        found[event_id].append(policy.RequirementFact(code, is_restrictive))
    return found


def _facts_of(case: Case, rows: _Rows, *, on: date, rulebook: Rulebook) -> TierFacts:
    person, unit = case.person_id, case.team.unit
    asked: dict[str, Any] = {"on": on, "place": Place(region=unit.region.code, unit=unit.code), "rulebook": rulebook}
    registrations = tuple(rows.registrations.get(person, ()))
    register = cast(
        policy.RegistrationFacts, policy.registration_facts(policy.Registrations(registrations), **asked).answer
    )
    assessment = _eligible(rows.assessments.get(person, ()), asked)
    events, scores = rows.events.get(person, []), rows.scores.get(person, [])
    released = _latest_release(events, on)
    return TierFacts(
        case=case,
        place=asked["place"],
        register=register,
        v2=policy.V2Inputs(
            gender=case.person.sex or None,
            rsr=_latest_score(scores, RSR),
            ogrs=_latest_score(scores, OGRS),
            registrations=registrations,
            convictions=tuple(_convictions(events, rows.requirements, asked)),
            assessment=assessment_facts(assessment, **asked) if assessment else None,
        ),
        v3=policy.V3Inputs(
            has_active_event=any(_is_running(event, on) for event in events),
            **_predictors(scores, asked),
            rosh=register.rosh,
            mappa_category=register.mappa_category,
            lifer_ipp=register.lifer_ipp,
            latest_release_on=released,
            domestic_abuse=register.domestic_abuse,
            stalking=register.stalking,
            child_protection=register.child_protection,
            ever_committed_sexual_offence=bool(case.sexual_offence),
        ),
        v2_clocks=policy.Clocks(assessment_completed_on=assessment.completed_on if assessment else None),
        v3_clocks=policy.Clocks(lifer_released_on=released if register.lifer_ipp else None),
    )


def _eligible(assessments: Collection[Assessment], asked: Mapping[str, Any]) -> Assessment | None:
    by_id = {str(row.pk): row for row in assessments}
    records = tuple(policy.AssessmentRecord(pk, a.layer, a.status, a.completed_on) for pk, a in by_id.items())
    answer = policy.eligible_assessment(policy.AssessmentRecords(records), **asked).answer
    return by_id[answer.id] if answer else None


def _latest_score(scores: Iterable[PredictorScore], kind: str) -> float | None:
    """The newest score of a kind; `scores` come oldest first."""
    found = [float(row.score) for row in scores if row.kind == kind]
    return found[-1] if found else None


def _predictors(scores: Iterable[PredictorScore], asked: Mapping[str, Any]) -> dict[str, Any]:
    """The scores of the one predictor result that the tier rests on: those worked out on the same day."""
    results: dict[tuple[str, date], dict[str, PredictorScore]] = defaultdict(dict)
    for row in scores:
        if row.kind in GENERATION:
            results[GENERATION[row.kind], row.completed_on][row.kind] = row
    named = {f"{generation} {day.isoformat()}": (generation, day) for generation, day in results}
    given = tuple(policy.PredictorResult(name, generation, day) for name, (generation, day) in named.items())
    chosen = policy.predictor_result(policy.PredictorResults(given), **asked).answer
    if chosen is None:
        return {}
    result = results[named[chosen.id]]
    return {
        "arp": _predictor(result.get("ARP")),
        "csrp": _predictor(result.get("CSRP")),
        "dc_srp": _dc_srp(result.get("DC-SRP")),
    }


def _predictor(row: PredictorScore | None) -> policy.Predictor | None:
    return policy.Predictor(float(row.score), "STATIC" if row.is_static else "DYNAMIC") if row else None


def _dc_srp(row: PredictorScore | None) -> policy.DcSrp | None:
    if row is None:
        return None
    band = row.band.strip().upper().replace(" ", "_")
    return policy.DcSrp(float(row.score), policy.DcSrpBand(band) if band in set(policy.DcSrpBand) else None)


def _convictions(
    events: Iterable[SentenceEvent], requirements: Mapping[int, list[policy.RequirementFact]], asked: Mapping[str, Any]
) -> Iterable[policy.Conviction]:
    codes = asked["rulebook"].value("tiering.mandate_codes", on=asked["on"], place=asked["place"]).value
    for event in events:
        sentence = getattr(event, "sentence", None)
        if sentence is None:
            continue
        # A sentence recorded without its type's code is custodial all the same when its kind says so.
        custodial = codes["custodial_sentence_types"][0] if sentence.kind == sentence.Kind.CUSTODIAL else ""
        ended = None if _is_running(event, asked["on"]) else sentence.terminated_on or sentence.ends or sentence.starts
        yield policy.Conviction(sentence.type_code or custodial, ended, tuple(requirements.get(event.pk, ())))


def _is_running(event: SentenceEvent, on: date) -> bool:
    """Whether the court event still counted on the day: its sentence's end says so where it has one."""
    sentence = getattr(event, "sentence", None)
    if sentence is not None and sentence.terminated_on is not None:
        return bool(sentence.terminated_on > on)
    return event.is_active


def _latest_release(events: Iterable[SentenceEvent], on: date) -> date | None:
    sentences = (getattr(event, "sentence", None) for event in events)
    released = [s.released_on for s in sentences if s is not None and s.released_on and s.released_on <= on]
    return max(released, default=None)


def kept_rosh(facts: TierFacts) -> str:
    """The RoSH level as a case keeps it; "not_recorded" is never low."""
    return facts.register.rosh.value.lower() if facts.register.rosh else "not_recorded"


def kept_mappa(code: str | None) -> int | None:
    """ "M2" as the number a case keeps."""
    return int(code[1:]) if code else None
