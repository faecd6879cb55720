"""Starting a recall record, writing a part of it, and making a move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rainer.cases.models import Sentence
from rainer.enforcement.operations.recall import OUT_OF_HOURS, Start
from rainer.enforcement.operations.recall_moves import EXPLAINED, FIXED_TERM, SIGNS, Step
from rainer.enforcement.queries.recall import Record
from rainer.enforcement.queries.recall_asks import YES_NO, Ask, Asking, asks_of, cleaned
from rainer.enforcement.queries.recall_moves import CLOSED
from rainer.enforcement.queries.recall_paper import NEED_WORDS, PartADocument, documents_of
from rainer.policy.recall import Move
from rainer.web.forms import Checkboxes, Form, LooseDate, Number, Radios, TextArea, TextInput, Tick

AGREES = gettext_lazy("Should recall start?")
TELEPHONE = gettext_lazy("Telephone where you can be asked about it")


class StartForm(Form):
    """What led to it, on which licence, as whom, and whether it is sensitive."""

    why = TextArea(
        gettext_lazy("What has made you think of recall?"),
        required=gettext_lazy("Say what has made you think of it"),
        rows=5,
    )
    event = Radios(gettext_lazy("Which licence?"), ())
    to = Radios(gettext_lazy("How does it start?"), (), reveals={OUT_OF_HOURS: ("place", "telephone", "agrees")})
    place = TextInput(gettext_lazy("Where are you?"), required="", hint=gettext_lazy("For example at the hostel"))
    telephone = TextInput(TELEPHONE, required="", width=20)
    agrees = Radios(AGREES, YES_NO, required="", inline=True)
    is_sensitive = Tick(
        gettext_lazy("Sensitive"), hint=gettext_lazy("Only those who may see sensitive parts can read it. For good.")
    )

    def __init__(self, *args: Any, sentences: Sequence[Sentence], moves: Sequence[Move], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event, to = self.fields["event"], self.fields["to"]
        event.choices = [  # type: ignore[attr-defined]
            (str(one.event_id), _("Event %(number)s: %(offence)s") % _named(one)) for one in sentences
        ]
        to.choices = [(one.to, one.label) for one in moves]  # type: ignore[attr-defined]
        to.initial = moves[0].to
        # What leaves no choice is not asked.
        self.given = {"event": str(sentences[0].event_id), "to": moves[0].to}
        if len(sentences) == 1:
            del self.fields["event"]
        if len(moves) == 1 and moves[0].to != OUT_OF_HOURS:
            del self.fields["to"]
        if OUT_OF_HOURS not in {one.to for one in moves}:
            for name in ("place", "telephone", "agrees"):
                del self.fields[name]
            to.reveals = {}  # type: ignore[attr-defined]

    def value(self) -> Start:
        typed = {**self.given, **self.cleaned_data}
        return Start(
            why=typed["why"],
            to=typed["to"],
            event_id=int(typed["event"]),
            is_sensitive=typed["is_sensitive"],
            place=typed.get("place", ""),
            telephone=typed.get("telephone", ""),
            agrees=_yes(typed.get("agrees")),
        )


def _named(sentence: Sentence) -> dict[str, Any]:
    return {"number": sentence.event.number, "offence": sentence.event.main_offence}


def _yes(value: Any) -> bool | None:
    return {"yes": True, "no": False}.get(value)


class PartForm(Form):
    """The questions of one part. Whether the answers are whole is asked of the same rule that keeps them."""

    def __init__(self, *args: Any, part: str, asking: Asking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part, self.asking = part, asking
        asks = asks_of(part, asking)
        for ask in asks:
            self.fields[ask.name] = _field(ask, [one for one in asks if one.only and one.only[0] == ask.name])

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        kept, errors = cleaned(self.part, typed, self.asking)
        for name, said in errors.items():
            if name not in self.errors:
                self.add_error(name, said)
        return kept


def _field(ask: Ask, revealed: Sequence[Ask]) -> forms.Field:
    reveals: dict[str, tuple[str, ...]] = {}
    for one in revealed:
        assert one.only is not None
        reveals[one.only[1]] = (*reveals.get(one.only[1], ()), one.name)
    if ask.kind == "one":
        return Radios(ask.label, ask.options, required="", hint=ask.hint, reveals=reveals)
    if ask.kind == "many":
        return Checkboxes(ask.label, ask.options, hint=ask.hint, reveals=reveals)
    if ask.kind == "tick":
        return Tick(ask.label, hint=ask.hint)
    if ask.kind == "line":
        return TextInput(ask.label, required="", hint=ask.hint)
    return TextArea(ask.label, required="", hint=ask.hint, rows=3 if ask.only else 5)


class MoveForm(Form):
    """One move, with what it needs."""

    def __init__(self, *args: Any, move: Move, record: Record, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.move = move
        if move.to == "SPO_RECORDED_RATIONALE":
            self.fields["agrees"] = Radios(AGREES, YES_NO, inline=True)
        if move.to == "SENT_TO_PPCS":
            documents = [one for one in documents_of(record) if one.need != "not_needed"]
            self.fields["sent_with"] = Checkboxes(_("What goes with Part A?"), _named_documents(documents))
        if move.to == CLOSED and not record.is_against and record.is_alive:
            self.fields |= _outcome(record)
        needed = move.to in EXPLAINED
        label = _("Explanation") if move.to in SIGNS else _("Why") if needed else _("A note")
        self.fields["reason"] = TextArea(label, required=_("Say why") if needed else "", rows=3)
        if move.to in SIGNS:
            said = _("Enter a telephone number where you can be asked about it")
            self.fields["telephone"] = TextInput(TELEPHONE, required=said, width=20, max_length=30)

    def value(self) -> Step:
        typed = dict(self.cleaned_data)
        return Step(
            to=self.move.to,
            reason=typed["reason"],
            telephone=typed.get("telephone", ""),
            agrees=_yes(typed.get("agrees")),
            sent_with=tuple(typed.get("sent_with", ())),
            returned_on=typed.get("returned_on"),
            expiry=typed.get("expiry"),
            added_days=int(typed.get("added_days") or 0),
            normal_release=typed.get("normal_release"),
        )


def _named_documents(documents: Sequence[PartADocument]) -> list[tuple[str, str]]:
    return [(one.key, f"{one.label} ({str(NEED_WORDS[one.need]).lower()})") for one in documents]


def _outcome(record: Record) -> Mapping[str, forms.Field]:
    """The day of return and, for a fixed term, what the day of release depends on."""
    returned = LooseDate(_("Day of return to custody"), required=_("Enter the day"), near="behind")
    if record.decision != FIXED_TERM:
        return {"returned_on": returned}
    expiry = LooseDate(
        _("Day the sentence and licence expire, as it now stands"),
        required=_("Enter the day"),
        hint=_("Time unlawfully at large moves it."),
        near="ahead",
        initial=record.sentence.ends,
    )
    normal = LooseDate(_("Day of normal release, if recalled from home detention curfew"), required="", near="ahead")
    added = Number(_("Added days"), required="", least=0, whole=True, initial=0)
    return {"returned_on": returned, "expiry": expiry, "added_days": added, "normal_release": normal}
