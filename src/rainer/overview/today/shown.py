"""How a line of Today reads: what, about whom, until when, why, and where it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.overview.today.items import Line
from rainer.policy.rulebook import RulebookError, national
from rainer.supervision.queries.lists import person_name
from rainer.web import words
from rainer.web.navigation import address

Find = Callable[[str, list[str]], str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A line in words. A limited person's shows the CRN, until when, and nothing else."""

    line: Line
    what: str
    name: str
    person_url: str
    until: str
    why: str
    rests_on: str
    why_url: str
    action: str
    url: str
    snooze_url: str
    is_limited: bool

    @property
    def rosh(self) -> str:
        return self.line.case.rosh if self.line.case and not self.is_limited else ""


def shown(line: Line, *, is_limited: bool, may_act: bool = True) -> Shown:
    person, task = line.person, line.task
    if is_limited and person is not None:
        name = person_name(person, is_limited=True)
        return Shown(line, _("Something to do"), name, "", until(line), "", "", "", "", "", "", is_limited=True)
    action, url = where_done(line) if may_act else ("", "")
    why_url = ""
    if person is not None and line.typed is None:
        why_url = reverse("today_why", args=[person.crn, task.key])
    return Shown(
        line=line,
        what=task.name,
        name=str(person) if person else "",
        person_url=reverse("person", args=[person.crn]) if person else "",
        until=until(line),
        why=f"{task.why} {line.today.priority.words}".strip(),
        rests_on=rests_on(line),
        why_url=why_url,
        action=action,
        url=url,
        snooze_url=_snooze_url(line) if may_act else "",
        is_limited=False,
    )


def _snooze_url(line: Line) -> str:
    if line.owner is None:
        return ""
    return reverse("snooze", args=[line.owner.team.code, line.person.crn if line.person else "-", line.key])


def until(line: Line) -> str:
    """ "by 17:00", "by Thu 12 Nov", or that nobody set a limit."""
    task = line.task
    if task.due is None:
        return _("No limit set")
    if task.at is not None:
        return _("by %(time)s, %(day)s") % {"time": f"{task.at:%H:%M}", "day": words.day(task.due)}
    return _("by %(day)s") % {"day": words.day(task.due)}


def rests_on(line: Line) -> str:
    """The rule that gives the due date, by the names its values have in the rulebook."""
    labels = dict.fromkeys(_label(value.key) for value in line.task.values)
    return "; ".join(labels) or line.task.rule


def _label(key: str) -> str:
    try:
        return national().parameter(key).label
    except RulebookError:
        return key


def where_done(line: Line) -> tuple[str, str]:
    """The verb and the page where it is done; the person's own page where there is none yet."""
    if line.typed is not None:
        return "", ""
    crn = line.person.crn if line.person else ""
    verb, find = PLACES.get(line.task.kind, ("", None))
    url = find(crn, line.task.source_ref.split(":")) if find else ""
    return (str(verb), url) if url else (_("Open"), address("person", crn))


def _breach(ref: list[str]) -> str:
    """The proceedings; where breach was only asked for, the appointment it followed."""
    return address("breach", ref[-1]) if ref[0] == "breach" else address("enforcement_next", ref[-1])


def _reply(ref: list[str]) -> str:
    """The answer to a letter that was sent; of any other action, the appointment it followed."""
    return address("letter_answer", ref[-1]) if ref[0] == "letter" else address("enforcement_next", ref[-1])


def _of_person(name: str) -> Find:
    return lambda crn, _ref: address(name, crn)


def _of_record(name: str) -> Find:
    return lambda _crn, ref: address(name, ref[-1])


def _recall(crn: str, ref: list[str]) -> str:
    return address("recall", crn, ref[-1])


# By kind of task: the verb, and from CRN and source the page.
PLACES: dict[str, tuple[Any, Find | None]] = {
    "absence_decision": (gettext_lazy("Decide"), _of_record("absence_decision")),
    "enforcement_response": (gettext_lazy("Open"), lambda _crn, ref: _reply(ref)),
    "warning_letter": (gettext_lazy("Write it"), _of_record("warning_letter")),
    "breach_referral": (gettext_lazy("Open"), lambda _crn, ref: _breach(ref)),
    "first_assessment": (gettext_lazy("Assess"), _of_person("person_assessment")),
    "change_review": (gettext_lazy("Review"), _of_person("person_assessment")),
    "assessment_review": (gettext_lazy("Review"), _of_person("person_assessment")),
    "end_review": (gettext_lazy("Review"), _of_person("person_assessment")),
    "breach_pack": (gettext_lazy("Open"), _of_record("breach")),
    "breach_answer": (gettext_lazy("Open"), _of_record("breach")),
    "breach_listing": (gettext_lazy("Record it"), _of_record("breach")),
    "breach_hearing": (gettext_lazy("Open"), _of_record("breach")),
    "breach_outcome": (gettext_lazy("Record it"), _of_record("breach")),
    "requirement_off_track": (gettext_lazy("Open"), _of_person("person_sentence")),
    "registration_review": (gettext_lazy("Review"), _of_person("person_flags")),
    "flag_without_review": (gettext_lazy("Open"), _of_person("person_flags")),
    "first_appointment": (gettext_lazy("Book"), _of_person("book")),
    "home_visit": (gettext_lazy("Book"), _of_person("book")),
    "next_contact": (gettext_lazy("Book"), _of_person("book")),
    "in_person_contact": (gettext_lazy("Book"), _of_person("book")),
    "first_plan": (gettext_lazy("Plan"), _of_person("plan")),
    "plan_review": (gettext_lazy("Look again"), _of_person("plan_review")),
    "plan_agreement": (gettext_lazy("Ask"), _of_person("plan_agree")),
    "plan_step": (gettext_lazy("Open"), _of_person("plan")),
    "plan_goal": (gettext_lazy("Open"), _of_person("plan")),
    "plan_need": (gettext_lazy("Open"), _of_person("plan")),
    "licence_unread": (gettext_lazy("Read"), _of_person("licence")),
    "signal_to_weigh": (gettext_lazy("Say what you weighed"), lambda crn, ref: address("signal_close", crn, ref[-1])),
    "recall_rationale": (gettext_lazy("Open"), _recall),
    "recall_request": (gettext_lazy("Open"), _recall),
}
