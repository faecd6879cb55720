from __future__ import annotations

from typing import Any

from django.core.validators import EmailValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from rainer.organisation.models import RoleHolding
from rainer.organisation.queries import places
from rainer.web.forms import Form, Select, TextInput

USERNAME = RegexValidator(r"^[A-Za-z0-9._-]{2,60}$", _("Use letters, digits, dots and dashes only, like aisha.rahman"))


class RoleForm(Form):
    """A role and where it holds."""

    role = Select(_("Role"), [("", _("Choose")), *RoleHolding.Role.choices], required=_("Choose a role"))
    place = Select(_("Where it holds"), [], required=_("Choose where the role holds"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("Choose")), *places()]  # type: ignore[attr-defined]


class UserForm(RoleForm):
    """Someone new."""

    name = TextInput(_("Name"), required=_("Enter their name"), max_length=120, spellcheck=False)
    username = TextInput(
        _("User name"), required=_("Enter a user name, like aisha.rahman"), max_length=60, spellcheck=False
    )
    email = TextInput(_("Email"), required=_("Enter their email address"), max_length=254, spellcheck=False)
    field_order = ["name", "username", "email", "role", "place"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].validators.append(USERNAME)
        self.fields["email"].validators.append(EmailValidator(_("Enter an email address, like name@example.org")))
