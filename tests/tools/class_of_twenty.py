"""A class on one machine: every learner of a JupyterHub starts at once and runs a notebook of the course.

    python -m venv .venv-class
    .venv-class/bin/python -m pip install . jupyterhub
    npm install --no-save --prefix .venv-class configurable-http-proxy
    .venv-class/bin/python tests/tools/class_of_twenty.py
    .venv-class/bin/python tests/tools/class_of_twenty.py --learners 5

The hub listens on 127.0.0.1 alone, under a password made for this run; all its files are in a temporary
folder, which goes away at the end with every process. Each learner logs in, starts a Jupyter server of their
own and runs the notebook of their copy as JupyterLab does: one kernel, cell after cell. A cell that stops
with an error or writes to stderr fails the class. Linux only: memory is read from /proc.

Twenty on two cores take turns and are slow, two to three minutes in all; none may fail.
"""

import argparse
import asyncio
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter

import psutil
from tidy import ROOT, code_cells, notebooks, parse, place, stale_helpers
from tornado.httpclient import AsyncHTTPClient, HTTPError, HTTPRequest
from tornado.websocket import websocket_connect

PROXY = "configurable-http-proxy"
# Servers that start at once now and then choose the same port, and then a kernel does not start.
IPC = "--KernelManager.transport=ipc"
THREADS = 1  # of PyTorch for each learner, as in the README's values for a hub
CONFIG = """
import json, sys
given = json.load(open("given.json"))
c = get_config()
c.JupyterHub.bind_url = given["address"]
c.JupyterHub.hub_port = given["hub_port"]  # on 127.0.0.1, the hub's default, as are the servers
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = given["password"]
c.DummyAuthenticator.allowed_users = set(given["learners"])
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = given["homes"] + "/{username}"
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.args = given["arguments"]
# A socket's path has at most 107 letters, too few for the usual place in these homes.
runtime = lambda spawner: given["runtimes"] + "/" + spawner.user.name
c.Spawner.environment = {**given["environment"], "JUPYTER_RUNTIME_DIR": runtime}
c.Spawner.start_timeout = c.Spawner.http_timeout = given["timeout"]
c.ConfigurableHTTPProxy.command = [given["proxy"]]
c.ConfigurableHTTPProxy.api_url = given["proxy_address"]
"""


@dataclass
class Learner:
    """What one learner does, and what it took. Times in seconds, memory in MB."""

    name: str
    notebook: Path
    token: str = ""
    spawn: float = 0.0
    run: float = 0.0
    failure: str = ""
    use: dict[str, float] = field(default_factory=dict)


class Failed(Exception):
    """What went wrong for one learner, in words."""


# --- what the class needs -------------------------------------------------------------------------


def proxy_command():
    """The proxy that npm put beside this Python, or the one on the path."""
    here = Path(sys.prefix, "node_modules", ".bin", PROXY)
    return str(here) if here.exists() else shutil.which(PROXY)


def missing():
    """What this script needs and does not find."""
    if sys.platform != "linux":
        return ["Linux: memory is read from /proc"]
    found = []
    if find_spec("jupyterhub") is None:
        found.append(f"jupyterhub: {sys.executable} -m pip install jupyterhub")
    if shutil.which("node") is None:
        found.append("node, which runs the hub's proxy: install Node.js with its package manager npm")
    if proxy_command() is None:
        found.append(f"{PROXY}: npm install --no-save --prefix {sys.prefix} {PROXY}")
    spec = find_spec("helpers")
    if spec is None or Path(spec.origin).parent == ROOT / "helpers":
        found.append(f"the course, installed as a class has it: {sys.executable} -m pip install .")
    return found or stale_helpers()


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


# --- the hub --------------------------------------------------------------------------------------


@contextmanager
def hub(learners, timeout, threads):
    """Its address, the password of the class and its process; nothing is left of it afterwards."""
    folder = tempfile.mkdtemp(prefix="class-")
    for learner in learners:
        target = Path(folder, "homes", learner.name, "notebooks")
        shutil.copytree(ROOT / "notebooks", target, ignore=shutil.ignore_patterns(".*"))
    ports = free_ports(3)
    given = {
        "address": f"http://127.0.0.1:{ports[0]}",
        "hub_port": ports[1],
        "proxy_address": f"http://127.0.0.1:{ports[2]}",
        "password": secrets.token_hex(16),
        "learners": [learner.name for learner in learners],
        "homes": str(Path(folder, "homes")),
        "runtimes": str(Path(folder, "run")),
        "arguments": [IPC, *(["--allow-root"] if os.geteuid() == 0 else [])],
        "environment": {"OMP_NUM_THREADS": str(threads)} if threads else {},
        "timeout": timeout,
        "proxy": proxy_command(),
    }
    Path(folder, "given.json").write_text(json.dumps(given))
    Path(folder, "config.py").write_text(CONFIG)
    Path(folder, "given.json").chmod(0o600)
    unwanted = ("PYTHONPATH", "PYTHONHOME", "MPLBACKEND", "OMP_NUM_THREADS", "CONFIGPROXY_AUTH_TOKEN")
    environment = {k: v for k, v in os.environ.items() if k not in unwanted and not k.startswith("JUPYTER")}
    try:
        with open(Path(folder, "hub.log"), "w") as log:
            process = psutil.Popen(
                [sys.executable, "-m", "jupyterhub", "-f", "config.py"],
                cwd=folder,
                env=environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        try:
            yield given["address"], given["password"], process
        except Failed:
            print(Path(folder, "hub.log").read_text()[-3000:], file=sys.stderr)
            raise
        if any(learner.failure for learner in learners):  # told to whoever looks for the reason
            print(Path(folder, "hub.log").read_text(), file=sys.stderr)
    finally:
        end(process_of(folder))
        shutil.rmtree(folder, ignore_errors=True)


def process_of(folder):
    """Every process that works in a folder: the hub, its proxy, the servers and their kernels."""
    for process in psutil.process_iter():
        try:
            if Path(process.cwd()).is_relative_to(folder):
                yield process
        except (psutil.Error, OSError):
            continue


def end(processes):
    """First the polite way, in the end for sure."""
    processes = list(processes)
    for stop in (psutil.Process.terminate, psutil.Process.kill):
        for process in processes:
            try:
                stop(process)
            except psutil.NoSuchProcess:
                continue
        _, processes = psutil.wait_procs(processes, timeout=10)


# --- one learner ----------------------------------------------------------------------------------


async def ask(address, token=None, body=None, timeout=60, text=False):
    """GET, or POST where there is a body; the JSON of the answer, or its text."""
    headers = {"Authorization": f"token {token}"} if token else {}
    request = HTTPRequest(
        address,
        "GET" if body is None else "POST",
        headers,
        None if body is None else json.dumps(body),
        connect_timeout=timeout,
        request_timeout=timeout,
    )
    answer = (await AsyncHTTPClient().fetch(request)).body.decode()
    return answer if text or not answer else json.loads(answer)


async def log_in_and_spawn(learner, address, password, timeout):
    """A token for name and password, then a server, as the hub's pages do it."""
    user = f"{address}/hub/api/users/{learner.name}"
    who = {"auth": {"username": learner.name, "password": password}}
    learner.token = (await ask(f"{user}/tokens", body=who, timeout=timeout))["token"]
    await ask(f"{user}/server", learner.token, body={}, timeout=timeout)
    # The hub says how far it is, event by event, and closes when the server is there.
    events = await ask(f"{user}/server/progress", learner.token, timeout=timeout, text=True)
    last = json.loads(events.rpartition("data:")[2])
    if not last.get("ready"):
        raise Failed(f"the server did not start: {last.get('message')}")


async def run_notebook(learner, address, timeout):
    """Open the notebook with a kernel of its own and run every cell, as JupyterLab does with Run All."""
    server = f"{address}/user/{learner.name}/api"
    path = f"notebooks/{learner.notebook.name}"
    stored = await ask(f"{server}/contents/{path}", learner.token, timeout=timeout)
    kind = {"path": path, "name": learner.notebook.name, "type": "notebook", "kernel": {"name": "python3"}}
    session = await ask(f"{server}/sessions", learner.token, kind, timeout)
    channels = f"{server}/kernels/{session['kernel']['id']}/channels?session_id={session['id']}"
    request = HTTPRequest(
        channels.replace("http", "ws", 1),
        headers={"Authorization": f"token {learner.token}"},
        connect_timeout=timeout,
        request_timeout=timeout,
    )
    socket = await websocket_connect(request, max_message_size=100_000_000)
    try:
        nb = parse(json.dumps(stored["content"]))
        for cell in code_cells(nb):
            await run_cell(socket, session["id"], cell.source, place(nb, cell))
    finally:
        socket.close()


async def run_cell(socket, session, code, where):
    """Ask for a cell, wait for the answer and for the last of its outputs."""
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": "execute_request",
        "session": session,
        "username": "",
        "version": "5.3",
        "date": "",
    }
    content = {
        "code": code,
        "silent": False,
        "store_history": True,
        "user_expressions": {},
        "allow_stdin": False,
        "stop_on_error": True,
    }
    request = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "buffers": []}
    await socket.write_message(json.dumps(request | {"channel": "shell"}))
    waits_for = {"execute_reply", "idle"}
    while waits_for:
        received = await socket.read_message()
        if received is None:
            why = " ".join(str(part) for part in (socket.close_code, socket.close_reason) if part)
            raise Failed(f"{where}: the connection to the kernel was lost {why}".rstrip())
        if isinstance(received, bytes):  # the buffers of a widget; no output
            continue
        message = json.loads(received)
        content, kind = message["content"], message["header"]["msg_type"]
        if content.get("execution_state") in ("restarting", "dead"):
            raise Failed(f"{where}: the kernel died")
        if message["parent_header"].get("msg_id") != header["msg_id"]:
            continue
        if kind == "error":
            raise Failed(f"{where} stopped with {content['ename']}: {content['evalue']}")
        if kind == "stream" and content["name"] == "stderr":
            raise Failed(f"{where} writes to stderr: {content['text'].strip()[:200]}")
        waits_for -= {kind, content.get("execution_state")}


async def timed(learner, what, task, timeout):
    """Do it unless the learner has failed already; keep how long it took, or why it failed."""
    if learner.failure:
        task.close()
        return
    start = perf_counter()
    try:
        await asyncio.wait_for(task, timeout)
    except TimeoutError:
        learner.failure = f"{what}: not done after {timeout} s"
    except (Failed, HTTPError, OSError) as error:
        learner.failure = f"{what}: {error}"
    setattr(learner, what, perf_counter() - start)


# --- the class ------------------------------------------------------------------------------------


async def lesson(learners, address, password, process, timeout):
    """All start their servers at once; when the last one is there, all run their notebooks at once."""
    AsyncHTTPClient.configure(None, max_clients=1000, defaults={"max_body_size": 100_000_000})
    start = perf_counter()
    while True:
        try:
            await ask(f"{address}/hub/api", timeout=5)
            break
        except (HTTPError, OSError) as error:
            if process.poll() is not None or perf_counter() - start > timeout:
                raise Failed(f"the hub does not answer: {error}") from None
            await asyncio.sleep(0.2)
    await asyncio.gather(
        *(timed(one, "spawn", log_in_and_spawn(one, address, password, timeout), timeout) for one in learners)
    )
    await asyncio.gather(*(timed(one, "run", run_notebook(one, address, timeout), timeout) for one in learners))


def use(processes, who):
    """Seconds of CPU and memory: PSS, each page divided among those who share it, own (USS), peak (RSS)."""
    total = dict.fromkeys((f"{who} CPU, s", f"{who} PSS, MB", f"{who} own, MB", f"{who} peak RSS, MB"), 0.0)
    for process in processes:
        times, memory = process.cpu_times(), process.memory_full_info()
        status = Path(f"/proc/{process.pid}/status").read_text()
        peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
        numbers = times.user + times.system, memory.pss / 1e6, memory.uss / 1e6, int(peak) * 1024 / 1e6
        for name, number in zip(total, numbers, strict=True):
            total[name] += number
    return total


def measure(learners, process):
    """What each learner's server and kernel use while all kernels are still there; returns the hub's."""
    by_name = {learner.name: learner for learner in learners}
    own = [process]
    for child in process.children():
        name = child.environ().get("JUPYTERHUB_USER")
        if name in by_name:
            by_name[name].use = use([child], "server") | use(child.children(recursive=True), "kernel")
        else:
            own += [child, *child.children(recursive=True)]
    return use(own, "hub")


def report(learners, hub_use, threads):
    done = [learner for learner in learners if not learner.failure]
    for learner in learners:
        end = learner.failure or f"spawn {learner.spawn:5.1f} s, run {learner.run:5.1f} s"
        print(f"{learner.name}  {learner.notebook.stem:26}  {end}")
    machine = f"{os.cpu_count()} cores, {psutil.virtual_memory().total / 1e9:.0f} GB"
    print(
        f"\n{len(done)} of {len(learners)} finished on {machine}; OMP_NUM_THREADS={threads or 'not set'}; "
        f"torch {version('torch')}, jupyterhub {version('jupyterhub')}\n"
    )
    if not done:
        return
    rows = {"spawn, s": [one.spawn for one in done], "run, s": [one.run for one in done]}
    for name in done[0].use:
        rows[name] = [one.use[name] for one in done]
    for what in ("CPU, s", "PSS, MB", "own, MB", "peak RSS, MB"):
        rows[f"learner {what}"] = [one.use[f"server {what}"] + one.use[f"kernel {what}"] for one in done]
    print(f"{'':24}{'median':>10}{'max':>10}{'total':>10}")
    for name, values in rows.items():
        total = "" if name in ("spawn, s", "run, s") else f"{sum(values):10.0f}"
        print(f"{name:24}{median(values):10.1f}{max(values):10.1f}{total}")
    print("\nhub and proxy: " + ", ".join(f"{name[4:]} {value:.0f}" for name, value in hub_use.items()))


def number(least):
    def read(text):
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"got {text!r}, expected a whole number from {least}")
        return int(text)

    return read


def main():
    as_written = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=as_written)
    parser.add_argument("--learners", type=number(1), default=20, help="how many (default: 20)")
    parser.add_argument("--timeout", type=number(1), default=600, help="seconds for a start, and for a notebook")
    parser.add_argument(
        "--threads", type=number(0), default=THREADS, help="OMP_NUM_THREADS of each learner (default: 1; 0: not set)"
    )
    options = parser.parse_args()
    if lacks := missing():
        parser.exit(2, "".join(f"missing: {line}\n" for line in lacks))
    # The end of a terminal or a plain kill clean up as Ctrl-C does.
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.default_int_handler)

    paths = notebooks()
    names = [f"learner-{n:02}" for n in range(1, options.learners + 1)]
    learners = [Learner(name, paths[n % len(paths)]) for n, name in enumerate(names)]
    try:
        with hub(learners, options.timeout, options.threads) as (address, password, process):
            asyncio.run(lesson(learners, address, password, process, options.timeout))
            hub_use = measure(learners, process)
    except Failed as error:
        parser.exit(1, f"{error}\n")
    except KeyboardInterrupt:
        parser.exit(130, "stopped; nothing is left\n")
    report(learners, hub_use, options.threads)
    return 1 if any(learner.failure for learner in learners) else 0


if __name__ == "__main__":
    sys.exit(main())
