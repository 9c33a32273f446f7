"""Checks requests to a protected resource, of whatever kind, and answers requests for its metadata."""

import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from ..capture.client import open_client
from ..platform.background import start_soon
from ..platform.logger import Logger
from ..wire.dsn import Dsn, parse_dsn
from ..wire.resource_url import WELL_KNOWN_PATH, ResourceUrl, locate_metadata, parse_resource
from .access_token_error import AccessTokenError
from .answer import Answer
from .challenge import ask_to_retry
from .check_access import check_access
from .key_set import KeySet
from .resource_metadata import answer_metadata, describe_resource, is_metadata_path
from .verify_access_token import VerifiedAccessToken, Verifier
from .watch_dashboard import DashboardWatch

DEFAULT_SCOPES: Final = ("mcp",)
_DEFAULT_TIMEOUT: Final = 5.0
_MAX_TIMEOUT: Final = 60.0
_NOT_SET_UP: Final = "This server is not set up to check tokens"


class AccessGuard(Protocol):
    """What decides about requests."""

    metadata: dict[str, Any] | None
    metadata_url: str | None
    resource: ResourceUrl | None
    issuer: str | None

    async def verify(self, token: str) -> VerifiedAccessToken:
        """Check one token. Raises AccessTokenError, and no other error."""
        ...

    async def check(self, authorization: Sequence[str], query: str) -> VerifiedAccessToken | Answer:
        """Decide about a request. Never raises, but for being cancelled."""
        ...

    def show_metadata(self, method: str, path: str, requested_headers: str | None) -> Answer | None:
        """Answer a request for the metadata. ``None`` for any other request."""
        ...


@dataclass(frozen=True)
class GuardOptions:
    """What is protected, and for which platform."""

    resource: str
    dsn: str | None
    scopes: Sequence[str]
    resource_name: str | None
    timeout: float
    logger: Logger


def create_access_guard(options: GuardOptions) -> AccessGuard:
    """Return a guard. One that lets nobody in, if the setup is not valid: then a line on stderr says what to set.

    A server that is down is better than one that is not protected.
    """
    try:
        return _create_guard(options)
    except (AttributeError, TypeError, ValueError) as error:
        options.logger.warning(f"every request is refused with 503: an argument is not valid ({error})")
        return _ClosedGuard()


def _create_guard(options: GuardOptions) -> AccessGuard:
    dsn = parse_dsn(os.environ.get("MCP_OBS_DSN") if options.dsn is None else options.dsn)
    resource = parse_resource(options.resource)
    if isinstance(dsn, Dsn) and resource is not None:
        return _OpenGuard(dsn, resource, options)
    fault = "resource must be the https URL of the MCP endpoint, without query and fragment"
    if not isinstance(dsn, Dsn):
        fault = "set MCP_OBS_DSN" if dsn.part is None else f"the {dsn.part} of MCP_OBS_DSN is not valid"
    options.logger.warning(f"every request is refused with 503: {fault}")
    return _ClosedGuard()


class _OpenGuard:
    def __init__(self, dsn: Dsn, resource: ResourceUrl, options: GuardOptions) -> None:
        logger = options.logger
        # `offline_access` concerns the client and the authorization server only (MCP authorization).
        self._scopes = [scope for scope in texts_of(options.scopes) if scope != "offline_access"]
        self.issuer: str | None = dsn.origin
        self.resource: ResourceUrl | None = resource
        self._resource = resource
        self._metadata = describe_resource(dsn.origin, resource, self._scopes, options.resource_name)
        self._metadata_url = locate_metadata(resource)
        self.metadata: dict[str, Any] | None = self._metadata
        self.metadata_url: str | None = self._metadata_url
        keys = KeySet(dsn.origin, _read_timeout(options.timeout), logger)
        self._verifier = Verifier(dsn.origin, resource, keys, logger)
        self._dashboard = DashboardWatch(open_client(dsn, logger).config, resource, logger)

    async def verify(self, token: str) -> VerifiedAccessToken:
        start_soon(self._dashboard.check)
        return await self._verifier.verify(token)

    async def check(self, authorization: Sequence[str], query: str) -> VerifiedAccessToken | Answer:
        start_soon(self._dashboard.check)
        return await check_access(
            authorization, query, self._verifier.verify, self._scopes, self._metadata_url
        )

    def show_metadata(self, method: str, path: str, requested_headers: str | None) -> Answer | None:
        if not is_metadata_path(path, self._resource):
            return None
        return answer_metadata(method, requested_headers, self._metadata)


class _ClosedGuard:
    """Lets nobody in, because without a valid setup no token can be checked."""

    metadata: dict[str, Any] | None = None
    metadata_url: str | None = None
    resource: ResourceUrl | None = None
    issuer: str | None = None

    async def verify(self, token: str) -> VerifiedAccessToken:  # noqa: ARG002 -- it has the guard's signature
        raise AccessTokenError("temporarily_unavailable", _NOT_SET_UP)

    async def check(
        self,
        authorization: Sequence[str],  # noqa: ARG002
        query: str,  # noqa: ARG002
    ) -> VerifiedAccessToken | Answer:
        return ask_to_retry(_NOT_SET_UP)

    def show_metadata(self, method: str, path: str, requested_headers: str | None) -> Answer | None:  # noqa: ARG002
        return ask_to_retry(_NOT_SET_UP) if path.startswith(WELL_KNOWN_PATH) else None


def texts_of(values: Sequence[str]) -> Sequence[str]:
    """Return the values. One text is one value, although Python counts it as a sequence of texts."""
    return [values] if isinstance(values, str) else values


def _read_timeout(seconds: float) -> float:
    if math.isnan(seconds) or seconds <= 0:
        return _DEFAULT_TIMEOUT
    return min(seconds, _MAX_TIMEOUT)
