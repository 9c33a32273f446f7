"""A platform on a real socket. It keeps the wire contract, and tests can make it fail."""

import hashlib
import json
import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from contract import fixture

KEY = "mok_0123456789abcdefghjkmnpqrstvwxyz"
RECEIPT = "mor_8w3k0q2n5v7x1z4b6d9f0h2j3m5p7r9t"
AT = "2026-11-23T10:12:14.001Z"
FLOOD_BYTES = 100_000_000
LONGEST_HANG = 30.0

_TOOL = fixture("get-support-tool")

CONFIG: dict[str, Any] = {
    "contract": 1,
    "server": {"slug": "acme", "name": "Acme"},
    "authMode": "email",
    "supportTool": {
        "enabled": True,
        "title": _TOOL["title"],
        "description": _TOOL["description"],
        "categories": _TOOL["inputSchema"]["properties"]["category"]["enum"],
    },
    "limits": {"title": 200, "description": 10_000, "body": 65_536},
    "ttlSeconds": 60,
}


@dataclass
class Request:
    """What arrived. Header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> dict[str, Any]:
        """The body as JSON."""
        return json.loads(self.text)


@dataclass
class Record:
    """A ticket that was written."""

    reference: str
    fingerprint: list[str]
    body: dict[str, Any]
    email: str | None


Misbehave = Callable[["Exchange"], bool]
"""Answers a request in place of the platform. Returns false to let the platform answer."""


@dataclass
class FakePlatform:
    """Use it as a context manager."""

    host: str = "127.0.0.1"
    """The name in the DSN. Those under ``.localhost`` are found without a resolver."""
    config: dict[str, Any] = field(default_factory=lambda: deepcopy(CONFIG))
    posts: list[Request] = field(default_factory=list)
    config_requests: list[Request] = field(default_factory=list)
    status_requests: list[Request] = field(default_factory=list)
    tickets: dict[str, Record] = field(default_factory=dict)
    on_post: Misbehave | None = None
    on_config: Misbehave | None = None
    on_status: Misbehave | None = None
    routes: dict[str, Misbehave] = field(default_factory=dict)
    """Further routes, such as ``GET /oauth/jwks``."""
    port: int = 0
    _server: ThreadingHTTPServer | None = None

    def __enter__(self) -> "FakePlatform":
        self.resume()
        return self

    def __exit__(self, *_: object) -> None:
        self.pause()

    @property
    def origin(self) -> str:
        """Where the platform is."""
        return f"http://{self.host}:{self.port}"

    @property
    def dsn(self) -> str:
        """What a host sets ``MCP_OBS_DSN`` to."""
        return self.origin.replace("http://", f"http://{KEY}@")

    def resume(self) -> None:
        """Listen, on the same port as before."""
        handler = type("Handler", (Exchange,), {"platform": self})
        self.port = self.port or free_port()
        self._server = _Server(("127.0.0.1", self.port), handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def pause(self) -> None:
        """Stop listening until ``resume``."""
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


def free_port() -> int:
    """Find a port that nobody listens on. Linux gives connections those from 32,768 on, so none takes it meanwhile."""
    while True:
        with socket.socket() as taken, suppress(OSError):
            taken.bind(("127.0.0.1", secrets.randbelow(22_000) + 10_000))
            return taken.getsockname()[1]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are expected."""


class Exchange(BaseHTTPRequestHandler):
    """One request and its answer."""

    platform: FakePlatform
    protocol_version = "HTTP/1.1"
    request_read: Request

    def log_message(self, *_: object) -> None:
        """Write nothing to stderr."""

    def do_GET(self) -> None:
        """Answer a GET."""
        self._serve()

    def do_POST(self) -> None:
        """Answer a POST."""
        self._serve()

    def answer(self, status: int, headers: dict[str, str], body: str) -> None:
        """Send an answer."""
        data = body.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def problem(self, status: int, code: str, **rest: Any) -> None:
        """Send a problem of the platform's."""
        body = {
            "type": "about:blank",
            "title": code,
            "status": status,
            "code": code,
            "requestId": "x",
            **rest,
        }
        self.answer(status, {"content-type": "application/problem+json"}, json.dumps(body))

    def commit(self, *, silent: bool = False) -> None:
        """Do what the platform does with a valid ticket. ``silent``: without an answer."""
        tickets, request = self.platform.tickets, self.request_read
        key, body = request.headers.get("idempotency-key", ""), request.body
        fingerprint = [body["title"], body["description"], body["category"]]
        known = tickets.get(key)
        if known and known.fingerprint != fingerprint:
            self.problem(422, "idempotency-key-reused")
            return
        record = known or Record(f"TK-0000-{len(tickets):04d}", fingerprint, body, None)
        record.email = record.email or body.get("email")
        tickets[key] = record
        if silent:
            return
        answer = {
            "ticket": {"reference": record.reference, "status": "open", "createdAt": AT},
            "duplicate": known is not None,
            "needsContact": record.email is None,
            "receipt": RECEIPT,
        }
        self.answer(201, {"content-type": "application/json"}, json.dumps(answer))

    def take_step(self, step: dict[str, Any]) -> bool:
        """Handle one attempt as a row of ``outages.json`` says."""
        what = step["do"]
        if what == "answer":
            self.answer(step["status"], step["headers"], step["body"])
        if what.startswith("commit"):
            self.commit(silent=what != "commit")
        if what.endswith("reset"):
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        if what.endswith("hang"):
            self._hang()
        if what == "flood":
            self._flood()
        return True

    def _hang(self) -> None:
        self.connection.settimeout(LONGEST_HANG)
        with suppress(OSError):
            self.connection.recv(1)
        self.close_connection = True

    def _flood(self) -> None:
        self.send_response(201)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(FLOOD_BYTES))
        self.end_headers()
        chunk = b" " * 65_536
        with suppress(OSError):
            for _ in range(FLOOD_BYTES // len(chunk)):
                self.wfile.write(chunk)
        self.close_connection = True

    def _serve(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        text = self.rfile.read(length).decode()
        self.request_read = request = Request(self.command, self.path, headers, text)
        platform = self.platform
        further = platform.routes.get(f"{self.command} {self.path}")
        if further:
            further(self)
        elif (self.command, self.path) == ("GET", "/api/mcpserver/config"):
            platform.config_requests.append(request)
            if not (platform.on_config and platform.on_config(self)):
                self._serve_config()
        elif (self.command, self.path) == ("POST", "/api/mcpserver/support"):
            platform.posts.append(request)
            if not (platform.on_post and platform.on_post(self)) and self._has_key():
                self.commit()
        elif self.command == "GET" and self.path.startswith("/api/mcpserver/support/"):
            platform.status_requests.append(request)
            if not (platform.on_status and platform.on_status(self)):
                self._serve_status(self.path.rsplit("/", 1)[1])
        else:
            self.problem(404, "route-not-found")

    def _has_key(self) -> bool:
        if self.request_read.headers.get("x-mcp-obs-key") == KEY:
            return True
        self.problem(401, "invalid-key")
        return False

    def _serve_config(self) -> None:
        if not self._has_key():
            return
        text = json.dumps(self.platform.config)
        etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:16]}"'
        if self.request_read.headers.get("if-none-match") == etag:
            self.send_response(304)
            self.send_header("etag", etag)
            self.end_headers()
            return
        headers = {"content-type": "application/json", "etag": etag, "cache-control": "private, max-age=60"}
        self.answer(200, headers, text)

    def _serve_status(self, reference: str) -> None:
        record = next((one for one in self.platform.tickets.values() if one.reference == reference), None)
        receipt = self.request_read.headers.get("x-mcp-obs-receipt")
        signed_in = "authorization" in self.request_read.headers
        if not signed_in and receipt is None:
            self.problem(401, "token-required")
        elif record is None or (not signed_in and receipt != RECEIPT):
            self.problem(404, "ticket-not-found")
        else:
            ticket = {"reference": reference, "status": "open", "createdAt": AT, "updatedAt": AT}
            body = {"ticket": ticket, "needsContact": record.email is None}
            self.answer(200, {"content-type": "application/json"}, json.dumps(body))


def wait_until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for what another thread does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)
