"""A reason; and a second person's look."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rainer.assessments.operations.signing import Look
from rainer.web.forms import Form, LooseDate, TextArea


class ReasonForm(Form):
    reason = TextArea(_("Why?"), required=_("Say why"), rows=3, max_length=500)


class LookForm(Form):
    """What was tested and what changed; where it is sent back, what is needed. The operation says what lacks."""

    tested = TextArea(_("What did you test?"), required="", rows=4, max_length=2000)
    changed = TextArea(_("What changed because of it?"), required="", rows=4, max_length=2000)
    talked_on = LooseDate(
        _("When did you talk it through with its author?"), required="", near="behind", hint=_("Leave blank if you did not. For example 9/11 or mon")
    )  # fmt: skip
    needed = TextArea(_("If you send it back: what is needed?"), required="", rows=3, max_length=2000)

    def value(self, decision: str) -> Look:
        typed = self.cleaned_data
        return Look(
            signs=decision != "back", tested=typed["tested"], changed=typed["changed"], talked_on=typed["talked_on"],
            needed=typed["needed"],
        )  # fmt: skip
