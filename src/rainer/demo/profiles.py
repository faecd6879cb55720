"""Archetypes: sets of facts a person may have, each tiered once by the real rules and then given to many people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from rainer.policy import outcome as outcomes
from rainer.policy.allocation.waiting_order import WaitingInputs, waiting_group
from rainer.policy.tiering import inputs as facts
from rainer.policy.tiering.v2 import calculate_v2
from rainer.policy.tiering.v3 import calculate_v3

ROSH_CODES = {"very_high": "RVHR", "high": "RHRH", "medium": "RMRH", "low": "RLRH"}
SECTIONS = tuple(facts.NeedSection)[:8]
COUNT = 400


@dataclass(frozen=True)
class Profile:
    """One archetype. `registrations` are (code, level, category); scores in per cent."""

    is_woman: bool
    state: str
    rosh: str
    mappa: tuple[int, int] | None
    registrations: tuple[tuple[str, str, str], ...]
    rsr: float
    ogrs: int
    arp: float
    csrp: float
    is_static: bool
    needs: dict[str, str]
    only_unpaid_work: bool
    is_contact_suspended: bool
    sexual_offence: bool
    domestic_abuse_with_injury: bool
    tier_v2: str
    tier_v3: str
    provisional: bool
    group: int
    must_not_wait: bool
    waiting_facts: tuple[str, ...]
    outcomes: tuple[tuple[str, str, str], ...]

    def waiting(self) -> tuple[int, tuple[str, ...]]:
        return self.group, self.waiting_facts


def profiles(rng: np.random.Generator, *, on: date, count: int = COUNT) -> list[Profile]:
    return [_profile(rng, on) for _ in range(count)]


def _profile(rng: np.random.Generator, on: date) -> Profile:
    rosh = rng.choice(["very_high", "high", "medium", "low", "not_recorded"], p=[0.012, 0.20, 0.55, 0.22, 0.018])
    state = str(rng.choice(["community", "licence", "custody"], p=[0.60, 0.27, 0.13]))
    severe = {"very_high": 4, "high": 3, "medium": 2, "low": 1, "not_recorded": 2}[rosh]
    mappa = _mappa(rng, rosh)
    rsr = round(float(min(60.0, rng.gamma(1.4, severe * 1.75))), 2)
    ogrs = int(np.clip(rng.normal(46 + severe * 6, 20), 3, 97))
    needs = {s.value: str(rng.choice(["NO_NEED", "STANDARD", "SEVERE"], p=[0.36, 0.44, 0.20])) for s in SECTIONS}
    raw: dict[str, Any] = {
        "is_woman": bool(rng.random() < 0.1),
        "state": state,
        "rosh": str(rosh),
        "mappa": mappa,
        "registrations": _registrations(rng, str(rosh), mappa),
        "rsr": rsr,
        "ogrs": ogrs,
        "arp": float(np.clip(ogrs + rng.normal(0, 6), 2, 97).round(1)),
        "csrp": float(round(rsr * 0.9, 2)),
        "is_static": bool(rng.random() < 0.15),
        "needs": needs,
        "only_unpaid_work": bool(state == "community" and rosh == "low" and rng.random() < 0.35),
        "is_contact_suspended": bool(rosh in ("low", "medium") and state != "custody" and rng.random() < 0.10),
        "sexual_offence": bool(rng.random() < (0.10 if mappa else 0.03)),
        "domestic_abuse_with_injury": bool(rosh in ("high", "very_high") and rng.random() < 0.25),
    }
    if raw["is_contact_suspended"]:
        raw["registrations"] = (*raw["registrations"], ("PRC", "", ""))
    return Profile(**raw, **_worked_out(raw, on))


def _mappa(rng: np.random.Generator, rosh: str) -> tuple[int, int] | None:
    """(category, level), more often where harm is graver."""
    chance = {"very_high": 0.95, "high": 0.30, "medium": 0.04, "low": 0.0, "not_recorded": 0.02}[rosh]
    if rng.random() >= chance:
        return None
    level = int(rng.choice([1, 2, 3], p=[0.3, 0.55, 0.15] if rosh == "very_high" else [0.93, 0.065, 0.005]))
    return int(rng.choice([1, 2, 3], p=[0.55, 0.35, 0.10])), level


def _registrations(
    rng: np.random.Generator, rosh: str, mappa: tuple[int, int] | None
) -> tuple[tuple[str, str, str], ...]:
    found = [(ROSH_CODES[rosh], "", "")] if rosh in ROSH_CODES else []
    if mappa:
        found.append(("MAPP", f"M{mappa[1]}", f"M{mappa[0]}"))
    grave = rosh in ("very_high", "high")
    chances = {
        "RCPR": 0.16,
        "RCCO": 0.14,
        "ADVP": 0.34,
        "RVAD": 0.04,
        "RMDO": 0.2,
        "ALSH": 0.15,
        "STRG": 0.05,
        "SPO": 0.05,
    }
    for code, chance in chances.items():
        if rng.random() < (chance if grave else chance * (0.25 if code in ("RMDO", "ALSH") else 0.03)):
            found.append((code, "", ""))
    return tuple(found)


def _worked_out(raw: dict[str, Any], on: date) -> dict[str, Any]:
    registered = tuple(
        facts.Registration(code=c, on=on - timedelta(days=60), level=lv or None, category=cat or None)
        for c, lv, cat in raw["registrations"]
    )
    rosh = None if raw["rosh"] == "not_recorded" else facts.Rosh(raw["rosh"].upper())
    sentence = "NC" if raw["state"] != "community" else "SP"
    requirement = facts.RequirementFact("W" if raw["only_unpaid_work"] else "F", False)
    v2 = calculate_v2(
        facts.V2Inputs(
            gender="Female" if raw["is_woman"] else "Male",
            rsr=raw["rsr"],
            ogrs=raw["ogrs"],
            registrations=registered,
            convictions=(facts.Conviction(sentence, None, (requirement,)),),
            assessment=facts.AssessmentFacts(
                {facts.NeedSection(k): facts.Severity(v) for k, v in raw["needs"].items()}
            ),
        ),
        on=on,
    )
    kind: Any = "STATIC" if raw["is_static"] else "DYNAMIC"
    category: Any = f"M{raw['mappa'][0]}" if raw["mappa"] else None
    v3 = calculate_v3(
        facts.V3Inputs(
            has_active_event=True,
            arp=facts.Predictor(raw["arp"], kind),
            csrp=facts.Predictor(raw["csrp"], kind),
            rosh=rosh,
            mappa_category=category,
            domestic_abuse=any(c == "ADVP" for c, _l, _c in raw["registrations"]),
            stalking=any(c == "SPO" for c, _l, _c in raw["registrations"]),
            child_protection=any(c == "RCPR" for c, _l, _c in raw["registrations"]),
            ever_committed_sexual_offence=raw["sexual_offence"],
        ),
        on=on,
    )
    codes = tuple(c for c, _l, _c in raw["registrations"])
    waiting = waiting_group(
        WaitingInputs(rosh=raw["rosh"], mappa_level=raw["mappa"][1] if raw["mappa"] else None, registrations=codes),
        on=on,
    )
    return {
        "tier_v2": v2.answer.tier if v2.answer else "",
        "tier_v3": v3.answer.tier if v3.answer else "MISSING",
        "provisional": bool(v3.answer and v3.answer.is_provisional),
        "group": waiting.answer.group if waiting.answer else 4,
        "must_not_wait": bool(waiting.answer and waiting.answer.must_not_wait),
        "waiting_facts": waiting.answer.facts if waiting.answer else (),
        "outcomes": tuple(
            (scheme, tier, json.dumps(outcomes.as_data(found)))
            for scheme, tier, found in (
                ("v2", v2.answer.tier if v2.answer else "", v2),
                ("v3", v3.answer.tier if v3.answer else "MISSING", v3),
            )
        ),
    }
