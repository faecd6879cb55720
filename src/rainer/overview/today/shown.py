"""How a line of Today reads: what, about whom, until when, why, and where it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from rainer.overview.today.items import Line
from rainer.policy.rulebook import RulebookError, national
from rainer.supervision.queries.lists import person_name
from rainer.web import words
from rainer.web.navigation import address


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
    task, person = line.task, line.person
    crn = person.crn if person else ""
    ref = task.source_ref.split(":")
    book = (_("Book"), address("book", crn))
    places: dict[str, tuple[Any, str]] = {
        "absence_decision": (_("Decide"), address("absence_decision", ref[-1])),
        "enforcement_response": (_("Open"), address("enforcement_next", ref[-1])),
        "warning_letter": (_("Write it"), address("warning_letter", ref[-1])),
        "breach_referral": (_("Open"), _breach(ref)),
        "registration_review": (_("Review"), address("person_flags", crn)),
        "flag_without_review": (_("Open"), address("person_flags", crn)),
        "first_appointment": book,
        "home_visit": book,
        "next_contact": book,
        "in_person_contact": book,
        "licence_unread": (_("Read"), address("licence", crn) or address("person_sentence", crn)),
        "recall_rationale": (_("Open"), address("recall", crn, ref[-1])),
        "recall_request": (_("Open"), address("recall", crn, ref[-1])),
    }
    action, url = places.get(task.kind, ("", ""))
    if line.typed is not None:
        return "", ""
    return (str(action), url) if url else (_("Open"), address("person", crn))


def _breach(ref: list[str]) -> str:
    """The proceedings; where breach was only asked for, the appointment it followed."""
    return address("breach", ref[-1]) if ref[0] == "breach" else address("enforcement_next", ref[-1])
