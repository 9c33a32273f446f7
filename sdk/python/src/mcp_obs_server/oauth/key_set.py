"""The keys that an authorization server signs with (RFC 7517 §5), fetched when they are needed and kept.

They are fetched once in ten minutes, and at most once in thirty seconds because of tokens that name unknown keys.
While they are renewed, and during an outage, the last ones stay in use.
"""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

import anyio

from ..platform.background import running_loop, start_soon
from ..platform.http import exchange_http
from ..platform.http_exchange import HttpFailure, HttpRequest
from ..platform.logger import Logger
from ..platform.parse_object import as_object, parse_object
from ..platform.runtime import user_agent
from .access_token_error import AccessTokenError

# In seconds.
RETRY_SECONDS: Final = 2
"""The time between two attempts while there are no keys."""
_FRESH: Final = 600.0
_COOLDOWN: Final = 30.0
# During an outage, old keys stay in use until every token that they can have signed has expired.
_KEPT: Final = 1_200.0
# Old keys wait so long for those that replace them, so that a key that was taken back is refused. Silence for so long
# counts as an outage, so it is waited once.
_PATIENCE: Final = 1.0

Jwk = Mapping[str, Any]


@dataclass
class _Renewal:
    """A request that is on its way."""

    since: float
    loop: object
    done: anyio.Event = field(default_factory=lambda: anyio.Event())


class KeySet:
    """The keys at ``{issuer}/oauth/jwks``. Names under ``.localhost`` are this machine."""

    def __init__(self, issuer: str, timeout: float, logger: Logger) -> None:
        """Fetch nothing yet. ``timeout`` is the longest wait for an answer, in seconds."""
        self._url = f"{issuer}/oauth/jwks"
        self._timeout = timeout
        self._logger = logger
        self._keys: list[Jwk] = []
        # When the keys at hand were answered.
        self._answered_at = -math.inf
        self._asked_at = -math.inf
        self._is_answering = True
        self._has_warned = False
        self._running: _Renewal | None = None

    async def find(self, kid: object) -> Jwk | None:
        """Return the key with this id, or the only one if the id is no text. ``None``: there is none.

        Raises ``temporarily_unavailable`` while the keys cannot be fetched.
        """
        if not self._is_younger(_KEPT):
            await self._renew(RETRY_SECONDS)
        elif not self._is_younger(_FRESH):
            await self._renew_soon()
        if not self._is_younger(_KEPT):
            raise _unavailable()
        found = self._match(kid)
        if found is None:
            # The key may be a new one.
            await self._renew(_COOLDOWN)
            found = self._match(kid)
        # The keys at hand are old, so a missing key does not mean that the token is forged.
        if found is None and not self._is_answering:
            raise _unavailable()
        return found

    def _match(self, kid: object) -> Jwk | None:
        fitting = [key for key in self._keys if _fits(key, kid)]
        return fitting[0] if len(fitting) == 1 else None

    def _is_younger(self, seconds: float) -> bool:
        return self._now() - self._answered_at < seconds

    async def _renew(self, pause: float) -> None:
        """Fetch the keys, and wait for the answer."""
        renewal = self._start(pause)
        if renewal is not None:
            await renewal.done.wait()

    async def _renew_soon(self) -> None:
        renewal = self._start(_COOLDOWN)
        if renewal is not None and self._is_answering:
            with anyio.move_on_after(_PATIENCE):
                await renewal.done.wait()
        if not self._is_younger(_FRESH):
            self._is_answering = False

    def _start(self, pause: float) -> _Renewal | None:
        """Start a request in the background, unless the keys were asked for within ``pause``.

        Requests at the same time, on one event loop, share the answer. The caller may be cancelled meanwhile.
        """
        loop, now = running_loop(), self._now()
        running = self._running
        if running and running.loop is loop and now - running.since < self._timeout:
            return running
        if now - self._asked_at < pause:
            return None
        started = self._running = _Renewal(now, loop)

        async def ask() -> None:
            try:
                await self._ask()
            finally:
                self._asked_at = self._now()
                if self._running is started:
                    self._running = None
                started.done.set()

        start_soon(ask)
        return started

    async def _ask(self) -> None:
        headers = {"accept": "application/jwk-set+json, application/json", "user-agent": user_agent()}
        answer = await exchange_http(HttpRequest("GET", self._url, headers, self._timeout))
        if isinstance(answer, HttpFailure):
            self._fail(answer.failure)
            return
        keys = _read_keys(answer.body) if answer.status == 200 else None
        if keys is None:
            self._fail("no key set" if answer.status == 200 else f"status {answer.status}")
            return
        self._keys = keys
        self._answered_at = self._now()
        self._is_answering = True
        self._has_warned = False

    def _fail(self, reason: str) -> None:
        if not self._has_warned:
            self._logger.warning(f"tokens cannot be checked: {self._url} answers {reason}")
        self._has_warned = True
        self._is_answering = False

    def _now(self) -> float:
        return time.time()


def _unavailable() -> AccessTokenError:
    return AccessTokenError("temporarily_unavailable", "Tokens cannot be checked at the moment")


def _read_keys(body: str) -> list[Jwk] | None:
    """Read a key set. One without any key for our algorithm counts as an outage, and makes no token invalid."""
    keys = (parse_object(body) or {}).get("keys")
    if not isinstance(keys, list):
        return None
    listed = [as_object(key) for key in cast("list[object]", keys)]
    known = [key for key in listed if key is not None]
    usable = [key for key in known if key.get("crv") == "P-256" and _is_text(key, "x") and _is_text(key, "y")]
    return [*known] if len(known) == len(listed) and usable else None


def _is_text(key: Jwk, member: str) -> bool:
    return isinstance(key.get(member), str)


def _fits(key: Jwk, kid: object) -> bool:
    """Tell whether a key is for signatures of our algorithm (RFC 7517 §4)."""
    operations = key.get("key_ops")
    return (
        key.get("kty") == "EC"
        and key.get("crv") == "P-256"
        and (not isinstance(kid, str) or key.get("kid") == kid)
        and key.get("alg", "ES256") == "ES256"
        and key.get("use", "sig") == "sig"
        and (not isinstance(operations, list) or "verify" in operations)
    )
