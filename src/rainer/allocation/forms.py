"""The forms of allocation. Fields say what to do when they are left out; nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rainer.allocation import people
from rainer.allocation.models import Allocation, Proposal, StaffSafetyTalk
from rainer.allocation.operations.conditions import Details
from rainer.allocation.operations.decide import Reasons
from rainer.allocation.operations.tell import Recipients
from rainer.allocation.queries.asked import Asked
from rainer.organisation.models import User
from rainer.web import words
from rainer.web.forms import Checkboxes, Form, LooseDate, Radios, Select, TextArea, TextInput, Tick

YES, WITH, NO = StaffSafetyTalk.Answer.YES, StaffSafetyTalk.Answer.WITH, StaffSafetyTalk.Answer.NO


class WatcherForm(Form):
    """Who watches, by when they are next in contact, and how."""

    watcher = Select(gettext_lazy("Who will watch"), (), required=gettext_lazy("Choose who will watch"))
    next_contact_on = LooseDate(
        gettext_lazy("Next contact by"), near="ahead", required=gettext_lazy("Enter a day, like 27 Nov")
    )
    how = TextInput(
        gettext_lazy("How"),
        max_length=100,
        hint=gettext_lazy("For example call, home visit, office"),
        required=gettext_lazy("Say how: call, visit or office"),
    )

    def __init__(self, *args: Any, watchers: Iterable[User], latest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["watcher"].choices = [("", _("Choose")), *((u.pk, str(u)) for u in watchers)]  # type: ignore[attr-defined]
        self.fields["next_contact_on"].help_text = _("By %(day)s at the latest") % {"day": f"{latest:%-d %b %Y}"}


class TalkForm(Form):
    """What the practitioner said. "Someone else" asks for nothing more."""

    answer = Radios(
        gettext_lazy("What did they say?"),
        StaffSafetyTalk.Answer.choices,
        reveals={WITH: ["support"]},
        hints={NO: gettext_lazy("They need give no reason, and none is kept")},
        required=gettext_lazy("Choose what they said"),
    )
    support = TextInput(gettext_lazy("What support"), max_length=300, required="")


class ConfirmForm(Form):
    """One look before it is real. Which reasons are asked for depends on the pair."""

    capability = Radios(
        gettext_lazy("Can they do this one?"),
        [(YES, gettext_lazy("Yes")), (WITH, gettext_lazy("Yes, with")), (NO, gettext_lazy("No, choose another"))],
        reveals={WITH: ["capability_with"]},
        required=gettext_lazy("Say whether they can do this one"),
    )
    capability_with = TextInput(
        gettext_lazy("With what"), max_length=250, required="", hint=gettext_lazy("For example co-working, a mentor")
    )
    guard_reason = TextArea(gettext_lazy("Why them, though the rule asks"), rows=3, max_length=2000, required="")
    over_threshold_reason = TextArea(gettext_lazy("Why them, at this load"), rows=3, max_length=2000, required="")
    notes = TextArea(gettext_lazy("Notes for whoever takes this person"), rows=4, required="")
    is_sensitive = Tick(gettext_lazy("These notes are sensitive"))
    oversight_note = TextArea(
        gettext_lazy("Management oversight note"),
        rows=3,
        required="",
        hint=gettext_lazy("Left empty, your notes are kept as they are"),
    )
    oversight_is_sensitive = Tick(gettext_lazy("The oversight note is sensitive"))
    tell_practitioner = Tick(gettext_lazy("Tell the practitioner"), initial=True)
    copy_to_me = Tick(gettext_lazy("Send me a copy"), initial=True)
    tell = TextInput(
        gettext_lazy("Tell someone else too"),
        max_length=500,
        required="",
        hint=gettext_lazy("Colleagues' e-mail addresses, with commas between. Messages carry a reference only"),
    )

    def __init__(self, *args: Any, needs_guard_reason: bool, is_over: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_guard_reason:
            del self.fields["guard_reason"]
        if not is_over:
            del self.fields["over_threshold_reason"]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("capability") == WITH:
            self.require("capability_with", _("Say with what: co-working, a mentor"))
        return self.cleaned_data

    def details(self) -> Details:
        got = self.cleaned_data
        notes, oversight = got["notes"], got["oversight_note"]
        capability = (
            _("Yes, with: %(what)s") % {"what": got["capability_with"]} if got["capability"] == WITH else _("Yes")
        )
        return Details(
            notes=notes,
            is_sensitive=got["is_sensitive"],
            oversight_note=oversight or notes,
            oversight_is_sensitive=got["oversight_is_sensitive"] or (not oversight and got["is_sensitive"]),
            capability=capability,
            guard_reason=got.get("guard_reason", ""),
            over_threshold_reason=got.get("over_threshold_reason", ""),
            tell=Recipients(
                extra=tuple(a.strip() for a in got["tell"].replace(";", ",").split(",") if a.strip()),
                practitioner=got["tell_practitioner"],
                allocator=got["copy_to_me"],
                previous=bool(got.get("tell_previous")),
            ),
        )


class MoveForm(ConfirmForm):
    """As naming, with why the case moves."""

    reason = Radios(
        gettext_lazy("Why does this case move?"),
        [choice for choice in Allocation.Reason.choices if choice[0] != Allocation.Reason.INITIAL],
        required=gettext_lazy("Choose why the case moves"),
    )
    with_appointments = Tick(
        gettext_lazy("Move the booked appointments too"),
        hint=gettext_lazy("Time and place stay. Left unticked, they stay with whoever they were booked with"),
    )
    tell_previous = Tick(gettext_lazy("Tell the practitioner it moves from"))
    field_order = ["reason", "with_appointments"]

    def __init__(self, *args: Any, booked: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if booked:
            label = ngettext("Move the %(n)d booked appointment too", "Move the %(n)d booked appointments too", booked)
            self.fields["with_appointments"].label = label % {"n": booked}
        else:
            del self.fields["with_appointments"]


class ProposalForm(Form):
    """Who is to be placed, how far the proposal goes, and whom it leaves out."""

    who = Radios(gettext_lazy("Who should take these people?"), (), required=gettext_lazy("Choose whom to place"))
    mode = Radios(
        gettext_lazy("How far"),
        (),
        initial=Proposal.Mode.FILL,
        required=gettext_lazy("Choose how far to go"),
    )
    across = Radios(
        gettext_lazy("Where they may go"),
        [
            ("no", gettext_lazy("Keep within each unit")),
            ("yes", gettext_lazy("Across the region")),
        ],
        hints={
            "yes": gettext_lazy(
                "To another unit only where it keeps loads lower or nobody at home can; each row says so"
            )
        },
        initial="no",
        required=gettext_lazy("Choose where they may go"),
    )
    left_out = Checkboxes(gettext_lazy("Leave out"), (), required="")

    def __init__(
        self,
        *args: Any,
        who: list[tuple[str, str]],
        practitioners: list[tuple[int, str]],
        act_level: float,
        is_region: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mode"].choices = _modes(act_level)  # type: ignore[attr-defined]
        self.fields["who"].choices = who  # type: ignore[attr-defined]
        self.fields["who"].initial = who[-1][0] if who and who[-1][0] == "ticked" else who[0][0]
        self.fields["left_out"].choices = practitioners  # type: ignore[attr-defined]
        if not practitioners:
            del self.fields["left_out"]
        if not is_region:
            del self.fields["across"]


def _modes(act_level: float) -> list[tuple[str, Any]]:
    fill = _("Fill to %(level)s%%; place those who must not wait whatever the load") % {"level": f"{act_level:g}"}
    return [(Proposal.Mode.FILL, fill), *(one for one in Proposal.Mode.choices if one[0] != Proposal.Mode.FILL)]


class ReasonsForm(Form):
    """What the guard, the load and a cap of new people ask for: a text for each row that asks, and for no other."""

    def __init__(self, *args: Any, asked: Iterable[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows: list[int] = []
        for one in asked:
            self._rows.append(one.row.pk)
            facts = {"person": people.name_or_restricted(one.row.case, limited=one.row.is_limited)}
            facts |= {"to": str(one.row.to.practitioner), "rule": one.rule, "load": words.load1(one.percent)}
            if one.rule:
                self.fields[f"guard-{one.row.pk}"] = _reason(
                    _("%(person)s to %(to)s: why, though the rule asks for a reason") % facts,
                    hint=one.rule,
                    required=_("Say why %(to)s for %(person)s: the rule asks for a written reason") % facts,
                )
            if one.percent is not None:
                self.fields[f"load-{one.row.pk}"] = _reason(
                    _("%(person)s to %(to)s: why, though this takes them to %(load)s") % facts,
                    hint=_("No new cases at this load without a written reason"),
                    required=_("Say why %(to)s for %(person)s, at %(load)s") % facts,
                )
            if one.over_cap:
                self.fields[f"cap-{one.row.pk}"] = _reason(
                    _("%(person)s to %(to)s: why, beyond the new people they take in a week") % facts,
                    hint=one.over_cap.words,
                    required=_("Say why %(to)s for %(person)s, or go back and choose someone else") % facts,
                    initial=one.row.over_cap_reason,
                )

    def reasons(self) -> dict[int, Reasons]:
        """What was written, by row."""
        got = self.cleaned_data
        return {pk: Reasons(*(got.get(f"{what}-{pk}", "") for what in ("guard", "load", "cap"))) for pk in self._rows}


def _reason(label: str, *, hint: str, required: str, initial: str = "") -> TextArea:
    return TextArea(label, rows=2, hint=hint, required=required, initial=initial)
