"""Work out tiers and keep them; put another in the place of the rule's, agreed by two people."""

from rainer.tiering.operations.recalculating import recalculate_tiers, tier_words
from rainer.tiering.worked import Tiered, work_out

__all__ = ["Tiered", "recalculate_tiers", "tier_words", "work_out"]
