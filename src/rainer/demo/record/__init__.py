"""The parts of one person's record, in the order in which they build on each other."""

from __future__ import annotations

from typing import Any

from rainer.cases.models import Address, Alias, PersonIdentifier
from rainer.demo.life import Life
from rainer.demo.record import circumstances, flags, homes, licences, orders, person, voice

# The tables of the parts. A person and their sentence come first: the others point at them.
COLUMNS: dict[Any, tuple[str, ...]] = {
    **orders.COLUMNS,
    **flags.COLUMNS,
    **licences.COLUMNS,
    Alias: ("person_id", "forename", "surname", "date_of_birth", "sex", "ended_on"),
    PersonIdentifier: ("person_id", "kind", "value", "starts", "ends", "source"),
    Address: homes.COLUMNS,
    **circumstances.COLUMNS,
    **voice.COLUMNS,
}


def around(life: Life, who: person.Who, postcode: str, *, prison_number: str) -> None:
    """Everything around the person and the sentence, which stand already. A nation is for measuring: it has less."""
    person.names_and_numbers(life, who.alias, prison_number=prison_number)
    homes.homes(life, postcode)
    circumstances.circumstances(life)
    licences.licences(life)
    if not life.world.is_national:
        voice.voice(life)
        orders.referrals(life)
