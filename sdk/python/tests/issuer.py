"""A platform that also issues access tokens, with real keys.

It signs what a test asks for, good or bad, publishes its keys on a real socket, and counts how often they are fetched.
"""

import base64
import hmac
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from fake_platform import Exchange, FakePlatform, Misbehave

RESOURCE = "http://127.0.0.1:4444/mcp"
NOTHING = object()
"""Leaves a claim or a member of the header out."""


@dataclass
class SigningKey:
    """A key, and how it is published."""

    private: ec.EllipticCurvePrivateKey
    public: dict[str, Any]


def create_key(curve: ec.EllipticCurve | None = None, alg: str = "ES256") -> SigningKey:
    """Make a key."""
    private = ec.generate_private_key(curve or ec.SECP256R1())
    jwk = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(private.public_key()))
    return SigningKey(private, {**jwk, "alg": alg, "use": "sig", "kid": str(uuid.uuid4())})


class Issuer:
    """Use it as a context manager."""

    def __init__(self, host: str = "127.0.0.1", resource: str = RESOURCE) -> None:
        self.platform = FakePlatform(host)
        self.resource = resource
        self.key = create_key()
        self.published: list[Any] = [self.key.public]
        self.fetches = 0
        self.on_keys: Misbehave | None = None

    def __enter__(self) -> "Issuer":
        self.platform.resume()
        self.platform.config["authMode"] = "oauth"
        self.platform.config["oauth"] = {
            "issuer": self.platform.origin,
            "resource": self.resource,
            "scopes": ["mcp"],
        }
        self.platform.routes["GET /oauth/jwks"] = self._serve_keys
        return self

    def __exit__(self, *_: object) -> None:
        self.platform.pause()

    def sign(
        self,
        claims: dict[str, Any] | None = None,
        header: dict[str, Any] | None = None,
        key: Any = None,
        alg: str = "ES256",
    ) -> str:
        """Return a token as the platform issues it, except for what the test changes."""
        now = int(time.time())
        payload = {
            "iss": self.platform.origin,
            "sub": "user-1",
            "aud": self.resource,
            "exp": now + 600,
            "iat": now,
            "jti": str(uuid.uuid4()),
            "client_id": "client-1",
            "scope": "mcp",
            "sid": "grant-1",
            **(claims or {}),
        }
        head = {"alg": alg, "typ": "at+jwt", "kid": self.key.public["kid"], **(header or {})}
        signing = ".".join(_encode(json.dumps(_without(part)).encode()) for part in (head, payload))
        if alg == "HS256":
            return f"{signing}.{_encode(hmac.digest(key, signing.encode(), 'sha256'))}"
        algorithm = jwt.get_algorithm_by_name(alg)
        private = algorithm.prepare_key(self.key.private if key is None else key)
        return f"{signing}.{_encode(algorithm.sign(signing.encode(), private))}"

    def _serve_keys(self, exchange: Exchange) -> bool:
        self.fetches += 1
        if self.on_keys:
            return self.on_keys(exchange)
        exchange.answer(
            200, {"content-type": "application/jwk-set+json"}, json.dumps({"keys": self.published})
        )
        return True


def _without(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not NOTHING}


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
