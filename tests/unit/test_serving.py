"""Headers on every answer, and which requests are refused."""

import asyncio
import base64
import hashlib
import tempfile

import pytest
from starlette.formparsers import MultiPartParser
from starlette.requests import Request

from measures.app.serving import Guard, content_policy, middleware

PAGE = b'<html><script src="a.js"></script><script>go()</script><script type="module">\nx\n</script></html>'


def test_inline_scripts_of_the_first_page_alone_are_let_in_by_their_hashes():
    policy = content_policy(PAGE)
    for text in (b"go()", b"\nx\n"):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(text).digest()).decode()}'" in policy
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "'unsafe-inline'" not in script
    assert script.count("sha256-") == 2
    assert "connect-src 'self'" in policy
    assert "http" not in policy
    assert "*" not in policy


def asked(headers, kind="http"):
    sent = []

    async def app(scope, receive, send):
        if scope["type"] == "http":
            old = [(b"content-type", b"text/html"), (b"Referrer-Policy", b"unsafe-url")]
            await send({"type": "http.response.start", "status": 200, "headers": old})
        else:
            await send({"type": "websocket.accept"})

    async def send(message):
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    asyncio.run(Guard(app, "default-src 'self'")({"type": kind, "headers": raw}, None, send))
    return sent[0]


def test_every_answer_carries_the_policy_once():
    answer = asked({"host": "localhost:8501"})
    names = [name.lower() for name, _ in answer["headers"]]
    assert answer["status"] == 200
    assert len(names) == len(set(names))
    assert dict(answer["headers"])[b"referrer-policy"] == b"no-referrer"
    assert b"content-security-policy" in names


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "[", "127.0.0.1@evil.example"])
def test_other_hosts_are_refused(host):
    assert asked({"host": host})["status"] == 403
    assert asked({"host": host}, "websocket") == {"type": "websocket.close", "code": 1008}


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:9999", "null", "http://["])
def test_a_page_of_another_site_cannot_open_a_socket(origin):
    answer = asked({"host": "localhost:8501", "origin": origin}, "websocket")
    assert answer == {"type": "websocket.close", "code": 1008}


def test_this_machine_is_welcome_by_either_name():
    for host in ("localhost:8501", "127.0.0.1:8501"):
        assert asked({"host": host, "origin": f"http://{host}"}, "websocket") == {"type": "websocket.accept"}


def arrived(body):
    """A form as Streamlit's upload route reads it."""
    kind = b"multipart/form-data; boundary=edge"
    scope = {"type": "http", "method": "PUT", "headers": [(b"content-type", kind)]}

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def read():
        async with Request(scope, receive).form() as form:
            return await form["file"].read()

    return asyncio.run(read())


def test_a_large_upload_never_passes_through_a_temporary_file(monkeypatch):
    made, real = [], tempfile.TemporaryFile

    def note(*words, **more):
        made.append(words)
        return real(*words, **more)

    answers = b"QX01TZ,Often\n" * 300_000  # 4 MB
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    body = head + answers + b"\r\n--edge--\r\n"
    monkeypatch.setattr("tempfile.TemporaryFile", note)
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 1024 * 1024)  # as Starlette has it
    assert arrived(body) == answers
    assert made  # what would happen without
    made.clear()
    middleware()
    assert arrived(body) == answers
    assert not made
