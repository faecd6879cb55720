"""What the person says of themselves, and what they answered when they were asked who they are."""

from __future__ import annotations

from rainer.cases.models import EqualityAnswer, OwnWords
from rainer.demo.chance import Chance
from rainer.demo.life import Life
from rainer.demo.plan import TOWNS
from rainer.demo.texts import texts

COLUMNS = {
    OwnWords: ("person_id", "kind", "text", "said_on", "recorded_by_id", "ended_on"),
    EqualityAnswer: (
        "person_id", "question", "value", "self_described", "prefers_not_to_say", "how", "asked_on", "asked_by_id",
    ),
}  # fmt: skip
YES_NO = (("No", 0.9), ("Yes", 0.1))
# Each question with its answers, the share who answer at all, and the share of those who would rather not say.
QUESTIONS: tuple[tuple[str, tuple[tuple[str, float], ...], float, float], ...] = (
    ("ethnicity", (), 0.96, 0.02),
    ("religion", (("No religion", 0.48), ("Christian", 0.34), ("Muslim", 0.11), ("Sikh", 0.02), ("Hindu", 0.02),
                  ("Another", 0.03)), 0.8, 0.08),
    ("sexual_orientation", (("Heterosexual", 0.92), ("Gay or lesbian", 0.04), ("Bisexual", 0.03), ("Another", 0.01)),
     0.66, 0.14),
    ("gender_identity", (("Same as at birth", 0.985), ("Different from at birth", 0.015)), 0.7, 0.04),
    ("marriage", (("Single", 0.62), ("Married or civil partner", 0.16), ("Separated or divorced", 0.2),
                  ("Widowed", 0.02)), 0.75, 0.03),
    ("disability", (("No", 0.58), ("Yes", 0.42)), 0.85, 0.03),
    ("care_leaver", YES_NO, 0.7, 0.05),
    ("caring", (("No", 0.82), ("Yes", 0.18)), 0.65, 0.02),
    ("neurodivergence", (("No", 0.78), ("Yes", 0.22)), 0.6, 0.05),
    ("veteran", (("No", 0.965), ("Yes", 0.035)), 0.75, 0.02),
)  # fmt: skip
ETHNICITY = {
    "en_IN": "Asian: Indian", "en_PK": "Asian: Pakistani", "yo_NG": "Black: African", "ig_NG": "Black: African",
    "tw_GH": "Black: African", "en_KE": "Black: African", "pl_PL": "White: other", "ro_RO": "White: other",
    "tr_TR": "White: other",
}  # fmt: skip
BRITISH = (
    ("White: British", 0.82), ("White: Gypsy or Irish Traveller", 0.02), ("White: Irish", 0.03),
    ("Black: Caribbean", 0.05), ("Mixed: White and Black Caribbean", 0.05), ("Mixed: other", 0.03),
)  # fmt: skip


def voice(life: Life) -> None:
    chance, pool = life.chance(6), texts("voice")
    name, them, word = chance.pick(pool["relatives"])
    given = {
        "relative": name, "relative_them": them, "relative_word": word, "child": chance.pick(pool["children"]),
        "place": chance.pick(TOWNS), "work": chance.pick(pool["work"]),
    }  # fmt: skip
    for kind, pool_name, share in (("words", "words", 0.82), ("aim", "aims", 0.78), ("strength", "strengths", 0.75)):
        for text in chance.some(pool[pool_name], 1 + chance.likely(0.35)) if chance.likely(share) else ():
            said = life.within(chance, 300)
            filled = text.format(**given)
            life.world.rows.add(
                OwnWords, life.person_id, kind, filled[0].upper() + filled[1:], said, life.user_on(said), None
            )
    answers(life, life.chance(7))


def answers(life: Life, chance: Chance) -> None:
    """Not asked is no row; asked and not known is a row without a value; rather not say is a value of its own."""
    asked = life.within(chance, 400)
    user = life.user_on(asked)
    for question, values, share, rather_not in QUESTIONS:
        if not chance.likely(share):
            continue
        not_said = chance.likely(rather_not)
        value = "" if not_said or chance.likely(0.03) else _answer(life, chance, question, values)
        how = "observed" if question == "ethnicity" and chance.likely(0.06) else "self"
        life.world.rows.add(EqualityAnswer, life.person_id, question, value, "", not_said, how, asked, user)


def _answer(life: Life, chance: Chance, question: str, values: tuple[tuple[str, float], ...]) -> str:
    if question in life.says:
        return "Yes"
    if question != "ethnicity":
        return chance.weighted(values)
    community = life.world.names.community_of(life.surname)
    return ETHNICITY[community] if community in ETHNICITY and chance.likely(0.93) else chance.weighted(BRITISH)
