"""What a protected ASGI application answers (R3.3)."""

import json
from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from collect_log import CollectedLog
from fake_platform import Exchange
from issuer import Issuer

from mcp_obs_server.oauth import ProtectedApp, protect
from mcp_obs_server.platform.http import find_http_client

pytestmark = pytest.mark.anyio
RESOURCE = "http://127.0.0.1:4444/mcp"
METADATA_URL = "http://127.0.0.1:4444/.well-known/oauth-protected-resource/mcp"


async def app(scope: Any, _receive: Any, send: Any) -> None:
    """Say who calls."""
    user = scope.get("user")
    claims = None if user is None else user.access_token.claims
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(claims).encode()})


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer(resource=RESOURCE) as running:
        yield running


def wrap(issuer: Issuer, **options: Any) -> ProtectedApp:
    return protect(
        app, **{"resource": RESOURCE, "dsn": issuer.platform.dsn, "logger": CollectedLog(), **options}
    )


async def ask(protected: ProtectedApp, *authorization: str, path: str = "/mcp", method: str = "POST") -> Any:
    http: Any = find_http_client()
    transport = http.ASGITransport(app=protected)
    headers = [("authorization", value) for value in authorization]
    async with http.AsyncClient(transport=transport, base_url="http://127.0.0.1:4444") as client:
        return await client.request(method, path, headers=headers)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER  "])
async def test_a_good_token_is_let_through_and_says_who_calls(scheme: str, issuer: Issuer) -> None:
    response = await ask(wrap(issuer), f"{scheme} {issuer.sign()}")
    assert response.status_code == 200
    claims = response.json()
    assert (claims["sub"], claims["iss"]) == ("user-1", issuer.platform.origin)


@pytest.mark.parametrize("authorization", [(), ("Basic YTpi",), ("DPoP abc",), ("Bearerabc",)])
async def test_no_token_is_401_without_an_error(authorization: tuple[str, ...], issuer: Issuer) -> None:
    response = await ask(wrap(issuer), *authorization)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == f'Bearer scope="mcp", resource_metadata="{METADATA_URL}"'
    assert response.headers["cache-control"] == "no-store"


async def test_a_bad_token_is_401(issuer: Issuer) -> None:
    response = await ask(wrap(issuer), f"Bearer {issuer.sign({'exp': 1_000_000_000})}")
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == (
        'Bearer error="invalid_token", error_description="The access token has expired", '
        f'scope="mcp", resource_metadata="{METADATA_URL}"'
    )
    assert response.json() == {
        "error": "invalid_token",
        "error_description": "The access token has expired",
    }


async def test_a_missing_scope_is_403_and_names_all(issuer: Issuer) -> None:
    protected = wrap(issuer, scopes=["mcp", "orders", "offline_access"])
    response = await ask(protected, f"Bearer {issuer.sign()}")
    assert response.status_code == 403
    assert 'error="insufficient_scope"' in response.headers["www-authenticate"]
    assert 'scope="mcp orders"' in response.headers["www-authenticate"]


async def test_malformed_requests_are_400(issuer: Issuer) -> None:
    good = f"Bearer {issuer.sign()}"
    for authorization, path in (
        (("Bearer",), "/mcp"),
        (("Bearer a b",), "/mcp"),
        ((good, good), "/mcp"),
        ((good,), "/mcp?access_token=x"),
        ((good,), "/mcp?a=1&access%5Ftoken="),
    ):
        response = await ask(wrap(issuer), *authorization, path=path)
        assert response.status_code == 400
        assert 'error="invalid_request"' in response.headers["www-authenticate"]


async def test_a_failing_look_up_is_503_and_never_401(issuer: Issuer) -> None:
    def fail(exchange: Exchange) -> bool:
        exchange.answer(500, {}, "")
        return True

    issuer.on_keys = fail
    response = await ask(wrap(issuer), f"Bearer {issuer.sign()}")
    assert response.status_code == 503
    assert response.headers["retry-after"] == "2"
    assert "www-authenticate" not in response.headers


@pytest.mark.parametrize(
    "path",
    [
        "/.well-known/oauth-protected-resource",
        "/.well-known/oauth-protected-resource/",
        "/.well-known/oauth-protected-resource/mcp",
        "/.well-known/oauth-protected-resource/mcp/",
    ],
)
async def test_the_metadata_is_public_and_names_the_issuer_without_a_slash(path: str, issuer: Issuer) -> None:
    protected = wrap(issuer, resource_name="Acme")
    response = await ask(protected, path=path, method="GET")
    assert response.status_code == 200
    assert response.json() == {
        "resource": RESOURCE,
        "authorization_servers": [issuer.platform.origin],
        "scopes_supported": ["mcp"],
        "bearer_methods_supported": ["header"],
        "resource_name": "Acme",
    }
    assert response.headers["access-control-allow-origin"] == "*"
    assert (await ask(protected, path=path, method="HEAD")).content == b""
    assert (await ask(protected, path=path, method="OPTIONS")).status_code == 204
    assert (await ask(protected, path=path, method="POST")).status_code == 405


async def test_public_paths_need_no_token(issuer: Issuer) -> None:
    protected = wrap(issuer, public=["/health"])
    assert (await ask(protected, path="/health", method="GET")).status_code == 200
    assert (await ask(protected, path="/health/", method="GET")).status_code == 401
    assert (await ask(protected, path="/healthy", method="GET")).status_code == 401


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"dsn": ""}, "every request is refused with 503: set MCP_OBS_DSN"),
        (
            {"dsn": "http://x@acme.test"},
            "every request is refused with 503: the key of MCP_OBS_DSN is not valid",
        ),
        (
            {"resource": "http://mcp.acme.com/mcp"},
            "every request is refused with 503: "
            "resource must be the https URL of the MCP endpoint, without query and fragment",
        ),
    ],
)
async def test_without_a_valid_setup_nobody_is_let_in(
    options: dict[str, str], line: str, issuer: Issuer
) -> None:
    log = CollectedLog()
    protected = wrap(issuer, logger=log, **options)
    assert log.warnings == [line]
    assert (await ask(protected, f"Bearer {issuer.sign()}")).status_code == 503
    assert (
        await ask(protected, path="/.well-known/oauth-protected-resource", method="GET")
    ).status_code == 503


async def test_websockets_are_closed_and_lifespan_is_passed_on(issuer: Issuer) -> None:
    seen: list[str] = []

    async def inner(scope: Any, *_: Any) -> None:
        seen.append(scope["type"])

    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    protected = protect(inner, resource=RESOURCE, dsn=issuer.platform.dsn, logger=CollectedLog())
    await protected({"type": "websocket", "path": "/mcp"}, receive, send)
    await protected({"type": "lifespan"}, receive, send)
    assert seen == ["lifespan"]
    assert sent == [{"type": "websocket.close", "code": 1008}]


async def test_the_operator_is_told_when_code_and_dashboard_disagree(issuer: Issuer) -> None:
    issuer.platform.config["oauth"]["resource"] = "https://other.test/mcp"
    log = CollectedLog()
    protected = wrap(issuer, logger=log)
    with anyio.fail_after(30):
        while log.warnings == []:
            assert (await ask(protected)).status_code == 401
            await anyio.sleep(0.01)
    assert log.warnings == [
        f"nobody can sign in: the code protects {RESOURCE} and the dashboard says https://other.test/mcp. "
        "Make them the same"
    ]
