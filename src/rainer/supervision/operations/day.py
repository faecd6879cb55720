"""A practitioner's day: put something off with a reason, say that it does not fit, and the senior's answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import NOT_THERE
from rainer.cases.models import Person
from rainer.common import clock, log, messages
from rainer.common.errors import BadInputError, ChangedMeanwhileError, NotThereError, RefusedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.tasks import REFUSAL_WORDS, SnoozeInputs, may_snooze
from rainer.supervision.models import DoesNotFit, Snooze
from rainer.supervision.operations.common import case_for
from rainer.supervision.reference import Reference
from rainer.web import words
from rainer.workforce.models import PractitionerTeam

PUT_OFF = log.event_type("item_put_off", gettext_lazy("{actor} put off {what} until {until}"), personal=("what",))
SAID = log.event_type("day_does_not_fit", gettext_lazy("{actor} said that the day does not fit: {count} things"))
ANSWERED = log.event_type("day_answered", gettext_lazy("{actor} answered: {answer}"), personal=("answer",))


@dataclass(frozen=True, slots=True)
class Item:
    """One line of Today: its key ("task:42", or a derived task's), what it says, whom it is about."""

    key: str
    what: str
    person: Person | None = None


@transaction.atomic
def snooze(*, acting: Acting, practitioner_team: PractitionerTeam, item: Item, asked: SnoozeInputs) -> Snooze:
    """Put one's own item off by so many days, as far as the rule allows it.

    Raises RefusedError with the rule's words, NotThereError for someone else's day.
    """
    _own(acting, practitioner_team)
    if item.person is not None:
        case_for(acting, item.person, Capability.SEE_PERSON)
    reference = Reference.of(practitioner_team.team.unit, on=acting.on)
    answer = may_snooze(asked, **reference.where).answer
    if answer is None or answer.until is None:
        said = REFUSAL_WORDS[answer.refusal] if answer and answer.refusal else _("This cannot be put off")
        raise RefusedError(f"{said}.", errors={"days": said})
    made = Snooze.objects.create(
        item=item.key, practitioner_team=practitioner_team, person=item.person, until=answer.until,
        to_end_of_day=asked.days == 0, reason=asked.reason.strip(), by=acting.user, at=clock.now(),
    )  # fmt: skip
    log.record(
        PUT_OFF,
        actor=acting.user,
        subject=f"snooze:{made.pk}",
        person_id=item.person.pk if item.person else None,
        unit_id=practitioner_team.team.unit_id,
        data={"what": item.what, "until": words.day(made.until), "reason": made.reason},
    )
    return made


@transaction.atomic
def say_it_does_not_fit(
    *, acting: Acting, practitioner_team: PractitionerTeam, items: Sequence[Item], in_words: str,
    load_percent: Decimal | None,
) -> DoesNotFit:  # fmt: skip
    """Keep what will not get done today, with the load as it stands, and tell the senior.

    Raises BadInputError with nothing ticked and nothing said, NotThereError for someone else's day.
    """
    _own(acting, practitioner_team)
    if not items and not in_words.strip():
        said = _("Tick what will not get done, or say it in words")
        raise BadInputError(said, errors={"items": said})
    made = DoesNotFit.objects.create(
        practitioner_team=practitioner_team, on=acting.on, items=[{"item": i.key, "what": i.what} for i in items],
        words=in_words.strip(), load_percent=load_percent, said_at=clock.now(),
    )  # fmt: skip
    _record(SAID, acting, made, count=len(items))
    manager = practitioner_team.manager
    if manager is not None and manager.email:
        messages.send_later(
            to=[manager.email],
            subject=_("%(name)s says that today does not fit") % {"name": practitioner_team.practitioner},
            body=_("What will not get done is in Rainer, under Today of your team. Reference %(number)s.")
            % {"number": made.pk},
            reference=f"does-not-fit-{made.pk}",
        )
    return made


@transaction.atomic
def answer_does_not_fit(*, acting: Acting, pk: int, answer: str) -> DoesNotFit:
    """What the senior says to it. Answered once."""
    if not answer.strip():
        raise BadInputError(_("Write your answer."), errors={"answer": _("Say what they should do, or leave undone")})
    said = (
        DoesNotFit.objects.select_for_update(of=("self",))
        .select_related("practitioner_team__team__unit", "practitioner_team__practitioner")
        .filter(pk=pk)
        .first()
    )
    if said is None or not acting.area(Capability.SEE_TEAM_TODAY).holds_team(said.practitioner_team.team):
        raise NotThereError(NOT_THERE)
    if said.answered_at is not None:
        raise ChangedMeanwhileError(
            _("%(name)s answered this already: %(answer)s") % {"name": said.answered_by, "answer": said.answer}
        )
    said.answered_at, said.answered_by, said.answer = clock.now(), acting.user, answer.strip()
    said.save(update_fields=["answered_at", "answered_by", "answer"])
    _record(ANSWERED, acting, said, answer=said.answer)
    return said


def _own(acting: Acting, practitioner_team: PractitionerTeam) -> None:
    if practitioner_team.practitioner.user_id != acting.user.pk:
        raise NotThereError(NOT_THERE)


def _record(event: log.EventType, acting: Acting, said: DoesNotFit, **data: object) -> None:
    subject = f"does-not-fit:{said.pk}"
    log.record(event, actor=acting.user, subject=subject, unit_id=said.practitioner_team.team.unit_id, data=data)
