"""The player in a browser: every lab by keys alone, by touch, on a phone, light and dark, and without a script.

COURSE_SCREENSHOTS names a folder for pictures of the labs; without it none are taken.
"""

import os
import re
from statistics import median, quantiles

import browser
import pytest

from helpers.labs import __all__ as NAMES
from helpers.pages.record import PLAYER

from .shown import same_everywhere, seen

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "has_touch": True, "is_mobile": True}
WIDE = {"viewport": {"width": 900, "height": 900}}
each_lab = pytest.mark.parametrize("name", NAMES)


def opened(chromium, page, **how):
    window = browser.offline(chromium, **how)
    window.goto(page)
    if how.get("java_script_enabled", True):
        window.evaluate("labsReady")
    return window


@pytest.fixture(scope="module")
def wide(chromium, page):
    window = opened(chromium, page, **WIDE)
    yield window
    window.context.close()


@pytest.fixture(scope="module")
def phone(chromium, page):
    window = opened(chromium, page, **PHONE, color_scheme="dark")
    yield window
    window.context.close()


@each_lab
def test_at_any_address_it_draws_and_says_what_is_recorded(wide, phone, name):
    same_everywhere(name, (wide, False), (phone, True))


@each_lab
def test_it_is_moved_by_keys_alone_and_goes_back_to_the_start(wide, name):
    box = wide.locator(f"#{name}")
    back = box.get_by_role("button", name="Back to the start")
    back.press("Enter")
    start = seen(wide, name)
    for row in box.locator(".lab-row").all():
        control = row.locator("input:checked, input[type=range]")
        for key in ("ArrowRight", "End", "Home"):
            control.press(key)
            if seen(wide, name) != start:
                break
        assert seen(wide, name) != start
        back.press("Enter")
        assert seen(wide, name) == start


def test_where_it_was_moved_to_stands_in_the_address_and_comes_back_from_there(chromium, page):
    window = opened(chromium, page, **WIDE)
    slider = window.locator("#one_step_lab input[type=range]")
    for _ in range(3):
        slider.press("ArrowRight")
    window.wait_for_function("location.hash.includes('one_step_lab')")
    address, there = window.url, seen(window, "one_step_lab")
    window.close()
    window = opened(chromium, address, **WIDE)
    assert seen(window, "one_step_lab") == there
    window.context.close()


@each_lab
def test_it_is_moved_by_a_finger(phone, name):
    box = phone.locator(f"#{name}")
    for row in box.locator(".lab-row").all():
        box.get_by_role("button", name="Back to the start").tap()
        states = [seen(phone, name)]
        radios = row.locator("label:has(input[type=radio]:not(:checked))")
        if radios.count():
            radios.last.tap()
            states.append(seen(phone, name))
        else:
            slider = row.locator("input[type=range]")
            room = slider.bounding_box()
            for share in (0.3, 0.7):
                slider.tap(position={"x": share * room["width"], "y": room["height"] / 2})
                states.append(seen(phone, name))
        assert any(state != states[0] for state in states)


def test_a_finger_that_scrolls_over_a_slider_leaves_it_where_it_was(phone):
    box = phone.locator("#swing_lab")
    box.get_by_role("button", name="Back to the start").tap()
    slider = box.locator("input[type=range]")
    slider.scroll_into_view_if_needed()
    before, room = seen(phone, "swing_lab"), slider.bounding_box()
    x, y = room["x"] + 0.8 * room["width"], room["y"] + room["height"] / 2
    top, touch = phone.evaluate("scrollY"), phone.context.new_cdp_session(phone)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 12):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - 12 * step}]})
        phone.wait_for_timeout(20)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert abs(phone.evaluate("scrollY") - top) > 50
    assert seen(phone, "swing_lab") == before


def test_on_a_low_screen_the_picture_is_seen_while_its_slider_moves(chromium, page):
    window = opened(chromium, page, viewport={"width": 640, "height": 450})
    for name in NAMES:
        slider = window.locator(f"#{name} input[type=range]").last
        slider.focus()
        slider.press("ArrowLeft")
        picture, control = window.locator(f"#{name} svg").bounding_box(), slider.bounding_box()
        assert picture["y"] >= -2 and picture["y"] + picture["height"] <= control["y"] + 2, name
        assert control["y"] + control["height"] <= 450, name
    window.context.close()


def test_what_is_typed_goes_to_the_nearest_notch_and_what_is_no_number_nowhere(wide):
    box = wide.locator("#one_step_lab")
    field = box.locator(".lab-number")
    for typed, shown in (
        ("0.000123", "0.000123"),
        ("0.0001232", "0.000123"),
        ("2e-4", "0.0002"),
        ("9", "0.01"),
        ("0,002", "0.002"),
    ):
        field.fill(typed)
        field.press("Enter")
        assert float(field.input_value()) == pytest.approx(float(shown), rel=0.03)
    before = field.input_value()
    for typed in ("", "much", "1,2,x"):
        field.fill(typed)
        field.press("Enter")
        assert field.input_value() == before


def test_the_film_plays_to_its_end_and_stops_when_it_is_touched(wide):
    box = wide.locator("#film_lab")
    slider, button = box.locator("input[type=range]"), box.get_by_role("button", name="Play")
    button.click()
    wide.wait_for_function("() => document.querySelector('#film_lab input[type=range]').value > 2")
    box.get_by_role("button", name="Pause").click()
    there = slider.input_value()
    wide.wait_for_timeout(250)
    assert slider.input_value() == there
    slider.press("End")
    slider.press("ArrowLeft")
    box.get_by_role("button", name="Play").click()
    wide.wait_for_function("() => !document.querySelector('#film_lab button').textContent.includes('Pause')")
    assert slider.input_value() == slider.get_attribute("max")


def test_words_are_spoken_once_a_slider_rests(wide):
    box = wide.locator("#swing_lab")
    said = box.locator(".lab-spoken")
    before = said.text_content()
    slider = box.locator("input[type=range]")
    for _ in range(3):
        slider.press("ArrowRight")
        assert said.text_content() == before
    wide.wait_for_function(
        "before => document.querySelector('#swing_lab .lab-spoken').textContent !== before", arg=before
    )
    assert said.text_content() == seen(wide, "swing_lab").words


def test_a_page_asks_for_nothing_and_complains_of_nothing(wide, phone):
    for window in (wide, phone):
        assert [url for url in window.asked if not url.startswith(("file:", "data:"))] == []
        assert window.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_accessibility_checker_finds_nothing(chromium, page, scheme):
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        browser.missing("axe is not installed: python -m pip install -e '.[browser]'")
    window = opened(chromium, page, **PHONE, color_scheme=scheme)
    found = Axe().run(window).response
    window.context.close()
    assert len(found["passes"]) > 10
    assert [(finding["id"], finding["nodes"][0]["html"][:200]) for finding in found["violations"]] == []


def test_on_a_phone_nothing_is_wider_than_the_page_and_letters_are_large(phone):
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    widths = phone.evaluate("[...document.querySelectorAll('.lab-picture')].map(svg => svg.clientWidth)")
    assert all(width >= 0.93 * 360 for width in widths)  # letters are 16 pixels at 360


TOPS = """async name => {
  const box = document.getElementById(name), picture = box.querySelector('svg'), tops = [];
  for (const slider of box.querySelectorAll('input[type=range]')) {
    for (let tenth = 0; tenth <= 10; tenth++) {
      slider.value = Math.round(tenth / 10 * slider.max);
      slider.dispatchEvent(new Event('input'));
      await new Promise(requestAnimationFrame).then(() => new Promise(requestAnimationFrame));
      tops.push(picture.getBoundingClientRect().top - box.getBoundingClientRect().top);
    }
  }
  return tops;
}"""


def test_words_that_needed_room_keep_it_and_the_picture_does_not_jump(phone, wide):
    moved = 0
    for window in (phone, wide):
        for name in NAMES:
            tops = window.evaluate(TOPS, name) + window.evaluate(TOPS, name)
            assert tops == sorted(tops), name
            moved += len(set(tops)) > 1
    assert moved  # otherwise nothing was tried


def test_without_a_script_or_in_an_old_browser_the_still_picture_stays(chromium, page):
    window = opened(chromium, page, **WIDE, java_script_enabled=False)
    assert window.locator(".lab img").count() == len(NAMES) and window.locator(".lab svg").count() == 0
    window.context.close()
    context = chromium.new_context()
    context.add_init_script("delete window.DecompressionStream")
    window = context.new_page()
    window.goto(page)
    window.evaluate("labsReady")
    assert window.locator(".lab img").count() == len(NAMES) and window.locator(".lab svg").count() == 0
    context.close()


def test_the_player_is_small_and_needs_nothing():
    assert len(PLAYER.encode()) < 20_000
    assert not re.search(r"\bimport\b.*['\"]|require\(|fetch\(|https?://(?!www\.w3\.org/2000/svg)", PLAYER)


TIMED = """async ([name, positions]) => {
  const slider = document.querySelector(`#${name} input[type=range]`), last = Number(slider.max), taken = [];
  for (const share of positions) {
    await new Promise(requestAnimationFrame);
    const start = performance.now();
    slider.value = Math.round(share * last);
    slider.dispatchEvent(new Event('input'));
    const script = performance.now() - start;
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    taken.push([script, performance.now() - start]);
  }
  return taken;
}"""


@each_lab
def test_from_a_move_to_the_painted_frame(wide, name, record_property):
    """Measured and printed, not judged."""
    taken = wide.evaluate(TIMED, [name, [((7 * i) % 20) / 19 for i in range(20)]])
    script, painted = zip(*taken, strict=True)
    slow = [quantiles(values, n=20)[-1] for values in (script, painted)]
    record_property("painted", (name, median(script), slow[0], median(painted), slow[1]))


@pytest.mark.parametrize("name", ["orbit_lab", "race_lab", "momentum_lab"])
def test_from_a_move_to_the_painted_frame_on_a_phone_four_times_slower(phone, name, record_property):
    slow = phone.context.new_cdp_session(phone)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    taken = phone.evaluate(TIMED, [name, [((7 * i) % 20) / 19 for i in range(20)]])
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    script, painted = zip(*taken, strict=True)
    slowest = [quantiles(values, n=20)[-1] for values in (script, painted)]
    record_property("painted", (f"{name}, slow", median(script), slowest[0], median(painted), slowest[1]))


def test_pictures_to_look_at(chromium, page):
    folder = os.environ.get("COURSE_SCREENSHOTS")
    if not folder:
        pytest.skip("COURSE_SCREENSHOTS is not set")
    for label, how in (("wide", WIDE), ("phone", PHONE)):
        for scheme in ("light", "dark"):
            window = opened(chromium, page, **how, color_scheme=scheme)
            for name in NAMES:
                box = window.locator(f"#{name}")
                box.screenshot(path=f"{folder}/{name}-{label}-{scheme}-start.png")
                for slider in box.locator("input[type=range]").all():
                    slider.press("PageUp")
                    slider.press("PageUp")
                box.screenshot(path=f"{folder}/{name}-{label}-{scheme}-moved.png")
            window.context.close()
