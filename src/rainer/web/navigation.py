"""What stands in the main navigation, by role. An item shows when its page exists and the user may open it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from rainer.web.furniture import NavItem

MOST = 6


@dataclass(frozen=True, slots=True)
class Item:
    """A place to go. `place` names what the address needs: the code of the user's team, unit or region; of the nation
    none, but that the capability holds in all of it. `whole`: only for a role in all of the place, not in a part.
    `also`: another address whose pages lie under this item."""

    text: Any
    url_name: str
    capability: str = ""
    place: str = ""
    level: bool = False
    whole: bool = False
    also: str = ""


ITEMS = {
    "today": Item(_("Today"), "today", "see_today"),
    "my_people": Item(_("My people"), "my_people", "see_person"),
    "diary": Item(_("Diary"), "diary", "see_diary"),
    "my_load": Item(_("My load"), "my_load", "see_own_load"),
    "my_team": Item(_("My team"), "team_front", "see_load_by_name", "team"),
    "unit": Item(_("Unit"), "unit_front", "see_unit_page", "unit"),
    "region": Item(_("Region"), "region_front", "see_region_page", "region", whole=True),
    "nobody_named": Item(_("Nobody named"), "nobody_named", "see_nobody_named", "unit"),
    "countersign": Item(_("Countersign"), "countersign_list", "countersign_assessment"),
    "team_load": Item(_("Load"), "load", "see_load_of_place", "team", level=True),
    "unit_load": Item(_("Load"), "load", "see_load_of_place", "unit", level=True, whole=True),
    "region_load": Item(_("Load"), "load", "see_load_of_place", "region", level=True, whole=True),
    "nation_load": Item(_("Load"), "load_nation", "see_load_of_place", "nation"),
    "measures": Item(_("Measures"), "measures"),
    "assurance": Item(_("Assurance"), "assurance"),
    "promises": Item(_("Promises"), "promises"),
    "plan_ahead": Item(_("Plan ahead"), "plan_ahead"),
    "queue": Item(_("Queue"), "queue", "see_queue"),
    "letters": Item(_("Letters"), "letters", "send_letter"),
    "court": Item(_("Court"), "court"),
    "reports": Item(_("Reports"), "reports"),
    "requests": Item(_("Requests"), "requests"),
    "handovers": Item(_("Handovers"), "handovers"),
    "sessions": Item(_("Sessions"), "sessions"),
    "refer": Item(_("Refer"), "refer"),
    "referrals": Item(_("Referrals"), "referrals"),
    "directory": Item(_("Directory"), "directory"),
    "capacity": Item(_("Capacity"), "capacity"),
    "victims": Item(_("Victims"), "victims"),
    "key_stages": Item(_("Key stages"), "key_stages"),
    "inspections": Item(_("Inspections"), "inspections"),
    "spot_checks": Item(_("Spot checks"), "spot_checks"),
    "reviews": Item(_("Reviews"), "reviews"),
    "recommendations": Item(_("Recommendations"), "recommendations"),
    "watch": Item(_("Watch"), "watch", "watch_levels"),
    "watch_signed": Item(_("Watch"), "watch", "countersign_assessment"),
    "data": Item(_("Data"), "data", "import_extract", also="imports"),
    "caseload_data": Item(_("Data"), "imports", "import_caseload"),
    "workforce": Item(_("Workforce"), "workforce"),
    "rulebook": Item(_("Rulebook"), "rulebook", "see_rulebook"),
    "help": Item(_("Help"), "help"),
    "downloads": Item(_("Downloads"), "downloads"),
    "access": Item(_("Access"), "access_log", "see_log"),
    "restricted": Item(_("Restricted records"), "restricted_records", "see_restricted_records"),
    "log": Item(_("Log"), "log", "see_log"),
    "concerns": Item(_("Concerns"), "concerns"),
    "counters": Item(_("Counters"), "counters"),
    "health": Item(_("Health"), "health", "see_health"),
    "users": Item(_("Users"), "users", "manage_users"),
    "jobs": Item(_("Jobs"), "jobs", "see_health"),
    "settings": Item(_("Settings"), "settings", "see_health"),
    "next": Item(_("Next"), "next_appointment"),
    "my_plan": Item(_("My plan"), "my_plan"),
    "what_you_hold": Item(_("What you hold on me"), "what_you_hold"),
    "have_your_say": Item(_("Have your say"), "have_your_say"),
}

_PRACTITIONER = ("today", "my_people", "diary", "my_load")
_ASSURES = (
    "diary", "inspections", "spot_checks", "reviews", "recommendations", "watch",
    "nation_load", "region", "region_load", "unit", "unit_load", "rulebook",
)  # fmt: skip
# Where those go whose own pages are not there yet: everyone signed in has somewhere to go.
SMALLER = {"region": ("unit", "team"), "unit": ("team",), "team": ()}
FOR_ALL = ("rulebook", "help")
BY_ROLE = {
    "senior": ("my_team", "nobody_named", "countersign", "team_load", "today", "watch_signed"),
    "head_of_unit": ("unit", "nobody_named", "unit_load", "measures", "assurance", "plan_ahead", "watch"),
    "regional_director": ("region", "region_load", "measures", "assurance", "promises", "plan_ahead"),
    "chief_officer": ("nation_load", "measures", "assurance", "promises", "plan_ahead", "rulebook"),
    "practitioner": _PRACTITIONER,
    "case_administrator": ("queue", "nobody_named", "diary", "letters", "caseload_data"),
    "court_officer": ("court", "reports", "requests", "my_load"),
    "pom": ("today", "my_people", "handovers", "my_load"),
    "key_worker": ("my_people", "sessions", "refer"),
    "provider_worker": ("referrals", "sessions", "directory"),
    "provider_manager": ("referrals", "sessions", "directory", "capacity"),
    "victim_liaison": ("victims", "key_stages", "letters"),
    "quality_officer": _ASSURES,
    "inspector": _ASSURES,
    "analyst": ("data", "measures", "workforce", "rulebook", "plan_ahead", "downloads"),
    "information_owner": ("access", "restricted", "requests", "log"),
    "speak_up_guardian": ("concerns", "counters"),
    "system_administrator": ("health", "users", "jobs", "settings"),
    "person": ("next", "my_plan", "what_you_hold", "have_your_say"),
}

# How many wait behind an item, in words ("912 people"), by item key: put here at start-up by the app that knows.
_counts: dict[str, Callable[[Any], str]] = {}


def count_with(key: str, words: Callable[[Any], str]) -> None:
    """Let `words(acting)` say how many wait behind an item. It runs on every page: one cheap query at most."""
    _counts[key] = words


def main(request: HttpRequest) -> list[NavItem]:
    """The items for the signed-in user, six at most, the first of their roles first."""
    acting = getattr(request, "acting", None)
    if acting is None:
        return []
    keys = _reachable(_keys(acting.roles), acting) or _reachable(FOR_ALL, acting)
    shown = list(keys)[:MOST]
    here = _here(
        request, {url: (url, address(ITEMS[keys[url]].also) if ITEMS[keys[url]].also else url) for url in shown}
    )
    return [NavItem(ITEMS[keys[url]].text, url, url == here, _count(keys[url], acting)) for url in shown]


def _reachable(wanted: Iterable[str], acting: Any) -> dict[str, str]:
    """The items the user can open, by address."""
    found: dict[str, str] = {}
    for key in wanted:
        if url := _address(ITEMS[key], acting):
            found.setdefault(url, key)
    return found


def address(name: str, *args: Any) -> str:
    """The address of a named page, or "" while there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _keys(roles: Iterable[str]) -> list[str]:
    held = set(roles)
    keys = [key for role, role_keys in BY_ROLE.items() if role in held for key in role_keys]
    return list(dict.fromkeys(keys))


def _count(key: str, acting: Any) -> str:
    return _counts[key](acting) if key in _counts else ""


def _address(item: Item, acting: Any) -> str:
    if item.capability and not acting.may(item.capability):
        return ""
    if item.place == "nation" and not acting.area(item.capability).everywhere:
        return ""
    if item.place in ("", "nation"):
        return address(item.url_name)
    code = _code(acting, item.place, whole=item.whole)
    return address(item.url_name, *([item.place] if item.level else []), code) if code else ""


def _code(acting: Any, place: str, *, whole: bool) -> str:
    """The code of the first place of this kind that the user's roles lie in: a team lies in a unit in a region."""
    for holding in acting.holdings:
        team = holding.team
        if whole and any(getattr(holding, part) for part in SMALLER[place]):
            continue
        unit = holding.unit or (team.unit if team else None)
        region = holding.region or (unit.region if unit else None)
        found = {"team": team, "unit": unit, "region": region}[place]
        if found is not None:
            return str(found.code)
    return ""


def _here(request: HttpRequest, addresses: Mapping[str, tuple[str, ...]]) -> str:
    """The item the page lies under: of a unit's page and the list below it, the list alone. "" for none."""
    over = {url: _longest_over(request.path, under) for url, under in addresses.items()}
    return max((url for url in over if over[url]), key=lambda url: over[url], default="")


def _longest_over(path: str, addresses: Iterable[str]) -> int:
    """How much of the path the longest address above it takes; 0 where none is above it."""
    return max((len(one) for one in addresses if path == one or (one != "/" and path.startswith(one))), default=0)
