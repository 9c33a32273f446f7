"""The secrets that the platform issues: a prefix that names the kind, and 160 bits in base32 (wire contract §1)."""

import re

from .base32 import BASE32_CLASS

_SERVER_KEY = re.compile(rf"mok_[{BASE32_CLASS}]{{32}}")
_RECEIPT = re.compile(rf"mor_[{BASE32_CLASS}]{{32}}")


def is_server_key(text: str) -> bool:
    """Whether the text has the form of a server key: what an MCP server shows to the platform."""
    return _SERVER_KEY.fullmatch(text) is not None


def is_receipt(text: str) -> bool:
    """Whether the text has the form of a receipt: what opens the status of one ticket."""
    return _RECEIPT.fullmatch(text) is not None
