"""Tables are ordered, filtered and paged by the server, and read as cards on a phone."""

import re

import pytest
from django.utils.html import format_html

from rainer.web.filters import Choice, Filters, Text, Tick
from rainer.web.tables import Column, Table
from tests.web.markup import Acting, printed, request

ROWS = [
    {"pk": n, "name": name, "load": load}
    for n, (name, load) in enumerate([("Bo", 110.0), ("Al", None), ("Cy", 90.5)], start=1)
]


def table(url="/list/", *, rows=ROWS, acting=None, **more):
    columns = [
        Column("name", "Practitioner", link=lambda r: f"/staff/{r['pk']}/", sort=True),
        Column("load", "Load", numeric=True, sort=True, blank="Not available"),
    ]
    given = {
        "caption": "Load on 9 Nov",
        "columns": columns,
        "empty": "Nobody.",
        "what": lambda n: f"{n} people",
        **more,
    }
    return Table(request(url, acting=acting), rows=rows, **given)


def shown(made):
    return printed("{% table t %}", t=made)


def names(made):
    return [row["name"] for row in made.page.object_list]


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", ["Bo", "Al", "Cy"]),
        ("?sort=load&dir=asc", ["Cy", "Bo", "Al"]),
        ("?sort=load&dir=desc", ["Bo", "Cy", "Al"]),
        ("?sort=pk", ["Bo", "Al", "Cy"]),
    ],
    ids=["as given", "upwards", "downwards, what is not available last", "by what is no column"],
)
def test_order(query, order):
    assert names(table(f"/list/{query}")) == order


def test_heads_say_their_order_and_turn_it():
    html = shown(table("/list/?sort=load&dir=asc&team=f&page=2"))
    assert (
        'aria-sort="ascending"><a class="govuk-link govuk-link--no-visited-state rainer-table__sort" href="/list/?team=f&amp;sort=load&amp;dir=desc"'
        in html
    )
    assert 'aria-sort="none"' in html


def test_rows_have_a_head_a_link_and_labels_for_cards():
    html = shown(table())
    assert '<th scope="row" class="govuk-table__header"><a class="govuk-link" href="/staff/1/">Bo</a></th>' in html
    assert 'data-label="Load"><div>Not available</div></td>' in html
    assert "<caption" in html
    assert 'role="region" tabindex="0" aria-label="Load on 9 Nov"' in html


def test_fifty_a_page_with_a_count_and_the_filter_kept():
    made = table("/list/?page=2&team=f", rows=[{"pk": n, "name": str(n), "load": n} for n in range(120)])
    html = shown(made)
    assert len(made.page.object_list) == 50
    assert "51 to 100 of 120 people" in html
    assert '<a class="govuk-link govuk-pagination__link" href="/list/?team=f" rel="prev">' in html
    assert re.search(r'aria-label="Page 2" aria-current="page"', html)


@pytest.mark.parametrize("page", ["0", "99", "x", "-1"])
def test_a_page_that_is_not_there_is_the_nearest(page):
    assert table(f"/list/?page={page}").page.number == 1


def test_totals():
    html = shown(table(total_row={"name": "Team, summed then divided", "load": "100.3%"}))
    assert '<tfoot class="govuk-table__foot">' in html
    assert "Team, summed then divided</th>" in html
    assert "100.3%" in html


def test_checkboxes_belong_to_the_form_beside_the_table_and_are_named():
    html = shown(table(selectable="case", ticked={2}))
    assert 'id="case-1" name="case" value="1" form="ticked">' in html
    assert 'id="case-2" name="case" value="2" form="ticked" checked>' in html
    assert 'for="case-1"><span class="govuk-visually-hidden">Bo</span></label>' in html


def test_an_empty_list_says_so():
    html = shown(table(rows=[]))
    assert "Nobody." in html
    assert "<table" not in html


def test_two_tables_keep_to_themselves():
    made = table("/list/?sort=load&people-sort=name&people-dir=desc", name="people")
    assert names(made) == ["Cy", "Bo", "Al"]
    assert "people-page" not in made.sort_url("load", desc=False)


@pytest.mark.parametrize(
    "column",
    [
        Column("name", "Name"),
        Column("name", "Name", link=lambda r: "/x/"),
        Column("name", "Name", value=lambda r: format_html("<b>{}</b>", r["name"])),
    ],
)
def test_no_cell_runs_what_was_typed(column):
    html = shown(
        table(
            rows=[{"pk": 1, "name": "<img src=x onerror=alert(1)>"}],
            columns=[column, Column("pk", "Number")],
            selectable="case",
        )
    )
    assert "<img" not in html
    assert "&lt;img" in html


FIELDS = [
    Choice("team", "Team", [("f", "Fellside"), ("m", "Moorgate")]),
    Tick("watcher", "No watcher"),
    Text("q", "Name or CRN"),
]


def test_filters_read_the_address_and_ignore_what_is_no_option():
    filters = Filters(request("/list/?team=f&team=zz&watcher=1&q=+bo+"), FIELDS)
    assert filters.chosen == {"team": ["f"], "watcher": True, "q": "bo"}
    assert filters.in_words == "Team: Fellside; No watcher; Name or CRN: bo"


def test_chosen_filters_are_tags_that_remove_themselves():
    filters = Filters(request("/list/?team=f&team=m&watcher=1&sort=load&page=3"), FIELDS)
    assert [t.remove_url for t in filters.tags] == [
        "/list/?team=m&watcher=1&sort=load",
        "/list/?team=f&watcher=1&sort=load",
        "/list/?team=f&team=m&sort=load",
    ]
    assert filters.clear_url == "/list/?sort=load"


def test_the_filter_says_how_many_it_shows_and_keeps_the_order():
    url = "/list/?team=f&sort=load"
    html = shown(table(url, filters=Filters(request(url), FIELDS)))
    assert "Show 3 people" in html
    assert '<input type="hidden" name="sort" value="load">' in html
    assert 'name="team" type="checkbox" value="f" checked' in html


def test_an_empty_filtered_list_offers_to_clear_it():
    url = "/list/?watcher=1"
    assert '<a class="govuk-link" href="/list/">Clear the filter</a>' in shown(
        table(url, rows=[], filters=Filters(request(url), FIELDS))
    )


@pytest.mark.parametrize(("acting", "offered"), [(Acting("export"), True), (Acting(), False)])
def test_downloads_are_offered_to_those_who_may(acting, offered):
    assert ("Download these 3 people" in shown(table(acting=acting, export_name="load"))) is offered


@pytest.mark.django_db
def test_a_queryset_costs_two_queries_and_never_repeats_a_row(django_assert_num_queries):
    from rainer.organisation.models import Region

    Region.objects.bulk_create(Region(code=f"R{n}", name=f"Region {n % 3}") for n in range(120))
    seen = []
    for number in (1, 2, 3):
        made = Table(
            request(f"/list/?page={number}"),
            caption="Regions",
            columns=[Column("name", "Name", sort="name"), Column("code", "Code")],
            rows=Region.objects.filter(code__startswith="R"),
            default_sort="-name",
            empty="None.",
        )
        with django_assert_num_queries(2):
            shown(made)
        seen += [r.pk for r in made.page.object_list]
    assert len(seen) == len(set(seen)) == 120
