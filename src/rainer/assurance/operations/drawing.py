"""Draw a few lowered levels for a check, so that nobody chooses whom."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.assurance.models import ChangeDraw
from rainer.assurance.queries.watch import PATTERNS, Watch, asked_of, lowered_in
from rainer.common import clock, log
from rainer.common.errors import NotThereError, RefusedError
from rainer.organisation.access import Acting
from rainer.organisation.capabilities import Capability
from rainer.policy.watch import Draw, draw
from rainer.rulebook.queries import rulebook_now

DRAWN = log.event_type(
    "level_changes_drawn", gettext_lazy("{actor} drew {count} of {listed} lowered levels for a check; seed {seed}")
)


@transaction.atomic
def draw_changes(
    *, acting: Acting, pattern: str, kind: str, quarter: str, unit: str = "", team: str = "", seed: str = ""
) -> ChangeDraw:
    """Fix a seed, freeze the list, draw. Whoever has the seed and the list can do it again.

    Raises NotThereError for what the user does not watch, RefusedError where there are too few to draw from.
    """
    acting.need(Capability.OPEN_LEVEL_CHANGE)
    seed = seed or secrets.token_hex(16)
    watch = Watch(asked_of(acting, kind=kind, quarter=quarter, unit=unit))
    of = next((one for one in watch.asked.teams if one.code == team), None)
    if pattern not in PATTERNS or (team and of is None):
        raise NotThereError("You cannot open this. It may not be yours, or not there.")
    refs = tuple(str(pk) for pk in lowered_in(watch, pattern, of).order_by("pk").values_list("pk", flat=True))
    smallest = rulebook_now().value("watch.smallest_shown", on=acting.on, place=watch.asked.place).value
    if len(refs) < smallest:
        raise RefusedError(_("There are too few to draw from."))
    drawn = draw(Draw(seed, refs), on=acting.on, place=watch.asked.place, rulebook=rulebook_now()).answer
    assert drawn is not None
    made = ChangeDraw.objects.create(
        pattern=pattern, kind=watch.asked.kind, quarter=watch.asked.quarter.name, unit=watch.asked.unit, team=of, seed=seed,
        listed=len(refs), list_digest=drawn.digest, drawn=[int(ref) for ref in drawn.refs], at=clock.now(), by=acting.user,
    )  # fmt: skip
    log.record(
        DRAWN,
        actor=acting.user,
        subject=f"level-draw:{made.pk}",
        unit_id=of.unit_id if of else watch.asked.unit.pk if watch.asked.unit else None,
        data={"seed": seed, "listed": len(refs), "count": len(made.drawn), "digest": drawn.digest, "drawn": made.drawn},
    )
    return made
