"""What every answer of the server carries: a strict content policy; and which requests it refuses.

The browser may load scripts, styles and pictures from this server alone, and may send nothing anywhere else: even a
fault in a page could not carry answers away.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Serve = Callable[[Scope, Receive, Send], Awaitable[None]]

INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
LOCAL = ("localhost", "127.0.0.1")
REFUSED = b"This address is not one this server answers to."


def middleware() -> list[Middleware]:
    """What stands between the network and the app."""
    hold_uploads_in_memory()
    return [Middleware(Guard, policy=content_policy(_first_page()))]


def hold_uploads_in_memory() -> None:
    """Let no upload pass through a temporary file, where larger ones are put while they arrive.

    The room is more than `server.maxUploadSize` lets in, so nothing is ever put there.
    """
    MultiPartParser.spool_max_size = 2 * 1024 * 1024 * int(st.get_option("server.maxUploadSize"))


def content_policy(first_page: bytes) -> str:
    """The content policy; inline scripts of the app's own first page are let in by their hashes.

    Charts are drawn by Vega, which makes functions from expressions: hence 'unsafe-eval', for scripts of this server.
    """
    hashes = [base64.b64encode(hashlib.sha256(found).digest()).decode() for found in INLINE_SCRIPT.findall(first_page)]
    scripts = " ".join(f"'sha256-{one}'" for one in hashes)
    parts = (
        "default-src 'self'",
        f"script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval' {scripts}".rstrip(),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
    return "; ".join(parts)


class Guard:
    """Refuses requests for other hosts and sockets opened by other sites' pages; puts the headers on every answer."""

    def __init__(self, app: Serve, policy: str) -> None:
        self.app = app
        self.headers = [
            (b"content-security-policy", policy.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"x-frame-options", b"DENY"),
            (b"referrer-policy", b"no-referrer"),
            (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
            (b"cross-origin-opener-policy", b"same-origin"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        if not _welcome(dict(scope["headers"])):
            await _refuse(scope, send)
            return

        async def with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                names = {name for name, _ in self.headers}
                kept = [(name, value) for name, value in message["headers"] if name.lower() not in names]
                message["headers"] = [*kept, *self.headers]
            await send(message)

        await self.app(scope, receive, with_headers)


def _welcome(headers: MutableMapping[bytes, bytes]) -> bool:
    """Whether the host is one of ours, and the page that asks, where it says so, came from the same host."""
    host = headers.get(b"host", b"").decode("latin-1")
    origin = headers.get(b"origin", b"").decode("latin-1")
    try:
        name, asking = urlsplit(f"//{host}").hostname or "", urlsplit(origin).netloc
    except ValueError:  # not an address at all
        return False
    return name in allowed_hosts() and "@" not in host and (not origin or asking == host)


def allowed_hosts() -> tuple[str, ...]:
    """The names this server answers to: `server.allowedHosts`, by default this machine alone."""
    stated = st.get_option("server.allowedHosts")
    return tuple(stated) if stated else LOCAL


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": REFUSED})


def _first_page() -> bytes:
    return (Path(st.__file__).parent / "static" / "index.html").read_bytes()
