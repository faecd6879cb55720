"""The free parts of a letter, how it goes out, in which print."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.enforcement.letters import Template
from rainer.enforcement.models import EnforcementAction, Letter
from rainer.enforcement.operations.letters import Wording
from rainer.web.forms import Form, Radios, TextArea, Tick

PREFIX = "part_"


class LetterForm(Form):
    """A text for each part that is the writer's own, and what they want to add."""

    added = TextArea(
        gettext_lazy("Anything to add"), required="", rows=3, hint=gettext_lazy("It stands before your name")
    )
    large_print = Tick(gettext_lazy("Large print"))
    method = Radios(
        gettext_lazy("How does it go out?"),
        Letter.Method.choices,
        required=gettext_lazy("Choose how it goes out"),
        inline=True,
    )

    def __init__(self, *args: Any, template: Template, kind: str, **kwargs: Any) -> None:
        """`kind` of failure gives each text its words to begin with."""
        super().__init__(*args, **kwargs)
        own = {
            PREFIX + part.name: TextArea(
                _("Your words under “%(heading)s”") % {"heading": part.heading},
                required="",
                rows=3,
                initial=part.begins_with(kind),
            )
            for part in template.free_parts
        }
        self.fields = {**own, **self.fields}

    def value(self) -> Wording:
        typed = self.cleaned_data
        own = {name.removeprefix(PREFIX): text for name, text in typed.items() if name.startswith(PREFIX)}
        return Wording({**own, "added": typed["added"]}, typed["method"], typed["large_print"])


class AnswerForm(Form):
    """What was answered to a letter."""

    answer = Radios(
        gettext_lazy("Was there an answer?"),
        EnforcementAction.Answer.choices,
        required=gettext_lazy("Choose whether an answer came"),
    )
    said = TextArea(gettext_lazy("What was said, and how it came"), required="", rows=4)
