"""What the tests of the helpers share."""

import os
from types import SimpleNamespace

import hypothesis
import pytest
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell

# No time limits for single examples, and in CI the same examples in every run.
hypothesis.settings.register_profile("course", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("course")


@pytest.fixture
def screen(monkeypatch):
    """The list of outputs that a notebook would receive; a small shell stands in for IPython's."""
    publisher = CapturingDisplayPublisher()
    shell = SimpleNamespace(display_pub=publisher, display_formatter=DisplayFormatter())
    monkeypatch.setattr(InteractiveShell, "initialized", lambda: True)
    monkeypatch.setattr(InteractiveShell, "instance", lambda: shell)
    return publisher.outputs


def pytest_terminal_summary(terminalreporter):
    """The times that were measured in a browser, whichever process they were measured in."""
    reports = terminalreporter.stats.get("passed", [])
    painted = [row for report in reports for name, row in report.user_properties if name == "painted"]
    if painted:
        terminalreporter.section("milliseconds from a move on a page: in the script, and to the painted frame")
        terminalreporter.write_line(f"{'':20} {'median':>7} {'95 %':>7} {'median':>7} {'95 %':>7}")
        for name, *times in painted:
            terminalreporter.write_line(f"{name:20} " + " ".join(f"{time:7.1f}" for time in times))
    rows = [row for report in reports for name, row in report.user_properties if name == "latency"]
    if rows:
        terminalreporter.section("milliseconds from a key on a slider to the picture")
        bare = next((middle for name, _, middle, _ in rows if name.startswith("a slider")), float("nan"))
        terminalreporter.write_line(f"{'':20} {'keys':>5} {'median':>7} {'95 %':>7} {'ratio':>6}")
        for name, keys, middle, slow in rows:
            terminalreporter.write_line(f"{name:20} {keys:5} {middle:7.0f} {slow:7.0f} {middle / bare:6.1f}")
