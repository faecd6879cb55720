"""When this happens, run these jobs. Low apps record events; `config/reactions.py` says what follows.

A job is enqueued in the transaction that caused it, so that neither happens without the other.
"""

from __future__ import annotations

from collections.abc import Callable

from rainer.common.models import LogEntry

Reaction = Callable[[LogEntry], None]
_REACTIONS: dict[str, list[Reaction]] = {}


def when(event_name: str, *reactions: Reaction) -> None:
    """Register what follows an event. Called once, at start-up, by `config/reactions.py`."""
    held = _REACTIONS.setdefault(event_name, [])
    held.extend(r for r in reactions if r not in held)


def react(event_name: str, entry: LogEntry) -> None:
    for reaction in _REACTIONS.get(event_name, []):
        reaction(entry)


def registered() -> dict[str, tuple[Reaction, ...]]:
    return {name: tuple(held) for name, held in _REACTIONS.items()}
