"""The watch on risk levels: rates, patterns beyond chance, and prompts where a signal may have been missed."""

from rainer.policy.watch.alarms import Alarms, Family, Looked, alarms
from rainer.policy.watch.chance import how_often
from rainer.policy.watch.draws import Draw, Drawn, draw
from rainer.policy.watch.funnel import Funnel, FunnelPoint, TeamCount, Teams, funnel, limits
from rainer.policy.watch.levels import COUNTED, ROSH_LEVELS, Direction, direction
from rainer.policy.watch.patterns import Pattern, PatternTest, Stratum, pattern
from rainer.policy.watch.prompts import CheckFact, Prompt, PromptFacts, prompts
from rainer.policy.watch.rates import Counted, Rate, rate
from rainer.policy.watch.reasons import Reason, ReasonChecked, check_reason
from rainer.policy.watch.suppression import Cells, Shown, hide

__all__ = [
    "COUNTED",
    "ROSH_LEVELS",
    "Alarms",
    "Cells",
    "CheckFact",
    "Counted",
    "Direction",
    "Draw",
    "Drawn",
    "Family",
    "Funnel",
    "FunnelPoint",
    "Looked",
    "Pattern",
    "PatternTest",
    "Prompt",
    "PromptFacts",
    "Rate",
    "Reason",
    "ReasonChecked",
    "Shown",
    "Stratum",
    "TeamCount",
    "Teams",
    "alarms",
    "check_reason",
    "direction",
    "draw",
    "funnel",
    "hide",
    "how_often",
    "limits",
    "pattern",
    "prompts",
    "rate",
]
