"""Errors say what to do and lead to their fields; what was typed stays; drafts are one's own."""

import re
from datetime import date

import pytest
from django.test import RequestFactory

from rainer.common.models import Draft
from rainer.web.forms import (
    Checkboxes,
    FileUpload,
    Form,
    LooseDate,
    Number,
    Radios,
    Select,
    TextArea,
    TextInput,
    Tick,
    drafts,
)
from tests.web.markup import printed

SOURCE = (
    "{% error_summary form %}<form>{% fields form %}{% save_buttons 'Save' form later=True cancel='/back/' %}</form>"
)


class Action(Form):
    what = Radios(
        "What did you do?",
        [("moved", "Moved cases"), ("none", "Nothing")],
        required="Choose what you did",
        reveals={"none": ["why"]},
        hints={"none": "Counted, not held against you."},
    )
    why = TextArea("Why", required="", max_length=20, hint="For example: nobody has room")
    again = LooseDate("Look again on", near="ahead", required="Choose a date in the next 28 days")
    hours = Number("Hours", least=0, most=60, suffix="a week", required="Enter the hours, like 32")
    tell = Checkboxes("Tell", [("d", "Daniel"), ("m", "Me")])
    who = Select("Who watches", [("", "Choose"), ("t", "T Okafor")], required="Choose who watches")
    sensitive = Tick("Sensitive", hint="Few may read it")
    name = TextInput("Name", required="")

    def clean(self):
        if self.cleaned_data.get("what") == "none":
            self.require("why", "Say why nothing could be done")
        if self.cleaned_data.get("hours") == 60:
            self.warn("hours", "60 hours is a lot")
        return self.cleaned_data


GOOD = {"what": "moved", "again": "27/11", "hours": "32", "who": "t"}


def test_what_was_meant():
    form = Action(GOOD)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["again"] == date(2026, 11, 27)
    assert form.cleaned_data["hours"] == 32


def test_a_first_look_has_no_problems():
    html = printed(SOURCE, form=Action())
    assert "There is a problem" not in html
    assert "govuk-form-group--error" not in html


def test_problems_come_first_in_order_and_lead_to_their_fields():
    html = printed(SOURCE, form=Action({}))
    links = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a></li>', html)
    assert links == [
        ("id_what_0", "Choose what you did"),
        ("id_again", "Choose a date in the next 28 days"),
        ("id_hours", "Enter the hours, like 32"),
        ("id_who", "Choose who watches"),
    ]
    for target, _message in links:
        assert f'id="{target}"' in html


def test_every_field_has_a_label_and_its_error_is_read_with_it():
    html = printed(SOURCE, form=Action({"again": "someday"}))
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', html))
    for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", html):
        assert re.search(r'id="([^"]+)"', tag)[1] in labelled, tag
    assert 'value="someday"' in html
    assert 'aria-describedby="id_again-hint id_again-error"' in html
    assert "Enter a day, like 27/11, 27 Nov or fri" in html
    assert "<fieldset" in html
    assert "required" not in html


def test_a_revealed_field_stands_inside_its_option_and_once():
    html = printed(SOURCE, form=Action())
    assert html.count('id="id_why"') == 1
    assert html.index('value="none"') < html.index('id="id_why"') < html.index('id="id_again"')


def test_a_choice_can_make_another_field_needed():
    form = Action({**GOOD, "what": "none"})
    assert not form.is_valid()
    assert form.problems == [("id_why", "Say why nothing could be done")]


def test_the_day_understood_is_read_back():
    assert "We read this as <strong>Friday 27 November 2026</strong>" in printed(SOURCE, form=Action(GOOD))


@pytest.mark.parametrize(("typed", "ok"), [("15 Nov", False), ("16 Nov", True), ("23 Nov", True), ("24 Nov", False)])
def test_a_date_has_bounds(typed, ok):
    form = Action({**GOOD, "again": typed})
    field = form.fields["again"]
    field.earliest, field.latest, field.range_error = (
        date(2026, 11, 16),
        date(2026, 11, 23),
        "Choose a date in the next 7 days",
    )
    assert form.is_valid() is ok
    if not ok:
        assert form.problems == [("id_again", "Choose a date in the next 7 days")]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [("lots", "Enter a number, like 7.5"), ("-1", "Enter 0 or more"), ("61", "Enter 60 or less"), ("1,0", None)],
)
def test_numbers(typed, problem):
    form = Action({**GOOD, "hours": typed})
    assert form.is_valid() is (problem is None)
    assert [m for _t, m in form.problems] == ([problem] if problem else [])


def test_text_too_long_is_kept_and_pointed_at():
    form = Action({**GOOD, "why": "x" * 21})
    assert form.problems == [("id_why", "Shorten this to 20 characters or fewer")]
    assert "x" * 21 in printed(SOURCE, form=form)


def test_a_value_that_is_no_option_is_asked_again():
    assert Action({**GOOD, "what": "zz"}).problems == [("id_what_0", "Choose what you did")]


def test_a_warning_is_shown_once_with_save_anyway():
    first = Action({**GOOD, "hours": "60"})
    assert not first.may_save()
    html = printed(SOURCE, form=first)
    assert "60 hours is a lot" in html
    assert 'name="save_anyway"' in html
    assert Action({**GOOD, "hours": "60", "save_anyway": "1"}).may_save()
    assert Action(GOOD).may_save()


def test_what_was_typed_is_never_run():
    html = printed(
        SOURCE, form=Action({"why": "</textarea><script>x</script>", "again": '"><script>', "name": '" onfocus="x'})
    )
    assert "<script" not in html
    assert '" onfocus="' not in html


def test_a_file_is_asked_for_and_an_empty_one_refused():
    class Upload(Form):
        file = FileUpload("Extract", required="Choose the extract", accept=".xlsx")

    assert Upload({}).problems == [("id_file", "Choose the extract")]
    assert 'accept=".xlsx"' in printed("{% field form.file %}", form=Upload())


@pytest.fixture
def writer(world):
    return world.users["senior"]


def posted(user, data):
    request = RequestFactory().post("/people/X000001/allocate/?team=f", data)
    request.user = user
    return request


def test_a_draft_is_kept_restored_and_forgotten(writer):
    request = posted(writer, {"why": "half a", "tell": ["d", "m"], "save_for_later": "1", "csrfmiddlewaretoken": "x"})
    assert drafts.asked(request)
    drafts.keep(request, "allocate:X000001", title="Naming someone for X000001")
    drafts.keep(request, "allocate:X000001", title="Naming someone for X000001")
    assert drafts.restored(request, "allocate:X000001") == {"why": "half a", "tell": ["d", "m"]}
    assert drafts.posted(request, "allocate:X000001").getlist("tell") == ["d", "m"]
    assert [d.data["url"] for d in drafts.mine(writer)] == ["/people/X000001/allocate/?team=f"]
    drafts.forget(request, "allocate:X000001")
    assert drafts.restored(request, "allocate:X000001") == {}
    assert drafts.posted(request, "allocate:X000001") is None


def test_drafts_are_ones_own(world, page):
    drafts.keep(posted(world.users["senior"], {"why": "x"}), "f", title="Naming someone")
    page("senior", "/drafts/").says("Naming someone")
    page("practitioner", "/drafts/").lacks("Naming someone")
    kept = Draft.objects.get()
    assert world.client_for("practitioner").post(f"/drafts/{kept.pk}/forget/").status_code == 404
    assert Draft.objects.exists()
    assert world.client_for("senior").post(f"/drafts/{kept.pk}/forget/").status_code == 302
    assert not Draft.objects.exists()
