"""Who gets what at every address: the whole table. `tests/architecture/test_every_url.py` walks it.

A row is URL name -> (what the address needs, given the cast's world; {role: status of a GET}). The helpers below make
the statuses: `only` says who may open it (everyone else meets "not there"), `anyone_signed_in` and `open_to_all` speak
for themselves. An address that only takes a post answers 405 to those who may use it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rainer.allocation.models import ProposalRow
from rainer.allocation.operations.conditions import Details
from rainer.allocation.operations.naming import name_practitioner
from rainer.allocation.operations.propose import ask_for_proposal, run_proposal
from rainer.assessments.models import AssessmentRecord, Countersignature, Plan, PredictorScore
from rainer.assessments.operations.writing import start_assessment
from rainer.assurance.models import ChangeDraw
from rainer.assurance.quarters import Quarter
from rainer.cases.models import Adjustment, Case, DuplicateWarning, Intervention, Offence
from rainer.cases.operations.documents import Sent, add_document
from rainer.common import clock
from rainer.enforcement.models import BreachProceeding, HdcAssessment, ParoleReport, Warning
from rainer.enforcement.operations.breach import Start, start_breach
from rainer.enforcement.queries.breach import OPENS
from rainer.enforcement.queries.recall import OPENS as OPENS_RECALL
from rainer.enforcement.queries.recall import STARTS as STARTS_RECALL
from rainer.importers.models import ImportRun
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import CAPABILITIES, Capability
from rainer.organisation.models import RoleHolding
from rainer.overview.bundle.asked import Wanted
from rainer.overview.operations import ask_for_export
from rainer.policy.rulebook import Place, Source, national
from rainer.rulebook.operations import propose_value
from rainer.supervision.models import Contact, DoesNotFit, Task
from rainer.supervision.operations.feeds import make_feed
from rainer.tiering import queries as tiering_queries
from rainer.tiering.models import TierOverride
from rainer.tiering.operations import recalculate_tiers
from rainer.workload.models import LineQuery, UnweightedWork, WorkloadAction
from rainer.workload.operations import keep_circumstances
from tests import files, make
from tests.assessments import plans
from tests.cast import World
from tests.enforcement import recalls

Role = RoleHolding.Role
C = Capability
ROLES = (*CAPABILITIES, "elsewhere", "nobody")
Statuses = dict[str, int]
Row = tuple[Callable[[World], dict[str, Any]], Statuses]


def only(*roles: str, status: int = 200, **others: int) -> Statuses:
    """These roles get `status`; the rest meet "not there", and someone not signed in goes to sign in.

    `others` gives single roles another status.
    """
    return {**dict.fromkeys(ROLES, 404), "nobody": 302, **dict.fromkeys(roles, status), **others}


def may(*capabilities: Capability, status: int = 200, **others: int) -> Statuses:
    """Every role with one of these capabilities; "elsewhere" is a practitioner of another unit."""
    roles = [role for role, held in CAPABILITIES.items() if held & set(capabilities)]
    return only(*roles, *(["elsewhere"] if Role.PRACTITIONER in roles else []), status=status, **others)


def anyone_signed_in(status: int = 200) -> Statuses:
    return {**dict.fromkeys(ROLES, status), "nobody": 302}


def open_to_all(status: int = 200, **others: int) -> Statuses:
    return {**dict.fromkeys(ROLES, status), **others}


def nothing(world: World) -> dict[str, Any]:
    return {}


def held(world: World) -> dict[str, Any]:
    """The person whose case Aisha, the practitioner, holds."""
    return {"crn": world.held.person.crn}


def a_flag(world: World) -> dict[str, Any]:
    """A flag of the person whose case Aisha holds."""
    return {**held(world), "pk": make.registration(world.held.person, "RMDO").pk}


def an_event(world: World) -> dict[str, Any]:
    """A court event with an order, of the person whose case Aisha holds."""
    return {**held(world), "event": make.sentence(world.held.person).event_id}


def a_part(world: World, what: str) -> dict[str, Any]:
    """A requirement, an intervention or a further offence of such an event."""
    sentence = make.sentence(world.held.person)
    event = sentence.event
    made: Any = {
        "requirement": lambda: make.requirement(sentence),
        "intervention": lambda: Intervention.objects.create(person=event.person, event=event, kind="referral"),
        "offence": lambda: Offence.objects.create(event=event, description="Affray"),
    }[what]()
    return {**held(world), "pk": made.pk}


def a_licence(world: World) -> dict[str, Any]:
    """A licence in force, of the person whose case Aisha holds."""
    make.licence(world.held.person)
    return held(world)


def somebody_inside(world: World) -> dict[str, Any]:
    """Serving a custodial sentence, the person whose case Aisha holds."""
    make.sentence(world.held.person, kind="custodial")
    return held(world)


def a_curfew_date(world: World) -> dict[str, Any]:
    """Such a person for whom what the curfew's date is counted from is known."""
    event = make.sentence(world.held.person, kind="custodial").event
    HdcAssessment.objects.create(event=event, facts={"days_to_release_point": "300"})
    return held(world)


def a_parole_report(world: World) -> dict[str, Any]:
    """One that is being drafted, of the person whose case Aisha holds."""
    event = make.sentence(world.held.person, kind="custodial").event
    row = ParoleReport.objects.create(person=event.person, event=event, status="drafting", parts={"com": {}})
    return {**held(world), "pk": row.pk}


def a_release_to_come(world: World) -> dict[str, Any]:
    """Somebody inside whose release is expected."""
    make.sentence(world.held.person, kind="custodial", release_expected_on=clock.today())
    return {**held(world), "name": "start"}


def an_appointment(world: World) -> dict[str, Any]:
    """An appointment of the person whose case Aisha holds, with words written when it was booked."""
    return {"pk": make.appointment(world.held, notes="Bring the letter").pk}


def a_document(world: World) -> dict[str, Any]:
    """One of the person whose case Aisha holds, added by her."""
    values = {"name": "Report", "kind": "court", "about": "person", "is_sensitive": False}
    sent = Sent("report.pdf", files.PDF)
    acting = Acting.of(world.users[Role.PRACTITIONER])
    return {"pk": add_document(acting=acting, crn=world.held.person.crn, sent=sent, **values).document_id}


def an_export(world: World) -> dict[str, Any]:
    """The record of the person whose case Aisha holds, taken out by her."""
    acting, wanted = Acting.of(world.users[Role.PRACTITIONER]), Wanted(("summary",))
    made = ask_for_export(acting=acting, crn=world.held.person.crn, wanted=wanted, purpose="court", reason="Hearing")
    return {**held(world), "pk": made.pk}


def a_limit(world: World) -> dict[str, Any]:
    """A user kept out of the record of the person whose case Aisha holds."""
    kept_out = make.exclusion(world.held.person, world.users[Role.COURT_OFFICER])
    return {**held(world), "kind": "exclusion", "pk": kept_out.pk}


def a_sensitive_contact(world: World) -> dict[str, Any]:
    return {"pk": make.contact(world.held.person, is_sensitive=True).pk}


def a_missed_appointment(world: World) -> dict[str, Any]:
    """One of the person whose case Aisha holds, on their order; its reason is awaited."""
    event = make.sentence(world.held.person).event
    return {"pk": make.missed(world.held, event).pk}


def a_failure(world: World) -> Contact:
    """A missed appointment that was decided to be a failure."""
    contact = Contact.objects.get(pk=a_missed_appointment(world)["pk"])
    contact.outcome_code, contact.complied = "UAAB", "no"
    contact.save()
    return contact


def a_letter_to_write(world: World) -> dict[str, Any]:
    return {"pk": make.letter_asked_for(a_failure(world), world.users[Role.PRACTITIONER]).contact_id}


def a_letter(world: World) -> dict[str, Any]:
    return {"pk": make.letter(a_failure(world), world.users[Role.PRACTITIONER]).pk}


def an_answer_awaited(world: World) -> dict[str, Any]:
    letter = make.letter(a_failure(world), world.users[Role.PRACTITIONER])
    assert letter.action is not None
    letter.action.respond_by = world.today
    letter.action.save()
    return {"pk": letter.action.pk}


def a_warning(world: World) -> dict[str, Any]:
    contact = a_failure(world)
    made = Warning.objects.create(
        event=contact.event, failure=contact, given_on=world.today, by=world.users[Role.PRACTITIONER]
    )
    return {"pk": made.pk}


def a_breach(world: World) -> dict[str, Any]:
    contact, acting = a_failure(world), Acting.of(world.users[Role.PRACTITIONER])
    return {"pk": start_breach(acting=acting, contact_id=contact.pk, start=Start([contact.pk], world.today)).pk}


def a_pack_to_check(world: World) -> dict[str, Any]:
    made = a_breach(world)
    BreachProceeding.objects.filter(**made).update(
        status="manager_check", pack={"made_at": clock.now().isoformat(), "by": "Tunde Okafor", "sha256": ""}
    )
    return made


def a_recall(world: World) -> dict[str, Any]:
    recalls.licence(world.held)
    return {**held(world), "pk": recalls.start(Acting.of(world.users[Role.PRACTITIONER]), world.held).pk}


def an_assessment(world: World) -> dict[str, Any]:
    """One being written of Jordan Ellis."""
    acting = Acting.of(world.users[Role.PRACTITIONER])
    return {"pk": start_assessment(acting=acting, crn=world.held.person.crn).pk}


def a_score(world: World) -> dict[str, Any]:
    kept = {"kind": "ARP", "score": "12.40", "band": "low", "completed_on": world.today}
    return {**held(world), "pk": PredictorScore.objects.create(person=world.held.person, **kept).pk}


def a_countersignature(world: World) -> dict[str, Any]:
    """An assessment that Aisha Rahman signed and somebody else must look at."""
    record = AssessmentRecord.objects.create(
        person=world.held.person, case=world.held, purpose="INITIAL", form_on=world.today, state="AWAITING_COUNTERSIGN",
        started_at=clock.now(), started_by=world.users[Role.PRACTITIONER], edited_at=clock.now(),
        edited_by=world.users[Role.PRACTITIONER], signed_at=clock.now(), signed_by=world.users[Role.PRACTITIONER],
    )  # fmt: skip
    asked = Countersignature.objects.create(record=record, asked_at=clock.now(), due_on=world.today)
    return {"pk": asked.pk}


def on_licence(world: World) -> dict[str, Any]:
    recalls.licence(world.held)
    return held(world)


def an_order(world: World) -> dict[str, Any]:
    return {**held(world), "event": make.sentence(world.held.person).event_id}


def a_task(world: World) -> dict[str, Any]:
    task = Task.objects.create(owner=world.aisha, title="Ring", due=world.today, made_at=make.at(world.today))
    return {"pk": task.pk}


def it_does_not_fit(world: World) -> dict[str, Any]:
    said = DoesNotFit.objects.create(
        practitioner_team=world.aisha, on=world.today, items=[], words="Too much", said_at=make.at(world.today)
    )
    return {"pk": said.pk}


def a_plan(world: World) -> dict[str, Any]:
    """A plan that was agreed, of the person whose case Aisha holds."""
    plans.agreed(Acting.of(world.users[Role.PRACTITIONER]), world.held)
    return held(world)


def a_draft_plan(world: World) -> dict[str, Any]:
    """One that nobody was asked about yet: of somebody else of Aisha's, where the person has one that was agreed."""
    if Plan.objects.filter(person=world.held.person).exclude(status=Plan.Status.DRAFT).exists():
        without = Case.objects.filter(practitioner_team=world.aisha, closed_on=None, state="community")
        world.held = without.exclude(pk=world.held.pk).exclude(person__plan__status__gt="").order_by("-pk")[0]
    plans.draft(Acting.of(world.users[Role.PRACTITIONER]), world.held)
    return held(world)


def a_goal(world: World) -> dict[str, Any]:
    """A goal of such a plan."""
    made = plans.agreed(Acting.of(world.users[Role.PRACTITIONER]), world.held)
    return {**held(world), "pk": made.pk}


def a_step(world: World) -> dict[str, Any]:
    """A step of such a goal."""
    made = plans.agreed(Acting.of(world.users[Role.PRACTITIONER]), world.held)
    return {**held(world), "pk": made.steps.get().pk}


def a_feed(world: World) -> dict[str, Any]:
    return {"token": make_feed(acting=Acting.of(world.users[Role.PRACTITIONER])).token}


def an_adjustment(world: World) -> dict[str, Any]:
    made = Adjustment.objects.create(person=world.held.person, kind="Quiet room", starts=world.today)
    return {**held(world), "kind": "adjustment", "pk": made.pk}


def waiting(world: World) -> dict[str, Any]:
    """The person with nobody named, in Fellside."""
    return {"crn": world.waiting.person.crn}


def limited(world: World) -> dict[str, Any]:
    """The person whose record is closed to all but the senior."""
    return {"crn": world.limited.person.crn}


def a_user(world: World) -> dict[str, Any]:
    return {"pk": world.users[Role.PRACTITIONER].pk}


def a_role(world: World) -> dict[str, Any]:
    holding = RoleHolding.objects.get(user=world.users[Role.PRACTITIONER])
    return {"pk": holding.user_id, "holding": holding.pk}


def a_duplicate(world: World) -> dict[str, Any]:
    one, other = sorted([world.held.person, world.waiting.person], key=lambda p: p.pk)
    made = DuplicateWarning.objects.create(one=one, other=other, evidence=["Same name"], found_at=clock.now())
    return {"pk": made.pk}


def an_import(world: World) -> dict[str, Any]:
    made = ImportRun.objects.create(
        format=ImportRun.Format.WMT, file_name="nightly.xlsx", size=1, sha256="0" * 64, covers=world.today,
        state=ImportRun.State.READING, plan={"lists": {"teams_new": []}}, uploaded_by=world.users[Role.ANALYST],
        uploaded_at=clock.now(),
    )  # fmt: skip
    return {"pk": made.pk}


def a_level_change(world: World) -> dict[str, Any]:
    """Of the person whose case Aisha holds; her senior countersigned it."""
    return {"pk": make.level_change(world.held, signed_by=world.users[Role.SENIOR]).pk}


def a_draw(world: World) -> dict[str, Any]:
    """Of one change, of the person whose case Aisha holds."""
    facts = {"seed": "spring", "listed": 10, "list_digest": "0" * 64, "at": clock.now()}
    change = make.level_change(world.held)
    by = world.users.get(Role.QUALITY_OFFICER) or world.users[Role.HEAD_OF_UNIT]
    return {
        "pk": ChangeDraw.objects.create(
            pattern="near", kind="rosh", quarter="2026-Q3", drawn=[change.pk], by=by, **facts
        ).pk
    }


def some_levels(world: World) -> dict[str, Any]:
    """As many as are shown: of one person, since nobody counts people here."""
    for _ in range(12):
        make.level_change(world.held, at=make.at(Quarter.of(world.today).before().first))
    return {}


def the_funnel(world: World) -> dict[str, Any]:
    return {"kind": "rosh", "quarter": "2026-Q3", "where": "all"}


def a_signal(world: World) -> dict[str, Any]:
    return {**held(world), "pk": make.signal(world.held).pk}


# Who sees a person in Fellside: in the area, with the capability. "elsewhere" meets "not there".
SEES_A_PERSON = may(C.SEE_PERSON, elsewhere=404)
# Who opens a breach: those who manage it, who check it, who make its papers.
WORKS_ON_BREACH = may(*OPENS, elsewhere=404)

# Who opens a recall record: those who consider, sign and endorse it, and who send its papers.
WORKS_ON_RECALL = may(*OPENS_RECALL, elsewhere=404)


def aisha(world: World) -> dict[str, Any]:
    return {"code": world.aisha.practitioner.code}


def aisha_in_team(world: World) -> dict[str, Any]:
    return {**aisha(world), "team": world.fellside.code}


def fellside(world: World) -> dict[str, Any]:
    return {"level": "team", "code": world.fellside.code}


def a_reduction(world: World) -> dict[str, Any]:
    return {"pk": make.reduction(world.aisha, on=world.today).pk}


def a_workload_action(world: World) -> dict[str, Any]:
    facts = {"threshold": "act", "from_reading": world.today, "percent": 112, "due": world.today}
    return {"pk": WorkloadAction.objects.create(practitioner_team=world.aisha, **facts).pk}


def a_line_query(world: World) -> dict[str, Any]:
    asked = {"asked_by": world.users[Role.PRACTITIONER], "asked_at": clock.now(), "answer_due": world.today}
    made = LineQuery.objects.create(practitioner_team=world.aisha, line="reports", wrong="other", text="Two", **asked)
    return {"pk": made.pk}


def some_unweighted_work(world: World) -> dict[str, Any]:
    added = {"added_by": world.users[Role.PRACTITIONER], "added_at": clock.now(), "answer_due": world.today}
    return {"pk": UnweightedWork.objects.create(unit=world.harrowgate, what="Duty", **added).pk}


def the_unit(world: World) -> dict[str, Any]:
    return {"code": world.harrowgate.code}


def waiting_for_aisha(world: World) -> dict[str, Any]:
    return {**waiting(world), "staff": world.aisha.practitioner.code}


def held_for_another(world: World) -> dict[str, Any]:
    return {**held(world), "staff": make.practitioner_team(team=world.fellside).practitioner.code}


def an_allocation(world: World) -> dict[str, Any]:
    acting = Acting.of(world.users[Role.SENIOR])
    details = Details(guard_reason="She knows the family", over_threshold_reason="For a month")
    named = name_practitioner(acting=acting, case_id=world.waiting.pk, to_id=world.aisha.pk, details=details)
    return {"crn": world.waiting.person.crn, "pk": named.allocation.pk}


def kept_circumstances(world: World) -> dict[str, Any]:
    acting = Acting.of(world.users[Role.SENIOR])
    kept = keep_circumstances(
        about="absence-decision:1", cases=[world.held], practitioner_teams=[world.aisha], by=acting, at=clock.now()
    )
    return {"about": kept.about}


def a_proposal(world: World) -> dict[str, Any]:
    acting = Acting.of(world.users[Role.HEAD_OF_UNIT])
    proposal = ask_for_proposal(acting=acting, place=world.harrowgate, mode="fill")
    run_proposal(proposal.pk)
    return {"pk": proposal.pk}


def a_proposal_row(world: World) -> dict[str, Any]:
    return {**a_proposal(world), "row_pk": ProposalRow.objects.get(case=world.waiting).pk}


def an_override(world: World) -> dict[str, Any]:
    """Another tier that Aisha Rahman proposed and somebody else must decide on."""
    row = TierOverride.objects.create(
        case=world.held, scheme="v3", rule_tier="E", facts={}, tier="C", reason="His brother came out of prison",
        until=world.today, proposed_at=clock.now(), proposed_by=world.users[Role.PRACTITIONER],
    )  # fmt: skip
    return {**held(world), "pk": row.pk}


def a_kept_tier(world: World) -> dict[str, Any]:
    recalculate_tiers([world.held.pk], on=world.today, at=clock.now(), reason="Case created")
    return {**held(world), "pk": tiering_queries.decisions_of(world.held)[0].pk}


def a_value(world: World) -> dict[str, Any]:
    return {"key": "workload.nominal_target"}


def a_local_value(world: World) -> dict[str, Any]:
    """Proposed by the analyst for Harrowgate Moor."""
    shipped = national().value("workload.nominal_target", on=world.today).value
    row = propose_value(
        acting=Acting.of(world.users[Role.ANALYST]), key="workload.nominal_target", value={**shipped, "PO": 2000},
        place=Place(region=world.region.code, unit=world.harrowgate.code), starts=world.today, ends=None,
        source=Source("Region paper 14", "", world.today), reason="Rural travel", at=clock.now(),
    )  # fmt: skip
    return {"pk": row.pk}


# Those over the whole of the unit may propose for it; a senior of one team proposes for the team.
PROPOSES_FOR_THE_UNIT = only(Role.HEAD_OF_UNIT, Role.REGIONAL_DIRECTOR)

# Aisha herself, and those who manage her; nobody sideways.
OVER_AISHA = only(Role.PRACTITIONER, Role.SENIOR, Role.HEAD_OF_UNIT, Role.REGIONAL_DIRECTOR)
SEES_LOAD_EVERYWHERE = only(Role.CHIEF_OFFICER, Role.ANALYST, Role.QUALITY_OFFICER, Role.INSPECTOR)
LEADS_FELLSIDE = dict.fromkeys((Role.SENIOR, Role.HEAD_OF_UNIT, Role.REGIONAL_DIRECTOR), 200)

TABLE: dict[str, Row] = {
    # Signing in
    "account_login": (nothing, open_to_all(302, nobody=200)),
    "account_logout": (nothing, open_to_all(200, nobody=302)),
    "account_inactive": (nothing, open_to_all()),
    "account_reset_password": (nothing, open_to_all()),
    "account_reset_password_done": (nothing, open_to_all()),
    "account_reset_password_from_key": (lambda w: {"uidb36": "1", "key": "abc-def"}, open_to_all()),
    "account_reset_password_from_key_done": (nothing, open_to_all()),
    "account_reauthenticate": (nothing, anyone_signed_in(403)),
    "account_change_password": (nothing, anyone_signed_in(302)),
    "account_set_password": (nothing, anyone_signed_in()),
    "mfa_authenticate": (nothing, open_to_all(302)),
    "mfa_reauthenticate": (nothing, anyone_signed_in(403)),
    "mfa_index": (nothing, anyone_signed_in()),
    "mfa_activate_totp": (nothing, anyone_signed_in()),
    "mfa_deactivate_totp": (nothing, anyone_signed_in(404)),
    "mfa_view_recovery_codes": (nothing, anyone_signed_in(404)),
    "mfa_generate_recovery_codes": (nothing, anyone_signed_in()),
    "mfa_download_recovery_codes": (nothing, anyone_signed_in(404)),
    # Users
    "users": (nothing, only(Role.SYSTEM_ADMINISTRATOR)),
    "add_user": (nothing, only(Role.SYSTEM_ADMINISTRATOR)),
    "user": (a_user, only(Role.SYSTEM_ADMINISTRATOR)),
    "end_role": (a_role, only(Role.SYSTEM_ADMINISTRATOR, status=405)),
    "set_active": (a_user, only(Role.SYSTEM_ADMINISTRATOR, status=405)),
    # The record
    "find": (nothing, may(C.SEARCH)),
    "person": (held, SEES_A_PERSON),
    "person_details": (held, SEES_A_PERSON),
    "person_details_edit": (lambda w: {**held(w), "group": "reach"}, may(C.EDIT_PERSON, elsewhere=404)),
    "person_fact_add": (lambda w: {**held(w), "kind": "address"}, may(C.EDIT_PERSON, elsewhere=404)),
    "person_fact_end": (an_adjustment, may(C.EDIT_PERSON, elsewhere=404)),
    "who_looked": (held, may(C.SEE_WHO_LOOKED, elsewhere=404)),
    "open_restricted": (limited, may(C.OPEN_RESTRICTED, elsewhere=404, senior=302)),
    "close_restricted": (limited, may(C.OPEN_RESTRICTED, status=405)),
    "duplicates": (nothing, may(C.DECIDE_DUPLICATES)),
    "duplicate": (a_duplicate, may(C.DECIDE_DUPLICATES)),
    # The plan
    "plan": (held, SEES_A_PERSON),
    "plan_theirs": (a_plan, SEES_A_PERSON),
    "plan_theirs_pdf": (a_plan, SEES_A_PERSON),
    "plan_why": (held, SEES_A_PERSON),
    "plan_history": (a_plan, SEES_A_PERSON),
    "plan_version": (lambda w: {**a_plan(w), "number": 1}, SEES_A_PERSON),
    "plan_agree": (a_draft_plan, may(C.WRITE_PLAN, elsewhere=404)),
    "plan_review": (a_plan, may(C.WRITE_PLAN, elsewhere=404)),
    "plan_goal_add": (held, may(C.WRITE_PLAN, elsewhere=404)),
    "plan_goal_change": (a_goal, may(C.WRITE_PLAN, elsewhere=404)),
    "plan_goal_move": (a_goal, may(C.WRITE_PLAN, status=405)),
    "plan_goal_progress": (a_goal, may(C.WRITE_PLAN, elsewhere=404)),
    "plan_goal_achieve": (a_goal, may(C.WRITE_PLAN, elsewhere=404)),
    "plan_goal_remove": (a_goal, may(C.WRITE_PLAN, elsewhere=404)),
    "plan_goal_again": (a_goal, may(C.WRITE_PLAN, elsewhere=404)),
    "plan_goal_delete": (a_goal, may(C.WRITE_PLAN, elsewhere=404)),
    "plan_step_add": (a_goal, may(C.WRITE_PLAN, elsewhere=404)),
    "plan_step_change": (a_step, may(C.WRITE_PLAN, elsewhere=404)),
    "plan_step_move": (a_step, may(C.WRITE_PLAN, status=405)),
    # The information owner
    "access_log": (nothing, only(Role.INFORMATION_OWNER)),
    "opening_seen": (lambda w: {"pk": 1}, may(C.SEE_WHO_LOOKED, status=405)),
    "restricted_records": (nothing, may(C.SEE_RESTRICTED_RECORDS, C.SET_LIMITED_ACCESS)),
    "log": (nothing, only(Role.INFORMATION_OWNER)),
    # Files brought in: a national analyst's extract, which an administrator of one unit does not see
    "data": (nothing, may(C.IMPORT_EXTRACT)),
    "imports": (nothing, may(C.IMPORT_EXTRACT, C.IMPORT_CASELOAD)),
    "import_wmt": (nothing, may(C.IMPORT_EXTRACT)),
    "import_caseload": (nothing, may(C.IMPORT_CASELOAD)),
    "import_run": (an_import, only(Role.ANALYST)),
    "import_progress": (an_import, only(Role.ANALYST)),
    "import_faults": (an_import, only(Role.ANALYST)),
    "import_list": (lambda w: {**an_import(w), "name": "teams_new"}, only(Role.ANALYST)),
    "import_apply": (an_import, may(C.IMPORT_EXTRACT, C.IMPORT_CASELOAD, status=405)),
    "import_check_again": (an_import, may(C.IMPORT_EXTRACT, C.IMPORT_CASELOAD, status=405)),
    "import_names": (an_import, may(C.IMPORT_EXTRACT, C.IMPORT_CASELOAD, status=405)),
    "import_override": (an_import, may(C.IMPORT_EXTRACT, C.IMPORT_CASELOAD, status=405)),
    # Rainer itself
    "health": (nothing, only(Role.SYSTEM_ADMINISTRATOR)),
    "jobs": (nothing, only(Role.SYSTEM_ADMINISTRATOR)),
    "outbox": (nothing, only(Role.SYSTEM_ADMINISTRATOR)),
    "healthz": (nothing, open_to_all()),
    # Furniture
    "favicon": (nothing, open_to_all(status=301)),
    "api": (nothing, open_to_all()),
    "help": (nothing, anyone_signed_in()),
    "accessibility": (nothing, open_to_all()),
    "speak_up": (nothing, anyone_signed_in()),
    "drafts": (nothing, anyone_signed_in()),
    "show_filtered": (nothing, anyone_signed_in(405)),
    "draft_forget": (lambda w: {"draft": 1}, anyone_signed_in(405)),
    # Load
    "my_load": (nothing, may(C.SEE_OWN_LOAD)),
    "query_line": (nothing, may(C.QUERY_A_LINE, status=404)),
    "staff_load": (aisha, OVER_AISHA),
    "load_history": (aisha, OVER_AISHA),
    "own_load_chart": (lambda w: {**aisha_in_team(w), "width": 720}, OVER_AISHA),
    "own_load_figures": (aisha_in_team, OVER_AISHA),
    "why_load": (aisha_in_team, OVER_AISHA),
    "load_nation": (nothing, SEES_LOAD_EVERYWHERE),
    "load": (fellside, {**SEES_LOAD_EVERYWHERE, **LEADS_FELLSIDE}),
    "load_chart": (
        lambda w: {**fellside(w), "name": "spread", "width": 720},
        {**SEES_LOAD_EVERYWHERE, **LEADS_FELLSIDE},
    ),
    "load_figures": (lambda w: {**fellside(w), "name": "days"}, {**SEES_LOAD_EVERYWHERE, **LEADS_FELLSIDE}),
    "why_place_load": (fellside, {**SEES_LOAD_EVERYWHERE, **LEADS_FELLSIDE}),
    "why_nobody_points": (fellside, {**SEES_LOAD_EVERYWHERE, **LEADS_FELLSIDE}),
    # Hours and reductions
    "staff_hours": (aisha, OVER_AISHA),
    "set_hours": (aisha_in_team, may(C.CHANGE_HOURS)),
    "reductions": (nothing, may(C.SEE_REDUCTIONS)),
    "reduction_add": (aisha_in_team, may(C.CHANGE_REDUCTIONS)),
    "reduction": (a_reduction, may(C.CHANGE_REDUCTIONS)),
    "reduction_end": (a_reduction, may(C.CHANGE_REDUCTIONS)),
    "reduction_delete": (a_reduction, may(C.CHANGE_REDUCTIONS)),
    # What was done about load, and questions about it
    "workload_actions": (nothing, may(C.RECORD_WORKLOAD_ACTION)),
    "workload_action": (a_workload_action, may(C.RECORD_WORKLOAD_ACTION)),
    "load_action_help": (lambda w: {"pk": 1}, may(C.SEE_OWN_LOAD, status=405)),
    "line_queries": (nothing, may(C.ANSWER_A_LINE)),
    "line_query": (a_line_query, may(C.ANSWER_A_LINE)),
    "work_without_weight": (nothing, may(C.ADD_UNWEIGHTED_WORK)),
    "add_work": (nothing, may(C.ADD_UNWEIGHTED_WORK)),
    "answer_work": (some_unweighted_work, may(C.ANSWER_A_LINE, senior=404)),
    # First screens
    "home": (nothing, anyone_signed_in(status=302)),
    "unit_posts": (lambda w: {"code": w.harrowgate.code}, may(C.SEE_UNIT_PAGE, elsewhere=404)),
    "unit_front": (lambda w: {"unit": w.harrowgate.code}, may(C.SEE_UNIT_PAGE)),
    "why_unit_summary": (lambda w: {"unit": w.harrowgate.code}, may(C.SEE_UNIT_PAGE)),
    "why_posts": (lambda w: {"level": "unit", "code": w.harrowgate.code}, may(C.SEE_UNIT_PAGE, C.SEE_REGION_PAGE)),
    "why_nobody_count": (
        lambda w: {"level": "unit", "code": w.harrowgate.code},
        may(C.SEE_UNIT_PAGE, C.SEE_REGION_PAGE),
    ),
    "region_front": (lambda w: {"region": w.region.code}, may(C.SEE_REGION_PAGE)),
    "why_region_summary": (lambda w: {"region": w.region.code}, may(C.SEE_REGION_PAGE)),
    "team_front": (lambda w: {"team": w.fellside.code}, may(C.SEE_LOAD_BY_NAME)),
    # Nobody named, and naming someone
    "nobody_named": (the_unit, may(C.SEE_NOBODY_NAMED)),
    "nobody_named_why": (the_unit, may(C.SEE_NOBODY_NAMED)),
    "self_check": (the_unit, may(C.SEE_NOBODY_NAMED)),
    "allocations": (the_unit, may(C.SEE_NOBODY_NAMED)),
    "set_watchers": (the_unit, may(C.SET_WATCHER, status=302)),
    "set_watcher": (waiting, may(C.SET_WATCHER)),
    "look_at_case": (waiting, SEES_A_PERSON),
    "allocate": (waiting, may(C.ALLOCATE)),
    "allocate_to": (waiting_for_aisha, may(C.ALLOCATE)),
    "staff_safety_talk": (waiting_for_aisha, may(C.ALLOCATE)),
    "allocated": (an_allocation, may(C.ALLOCATE)),
    "allocation": (lambda w: {"pk": an_allocation(w)["pk"]}, may(C.SEE_PERSON, elsewhere=404)),
    "compare_practitioners": (waiting, may(C.ALLOCATE)),
    "reallocate": (held, may(C.ALLOCATE)),
    "reallocate_to": (held_for_another, may(C.ALLOCATE)),
    # Proposals
    "propose": (nothing, may(C.PROPOSE)),
    "proposal": (a_proposal, PROPOSES_FOR_THE_UNIT),
    "proposal_progress": (a_proposal, PROPOSES_FOR_THE_UNIT),
    "proposal_stop": (a_proposal, may(C.PROPOSE, status=405)),
    "proposal_ticks": (a_proposal, may(C.PROPOSE, status=405)),
    "proposal_check": (
        a_proposal,
        {**PROPOSES_FOR_THE_UNIT, **dict.fromkeys((Role.HEAD_OF_UNIT, Role.REGIONAL_DIRECTOR), 302)},
    ),
    "proposal_named": (a_proposal, PROPOSES_FOR_THE_UNIT),
    "proposal_why": (a_proposal, PROPOSES_FOR_THE_UNIT),
    "proposal_not_placed": (a_proposal, PROPOSES_FOR_THE_UNIT),
    "proposal_row": (a_proposal_row, PROPOSES_FOR_THE_UNIT),
    "proposal_chart": (lambda w: {**a_proposal(w), "name": "before-after", "width": 720}, PROPOSES_FOR_THE_UNIT),
    "proposal_chart_figures": (lambda w: {**a_proposal(w), "name": "before-after"}, PROPOSES_FOR_THE_UNIT),
    # Framework status
    "framework_status": (
        lambda w: {"code": w.harrowgate.code},
        may(C.SEE_FRAMEWORK_STATUS, C.SET_FRAMEWORK_STATUS, elsewhere=404),
    ),
    "framework_status_set": (lambda w: {"code": w.harrowgate.code}, may(C.SET_FRAMEWORK_STATUS)),
    "instructions": (
        lambda w: {"code": w.harrowgate.code},
        may(C.SEE_FRAMEWORK_STATUS, C.GIVE_INSTRUCTION, elsewhere=404),
    ),
    "suspended_items": (lambda w: {"code": w.harrowgate.code}, may(C.SEE_TEAM_TODAY)),
    "instruction_give": (lambda w: {"code": w.harrowgate.code}, may(C.GIVE_INSTRUCTION)),
    "instruction_withdraw": (
        lambda w: {"code": w.harrowgate.code, "pk": 1},
        may(C.GIVE_INSTRUCTION, status=405),
    ),
    "framework_help_came": (lambda w: {"code": w.harrowgate.code, "pk": 1}, may(C.SEE_FRAMEWORK_STATUS, status=405)),
    "circumstances": (kept_circumstances, SEES_A_PERSON),
    # Tier
    "tier": (held, SEES_A_PERSON),
    "tier_decision": (a_kept_tier, SEES_A_PERSON),
    "tier_override": (held, may(C.WRITE_ASSESSMENT, elsewhere=404)),
    "tier_override_decide": (an_override, may(C.COUNTERSIGN_ASSESSMENT, elsewhere=404)),
    "tier_override_withdraw": (an_override, may(C.WRITE_ASSESSMENT, elsewhere=404)),
    # Rulebook
    "rulebook": (nothing, may(C.SEE_RULEBOOK)),
    "rulebook_rule": (lambda w: {"name": "tiering.v2"}, may(C.SEE_RULEBOOK)),
    "rulebook_value": (a_value, may(C.SEE_RULEBOOK)),
    "rulebook_propose": (a_value, may(C.PROPOSE_VALUE)),
    "rulebook_proposals": (nothing, may(C.SEE_RULEBOOK)),
    "rulebook_proposal": (a_local_value, may(C.SEE_RULEBOOK)),
    "rulebook_decide": (a_local_value, may(C.APPROVE_VALUE, status=405)),
    "rulebook_withdraw": (a_local_value, may(C.PROPOSE_VALUE, status=405)),
    # Contacts and appointments
    "book": (held, may(C.RECORD_CONTACT, elsewhere=404)),
    "contact_add": (held, may(C.RECORD_CONTACT, elsewhere=404)),
    "appointment": (an_appointment, SEES_A_PERSON),
    "undo_booking": (an_appointment, may(C.RECORD_CONTACT, status=422, elsewhere=404)),
    "outcome": (an_appointment, may(C.RECORD_CONTACT, elsewhere=404)),
    "outcome_undo": (an_appointment, may(C.RECORD_CONTACT, elsewhere=404)),
    "reschedule": (an_appointment, may(C.RECORD_CONTACT, elsewhere=404)),
    "cancel_appointment": (an_appointment, may(C.RECORD_CONTACT, elsewhere=404)),
    "appointment_invitation": (an_appointment, may(C.SEE_DIARY, elsewhere=404)),
    "contact": (an_appointment, SEES_A_PERSON),
    "contact_note": (an_appointment, may(C.RECORD_CONTACT, elsewhere=404)),
    "contact_words": (lambda w: {**an_appointment(w), "note": 0}, SEES_A_PERSON),
    "contact_time": (an_appointment, may(C.RECORD_CONTACT, elsewhere=404)),
    "contact_sensitive": (lambda w: {"pk": 1}, may(C.RECORD_CONTACT, status=405)),
    "contact_alert": (lambda w: {"pk": 1}, may(C.RECORD_CONTACT, status=405)),
    "diary": (nothing, may(C.SEE_DIARY)),
    "diary_settings": (nothing, may(C.SEE_DIARY)),
    "diary_feed": (a_feed, open_to_all()),
    "team_diary": (lambda w: {"code": w.fellside.code}, may(C.SEE_DIARY, elsewhere=404)),
    "outcomes_to_record": (nothing, may(C.RECORD_CONTACT)),
    "my_people": (nothing, may(C.SEE_PERSON)),
    "alerts": (nothing, may(C.RECORD_CONTACT)),
    "reminders": (nothing, may(C.RECORD_CONTACT)),
    # Enforcement
    "absence_decision": (a_missed_appointment, may(C.DECIDE_ABSENCE, elsewhere=404)),
    "enforcement_next": (a_missed_appointment, may(C.DECIDE_ABSENCE, elsewhere=404)),
    "warning_letter": (a_letter_to_write, may(C.SEND_LETTER, elsewhere=404)),
    "letter_answer": (an_answer_awaited, may(C.DECIDE_ABSENCE, elsewhere=404)),
    "action_dealt_with": (lambda w: {"pk": 1}, may(C.DECIDE_ABSENCE, status=405)),
    "letters": (nothing, may(C.SEND_LETTER)),
    "letters_print": (nothing, may(C.SEND_LETTER, status=405)),
    "letter": (a_letter, SEES_A_PERSON),
    "letter_pdf": (a_letter, SEES_A_PERSON),
    "letter_withdraw": (a_letter, may(C.DECIDE_ABSENCE, elsewhere=404)),
    "warning_withdraw": (a_warning, may(C.DECIDE_ABSENCE, elsewhere=404)),
    "compliance": (held, SEES_A_PERSON),
    "compliance_why": (an_order, SEES_A_PERSON),
    "professional_judgement": (lambda w: {"code": w.fellside.code}, may(C.SEE_TEAM_TODAY, elsewhere=404)),
    "breach_start": (lambda w: {"pk": a_failure(w).pk}, may(C.MANAGE_BREACH, elsewhere=404)),
    "breach": (a_breach, WORKS_ON_BREACH),
    "breach_view": (a_breach, may(C.MANAGE_BREACH, elsewhere=404)),
    "breach_check": (a_pack_to_check, may(C.CHECK_BREACH, elsewhere=404)),
    "breach_notice": (a_breach, WORKS_ON_BREACH),
    "breach_notice_pdf": (a_breach, may(*OPENS, status=302, elsewhere=404)),
    "breach_pack": (a_breach, WORKS_ON_BREACH),
    "breach_pack_pdf": (a_breach, may(*OPENS, status=302, elsewhere=404)),
    "recall_start": (on_licence, may(*STARTS_RECALL, elsewhere=404)),
    "recall": (a_recall, WORKS_ON_RECALL),
    "recall_part": (lambda w: {**a_recall(w), "part": "iom"}, WORKS_ON_RECALL),
    "recall_move": (
        lambda w: {**a_recall(w), "to": "SPO_CONSIDER_RECALL"},
        may(*OPENS_RECALL, status=302, practitioner=200, senior=200, elsewhere=404),
    ),
    "recall_take_over": (a_recall, may(*STARTS_RECALL, status=405)),
    "recall_ask_again": (a_recall, may(*OPENS_RECALL, status=405)),
    "recall_why": (a_recall, WORKS_ON_RECALL),
    "recall_paper": (a_recall, WORKS_ON_RECALL),
    "recall_paper_pdf": (a_recall, WORKS_ON_RECALL),
    "timeline": (held, SEES_A_PERSON),
    "person_compliance_chart": (lambda w: {**held(w), "width": 720}, SEES_A_PERSON),
    "person_compliance_figures": (held, SEES_A_PERSON),
    # The day
    "today": (nothing, may(C.SEE_TODAY)),
    "today_why": (lambda w: {"crn": w.held.person.crn, "key": "none:none"}, may(C.SEE_PERSON, status=404)),
    "does_not_fit": (nothing, may(C.SEE_TODAY, **{Role.PRISON_OFFENDER_MANAGER: 422})),
    "snooze": (
        lambda w: {"team": w.fellside.code, "crn": w.held.person.crn, "key": "none:none"},
        may(C.SEE_TODAY, status=404),
    ),
    "team_today": (lambda w: {"code": w.fellside.code}, may(C.SEE_TEAM_TODAY)),
    "answer_does_not_fit": (it_does_not_fit, may(C.SEE_TEAM_TODAY)),
    "queue": (nothing, may(C.SEE_QUEUE)),
    "task_add": (nothing, may(C.RECORD_CONTACT)),
    "task_done": (lambda w: {"pk": 1}, may(C.RECORD_CONTACT, status=405)),
    "task_let_go": (a_task, may(C.RECORD_CONTACT, elsewhere=404)),
    # Documents
    "person_documents": (held, SEES_A_PERSON),
    "document_add": (held, may(C.EDIT_PERSON, elsewhere=404)),
    "document_versions": (a_document, SEES_A_PERSON),
    "document_version_add": (a_document, may(C.EDIT_PERSON, elsewhere=404)),
    "document_remove": (a_document, may(C.EDIT_PERSON, elsewhere=404)),
    "document_put_back": (lambda w: {"pk": 1}, may(C.EDIT_PERSON, status=405)),
    "document": (lambda w: {**a_document(w), "version": 1}, SEES_A_PERSON),
    "equality": (held, may(C.SEE_EQUALITY, elsewhere=404)),
    "equality_ask": (lambda w: {**held(w), "question": "religion"}, may(C.SEE_EQUALITY, elsewhere=404)),
    # Who may open a record
    "limited_access": (held, may(C.SET_LIMITED_ACCESS)),
    "limit_add": (lambda w: {**held(w), "kind": "exclusion"}, may(C.SET_LIMITED_ACCESS)),
    "limit_change": (a_limit, may(C.SET_LIMITED_ACCESS)),
    "limit_end": (a_limit, may(C.SET_LIMITED_ACCESS)),
    "contact_open": (
        a_sensitive_contact,
        {**may(C.OPEN_RESTRICTED, status=302, elsewhere=404), "case_administrator": 200},
    ),
    # The record taken out
    "record_export": (held, may(C.EXPORT_RECORD, elsewhere=404)),
    "record_exported": (an_export, may(C.EXPORT_RECORD, elsewhere=404)),
    "record_export_file": (an_export, may(C.EXPORT_RECORD, elsewhere=404)),
    # Flags
    "person_flags": (held, SEES_A_PERSON),
    "person_flags_removed": (held, SEES_A_PERSON),
    "flag_add": (held, may(C.EDIT_PERSON, elsewhere=404)),
    "flag_add_type": (lambda w: {**held(w), "code": "RMDO"}, may(C.EDIT_PERSON, elsewhere=404)),
    "flag_review": (a_flag, may(C.EDIT_PERSON, elsewhere=404)),
    "flag_remove": (a_flag, may(C.EDIT_PERSON, elsewhere=404)),
    # Assessments
    "person_assessment": (held, SEES_A_PERSON),
    "assessment_start": (held, may(C.WRITE_ASSESSMENT, status=405)),
    "assessment": (an_assessment, SEES_A_PERSON),
    "assessment_section": (lambda w: {**an_assessment(w), "code": "finances"}, SEES_A_PERSON),
    "assessment_summary": (an_assessment, SEES_A_PERSON),
    "assessment_changes": (an_assessment, SEES_A_PERSON),
    "assessment_history": (an_assessment, SEES_A_PERSON),
    "assessment_sign": (an_assessment, may(C.WRITE_ASSESSMENT, status=405)),
    "assessment_lock": (an_assessment, may(C.WRITE_ASSESSMENT, elsewhere=404)),
    "assessment_roll_back": (an_assessment, may(C.COUNTERSIGN_ASSESSMENT, elsewhere=404)),
    "countersign_list": (nothing, may(C.COUNTERSIGN_ASSESSMENT)),
    "countersign": (a_countersignature, may(C.COUNTERSIGN_ASSESSMENT, elsewhere=404)),
    "countersign_not_mine": (a_countersignature, may(C.COUNTERSIGN_ASSESSMENT, elsewhere=404)),
    "person_risk": (held, SEES_A_PERSON),
    "risk_flag": (held, may(C.EDIT_PERSON, status=405)),
    "scores": (held, SEES_A_PERSON),
    "scores_again": (held, may(C.WRITE_ASSESSMENT, status=405)),
    "score": (a_score, SEES_A_PERSON),
    "assessment_due_why": (held, SEES_A_PERSON),
    "screen_why": (lambda w: {**held(w), "kind": "LDS"}, SEES_A_PERSON),
    "score_why": (lambda w: {**held(w), "kind": "ARP"}, SEES_A_PERSON),
    "assessment_why": (lambda w: {**an_assessment(w), "what": "harm"}, SEES_A_PERSON),
    "offence_codes": (nothing, anyone_signed_in()),
    # The sentence
    "person_sentence": (held, SEES_A_PERSON),
    "requirement_why": (lambda w: a_part(w, "requirement"), SEES_A_PERSON),
    "requirement_add": (lambda w: an_event(w), may(C.EDIT_PERSON, elsewhere=404)),
    "requirement_add_kind": (lambda w: {**an_event(w), "kind": "curfew"}, may(C.EDIT_PERSON, elsewhere=404)),
    "requirement_change": (lambda w: a_part(w, "requirement"), may(C.EDIT_PERSON, elsewhere=404)),
    "requirement_end": (lambda w: a_part(w, "requirement"), may(C.EDIT_PERSON, elsewhere=404)),
    "intervention_add": (lambda w: an_event(w), may(C.EDIT_PERSON, elsewhere=404)),
    "intervention_change": (lambda w: a_part(w, "intervention"), may(C.EDIT_PERSON, elsewhere=404)),
    "main_offence": (lambda w: an_event(w), may(C.EDIT_PERSON, elsewhere=404)),
    "offence_add": (lambda w: an_event(w), may(C.EDIT_PERSON, elsewhere=404)),
    "offence_change": (lambda w: a_part(w, "offence"), may(C.EDIT_PERSON, elsewhere=404)),
    # The licence
    "licence": (held, SEES_A_PERSON),
    "licence_read": (lambda w: {**held(w), "pk": 1}, may(C.RECORD_CONTACT, status=405)),
    "licence_why": (a_release_to_come, SEES_A_PERSON),
    "licence_vary": (a_licence, may(C.EDIT_PERSON, elsewhere=404)),
    # Home detention curfew
    "hdc": (held, SEES_A_PERSON),
    "hdc_why": (a_curfew_date, SEES_A_PERSON),
    "hdc_facts": (somebody_inside, may(C.EDIT_PERSON, elsewhere=404)),
    "hdc_criteria": (lambda w: {**somebody_inside(w), "group": "excluded"}, may(C.EDIT_PERSON, elsewhere=404)),
    "hdc_address": (somebody_inside, may(C.EDIT_PERSON, elsewhere=404)),
    # Parole
    "parole": (held, SEES_A_PERSON),
    "parole_list": (somebody_inside, may(C.EDIT_PERSON, elsewhere=404)),
    "parole_move": (lambda w: {**a_parole_report(w), "to": "outcome_recorded"}, may(C.EDIT_PERSON, elsewhere=404)),
    "parole_part": (lambda w: {**a_parole_report(w), "role": "com"}, may(C.EDIT_PERSON, elsewhere=404)),
    "parole_disclosure": (a_parole_report, may(C.EDIT_PERSON, elsewhere=404)),
    # The watch on risk levels
    "watch": (nothing, may(C.WATCH_LEVELS, C.COUNTERSIGN_ASSESSMENT)),
    "watch_chart": (lambda w: {**the_funnel(w), "width": 720}, may(C.WATCH_LEVELS)),
    "watch_figures": (the_funnel, may(C.WATCH_LEVELS)),
    "why_watch": (some_levels, may(C.WATCH_LEVELS)),
    "watch_draw": (nothing, may(C.OPEN_LEVEL_CHANGE, status=405)),
    "watch_drawn": (a_draw, may(C.OPEN_LEVEL_CHANGE)),
    # Opened by who opens changes, and by who signed this one.
    "level_change": (a_level_change, only(Role.QUALITY_OFFICER, Role.INSPECTOR, Role.SENIOR)),
    "person_signals": (held, SEES_A_PERSON),
    "signal_close": (a_signal, may(C.WRITE_ASSESSMENT, elsewhere=404)),
}
