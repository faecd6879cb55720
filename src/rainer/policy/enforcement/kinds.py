"""Kinds of sentence as enforcement tells them apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

SentenceKind = Literal["community", "suspended", "licence", "pss", "youth"]
KIND_WORDS: Mapping[str, str] = {
    "community": "community order",
    "suspended": "suspended sentence order",
    "licence": "licence",
    "pss": "post-sentence supervision",
    "youth": "youth sentence",
}
# What enforcing each kind comes to: back to court, or back to prison.
ENDS_IN: Mapping[str, Literal["BREACH", "RECALL"]] = {
    "community": "BREACH",
    "suspended": "BREACH",
    "licence": "RECALL",
    "pss": "BREACH",
    "youth": "RECALL",
}
