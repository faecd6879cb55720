"""What waits for practitioners this morning beside their diaries: alerts not cleared, tasks typed in."""

from __future__ import annotations

from datetime import date, timedelta

from rainer.demo.chance import Chance
from rainer.demo.days import moment, working_days_from
from rainer.organisation.models import Team, User
from rainer.supervision.models import Alert, Contact, Task
from rainer.workforce.models import PractitionerTeam

RECENT = timedelta(days=9)
TASKS = (
    "Ring the housing officer about the viewing", "Ask for the GP's letter", "Send the college form",
    "Book the room with an alarm for Thursday", "Read the police log of the weekend", "Ask the tutor how session 6 went",
    "Write to the employer, with leave", "Return the call of children's services", "Check the new address",
    "Thank the mentor",
)  # fmt: skip
TEAM_TASKS = (
    "Post the appointment cards of Tuesday", "Scan the letters of the morning", "Ring the court for Friday's results",
    "Order large-print forms", "Type the addresses of the new releases",
)  # fmt: skip


def write(*, on: date) -> None:
    """For everyone who holds cases: for some an alert, for most a task or two; for each team what its office does."""
    at_work = list(
        PractitionerTeam.objects.filter(team__kind=Team.Kind.COMMUNITY, ends=None, practitioner__user__isnull=False)
        .select_related("practitioner")
        .order_by("id")
    )
    _alerts(at_work, on)
    _tasks(at_work, on)
    _team_tasks(on)


def _alerts(at_work: list[PractitionerTeam], on: date) -> None:
    """The newest word from another organisation, raised to the practitioner by who took it."""
    raised_by = User.objects.get(username="admin")
    newest = (
        Contact.objects.filter(
            type_code="CORG",
            is_sensitive=False,
            at__date__gte=on - RECENT,
            at__date__lt=on,
            practitioner_team__in=at_work,
        )
        .order_by("practitioner_team", "-at", "-id")
        .distinct("practitioner_team")
        .values_list("pk", "practitioner_team", "at")
    )
    Alert.objects.bulk_create(
        Alert(contact_id=pk, practitioner_team_id=pt, raised_at=at + timedelta(minutes=4), raised_by=raised_by)
        for pk, pt, at in newest
        if pt is not None
    )


def _tasks(at_work: list[PractitionerTeam], on: date) -> None:
    made = []
    people = _people_of(at_work)
    for pt in at_work:
        chance = Chance.of(pt.pk, part=40)
        for title in chance.some(TASKS, chance.between(0, 3)):
            made.append(Task(
                owner=pt, person_id=chance.pick(people[pt.pk]) if people.get(pt.pk) and chance.likely(0.8) else None,
                title=title, due=working_days_from(on, chance.between(-1, 6)), is_must=chance.likely(0.15),
                made_by_id=pt.practitioner.user_id, made_at=moment(working_days_from(on, -chance.between(1, 8)), 16, 5),
            ))  # fmt: skip
    Task.objects.bulk_create(made)


def _people_of(at_work: list[PractitionerTeam]) -> dict[int, list[int]]:
    """The people of each caseload, by the practitioner's place in a team."""
    found: dict[int, list[int]] = {}
    rows = PractitionerTeam.objects.filter(pk__in=[pt.pk for pt in at_work], cases__closed_on=None)
    for pk, person in rows.order_by("pk", "cases").values_list("pk", "cases__person"):
        if person is not None:
            found.setdefault(pk, []).append(person)
    return found


def _team_tasks(on: date) -> None:
    admin = User.objects.get(username="admin")
    Task.objects.bulk_create(
        Task(
            team=team, title=title, due=working_days_from(on, n % 4), made_by=admin,
            made_at=moment(working_days_from(on, -2), 9, 10 + n),
        )
        for team in Team.objects.filter(kind=Team.Kind.COMMUNITY).order_by("id")
        for n, title in enumerate(Chance.of(team.pk, part=41).some(TEAM_TASKS, 3))
    )  # fmt: skip
