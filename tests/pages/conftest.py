"""What a test run records and builds once, in however many processes: to record all labs takes most of a minute."""

import io
import os
import time
from importlib.util import find_spec

import browser
import pytest

from helpers.labs import __all__ as NAMES

from . import records, shown


def shared(tmp_path_factory):
    """The folder that all processes of this run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session", autouse=True)
def folder_of_records(tmp_path_factory):
    folder = shared(tmp_path_factory) / "records"
    folder.mkdir(exist_ok=True)
    records.FOLDER[:] = [folder]


@pytest.fixture(scope="session")
def build_site(folder_of_records):
    """A function that builds the site into a folder, of the records of this run."""
    if not find_spec("latex2mathml"):
        browser.missing("latex2mathml is not installed: python -m pip install -e '.[html]'")
    from helpers.pages.site.build import build

    return lambda folder: build(
        folder, io.StringIO(), record=lambda labs, report: {name: records.text(name) for name, _ in labs}
    )


@pytest.fixture(scope="session")
def site(tmp_path_factory, build_site):
    """The folder of the site. Whichever process comes first builds it; others record the last labs meanwhile."""
    folder = shared(tmp_path_factory) / "site"
    try:
        folder.mkdir()
    except FileExistsError:
        for name in reversed(NAMES):
            records.text(name)
        start = time.monotonic()
        while not (folder / "search.js").exists():
            assert time.monotonic() - start < 600, "the process that builds the site does not come to its end"
            time.sleep(0.2)
    else:
        build_site(folder)
    return folder


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The address of a page with all labs."""
    return shown.written(tmp_path_factory.mktemp("labs"))


@pytest.fixture(scope="module")
def chromium():
    with browser.browser() as opened:
        yield opened
