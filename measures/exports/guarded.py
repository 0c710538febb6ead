"""Reading in a guarded child process: a crash, a hang or a hunger for memory there becomes an error message here.

The child gets the bytes on its standard input and answers on its standard output; nothing is written to disk. Where
the system has resource limits (not on Windows) it has a ceiling on memory and processor time.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

CHILD = Path(__file__).with_name("reader_child.py")
SECONDS = 120
MEMORY_BYTES = 3_000_000_000
HAS_LIMITS = find_spec("resource") is not None


class ChildError(Exception):
    """The child process did not finish: `why` is `crash`, `memory` or `time`."""

    def __init__(self, why: Literal["crash", "memory", "time"]) -> None:
        super().__init__(why)
        self.why = why


@contextmanager
def reading(
    request: Mapping[str, object], data: bytes, *, seconds: float = SECONDS, memory: int = MEMORY_BYTES
) -> Iterator[Iterator[dict[str, Any]]]:
    """Have the child read a file; within the context its answers can be taken as they come.

    Parameters
    ----------
    request : mapping
        What to read and how; `reader_child.py` says what it may hold.
    data : bytes
        The file.
    seconds, memory : number
        Time, and bytes of address space, after which the child is stopped.

    Yields
    ------
    iterator of dict
        Taking from it raises ChildError where the child crashed or reached a limit.
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
    timer.daemon = True
    timer.start()
    try:
        if process.stdin is not None:
            with suppress(OSError):  # a child that died early is judged by how it ended
                process.stdin.write(first.encode() + b"\n" + data)
                process.stdin.close()
        yield _answers(process, timed_out)
    finally:
        timer.cancel()
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        process.wait()


def _answers(process: subprocess.Popen[bytes], timed_out: threading.Event) -> Iterator[dict[str, Any]]:
    """Read lines until the child says it is done; a block of cells gets its `cells`, bytes for each column."""
    output = process.stdout
    while output is not None and (line := output.readline()).endswith(b"\n"):
        answer: dict[str, Any] = json.loads(line)
        if answer.get("done"):
            return
        if "block" in answer:
            answer["cells"] = [output.read(size) for size in answer["sizes"]]
            if len(answer["cells"][-1]) < answer["sizes"][-1]:
                break
        yield answer
    code = process.wait()
    if timed_out.is_set() or code == -getattr(signal, "SIGXCPU", 0):
        raise ChildError("time")
    if code in (-getattr(signal, "SIGABRT", 0), -getattr(signal, "SIGKILL", 0)):  # how an allocation that fails ends
        raise ChildError("memory")
    raise ChildError("crash")
