"""The site in a browser: answered, searched and unfolded, light and dark, on a phone, on paper, without a script."""

import math
import re

import browser
import pytest
import tidy

from helpers import exercises

STEMS = ["index", *(path.stem for path in tidy.notebooks())]
each_page = pytest.mark.parametrize("stem", STEMS)
PAGE = "5_3_loss"  # it has all that a page can have


@pytest.fixture(scope="module")
def window(chromium):
    window = browser.offline(chromium, viewport={"width": 1200, "height": 900})
    yield window
    window.context.close()


@pytest.fixture(scope="module")
def phone(chromium):
    window = browser.offline(chromium, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield window
    window.context.close()


@pytest.fixture(scope="module")
def without_script(chromium):
    window = browser.offline(chromium, viewport={"width": 1200, "height": 900}, java_script_enabled=False)
    yield window
    window.context.close()


def visit(window, site, stem):
    window.asked.clear()
    window.complaints.clear()
    window.goto((site / f"{stem}.html").as_uri())


def visible(window, selector):
    return [place.is_visible() for place in window.locator(selector).all()]


# --- the two judges -------------------------------------------------------------------------------


def tried(task):
    """Answers right and wrong, and values around every border at which the verdict or its words change."""
    if isinstance(task, exercises.kinds.Choice):
        return list(task.options)
    known = [float(task.answer), *(float(wrong) for mistake in task.mistakes for wrong in mistake[1:])]
    share = 1e-7 if task.exact else task.tolerance
    borders = [1 + sign * share * part for sign in (-1, 1) for part in (0.5, 0.999, 1.02, 1.2, 2)]
    borders += [1 / 10.1, 1 / 9.9, 1 / 1.101, 1 / 1.099, 1.099, 1.101, 9.9, 10.1, -1, 0, 1e-12]
    values = [value * border for value in known for border in borders] + known + [0.0, 1e6, 1e-6]
    values += [known[0] + sign * share * task.scale * part for sign in (-1, 1) for part in (0.99, 1.01)]
    for digits in range(6):
        values += [float(f"{value:.{digits}e}") for value in known[:1]]
        unit = 10.0 ** (math.floor(math.log10(abs(known[0]))) - digits) if known[0] else 1.0
        values += [math.trunc(known[0] / unit) * unit, (math.trunc(known[0] / unit) + 1) * unit]
    return values


def test_the_judge_in_the_page_is_the_judge_of_the_notebooks(window, site, monkeypatch):
    """Verdict and words, but for the sentence on how a notebook asks for a hint."""
    from helpers.pages.site.exercise import declared
    from helpers.pages.site.prose import phrase

    every = [task for section in exercises.sections() for task in exercises.load(section)]
    tasks = [task for task in every if not isinstance(task, exercises.kinds.Code)]
    monkeypatch.setattr(exercises.exercise, "declared", {})
    kinds = [
        {"exact": True, "answer": 55},
        {"scale": 2.0, "answer": 0.05},
        {"scale": 3.0, "answer": -1.5, "unit": "°C"},
    ]
    about = {
        "question": "?",
        "mistakes": [("`Twice` that", 110.0), ("The *sign*?", 1.5)],
        "hints": ["No."],
        "why": "So.",
    }
    tasks += [exercises.kinds.Number(f"0 kind {place}", **kind, **about) for place, kind in enumerate(kinds)]
    answers = [tried(task) for task in tasks]
    visit(window, site, "index")
    found = window.evaluate(
        "pairs => pairs.map(([task, answers]) => answers.map(answer => judge(task, answer)))",
        [[declared(task), [str(answer) for answer in tries]] for task, tries in zip(tasks, answers, strict=True)],
    )
    for task, tries, replies in zip(tasks, answers, found, strict=True):
        for answer, (verdict, text) in zip(tries, replies, strict=True):
            message = task.judge(answer)
            words = message.text.removesuffix(f' For a hint: `exercises.hint("{task.name}")`.')
            assert (verdict, text) == (message.verdict, phrase(words)), (task.name, answer)
    assert sum(map(len, answers)) > 3000


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("0.5", [0.5]),
        (" 0,5", [0.5]),
        (".5", [0.5]),
        ("−5e-1", [-0.5]),
        ("1/2", [0.5]),
        ("-1,5/3", [-0.5]),
        ("12,000", [12000, 12]),
        ("1,234,567.5", [1234567.5]),
        ("0,205", [0.205]),
        ("1/0", []),
        ("1/2/3", []),
        ("1,23,4", []),
        ("0x10", []),
        ("Infinity", []),
        ("", []),
    ],
)
def test_a_number_is_read_as_it_may_be_meant(window, site, typed, numbers):
    visit(window, site, "index")
    found = window.evaluate("typed => readings(typed)", typed)
    assert list(dict.fromkeys(found)) == pytest.approx(numbers)


def test_an_answer_may_carry_its_unit_and_a_comma(window, site):
    visit(window, site, PAGE)
    task = {"answer": 1234.5, "tolerance": 0.01, "mistakes": [], "expects": "one number", "unit": "°C²", "why": ""}
    for answer in ("1234.5 °C²", "1,234.5", "1234,5", "2469/2 °C²"):
        assert window.evaluate("([task, answer]) => judge(task, answer)", [task, answer])[0] == "Right."


@pytest.mark.parametrize("typed", ["", "  ", "three", "1,23,4", "1/0", "1e999"])
def test_what_is_no_number_is_told_so(window, site, typed):
    visit(window, site, PAGE)
    form = window.locator("form:has(input[size])").first
    form.locator("input").fill(typed)
    form.locator("button").click()
    said = form.locator(".verdict").inner_text()
    assert ("Expected one number" if typed.strip() else "Write a number") in said
    assert "Right" not in said


def test_an_exercise_is_answered_by_keys(window, site):
    visit(window, site, PAGE)
    number = window.locator("form:has(input[size])").first
    number.locator("input").press_sequentially("32.4")
    number.locator("input").press("Enter")
    assert "✓ Right." in number.locator(".verdict").inner_text()
    choice = window.locator("form:has(fieldset)").first
    options = choice.locator("input")
    options.first.focus()
    verdicts = []
    for _ in options.all():
        window.keyboard.press("Space")
        window.keyboard.press("Enter")
        verdicts.append(re.search(r"Right|Not yet", choice.locator(".verdict").inner_text())[0])
        window.keyboard.press("ArrowDown")
    assert sorted(verdicts) == ["Not yet"] * (len(verdicts) - 1) + ["Right"]


def test_a_right_answer_is_remembered_by_this_browser(chromium, site):
    window = browser.offline(chromium)
    for again in (False, True):
        visit(window, site, PAGE)
        number = window.locator("form:has(input[size])").first
        assert number.locator("input").input_value() == ("32.4" if again else "")
        assert number.locator(".verdict").inner_text().startswith("✓ Right." if again else "")
        number.locator("input").fill("32.4")
        number.locator("button").click()
    window.context.close()


def test_hints_come_one_by_one_and_the_solution_after_them(without_script, site):
    """Also without a script."""
    visit(without_script, site, PAGE)
    box = without_script.locator(".exercise").first
    steps = box.locator("details")
    assert steps.count() == 4
    for place in range(steps.count()):
        assert [step.is_visible() for step in steps.all()] == [other <= place for other in range(4)]
        steps.nth(place).locator("summary").click()
    assert "solution" in steps.last.get_attribute("class") and steps.last.locator("pre").is_visible()


# --- terms, folds, search -------------------------------------------------------------------------


def test_a_term_explains_itself_to_pointer_keys_and_finger(window, phone, without_script, site):
    for place in (window, phone, without_script):
        visit(place, site, PAGE)
        term = place.locator("main .term", has_text="broadcasting").first
        meaning = place.locator("#term-broadcasting")
        ways = {
            window: [
                (term.hover, lambda: window.mouse.move(900, 20)),
                (term.focus, lambda: window.keyboard.press("Tab")),
            ],
            phone: [(term.tap, lambda: phone.touchscreen.tap(200, 20))],
            without_script: [(term.click, lambda: without_script.keyboard.press("Escape"))],
        }[place]
        if place is window:
            window.keyboard.press("Tab")  # whoever uses keys has the focus shown
        for show, leave in ways:
            assert not meaning.is_visible()
            show()
            meaning.wait_for(state="visible", timeout=3000)
            assert {"廣播", "广播"} <= {script[:2] for script in meaning.locator("span").all_inner_texts()}
            box = meaning.bounding_box()
            assert box["x"] >= 0 and box["x"] + box["width"] <= place.viewport_size["width"]
            leave()
            meaning.wait_for(state="hidden", timeout=3000)


def test_by_keyboard_a_term_is_stopped_at_once_and_stays_open(window, site):
    visit(window, site, PAGE)
    names = "[...document.querySelectorAll('main .term:not([tabindex])')].map(e => e.getAttribute('popovertarget'))"
    stops = window.evaluate(names)
    assert len(stops) == len(set(stops)) > 10
    window.locator("main a").first.focus()
    window.keyboard.press("Tab")
    while not window.evaluate("document.activeElement.matches('.term')"):
        window.keyboard.press("Tab")
    meaning = window.locator("[popover].meaning:popover-open")
    assert meaning.count() == 1
    for left in (1, 0):
        window.keyboard.press("Enter")
        assert meaning.count() == left


def test_a_term_is_marked_once_in_a_section_and_only_in_prose(window, site):
    visit(window, site, PAGE)
    nested = "main :is(a, code, pre, h1, h2, h3, strong, table, .exercise) .term"
    assert window.locator("main .term").count() > 20 and window.locator(nested).count() == 0
    twice = window.evaluate("""() => {
      const seen = new Map(), twice = [];
      let section = 0;
      for (const element of document.querySelectorAll('main :is(h1, h2, .term)')) {
        if (element.matches('h1, h2')) { section += 1; continue; }
        const name = section + element.getAttribute('popovertarget');
        if (seen.has(name)) twice.push(name);
        seen.set(name, true);
      }
      return twice;
    }""")
    assert twice == []


def test_an_answer_is_folded_until_it_is_asked_for(without_script, site):
    visit(without_script, site, PAGE)
    fold = without_script.locator(".fold:has(img)").first
    assert not fold.locator("img").is_visible()
    fold.locator("> summary").click()
    assert fold.locator("img").is_visible() and fold.locator(".printed").first.is_visible()


@pytest.mark.parametrize(
    ("query", "target"),
    [
        ("bug that says nothing", "5_3_loss.html#The-bug-that-says-nothing"),
        ("normalise", "5_4_4_normalizing.html#Recap"),
        ("chain rule", "5_4_2_analytical_gradient.html#The-chain-rule"),
        ("梯度", "5_4_1_decreasing_loss.html#Recap"),
        ("損失函數", "5_3_loss.html#Recap"),
        ("损失函数", "5_3_loss.html#Recap"),
    ],
)
def test_the_search_finds_sections_and_terms_in_three_scripts(window, site, query, target):
    visit(window, site, PAGE)
    window.locator("#sought").press_sequentially(query)
    window.locator(".search a").first.wait_for(timeout=5000)
    assert target in window.evaluate(
        "[...document.querySelectorAll('.search a')].map(link => link.getAttribute('href'))"
    )
    window.locator(f'.search a[href="{target}"]').first.click()
    window.wait_for_url(f"**/{target}")
    assert window.complaints == []


# --- every page -----------------------------------------------------------------------------------


@each_page
def test_a_page_asks_for_nothing_complains_of_nothing_and_fits_on_a_phone(phone, site, stem):
    """What is wider than the phone, code and tables, scrolls by itself."""
    visit(phone, site, stem)
    phone.evaluate("labsReady")
    assert [url for url in phone.asked if not url.startswith("data:")] == [(site / f"{stem}.html").as_uri()]
    assert phone.complaints == []
    assert phone.evaluate("[...document.images].every(image => image.complete && image.naturalWidth > 100)")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    too_wide = phone.evaluate("""() => [...document.querySelectorAll('p, li, h1, h2, h3, img, input, button')].filter(
        element => element.getBoundingClientRect().right > 390 && !element.closest('.scrolls, pre, [popover]')
    ).map(element => element.outerHTML.slice(0, 100))""")
    assert too_wide == []


# To find the colours behind each letter takes most of the time; of letters in code that look alike two are enough.
ALIKE = """() => {
  const seen = {};
  for (const part of document.querySelectorAll('pre span, math *')) {
    if (part.children.length) continue;
    const place = part.closest('pre, math'), look = [part.tagName, part.className, place.parentElement.className];
    const inSight = part.getBoundingClientRect().right <= place.getBoundingClientRect().right;
    const judged = inSight && part.textContent.trim().length > 1;  // a single letter is not
    if (judged) seen[look] = (seen[look] ?? 0) + 1;
    if (!judged || seen[look] > 2) part.remove();
  }
}"""


@each_page
def test_an_accessibility_checker_finds_nothing(phone, site, stem):
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:
        browser.missing("axe is not installed: python -m pip install -e '.[browser]'")

    def found(**which):
        response = Axe().run(phone, options={"resultTypes": ["violations"], **which}).response
        assert response["passes"]
        return [(one["id"], node["html"][:200]) for one in response["violations"] for node in one["nodes"]]

    visit(phone, site, stem)
    phone.evaluate("labsReady")
    phone.evaluate("document.querySelectorAll('details').forEach(element => { element.open = true; })")
    assert found(rules={"color-contrast": {"enabled": False}}) == []
    phone.evaluate(ALIKE)
    schemes = ["light", "dark"]
    for width, scheme in zip((390, 1000), schemes if STEMS.index(stem) % 2 else schemes[::-1], strict=True):
        phone.set_viewport_size({"width": width, "height": 844})
        phone.emulate_media(color_scheme=scheme)
        assert found(runOnly=["color-contrast", "link-in-text-block"]) == []
    assert found(rules={"color-contrast": {"enabled": False}}) == []
    phone.set_viewport_size({"width": 390, "height": 844})


def test_the_first_lab_is_alive_above_the_fold(phone, window, site):
    for place in (phone, window):
        visit(place, site, "index")
        place.evaluate("labsReady")
        slider, words = place.locator("#swing_lab input[type=range]"), place.locator("#swing_lab .lab-words")
        height = place.viewport_size["height"]
        assert words.bounding_box()["y"] + words.bounding_box()["height"] < height * 0.8
        before = words.inner_text()
        slider.press("End")
        assert words.inner_text() != before


def test_whoever_loads_a_page_again_or_comes_back_is_where_they_were(window, site):
    visit(window, site, PAGE)
    window.locator("section.lab input[type=range]").first.press("End")
    window.wait_for_function("location.hash.includes('lab=')")
    window.evaluate("document.querySelector('.exercise').scrollIntoView()")
    there = window.evaluate("scrollY")

    def again():
        window.evaluate("labsReady")
        window.wait_for_timeout(300)
        return abs(window.evaluate("scrollY") - there) < 100

    window.reload()
    assert again()
    window.locator(".exercise a").first.click()
    window.wait_for_url("**/index.html*")
    window.go_back()
    assert again()


def test_the_contents_open_on_a_phone_with_and_without_a_script(phone, without_script, site):
    for place in (phone, without_script):
        visit(place, site, PAGE)
        place.set_viewport_size({"width": 390, "height": 844})
        assert not place.locator("#contents").is_visible()
        place.locator("header button").click()
        assert place.locator("#contents [aria-current] + ul a").count() > 5
        if place is phone:
            place.get_by_role("button", name="Close").tap()
            assert not place.locator("#contents").is_visible()
            place.locator("header button").tap()
        place.locator('#contents a[href="5_6_summary.html"]').click()
        place.wait_for_url("**/5_6_summary.html")
    without_script.set_viewport_size({"width": 1200, "height": 900})


def test_without_a_script_a_page_is_complete(without_script, site):
    visit(without_script, site, PAGE)
    assert visible(without_script, ".lab img") == [True]
    assert not any(visible(without_script, "form button") + visible(without_script, ".search"))
    assert all(visible(without_script, ".exercise h3"))


def test_on_paper_there_is_nothing_to_press(window, site):
    visit(window, site, PAGE)
    window.evaluate("labsReady")
    window.emulate_media(media="print")
    try:
        pressed = (
            "header, #contents, .turn, .exercise form button, .lab-row, .lab button, .fold > summary, .hint, .solution"
        )
        assert not any(visible(window, pressed))
        assert all(visible(window, ".fold img"))
        assert window.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    finally:
        window.emulate_media(media="screen")
