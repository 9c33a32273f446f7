"""Sends requests to the platform, with a time limit and a bounded answer.

Redirects are never followed, because the key and a user's token must go to the configured origin and nowhere else.

The HTTP client is the one that the host's MCP framework brings: ``httpx2`` or ``httpx``. It is imported at the first
request, because that takes a while.
"""

import importlib
import sys
from contextlib import aclosing
from functools import lru_cache
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import anyio

from ..wire.loopback import is_localhost_name, is_loopback_host
from .error_code import find_error_code
from .http_exchange import MAX_ANSWER_BYTES, HttpFailure, HttpRequest, HttpResponse

_CLIENTS = ("httpx2", "httpx")


def find_http_client() -> ModuleType | None:
    """Return the HTTP client that the host has imported, or else the first one that is installed."""
    imported = next((sys.modules[name] for name in _CLIENTS if name in sys.modules), None)
    return imported or next(filter(None, map(_import, _CLIENTS)), None)


def _import(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


async def exchange_http(request: HttpRequest) -> HttpResponse | HttpFailure:
    """Send one request. Never raises, but for being cancelled: the result says what went wrong."""
    http: Any = find_http_client()
    if http is None:
        return HttpFailure("not-connected")
    # What is done once for all requests does not count into the time of the first.
    tls = _tls_context(http)
    failure = HttpFailure("timeout")
    with anyio.move_on_after(request.timeout):
        try:
            return await _exchange(http, tls, request)
        except (http.ConnectError, http.ProxyError) as error:
            failure = HttpFailure("not-connected", find_error_code(error))
        except Exception as error:  # noqa: BLE001 -- whatever else went wrong, the request may have arrived
            failure = HttpFailure("network-error", find_error_code(error))
    return failure


async def _exchange(http: Any, tls: Any, request: HttpRequest) -> HttpResponse:
    url, headers, extensions = _place(request)
    body = None if request.body is None else request.body.encode()
    host = urlsplit(request.url).hostname or ""
    client = http.AsyncClient(
        # The time limit is that of the whole exchange.
        timeout=None,
        follow_redirects=False,
        verify=tls,
        # Proxies are for other machines.
        trust_env=not is_loopback_host(host),
    )
    async with (
        client,
        client.stream(request.method, url, headers=headers, content=body, extensions=extensions) as response,
    ):
        read = await _read_bounded(response)
        return HttpResponse(response.status_code, dict(response.headers.items()), read)


def _place(request: HttpRequest) -> tuple[str, dict[str, str], dict[str, str]]:
    """Name the address where it is known: resolvers do not know names under ``.localhost`` (RFC 6761 §6.3)."""
    # What is compressed can be much longer than the limit of an answer.
    headers = {**request.headers, "accept-encoding": "identity"}
    parts = urlsplit(request.url)
    host = parts.hostname or ""
    if not is_localhost_name(host):
        return request.url, headers, {}
    port = "" if parts.port is None else f":{parts.port}"
    url = parts._replace(netloc=f"127.0.0.1{port}").geturl()
    return url, {**headers, "host": parts.netloc}, {"sni_hostname": host}


async def _read_bounded(response: Any) -> str:
    chunks: list[bytes] = []
    length = 0
    async with aclosing(response.aiter_raw()) as stream:
        async for chunk in stream:
            chunks.append(chunk)
            length += len(chunk)
            if length > MAX_ANSWER_BYTES:
                break
    return b"".join(chunks).decode("utf-8-sig", "replace")


@lru_cache(maxsize=2)
def _tls_context(http: Any) -> Any:
    """Read the certificates of the certification authorities once. It takes some milliseconds."""
    return http.create_ssl_context()
