"""The forms of a plan: a goal, a step, how it is going, what the person says, looking at it again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.assessments.area_words import AREA_NAMES
from rainer.assessments.models import Goal, GoalNote, Plan, ProgressNote, Step
from rainer.assessments.operations.plans import Answer, Decision, GoalWords, Review, StepWords
from rainer.policy.plan import Offer
from rainer.web import words
from rainer.web.forms import Checkboxes, Form, LooseDate, Radios, Select, TextArea, TextInput, Tick

# How long a text may be is the rulebook's: the operation refuses a longer one, with the typing kept.
AS_THE_RULE_SAYS = 1_000_000
DAY, LATER = "day", "later"
AREAS = [*AREA_NAMES.items()]
CHOOSE = ("", gettext_lazy("Choose"))


def _text(label: Any, **settings: Any) -> TextArea:
    return TextArea(label, **{"required": "", "max_length": AS_THE_RULE_SAYS, "rows": 3, **settings})


def _when_fields(offers: Sequence[Offer]) -> list[tuple[str, Any]]:
    offered = [
        (str(one.months), _("In %(months)s months, by %(day)s") % {"months": one.months, "day": words.since(one.day)})
        for one in offers
    ]
    return [*offered, (DAY, _("By another day")), (LATER, _("Not now"))]


class _WhenForm(Form):
    """By when: in so many months, by a day, or not now."""

    when = Radios(
        gettext_lazy("By when?"),
        (),
        required=gettext_lazy("Choose by when, or that it is not for now"),
        reveals={DAY: ("target_on",), LATER: ("remind_on",)},
    )
    target_on = LooseDate(gettext_lazy("Which day"), required="", near="ahead")
    remind_on = LooseDate(gettext_lazy("When to ask again, if you know"), required="", near="ahead")

    def __init__(self, *args: Any, offers: Sequence[Offer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = {str(one.months): one.day for one in offers}
        self.fields["when"].choices = _when_fields(offers)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("when") == DAY:
            self.require("target_on", _("Enter the day, like 27 Nov"))
        return self.cleaned_data

    @property
    def target(self) -> date | None:
        chosen = self.cleaned_data["when"]
        return self.cleaned_data["target_on"] if chosen == DAY else self.offers.get(chosen)


class GoalForm(_WhenForm):
    """A goal, in their words first."""

    title = _text(
        gettext_lazy("What do they want to change or reach?"),
        required=gettext_lazy("Say what they want to change or reach"),
        hint=gettext_lazy("In their words where you can. They see this, and so may whoever is in the room."),
    )
    is_own_words = Tick(gettext_lazy("These are their own words"))
    area = Select(
        gettext_lazy("What it is mostly about"),
        [CHOOSE, *AREAS],
        required=gettext_lazy("Choose what it is mostly about"),
    )
    related = Checkboxes(gettext_lazy("What else it helps with"), AREAS, small=True)
    field_order = ["title", "is_own_words", "area", "when", "target_on", "remind_on", "related"]

    def words(self) -> GoalWords:
        got = self.cleaned_data
        return GoalWords(
            title=got["title"], area=got["area"], is_own_words=got["is_own_words"], related=tuple(got["related"]),
            target_on=self.target, remind_on=got["remind_on"] if got["when"] == LATER else None,
        )  # fmt: skip


def goal_initial(goal: Goal) -> dict[str, Any]:
    return {
        "title": goal.title,
        "is_own_words": goal.is_own_words,
        "area": goal.area,
        "related": goal.related,
        "when": DAY if goal.target_on else LATER,
        "target_on": goal.target_on,
        "remind_on": goal.remind_on,
    }


class StepForm(Form):
    """Who does what by when."""

    actor = Radios(
        gettext_lazy("Who does it?"),
        (),
        required=gettext_lazy("Choose who does it"),
        reveals={Step.Actor.SOMEONE_ELSE: ("who_name",)},
    )
    who_name = TextInput(gettext_lazy("Their name"), required="", max_length=120)
    description = _text(
        gettext_lazy("What will they do?"),
        rows=2,
        required=gettext_lazy("Say what will be done"),
        hint=gettext_lazy("Short and plain: “Book the test”. The person sees this."),
    )
    by_on = LooseDate(
        gettext_lazy("By when, if there is a day"),
        required="",
        near="ahead",
        hint=gettext_lazy("For example 27/11 or fri"),
    )

    def __init__(self, *args: Any, person: str, practitioner: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {Step.Actor.PERSON: person, Step.Actor.PRACTITIONER: practitioner}
        choices = [(code, names.get(code) or label) for code, label in Step.Actor.choices]  # type: ignore[call-overload]
        self.fields["actor"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("actor") == Step.Actor.SOMEONE_ELSE:
            self.require("who_name", _("Give the name of who does it"))
        return self.cleaned_data

    def words(self) -> StepWords:
        return StepWords(**{name: self.cleaned_data[name] for name in ("actor", "description", "who_name", "by_on")})


def step_initial(step: Step) -> dict[str, Any]:
    return {name: getattr(step, name) for name in ("actor", "who_name", "description", "by_on")}


class ProgressForm(Form):
    """How the person says it is going."""

    how = Radios(
        gettext_lazy("How do they say it is going?"),
        GoalNote.How.choices,
        required=gettext_lazy("Choose how they say it is going"),
    )
    text = _text(gettext_lazy("In their words"))


class NoteForm(Form):
    """A reason, or a note that may be left out."""

    text = _text(gettext_lazy("Why"))

    def __init__(self, *args: Any, label: Any, required: Any = "", hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        field.label, field.required, field.help_text = label, bool(required), hint
        if required:
            field.error_messages["required"] = required


class AgainForm(_WhenForm):
    """Why a goal is taken up again, and by when."""

    text = _text(gettext_lazy("Why it is taken up again"), required=gettext_lazy("Say why it is taken up again"))
    field_order = ["text", "when", "target_on", "remind_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # When to ask again stands with the goal, and is changed there.
        del self.fields["remind_on"]
        self.fields["when"].reveals = {DAY: ("target_on",)}  # type: ignore[attr-defined]


class _NamesForm(Form):
    """Who asked whom, and when the plan is looked at again."""

    practitioner_name = TextInput(gettext_lazy("Your name"), required=gettext_lazy("Give your name"), max_length=120)
    person_name = TextInput(
        gettext_lazy("The person’s name"), required=gettext_lazy("Give the person’s name"), max_length=120
    )
    review_on = LooseDate(
        gettext_lazy("Look at it again on"), near="ahead", required=gettext_lazy("Enter a day, like 28 Jan")
    )


class AgreeForm(_NamesForm):
    """What the person says of the plan."""

    to = Radios(gettext_lazy("Do they agree with this plan?"), (), required=gettext_lazy("Choose what they say"))
    details_no = _text(
        gettext_lazy("Because"), rows=2, hint=gettext_lazy("In their words. It is recorded as their view.")
    )
    details_not_asked = _text(
        gettext_lazy("Because"), rows=2, hint=gettext_lazy("They are asked the next time you meet.")
    )
    field_order = ["to", "details_no", "details_not_asked", "review_on", "practitioner_name", "person_name"]

    def __init__(self, *args: Any, is_again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        status = Plan.Status
        yes, no = (
            (status.UPDATED_AGREED, status.UPDATED_DO_NOT_AGREE) if is_again else (status.AGREED, status.DO_NOT_AGREE)
        )
        self.details = {no.value: "details_no"}
        choices = [(yes.value, _("Yes")), (no.value, _("No, because …"))]
        if is_again:
            del self.fields["details_not_asked"]
        else:
            self.details[status.COULD_NOT_ANSWER.value] = "details_not_asked"
            choices.append((status.COULD_NOT_ANSWER.value, _("They could not be asked today, because …")))
        self.fields["to"].choices = choices  # type: ignore[attr-defined]
        self.fields["to"].reveals = {code: (name,) for code, name in self.details.items()}  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if name := self.details.get(self.cleaned_data.get("to", "")):
            self.require(name, _("Say why"))
        return self.cleaned_data

    def answer(self) -> Answer:
        got = self.cleaned_data
        details = got[self.details[got["to"]]] if got["to"] in self.details else ""
        return Answer(got["to"], details, got["practitioner_name"], got["person_name"], got["review_on"])


class ReviewForm(_NamesForm):
    """What becomes of each goal, what worked, what the person says, the next day."""

    text = _text(
        gettext_lazy("What worked, and what did not"), required=gettext_lazy("Say what worked and what did not")
    )
    person_says = _text(gettext_lazy("What they say of it, in their words"))
    is_support_needed = Radios(
        gettext_lazy("Is support needed that is not there?"),
        ProgressNote.Answer.choices,
        required=gettext_lazy("Choose whether support is needed"),
        reveals={ProgressNote.Answer.YES: ("support_why",)},
    )
    support_why = _text(gettext_lazy("What support"), rows=2)
    was_involved = Radios(
        gettext_lazy("Did you do this together?"),
        [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        required=gettext_lazy("Choose whether the person was there"),
        reveals={"no": ("involved_why",)},
    )
    involved_why = _text(gettext_lazy("Why not"), rows=2)

    def __init__(self, *args: Any, goals: Iterable[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = list(goals)
        own: dict[str, Any] = {}
        for goal in self.goals:
            own |= _goal_fields(goal)
        last = ("text", "person_says", "is_support_needed", "support_why", "was_involved", "involved_why", "review_on",
                "practitioner_name", "person_name")  # fmt: skip
        self.fields = {**own, **{name: self.fields[name] for name in last}}

    def clean(self) -> dict[str, Any]:
        got = self.cleaned_data
        for goal in self.goals:
            if got.get(f"what-{goal.pk}") == "remove":
                self.require(f"text-{goal.pk}", _("Say why it is removed: it stays in the history with your reason"))
        if got.get("is_support_needed") == ProgressNote.Answer.YES:
            self.require("support_why", _("Say what support"))
        if got.get("was_involved") == "no":
            self.require("involved_why", _("Say why not"))
        return got

    def review(self) -> Review:
        got = self.cleaned_data
        texts = ("text", "person_says", "is_support_needed", "support_why", "involved_why", "practitioner_name",
                 "person_name", "review_on")  # fmt: skip
        return Review(
            **{name: got[name] for name in texts},
            was_involved=got["was_involved"] == "yes",
            goals={goal.pk: self._decision(goal) for goal in self.goals},
        )

    def _decision(self, goal: Goal) -> Decision:
        got, what = self.cleaned_data, self.cleaned_data[f"what-{goal.pk}"]
        return Decision(
            what=what,
            text=got[f"text-{goal.pk}"] if what == "remove" else "",
            title=got[f"title-{goal.pk}"] if what == "change" else "",
            target_on=got[f"target_on-{goal.pk}"] if what == "change" else None,
        )


def _goal_fields(goal: Goal) -> dict[str, Any]:
    """Keep, change, achieve or remove, with the words each needs."""
    choices = [
        ("keep", _("Keep it")),
        ("change", _("Change it")),
        ("achieve", _("It is achieved")),
        ("remove", _("Remove it")),
    ]
    reveals = {"change": (f"title-{goal.pk}", f"target_on-{goal.pk}"), "remove": (f"text-{goal.pk}",)}
    return {
        f"what-{goal.pk}": Radios(
            goal.title, choices, initial="keep", reveals=reveals, small=True, required=_("Choose what becomes of it")
        ),
        f"title-{goal.pk}": _text(_("The goal in new words"), initial=goal.title, rows=2),
        f"target_on-{goal.pk}": LooseDate(_("By when"), required="", near="ahead", initial=goal.target_on),
        f"text-{goal.pk}": _text(_("Why it is removed"), rows=2),
    }
