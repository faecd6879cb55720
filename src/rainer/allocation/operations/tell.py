"""Tell those concerned that someone was named: a reference and a link, nothing about the case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.allocation.models import Allocation
from rainer.cases.models import Exclusion, Restriction
from rainer.common.errors import BadInputError
from rainer.common.messages import send_later
from rainer.organisation.models import User


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who hears of an allocation. `extra` holds e-mail addresses of colleagues."""

    extra: tuple[str, ...] = ()
    practitioner: bool = True
    allocator: bool = True
    previous: bool = False


def tell(allocation: Allocation, recipients: Recipients) -> tuple[str, ...]:
    """Put the messages of this allocation in the outbox, inside its transaction; returns the addresses told.

    Raises BadInputError for an address that no colleague has.
    """
    told = [*_colleagues(recipients.extra)]
    if recipients.practitioner:
        told.append(allocation.to.practitioner.email)
    if recipients.allocator:
        told.append(allocation.decided_by.email)
    subject, body = _named(allocation)
    send_later(to=told, subject=subject, body=body, reference=f"allocation {allocation.pk}")
    if recipients.previous and allocation.previous:
        before = allocation.previous.practitioner.email
        subject, body = _moved(allocation)
        send_later(to=[before], subject=subject, body=body, reference=f"move {allocation.pk}")
        told.append(before)
    return tuple(sorted({address for address in told if address}))


def _colleagues(addresses: Iterable[str]) -> list[str]:
    wanted = {a.strip().lower() for a in addresses if a.strip()}
    if not wanted:
        return []
    users = User.objects.filter(is_active=True).annotate(address=Lower("email")).filter(address__in=wanted)
    found = set(users.values_list("address", flat=True))
    if unknown := sorted(wanted - found):
        message = _("%(address)s is no colleague's address. Choose someone who signs in here.") % {
            "address": unknown[0]
        }
        raise BadInputError(message, errors={"tell": message})
    return sorted(found)


def _named(allocation: Allocation) -> tuple[str, str]:
    reference = _reference(allocation)
    subject = _("A practitioner has been named: %(reference)s") % {"reference": reference}
    if _is_limited(allocation):
        return subject, _("A practitioner has been named. The record is restricted. Reference %(reference)s.") % {
            "reference": reference
        }
    text = _("%(who)s has been named for a person. Reference %(reference)s. Sign in to see who it is: %(link)s")
    return subject, text % {
        "who": allocation.to.practitioner,
        "reference": reference,
        "link": _link(allocation),
    }


def _moved(allocation: Allocation) -> tuple[str, str]:
    reference = _reference(allocation)
    subject = _("A person has moved from you to a colleague: %(reference)s") % {"reference": reference}
    text = _("A person you held has a new practitioner. Reference %(reference)s. Sign in to see who it is: %(link)s")
    return subject, text % {"reference": reference, "link": _link(allocation)}


def _reference(allocation: Allocation) -> str:
    return f"A-{allocation.pk}"


def _link(allocation: Allocation) -> str:
    origin = next(iter(settings.CSRF_TRUSTED_ORIGINS), "")
    return f"{origin}{reverse('allocation', args=[allocation.pk])}"


def _is_limited(allocation: Allocation) -> bool:
    person = allocation.case.person_id
    return Restriction.objects.filter(person_id=person).exists() or Exclusion.objects.filter(person_id=person).exists()
