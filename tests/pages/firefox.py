"""Firefox, driven by the protocol that it speaks itself (WebDriver BiDi), since Playwright has only one of its own."""

import itertools
import json
import os
import re
import shutil
import subprocess
import threading
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

NAMES = ("firefox", "firefox-esr", "/Applications/Firefox.app/Contents/MacOS/firefox")
KEYS = {"ArrowRight": "\ue014", "End": "\ue010", "Home": "\ue011"}
A_START = 60  # seconds
SPEAKS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")


@contextmanager
def firefox(folder):
    """A window of Firefox with a profile in this folder. Where there is none that listens, the test is skipped."""
    websocket = pytest.importorskip("websocket", reason="websocket-client is not installed")
    path = os.environ.get("FIREFOX") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Firefox: name one in FIREFOX")
    settings = Path(folder, "user.js")
    settings.write_text('user_pref("browser.shell.checkDefaultBrowser", false);\n', encoding="utf-8")
    command = [path, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port=0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        late = threading.Timer(A_START, process.kill)
        late.start()
        try:
            address = next((found[1] for line in process.stderr if (found := SPEAKS.search(line))), None)
            late.cancel()
            if address is None:
                pytest.skip(f"{path} does not listen")
            threading.Thread(target=process.stderr.read, daemon=True).start()  # or it would wait for a reader
            with closing(websocket.create_connection(f"{address}/session", suppress_origin=True, timeout=60)) as line:
                yield Window(line)
        finally:
            process.kill()


class Window:
    """A window, with the names that Playwright has for what is done in it."""

    def __init__(self, line):
        self.line, self.numbers, self.complaints = line, itertools.count(), []
        self.send("session.new", capabilities={})
        self.send("session.subscribe", events=["log.entryAdded"])
        self.context = self.send("browsingContext.create", type="tab")["context"]

    def send(self, method, **params):
        """What Firefox answers to a command; what the page complains of until then is noted."""
        number = next(self.numbers)
        self.line.send(json.dumps({"id": number, "method": method, "params": params}))
        while (answer := json.loads(self.line.recv())).get("id") != number:
            if answer.get("method") == "log.entryAdded":
                self.complaints.append(answer["params"]["text"])
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['message']}")
        return answer["result"]

    def size(self, width, height):
        self.send("browsingContext.setViewport", context=self.context, viewport={"width": width, "height": height})

    def goto(self, url):
        self.send("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def evaluate(self, script, *given):
        """What an expression gives, or a function of what is given, waited for."""
        called = f"({script})({json.dumps(given[0])})" if given else script
        answer = self.send(
            "script.evaluate",
            expression=f"Promise.resolve({called}).then(found => JSON.stringify(found ?? null))",
            target={"context": self.context},
            awaitPromise=True,
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def press(self, key):
        """Press a key where the focus is."""
        strokes = [{"type": kind, "value": KEYS[key]} for kind in ("keyDown", "keyUp")]
        actions = [{"type": "key", "id": "keyboard", "actions": strokes}]
        self.send("input.performActions", context=self.context, actions=actions)
