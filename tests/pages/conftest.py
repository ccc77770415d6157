"""One folder of records for a test run, in however many processes: to record all labs takes most of a minute."""

import os

import pytest

from . import records


@pytest.fixture(scope="session", autouse=True)
def folder_of_records(tmp_path_factory):
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "records"
    folder.mkdir(exist_ok=True)
    records.FOLDER[:] = [folder]
