"""For hosts that keep the middleware of their framework: a token verifier for it.

:func:`protect` answers better: some versions of the frameworks publish an issuer that clients refuse, answer 500 while
tokens cannot be checked, and none of them checks the audience.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from ..platform.logger import GuardedLogger, Logger
from .access_guard import DEFAULT_SCOPES, GuardOptions, create_access_guard, texts_of
from .access_token_error import AccessTokenError
from .framework_user import create_access_token


class AccessTokenVerifier:
    """A ``TokenVerifier`` of the official SDK. It checks the audience itself.

    Example::

        verifier = AccessTokenVerifier(resource="https://mcp.acme.com/mcp")
        mcp = FastMCP("acme", token_verifier=verifier, auth=AuthSettings(...))
    """

    def __init__(
        self,
        *,
        resource: str,
        dsn: str | None = None,
        scopes: Sequence[str] = DEFAULT_SCOPES,
        timeout: float = 5.0,
        logger: Logger | None = None,
    ) -> None:
        """Take the setup, whose parts :func:`protect` describes."""
        options = GuardOptions(resource, dsn, scopes, None, timeout, GuardedLogger(logger))
        self._guard = create_access_guard(options)
        self.scopes = list(texts_of(scopes))

    @property
    def issuer(self) -> str | None:
        """The authorization server that issues the tokens. ``None`` if the setup is not valid."""
        return self._guard.issuer

    async def verify_token(self, token: str) -> Any:
        """Return the framework's ``AccessToken``, or ``None`` for a token that is not valid.

        :raises AccessTokenError: while tokens cannot be checked, so that no client signs its user in again. Frameworks
            answer 500 then.
        """
        try:
            return create_access_token(await self._guard.verify(token))
        except AccessTokenError as error:
            if error.code == "invalid_token":
                return None
            raise


def create_remote_auth_provider(verifier: AccessTokenVerifier, *, base_url: str) -> Any:
    """Return a ``RemoteAuthProvider`` of fastmcp around the verifier. fastmcp must be installed.

    :param base_url: the address of this server as clients reach it, without the path of the MCP endpoint.

    Example::

        mcp = FastMCP("acme", auth=create_remote_auth_provider(verifier, base_url="https://mcp.acme.com"))
    """
    auth: Any = import_module("fastmcp.server.auth")

    async def verify_token(_: Any, token: str) -> Any:
        found = await verifier.verify_token(token)
        return None if found is None else auth.AccessToken(**found.model_dump())

    adapter = type("PlatformTokenVerifier", (auth.TokenVerifier,), {"verify_token": verify_token})
    return auth.RemoteAuthProvider(
        token_verifier=adapter(required_scopes=verifier.scopes),
        # As text: with one more slash it would be another issuer.
        authorization_servers=[verifier.issuer or ""],
        base_url=base_url,
    )
