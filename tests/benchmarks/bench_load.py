"""Many people at once: how long each click takes them, what it costs the server, how much memory each visit holds.

Run from the project's folder: `python tests/benchmarks/bench_load.py [people] [seconds]`. A server of its own is started on
this computer; the people are websocket clients that speak Streamlit's protocol, in this one process, so that they cost
little beside it. Each uploads two exports of 200 people and a study file, has them read and worked out, and then goes from
page to page or chooses a breakdown, with ten seconds (between five and fifteen) to think after each answer. People arrive
one after another. What is measured is the time from a click to the end of the page it gives, after everybody has arrived;
reading and working out, which name their stages, are given apart.

Seen on two quiet cores with 50 people for 90 s (472 clicks): 0.10 s in the middle, 0.69 s at the 95th percentile, 95 ms of
processor time a click, 1.0 MB of memory a visit; reading and working out 16 s in the middle, 28 s at the 95th percentile.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from tests.benchmarks import bench_pages

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("check", "changed", "who_for", "voices", "connections", "handing_on", "overview", "instruments", "planning")
THINK = (5.0, 15.0)
ARRIVING = 2.0  # seconds from one person's coming to the next's
STUDY = b"""format = 1
title = "Load"
files = [ { path = "before.csv", wave = "before" }, { path = "after.csv", wave = "after" } ]
[waves]
order = ["before", "after"]
[participant]
column = "Your code"
[groups]
area = { column = "Area" }
[analysis]
bootstrap = 100
"""


@dataclass
class Visit:
    """One person's visit: the connection, what the last page held, and the state of what was touched."""

    socket: ClientConnection
    address: str
    cookie: str
    session: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    page: str = ""
    widgets: dict[str, WidgetState] = field(default_factory=dict)
    found: dict[str, object] = field(default_factory=dict)
    cached: set[str] = field(default_factory=set)

    async def run(self, press: WidgetState | None = None, page: str | None = None) -> float:
        """Draw a page again, with a button pressed or another page asked for; seconds until it was whole."""
        message = BackMsg()
        client = message.rerun_script
        client.page_script_hash = self.page if page is None else self.pages[page]
        client.widget_states.widgets.extend([*self.widgets.values(), *([press] if press else [])])
        client.cached_message_hashes.extend(self.cached)
        self.found.clear()
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            answer = await self._receive()
            if answer.WhichOneof("type") == "script_finished":
                if answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                    return time.perf_counter() - start
                if answer.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    raise RuntimeError("The page does not compile.")

    async def _receive(self) -> ForwardMsg:
        data = await self.socket.recv(decode=False)
        answer = ForwardMsg.FromString(data)
        kind = answer.WhichOneof("type")
        if answer.metadata.cacheable and answer.hash:
            self.cached.add(answer.hash)
        if kind == "new_session":
            self.page, self.session = answer.new_session.page_script_hash, answer.new_session.initialize.session_id
        elif kind == "navigation":
            self.pages = {page.url_pathname or "start": page.page_script_hash for page in answer.navigation.app_pages}
        elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
            element = answer.delta.new_element
            kind = element.WhichOneof("type")
            if kind == "exception":
                raise RuntimeError(element.exception.message)
            if kind in ("button", "file_uploader", "selectbox"):
                self.found[getattr(element, kind).label] = getattr(element, kind)
        return answer

    async def upload(self, files: dict[str, bytes]) -> None:
        """Choose files, as the browser does it: ask for addresses, send them there, say that they are there."""
        uploader = next(found for label, found in self.found.items() if label.startswith("Survey exports"))
        message = BackMsg()
        message.file_urls_request.request_id = "1"
        message.file_urls_request.session_id = self.session
        message.file_urls_request.file_names.extend(files)
        await self.socket.send(message.SerializeToString())
        while (answer := await self._receive()).WhichOneof("type") != "file_urls_response":
            pass
        state = WidgetState(id=uploader.id)
        for (name, data), urls in zip(files.items(), answer.file_urls_response.file_urls, strict=True):
            await asyncio.to_thread(self._put, urls.upload_url, name, data)
            said = state.file_uploader_state_value.uploaded_file_info.add()
            said.name, said.size, said.file_id = name, len(data), urls.file_id
            said.file_urls.CopyFrom(urls)
        self.widgets[uploader.id] = state

    def _put(self, url: str, name: str, data: bytes) -> None:
        edge = "load-edge"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        headers = {
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "Cookie": self.cookie,
            "X-Xsrftoken": self.cookie.partition("=")[2],
        }
        body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
        address = self.address + "/" + url.lstrip("/")
        with urllib.request.urlopen(urllib.request.Request(address, body, headers, method="PUT"), timeout=60):
            pass

    async def click(self, draw: random.Random) -> float:
        """Go to another page, or choose a breakdown where the page has one."""
        box = self.found.get("By group")
        if box is not None and draw.random() < 0.5:
            option = draw.choice(list(box.options))
            self.widgets[box.id] = WidgetState(id=box.id, string_value=option)
            return await self.run()
        return await self.run(page=draw.choice(PAGES))


@dataclass
class Times:
    """Seconds that reading and working out took, and every later click; and until when people go on."""

    until: float = float("inf")

    first: list[float] = field(default_factory=list)
    clicks: list[tuple[float, float]] = field(default_factory=list)  # when, how long


async def person(number: int, address: str, files: dict[str, bytes], times: Times) -> None:
    """One person from coming to going."""
    draw = random.Random(number)
    await asyncio.sleep(number * ARRIVING)
    with await asyncio.to_thread(urllib.request.urlopen, f"{address}/_stcore/health") as answer:
        cookie = answer.headers.get("Set-Cookie", "").partition(";")[0]
    socket_address = f"{address.replace('http', 'ws')}/_stcore/stream"
    extra = {"Cookie": cookie}
    async with connect(
        socket_address, subprotocols=["streamlit"], additional_headers=extra, ping_interval=None, max_size=None
    ) as opened:
        visit = Visit(opened, address, cookie)
        await visit.run()
        await visit.upload(files)
        await visit.run()
        press = WidgetState(id=visit.found["Read these files"].id, trigger_value=True)
        times.first.append(await visit.run(press) + await visit.run(page="changed"))
        while time.perf_counter() < times.until:
            await asyncio.sleep(draw.uniform(*THINK))
            took = await visit.click(draw)
            times.clicks.append((time.perf_counter(), took))


class Server:
    """A server of the app, and what the system says of it."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.3)
        raise RuntimeError("The server did not start.")

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Megabytes in memory."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024

    def stop(self) -> None:
        """End it."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)


def at(share: float, values: list[float]) -> float:
    """The value that this share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


async def load(people: int, seconds: float) -> None:
    """Let people come, wait until all are there, measure, print."""
    bench_pages.INSTRUMENTS = ("ucla3",)
    files = {
        "before.csv": bench_pages.wave(range(200), 1),
        "after.csv": bench_pages.wave(range(40, 200), 2),
        "study.toml": STUDY,
    }
    server = Server()
    try:
        await person(0, server.address, files, Times(until=0.0))  # what is loaded once for everybody
        alone, times = server.memory(), Times()
        everybody = [asyncio.create_task(person(n, server.address, files, times)) for n in range(people)]
        while len(times.first) < people:
            await asyncio.sleep(0.2)
            for task in everybody:
                if task.done() and task.exception() is not None:
                    raise task.exception()
        arrived, cpu = time.perf_counter(), server.cpu()
        times.until = arrived + seconds
        await asyncio.sleep(seconds)
        spent, over = server.cpu() - cpu, time.perf_counter() - arrived
        held = server.memory()
        await asyncio.gather(*everybody)
    finally:
        server.stop()
    clicks = [took for when, took in times.clicks if when >= arrived]
    print(f"{people} people, {len(clicks)} clicks in {over:.0f} s after the last had arrived; load average of the machine "
          f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")  # fmt: skip
    print(f"Click to whole page, s: median {at(0.5, clicks):.2f}, 95th percentile {at(0.95, clicks):.2f}, "
          f"longest {max(clicks):.2f}")  # fmt: skip
    print(f"Reading and working out, while people arrive, s: median {at(0.5, times.first):.1f}, 95th percentile "
          f"{at(0.95, times.first):.1f}")  # fmt: skip
    print(f"Server: {1_000 * spent / max(len(clicks), 1):.0f} ms of processor time a click, {100 * spent / over:.0f} % of a "
          f"core; memory {alone:.0f} MB with one visit over, {held:.0f} MB with {people}: "
          f"{(held - alone) / people:.1f} MB a visit")  # fmt: skip


if __name__ == "__main__":
    words = [*map(float, sys.argv[1:]), *(50.0, 90.0)[len(sys.argv) - 1 :]]
    asyncio.run(load(int(words[0]), words[1]))
