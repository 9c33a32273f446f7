"""The verified caller in the shape in which the host's framework hands it to tools."""

from functools import lru_cache
from importlib import import_module
from typing import Any

from .verify_access_token import VerifiedAccessToken


def create_access_token(verified: VerifiedAccessToken) -> Any:
    """Return the token as the framework's own ``AccessToken``, with the claims also where that class has none."""
    return _access_token_class()(
        token=verified.token,
        client_id=verified.client_id,
        scopes=list(verified.scopes),
        expires_at=verified.expires_at,
        resource=verified.resource,
        subject=verified.claims["sub"],
        claims=dict(verified.claims),
    )


def create_user(verified: VerifiedAccessToken) -> Any:
    """Return what frameworks look for in ``scope["user"]``. Without a framework, a user with the verified token."""
    try:
        user = import_module("mcp.server.auth.middleware.bearer_auth").AuthenticatedUser
    except ImportError:
        return BareUser(verified)
    return user(create_access_token(verified))


def create_credentials(verified: VerifiedAccessToken) -> Any:
    """Return what frameworks look for in ``scope["auth"]``."""
    try:
        return import_module("starlette.authentication").AuthCredentials(list(verified.scopes))
    except ImportError:
        return None


def caller_variable() -> Any:
    """Return the context variable that ``get_access_token()`` of the official SDK reads, if it is there."""
    try:
        return import_module("mcp.server.auth.middleware.auth_context").auth_context_var
    except (ImportError, AttributeError):
        return None


class BareUser:
    """The caller where there is no MCP framework."""

    is_authenticated = True

    def __init__(self, verified: VerifiedAccessToken) -> None:
        """Keep the token."""
        self.access_token = verified
        self.display_name = verified.client_id


@lru_cache(maxsize=1)
def _access_token_class() -> Any:
    base = import_module("mcp.server.auth.provider").AccessToken
    if "claims" in base.model_fields:
        return base
    # Older frameworks know neither claims nor subject, and drop what they do not know.
    members: dict[str, Any] = {"claims": (dict[str, Any], {}), "subject": (str | None, None)}
    return import_module("pydantic").create_model("AccessTokenWithClaims", __base__=base, **members)
