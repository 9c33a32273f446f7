"""Which access tokens are accepted (RFC 9068 §4), and how the keys of their issuer are fetched and kept (R3.3)."""

import base64
import json
import re
import threading
import time
from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from collect_log import CollectedLog
from contract import fixture
from cryptography.hazmat.primitives.asymmetric import ec
from fake_platform import Exchange
from issuer import NOTHING, RESOURCE, Issuer, create_key

from mcp_obs_server.oauth import AccessTokenError, ProtectedApp, protect

pytestmark = pytest.mark.anyio
CASES = fixture("access-tokens")
# PyJWT 2.8 raises RecursionError for it.
NESTED = f"{base64.urlsafe_b64encode(b'[' * 30_000).decode()}.e30.e30"


async def no_app(*_: Any) -> None:
    raise AssertionError("it is not called")


class Clock:
    """The time that the SDK sees."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shift = 0.0
        real = time.time
        monkeypatch.setattr(time, "time", lambda: real() + self.shift)

    def later(self, seconds: float) -> None:
        self.shift += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer() as running:
        yield running


@pytest.fixture
def log() -> CollectedLog:
    return CollectedLog()


def protected(
    issuer: Issuer, log: CollectedLog, resource: str = RESOURCE, timeout: float = 5.0
) -> ProtectedApp:
    return protect(no_app, resource=resource, dsn=issuer.platform.dsn, timeout=timeout, logger=log)


async def code_of(app: ProtectedApp, token: str) -> str:
    try:
        await app.verify_access_token(token)
    except AccessTokenError as error:
        return error.code
    return "accepted"


async def test_a_good_token_says_who_calls(issuer: Issuer, log: CollectedLog) -> None:
    exp = int(time.time()) + 60
    token = issuer.sign({"exp": exp, "jti": "j1", "scope": "mcp orders"})
    verified = await protected(issuer, log).verify_access_token(token)
    assert (verified.token, verified.client_id, verified.scopes) == (token, "client-1", ("mcp", "orders"))
    assert (verified.expires_at, verified.resource) == (exp, RESOURCE)
    assert verified.claims == {
        "sub": "user-1",
        "iss": issuer.platform.origin,
        "sid": "grant-1",
        "jti": "j1",
    }
    assert token not in repr(verified)
    assert issuer.fetches == 1


@pytest.mark.parametrize("row", CASES, ids=lambda row: row["name"])
async def test_access_tokens(row: dict[str, Any], issuer: Issuer, log: CollectedLog) -> None:
    def fill(value: Any) -> Any:
        if value is None:
            return NOTHING
        shift = re.fullmatch(r"now([+-]\d+)", value) if isinstance(value, str) else None
        if shift:
            return int(time.time()) + int(shift[1])
        return value.replace("{issuer}", issuer.platform.origin) if isinstance(value, str) else value

    claims = {"aud": CASES[0]["resource"], **{name: fill(value) for name, value in row["claims"].items()}}
    header = {name: fill(value) for name, value in row.get("header", {}).items()}
    code = await code_of(protected(issuer, log, row["resource"]), issuer.sign(claims, header))
    assert code == ("accepted" if row["accepted"] else "invalid_token")


async def test_forged_tokens_are_refused(issuer: Issuer, log: CollectedLog) -> None:
    app = protected(issuer, log)
    header, claims, signature = issuer.sign().split(".")
    admin = issuer.sign({"sub": "admin"}).split(".")[1]
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"at+jwt"}').rstrip(b"=").decode()
    own, other_curve = create_key(), create_key(ec.SECP384R1(), "ES384")
    issuer.published.append(other_curve.public)
    public_text = json.dumps(issuer.key.public).encode()
    forged = [
        issuer.sign(key=own.private),
        f"{header}.{admin}.{signature}",
        f"{none}.{claims}.",
        f"{none}.{claims}.{signature}",
        issuer.sign(key=public_text, alg="HS256"),
        issuer.sign(key=other_curve.private, alg="ES384", header={"kid": other_curve.public["kid"]}),
        issuer.sign(key=own.private, header={"jwk": own.public, "kid": NOTHING}),
        issuer.sign(key=own.private, header={"jku": "http://127.0.0.1:1/jwks", "kid": own.public["kid"]}),
        issuer.sign(header={"crit": ["acme.test"], "acme.test": True}),
    ]
    assert [await code_of(app, token) for token in forged] == ["invalid_token"] * len(forged)


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "a.b", "a.b.c", "e30.e30.e30", "a.b.c.d.e", "{}", "é.é.é", "x" * 10_000, NESTED],
    ids=lambda token: token[:12],
)
async def test_what_is_no_token_is_refused_without_a_request(
    token: str, issuer: Issuer, log: CollectedLog
) -> None:
    assert await code_of(protected(issuer, log), token) == "invalid_token"
    assert issuer.fetches == 0


async def test_no_word_of_the_token_is_in_the_error(issuer: Issuer, log: CollectedLog) -> None:
    token = issuer.sign({"sub": "secret-subject", "aud": "https://secret.test"})
    with pytest.raises(AccessTokenError) as caught:
        await protected(issuer, log).verify_access_token(token)
    assert "secret" not in f"{caught.value!r} {caught.value.__cause__!r} {log.warnings} {log.debugs}"


async def test_keys_are_fetched_once_in_ten_minutes(issuer: Issuer, log: CollectedLog, clock: Clock) -> None:
    app = protected(issuer, log)

    async def together() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(app.verify_access_token, issuer.sign())

    await together()
    clock.later(599)
    await app.verify_access_token(issuer.sign())
    assert issuer.fetches == 1
    clock.later(2)
    await together()
    assert issuer.fetches == 2


@pytest.mark.parametrize("age", [0, 31])
async def test_50_tokens_of_made_up_keys_cost_one_fetch(
    age: int, issuer: Issuer, log: CollectedLog, clock: Clock
) -> None:
    app = protected(issuer, log)
    if age > 0:
        await app.verify_access_token(issuer.sign())
    clock.later(age)
    before = issuer.fetches
    codes: list[str] = []

    async def call(number: int) -> None:
        codes.append(await code_of(app, issuer.sign(header={"kid": f"made-up-{number}"})))

    async with anyio.create_task_group() as group:
        for number in range(50):
            group.start_soon(call, number)
    assert codes == ["invalid_token"] * 50
    assert issuer.fetches - before == 1


async def test_rotation(issuer: Issuer, log: CollectedLog, clock: Clock) -> None:
    app = protected(issuer, log)
    await app.verify_access_token(issuer.sign())
    following = create_key()
    issuer.published.append(following.public)
    clock.later(601)
    await app.verify_access_token(issuer.sign())
    issuer.key = following
    await app.verify_access_token(issuer.sign())
    clock.later(601)
    issuer.published = [following.public]
    await app.verify_access_token(issuer.sign())
    assert issuer.fetches == 3
    clock.later(31)
    issuer.key = create_key()
    issuer.published.insert(0, issuer.key.public)
    await app.verify_access_token(issuer.sign())
    assert issuer.fetches == 4


def answering(status: int, body: str, **headers: str) -> Any:
    def answer(exchange: Exchange) -> bool:
        exchange.answer(status, headers, body)
        return True

    return answer


OUTAGES = {
    "500": answering(500, "{}"),
    "silence": lambda exchange: exchange.take_step({"do": "hang"}),
    "a page": answering(200, "<h1>Hi</h1>"),
    "a redirect": answering(302, "", location="https://evil.test/"),
    "a hang-up": lambda exchange: exchange.take_step({"do": "reset"}),
    "no keys": answering(200, '{"keys":[]}'),
    "nonsense": answering(200, '{"keys":[1]}'),
    "keys of another kind": answering(200, '{"keys":[{"kty":"RSA"}]}'),
    "more than is read": answering(200, json.dumps({"keys": ["x" * 300_000]})),
}


@pytest.mark.parametrize("name", OUTAGES)
async def test_an_outage_is_never_taken_for_a_bad_token(
    name: str, issuer: Issuer, log: CollectedLog, clock: Clock
) -> None:
    # On a busy machine, a request arrives late.
    app = protected(issuer, log, timeout=2.0 if name == "silence" else 10.0)
    issuer.on_keys = OUTAGES[name]
    for _ in range(3):
        assert await code_of(app, issuer.sign()) == "temporarily_unavailable"
        clock.later(2)
    assert issuer.fetches == 3
    (line,) = log.warnings
    assert re.match(r"tokens cannot be checked: \S+/oauth/jwks answers ", line)
    issuer.on_keys = None
    token, unknown = issuer.sign({"exp": int(time.time()) + 3_600}), issuer.sign(header={"kid": "new"})
    assert await code_of(app, token) == "accepted"

    issuer.on_keys = OUTAGES[name]
    clock.later(601)
    assert await code_of(app, token) == "accepted"
    assert await code_of(app, unknown) == "temporarily_unavailable"
    clock.later(601)
    assert await code_of(app, token) == "temporarily_unavailable"


async def test_a_platform_that_hangs_holds_up_no_call(
    issuer: Issuer, log: CollectedLog, clock: Clock
) -> None:
    """It is answered with the old keys while new ones are asked for. What follows is noticed."""
    app = protected(issuer, log, timeout=60.0)
    token = issuer.sign({"exp": int(time.time()) + 3_600})
    assert await code_of(app, token) == "accepted"
    go_on = threading.Event()

    def hang(exchange: Exchange) -> bool:
        go_on.wait(120)
        exchange.answer(200, {}, json.dumps({"keys": [create_key().public]}))
        return True

    issuer.on_keys = hang
    clock.later(601)
    assert [await code_of(app, token) for _ in range(5)] == ["accepted"] * 5
    assert issuer.fetches == 2
    go_on.set()
    while await code_of(app, token) == "accepted":
        await anyio.lowlevel.checkpoint()
    assert await code_of(app, token) == "invalid_token"


async def test_a_key_that_is_taken_back(issuer: Issuer, log: CollectedLog, clock: Clock) -> None:
    app = protected(issuer, log)
    token = issuer.sign({"exp": int(time.time()) + 3_600})
    assert await code_of(app, token) == "accepted"
    issuer.published = [create_key().public]
    clock.later(601)
    assert await code_of(app, token) == "invalid_token"


async def test_a_key_that_cannot_be_read_is_the_fault_of_the_issuer(
    issuer: Issuer, log: CollectedLog
) -> None:
    issuer.published = [{**issuer.key.public, "x": "AAAA"}]
    assert await code_of(protected(issuer, log), issuer.sign()) == "temporarily_unavailable"


@pytest.mark.parametrize("timeout", [0, -1, 2.0005, 1e12, float("inf"), float("nan")])
async def test_any_timeout_harms_nobody(timeout: float, issuer: Issuer, log: CollectedLog) -> None:
    assert await code_of(protected(issuer, log, timeout=timeout), issuer.sign()) == "accepted"


async def test_an_issuer_under_localhost_is_this_machine(log: CollectedLog) -> None:
    with Issuer("acme.localhost") as issuer:
        assert await code_of(protected(issuer, log), issuer.sign()) == "accepted"
