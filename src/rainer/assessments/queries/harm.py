"""What an assessment says of serious harm: the five sentences, the level for each group, the overall level."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rainer.assessments.queries.answers import Told, tell
from rainer.cases.models import Registration
from rainer.policy.assessment.form import Answers, Form

SENTENCES = ("rosh_who", "rosh_nature", "rosh_when", "rosh_raises", "rosh_lowers", "rosh_beyond_scores")
GROUPS = (
    ("children", _("Children")),
    ("public", _("Public")),
    ("known_adult", _("Known adult")),
    ("staff", _("Staff")),
    ("prisoners", _("Prisoners")),
)
SELF = ("rosh_self_suicide", "rosh_self_self_harm", "rosh_self_coping", "rosh_self_vulnerability")
# By level, the highest first.
FLAGS = {"very_high": "RVHR", "high": "RHRH", "medium": "RMRH", "low": "RLRH"}
ORDER = ("low", "medium", "high", "very_high")

# Group, level in the community (None where it is not asked), level in custody.
Levels = list[tuple[object, str | None, str]]


def sentences(form: Form, answers: Answers) -> list[Told]:
    return [tell(q, answers.get(q.code)) for q in _named(form, SENTENCES) if answers.get(q.code)]


def to_themselves(form: Form, answers: Answers) -> list[Told]:
    return [tell(q, answers.get(q.code)) for q in _named(form, SELF) if q.is_asked(answers)]


def _named(form: Form, codes: tuple[str, ...]) -> list:  # type: ignore[type-arg]
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


def flagged_level(person_id: int) -> str:
    """The level that the record's flags say, the highest where there are several; "" where there is none. One query.

    Asked of the flags themselves: what a case keeps of them follows a moment later.
    """
    codes = Registration.objects.filter(person=person_id, type_code__in=FLAGS.values(), ends=None)
    standing = set(codes.values_list("type_code", flat=True))
    return next((level for level, code in FLAGS.items() if code in standing), "")


def height(level: str) -> int:
    """Low is 0; not assessed is lower than low."""
    return ORDER.index(level) if level in ORDER else -1
