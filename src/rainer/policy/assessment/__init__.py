"""What an assessment asks, how its answers are scored, and what follows from them.

The public face of the package. Import from here.
"""

from rainer.policy.assessment.answers import Cleaned, CleanInputs, Removed, WhyRemoved, clean, is_whole
from rainer.policy.assessment.areas import Area, AreaStanding
from rainer.policy.assessment.countersign import CountersignInputs, Countersigns, Reason, countersigns
from rainer.policy.assessment.due import Due, DueInputs, SignificantChange, Standing, Start, Trigger, due
from rainer.policy.assessment.form import (
    Answers,
    Condition,
    Form,
    Kind,
    Option,
    Question,
    Section,
    Voice,
    form_on,
    is_blank,
)
from rainer.policy.assessment.identified import (
    FORM_SECTIONS,
    Identified,
    IdentifiedInputs,
    MadeBy,
    needs_identified,
    tier_needs,
    women_answers,
)
from rainer.policy.assessment.known import Known
from rainer.policy.assessment.life import Action, LifeInputs, NextStates, next_states
from rainer.policy.assessment.oversight import OversightInputs, Problem, problems
from rainer.policy.assessment.predictors import Answered, PredictorAnswers, predictor_answers
from rainer.policy.assessment.reading import Fault, FaultKind
from rainer.policy.assessment.rosh import Change, FullAnalysis, RoshInputs, RoshSummary, full_analysis, rosh
from rainer.policy.assessment.scoring import AnswersInputs, Item, State, oasys_items, words_of
from rainer.policy.assessment.standing import OrderInputs, area_order, area_standings

__all__ = [
    "FORM_SECTIONS",
    "Action",
    "Answered",
    "Answers",
    "AnswersInputs",
    "Area",
    "AreaStanding",
    "Change",
    "CleanInputs",
    "Cleaned",
    "Condition",
    "CountersignInputs",
    "Countersigns",
    "Due",
    "DueInputs",
    "Fault",
    "FaultKind",
    "Form",
    "FullAnalysis",
    "Identified",
    "IdentifiedInputs",
    "Item",
    "Kind",
    "Known",
    "LifeInputs",
    "MadeBy",
    "NextStates",
    "Option",
    "OrderInputs",
    "OversightInputs",
    "PredictorAnswers",
    "Problem",
    "Question",
    "Reason",
    "Removed",
    "RoshInputs",
    "RoshSummary",
    "Section",
    "SignificantChange",
    "Standing",
    "Start",
    "State",
    "Trigger",
    "Voice",
    "WhyRemoved",
    "area_order",
    "area_standings",
    "clean",
    "countersigns",
    "due",
    "form_on",
    "full_analysis",
    "is_blank",
    "is_whole",
    "needs_identified",
    "next_states",
    "oasys_items",
    "predictor_answers",
    "problems",
    "rosh",
    "tier_needs",
    "women_answers",
    "words_of",
]
