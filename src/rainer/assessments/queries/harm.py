"""What an assessment says of serious harm: the five sentences, the level for each group, the overall level."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from rainer.assessments.queries.answers import Told, tell
from rainer.cases.models import Registration
from rainer.policy.assessment.form import Answers, Form, Question
from rainer.rulebook.queries import rulebook_now

SENTENCES = ("rosh_who", "rosh_nature", "rosh_when", "rosh_raises", "rosh_lowers", "rosh_beyond_scores")
GROUPS = (
    ("children", _("Children")),
    ("public", _("Public")),
    ("known_adult", _("Known adult")),
    ("staff", _("Staff")),
    ("prisoners", _("Prisoners")),
)
SELF = ("rosh_self_suicide", "rosh_self_self_harm", "rosh_self_coping", "rosh_self_vulnerability")
CODES = "tiering.registration_codes"
ORDER = ("low", "medium", "high", "very_high")

# Group, level in the community (None where it is not asked), level in custody.
Levels = list[tuple[object, str | None, str]]


def sentences(form: Form, answers: Answers) -> list[Told]:
    return [tell(q, answers.get(q.code)) for q in _named(form, SENTENCES) if answers.get(q.code)]


def to_themselves(form: Form, answers: Answers) -> list[Told]:
    return [tell(q, answers.get(q.code)) for q in _named(form, SELF) if q.is_asked(answers)]


def _named(form: Form, codes: tuple[str, ...]) -> list[Question]:
    return [question for code in codes if (question := form.question(code))]


def levels_of(answers: Answers) -> Levels:
    """A level is "" where it is not answered."""
    return [
        (
            label,
            None if group == "prisoners" else answers.get(f"rosh_community_{group}", ""),
            answers.get(f"rosh_custody_{group}", ""),
        )
        for group, label in GROUPS
    ]


def rosh_codes(on: date) -> dict[str, str]:
    """The level of serious harm by the code of its flag: those the tier reads."""
    codes: dict[str, str] = rulebook_now().value(CODES, on=on).value["rosh"]
    return {code: level.lower() for code, level in codes.items()}


def flagged_level(person_id: int, on: date) -> str:
    """The level that the record's flags say, the highest where there are several; "" where there is none. One query.

    Asked of the flags themselves: what a case keeps of them follows a moment later.
    """
    levels = rosh_codes(on)
    codes = Registration.objects.filter(person=person_id, type_code__in=levels, ends=None)
    return max((levels[code] for code in codes.values_list("type_code", flat=True)), key=height, default="")


def height(level: str) -> int:
    """Low is 0; not assessed is lower than low."""
    return ORDER.index(level) if level in ORDER else -1
