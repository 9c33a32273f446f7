"""Checks access tokens that the platform issued: JWTs as in RFC 9068, validated by its §4."""

import time
from dataclasses import dataclass
from typing import Any, Final

from ..platform.logger import Logger
from ..platform.parse_object import as_number, parse_object
from ..wire.resource_url import ResourceUrl, is_same_resource
from .access_token_error import AccessTokenError
from .key_set import Jwk, KeySet

# RFC 9068 §2.2.
_REQUIRED_CLAIMS: Final = ("iss", "exp", "aud", "sub", "client_id", "iat", "jti")
_TYPES: Final = frozenset({"at+jwt", "application/at+jwt"})
_CLOCK_TOLERANCE: Final = 5


@dataclass(frozen=True)
class VerifiedAccessToken:
    """A verified token, and what it says."""

    token: str
    client_id: str
    scopes: tuple[str, ...]
    expires_at: int
    """Seconds since the epoch."""
    resource: str
    """The resource that the token was issued for, which is this server."""
    claims: dict[str, str]
    """The user is ``sub`` at the issuer ``iss``. ``sid`` is the user's session, ``jti`` the token's own id."""

    def __repr__(self) -> str:
        """Without the token."""
        return f"VerifiedAccessToken(client_id={self.client_id!r})"


class Verifier:
    """Checks tokens of one issuer for one resource."""

    def __init__(self, issuer: str, resource: ResourceUrl, keys: KeySet, logger: Logger) -> None:
        """Fetch nothing yet."""
        self._issuer = issuer
        self._resource = resource
        self._keys = keys
        self._logger = logger

    async def verify(self, token: str) -> VerifiedAccessToken:
        """Check signature, type, issuer, audience and expiry. Scopes are not checked.

        :param token: the part after ``Bearer`` in the header ``Authorization``.
        :raises AccessTokenError: and no other error.
        """
        claims = await self._read_claims(token)
        # A token for several resources could be used here by any of them. The platform issues none.
        if not is_same_resource(claims["aud"], self._resource):
            raise _invalid("The access token was issued for another resource")
        iss, sub, jti, client_id = (_name(claims[claim]) for claim in ("iss", "sub", "jti", "client_id"))
        scope, sid = claims.get("scope", ""), _name(claims.get("sid"))
        if not iss or not sub or not jti or not client_id or not isinstance(scope, str):
            raise _invalid()
        known = {"sub": sub, "iss": iss, "jti": jti, **({"sid": sid} if sid else {})}
        scopes = tuple(one for one in scope.split(" ") if one != "")
        return VerifiedAccessToken(token, client_id, scopes, int(claims["exp"]), str(self._resource), known)

    async def _read_claims(self, token: str) -> dict[str, Any]:
        header = _read_header(token)
        if header is None:
            raise self._refused("no JWT of ours")
        key = await self._keys.find(header.get("kid"))
        if key is None:
            raise self._refused("no matching key")
        claims = parse_object(self._check_signature(token, key))
        if claims is None:
            raise self._refused("no claims")
        missing = [claim for claim in _REQUIRED_CLAIMS if claims.get(claim) is None]
        if missing:
            raise self._refused(f"no {missing[0]}")
        if claims["iss"] != self._issuer:
            raise self._refused("another issuer")
        self._check_times(claims)
        return claims

    def _check_signature(self, token: str, key: Jwk) -> str:
        # PyJWT and its cryptography take a while to import.
        import jwt

        try:
            public = jwt.PyJWK(dict(key), "ES256")
        except Exception as error:  # noqa: BLE001 -- whatever is wrong with the key, no token is bad for it
            self._logger.warning(f"a token could not be checked: {type(error).__name__}")
            raise AccessTokenError(
                "temporarily_unavailable", "Tokens cannot be checked at the moment"
            ) from None
        try:
            payload: bytes = jwt.PyJWS().decode_complete(token, public.key, algorithms=["ES256"])["payload"]
            return payload.decode()
        except (jwt.InvalidTokenError, ValueError):
            raise self._refused("signature") from None

    def _check_times(self, claims: dict[str, Any]) -> None:
        now = time.time()
        exp, iat, nbf = (as_number(claims.get(claim, 0)) for claim in ("exp", "iat", "nbf"))
        if exp is None or iat is None or nbf is None or nbf > now + _CLOCK_TOLERANCE:
            raise self._refused("times")
        if exp <= now - _CLOCK_TOLERANCE:
            raise self._refused("expired", "The access token has expired")

    def _refused(self, reason: str, message: str = "The access token is not valid") -> AccessTokenError:
        self._logger.debug(f"a token was refused: {reason}")
        return _invalid(message)


def _read_header(token: str) -> dict[str, Any] | None:
    """Return the header of a JWT that may be ours, so that the keys are asked for no other."""
    import jwt

    try:
        header = jwt.get_unverified_header(token)
    # Older releases of PyJWT let the last one through, of a header made of brackets.
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        return None
    kind = header.get("typ")
    is_ours = header.get("alg") == "ES256" and isinstance(kind, str) and kind.lower() in _TYPES
    # Extensions that must be understood are none of ours (RFC 7515 §4.1.11).
    return header if is_ours and "crit" not in header else None


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and value != "" else None


def _invalid(message: str = "The access token is not valid") -> AccessTokenError:
    return AccessTokenError("invalid_token", message)
