"""Set a flag, review it, take it off with a reason. Nothing is deleted: what was taken off stays with its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.flags import flag_name
from rainer.cases.models import Case, Registration, RegistrationReview
from rainer.common import log
from rainer.common.errors import BadInputError, NotThereError, RefusedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.registers import RegisterType, grades, register_types
from rainer.rulebook.queries import place_of, rulebook_now

ADDED = log.event_type("registration_added", gettext_lazy("{actor} set the flag “{flag}”"), personal=("flag", "notes"))
REVIEWED = log.event_type(
    "registration_reviewed", gettext_lazy("{actor} reviewed the flag “{flag}”"), personal=("flag", "notes")
)
ENDED = log.event_type(
    "registration_ended", gettext_lazy("{actor} took off the flag “{flag}”"), personal=("flag", "why")
)


@dataclass(frozen=True, slots=True)
class NewFlag:
    """A flag as somebody sets it. Level and category are those of the flags that have them (MAPPA)."""

    code: str
    starts: date
    next_review: date | None = None
    level: str = ""
    category: str = ""
    notes: str = ""


@transaction.atomic
def add_flag(*, acting: Acting, crn: str, flag: NewFlag) -> Registration:
    """Keep a new flag. The same one twice, from a button pressed twice, is kept once.

    Raises BadInputError with what is wrong on its field.
    """
    case = _locked_case(acting, crn, _("the flags, to set one"))
    of = _type_of(case, flag.code, acting)
    _check_new(case, of, flag, acting)
    standing = Registration.objects.filter(
        person=case.person, type_code=of.code, level=flag.level, category=flag.category, ends=None
    ).first()
    if standing is not None and _is_same(standing, flag, acting):
        return standing
    if standing is not None:
        raise _bad(starts=_("This flag is set already. Review it, or take it off first"))
    made = Registration.objects.create(
        person=case.person, type_code=of.code, level=flag.level, category=flag.category, starts=flag.starts,
        next_review=flag.next_review, is_staff_safety=of.is_staff_safety, notes=flag.notes, made_by=acting.user,
    )  # fmt: skip
    _keep_staff_safety(case, on=acting.on)
    _record(ADDED, acting, case, made, starts=flag.starts.isoformat(), notes=flag.notes)
    return made


@transaction.atomic
def review_flag(
    *, acting: Acting, crn: str, pk: int, done_on: date, notes: str, next_review: date | None
) -> RegistrationReview:
    """Keep a review: what was found, and when the next is. The same one twice is kept once."""
    case, flag = _locked_flag(acting, crn, pk)
    same = flag.reviews.filter(done_on=done_on, notes=notes, next_review=next_review, by=acting.user).first()
    if same is not None:
        return same
    _must_stand(flag)
    _check_review(case, flag, done_on, next_review, acting)
    review = RegistrationReview.objects.create(
        registration=flag, was_due=flag.next_review, done_on=done_on, next_review=next_review, notes=notes,
        by=acting.user,
    )  # fmt: skip
    flag.next_review = next_review
    flag.save(update_fields=["next_review"])
    _record(REVIEWED, acting, case, flag, done_on=done_on.isoformat(), notes=notes)
    return review


@transaction.atomic
def remove_flag(*, acting: Acting, crn: str, pk: int, on: date, why: str) -> Registration:
    """Take a flag off from a day on. It stays on the page of flags taken off, with its reviews and this reason."""
    case, flag = _locked_flag(acting, crn, pk)
    _must_stand(flag)
    if on > acting.on:
        raise _bad(on=_("Enter a day that has been"))
    if on < flag.starts:
        raise _bad(on=_("Enter a day on or after the one it was set"))
    if not why.strip():
        raise _bad(why=_("Say why it is taken off"))
    flag.ends, flag.removal_reason, flag.removed_by = on, why, acting.user
    flag.save(update_fields=["ends", "removal_reason", "removed_by"])
    _keep_staff_safety(case, on=acting.on)
    _record(ENDED, acting, case, flag, on=on.isoformat(), why=why)
    return flag


def _locked_case(acting: Acting, crn: str, what: str) -> Case:
    case = open_person(acting, crn, Capability.EDIT_PERSON, what=what)
    Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    return case


def _locked_flag(acting: Acting, crn: str, pk: int) -> tuple[Case, Registration]:
    case = _locked_case(acting, crn, _("the flags, to change one"))
    flag = Registration.objects.select_for_update().filter(person=case.person, pk=pk).first()
    if flag is None:
        raise NotThereError(NOT_THERE)
    return case, flag


def _must_stand(flag: Registration) -> None:
    if flag.ends is not None:
        raise RefusedError(_("Someone took this flag off already."))


def _type_of(case: Case, code: str, acting: Acting) -> RegisterType:
    types = register_types(on=acting.on, place=place_of(case.team.unit), rulebook=rulebook_now())
    if code not in types:
        raise NotThereError(NOT_THERE)
    return types[code]


def _check_new(case: Case, of: RegisterType, flag: NewFlag, acting: Acting) -> None:
    errors: dict[str, str] = {}
    if flag.starts > acting.on:
        errors["starts"] = _("Enter a day that has been")
    if of.graded:
        errors |= _check_grades(case, flag, acting)
    elif flag.level or flag.category:
        errors["level"] = _("This flag has no level or category")
    errors |= _check_next(of, flag.starts, flag.next_review)
    if errors:
        raise _bad(**errors)


def _check_grades(case: Case, flag: NewFlag, acting: Acting) -> dict[str, str]:
    levels, categories = grades(on=acting.on, place=place_of(case.team.unit), rulebook=rulebook_now())
    errors = {}
    if flag.level not in levels:
        errors["level"] = _("Choose the level")
    if flag.category not in categories:
        errors["category"] = _("Choose the category")
    return errors


def _check_next(of: RegisterType | None, after: date, next_review: date | None) -> dict[str, str]:
    if next_review is None:
        needs_one = of is None or of.review_months is not None
        return {"next_review": _("Enter the day of the next review")} if needs_one else {}
    return {} if next_review > after else {"next_review": _("Enter a day after that")}


def _check_review(case: Case, flag: Registration, done_on: date, next_review: date | None, acting: Acting) -> None:
    types = register_types(on=acting.on, place=place_of(case.team.unit), rulebook=rulebook_now())
    errors = _check_next(types.get(flag.type_code), done_on, next_review)
    if done_on > acting.on:
        errors["done_on"] = _("Enter a day that has been")
    elif done_on < flag.starts:
        errors["done_on"] = _("Enter a day on or after the one it was set")
    if errors:
        raise _bad(**errors)


def _is_same(standing: Registration, flag: NewFlag, acting: Acting) -> bool:
    kept = (standing.starts, standing.next_review, standing.notes, standing.made_by_id)
    return kept == (flag.starts, flag.next_review, flag.notes, acting.user.pk)


def _keep_staff_safety(case: Case, *, on: date) -> None:
    """What every page's head says. At once and not by the job that follows: someone may be about to meet them."""
    in_force = Q(starts__lte=on) & (Q(ends=None) | Q(ends__gt=on))
    talk_first = Registration.objects.filter(in_force, person=case.person, is_staff_safety=True).exists()
    Case.objects.filter(pk=case.pk).update(needs_staff_safety_talk=talk_first)


def _record(event: log.EventType, acting: Acting, case: Case, flag: Registration, **data: Any) -> None:
    log.record(
        event,
        actor=acting.user,
        subject=f"registration:{flag.pk}",
        person_id=case.person_id,
        unit_id=case.team.unit_id,
        data={"flag": flag_name(flag.type_code), "code": flag.type_code, **data},
    )


def _bad(**errors: str) -> BadInputError:
    return BadInputError(_("Some of it needs another look."), errors=errors)
