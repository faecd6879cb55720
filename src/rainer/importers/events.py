"""What the log says about files that came in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from rainer.common.log import event_type

RECEIVED = event_type("import_received", _("{actor} brought in the file {file}"))
CHECKED = event_type("import_checked", _("Rainer checked the file {file}: ready to apply"))
REFUSED = event_type("import_refused", _("Rainer refused the file {file}: {faults} faults, nothing changed"))
SAME_FILE = event_type("import_no_change", _("The file {file} had been applied before: nothing changed"))
GUARD_OVERRIDDEN = event_type("import_guard_overridden", _("{actor} chose to use {file} all the same: {reason}"))
RENAMED = event_type("import_names_given", _("{actor} said what the file {file} calls its columns: {names}"))
APPLIED = event_type("import_applied", _("{actor} applied the file {file} for {covers}"))
FAILED = event_type("import_failed", _("The file {file} could not be applied: nothing changed"))
LEFT_TEAM = event_type("practitioner_left_team", _("{code} is no longer in {team}, from the file {file}"))
STAFF_CHANGED = event_type("practitioner_changed", _("{code}: {what} was {old}, is {new}, from the file {file}"))
PERSON_IMPORTED = event_type("person_imported", _("{actor} brought in the record"))
PERSON_CHANGED = event_type("person_changed_by_import", _("{actor} brought in changes: {what}"), personal=("changes",))
