"""The site, built once for all tests of the pages."""

import io
import os
import time
from importlib.util import find_spec

import browser
import pytest


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The folder of the site. Whichever process comes first builds it, the others wait for its last file."""
    if not find_spec("latex2mathml"):
        browser.missing("latex2mathml is not installed: python -m pip install -e '.[html]'")
    from helpers.pages.site.build import build

    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "site"
    try:
        folder.mkdir()
    except FileExistsError:
        start = time.monotonic()
        while not (folder / "search.js").exists():
            assert time.monotonic() - start < 600, "the process that builds the site does not come to its end"
            time.sleep(0.2)
    else:
        build(folder, report=io.StringIO())
    return folder
