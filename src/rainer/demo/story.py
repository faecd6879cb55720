"""What happened lately in the demo world, done by the same operations as the pages."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice

from django.db.models import F

from rainer.allocation.models import Proposal
from rainer.allocation.operations.propose import ask_for_proposal, run_proposal
from rainer.allocation.operations.self_check import record_self_checks
from rainer.allocation.operations.waiting import refresh_waiting
from rainer.allocation.operations.watch import set_watcher
from rainer.cases.models import Case, DuplicateWarning, Exclusion, Restriction
from rainer.cases.sounds import sounds_of_person
from rainer.common import clock
from rainer.demo import assessed, colours, documents, levels, named, plans, proceedings, today, users
from rainer.organisation.access import Acting
from rainer.organisation.models import DeliveryUnit, User
from rainer.workforce.models import PractitionerTeam, ReturnPlan
from rainer.workload.models import CurrentLoad, LoadReading, WorkloadAction
from rainer.workload.operations import (
    Answer,
    add_unweighted_work,
    evaluate_thresholds,
    query_line,
    record_action,
    refresh_case_points,
    refresh_load,
    take_place_readings,
    take_readings,
)


def score(*, on: date) -> None:
    """Points on every case and the waiting order, before the past is worked out from them."""
    refresh_waiting(list(Case.objects.filter(closed_on=None).values_list("id", flat=True)), on=on)
    refresh_case_points(None, on=on)


def tell(*, is_national: bool) -> None:
    """Tonight's readings, what they ask for, and a few days of people at work."""
    on, now = clock.today(), clock.now()
    users.write(on=on, is_national=is_national)
    refresh_load(None, at=now)
    _past_thresholds(on, days=1 if is_national else 8)
    if is_national:
        catch_up()
        return
    head = Acting.of(User.objects.get(username="head"))
    senior = Acting.of(User.objects.get(username="senior"))
    _watchers(head, senior)
    _what_was_done(senior)
    _questions(head)
    _limited_records(head.user)
    _return_plan()
    _one_person_twice()
    colours.write(on=on)
    today.write(on=on)
    people = named.name_them(on=on)
    documents.write(people)
    proceedings.write(people, on=on)
    # Before the plans: what an area of life asks for is read from these.
    assessed.write(on=on)
    plans.write(on=on, rich=next(iter(people), None))
    levels.write(on=on)
    catch_up()
    _proposal(head)


def catch_up() -> None:
    """Today's readings and all that follows from them; a world started again after days away does the same."""
    on, now = clock.today(), clock.now()
    refresh_case_points(None, on=on)
    refresh_load(None, at=now)
    if not LoadReading.objects.filter(on=on).exists():
        take_readings(on, at=now)
        take_place_readings(on)
        evaluate_thresholds(on, at=now)
        record_self_checks(on=on)


def _past_thresholds(on: date, *, days: int) -> None:
    """What the readings of the last weeks asked for, asked on the day they asked it."""
    for back in range(days, 0, -7):
        evaluate_thresholds(on - timedelta(days=back), at=clock.now() - timedelta(days=back))


def _watchers(head: Acting, senior: Acting) -> None:
    """Someone watches most of those who must not wait, and many others; some have nobody yet."""
    waiting = Case.objects.filter(team__unit=head.holdings[0].unit, practitioner_team=None, closed_on=None).order_by(
        "waiting_group", "received_on", "id"
    )
    ids = list(waiting.values_list("id", "waiting_group"))
    urgent = [pk for pk, group in ids if group <= 2]
    others = [pk for pk, group in ids if group > 2]
    tomorrow = clock.today() + timedelta(days=1)
    later = clock.today() + timedelta(days=6)
    # In a small world nobody is left over to watch.
    for some, watcher, by in ((urgent[:-9], senior.user, tomorrow), (others[68:], head.user, later)):
        if some:
            set_watcher(acting=head, case_ids=some, watcher=watcher, next_contact_on=by, how="Call")


def _what_was_done(senior: Acting) -> None:
    """A few answers at the threshold: held cases, asked above, nothing; the rest are still due."""
    waiting = WorkloadAction.objects.filter(
        practitioner_team__team=senior.holdings[0].team, chosen="", level=WorkloadAction.Level.TEAM, threshold="act"
    ).select_related("practitioner_team__team__unit__region", "practitioner_team__practitioner")
    soon = clock.today() + timedelta(days=14)
    chosen = WorkloadAction.Chosen
    answers = (
        Answer(chosen=chosen.HOLD_ALLOCATIONS, hold_until=soon, agreed=True, look_again_on=soon),
        Answer(chosen=chosen.ESCALATE, asked_for="two staff on loan", agreed=True, look_again_on=soon),
        Answer(chosen=chosen.NONE, reason="Every colleague is over 110% as well.", agreed=True, look_again_on=soon),
    )
    for action, answer in zip(islice(waiting.order_by("due", "id"), 3), answers, strict=False):
        record_action(action=action, by=senior, answer=answer, at=clock.now())


def _questions(head: Acting) -> None:
    """One line disputed, one piece of work without a weight."""
    load = (
        CurrentLoad.objects.filter(practitioner_team__team__unit=head.holdings[0].unit, percent__gte=120)
        .select_related("practitioner_team__practitioner__user", "practitioner_team__team__unit__region")
        .order_by("practitioner_team_id")
        .first()
    )
    if load is None:
        return
    pt = load.practitioner_team
    user = pt.practitioner.user
    case = Case.objects.filter(practitioner_team=pt, closed_on=None).select_related("person").order_by("id").first()
    if case is not None and user is not None:
        by = Acting.of(user)
        query_line(
            practitioner_team=pt, by=by, line=f"case:{case.person.crn}", wrong="more_work",
            text="Three agencies meet every week about this one.", at=clock.now(),
        )  # fmt: skip
    add_unweighted_work(
        unit=pt.team.unit, by=head, what="Covering the duty desk", minutes_each=210, times_a_month=6, at=clock.now()
    )


def _limited_records(set_by: User) -> None:
    """A record closed to all but the senior, and one that a practitioner is kept out of: a relative works here."""
    unit = DeliveryUnit.objects.order_by("id").first()
    waiting = Case.objects.filter(team__unit=unit, practitioner_team=None, closed_on=None).order_by(
        "waiting_group", "-id"
    )
    since = clock.today() - timedelta(days=90)
    for case in waiting[:2]:
        Restriction.objects.create(
            person_id=case.person_id, user=User.objects.get(username="senior"), starts=since, set_by=set_by,
            reason="Known to several people in the unit", message="Ask the senior of Fellside.",
        )  # fmt: skip
    worker = PractitionerTeam.objects.filter(team__unit=unit, practitioner__user__isnull=False).order_by("id").first()
    case = waiting[3]
    if worker is not None and worker.practitioner.user is not None:
        Exclusion.objects.create(
            person_id=case.person_id, user=worker.practitioner.user, starts=since, set_by=set_by,
            reason="A relative", message="Ask your senior.",
        )  # fmt: skip


def _proposal(head: Acting) -> None:
    """Who could take the people of the worst unit: worked out, and not yet accepted by anyone."""
    unit = head.holdings[0].unit
    assert unit is not None
    run_proposal(ask_for_proposal(acting=head, place=unit, mode=Proposal.Mode.FILL).pk)


def _one_person_twice() -> None:
    """Two records that may be one person: the same police identifier, the same name. Shown, never merged."""
    one = Case.objects.filter(closed_on=None, practitioner_team=None).select_related("person").order_by("id")[5].person
    other = (
        Case.objects.filter(closed_on=None)
        .exclude(practitioner_team=None)
        .select_related("person")
        .order_by("id")[9]
        .person
    )
    pnc = "2019/0123456" + "ZABCDEFGHJKLMNPQRTUVWXY"[190123456 % 23]
    for person in (one, other):
        person.pnc = person.pnc_as_given = pnc
    other.forename, other.surname, other.date_of_birth, other.sex = (
        one.forename,
        one.surname,
        one.date_of_birth,
        one.sex,
    )
    one.save()
    other.sounds = sounds_of_person(other)
    other.save()
    first, second = sorted((one, other), key=lambda person: person.pk)
    DuplicateWarning.objects.create(
        one=first, other=second, evidence=[f"PNC: {pnc}", "Same name, date of birth and sex"], found_at=clock.now()
    )


def _return_plan() -> None:
    """Back from sickness: three new cases a week at most."""
    pt = (
        PractitionerTeam.objects.filter(team__kind="community", ends=None, current_load__available_points__gt=0)
        .order_by("id")
        .annotate(total=F("current_load__total_points"))
        .order_by("total")
        .first()
    )
    if pt is not None:
        today = clock.today()
        ReturnPlan.objects.create(
            practitioner_team=pt, starts=today - timedelta(days=6), ends=today + timedelta(days=36), new_cases_a_week=3
        )
