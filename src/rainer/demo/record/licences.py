"""Release, the licence and its conditions by version and code, and for a few a recall."""

from __future__ import annotations

import json
from datetime import date, timedelta

from rainer.cases.models import Intervention, Licence, LicenceCondition, LicenceSeen, Recall, Release
from rainer.demo.chance import Chance
from rainer.demo.days import moment
from rainer.demo.life import Life
from rainer.demo.texts import texts

COLUMNS = {
    Licence: ("event_id", "version", "policy_version", "kind", "starts", "ends", "replaced_on"),
    LicenceCondition: (
        "licence_id", "kind", "code", "category", "text", "values", "starts", "ends", "notes", "approved_by",
    ),
    LicenceSeen: ("licence_id", "by_id", "at"),
    Release: ("event_id", "on", "kind", "prison"),
    Recall: (
        "event_id", "kind", "is_emergency", "decided_on", "returned_to_custody_on", "release_on", "reason",
    ),
}  # fmt: skip
PRISONS = ("HMP Saltmarsh", "HMP Brackwater", "HMP Kettlebeck", "HMP Eastholm", "HMP Langmere")
REASONS = (
    "Out of touch for two weeks; left the approved address",
    "Charged with a further offence",
    "Contact with the person named, twice",
    "Refused to leave the area on the map",
)
RECALLED_IN_CUSTODY, RECALLED_ON_LICENCE = 0.09, 0.03
NEW_DAYS = 21  # a licence that came so lately may not have been read
GRAVE = ("high", "very_high")


def licences(life: Life) -> None:
    chance = life.chance(12)
    if life.profile.state == "licence":
        _on_licence(life, chance)
    elif life.profile.state == "custody" and _may_be_recalled(life) and chance.likely(RECALLED_IN_CUSTODY):
        _back_in_custody(life, chance)


def _may_be_recalled(life: Life) -> bool:
    """A recall counts in a woman's tier, and the tiers were worked out without."""
    return not life.profile.is_woman and not life.world.is_national and life.started_days > 150


def _on_licence(life: Life, chance: Chance) -> None:
    """A licence since release; for a few the second one, after a recall and another release."""
    kind = chance.weighted((("release", 0.86), ("hdc", 0.09), ("hard_stop", 0.05)))
    prison = chance.pick(PRISONS)
    life.world.rows.add(Release, life.event_id, life.starts, {"hdc": "HDC"}.get(kind, "CRD"), prison)
    until = life.ends
    days = life.started_days - (life.closed_days or 0)
    if _may_be_recalled(life) and days > 150 and chance.likely(RECALLED_ON_LICENCE):
        recalled = life.starts + timedelta(days=chance.between(30, days - 100))
        again = recalled + timedelta(days=chance.between(30, 60))
        _recall(life, chance, recalled, again)
        life.world.rows.add(Release, life.event_id, again, "PRRD", prison)
        _licence(life, chance, 1, kind, life.starts, until, replaced=recalled)
        _licence(life, chance, 2, "post_recall", again, until)
    else:
        _licence(life, chance, 1, kind, life.starts, until)


def _back_in_custody(life: Life, chance: Chance) -> None:
    released = life.day(chance.between(90, life.started_days))
    recalled = released + timedelta(days=chance.between(20, 80))
    life.world.rows.add(Release, life.event_id, released, "CRD", chance.pick(PRISONS))
    _licence(life, chance, 1, "release", released, life.ends, replaced=recalled)
    _recall(life, chance, recalled, None)


def _recall(life: Life, chance: Chance, decided: date, again: date | None) -> None:
    kind = "standard" if life.profile.rosh in GRAVE else "fixed_term"
    back = decided + timedelta(days=chance.between(0, 9))
    reason = chance.pick(REASONS)
    life.world.rows.add(Recall, life.event_id, kind, chance.likely(0.2), decided, back, again, reason)
    life.world.rows.add(
        Intervention, life.person_id, life.event_id, None, None, "REC", "Recall", "Ended", back, decided, decided, back,
        None, "Returned to custody", "", "", "",
    )  # fmt: skip


def _licence(
    life: Life, chance: Chance, version: int, kind: str, starts: date, ends: date, *, replaced: date | None = None
) -> None:
    rows, policy = life.world.rows, texts("licence")
    number = rows.add(Licence, life.event_id, version, policy["version"], kind, starts, ends, replaced)
    for row in policy["standard"]:
        values = {"recall_key": row["key"]} if "key" in row else {}
        _condition(life, number, "standard", row, values, starts)
    grave = "grave" if life.profile.rosh in GRAVE else "share"
    for row in policy["additional"]:
        if chance.likely(row[grave]):
            _condition(life, number, "additional", row, row["values"], starts)
    if chance.likely(0.02):
        bespoke = {"code": "", "category": "", "text": policy["bespoke"]}
        _condition(life, number, "bespoke", bespoke, {}, starts, approved_by="Public protection casework, by letter")
    if replaced is None:
        life.licence_id = number
        user = life.user_on(life.on)
        since = max(starts, life.day(life.held_days))
        if user and chance.likely(0.5 if (life.last_day - since).days < NEW_DAYS else 0.985):
            seen = min(since + timedelta(days=chance.between(1, 12)), life.last_day)
            rows.add(LicenceSeen, number, user, moment(seen, 16, chance.between(0, 59)))


def _condition(
    life: Life, licence: int, kind: str, row: dict[str, str], values: dict[str, object], starts: date, *,
    approved_by: str = "",
) -> None:  # fmt: skip
    life.world.rows.add(
        LicenceCondition, licence, kind, row["code"], row.get("category", ""), row["text"], json.dumps(values), starts,
        None, "", approved_by,
    )  # fmt: skip
