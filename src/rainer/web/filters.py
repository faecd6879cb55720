"""Filters of a list. What is chosen lives in the address, so that Back, a bookmark and a download all keep it.

The last choice is also kept for its user and offered as "Your last view": a link, never applied unasked, so that an
address always means what it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, QueryDict

from rainer.common.models import LastView
from rainer.web.address import with_parameters, without_value, written

# The form's own fields: which list it narrows, and which of its fields are kept as the last view.
LIST, KEPT = "filters-list", "filters-kept"


@dataclass(frozen=True, slots=True)
class Choice:
    """Some of several options, as checkboxes. `options` are (value, words)."""

    name: str
    label: Any
    options: Sequence[tuple[str, Any]]
    kind = "choice"


@dataclass(frozen=True, slots=True)
class Tick:
    """One thing that is so or not asked."""

    name: str
    label: Any
    kind = "tick"


@dataclass(frozen=True, slots=True)
class Text:
    """Words to look for."""

    name: str
    label: Any
    kind = "text"


Field = Choice | Tick | Text


@dataclass(frozen=True, slots=True)
class Chosen:
    """A chosen filter as a tag, with the address without it."""

    label: Any
    words: Any
    remove_url: str


@dataclass(frozen=True, slots=True)
class Offered:
    """The user's last view of a list, in words, with its address."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    words: Any
    checked: bool


class Filters:
    """The filters of a page. `chosen` is what the query applies; values that are no option are ignored."""

    def __init__(self, request: HttpRequest, fields: Sequence[Field]) -> None:
        self.request, self.fields = request, tuple(fields)
        # By field name, what is wrong with what was typed there: told at the field, and the page stays.
        self.problems: dict[str, Any] = {}

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """By field name: a list of values (Choice), True or False (Tick), stripped text (Text)."""
        return {field.name: _chosen(field, self.request.GET) for field in self.fields}

    @property
    def applied(self) -> tuple[Field, ...]:
        """The fields whose choice holds: what could not be read narrows nothing."""
        return tuple(field for field in self.fields if field.name not in self.problems)

    @property
    def tags(self) -> list[Chosen]:
        return [
            Chosen(field.label, words, self._without(field, value))
            for field in self.applied
            for value, words in _words(field, self.chosen[field.name])
        ]

    def _without(self, field: Field, value: str) -> str:
        if isinstance(field, Choice):
            return without_value(self.request, field.name, value)
        return with_parameters(self.request, {field.name: None, "page": None})

    @property
    def in_words(self) -> str:
        """What is chosen, for a download's first sheet: "Team: Fellside; No watcher"."""
        return "; ".join(_sentences(self.applied, self.chosen))

    @property
    def kept_fields(self) -> tuple[Field, ...]:
        """What is kept as the last view. Words somebody looked for are not: they may name a person."""
        return tuple(field for field in self.fields if not isinstance(field, Text))

    @cached_property
    def last_view(self) -> Offered | None:
        """What the user last chose here, while nothing is chosen. Options that are gone since are left out."""
        user = getattr(self.request, "user", None)
        if self.tags or user is None or not user.is_authenticated:
            return None
        kept = LastView.objects.filter(user=user, path=self.request.path).values_list("query", flat=True).first()
        query = QueryDict(kept or "")
        chosen = {field.name: _chosen(field, query) for field in self.kept_fields}
        words = " · ".join(_sentences(self.kept_fields, chosen))
        return Offered(words, self._with(query)) if words else None

    def _with(self, query: QueryDict) -> str:
        """This page's address with another choice; its order and its day stay."""
        asked = QueryDict(mutable=True)
        for name, value in self.kept_parameters:
            asked.appendlist(name, value)
        for name, values in query.lists():
            asked.setlist(name, [str(value) for value in values])
        return written(self.request, asked)

    @property
    def clear_url(self) -> str:
        return with_parameters(self.request, {**{f.name: None for f in self.fields}, "page": None})

    @property
    def shown(self) -> list[dict[str, Any]]:
        """Each field ready for the template."""
        return [self._shown(f) for f in self.fields]

    def _shown(self, field: Field) -> dict[str, Any]:
        chosen = self.chosen[field.name]
        options = [Option(v, w, v in chosen) for v, w in field.options] if isinstance(field, Choice) else []
        problem = self.problems.get(field.name, "")
        facts = {"kind": field.kind, "name": field.name, "label": field.label}
        return {**facts, "options": options, "chosen": chosen, "problem": problem}

    @property
    def kept_parameters(self) -> list[tuple[str, str]]:
        """The order stays when the filter changes; the page number does not."""
        leaving = {f.name for f in self.fields} | {"page", "download"}
        return [(n, v) for n, values in self.request.GET.lists() if n not in leaving for v in values]


def _chosen(field: Field, query: QueryDict) -> Any:
    if isinstance(field, Choice):
        asked = set(query.getlist(field.name))
        return [value for value, _words in field.options if value in asked]
    text = str(query.get(field.name, "")).strip()
    return bool(text) if isinstance(field, Tick) else text[:100]


def _words(field: Field, chosen: Any) -> list[tuple[str, Any]]:
    """Each chosen value with its words."""
    if isinstance(field, Choice):
        words = dict(field.options)
        return [(value, words[value]) for value in chosen]
    return [("", field.label if chosen is True else chosen)] if chosen else []


def _sentences(fields: Sequence[Field], chosen: dict[str, Any]) -> list[str]:
    return [
        str(words) if words == field.label else f"{field.label}: {words}"
        for field in fields
        for _value, words in _words(field, chosen[field.name])
    ]
