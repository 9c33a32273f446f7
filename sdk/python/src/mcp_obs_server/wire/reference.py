"""The reference of a ticket, ``TK-7F3K-9Q2M``: 40 bits in upper-case base32 (wire contract §4.4)."""

import re

from .base32 import BASE32_CLASS
from .white_space import WHITE_SPACE

_GROUP = f"[{BASE32_CLASS.upper()}]{{4}}"
_REFERENCE = re.compile(f"TK-{_GROUP}-{_GROUP}")
_GAP = re.compile(f"[{WHITE_SPACE}\u2010-\u2015-]+")


def is_reference(text: str) -> bool:
    """Whether the text is a reference exactly as the platform writes it."""
    return _REFERENCE.fullmatch(text) is not None


def normalise_reference(text: str) -> str:
    """Bring a reference that a person or a model typed into the platform's spelling.

    People dictate references, so case does not matter, the letter O counts as 0, and the letters I and L count as 1.
    White space at both ends is dropped, and between the groups it counts as the hyphen, as do other dashes.
    """
    clean = text.strip(WHITE_SPACE).upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return _GAP.sub("-", clean)
