"""Who makes a call, as the host and the transport verified it.

What a client says about itself is never used for this.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

from ..platform.read_config import SupportConfig


@dataclass(frozen=True)
class AuthInfo:
    """What the host verified about a caller: its access token, and what the token says."""

    token: str | None = field(default=None, repr=False)
    client_id: str | None = None
    scopes: tuple[str, ...] = ()
    subject: str | None = None
    """The user's id, where the framework names it beside the claims."""
    claims: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Identity:
    """A user whom the host has verified."""

    issuer: str
    """The issuer that identified the user: the ``iss`` claim."""
    subject: str
    """The user's id at the issuer: the ``sub`` claim."""


Identify: TypeAlias = Callable[[AuthInfo], Identity | None]
"""Tells which user a verified token belongs to, or ``None`` if it names none."""


@dataclass(frozen=True)
class Caller:
    """One who calls."""

    owner: str | None = None
    """Whom incidents of this caller belong to. None for an anonymous caller over HTTP."""
    subject: str | None = None
    """``<issuer> <subject>`` of a signed-in user."""
    session: str | None = None
    """The protocol session (revisions before 2026-07-28)."""
    connection: str | None = None
    """A connection that has exactly one user: stdio, or one in-memory pair."""
    token: str | None = field(default=None, repr=False)
    """The access token that came with the call."""


def identify_by_claims(auth: AuthInfo) -> Identity | None:
    """Read the user from the claims ``sub`` and ``iss``, else from ``subject``."""
    subject, issuer = auth.claims.get("sub") or auth.subject, auth.claims.get("iss")
    if not isinstance(subject, str) or subject == "":
        return None
    return Identity(issuer if isinstance(issuer, str) else "", subject)


def identify_caller(
    auth: AuthInfo | None, session: str | None, connection: str | None, identify: Identify
) -> Caller:
    """Say who calls.

    ``connection`` is a random id for a connection that has exactly one user, unless the host says who is calling.
    """
    identity = None if auth is None else identify(auth)
    subject = None if identity is None else f"{identity.issuer} {identity.subject}"
    own_connection = connection if auth is None else None
    if subject is not None:
        owner = f"sub:{subject}"
    elif session is not None:
        owner = f"ses:{session}"
    elif own_connection is not None:
        owner = f"proc:{own_connection}"
    else:
        owner = None
    return Caller(owner, subject, session, own_connection, None if auth is None else auth.token)


def own_token(caller: Caller, config: SupportConfig) -> str | None:
    """Return the caller's token, only if the platform issued it.

    Tokens of other issuers are never sent to the platform.
    """
    if config.auth_mode != "oauth" or caller.token is None:
        return None
    return caller.token if read_issuer(caller.token) == config.issuer else None


def read_issuer(token: str) -> str | None:
    """Return the issuer that a JWT names.

    It is not verified, and only decides whether the token may be sent to that issuer.
    """
    parts = token.split(".")
    if len(parts) < 2:
        return None
    try:
        payload = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return None
    issuer = cast("dict[str, Any]", payload).get("iss") if isinstance(payload, dict) else None
    return issuer if isinstance(issuer, str) else None
