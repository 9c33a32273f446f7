"""What client and server say about themselves. It is only displayed: nothing is decided by it."""

from collections.abc import Mapping
from typing import Any, cast

from ..platform.parse_object import as_object
from ..wire.ticket_context import ClientInfo
from .json_rpc import META_CLIENT_CAPABILITIES, META_CLIENT_INFO, META_PROTOCOL_VERSION
from .observed_call import RequestFacts


def read_initialize(params: object) -> ClientInfo | None:
    """Return what a client said about itself in ``initialize``, from the framework's model of its parameters."""
    dump = getattr(params, "model_dump", None)
    source = as_object(dump(by_alias=True, mode="json", exclude_none=True)) if callable(dump) else None
    if source is None:
        return None
    return _to_client_info(
        source.get("clientInfo"), source.get("capabilities"), source.get("protocolVersion")
    )


def describe_client(facts: RequestFacts) -> ClientInfo:
    """Describe the client that made a call.

    The call's own metadata names the client since revision 2026-07-28 and then counts.
    """
    client = _read_envelope(facts.meta) or facts.client()
    if client is not None:
        return client
    # Stateless HTTP: the client introduced itself in a request that went to another connection.
    version = facts.header("mcp-protocol-version")
    return {} if version is None else {"protocolVersion": version}


def _read_envelope(meta: Mapping[str, Any] | None) -> ClientInfo | None:
    if meta is None or META_PROTOCOL_VERSION not in meta:
        return None
    return _to_client_info(
        meta.get(META_CLIENT_INFO), meta.get(META_CLIENT_CAPABILITIES), meta[META_PROTOCOL_VERSION]
    )


def _to_client_info(info: object, capabilities: object, version: object) -> ClientInfo:
    client: ClientInfo = {}
    source = as_object(info) or {}
    name, release = source.get("name"), source.get("version")
    if isinstance(name, str):
        client["name"] = name
    if isinstance(release, str):
        client["version"] = release
    if isinstance(version, str):
        client["protocolVersion"] = version
    client["capabilities"] = _name_capabilities(capabilities)
    return client


def _name_capabilities(capabilities: object) -> list[str]:
    """Names only, one level deep: ``elicitation.form``, ``roots``."""
    names: list[str] = []
    for name, value in (as_object(capabilities) or {}).items():
        inner = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
        nested = [f"{name}.{key}" for key, part in inner.items() if isinstance(part, dict)]
        names += nested or [name]
    return names
