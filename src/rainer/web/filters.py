"""Filters of a list. What is chosen lives in the address, so that Back, a bookmark and a download all keep it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from rainer.web.address import with_parameters, without_value


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
        return {field.name: self._chosen(field) for field in self.fields}

    def _chosen(self, field: Field) -> Any:
        if isinstance(field, Choice):
            asked = set(self.request.GET.getlist(field.name))
            return [value for value, _words in field.options if value in asked]
        text = self.request.GET.get(field.name, "").strip()
        return bool(text) if isinstance(field, Tick) else text[:100]

    @cached_property
    def tags(self) -> list[Chosen]:
        return [tag for field in self.fields for tag in self._tags(field)]

    def _tags(self, field: Field) -> list[Chosen]:
        chosen = self.chosen[field.name]
        if isinstance(field, Choice):
            words = dict(field.options)
            return [Chosen(field.label, words[v], without_value(self.request, field.name, v)) for v in chosen]
        if not chosen:
            return []
        url = with_parameters(self.request, {field.name: None, "page": None})
        return [Chosen(field.label, field.label if chosen is True else chosen, url)]

    @property
    def in_words(self) -> str:
        """What is chosen, for a download's first sheet: "Team: Fellside; No watcher"."""
        return "; ".join(str(t.words) if t.words == t.label else f"{t.label}: {t.words}" for t in self.tags)

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
