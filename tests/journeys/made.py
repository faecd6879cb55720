"""Addresses of the pages that no journey names by hand, in the demo world: `python -m tests.journeys.made < paths`.

Run beside the served world, in its database. What each page needs is made as tests/access_table.py makes it for the
cast, here for a practitioner of the demo and people of theirs; who opens it is the first who may by that table.
Paths that are named already come in, one a line; [name, who, path] for every other page goes out, as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from itertools import cycle
from os import environ
from types import SimpleNamespace
from typing import Any

from tests.journeys.browser import ROOT, Site

# Whom to be, by role: the first who may open a page opens it.
ROLES = {
    "nobody": "",
    "practitioner": "nm00001",
    "senior": "senior",
    "head_of_unit": "head",
    "case_administrator": "admin",
    "regional_director": "region",
    "analyst": "analyst",
    "information_owner": "information",
    "system_administrator": "system",
    "court_officer": "court",
    "quality_officer": "quality",
}
# Addresses that answer with something else than a page of their own, with what they answer.
NOT_PAGES = {
    "a file": {
        "appointment_invitation", "breach_notice_pdf", "breach_pack_pdf", "diary_feed", "document", "favicon",
        "import_faults", "letter_pdf", "load_figures", "mfa_download_recovery_codes", "own_load_figures",
        "person_compliance_figures", "plan_theirs_pdf", "proposal_chart_figures", "recall_paper_pdf", "record_export_file",
        "watch_figures",
    },
    "a picture": {"load_chart", "own_load_chart", "person_compliance_chart", "proposal_chart", "watch_chart"},
    "a part of a page": {"import_progress", "proposal_progress"},
    "a word for a machine": {"healthz"},
    "another page": {"account_change_password", "account_set_password", "home", "mfa_authenticate", "set_watchers"},
    "nothing, without an app to sign in with": {
        "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_reauthenticate", "mfa_view_recovery_codes",
    },
    "a refusal, without what it undoes": {"undo_booking"},
}  # fmt: skip
NOT_ALLOWED = 405

Address = tuple[str, str, str]


def made(site: Site, named: Iterable[str]) -> list[Address]:
    """The addresses of all pages that `named` paths lack, made in the world that is served."""
    environment = environ | {
        "DATABASE_URL": site.database,
        "RAINER_MODE": "demo",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }
    environment.pop("RAINER_TODAY", None)
    command = [sys.executable, "-m", "tests.journeys.made"]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, check=True, input="\n".join(named), capture_output=True, text=True
    )
    return [(name, who, path) for name, who, path in json.loads(done.stdout.splitlines()[-1])]


def lacking(covered: set[str]) -> list[str]:
    """The names of pages that are not covered. An address that is only posted to is no page."""
    from tests.access_table import TABLE

    others = set().union(*NOT_PAGES.values())
    pages = {name for name, (_needs, statuses) in TABLE.items() if NOT_ALLOWED not in statuses.values()}
    return sorted(pages - others - covered)


def names_of(paths: Iterable[str]) -> set[str]:
    from django.urls import Resolver404, resolve

    found = set()
    for path in paths:
        try:
            found.add(str(resolve(path.partition("?")[0]).url_name))
        except Resolver404:
            continue
    return found


def _demo_world() -> Any:
    """The demo's people under the names the cast has."""
    from rainer.cases.models import Case, CaseState
    from rainer.common import clock
    from rainer.organisation.models import User
    from rainer.workforce.models import PractitionerTeam

    aisha = PractitionerTeam.objects.select_related("practitioner__user", "team__unit__region").get(
        practitioner__code=ROLES["practitioner"].upper()
    )
    users = {role: User.objects.get(username=name) for role, name in ROLES.items() if name}
    open_cases = Case.objects.filter(closed_on=None, person__restrictions=None, person__exclusions=None)
    team = aisha.team
    return SimpleNamespace(
        today=clock.today(), region=team.unit.region, harrowgate=team.unit, fellside=team, users=users, aisha=aisha,
        # From the last of theirs on: the pages named by hand show the first.
        theirs=cycle(open_cases.filter(practitioner_team=aisha, state=CaseState.COMMUNITY).order_by("-pk")),
        waiting=open_cases.filter(team=team, practitioner_team=None).latest("pk"),
    )  # fmt: skip


def _of_today(world: Any) -> Iterable[Address]:
    """The pages of a thing to do: it has no row of its own, so the first of Today it is."""
    from django.urls import reverse

    from rainer.organisation.access import Acting
    from rainer.overview.today.day import day_of

    day = day_of(Acting.of(world.users["practitioner"]))
    line = next(
        one
        for word in ("must", "should")
        for one in day.lines(word)
        # What other pages make here, plans among them, must not do it.
        if one.owner and one.person and one.task.kind == "registration_review"
    )
    who, where = ROLES["practitioner"], [line.person.crn, line.key]
    yield "snooze", who, reverse("snooze", args=[line.owner.team.code, *where])
    yield "today-why", who, reverse("today_why", args=where)


def _addresses(named: list[str]) -> Iterable[Address]:
    from django.urls import reverse

    from tests.access_table import TABLE

    world = _demo_world()
    yield from _of_today(world)
    for name in lacking(names_of(named)):
        needs, statuses = TABLE[name]
        who = next((user for role, user in ROLES.items() if statuses[role] == 200), None)
        if who is not None:
            # One person a page, so that what one page needs is not in the way of another.
            world.held = next(world.theirs)
            yield name.replace("_", "-"), who, reverse(name, kwargs=needs(world))


if __name__ == "__main__":
    from rainer.config.boot import boot

    boot()
    print(json.dumps(list(_addresses(sys.stdin.read().split()))))
