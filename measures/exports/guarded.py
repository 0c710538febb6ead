"""Reading in a guarded child process: a crash, a hang or a hunger for memory there becomes an error message here.

The child gets the bytes on its standard input and answers in lines of JSON, so nothing is written to disk. Where the
system has resource limits (not on Windows) the child has a ceiling on memory and processor time.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

CHILD = Path(__file__).with_name("reader_child.py")
SECONDS = 120
MEMORY_BYTES = 3_000_000_000


class ChildError(Exception):
    """The child process did not finish: `why` is `crash`, `memory` or `time`."""

    def __init__(self, why: Literal["crash", "memory", "time"]) -> None:
        super().__init__(why)
        self.why = why


def read_guarded(
    request: dict[str, object], data: bytes, *, seconds: float = SECONDS, memory: int = MEMORY_BYTES
) -> Iterator[dict[str, Any]]:
    """Have the child read a file, and yield its answers as they come.

    Parameters
    ----------
    request : dict
        What to read and how; `reader_child.py` says what it may hold.
    data : bytes
        The file.
    seconds, memory : number
        Time, and bytes of address space, after which the child is stopped.

    Raises
    ------
    ChildError
        The child crashed, or reached a limit.
    """
    paths = [path for path in sys.path if path]
    first = json.dumps({**request, "paths": paths, "memory": memory, "seconds": int(seconds)})
    process = subprocess.Popen(  # noqa: S603  our own interpreter and our own script; the file is only its input
        [sys.executable, "-I", "-S", str(CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    timed_out = threading.Event()

    def stop() -> None:
        timed_out.set()
        process.kill()

    timer = threading.Timer(seconds, stop)
    timer.start()
    try:
        yield from _answers(process, first.encode() + b"\n" + data, timed_out)
    finally:
        timer.cancel()
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        process.wait()


def _answers(process: subprocess.Popen[bytes], message: bytes, timed_out: threading.Event) -> Iterator[dict[str, Any]]:
    """Send the message, then read lines until the child says it is done."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the child was started without pipes")
    with suppress(OSError):  # a child that died early is judged by how it ended
        process.stdin.write(message)
        process.stdin.close()
    for line in process.stdout:
        if not line.endswith(b"\n"):
            break
        answer: dict[str, Any] = json.loads(line)
        if answer.get("done"):
            return
        yield answer
    code = process.wait()
    if timed_out.is_set() or code == -getattr(signal, "SIGXCPU", 0):
        raise ChildError("time")
    if code in (-getattr(signal, "SIGABRT", 0), -getattr(signal, "SIGKILL", 0)):  # how an allocation that fails ends
        raise ChildError("memory")
    raise ChildError("crash")
