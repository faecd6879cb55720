"""Keep an answer to a question of equality monitoring. What was said before stays."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.access import NOT_THERE, open_person
from rainer.cases.models import Case, EqualityAnswer, Person
from rainer.cases.queries.equality import Question, question_named
from rainer.common import log
from rainer.common.errors import BadInputError, NotThereError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability

# Which question, never the answer: it stands in its own row alone, for those who may see it.
ANSWERED = log.event_type("equality_answered", gettext_lazy("{actor} recorded an answer on equality: {question}"))

NOT_SAID, NO_ANSWER, OWN_WORDS = "prefers-not-to-say", "no-answer", "own-words"


@transaction.atomic
def answer_equality(
    *, acting: Acting, crn: str, question: str, answer: str, self_described: str, how: str, asked_on: date
) -> EqualityAnswer:
    """`answer` is one of the question's own, or NOT_SAID, NO_ANSWER or OWN_WORDS. The same again on a day is one row.

    Raises BadInputError with what is wrong on its field, NotThereError where the user may not or there is no question.
    """
    case = open_person(acting, crn, Capability.SEE_EQUALITY, what=_("equality monitoring, to record an answer"))
    asked = question_named(question, case, on=acting.on)
    if asked is None or not acting.area(Capability.EDIT_PERSON).holds_team(case.team):
        raise NotThereError(NOT_THERE)
    self_described = self_described.strip() if answer == OWN_WORDS else ""
    _check(asked, case, answer, self_described, how, asked_on, on=acting.on)
    Person.objects.select_for_update().get(pk=case.person_id)
    values = {
        "person": case.person,
        "question": question,
        "value": answer if answer in asked.answers else "",
        "self_described": self_described,
        "prefers_not_to_say": answer == NOT_SAID,
        "how": how,
        "asked_on": asked_on,
        "asked_by": acting.user,
    }
    same = EqualityAnswer.objects.filter(**values).first()
    if same is not None:
        return same
    made = EqualityAnswer.objects.create(**values)
    log.record(
        ANSWERED, actor=acting.user, subject=f"person:{case.person_id}", person_id=case.person_id,
        unit_id=case.team.unit_id, data={"question": asked.words},
    )  # fmt: skip
    return made


def _check(
    asked: Question, case: Case, answer: str, self_described: str, how: str, asked_on: date, *, on: date
) -> None:
    errors = {}
    if answer not in (*asked.answers, NOT_SAID, NO_ANSWER, OWN_WORDS):
        errors["answer"] = _("Choose what they said")
    if answer == OWN_WORDS and not self_described:
        errors["self_described"] = _("Write it in their words")
    if how == EqualityAnswer.How.OBSERVED and (not asked.may_be_observed or answer not in asked.answers):
        errors["how"] = _("This can only be what they told us")
    if asked_on > on:
        errors["asked_on"] = _("Enter a day that has been")
    born = case.person.date_of_birth
    if born and asked_on < born:
        errors["asked_on"] = _("Enter a day after the date of birth")
    if errors:
        raise BadInputError(_("Some of it needs another look."), errors=errors)
