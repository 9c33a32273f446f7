"""The shop's order service, as the examples in Python see it over HTTP.

Looking up an order works; searching answers 500, because its search index is down. That is what the examples' users
will want to report.
"""

import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ORDERS = {
    "1041": {"id": "1041", "customer": "Ana Sousa", "item": "Teapot, blue", "status": "delivered"},
    "1042": {"id": "1042", "customer": "Ben Okafor", "item": "Kettle, 1.5 l", "status": "in transit"},
}


class UpstreamError(Exception):
    """An answer of the order service that is not what was asked for."""


class _Orders(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = urllib.parse.urlsplit(self.path).path
        if path == "/search":
            status, body = 500, {"error": "search index unavailable"}
        else:
            order = ORDERS.get(urllib.parse.unquote(path.removeprefix("/orders/")))
            status, body = (200, order) if order else (404, {"error": "no such order"})
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Write nothing: stdout is the MCP channel."""


class OrderService:
    """The order service on a free port of this machine. It never keeps the process alive."""

    def __init__(self) -> None:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Orders)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self._origin = f"http://127.0.0.1:{server.server_address[1]}"

    def find(self, order: str) -> dict[str, str]:
        """Return one order."""
        return self._ask(f"/orders/{urllib.parse.quote(order, safe='')}")

    def search(self, query: str) -> dict[str, str]:
        """Find orders. It fails."""
        return self._ask(f"/search?{urllib.parse.urlencode({'q': query})}")

    def _ask(self, path: str) -> dict[str, str]:
        try:
            with urllib.request.urlopen(self._origin + path, timeout=5) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise UpstreamError(f"the order service answered {error.code}") from error
