"""Crockford's base32 in lower case: no look-alikes (no i, l, o, u), and no escaping in URLs and headers.

All ids and secrets of the product are written in it.
"""

from typing import Final

BASE32_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"

BASE32_CLASS: Final = "0-9a-hjkmnp-tv-z"
"""The alphabet as the inside of a character class, for patterns."""


def to_base32(data: bytes) -> str:
    """Encode whole groups of five bytes, five bits per character, highest bits first. There is no padding."""
    bits = int.from_bytes(data, "big")
    count = len(data) * 8 // 5
    return "".join(BASE32_ALPHABET[(bits >> (5 * (count - 1 - i))) & 31] for i in range(count))
