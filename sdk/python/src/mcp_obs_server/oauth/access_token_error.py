"""Why a token was not accepted."""

from typing import Literal


class AccessTokenError(Exception):
    """A token was not accepted. The message says what is wrong, and contains no part of the token.

    ``invalid_token`` (RFC 6750 §3.1): the token is not valid, and its holder needs another one.
    ``temporarily_unavailable``: the token cannot be checked, because the authorization server's keys cannot be read or
    this server is not set up. Do not answer with a 401 then: clients would sign their users in again.
    """

    def __init__(self, code: Literal["invalid_token", "temporarily_unavailable"], message: str) -> None:
        """Keep the code and the message."""
        super().__init__(message)
        self.code: Literal["invalid_token", "temporarily_unavailable"] = code
