"""Random ids in base32."""

import re
import secrets

from ..wire.base32 import BASE32_ALPHABET

_INCIDENT_ID = re.compile(f"inc_[{BASE32_ALPHABET}]{{16}}")


def random_base32(length: int) -> str:
    """Return ``length`` random characters of base32, five bits each."""
    return "".join(BASE32_ALPHABET[byte & 31] for byte in secrets.token_bytes(length))


def mint_incident_id() -> str:
    """Return the id of an incident: 80 random bits, which nobody can guess within the hour that it is kept."""
    return f"inc_{random_base32(16)}"


def is_incident_id(text: str) -> bool:
    """Whether a text has the form of the id of an incident."""
    return _INCIDENT_ID.fullmatch(text) is not None
