"""Codes of enforcement actions and states, told apart once. What each is called, and when it is offered, stands in the
rulebook (`enforcement.actions`)."""

WARNINGS = ("EA02", "EA03")
LETTERS = (*WARNINGS, "EA05", "EA08", "LCL", "WLS")
# Breach that is asked for and has still to be started; and every action that starting it does away with: one waits for
# an answer first.
BREACH_ASKED_FOR = ("BRE", "IBR", "IMB")
BREACH_ACTIONS = (*BREACH_ASKED_FOR, "C173")
LETTER_OF_LICENCE = "LCL"
# An absence that was accepted by professional judgement.
JUDGEMENT = "CO05"
# A breach proceeding only thought about, and a recall whose papers have gone.
NOT_BEGUN = ("considering", "warned")
SENT_ON = ("SENT_TO_PPCS",)
