"""Benchmarks work in a database beside the configured one, wherever that is."""

from __future__ import annotations

import pytest

from rainer.config.benchmarks.served import beside


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        (
            "postgresql://postgres:@/rainer?host=/srv/data/postgres",
            "postgresql://postgres:@/other?host=/srv/data/postgres",
        ),
        ("postgresql://u:p@db:5432/rainer?sslmode=require", "postgresql://u:p@db:5432/other?sslmode=require"),
        ("postgresql://u@db/rainer", "postgresql://u@db/other"),
    ],
)
def test_only_the_database_changes(server: str, expected: str) -> None:
    assert beside(server, "other") == expected
