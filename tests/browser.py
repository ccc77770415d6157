"""A browser for tests, and JupyterLab in it."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from ipykernel.kernelspec import write_kernel_spec
from tidy import ROOT

CI = "CI" in os.environ
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
A_RUN = 120  # seconds that a notebook may take; it is meant to notice one that hangs
A_MOVE = 20


def chromium(playwright):
    """The path of a Chromium: the one named by CHROMIUM, else one of the system, else Playwright's own."""
    named = os.environ.get("CHROMIUM")
    found = [named] if named else [path for path in map(shutil.which, NAMES) if path]
    path = (found or [playwright.chromium.executable_path])[0]
    return path if Path(path).is_file() else None


def missing(what):
    """Without what a test needs it is skipped, but in CI it fails."""
    if CI:
        pytest.fail(f"{what}, and CI is set")
    pytest.skip(what)


@contextmanager
def browser():
    """A Chromium. While it is open no other code of this process can use asyncio, so close it in its file."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright is not installed: python -m pip install -e '.[browser]'")
    with sync_playwright() as playwright:
        path = chromium(playwright)
        if path is None:
            missing("no Chromium: name one in CHROMIUM, or python -m playwright install chromium")
        with closing(playwright.chromium.launch(executable_path=path, args=FLAGS)) as launched:
            yield launched


def offline(chromium, **how):
    """A window without a network: what it asks for, and what it complains of, is noted."""
    window = chromium.new_context(offline=True, **how).new_page()
    window.asked, window.complaints = [], []
    window.on("request", lambda request: window.asked.append(request.url))
    window.on("console", lambda message: window.complaints.append(message.text))
    window.on("pageerror", lambda error: window.complaints.append(str(error)))
    return window


# --- a server -------------------------------------------------------------------------------------


def free_port():
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def server(folder, **environment):
    """JupyterLab on a copy of the notebooks, for this computer and its token only: the address and the token.

    Its settings and its kernel are those of a new user, whatever this one has, but for what the environment says.
    """
    root, settings = folder / "notebooks", folder / "settings" / "@jupyterlab" / "apputils-extension"
    shutil.copytree(ROOT / "notebooks", root, ignore=shutil.ignore_patterns(".*"))
    write_kernel_spec(folder / "data" / "kernels" / "python3")
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(
        json.dumps({"fetchNews": "false", "checkForUpdates": False})
    )
    port, token = free_port(), secrets.token_hex()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")},
        **environment,
        "JUPYTER_TOKEN": token,
        "JUPYTER_CONFIG_DIR": str(folder / "config"),
        "JUPYTER_DATA_DIR": str(folder / "data"),
        "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--expose-app-in-browser"]
    command += ["--ServerApp.ip=127.0.0.1", f"--port={port}", "--port-retries=0", f"--notebook-dir={root}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    log = folder / "log.txt"
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=root, env=environment, stdout=file, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        start = time.monotonic()
        while answer(f"{address}/api/status?token={token}") != 200:
            if process.poll() is not None or time.monotonic() - start > 60:
                pytest.fail(f"JupyterLab did not start:\n{log.read_text(errors='replace')}")
            time.sleep(0.1)
        yield address, token
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answer(address):
    """The status with which a server answers, or None where there is none yet."""
    try:
        with urllib.request.urlopen(address, timeout=10) as response:
            return response.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return None


# --- JupyterLab -----------------------------------------------------------------------------------

# Functions in the page. The lab is that of the active cell; its picture is the last output.
SCRIPT = """
window.course = {
  notebook: () => jupyterapp.shell.currentWidget,
  cells: () => course.notebook().content.model.sharedModel.cells.map(cell => cell.toJSON()),
  cell: () => document.querySelector('.jp-Cell.jp-mod-active'),
  image: () => course.cell().querySelector('.jp-RenderedImage img'),
  words: () => [...course.cell().querySelectorAll('.jp-RenderedText')].map(e => e.textContent).join('\\n'),
  shown: () => course.image() ? course.image().src : course.words(),
  alt: () => {
    const outputs = course.notebook().content.activeCell.model.outputs;
    return outputs.get(outputs.length - 1).toJSON().data['text/plain'];
  },
  box: () => {
    const box = course.image().getBoundingClientRect();
    return [box.x, box.y, box.width, box.height];
  },

  open: async path => {
    const opened = await jupyterapp.commands.execute('docmanager:open', {path});
    await opened.context.ready;
    await opened.sessionContext.ready;
    jupyterapp.shell.activateById(opened.id);
    while (course.notebook() !== opened || opened.sessionContext.session?.kernel?.status !== 'idle')
      await new Promise(done => setTimeout(done, 50));
  },
  run: async (cells = 'all-cells') => {
    await jupyterapp.commands.execute(`notebook:run-${cells}`);
    while (course.notebook().sessionContext.session.kernel.status !== 'idle')
      await new Promise(done => setTimeout(done, 50));
  },
  // All moves so far are answered: the kernel answers in order, and on its answer the last move kept back is sent.
  answered: async () => {
    for (let twice = 0; twice < 2; twice++)
      await course.notebook().sessionContext.session.kernel.requestKernelInfo();
  },
  close: async () => {
    const opened = course.notebook(), id = opened.sessionContext.session.id;
    opened.dispose();
    jupyterapp.serviceManager.sessions.shutdown(id);  // not waited for: it takes the kernel seconds
  },
  show: index => {
    const notebook = course.notebook().content;
    notebook.activeCellIndex = index;
    return notebook.scrollToItem(index, 'start');
  },

  // Milliseconds from the next key to the first frame with another picture, decoded; null if there is none.
  arm: most => {
    const before = course.shown();
    course.moved = new Promise(done => document.addEventListener('keydown', () => {
      const start = performance.now();
      const look = async () => {
        const image = course.image();
        if (course.shown() !== before && (!image || (image.complete && image.naturalWidth))) {
          if (image) await image.decode().catch(() => null);
          requestAnimationFrame(() => done(performance.now() - start));
        } else if (performance.now() - start > most) done(null);
        else requestAnimationFrame(look);
      };
      look();
    }, {capture: true, once: true}));
  },

  // What every frame shows until it is told to stop.
  watch: () => {
    course.frames = {count: 0, blank: 0, boxes: []};
    course.watching = true;
    const look = () => {
      const image = course.image();
      course.frames.count++;
      if (!image || !image.complete || !image.naturalWidth) course.frames.blank++;
      else if (!course.frames.boxes.includes(String(course.box())))
        course.frames.boxes.push(String(course.box()));
      if (course.watching) requestAnimationFrame(look);
    };
    look();
  },
};
"""


class JupyterLab:
    """JupyterLab in a page of a browser, with at most one notebook open."""

    def __init__(self, browser, address, token):
        self.page = browser.new_page(viewport={"width": 1280, "height": 900})
        self.page.set_default_timeout(1000 * A_RUN)
        self.complaints = []  # of the browser's console
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.add_init_script(SCRIPT)
        self.page.goto(f"{address}/lab?token={token}")
        self.page.wait_for_function("window.jupyterapp?.restored.then(() => true)")
        self.page.evaluate("jupyterapp.shell.collapseLeft()")

    def _note(self, message):
        # JupyterLab sometimes gives the focus to a notebook that is closed already; nothing of the course is in that.
        if message.type == "error" and "_ensureFocus" not in message.text:
            self.complaints.append(f"{message.text} {message.location.get('url', '')}")

    def call(self, function, *arguments):
        """What a function of the page gives, waited for; a call that hangs is an error."""
        limit = 1000 * A_RUN
        return self.page.evaluate(
            """([name, given, limit]) => Promise.race([
                course[name](...given),
                new Promise((_, no) => setTimeout(() => no(Error(`${name} took over ${limit} ms`)), limit))
            ])""",
            [function, arguments, limit],
        )

    def show(self, index):
        """Scroll to a cell and make it the active one: its element."""
        self.call("show", index)
        self.page.wait_for_function(
            "index => course.notebook().content.activeCellIndex === index && course.image()?.complete",
            arg=index,
        )
        self.page.wait_for_timeout(300)  # the scrolling
        return self.page.locator(".jp-Cell.jp-mod-active")

    def until_changed(self, before):
        """Wait for another picture or other words than these."""
        self.page.wait_for_function(
            "([picture, alt]) => course.shown() !== picture || course.alt() !== alt",
            arg=before,
            timeout=1000 * A_MOVE,
        )

    def state(self):
        return [self.call("shown"), self.call("alt")]

    def at_rest(self, quiet=0.4):
        """Wait until the picture stays the same: the seconds that passed before, None if it never does."""
        start = time.monotonic()
        self.call("answered")
        since = time.monotonic()
        last = self.call("shown")
        while time.monotonic() - since < quiet:
            if time.monotonic() - start > A_MOVE:
                return None
            self.page.wait_for_timeout(20)
            now = self.call("shown")
            if now != last:
                last, since = now, time.monotonic()
        return since - start

    def theme(self, name):
        self.page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', {theme})", name)
        self.page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=name)
