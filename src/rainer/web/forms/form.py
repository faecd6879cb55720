"""The base of every form: problems linked to their fields, warnings shown once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy

from rainer.common.errors import BadInputError, RainerError, RefusedError
from rainer.web.forms.told import told_by

# The button that goes on despite warnings, and the one that keeps a draft.
ANYWAY = "save_anyway"
LATER = "save_for_later"
# Sent from the page that shows theirs and yours: theirs stands, and what a form only adds is added.
KEEP_THEIRS = "keep_theirs"


class Form(forms.Form):
    """A form of a page. Errors come from fields and `clean`; `warn` adds what is not wrong but worth a look."""

    # What to do about warnings that are right as they are; a form whose button is called otherwise says otherwise.
    when_right: Any = gettext_lazy("If it is right, choose “Save anyway”.")

    # Fields whose words are added to what stands and never take its place. The view of a form that has any answers to
    # KEEP_THEIRS, which sends those words alone.
    only_added: tuple[str, ...] = ()

    # The id of the form element its fields belong to, where they do not stand inside it.
    html_id = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "use_required_attribute": False, **kwargs})
        self.warnings: list[tuple[str, Any]] = []

    def warn(self, field: str, message: Any) -> None:
        """Say something about a field without refusing. Call it in `clean`."""
        self.warnings.append((target(self[field]), message))

    @property
    def shows_warnings(self) -> bool:
        """True when the only thing in the way is a warning nobody has answered yet."""
        return bool(self.warnings) and not self.errors and ANYWAY not in self.data

    def may_save(self) -> bool:
        """Valid, and each warning answered with "Save anyway"."""
        return self.is_valid() and not self.shows_warnings

    @property
    def problems(self) -> list[tuple[str, Any]]:
        """(id of the field, message) in the order of the page; those of the whole form first."""
        if not self.is_bound:
            return []
        whole = [("", message) for message in self.non_field_errors()]
        return whole + [(target(field), message) for field in self for message in field.errors]

    @property
    def revealed(self) -> frozenset[str]:
        """Fields that stand inside an option of another field."""
        options = (getattr(f, "reveals", {}) for f in self.fields.values())
        return frozenset(name for reveals in options for names in reveals.values() for name in names)

    @property
    def top_fields(self) -> list[BoundField]:
        """The fields that stand on their own."""
        return [field for field in self if field.name not in self.revealed]

    def require(self, field: str, message: Any) -> None:
        """In `clean`: an optional field that a choice makes needed."""
        if not self.cleaned_data.get(field) and field not in self.errors:
            self.add_error(field, message)


def put_on_fields(form: Form, error: RainerError) -> None:
    """What an operation refuses stands on the field it is about, with all that was typed kept."""
    for name, message in error.facts.get("errors", {}).items():
        form.add_error(name if name in form.fields else None, message)
    if not form.errors:
        form.add_error(None, error.message)


def saved_by(form: Form, save: Callable[[], Any]) -> bool:
    """Do it. What a rule or an operation refuses stands on the form, and the typing with it."""
    try:
        with told_by(form):
            save()
    except (BadInputError, RefusedError) as error:
        put_on_fields(form, error)
        return False
    return True


def target(field: BoundField) -> str:
    """The id of the element a link to the field must reach."""
    kind = getattr(field.field, "kind", "input")
    return f"{field.auto_id}_0" if kind in ("radios", "checkboxes") else str(field.auto_id)
