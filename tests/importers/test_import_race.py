"""Two people press Apply in the same second: one result, and one kind explanation."""

from __future__ import annotations

import threading

import pytest
from django.core.files import File
from django.db import connection

from rainer.common import clock
from rainer.common.errors import ChangedMeanwhileError
from rainer.importers import operations
from rainer.importers.operations import Received
from rainer.organisation.access import Acting
from rainer.workload.models import ExtractCount
from tests import make
from tests.importers import workbooks


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_import(tmp_path, today):
    acting = [Acting.of(make.user("analyst", name=name), on=today) for name in ("Ellen Marsh", "Tom Reeve")]
    path = workbooks.write(tmp_path / "nightly.xlsx", workbooks.extract())
    with path.open("rb") as file:
        run = operations.receive(
            acting=acting[0], format="wmt", received=Received(path.name, File(file)), covers=None, at=clock.now()
        )
    operations.check(run.pk)
    applied, refused, gate = [], [], threading.Barrier(2)

    def press(who):
        gate.wait()
        try:
            applied.append(operations.apply(run.pk, acting=who))
        except ChangedMeanwhileError as error:
            refused.append(error.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[who]) for who in acting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(applied), len(refused)) == (1, 1)
    assert f"{applied[0].applied_by} applied this file at" in refused[0]
    assert ExtractCount.objects.count() == 4
