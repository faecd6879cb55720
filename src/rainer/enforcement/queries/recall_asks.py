"""What each part of a recall record asks, and whether what was said is whole. Lists to choose from are the rulebook's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.models import LicenceCondition, Rosh
from rainer.policy import recall
from rainer.supervision.reference import Reference

Said = Mapping[str, Any]
Options = tuple[tuple[str, Any], ...]
YES_NO: Options = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))
YES_NO_OR_NOT_KNOWN: Options = (*YES_NO, ("not_known", gettext_lazy("Not known")))
NEW_OFFENCE: Options = (
    ("NO", gettext_lazy("No new charge")),
    ("ONLY_CHARGED", gettext_lazy("Charged, and not convicted")),
    ("CHARGED_AND_CONVICTED", gettext_lazy("Charged and convicted")),
)
IN_CUSTODY: Options = (
    ("no", gettext_lazy("Not in custody")),
    ("police", gettext_lazy("In police custody")),
    ("prison", gettext_lazy("In prison")),
)
INDETERMINATE: Options = (
    ("life", gettext_lazy("Life sentence")),
    ("ipp", gettext_lazy("Imprisonment for public protection")),
    ("dpp", gettext_lazy("Detention for public protection")),
)
HARM: Options = tuple((key, words) for key, words in Rosh.choices if key != Rosh.NOT_RECORDED)
FILL_IN = gettext_lazy("Fill this in")
LOOKED_AT = gettext_lazy("Look at it, then tick this")
NO_ANSWER = gettext_lazy("Choose one")


@dataclass(frozen=True, slots=True)
class Ask:
    """One question. `missing` is said where nothing was given; "" where it may be left out.

    `only`: asked only where another answer is, or holds, this value.
    """

    name: str
    label: Any
    kind: Literal["text", "line", "one", "many", "tick"] = "text"
    missing: Any = FILL_IN
    options: Options = ()
    hint: Any = ""
    only: tuple[str, str] | None = None


def _one(name: str, label: Any, options: Options = YES_NO, missing: Any = NO_ANSWER) -> Ask:
    return Ask(name, label, "one", missing, options)


def _details(label: Any, name: str, value: str) -> Ask:
    return Ask("details", label, only=(name, value))


def _looked_at(label: Any) -> tuple[Ask, ...]:
    return (Ask("looked_at", label, "tick", LOOKED_AT),)


ASKS: Mapping[str, tuple[Ask, ...]] = {
    "what_led": (Ask("what", gettext_lazy("What has made you think of recall?")),),
    "response_to_supervision": (Ask("what", gettext_lazy("How has the person responded to supervision so far?")),),
    "manager_discussion": (
        Ask("who", gettext_lazy("With whom did you talk?"), "line"),
        Ask("when", gettext_lazy("When?"), "line", hint=gettext_lazy("For example 9 Nov, 10.30")),
        Ask("what", gettext_lazy("What was said")),
    ),
    "sentence_group": (_one("group", gettext_lazy("What kind of sentence is it?"), tuple(recall.GROUP_WORDS.items())),),
    "indeterminate_kind": (_one("kind", gettext_lazy("Which kind of indeterminate sentence?"), INDETERMINATE),),
    "mappa_reviewed": _looked_at(gettext_lazy("I have checked the MAPPA level and category with whoever chairs it")),
    "emergency": (
        _one("emergency", gettext_lazy("Is it an emergency recall?")),
        _details(gettext_lazy("Why it cannot wait"), "emergency", "yes"),
    ),
    "custody_status": (
        _one("status", gettext_lazy("Is the person in custody?"), IN_CUSTODY),
        Ask("address", gettext_lazy("Last address, or where they are held")),
    ),
    "where_found": (Ask("where", gettext_lazy("Where can police find the person?")),),
    "arrest_issues": (
        _one("issues", gettext_lazy("Is there anything police should know before an arrest?")),
        _details(gettext_lazy("What police should know"), "issues", "yes"),
    ),
    "police_contact": (
        Ask("name", gettext_lazy("Local police contact"), "line"),
        Ask("telephone", gettext_lazy("Telephone"), "line"),
        Ask("email", gettext_lazy("E-mail"), "line", missing=""),
    ),
    "contraband_risk": (
        _one("risk", gettext_lazy("Might the person bring in drugs, a telephone or other forbidden things?")),
        _details(gettext_lazy("What, and how you know"), "risk", "yes"),
    ),
    "victim_contact": (
        _one("scheme", gettext_lazy("Is there a victim in the contact scheme?"), YES_NO_OR_NOT_KNOWN),
        Ask("officer", gettext_lazy("Victim liaison officer, and when they were told"), "line", only=("scheme", "yes")),
    ),
    "iom": (_one("iom", gettext_lazy("Is the person in integrated offender management?"), YES_NO_OR_NOT_KNOWN),),
    "rosh_to_groups": (
        _one("public", gettext_lazy("Risk of serious harm to the public"), HARM),
        _one("known_adult", gettext_lazy("Risk of serious harm to a known adult"), HARM),
        _one("children", gettext_lazy("Risk of serious harm to children"), HARM),
        _one("prisoners", gettext_lazy("Risk of serious harm to people in prison"), HARM),
        _one("staff", gettext_lazy("Risk of serious harm to staff"), HARM),
    ),
    "person_details": _looked_at(gettext_lazy("These details are right")),
    "offence_details": _looked_at(gettext_lazy("The offence and sentence are right")),
    "offence_analysis": (Ask("what", gettext_lazy("What happened in the offence, and why")),),
    "previous_releases_and_recalls": (Ask("what", gettext_lazy("Releases and recalls before"), missing=""),),
    "conditions_for_rerelease": (Ask("what", gettext_lazy("Extra conditions asked for at release, or none")),),
    "author": (
        Ask("name", gettext_lazy("Who wrote this"), "line"),
        Ask("telephone", gettext_lazy("Telephone"), "line"),
        Ask("email", gettext_lazy("E-mail"), "line"),
        Ask("practitioner", gettext_lazy("The practitioner, if it is somebody else"), "line", missing=""),
    ),
    "recipients": (Ask("who", gettext_lazy("Who is sent the revocation order? One a line")),),
    "why_not_recalled": (Ask("what", gettext_lazy("Why recall is not being asked for")),),
    "progress": (Ask("what", gettext_lazy("What has gone well")),),
    "persons_view": (Ask("what", gettext_lazy("What the person says about it")),),
    "expectations": (Ask("what", gettext_lazy("What is expected from now on")),),
    "next_appointment": (Ask("when", gettext_lazy("Next appointment: when, where and with whom"), "line"),),
}  # fmt: skip
LISTS = ("alternatives_tried", "vulnerabilities")


@dataclass(frozen=True)
class Asking:
    """What the changing questions hang on: the live licence's conditions, the sentence group, the types open."""

    conditions: Sequence[LicenceCondition]
    group: recall.SentenceGroup
    options: Sequence[str]
    reference: Reference


def asks_of(part: str, asking: Asking) -> tuple[Ask, ...]:
    """The questions of a part, in order."""
    where: Any = asking.reference.where
    if part == "conditions_breached":
        options = tuple((str(one.pk), one.text) for one in asking.conditions)
        said = gettext_lazy("Choose at least one condition of the licence in force")
        which = Ask("conditions", gettext_lazy("Which conditions were broken?"), "many", said, options)
        return (which, Ask("how", gettext_lazy("How were they broken, and when?")))
    if part == "suitability":
        return tuple(_question(one) for one in recall.questions(asking.group, **where))
    if part == "recall_type":
        kinds = tuple((key, recall.TYPE_WORDS[key].capitalize()) for key in asking.options)
        return (_one("type", gettext_lazy("What do you ask for?"), kinds), Ask("why", gettext_lazy("Why?")))
    if part in LISTS:
        tried = _choices(recall.choices(part, **where), gettext_lazy("Choose all that apply"))  # type: ignore[arg-type]
        else_ = Ask(
            "what_else", gettext_lazy("What else could be done instead, and why it would or would not be enough")
        )
        return (*tried, else_) if part == "alternatives_tried" else tried
    if part == "tests_met":
        answer = recall.indeterminate_tests(recall.IndeterminateInputs(asking.group), **where).answer
        return _choices(answer.tests if answer else (), gettext_lazy("Which of these are met?"))
    return ASKS[part]


def _question(one: recall.Question) -> Ask:
    """A question that decides the type. It may be left: then it counts as an exclusion, and the page says so."""
    options = NEW_OFFENCE if one.key == "new_offence" else YES_NO
    return _one(one.key, one.words, options, missing="")


def _choices(offered: Iterable[recall.Choice], label: Any) -> tuple[Ask, ...]:
    """One question with its choices, and one for the details of each choice that needs them."""
    rows = tuple(offered)
    details = (
        Ask(about(row.key), _("%(what)s: details") % {"what": row.label}, only=("chosen", row.key))
        for row in rows
        if row.needs_details
    )
    said = gettext_lazy("Choose at least one")
    return (Ask("chosen", label, "many", said, tuple((row.key, row.label) for row in rows)), *details)


def about(key: str) -> str:
    """Under which name the details of a choice are kept."""
    return f"about_{key.lower()}"


def is_asked(ask: Ask, said: Said) -> bool:
    if ask.only is None:
        return True
    name, value = ask.only
    given = said.get(name)
    return value in given if isinstance(given, (list, tuple)) else given == value


def cleaned(part: str, said: Said, asking: Asking) -> tuple[dict[str, Any], dict[str, str]]:
    """What is kept of what was said, and what is wrong with it, by question. What was not asked is not kept."""
    asks = [ask for ask in asks_of(part, asking) if is_asked(ask, said)]
    kept = {ask.name: _value(ask, said.get(ask.name)) for ask in asks}
    errors = {ask.name: str(ask.missing) for ask in asks if ask.missing and not kept[ask.name]}
    for ask in asks:
        if ask.options and set(_as_list(kept[ask.name])) - {key for key, _words in ask.options}:
            errors[ask.name] = _("Choose from these")
    if "chosen" in kept and kept["chosen"] and "chosen" not in errors:
        errors |= _faults(part, kept, asking)
    return kept, errors


def _value(ask: Ask, given: Any) -> Any:
    if ask.kind == "many":
        return [str(one) for one in given or ()]
    if ask.kind == "tick":
        return "yes" if given else ""
    return str(given or "").strip()


def _as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def _faults(part: str, kept: Said, asking: Asking) -> dict[str, str]:
    """What the rule says is wrong with what was chosen together."""
    chosen = {key: str(kept.get(about(key), "")) for key in kept["chosen"]}
    where: Any = asking.reference.where
    if part == "tests_met":
        answer = recall.indeterminate_tests(recall.IndeterminateInputs(asking.group, chosen), **where).answer
        faults = answer.faults if answer else ()
    else:
        faults = recall.faults_in(chosen, recall.choices(part, **where))  # type: ignore[arg-type]
    words = {
        "not_alone": ("chosen", _("“None” and “not known” cannot be chosen with others")),
        "unknown": ("chosen", _("Choose from these")),
    }
    return dict(words[one.fault] if one.fault in words else (about(one.key), _("Give details")) for one in faults)


def told(part: str, said: Said, asking: Asking) -> list[tuple[str, str]]:
    """What was said in a part, in words: question and answer."""
    rows = []
    for ask in asks_of(part, asking):
        if ask.name in said and is_asked(ask, said):
            names = {key: str(words) for key, words in ask.options}
            values = _as_list(said[ask.name])
            if ask.kind == "tick":
                values = [_("Yes")] if values else []
            lines = [names.get(value, value) for value in values]
            rows.append((str(ask.label), "\n".join(lines) or _("Not answered")))
    return rows
