"""HTTP by the client that the host has: httpx2, httpx or none."""

import re
import socket
import ssl
import sys
import threading

import pytest
from collect_log import CollectedLog
from contract import fixture
from fake_platform import FakePlatform
from shops import KINDS

from mcp_obs_server import McpObs
from mcp_obs_server.platform import http
from mcp_obs_server.platform.config_client import ConfigClient
from mcp_obs_server.platform.http import exchange_http, find_http_client
from mcp_obs_server.platform.http_exchange import HttpFailure, HttpRequest, HttpResponse
from mcp_obs_server.wire.dsn import Dsn

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["httpx2", "httpx"])
def client(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    pytest.importorskip(request.param)
    monkeypatch.setattr(http, "_CLIENTS", (request.param,))
    return request.param


def get(url: str, timeout: float = 5.0) -> HttpRequest:
    return HttpRequest("GET", url, {"user-agent": "test"}, timeout)


async def test_an_answer(client: str) -> None:
    found = find_http_client()
    assert found is not None
    assert found.__name__ == client
    with FakePlatform("acme.localhost") as platform:
        answer = await exchange_http(get(f"{platform.origin}/nowhere?a=1"))
        assert isinstance(answer, HttpResponse)
        assert answer.status == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert '"route-not-found"' in answer.body


async def test_nobody_listens(client: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    failure = await exchange_http(get(f"http://127.0.0.1:{port}/"))
    assert failure == HttpFailure("not-connected"), client


async def test_a_name_that_nobody_has(client: str) -> None:
    assert await exchange_http(get("http://nobody.invalid/", 10)) == HttpFailure("not-connected"), client


async def test_silence(client: str) -> None:
    with FakePlatform() as platform:
        platform.on_config = lambda exchange: exchange.take_step({"do": "hang"})
        url = f"{platform.origin}/api/mcpserver/config"
        assert await exchange_http(get(url, 0.3)) == HttpFailure("timeout"), client


async def test_a_connection_that_breaks(client: str) -> None:
    with FakePlatform() as platform:
        platform.on_config = lambda exchange: exchange.take_step({"do": "reset"})
        url = f"{platform.origin}/api/mcpserver/config"
        assert await exchange_http(get(url)) == HttpFailure("network-error"), client


async def test_a_server_without_tls(client: str) -> None:
    with FakePlatform() as platform:
        failure = await exchange_http(get(f"https://127.0.0.1:{platform.port}/"))
        assert failure == HttpFailure("not-connected"), (client, ssl.OPENSSL_VERSION)


@pytest.mark.parametrize("row", fixture("handshakes"), ids=lambda row: row["name"])
@pytest.mark.parametrize("host", ["127.0.0.1", "acme.localhost"])
async def test_a_handshake_that_fails(row: dict[str, str], host: str, client: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(bytes.fromhex(row["bytes"]))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        failure = await exchange_http(get(f"https://{host}:{listener.getsockname()[1]}/", 30))
        thread.join(30)
    assert failure == HttpFailure("not-connected"), client


async def test_one_line_names_the_error_code(client: str) -> None:
    async def line(dsn: str) -> str:
        log = CollectedLog()
        await McpObs(dsn, logger=log).attach(KINDS[-1].shop())
        (warning,) = log.warnings
        return warning.split(": ")[1]

    with FakePlatform() as platform:
        dsn = platform.dsn.replace("http:", "https:")
        assert re.fullmatch(r"not-connected [A-Z_]+\. Check MCP_OBS_DSN", await line(dsn)), client
    assert await line(platform.dsn) == "not-connected ECONNREFUSED. Check MCP_OBS_DSN"


async def test_what_cannot_be_sent_is_a_failure(client: str) -> None:
    request = HttpRequest("GET", "http://127.0.0.1:9/", {"x-mcp-obs-key": "a\nb: c"}, 5.0)
    assert isinstance(await exchange_http(request), HttpFailure), client


async def test_without_a_client_the_operator_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_CLIENTS", ())
    log = CollectedLog()
    config = ConfigClient(Dsn("https://acme.mcp.example.com", "mok_x"), log)
    await config.ready()
    assert config.current is None
    assert log.warnings == [
        "the support tool is off until its configuration can be read: not-connected. "
        "There is no HTTP client: install httpx"
    ]


async def test_the_client_that_the_host_has_imported_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    httpx = pytest.importorskip("httpx")
    monkeypatch.delitem(sys.modules, "httpx2", raising=False)
    assert find_http_client() is httpx
