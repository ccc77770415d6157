"""Every lab in Firefox: what it draws and says, and that keys move it."""

import pytest

from helpers.labs import __all__ as NAMES

from .firefox import firefox
from .shown import positions, same_everywhere, seen

FOCUS = """([name, row]) => {
  document.querySelector(`#${name} .lab-back`).click();
  document.querySelectorAll(`#${name} .lab-row`)[row].querySelector('input:checked, input[type=range]').focus();
}"""
each_lab = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def window(tmp_path_factory, page):
    with firefox(tmp_path_factory.mktemp("profile")) as opened:
        opened.size(900, 900)
        opened.goto(page)
        opened.evaluate("labsReady")
        yield opened


@each_lab
def test_at_any_address_it_draws_and_says_what_is_recorded(window, name):
    same_everywhere(name, (window, False))


@each_lab
def test_each_control_is_moved_by_keys(window, name):
    for row in range(len(positions(name))):
        window.evaluate(FOCUS, [name, row])
        before = seen(window, name)
        for key in ("ArrowRight", "End", "Home"):
            window.press(key)
            if seen(window, name) != before:
                break
        assert seen(window, name) != before


def test_a_page_complains_of_nothing(window):
    assert window.complaints == []
