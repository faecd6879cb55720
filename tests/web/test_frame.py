"""The frame around every page: one h1 equal to the title, navigation by role, the strips, help and speaking up."""

import re

import pytest
from django.http import HttpResponse
from django.urls import path

from rainer.common.errors import BadInputError
from rainer.web import navigation, notices, page
from rainer.web.furniture import IdentityBar, NavItem
from tests.pages import read_page
from tests.web.markup import UNIT, Acting, request

urlpatterns = [
    path("", lambda r: HttpResponse(), name="home"),
    path("units/<str:unit>/", lambda r, unit: HttpResponse(), name="unit_front"),
    path("teams/<str:team>/", lambda r, team: HttpResponse(), name="team_front"),
    path("units/<str:unit>/nobody-named/", lambda r, unit: HttpResponse(), name="nobody_named"),
    path("load/<str:level>/<str:code>/", lambda r, level, code: HttpResponse(), name="load"),
    path("my/load/", lambda r: HttpResponse(), name="my_load"),
    path("find/", lambda r: HttpResponse(), name="find"),
    path("help/", lambda r: HttpResponse(), name="help"),
]


@pytest.fixture
def few_addresses(settings):
    settings.ROOT_URLCONF = __name__


def shown(made, **more):
    return page.render(made, "web/page.html", title="Load: Fellside <team>", **more).content.decode()


SEES = ("see_unit_page", "see_load_of_place", "see_nobody_named", "see_own_load", "see_load_by_name")


@pytest.mark.parametrize(
    ("acting", "items"),
    [
        (
            Acting(*SEES, roles=("head_of_unit",), team=None, unit=UNIT),
            [("Unit", "/units/HM/"), ("Nobody named", "/units/HM/nobody-named/"), ("Load", "/load/unit/HM/")],
        ),
        (
            Acting(*SEES, roles=("senior",)),
            [("My team", "/teams/FELL/"), ("Nobody named", "/units/HM/nobody-named/"), ("Load", "/load/team/FELL/")],
        ),
        (Acting("see_own_load", roles=("practitioner",)), [("My load", "/my/load/")]),
        (Acting(roles=("practitioner",)), [("Help", "/help/")]),
        (Acting(*SEES, roles=("person",)), [("Help", "/help/")]),
    ],
    ids=["head of unit", "senior", "practitioner", "without the right", "person on probation"],
)
def test_navigation_by_role_shows_pages_that_exist_and_may_be_opened(few_addresses, monkeypatch, acting, items):
    monkeypatch.setattr(navigation, "_counts", {})
    assert [(str(i.text), i.url) for i in navigation.main(request(acting=acting))] == items


def test_every_item_of_a_role_is_known():
    assert all(key in navigation.ITEMS for keys in navigation.BY_ROLE.values() for key in keys)


def test_where_one_is_and_how_many_wait(few_addresses, monkeypatch):
    monkeypatch.setattr(navigation, "_counts", {})
    navigation.count_with("nobody_named", lambda acting: "912 people")
    acting = Acting(*SEES, roles=("head_of_unit",), team=None, unit=UNIT)
    html = shown(request("/load/unit/HM/", acting=acting))
    assert re.search(r'href="/load/unit/HM/" aria-current="page"', html)
    assert "912 people" in html


@pytest.mark.parametrize(("capability", "there"), [("search", True), ("export", False)])
def test_find_stands_in_the_header_for_those_who_may_search(few_addresses, capability, there):
    assert ('role="search"' in shown(request(acting=Acting(capability)))) is there


def test_the_frame_keeps_its_promises():
    found = read_page(page.render(request(), "web/page.html", title="Load: Fellside <team>"))
    assert found.h1 == ["Load: Fellside <team>"] == [found.title]
    html = found.response.content.decode()
    assert 'href="#main-content" class="govuk-skip-link"' in html
    assert '<main class="govuk-main-wrapper rainer-main" id="main-content">' in html
    assert "crown" not in html
    assert "crest" not in html


def test_the_past_has_a_strip_and_a_way_to_now(settings):
    settings.FIXED_TODAY = "2026-11-09"
    made = request("/units/HM/?on=3+Mar")
    html = shown(made, looking_at=page.day_asked(made), another_day=True)
    assert "You are looking at <strong>Tue 3 Mar 2026</strong>, as it was known then." in html
    assert 'href="/units/HM/">Go to now</a>' in html


@pytest.mark.parametrize(("typed", "day"), [("", None), ("9 Nov 2026", None), ("2026-11-08", "2026-11-08")])
def test_the_day_asked_for(settings, typed, day):
    settings.FIXED_TODAY = "2026-11-09"
    found = page.day_asked(request(f"/x/?on={typed}"))
    assert (found and found.isoformat()) == day


@pytest.mark.parametrize("typed", ["soon", "10 Nov 2026"])
def test_a_day_that_cannot_be_shown(settings, typed):
    settings.FIXED_TODAY = "2026-11-09"
    with pytest.raises(BadInputError):
        page.day_asked(request(f"/x/?on={typed}"))


def test_whose_page_it_is():
    bar = IdentityBar("Carl <Fenwick>", "X004113", rosh="high", talk_first=True, safe_to_show=False)
    html = shown(request(), identity=bar, sub_nav=[NavItem("Timeline", "/t/", current=True)])
    for part in (
        "Carl &lt;Fenwick&gt;",
        "X004113",
        "High risk of serious harm",
        "Staff safety: talk first",
        "Do not show: holds information about other people",
        'href="/t/" aria-current="page"',
    ):
        assert part in html


def test_on_a_phone_the_rest_of_whose_page_it_is_folds_away():
    bar = IdentityBar(
        "Carl Fenwick", "X004113", tier="D (v3)", tier_url="/people/X004113/tier/", held_by="Nobody named"
    )
    html = shown(request(), identity=bar)
    desk, phone = html.split('<details class="rainer-identity__more">')
    for part in ("CRN X004113", "D (v3)", "Nobody named"):
        assert part in desk.split("rainer-identity__facts")[1]
        assert part in phone.split("</details>")[0]
    assert "about Carl Fenwick" in phone.split("</summary>")[0]


@pytest.mark.django_db
def test_a_notice_stands_on_the_next_page_only(client, world, rf):
    from django.contrib.messages import get_messages
    from django.contrib.messages.storage.cookie import CookieStorage

    made = rf.get("/")
    made._messages = CookieStorage(made)
    notices.saved(made, "Watcher set for <Carl>", "/undo/")
    assert [str(m) for m in get_messages(made)] == [
        'Watcher set for &lt;Carl&gt; <a class="govuk-notification-banner__link" href="/undo/">Undo</a>'
    ]


@pytest.mark.parametrize("url", ["/help/", "/speak-up/", "/accessibility/", "/drafts/"])
def test_the_pages_of_the_footer(page, url):
    found = page("practitioner", url)
    found.lacks("please", "invalid", "successfully", "offender")
    assert found.link("Help") == "/help/"
    assert found.link("Speak up") == "/speak-up/"


def test_accessibility_is_open_and_help_is_not(client, db):
    assert client.get("/accessibility/").status_code == 200
    assert client.get("/help/").status_code == 302


def test_speaking_up_names_ways_outside(page):
    page("practitioner", "/speak-up/").says(
        "Outside your service", "Protect", "HM Inspectorate of Probation", "Ombudsman"
    )


def test_one_item_of_the_navigation_is_where_you_are(world):
    """The list of a unit lies below the unit's page; only the list is marked."""
    html = world.client_for("head_of_unit").get("/units/HM/nobody-named/").content.decode()
    assert re.findall(r"govuk-service-navigation__active-fallback.>([^<]*)<", html) == ["Nobody named"]
