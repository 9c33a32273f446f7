"""The URL of an MCP endpoint as the identifier of a protected resource, and where its metadata is found."""

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from urllib.parse import quote

from .loopback import is_loopback_host

WELL_KNOWN_PATH: Final = "/.well-known/oauth-protected-resource"
"""The well-known path of RFC 9728 §3.1; the path of the resource follows it."""

ResourceFault: TypeAlias = Literal["not-absolute", "not-https", "extra-parts"]
"""``extra-parts``: a user name, a password, a query or a fragment."""

_SHAPE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#\\]*)([^?#]*)([?#].*)?", re.DOTALL)
_AUTHORITY = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{0,5}))?")
_DEFAULT_PORT: Final = {"http": 80, "https": 443}
# What stays as it is in a path (the WHATWG URL standard); the percent sign too, because it begins an escape.
_IN_PATH: Final = "/%:@!$&'()*+,;=~-._[]|\\"
_HERE: Final = frozenset({".", "%2e"})
_UP: Final = frozenset({"..", ".%2e", "%2e.", "%2e%2e"})


@dataclass(frozen=True)
class ResourceUrl:
    """A URL in its canonical form: scheme and host in lower case, no default port, no dot segments."""

    origin: str
    path: str
    """It begins with a slash."""

    def __str__(self) -> str:
        """Return the canonical spelling, which the dashboard stores too: an origin alone ends without a slash."""
        return self.origin if self.path == "/" else f"{self.origin}{self.path}"


def check_resource(text: str) -> ResourceUrl | ResourceFault:
    """Read the URL of an MCP endpoint as a resource identifier (RFC 8707 §2, RFC 9728 §1.2).

    It is absolute, ``https`` or else on this machine, and without a fragment. Queries and credentials are refused too,
    because they would make several names for one endpoint. Never raises.
    """
    match = _SHAPE.fullmatch(text.strip(" \t\r\n"))
    if not match:
        return "not-absolute"
    scheme, place, path, rest = match[1].lower(), match[2], match[3], match[4]
    authority = _AUTHORITY.fullmatch(place.rpartition("@")[2])
    if scheme in _DEFAULT_PORT and not authority:
        return "not-absolute"
    host = authority[1].lower() if authority else ""
    if scheme != "https" and not (scheme == "http" and is_loopback_host(host)):
        return "not-https"
    if "@" in place or rest:
        return "extra-parts"
    port = int(authority[2]) if authority and authority[2] else _DEFAULT_PORT[scheme]
    if port > 65_535:
        return "not-absolute"
    shown_port = "" if port == _DEFAULT_PORT[scheme] else f":{port}"
    return ResourceUrl(f"{scheme}://{host}{shown_port}", _normalise_path(path))


def parse_resource(text: str) -> ResourceUrl | None:
    """Return the URL of :func:`check_resource`, or ``None`` if anything is wrong with it."""
    checked = check_resource(text)
    return checked if isinstance(checked, ResourceUrl) else None


def is_same_resource(one: object, other: ResourceUrl) -> bool:
    """Tell whether two spellings name one resource.

    The case of scheme and host does not matter, nor does the default port (RFC 3986 §6.2) or one slash at the end (MCP
    authorization, "Canonical Server URI"). Everything else does.
    """
    url = parse_resource(one) if isinstance(one, str) else None
    return (
        url is not None
        and url.origin == other.origin
        and without_slash(url.path) == without_slash(other.path)
    )


def locate_metadata(resource: ResourceUrl) -> str:
    """Return where the metadata of a resource is found (RFC 9728 §3.1)."""
    return f"{resource.origin}{WELL_KNOWN_PATH}{without_slash(resource.path)}"


def without_slash(path: str) -> str:
    """Return the path without one slash at its end."""
    return path.removesuffix("/")


def _normalise_path(path: str) -> str:
    """Remove dot segments (RFC 3986 §5.2.4), and escape what cannot stand in a path."""
    segments: list[str] = []
    parts = path.replace("\\", "/").split("/")[1:]
    for index, part in enumerate(parts):
        is_last = index == len(parts) - 1
        if part.lower() in _UP:
            del segments[-1:]
        elif part.lower() not in _HERE:
            segments.append(part)
            continue
        if is_last:
            segments.append("")
    return "/" + quote("/".join(segments), safe=_IN_PATH)
