from __future__ import annotations

from rainer.cases import operations
from rainer.cases.operations.documents import scan_waiting
from rainer.common.jobs import job


@job("close_break_glass", only_one=True)
def close_break_glass() -> None:
    """Close restricted records whose hour is over"""
    operations.close_expired()


@job("scan_documents", only_one=True)
def scan_documents() -> None:
    """Scan the documents that wait for it"""
    scan_waiting()
