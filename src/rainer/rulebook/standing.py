"""A parameter on a day in a place: what holds, what it has been, what lapsed, what waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.register import Rule, rules
from rainer.policy.rulebook import NATION, Parameter, Place, Rulebook, RulebookError, Status, Value
from rainer.rulebook.grid import Change, changes
from rainer.rulebook.models import LocalValue
from rainer.rulebook.places import holds
from rainer.rulebook.queries import local_value


@dataclass(frozen=True, slots=True)
class Row:
    """One value the parameter has had, beside the one that held in the same place just before it."""

    value: Value
    before: Value | None
    state: str = ""
    pk: int | None = None

    @property
    def changed(self) -> list[Change]:
        return changes(self.before.value, self.value.value) if self.before else []


@dataclass(frozen=True, slots=True)
class Line:
    """One parameter of the list with the value in force."""

    parameter: Parameter
    value: Value | None

    @property
    def topic(self) -> str:
        return topic_of(self.parameter.key)

    @property
    def statuses(self) -> tuple[str, ...]:
        """How firm: the value's status, "assumed" where only its day is, "local" where a place set it."""
        if self.value is None:
            return ()
        found = [self.value.status.value]
        if self.value.date_status is Status.ASSUMED:
            found.append(Status.ASSUMED.value)
        return tuple(dict.fromkeys([*found, *(["local"] if self.value.is_local else [])]))


# Rules are called what the field calls them; a reader looks for what they are about.
TOPICS = {
    "predictors": (
        "arp", "vrp", "svrp", "csrp", "dc_srp", "iic_srp", "ogrs3", "ogp", "ovp", "snsv", "osp_dc", "osp_iic", "rsr",
        "lds", "mst", "opd", "pni",
    ),
    "requirements": ("requirement", "rar", "order", "upw", "unpaid_work"),
    "assessments": ("assessment", "oversight"),
    "identifiers": ("pnc", "cro", "crn", "prison_number", "person_identifier"),
}  # fmt: skip
_TOPIC_BY_NAME = {name: topic for topic, names in TOPICS.items() for name in names}


def topic_of(name: str) -> str:
    """What a rule or a value is about, by the first part of its name."""
    first = name.split(".", 1)[0]
    return _TOPIC_BY_NAME.get(first, first)


def lines(rulebook: Rulebook, *, on: date, place: Place) -> list[Line]:
    """Every parameter with the value in force, in order of topic and label."""
    parameters = [rulebook.parameter(key) for key in rulebook.keys()]  # noqa: SIM118 - a Rulebook is no dict
    found = [Line(p, rulebook.get(p.key, on=on, place=place)) for p in parameters]
    return sorted(found, key=lambda line: (line.topic, line.parameter.label))


def has(rulebook: Rulebook, key: str) -> bool:
    try:
        rulebook.parameter(key)
    except RulebookError:
        return False
    return True


def rules_reading(key: str) -> list[Rule]:
    return [rule for rule in rules().values() if key in rule.reads]


def history(rulebook: Rulebook, key: str) -> list[Row]:
    """Every value it has had or is proposed to have, everywhere, newest first. One query."""
    values = rulebook.parameter(key).values
    rows = [Row(value, held_before(values, value)) for value in values]
    waiting = LocalValue.objects.filter(key=key, state=LocalValue.State.PROPOSED).select_related(
        "proposed_by", "decided_by"
    )
    for one in waiting:
        value = local_value(one)
        rows.append(Row(value, held_before(values, value), one.state, one.pk))
    return sorted(rows, key=lambda row: row.value.starts, reverse=True)


def held_before(values: Iterable[Value], value: Value) -> Value | None:
    """What held in the value's own place, or a wider one, on the day before it starts."""
    eve = value.starts - timedelta(days=1)
    others = [v for v in values if v != value]
    for where in value.place.chain():
        held = [v for v in others if v.place == where and v.holds_on(eve)]
        if held:
            return max(held, key=lambda v: v.starts)
    return None


def lapsed(rulebook: Rulebook, key: str, *, on: date, place: Place) -> Value | None:
    """The last local value of the place that ran out before the day, where a wider one holds again."""
    in_force = rulebook.get(key, on=on, place=place)
    over = [
        v for v in rulebook.parameter(key).values
        if v.is_local and v.place in place.chain() and v.ends is not None and v.ends < on
    ]  # fmt: skip
    newest = max(over, key=lambda v: v.ends or v.starts, default=None)
    narrower = in_force is None or newest is None or len(newest.place.chain()) > len(in_force.place.chain())
    return newest if narrower else None


def lapsing_soon(*, on: date, within_days: int) -> QuerySet[LocalValue]:
    """Approved local values whose last day is today or within so many days, the soonest first."""
    last = on + timedelta(days=within_days)
    return LocalValue.objects.filter(state=LocalValue.State.APPROVED, ends__gte=on, ends__lte=last).order_by(
        "ends", "id"
    )


def turning_on(on: date) -> QuerySet[LocalValue]:
    """Approved local values that start on the day, or whose last day was the day before."""
    turns = Q(starts=on) | Q(ends=on - timedelta(days=1))
    return LocalValue.objects.filter(turns, state=LocalValue.State.APPROVED).order_by("id")


def may_decide(acting: Acting, row: LocalValue) -> bool:
    """Has the capability where the value would hold, and did not propose it."""
    return row.proposed_by_id != acting.user.pk and holds(acting.area(Capability.APPROVE_VALUE), place_of_row(row))


def place_of_row(row: LocalValue) -> Place:
    return Place(region=row.region_code or None, unit=row.unit_code or None) if row.region_code else NATION
