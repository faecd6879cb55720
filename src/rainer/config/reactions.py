"""When this happens, run these jobs: the whole list. One line each; the jobs are in the apps."""

from __future__ import annotations


def register() -> None:
    """Called once, when Django has started."""
