"""Ten things done every day, each the way somebody does it who knows the pages: one function each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rainer.config.benchmarks.burden.counting import Counted

OFFICER, SENIOR = "nm00001", "senior"


@dataclass(frozen=True, slots=True)
class Journey:
    """`most`: the interactions promised at most; None where nothing is promised but that it is measured."""

    name: str
    who: str
    done: Callable[[Counted], None]
    most: int | None = None
    most_fields: int | None = None


def open_a_case(at: Counted) -> None:
    at.start_at("/today/")
    at.press_on(at.page.locator(".rainer-today__what a").first)
    at.expect("In their words")


def kept_with_note(at: Counted) -> None:
    at.start_at("/today/")
    at.press("Kept")
    at.type("What happened", "Came on time. Started the college course; the first essay is written.")
    at.press("Save")
    at.expect("Outcome saved")


def missed_to_letter(at: Counted) -> None:
    at.start_at("/today/")
    at.press("Missed")
    at.press("Save")
    at.choose("No good reason")
    at.type("Because", "No word, and no answer to two calls.")
    at.press("Save the decision")
    at.type("Answer wanted by", "in 2 weeks")
    at.press("Go on")
    at.press("Send the letter")
    at.expect("Letter sent")


def repeat_series(at: Counted) -> None:
    at.start_at("/today/")
    at.press_on(at.page.locator(".rainer-today__what a").first)
    at.press("Book")
    at.press("Same as last time")
    at.type("When", "wed 7.40")
    at.select("Repeat", "Every 2 weeks")
    at.type("How many", "6 times")
    _book(at)


def _book(at: Counted) -> None:
    at.press("Book")
    anyway = at.page.get_by_role("button", name="Seen these? Book anyway")
    if anyway.count():
        at.press_on(anyway)
    at.expect("Booked 6 with")


def find_misspelt(at: Counted) -> None:
    at.start_at("/today/")
    at.type("Find a person", "jordon elis")
    at.page.keyboard.press("Enter")
    at.interactions += 1
    at.press("Jordan Ellis")
    at.expect("In their words")


def phone_call(at: Counted) -> None:
    at.start_at("/today/")
    at.press_on(at.page.locator(".rainer-today__what a").first)
    at.press("Record a contact")
    at.select("What", "Phone call from the person")
    at.type("What happened", "Rang about the bus pass. It comes on Friday.")
    at.press("Save")
    at.expect("Contact saved")


def move_appointment(at: Counted) -> None:
    at.start_at("/diary/")
    at.press("Later")
    at.press_on(at.page.locator('main a[href^="/appointments/"]').first)
    at.press("Move")
    at.type("When", "in 3 weeks 7.20")
    at.choose("The person asked")
    at.type("Why", "Starts work at nine that day")
    at.press("Move")
    anyway = at.page.get_by_role("button", name="Seen these? Move anyway")
    if anyway.count():
        at.press_on(anyway)
    at.expect("Moved")


def several_kept(at: Counted) -> None:
    at.start_at("/today/")
    at.press_on(at.page.get_by_role("link", name="outcomes to record"))
    boxes = at.page.get_by_role("checkbox")
    for nth in range(2):
        boxes.nth(nth).check()
        at.interactions += 1
    at.press("Save those ticked as kept")
    at.expect("saved")


def put_off(at: Counted) -> None:
    at.start_at("/today/")
    at.press("Put off")
    at.type("Why?", "The school rings back in the morning.")
    at.press("Put it off")
    at.expect("Put off")


def name_a_practitioner(at: Counted) -> None:
    at.start_at("/units/NMHM/nobody-named/")
    at.press_on(at.page.get_by_role("link", name="Name someone").last)
    at.choose_first()
    at.press("Continue")
    at.press("Go on and say why")
    at.choose("Yes")
    at.type("Why ", "She knew them before; two of her people move on this week.")
    at.press("Name")
    at.expect("The decision and what is kept with it")


JOURNEYS = (
    Journey("open a case from Today", OFFICER, open_a_case, most=1, most_fields=0),
    Journey("two kept appointments at once", OFFICER, several_kept),
    Journey("a kept appointment with a note, from Today", OFFICER, kept_with_note, most=4, most_fields=1),
    Journey("missed, decided, letter sent, from Today", OFFICER, missed_to_letter, most=9),
    Journey("book six every second week, from Today", OFFICER, repeat_series, most=8),
    Journey("find a person whose name is misspelt", OFFICER, find_misspelt),
    Journey("note a telephone call", OFFICER, phone_call),
    Journey("move an appointment", OFFICER, move_appointment),
    Journey("put a task off, with the reason", OFFICER, put_off),
    Journey("name a practitioner", SENIOR, name_a_practitioner),
)
