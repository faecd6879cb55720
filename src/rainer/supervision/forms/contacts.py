"""What came of an appointment; something that happened; words added; a time put right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.common import clock
from rainer.policy.enforcement import AppointmentOutcomeRow
from rainer.supervision.forms.base import AS_THE_RULE_SAYS, SentOnce
from rainer.supervision.forms.booking import part_choices
from rainer.supervision.operations.contacts import Happened
from rainer.supervision.operations.outcomes import Outcome
from rainer.supervision.parts import Part
from rainer.supervision.reference import Reference
from rainer.web.forms import Checkboxes, Form, LooseMoment, Number, Radios, Select, TextArea, TextInput, Tick

MOVED, EXCUSED = "moved", "excused"
# The order in which they are offered, and what each is called here.
KINDS: dict[str, Any] = {
    "kept": gettext_lazy("Kept"),
    "kept_not_complied": gettext_lazy("Kept, but did not comply"),
    "sent_home_behaviour": gettext_lazy("Sent home: their behaviour"),
    "sent_home_service": gettext_lazy("Sent home: our reasons"),
    "awaiting": gettext_lazy("Missed"),
    EXCUSED: gettext_lazy("Cannot come, and has a good reason"),
    MOVED: gettext_lazy("Moved to another time"),
}


class OutcomeForm(Form):
    """What came of it. Which outcomes are offered depends on the time and on who asks."""

    only_added = ("note",)

    happened = Radios(gettext_lazy("What came of it?"), (), required=gettext_lazy("Choose what came of it"))
    excuse = Select(gettext_lazy("Which reason"), (), required="")
    note = TextArea(gettext_lazy("What happened"), required="", max_length=AS_THE_RULE_SAYS, rows=4)
    plan_part = Select(gettext_lazy("What of the plan was this about?"), (), required="")
    worked_on = Checkboxes(gettext_lazy("Worked on"), (), small=True)
    counts_for_rar = Tick(gettext_lazy("Counts as a RAR day"))

    def __init__(
        self,
        *args: Any,
        offered: Sequence[str],
        excuses: Sequence[AppointmentOutcomeRow],
        aims: Sequence[str],
        plan_parts: Sequence[tuple[str, str]],
        may_count: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened"].choices = [(kind, KINDS[kind]) for kind in offered]  # type: ignore[attr-defined]
        self.fields["excuse"].choices = [("", _("Choose")), *((row.code, row.name) for row in excuses)]  # type: ignore[attr-defined]
        self.fields["plan_part"].choices = [("", _("Nothing of it")), *plan_parts]  # type: ignore[attr-defined]
        self.fields["worked_on"].choices = [(aim, aim) for aim in aims]  # type: ignore[attr-defined]
        unused = {
            "excuse": EXCUSED in offered,
            "plan_part": bool(plan_parts),
            # What they want stands in the plan, where there is one: it is asked once.
            "worked_on": bool(aims) and not plan_parts,
            "counts_for_rar": may_count,
        }
        for name in [name for name, is_used in unused.items() if not is_used]:
            del self.fields[name]
        # What is asked of one kind alone stands inside it, and goes out of sight with it.
        of_kept = tuple(name for name in ("plan_part", "worked_on", "counts_for_rar") if name in self.fields)
        inside = {"kept": of_kept, EXCUSED: ("excuse",)}
        reveals = {kind: names for kind, names in inside.items() if kind in offered and names}
        self.fields["happened"].reveals = reveals  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("happened") == EXCUSED:
            self.require("excuse", _("Choose the reason"))
            self.require("note", _("Say what you know, and how"))
        return self.cleaned_data

    @property
    def is_moved(self) -> bool:
        return self.data.get("happened") == MOVED

    def outcome(self, codes: dict[str, str]) -> Outcome:
        """The outcome chosen; `codes` gives each kind its code."""
        got = self.cleaned_data
        kept = got["happened"] == "kept"
        return Outcome(
            code=got["excuse"] if got["happened"] == EXCUSED else codes[got["happened"]],
            note=got["note"],
            worked_on=tuple(got.get("worked_on", ())) if kept else (),
            plan_part=got.get("plan_part", "") if kept else "",
            counts_for_rar=got["counts_for_rar"] if kept and "counts_for_rar" in got else None,
        )


class ContactForm(SentOnce):
    """Something that happened. An appointment type is one that was kept without having been booked."""

    type_code = Select(gettext_lazy("What"), (), required=gettext_lazy("Choose what happened"))
    # Most of what is noted has just happened: the field says now, and can be overwritten.
    when = LooseMoment(gettext_lazy("When"), near="lately", initial=clock.now)
    part = Select(gettext_lazy("For"), (), required="")
    description = TextInput(gettext_lazy("In a line"), required="", max_length=200)
    notes = TextArea(
        gettext_lazy("What happened"), required=gettext_lazy("Say what happened"), max_length=AS_THE_RULE_SAYS, rows=8
    )
    counts_for_rar = Tick(
        gettext_lazy("Counts as a RAR day"), hint=gettext_lazy("Of a visit or call that was kept without being booked")
    )
    raise_alert = Tick(gettext_lazy("Raise it to whoever holds the case"))
    is_sensitive = Tick(
        gettext_lazy("Sensitive"), hint=gettext_lazy("Only those who may see sensitive parts can read it. For good.")
    )

    def __init__(self, *args: Any, reference: Reference, parts: Sequence[Part], can_alert: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = {part.value: part for part in parts}
        happened = [(code, kind.name) for code, kind in reference.contact_types.items() if kind.is_offered]
        unbooked = [
            (code, _("%(type)s, not booked") % {"type": kind.name})
            for code, kind in reference.types.items()
            if not kind.is_first
        ]
        self.fields["type_code"].choices = [("", _("Choose")), *happened, *unbooked]  # type: ignore[attr-defined]
        self.fields["part"].choices = part_choices(parts)  # type: ignore[attr-defined]
        has_activity = any(part.is_activity for part in parts)
        for name in [n for n, used in (("raise_alert", can_alert), ("counts_for_rar", has_activity)) if not used]:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        part = self.parts.get(self.cleaned_data.get("part", ""))
        if self.cleaned_data.get("counts_for_rar") and not (part and part.is_activity):
            self.add_error("part", _("Choose the rehabilitation activity that it counts for"))
        return self.cleaned_data

    def happened(self) -> Happened:
        got = self.cleaned_data
        part = self.parts.get(got["part"])
        return Happened(
            type_code=got["type_code"], at=got["when"], notes=got["notes"], description=got["description"],
            part=part.fields if part else {}, is_sensitive=got["is_sensitive"],
            raise_alert=bool(got.get("raise_alert")), counts_for_rar=bool(got.get("counts_for_rar")),
        )  # fmt: skip


class NoteForm(SentOnce):
    text = TextArea(
        gettext_lazy("Your note"),
        required=gettext_lazy("Write the note"),
        max_length=AS_THE_RULE_SAYS,
        rows=10,
        hint=gettext_lazy("It is signed with your name and the time, and cannot be changed after."),
    )


class TimeForm(Form):
    when = LooseMoment(gettext_lazy("When it took place"), near="lately")
    minutes = Number(
        gettext_lazy("How long"), required="", least=1, most=600, whole=True, suffix=gettext_lazy("minutes"), width=3
    )
    reason = TextInput(
        gettext_lazy("How you know"), max_length=300, required=gettext_lazy("Say how you know, in a few words")
    )
