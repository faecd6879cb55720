"""Another tier than the rule's; and a second person's decision on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.utils.translation import gettext_lazy as _

from rainer.policy.tier_override import Scheme
from rainer.tiering.operations.overriding import Proposal
from rainer.web.forms import Form, LooseDate, Select, TextArea


class ProposalForm(Form):
    tier = Select(_("Which tier should it be?"), [], required=_("Choose a tier"))
    reason = TextArea(
        _("Why?"), required=_("Say why"), rows=4, max_length=1000, hint=_("What you know that the rule does not see. The holder and a second person read it.")
    )  # fmt: skip
    until = LooseDate(
        _("When will it be looked at again?"), required=_("Enter a day"), near="ahead", hint=_("It ends after that day. For example 9/2 or in 3 months")
    )  # fmt: skip

    def __init__(self, *args: Any, options: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Select, self.fields["tier"]).choices = [("", _("Choose")), *options]

    def value(self) -> Proposal:
        scheme, _colon, tier = self.cleaned_data["tier"].partition(":")
        return Proposal(cast(Scheme, scheme), tier, self.cleaned_data["reason"], self.cleaned_data["until"])


class DecisionForm(Form):
    said = TextArea(
        _("What did you test, or why not?"), required="", rows=4, max_length=2000, hint=_("For example whom you asked, and what they said. “Agreed” is not enough.")
    )  # fmt: skip
