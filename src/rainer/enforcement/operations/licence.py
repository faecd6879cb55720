"""Read a licence's conditions, and vary them: a variation is a new version, and the old one stays as it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.models import Case, Licence, LicenceCondition, LicenceSeen
from rainer.common import clock, log
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotThereError
from rainer.enforcement.queries.licence import HDC, is_in_force
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.licence import additional_categories
from rainer.rulebook.queries import place_of, rulebook_now

READ = log.event_type("licence_read", gettext_lazy("{actor} has read the licence conditions, version {version}"))
VARIED = log.event_type(
    "licence_varied",
    gettext_lazy("{actor} recorded a variation of the licence: version {version}"),
    personal=("added", "ended"),
)


@dataclass(frozen=True, slots=True)
class NewCondition:
    """A condition a variation adds. A bespoke one has no code, and who approved it."""

    text: str
    code: str = ""
    category: str = ""
    values: dict[str, str] = field(default_factory=dict)
    approved_by: str = ""

    @property
    def kind(self) -> str:
        return str(LicenceCondition.Kind.ADDITIONAL if self.code else LicenceCondition.Kind.BESPOKE)


@dataclass(frozen=True, slots=True)
class Variation:
    """From which day, which conditions end (by id), and which are added."""

    starts: date
    ended: frozenset[int] = frozenset()
    added: tuple[NewCondition, ...] = ()


@transaction.atomic
def mark_read(*, acting: Acting, crn: str, licence_id: int) -> LicenceSeen:
    """Say that you have read the conditions of this version. Twice is once."""
    case = open_person(acting, crn, Capability.RECORD_CONTACT, what=_("the licence, to say it was read"))
    licence = Licence.objects.filter(event__person=case.person, pk=licence_id).first()
    if licence is None:
        raise NotThereError(NOT_THERE)
    seen, is_new = LicenceSeen.objects.get_or_create(licence=licence, by=acting.user, defaults={"at": clock.now()})
    if is_new:
        _record(READ, acting, case, licence)
    return seen


@transaction.atomic
def vary_licence(*, acting: Acting, crn: str, licence_id: int, variation: Variation) -> Licence:
    """Record a variation of the licence in force. Conditions that stand are carried over as they are.

    Raises ChangedMeanwhileError where `licence_id` was varied since, and BadInputError for what cannot be.
    """
    case = open_person(acting, crn, Capability.EDIT_PERSON, what=_("the licence, to vary it"))
    old = (
        Licence.objects.select_for_update(of=("self",))
        .select_related("event__sentence")
        .filter(event__person=case.person, pk=licence_id)
        .first()
    )
    if old is None:
        raise NotThereError(NOT_THERE)
    if not is_in_force(old):
        raise ChangedMeanwhileError(_("This version is no longer in force. Look at the licence as it is now."))
    standing = [one for one in old.conditions.order_by("pk") if one.ends is None]
    _check(acting, case, old, standing, variation)
    old.replaced_on = variation.starts
    old.save(update_fields=["replaced_on"])
    new = Licence.objects.create(
        event=old.event, version=old.version + 1, policy_version=old.policy_version, starts=variation.starts,
        kind="hdc_variation" if old.kind in HDC else "variation", ends=old.ends,
    )  # fmt: skip
    kept = [one for one in standing if one.pk not in variation.ended]
    LicenceCondition.objects.bulk_create(
        [_carried(one, new) for one in kept] + [_made(one, new) for one in variation.added]
    )
    ended = [one.code or one.text for one in standing if one.pk in variation.ended]
    _record(VARIED, acting, case, new, added=[one.code or one.text for one in variation.added], ended=ended)
    return new


def _check(acting: Acting, case: Case, old: Licence, standing: list[LicenceCondition], variation: Variation) -> None:
    errors = {}
    if variation.starts > acting.on:
        errors["starts"] = _("Record it on the day it takes effect, or after")
    elif variation.starts < old.starts:
        errors["starts"] = _("Enter a day on or after the one the version in force began")
    if not variation.ended and not variation.added:
        errors["ended"] = _("Choose a condition that ends, or add one")
    may_end = {one.pk for one in standing if one.kind != LicenceCondition.Kind.STANDARD}
    if not variation.ended <= may_end:
        errors["ended"] = _("Choose among the conditions of this version")
    for one in variation.added:
        errors |= _check_condition(acting, case, old, one)
    if errors:
        raise BadInputError(_("Some of it needs another look."), errors=errors)


def _check_condition(acting: Acting, case: Case, old: Licence, new: NewCondition) -> dict[str, str]:
    """One outside the list needs its approval; a listed one a category of the licence's own policy version."""
    if not new.code:
        return {} if new.approved_by.strip() else {"approved_by": _("Enter who approved it, and how")}
    where = {"on": acting.on, "place": place_of(case.team.unit), "rulebook": rulebook_now()}
    known = {one.code for one in additional_categories(old.policy_version, **where)}  # type: ignore[arg-type]
    return {} if not known or new.category in known else {"category": _("Choose the category")}


def _carried(one: LicenceCondition, new: Licence) -> LicenceCondition:
    return LicenceCondition(
        licence=new, kind=one.kind, code=one.code, category=one.category, text=one.text, values=one.values,
        starts=one.starts, notes=one.notes, approved_by=one.approved_by,
    )  # fmt: skip


def _made(one: NewCondition, new: Licence) -> LicenceCondition:
    return LicenceCondition(
        licence=new, kind=one.kind, code=one.code, category=one.category, text=one.text, values=one.values,
        starts=new.starts, approved_by=one.approved_by,
    )  # fmt: skip


def _record(event: log.EventType, acting: Acting, case: Case, licence: Licence, **data: object) -> None:
    log.record(
        event,
        actor=acting.user,
        subject=f"licence:{licence.pk}",
        person_id=case.person_id,
        unit_id=case.team.unit_id,
        data={"version": licence.version, **data},
    )
