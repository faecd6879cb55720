"""Forms of documents. The file stands last: one that is too large breaks off there, after all that was typed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.documents.checking import Limits
from rainer.cases.models import Case
from rainer.cases.queries.documents import document_kinds, what_it_may_belong_to
from rainer.web.forms import FileUpload, Form, Select, TextArea, TextInput, Tick

_L = gettext_lazy


class _WithFile(Form):
    def __init__(self, *args: Any, limits: Limits, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facts = {"most": limits.megabytes, "types": ", ".join(limits.endings)}
        self.fields["file"] = FileUpload(
            _("The file"),
            hint=_("Up to %(most)s MB. Types taken in: %(types)s") % facts,
            accept=limits.accept,
        )
        # Its name is judged with its content, where the whole of it is told.
        self.fields["file"].max_length = None  # type: ignore[attr-defined]


class DocumentForm(_WithFile):
    name = TextInput(_L("What is it?"), required="", hint=_L("Leave empty to call it by the name of the file"))
    kind = Select(_L("What kind of document is it?"), [], required=_L("Choose what kind of document it is"))
    about = Select(_L("What does it belong to?"), [], required=_L("Choose what it belongs to"))
    is_sensitive = Tick(
        _L("It is sensitive"), hint=_L("Only those who may read what is sensitive will see that it is there")
    )

    def __init__(self, *args: Any, case: Case, may_see_sensitive: bool, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = [("", _("Choose a kind")), *document_kinds(case, on=on).items()]
        about: Any = self.fields["about"]
        about.choices = what_it_may_belong_to(case)
        if not may_see_sensitive:
            del self.fields["is_sensitive"]


class VersionForm(_WithFile):
    """A newer file of a document."""


class RemoveForm(Form):
    reason = TextArea(_L("Why is it removed?"), required=_L("Say why it is removed"), max_length=300, rows=2)
