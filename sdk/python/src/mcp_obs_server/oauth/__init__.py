"""Sign-in at the platform for the users of an MCP server: the role of the resource server (MCP authorization).

It needs PyJWT with ``cryptography``: ``pip install mcp-obs-server[oauth]``.
"""

from .access_token_error import AccessTokenError
from .protect import ProtectedApp, protect
from .token_verifier import AccessTokenVerifier, create_remote_auth_provider
from .verify_access_token import VerifiedAccessToken

__all__ = [
    "AccessTokenError",
    "AccessTokenVerifier",
    "ProtectedApp",
    "VerifiedAccessToken",
    "create_remote_auth_provider",
    "protect",
]
