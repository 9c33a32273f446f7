"""Which hosts are this machine. ``http`` is safe there, because nothing of it travels over a network."""

import re

_LOCALHOST_NAME = re.compile(r"(?:[^.]+\.)*localhost")
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_LOOPBACK_IPV4 = re.compile(rf"127(?:\.{_OCTET}){{3}}")
_LOOPBACK_IPV6 = frozenset({"::1", "[::1]"})


def is_localhost_name(host: str) -> bool:
    """Whether a host is ``localhost`` or a name under ``.localhost`` (RFC 6761 §6.3).

    Few resolvers know the names under it, so who connects to one has to supply the address. ``host`` is in lower case
    and without a port.
    """
    return _LOCALHOST_NAME.fullmatch(host) is not None


def is_loopback_host(host: str) -> bool:
    """Whether a host is this machine: a localhost name, an address in 127.0.0.0/8, or ``::1``.

    Only the usual spelling of an address counts: parsers disagree about others, such as ``127.1``. An IPv6 address may
    stand in brackets.
    """
    return is_localhost_name(host) or _LOOPBACK_IPV4.fullmatch(host) is not None or host in _LOOPBACK_IPV6
