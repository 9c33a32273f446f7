"""The keys that an authorization server signs with (RFC 7517 §5), fetched when they are needed and kept.

They are fetched once in ten minutes, and at most once in thirty seconds because of tokens that name unknown keys.
During an outage the last ones stay in use.
"""

import time
from collections.abc import Mapping
from typing import Any, Final, cast

import anyio

from ..platform.background import running_loop
from ..platform.http import exchange_http
from ..platform.http_exchange import HttpFailure, HttpRequest
from ..platform.logger import Logger
from ..platform.parse_object import as_object, parse_object
from ..platform.runtime import user_agent
from .access_token_error import AccessTokenError

# In seconds.
RETRY_SECONDS: Final = 2
"""The time between two attempts while there is no answer."""
_FRESH: Final = 600.0
_COOLDOWN: Final = 30.0
# During an outage, old keys stay in use until every token that they can have signed has expired.
_KEPT: Final = 1_200.0

Jwk = Mapping[str, Any]


class KeySet:
    """The keys at ``{issuer}/oauth/jwks``. Names under ``.localhost`` are this machine."""

    def __init__(self, issuer: str, timeout: float, logger: Logger) -> None:
        """Fetch nothing yet. ``timeout`` is the longest wait for an answer, in seconds."""
        self._url = f"{issuer}/oauth/jwks"
        self._timeout = timeout
        self._logger = logger
        self._keys: list[Jwk] = []
        self._answered_at = -_KEPT
        self._fetched_at: float | None = None
        self._failed_at: float | None = None
        self._lock: anyio.Lock | None = None
        self._loop: object | None = None

    async def find(self, kid: object) -> Jwk | None:
        """Return the key with this id, or the only one if the id is no text. ``None``: there is none.

        Raises ``temporarily_unavailable`` while the keys cannot be fetched.
        """
        if self._fetched_at is None or self._now() - self._fetched_at >= _FRESH:
            await self._fetch(self._fetched_at)
        found = self._match(kid)
        if found is None and self._fetched_at is not None and self._now() - self._fetched_at >= _COOLDOWN:
            await self._fetch(self._fetched_at)
            found = self._match(kid)
        # The keys at hand are old, so a missing key does not mean that the token is forged.
        if found is None and self._failed_at is not None:
            raise _unavailable()
        return found

    def _match(self, kid: object) -> Jwk | None:
        fitting = [key for key in self._keys if _fits(key, kid)]
        return fitting[0] if len(fitting) == 1 else None

    async def _fetch(self, seen: float | None) -> None:
        """Fetch the keys, unless another request has done so since ``seen``."""
        loop = running_loop()
        if self._lock is None or self._loop is not loop:
            self._lock, self._loop = anyio.Lock(), loop
        async with self._lock:
            if self._fetched_at == seen:
                await self._ask()

    async def _ask(self) -> None:
        if self._failed_at is not None and self._now() - self._failed_at < RETRY_SECONDS:
            self._keep()
            return
        headers = {"accept": "application/jwk-set+json, application/json", "user-agent": user_agent()}
        answer = await exchange_http(HttpRequest("GET", self._url, headers, self._timeout))
        if isinstance(answer, HttpFailure):
            self._fail(answer.failure)
            return
        keys = _read_keys(answer.body) if answer.status == 200 else None
        if keys is None:
            self._fail("no key set" if answer.status == 200 else f"status {answer.status}")
            return
        self._failed_at = None
        self._keys = keys
        self._answered_at = self._fetched_at = self._now()

    def _fail(self, reason: str) -> None:
        if self._failed_at is None:
            self._logger.warning(f"tokens cannot be checked: {self._url} answers {reason}")
        self._failed_at = self._now()
        self._keep()

    def _keep(self) -> None:
        if self._now() - self._answered_at >= _KEPT:
            raise _unavailable()
        self._fetched_at = self._now()

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
