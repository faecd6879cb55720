"""Starting a breach, moving it, the officer's view, the notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.models import Sentence
from rainer.enforcement.models import BreachProceeding
from rainer.enforcement.operations.breach import VIEWS, Start, Step
from rainer.enforcement.queries.notice import MAIN, OTHER, WHOLE
from rainer.policy.enforcement import Move
from rainer.web import words
from rainer.web.forms import Checkboxes, Form, LooseDate, Radios, Select, TextArea, TextInput

NOTICE_TYPES = (
    "Breach of a community order",
    "Breach of a suspended sentence order",
    "Breach of a supervision requirement",
)
REFER, CONSIDER = "refer", "consider"


class StartForm(Form):
    """On which failures, since when aware, and whether to refer at once."""

    failures = Checkboxes(gettext_lazy("Which failures?"), (), required=gettext_lazy("Choose at least one failure"))
    became_aware_on = LooseDate(
        gettext_lazy("When did you become aware?"),
        required=gettext_lazy("Enter the day you became aware"),
        near="behind",
    )
    how = Radios(
        gettext_lazy("What now?"),
        ((REFER, gettext_lazy("Refer to an enforcement officer")), (CONSIDER, gettext_lazy("Consider it first"))),
        initial=REFER,
    )

    def __init__(self, *args: Any, failures: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["failures"].choices = [(str(pk), said) for pk, said in failures]  # type: ignore[attr-defined]

    def value(self, event_id: int) -> Start:
        typed = self.cleaned_data
        chosen = [int(pk) for pk in typed["failures"]]
        return Start(chosen, typed["became_aware_on"], typed["how"] == REFER, event_id)


class MoveForm(Form):
    """One of the moves the user may make, with what some of them need."""

    to = Radios(gettext_lazy("What is done?"), (), required=gettext_lazy("Choose what is done"))
    hearing_on = LooseDate(gettext_lazy("Day of the hearing"), required="", near="ahead")
    outcome = TextArea(gettext_lazy("What the court did, or why it ended"), required="", rows=2)
    reason = TextArea(gettext_lazy("Why, or a note"), required="", rows=2)

    def __init__(self, *args: Any, moves: Sequence[Move], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        to: Any = self.fields["to"]
        to.choices = [(one.to, one.label) for one in moves]
        to.reveals = {"listed": ("hearing_on",), "outcome_recorded": ("outcome",)}
        for name, needed in (("hearing_on", "listed"), ("outcome", "outcome_recorded")):
            if needed not in {one.to for one in moves}:
                del self.fields[name]
                to.reveals.pop(needed)

    def value(self) -> Step:
        typed = self.cleaned_data
        return Step(typed["to"], typed["reason"], typed.get("hearing_on"), typed.get("outcome", ""))


class ViewForm(Form):
    """How the order was kept, in the officer's own view."""

    view = Radios(gettext_lazy("How was the order kept, overall?"), list(VIEWS.items()))
    reason = TextArea(gettext_lazy("Why"), required=gettext_lazy("Say why"), rows=4)
    proposal = TextArea(gettext_lazy("What do you propose to the court?"), required="", rows=3)


def usual_of(proceeding: BreachProceeding, facts: Mapping[str, Any]) -> dict[str, str]:
    """What a notice begins with: the kind its sentence asks for; another address where no main one is known; answers go to
    the office."""
    community, suspended, supervision = NOTICE_TYPES
    kinds = {Sentence.Kind.COMMUNITY_ORDER: community, Sentence.Kind.SUSPENDED: suspended}
    kind = kinds.get(proceeding.event.sentence.kind, supervision)  # type: ignore[call-overload]
    office = "\n".join(line for line in (facts.get("office"), facts.get("office_address")) if line)
    reached = {"reply_address": office, "contact_number": facts.get("telephone", "")}
    usual = {"notice_type": kind, "address": MAIN if facts["address"] else OTHER}
    return usual | {name: text for name, text in reached.items() if text}


class CheckForm(Form):
    """What whoever checks a pack looked at."""

    found = TextArea(
        gettext_lazy("What did you look at, and what did you find?"),
        required=gettext_lazy("Say what you looked at"),
        rows=4,
    )


class NoticeForm(Form):
    """What the notice says that the record does not."""

    notice_type = Select(
        gettext_lazy("Kind of notice"),
        [(kind, kind) for kind in NOTICE_TYPES],
    )
    reference = TextInput(gettext_lazy("Reference"), required="")
    address = Radios(
        gettext_lazy("Which address?"),
        ((MAIN, gettext_lazy("Their main address")), (OTHER, gettext_lazy("Another"))),
        initial=MAIN,
        reveals={OTHER: ("other_address",)},
    )
    other_address = TextArea(gettext_lazy("Address"), required="", rows=4)
    reply_address = TextArea(gettext_lazy("Answers go to"), required="", rows=3)
    contact_number = TextInput(gettext_lazy("Telephone for answers"), required="", width=20)
    respond_by = LooseDate(gettext_lazy("Answer by"), required="", near="ahead")
    further = TextArea(gettext_lazy("Further reasons"), required="", rows=3)

    def __init__(self, *args: Any, facts: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [(WHOLE, _("The whole sentence")), *facts["requirements"].items()]
        for one in facts["failures"]:
            when = {"when": one["when"]}
            self.fields[f"requirement_{one['id']}"] = Select(
                _("Requirement broken on %(when)s") % when, options, initial=one["requirement"]
            )
            self.fields[f"rejected_{one['id']}"] = TextArea(
                _("Why what was said of %(when)s was not accepted") % when, required="", rows=2
            )

    def typed(self) -> dict[str, str]:
        """As plain text, which is what is kept."""
        found = {}
        for name, value in self.cleaned_data.items():
            found[name] = words.long_day(value) if name == "respond_by" and value else str(value or "")
        return found
