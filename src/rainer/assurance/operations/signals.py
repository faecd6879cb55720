"""Ask about signals that may have been missed; close a question with a reason in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.assurance.models import SignalPrompt
from rainer.assurance.queries.facts import by_place, prompt_facts
from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.models import Case
from rainer.common import clock, log
from rainer.common.errors import BadInputError, NotThereError, RefusedError
from rainer.common.models import LogEntry
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.rulebook import Rulebook
from rainer.policy.watch import Prompt, PromptFacts, Reason, check_reason, prompts
from rainer.rulebook.queries import place_of, rulebook_now

RAISED = log.event_type(
    "signals_looked_for",
    gettext_lazy("Rainer asked about {raised} signals and closed {answered} that the record answers"),
    kind=LogEntry.Kind.SYSTEM,
)
CLOSED = log.event_type(
    "signal_prompt_closed", gettext_lazy("{actor} said why of “{words}”: {reason}"), personal=("words", "reason")
)
Closed = SignalPrompt.Closed
BATCH = 5000


def look_for_signals(person_ids: Collection[int] | None = None) -> int:
    """Of these people's open cases, or of all: raise what the record asks, close what it answers; returns how many were
    raised. The same facts ask once. A fixed number of queries for a batch."""
    cases = Case.objects.filter(closed_on=None)
    if person_ids is not None:
        cases = cases.filter(person__in=person_ids)
    ids = list(cases.order_by("pk").values_list("pk", flat=True))
    return sum(_look(ids[start : start + BATCH]) for start in range(0, len(ids), BATCH))


@transaction.atomic
def _look(ids: Collection[int]) -> int:
    on, now, rulebook = clock.today(), clock.now(), rulebook_now()
    # Two looks at one person at once would each raise the same.
    rows = Case.objects.filter(pk__in=ids).select_for_update(of=("self",), no_key=True).order_by("pk")
    cases = list(rows.select_related("team__unit__region"))
    facts = prompt_facts(cases, on=on)
    asked = [(case, prompt) for case, prompt in _asked(cases, facts, rulebook)]
    known = set(SignalPrompt.objects.filter(case__in=cases).values_list("person_id", "key"))
    new = [
        SignalPrompt(
            person_id=case.person_id, case=case, kind=one.kind, key=one.key, words=one.words, since=one.since,
            raised_at=now,
        )
        for case, one in asked
        if (case.person_id, one.key) not in known
    ]  # fmt: skip
    SignalPrompt.objects.bulk_create(new, batch_size=1000, ignore_conflicts=True)
    answered = _close_answered(cases, {(case.person_id, one.key) for case, one in asked})
    if new or answered:
        log.record(RAISED, actor=None, subject="signals", data={"raised": len(new), "answered": answered})
    return len(new)


def _asked(cases: Iterable[Case], facts: dict[int, PromptFacts], rulebook: Rulebook) -> Iterator[tuple[Case, Prompt]]:
    on = clock.today()
    for some in by_place(cases).values():
        place = place_of(some[0].team.unit)
        for case in some:
            found = prompts(facts[case.pk], on=on, place=place, rulebook=rulebook).answer
            yield from ((case, one) for one in found or ())


def _close_answered(cases: Collection[Case], asked: set[tuple[int, str]]) -> int:
    standing = SignalPrompt.objects.filter(case__in=cases, closed_at=None).values_list("pk", "person_id", "key")
    gone = [pk for pk, person, key in standing if (person, key) not in asked]
    return SignalPrompt.objects.filter(pk__in=gone).update(closed_at=clock.now(), closed=Closed.RECORD)


@transaction.atomic
def close_prompt(*, acting: Acting, prompt_id: int, reason: str) -> SignalPrompt:
    """Close a question by saying what was weighed. A second press finds it closed.

    Raises BadInputError where the words say nothing, RefusedError where somebody else closed it first.
    """
    prompt = SignalPrompt.objects.select_for_update(of=("self",)).select_related("person").filter(pk=prompt_id).first()
    if prompt is None:
        raise NotThereError(NOT_THERE)
    what = _("the signals to weigh, to close one")
    case = open_person(acting, prompt.person.crn, Capability.WRITE_ASSESSMENT, what=what)
    if prompt.closed_at is not None and prompt.by_id == acting.user.pk:
        return prompt
    if prompt.closed_at is not None:
        raise RefusedError(_("This was closed already."))
    place = place_of(case.team.unit)
    checked = check_reason(Reason(reason), on=acting.on, place=place, rulebook=rulebook_now())
    assert checked.answer is not None
    if not checked.answer.is_enough:
        raise BadInputError(_("This was not saved."), errors={"reason": checked.sentence})
    prompt.closed_at, prompt.closed, prompt.reason, prompt.by = clock.now(), Closed.REASON, reason.strip(), acting.user
    prompt.save()
    log.record(
        CLOSED,
        actor=acting.user,
        subject=f"signal:{prompt.pk}",
        person_id=prompt.person_id,
        unit_id=case.team.unit_id,
        data={"words": prompt.words, "reason": prompt.reason},
    )
    return prompt
