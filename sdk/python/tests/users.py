"""Users who are signed in: the host's own middleware verifies their tokens."""

import time
from typing import Any

ISSUER = "https://id.acme.test"


def with_users(app: Any) -> Any:
    """Let in whoever brings a token. ``ana`` is the token of the user ``ana``; ``ana@other`` has another issuer."""
    from mcp.server.auth.middleware.bearer_auth import BearerAuthBackend
    from starlette.middleware.authentication import AuthenticationMiddleware

    return AuthenticationMiddleware(app, backend=BearerAuthBackend(Verifier()))  # pyright: ignore[reportArgumentType]


class Verifier:
    """Takes every token for good."""

    async def verify_token(self, token: str) -> Any:
        """Return what the token says."""
        from mcp.server.auth.provider import AccessToken

        # Releases before 1.26 have no member for claims; hosts add one of their own, as `fastmcp` does.
        class UserToken(AccessToken):
            claims: dict[str, Any] | None = None  # pyright: ignore[reportIncompatibleVariableOverride]

        user, _, issuer = token.partition("@")
        return UserToken(
            token=token,
            client_id="client",
            scopes=[],
            expires_at=int(time.time()) + 600,
            claims={"sub": user, "iss": issuer or ISSUER},
        )
