"""Which pages and jobs use a value: found in the source, and said on the value's page."""

from __future__ import annotations

import pytest

from rainer.policy.register import rules
from rainer.policy.rulebook import national
from rainer.rulebook.code import keys_read_by
from rainer.rulebook.used_by import jobs_using, pages_using


def addresses(key: str) -> set[str]:
    return {page.address for page in pages_using(key)}


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("workload.load_pages", "/load/actions/…/"),  # through a function of another module
        ("workload.weights_v2", "/my/load/"),  # through a rule's `reads`, by a name
        ("allocation.waiting_groups", "/units/…/nobody-named/"),
        ("rulebook.lapse_notice_days", "/rulebook/"),  # written in the view's own function
        ("tasks.kinds", "/people/…/"),  # a constant given with another in one line
        ("supervision.notes", "/people/…/contacts/add/"),  # put together of two parts
    ],
)
def test_a_page_that_reads_a_value_is_listed(key: str, address: str) -> None:
    assert address in addresses(key)


@pytest.mark.parametrize(("key", "address"), [("equality.questions", "/my/load/"), ("workload.load_pages", "/today/")])
def test_a_page_that_does_not_is_not(key: str, address: str) -> None:
    assert address not in addresses(key)


def test_jobs_are_told_from_pages() -> None:
    assert "Work out who could take the people of a proposal." in [job.says for job in jobs_using("allocation.guard")]
    assert jobs_using("workload.answer_within") == []


def test_a_function_of_a_rule_reads_what_the_rule_says_it_reads() -> None:
    for rule in rules().values():
        assert set(rule.reads) <= keys_read_by(rule.function.__module__, rule.function.__name__), rule.name


def test_no_picture_is_a_page_and_no_address_holds_a_pattern() -> None:
    found = {page.address for key in national().keys() for page in pages_using(key)}  # noqa: SIM118 - a Rulebook is no dict
    assert not [address for address in found if address.endswith((".svg", ".csv")) or set(address) & set("<>()?$^")]


@pytest.mark.django_db
def test_the_value_says_how_many_and_which(world, page) -> None:
    shown = page("practitioner", "/rulebook/workload.weights_v2/")
    many = len(pages_using("workload.weights_v2"))
    shown.says(f"{many} pages show it or rest on it", "/my/load/", "jobs read it", "Work out every case and load again")
    page("practitioner", "/rulebook/workload.colours_of_public_tools/").says(
        "No page shows it or rests on it.", "No job"
    )
