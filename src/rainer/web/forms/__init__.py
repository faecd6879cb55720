"""Forms with labels above, hints with true examples, and errors that say what to do."""

from rainer.web.forms.fields import (
    Checkboxes,
    FileUpload,
    LooseDate,
    Number,
    Radios,
    Select,
    TextArea,
    TextInput,
    Tick,
)
from rainer.web.forms.form import Form, put_on_fields, saved_by
from rainer.web.forms.moments import LooseMoment
from rainer.web.forms.told import told_by

__all__ = [
    "Checkboxes",
    "FileUpload",
    "Form",
    "LooseDate",
    "LooseMoment",
    "Number",
    "Radios",
    "Select",
    "TextArea",
    "TextInput",
    "Tick",
    "put_on_fields",
    "saved_by",
    "told_by",
]
