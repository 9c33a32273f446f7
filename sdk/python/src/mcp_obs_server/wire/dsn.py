"""The data source name (DSN): ``https://mok_…@acme.mcp.example.com`` (wire contract §1).

It is read by our own patterns and not by ``urllib``. URL parsers differ between languages on back slashes, inner tabs
and non-ASCII hosts, and the result decides where a key is sent.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from .issued_secret import is_server_key
from .loopback import is_localhost_name

DsnPart: TypeAlias = Literal["scheme", "key", "host", "port", "rest"]

_SHAPE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(?:([^@/?#]*)@)?([^:/?#]*)(:[^/?#]*)?(.*)", re.DOTALL)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_PORT = re.compile(r":[1-9][0-9]{0,4}")
_DEFAULT_PORT: Final = {"http": ":80", "https": ":443"}


@dataclass(frozen=True)
class Dsn:
    """Where to send, and the key that says which MCP server sends."""

    origin: str
    key: str

    def __repr__(self) -> str:
        """Without the key, which must not get into a log."""
        return f"Dsn({self.origin!r})"


@dataclass(frozen=True)
class DsnFault:
    """Why a text is no DSN. It never contains the key."""

    error: Literal["dsn-missing", "dsn-invalid"]
    part: DsnPart | None = None
    """The part that is wrong, with ``dsn-invalid``."""


def parse_dsn(text: object) -> Dsn | DsnFault:
    """Read the value of ``MCP_OBS_DSN``. Never raises. Space, tab, CR and LF around it are ignored."""
    if text is not None and not isinstance(text, str):
        return _invalid("scheme")
    trimmed = (text or "").strip(" \t\r\n")
    if trimmed == "":
        return DsnFault("dsn-missing")

    match = _SHAPE.fullmatch(trimmed)
    scheme = match[1].lower() if match else ""
    if match is None or scheme not in _DEFAULT_PORT:
        return _invalid("scheme")
    key, host, port, rest = match[2], match[3].lower(), match[4] or "", match[5]
    if key is None or not is_server_key(key):
        return _invalid("key")
    if not _is_host(host):
        return _invalid("host")
    if port != "" and not _is_port(port):
        return _invalid("port")
    if rest not in ("", "/"):
        return _invalid("rest")
    # Narrower than `is_loopback_host`, because the contract lists these hosts for all SDKs.
    if scheme == "http" and not (is_localhost_name(host) or host == "127.0.0.1"):
        return _invalid("scheme")

    shown_port = "" if port == _DEFAULT_PORT[scheme] else port
    return Dsn(f"{scheme}://{host}{shown_port}", key)


def _is_host(host: str) -> bool:
    return len(host) <= 253 and all(_LABEL.fullmatch(label) for label in host.split("."))


def _is_port(port: str) -> bool:
    return _PORT.fullmatch(port) is not None and int(port[1:]) <= 65_535


def _invalid(part: DsnPart) -> DsnFault:
    return DsnFault("dsn-invalid", part)
