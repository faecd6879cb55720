from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rainer.cases.models import BreakGlass, DuplicateWarning
from rainer.web.forms import Form, Radios, TextArea


class OpenRestrictedForm(Form):
    """Two answers, then it opens."""

    ground = Radios(
        _("Why are you opening it?"), BreakGlass.Ground.choices, required=_("Choose why you are opening it")
    )
    reason = TextArea(_("Why, in a sentence"), required=_("Say why: it protects you too"), max_length=500, rows=2)


class DuplicateForm(Form):
    """What two records are."""

    decision = Radios(
        _("Are these one person?"),
        [
            (DuplicateWarning.State.DIFFERENT, _("Two people: do not warn about them again")),
            (DuplicateWarning.State.SAME, _("One person: ask for the records to be merged")),
        ],
        required=_("Choose two people or one person"),
    )
