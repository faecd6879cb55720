"""Every kind of page there is, with who opens it: for axe, for screenshots, for phones and for no scripts."""

from __future__ import annotations

from functools import cache

from tests.journeys.browser import Site
from tests.journeys.made import made

HEAD, SENIOR, REGION, ANALYST, OFFICER = "head", "senior", "region", "analyst", "nm00001"

# A condition on an open case: the person has a running court event, with a sentence or joined to what follows.
_EVENT = "EXISTS (SELECT 1 FROM cases_sentenceevent e"
_THEIRS = "WHERE e.person_id = p.id AND e.is_active)"
_SENTENCE = f"{_EVENT} JOIN cases_sentence s ON s.event_id = e.id WHERE e.person_id = p.id AND e.is_active"


@cache
def addresses(site: Site) -> list[tuple[str, str, str]]:
    """(name, who, path) with ids of the world that is being served: those named here, then every other page."""
    named = _named(site)
    return [*named, *made(site, [path for _name, _who, path in named])]


def _named(site: Site) -> list[tuple[str, str, str]]:
    unit, team = "NMHM", "NMHMT1"
    waiting = _crn(site, "practitioner_team_id IS NULL AND waiting_group > 2 AND NOT needs_staff_safety_talk")
    held = _crn(site, "practitioner_team_id IS NOT NULL")
    own, licensed = own_crn(site), licensed_crn(site)
    flagged = _crn(site, "EXISTS (SELECT 1 FROM cases_registration r WHERE r.person_id = p.id AND r.ends IS NULL)")
    licensed = _crn(site, f"c.state = 'licence' AND {_EVENT} JOIN cases_licence l ON l.event_id = e.id {_THEIRS}")
    inside = _crn(
        site, f"{_SENTENCE} AND s.kind = 'custodial' AND s.released_on IS NULL AND s.release_expected_on > now())"
    )
    ordered = _crn(site, f"{_EVENT} JOIN cases_requirement r ON r.event_id = e.id {_THEIRS}")
    event, requirement = site.ask(
        "SELECT e.id, r.id FROM cases_sentenceevent e JOIN cases_requirement r ON r.event_id = e.id "
        "JOIN cases_person p ON p.id = e.person_id WHERE p.crn = %s ORDER BY r.id LIMIT 1",
        ordered,
    )[0]
    limited = str(site.ask("SELECT p.crn FROM cases_restriction r JOIN cases_person p ON p.id = r.person_id")[0][0])
    officer = str(
        site.ask(
            "SELECT s.code FROM organisation_practitioner s JOIN workforce_practitionerteam pt ON pt.practitioner_id = s.id "
            "JOIN organisation_team t ON t.id = pt.team_id WHERE t.code = %s AND s.left_on IS NULL AND s.grade = 'PO' "
            "ORDER BY s.in_grade_since LIMIT 1",
            team,
        )[0][0]
    )
    proposal = site.ask("SELECT id FROM allocation_proposal ORDER BY id LIMIT 1")[0][0]
    row = site.ask("SELECT id FROM allocation_proposalrow WHERE state = 'placed' ORDER BY id LIMIT 1")[0][0]
    past = site.ask('SELECT max("on") - 14 FROM workload_placereading')[0][0]
    action = site.ask("SELECT id FROM workload_workloadaction WHERE level = 'team' ORDER BY id LIMIT 1")[0][0]
    ahead, over = (_appointment(site, which) for which in (">", "<"))
    return [
        ("unit", HEAD, f"/units/{unit}/"),
        ("unit-why", HEAD, f"/why/unit/{unit}/"),
        ("unit-past", HEAD, f"/units/{unit}/?on={past}"),
        ("unit-posts-why", HEAD, f"/why/posts/unit/{unit}/"),
        ("unit-count-why", HEAD, f"/why/nobody-named/unit/{unit}/"),
        ("region", REGION, "/regions/NM/"),
        ("region-past", REGION, f"/regions/NM/?on={past}"),
        ("region-why", REGION, "/why/region/NM/"),
        ("region-count-why", REGION, f"/why/nobody-named/region/NM/?on={past}"),
        ("api", REGION, "/api/"),
        ("team", SENIOR, f"/teams/{team}/"),
        ("put-off", HEAD, f"/units/{unit}/status/put-off/"),
        ("instructions", HEAD, f"/units/{unit}/instructions/"),
        ("instruction-give", HEAD, f"/units/{unit}/instructions/give/"),
        ("second-person", SENIOR, f"/teams/{team}/today/?show=to_sign"),
        ("nobody-named", HEAD, f"/units/{unit}/nobody-named/"),
        ("nobody-named-why", HEAD, f"/units/{unit}/nobody-named/why/"),
        ("self-check", HEAD, f"/units/{unit}/self-check/"),
        ("watcher", HEAD, f"/people/{waiting}/watcher/"),
        ("look-at-case", HEAD, f"/people/{waiting}/case/"),
        ("choose", HEAD, f"/people/{waiting}/allocate/"),
        ("compare", HEAD, f"/people/{waiting}/compare/"),
        ("confirm", HEAD, f"/people/{waiting}/allocate/{officer}/"),
        ("reallocate", HEAD, f"/people/{held}/reallocate/"),
        ("reallocate-to", HEAD, f"/people/{held}/reallocate/{officer}/"),
        ("allocations", HEAD, f"/units/{unit}/allocations/"),
        ("propose", HEAD, f"/proposals/new/?unit={unit}"),
        ("propose-region", REGION, "/proposals/new/?region=NM"),
        ("proposal", HEAD, f"/proposals/{proposal}/"),
        ("proposal-check", HEAD, f"/proposals/{proposal}/check/"),
        ("proposal-why", HEAD, f"/proposals/{proposal}/why/"),
        ("proposal-not-placed", HEAD, f"/proposals/{proposal}/could-not-place/"),
        ("proposal-row", HEAD, f"/proposals/{proposal}/people/{row}/"),
        ("my-load", OFFICER, "/my/load/"),
        ("my-load-history", OFFICER, f"/staff/{OFFICER.upper()}/load/history/"),
        ("query-line", OFFICER, f"/my/load/query/?line=case:{own}&team={team}"),
        ("staff-load", SENIOR, f"/staff/{officer}/load/"),
        ("why-load", SENIOR, f"/why/load/{officer}/{team}/"),
        ("load-team", SENIOR, f"/load/team/{team}/"),
        ("load-unit", HEAD, f"/load/unit/{unit}/"),
        ("load-region", REGION, "/load/region/NM/"),
        ("load-nation", ANALYST, "/load/"),
        ("why-load-of-unit", HEAD, f"/why/load-of/unit/{unit}/"),
        ("why-nobody-points", HEAD, f"/why/nobody-named-points/unit/{unit}/"),
        ("load-actions", SENIOR, "/load/actions/"),
        ("load-action", SENIOR, f"/load/actions/{action}/"),
        ("hours", SENIOR, f"/staff/{officer}/hours/"),
        ("set-hours", SENIOR, f"/staff/{officer}/hours/{team}/"),
        ("reduction-add", SENIOR, f"/staff/{officer}/reductions/{team}/add/"),
        ("reductions", HEAD, "/load/reductions/"),
        ("line-queries", HEAD, "/load/queries/"),
        ("work-without-weight", HEAD, "/load/work-without-weight/"),
        ("person", HEAD, f"/people/{held}/"),
        ("tier", HEAD, f"/people/{held}/tier/"),
        ("who-looked", HEAD, f"/people/{held}/who-looked/"),
        ("open-restricted", HEAD, f"/people/{limited}/open-restricted/"),
        ("flags", HEAD, f"/people/{flagged}/flags/"),
        ("flags-taken-off", HEAD, f"/people/{flagged}/flags/taken-off/"),
        ("flag-add", HEAD, f"/people/{held}/flags/add/"),
        ("flag-add-type", HEAD, f"/people/{held}/flags/add/MAPP/"),
        ("sentence", HEAD, f"/people/{ordered}/sentence/"),
        ("requirement-why", HEAD, f"/people/{ordered}/sentence/requirements/{requirement}/why/"),
        ("requirement-change", HEAD, f"/people/{ordered}/sentence/requirements/{requirement}/"),
        ("requirement-end", HEAD, f"/people/{ordered}/sentence/requirements/{requirement}/end/"),
        ("requirement-add", HEAD, f"/people/{ordered}/sentence/{event}/requirements/add/"),
        ("requirement-add-kind", HEAD, f"/people/{ordered}/sentence/{event}/requirements/add/unpaid_work/"),
        ("intervention-add", HEAD, f"/people/{ordered}/sentence/{event}/work/add/"),
        ("main-offence", HEAD, f"/people/{ordered}/sentence/{event}/offence/"),
        ("licence", HEAD, f"/people/{licensed}/licence/"),
        ("licence-vary", HEAD, f"/people/{licensed}/licence/vary/"),
        ("licence-to-come", HEAD, f"/people/{inside}/licence/"),
        ("licence-why", HEAD, f"/people/{inside}/licence/why/hard-stop/"),
        ("hdc", HEAD, f"/people/{inside}/hdc/"),
        ("hdc-facts", HEAD, f"/people/{inside}/hdc/facts/"),
        ("hdc-criteria", HEAD, f"/people/{inside}/hdc/criteria/excluded/"),
        ("hdc-address", HEAD, f"/people/{inside}/hdc/address/"),
        ("parole", HEAD, f"/people/{inside}/parole/"),
        ("parole-list", HEAD, f"/people/{inside}/parole/list/"),
        ("person-details", HEAD, f"/people/{held}/details/"),
        ("person-details-edit", HEAD, f"/people/{held}/details/language/"),
        ("person-fact-add", HEAD, f"/people/{held}/details/address/add/"),
        ("equality", OFFICER, f"/people/{own}/details/equality/"),
        ("equality-ask", OFFICER, f"/people/{own}/details/equality/ethnicity/"),
        ("record-export", OFFICER, f"/people/{own}/timeline/export/"),
        ("limited-access", HEAD, f"/people/{held}/limited-access/"),
        ("limit-add", HEAD, f"/people/{held}/limited-access/exclusion/add/"),
        ("documents", OFFICER, f"/people/{own}/documents/"),
        ("document-add", OFFICER, f"/people/{own}/documents/add/"),
        ("find", HEAD, "/find/?q=smith"),
        ("find-recent", HEAD, "/find/"),
        ("duplicates", "admin", "/duplicates/"),
        ("data", ANALYST, "/data/"),
        ("imports", ANALYST, "/imports/"),
        ("import-wmt", ANALYST, "/imports/wmt/"),
        ("import-caseload", ANALYST, "/imports/caseload/"),
        ("rulebook", ANALYST, "/rulebook/"),
        ("rulebook-value", ANALYST, "/rulebook/workload.weights_v2/"),
        ("rulebook-rule", ANALYST, "/rulebook/rules/workload.practitioner_load/"),
        ("rulebook-propose", ANALYST, "/rulebook/workload.weights_v2/propose/"),
        ("rulebook-proposals", ANALYST, "/rulebook/proposals/"),
        ("access", "information", "/access/"),
        ("restricted-records", "information", "/access/restricted/"),
        ("log", "information", "/log/"),
        ("users", "system", "/users/"),
        ("add-user", "system", "/users/add/"),
        ("health", "system", "/health/"),
        ("jobs", "system", "/jobs/"),
        ("outbox", "system", "/outbox/"),
        ("my-sign-in", HEAD, "/my-sign-in/"),
        ("second-factor", HEAD, "/my-sign-in/app/"),
        ("sign-in-again", HEAD, "/sign-in/again/"),
        ("help", HEAD, "/help/"),
        ("accessibility", HEAD, "/accessibility/"),
        ("speak-up", HEAD, "/speak-up/"),
        ("my-people", OFFICER, "/my/people/"),
        ("book", OFFICER, f"/people/{own}/book/"),
        ("contact-add", OFFICER, f"/people/{own}/contacts/add/"),
        ("appointment", OFFICER, f"/appointments/{ahead}/"),
        ("move", OFFICER, f"/appointments/{ahead}/move/"),
        ("cancel", OFFICER, f"/appointments/{ahead}/cancel/"),
        ("excuse", OFFICER, f"/appointments/{ahead}/outcome/"),
        ("outcome", OFFICER, f"/appointments/{over}/outcome/"),
        ("outcome-undo", OFFICER, f"/appointments/{over}/outcome/undo/"),
        ("contact-note", OFFICER, f"/contacts/{over}/note/"),
        ("contact-time", OFFICER, f"/contacts/{over}/time/"),
        ("diary", OFFICER, "/diary/"),
        ("diary-of-my-people", OFFICER, "/diary/?whose=people&view=day"),
        ("team-diary", SENIOR, f"/teams/{team}/diary/"),
        ("diary-settings", OFFICER, "/diary/settings/"),
        ("outcomes-to-record", SENIOR, "/outcomes/?whose=teams"),
        ("alerts", OFFICER, "/alerts/"),
        ("reminders", "admin", "/reminders/"),
        ("today", OFFICER, "/today/"),
        ("timeline", OFFICER, f"/people/{own}/timeline/"),
        ("sentence", OFFICER, f"/people/{own}/sentence/"),
        ("compliance", OFFICER, f"/people/{own}/compliance/"),
        ("licence", OFFICER, f"/people/{licensed}/licence/"),
        ("letters", "admin", "/letters/"),
        ("queue", "admin", "/queue/"),
        ("team-today", SENIOR, f"/teams/{team}/today/"),
        ("recall-start", OFFICER, f"/people/{licensed}/recall/"),
        ("not-there", HEAD, "/people/Z999999/"),
    ]


def own_crn(site: Site) -> str:
    """Somebody whose case the officer holds."""
    return _crn(
        site,
        "EXISTS (SELECT 1 FROM workforce_practitionerteam pt JOIN organisation_practitioner s ON s.id = pt.practitioner_id "
        "WHERE pt.id = c.practitioner_team_id AND s.code = 'NM00001')",
    )


def licensed_crn(site: Site) -> str:
    """Somebody on licence whose case the officer holds."""
    return _crn(
        site,
        "c.state = 'licence' AND EXISTS (SELECT 1 FROM workforce_practitionerteam pt JOIN organisation_practitioner s "
        "ON s.id = pt.practitioner_id WHERE pt.id = c.practitioner_team_id AND s.code = 'NM00001')",
    )


def _appointment(site: Site, which: str) -> object:
    """An appointment of the officer with nothing come of it: still to come (>) or over (<)."""
    return site.ask(
        "SELECT a.id FROM supervision_contact a JOIN workforce_practitionerteam pt ON pt.id = a.practitioner_team_id "
        "JOIN organisation_practitioner s ON s.id = pt.practitioner_id JOIN cases_case c ON c.person_id = a.person_id "
        "AND c.practitioner_team_id = pt.id AND c.closed_on IS NULL WHERE s.code = %s AND a.is_appointment "
        f"AND a.cancelled_at IS NULL AND a.outcome_code = '' AND a.at {which} now() ORDER BY a.at LIMIT 1",
        OFFICER.upper(),
    )[0][0]


def _crn(site: Site, condition: str) -> str:
    """The CRN of an open case of Harrowgate Moor that no one is kept out of."""
    rows = site.ask(
        "SELECT p.crn FROM cases_case c JOIN cases_person p ON p.id = c.person_id JOIN organisation_team t ON t.id = c.team_id "
        "JOIN organisation_deliveryunit u ON u.id = t.unit_id WHERE u.code = 'NMHM' AND c.closed_on IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM cases_restriction r WHERE r.person_id = p.id) "
        "AND NOT EXISTS (SELECT 1 FROM cases_exclusion e WHERE e.person_id = p.id) "
        f"AND {condition} ORDER BY c.id LIMIT 1"
    )
    return str(rows[0][0])
