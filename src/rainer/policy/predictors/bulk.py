"""All six predictors of many people on one day: the same scores as the rules give, without their steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from rainer.policy.predictors import checks, combined, reoffending, sexual, terms
from rainer.policy.predictors.combined import CombinedScore
from rainer.policy.predictors.facts import Facts
from rainer.policy.predictors.scoring import PointScore, Score
from rainer.policy.rulebook import NATION, Place, Rulebook, national


class Scores(NamedTuple):
    """What is worked out of one person. SVRP is worked out once, for itself and for CSRP."""

    arp: Score
    vrp: Score
    svrp: Score
    dc_srp: PointScore
    iic_srp: Score
    csrp: CombinedScore


def scores(
    people: Iterable[Facts], *, on: date, place: Place = NATION, rulebook: Rulebook | None = None
) -> Iterator[Scores]:
    """The scores of each person, in the order given. Values are read once for all."""
    book = rulebook or national()
    against = checks.standards(book, on, place)
    arp, vrp, svrp = (terms.model(book, key, on, place) for key in (reoffending.ARP, reoffending.VRP, reoffending.SVRP))
    tables, combining = sexual.tables(book, on, place), combined.combining(book, on, place)
    for facts in people:
        violent = reoffending.score(reoffending.SVRP, facts, svrp, against)
        contact, images = sexual.dc_score(facts, tables, against), sexual.iic_score(facts, tables, against)
        yield Scores(
            arp=reoffending.score(reoffending.ARP, facts, arp, against),
            vrp=reoffending.score(reoffending.VRP, facts, vrp, against),
            svrp=violent,
            dc_srp=contact,
            iic_srp=images,
            csrp=combined.combined(facts, contact, images, violent, combining),
        )
