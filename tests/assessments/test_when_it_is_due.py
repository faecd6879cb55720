"""When an assessment is due stands on the page of a person's assessments, and opens to its rule."""

from __future__ import annotations

from datetime import date

from tests import make

OFFICER = "practitioner"


def test_a_first_assessment_is_due_by_its_working_days(world, page):
    make.sentence(world.held.person, starts=date(2026, 11, 2))
    opened = page(OFFICER, "/people/X100001/assessment/")
    opened.says("First assessment and plan", "Mon 23 Nov 2026", "Not due yet")
    page(OFFICER, opened.link("The steps and the values")).says("When is an assessment due?")
