"""The plan as the person reads it: their goals, who does what by when, what they said. Nothing that is not theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rainer.assessments.models import Agreement, Goal, GoalNote, Plan, Step
from rainer.assessments.queries.plans import GoalShown, PlanOf
from rainer.web import words
from rainer.web.pdf import Block, Bullets, Heading, Lines, Paper, Paragraph

LANGUAGES = {"en": "en-GB", "cy": "cy-GB"}
SIGNED = "…" * 24


def plan_paper(plan: PlanOf, *, at: datetime, large: bool = False, easy: bool = False, to_sign: bool = False) -> Paper:
    """The paper; `easy` says it in shorter sentences, one thing at a time. `to_sign` leaves room for two names."""
    blocks = [*_head(plan, easy=easy), *_body(plan, easy=easy), *_foot(easy=easy)]
    if to_sign:
        blocks += [Lines([name, SIGNED]) for name in (str(plan.case.person), practitioner_name(plan))]
    language = LANGUAGES.get((get_language() or "en")[:2], "en-GB")
    return Paper(title=_("My plan"), blocks=blocks, at=at, language=language, large_print=large)


def who_words(step: Step, plan: PlanOf) -> str:
    """Who does it, by name where a name is known."""
    if step.actor == Step.Actor.PERSON:
        return person_name(plan)
    if step.actor == Step.Actor.PRACTITIONER:
        return practitioner_name(plan)
    if step.actor == Step.Actor.SOMEONE_ELSE:
        return step.who_name
    return str(Step.Actor(step.actor).label)


def person_name(plan: PlanOf) -> str:
    return plan.case.person.preferred_name or plan.case.person.forename


def practitioner_name(plan: PlanOf) -> str:
    """Whoever holds the case; the role where nobody is named."""
    held = plan.case.practitioner_team
    return str(held.practitioner) if held else str(Step.Actor.PRACTITIONER.label)


def goal_words(goal: Goal) -> str:
    return f"“{goal.title}”" if goal.is_own_words else goal.title


def agreed_words(agreement: Agreement) -> str:
    """ "Jordan Ellis and Daniel Kowalczyk agreed this on 28 Oct 2026.", or what was said instead."""
    said = {
        Plan.Status.AGREED: _("%(person)s and %(practitioner)s agreed this on %(day)s."),
        Plan.Status.UPDATED_AGREED: _("%(person)s and %(practitioner)s agreed this on %(day)s."),
        Plan.Status.DO_NOT_AGREE: _("%(person)s did not agree with this on %(day)s."),
        Plan.Status.UPDATED_DO_NOT_AGREE: _("%(person)s did not agree with this on %(day)s."),
        Plan.Status.COULD_NOT_ANSWER: _("%(person)s could not be asked about this on %(day)s."),
    }
    facts = {
        "person": agreement.person_name,
        "practitioner": agreement.practitioner_name,
        "day": words.since(agreement.on),
    }
    return said[Plan.Status(agreement.status)] % facts


def _head(plan: PlanOf, *, easy: bool) -> Iterator[Block]:
    names = {"person": plan.case.person, "practitioner": practitioner_name(plan)}
    yield Paragraph(_("%(person)s with %(practitioner)s") % names)
    if easy:
        yield Paragraph(_("A plan says what you want. It says who helps you."))
    if plan.agreement is None:
        yield Paragraph(_("This is a draft. Nobody has agreed it yet."))
    else:
        yield Paragraph(agreed_words(plan.agreement))
        if plan.agreement.status in (Plan.Status.DO_NOT_AGREE, Plan.Status.UPDATED_DO_NOT_AGREE):
            yield Paragraph(_("Because: “%(why)s”") % {"why": plan.agreement.details})
    if plan.plan and plan.plan.review_on:
        facts = {"day": words.since(plan.plan.review_on)}
        said = _("We will talk about it again on %(day)s.") if easy else _("We look at it again by %(day)s.")
        yield Paragraph(said % facts)


def _body(plan: PlanOf, *, easy: bool) -> Iterator[Block]:
    for number, shown in enumerate(plan.active, start=1):
        yield from _goal(number, shown, plan, easy=easy)
    if not plan.active:
        yield Paragraph(_("There is no goal in this plan yet."))
    if plan.later:
        yield Heading(_("Not now"))
        yield Bullets([_later(one.goal) for one in plan.later])
    if plan.achieved:
        yield Heading(_("What you have done") if easy else _("Done"))
        yield Bullets([_achieved(one.goal) for one in plan.achieved])


def _goal(number: int, shown: GoalShown, plan: PlanOf, *, easy: bool) -> Iterator[Block]:
    goal = shown.goal
    yield Heading(f"{number}. {goal_words(goal)}")
    if goal.target_on:
        facts = {"day": words.since(goal.target_on)}
        yield Paragraph((_("We want to get there by %(day)s.") if easy else _("By %(day)s")) % facts)
    steps = [step for step in shown.steps if step.status != Step.Status.NO_LONGER_NEEDED]
    if steps:
        yield Bullets([_step(step, plan, easy=easy) for step in steps])
    if shown.progress:
        yield Paragraph(_progress(shown.progress[0]))


def _step(step: Step, plan: PlanOf, *, easy: bool) -> str:
    """ "Jordan: book the test (done)", "Daniel: ask the fund for the fee, by 14 Nov"."""
    facts = {"who": who_words(step, plan), "what": step.description.rstrip("."), "day": ""}
    if step.status == Step.Status.COMPLETED:
        return _("%(who)s: %(what)s (done)") % facts
    if step.by_on:
        facts["day"] = words.since(step.by_on)
        return (_("%(who)s: %(what)s. Do it by %(day)s") if easy else _("%(who)s: %(what)s, by %(day)s")) % facts
    return _("%(who)s: %(what)s") % facts


def _progress(note: GoalNote) -> str:
    how = note.get_how_display()
    facts = {"day": words.since(words.local(note.at).date()), "how": how[:1].lower() + how[1:], "words": note.text}
    if note.text:
        return _("How it is going, on %(day)s: %(how)s. “%(words)s”") % facts
    return _("How it is going, on %(day)s: %(how)s.") % facts


def _later(goal: Goal) -> str:
    if goal.remind_on:
        return _("%(goal)s, ask again on %(day)s") % {"goal": goal_words(goal), "day": words.since(goal.remind_on)}
    return goal_words(goal)


def _achieved(goal: Goal) -> str:
    return _("%(goal)s, %(day)s") % {"goal": goal_words(goal), "day": words.since(goal.closed_on)}


def _foot(*, easy: bool) -> Iterator[Block]:
    if easy:
        yield Paragraph(_("You can ask to change this plan. You can say no."))
    else:
        yield Paragraph(_("This plan is yours too. Ask at any time to change it, or say what is not right."))
