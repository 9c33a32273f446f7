"""Which names stand for a secret value.

Names are compared word by word, and their spelling does not matter: ``apiKey``, ``API-KEY`` and ``x_api_key`` match,
``monkey`` and ``max_tokens`` do not.
"""

import re
from collections.abc import Set
from typing import Final, Literal, TypeAlias

from .redaction_rules import (
    CARD_WORDS,
    DIGITS_NAMES,
    HARMLESS_ENDS,
    HARMLESS_NAMES,
    HARMLESS_WORDS,
    JWK_NAMES,
    MANIFEST_NAMES,
    RANDOM_NAMES,
    SECRET_NAMES,
    SECRET_PARTS,
    SECRET_WORDS,
)
from .text import utf16_length, utf16_start
from .white_space import WHITE_SPACE

Secrecy: TypeAlias = Literal["any", "random", "digits"]
"""What a value must be to be a secret: anything, text that looks random, a few digits."""

# These end like a harmless name, but hold a password.
_SECRET_ENDS = re.compile(r"(?:database|redis|mongo|mongodb|postgres|mysql)ur[il]\Z")
_LONGEST_NAME: Final = 128
_SHORTEST_RANDOM: Final = 16
_RANDOM = re.compile(f"(?=[^0-9]*[0-9])[^{WHITE_SPACE}⟦⟧]+")
_DIGITS = re.compile("[0-9]{4,12}")
_MARKER = re.compile("⟦[^⟦⟧]*⟧")
_LOWER_UPPER = re.compile("([a-z0-9])([A-Z])")
_UPPER_WORD = re.compile("([A-Z])([A-Z][a-z])")
_MANIFEST = re.compile(r"""(?<![A-Za-z])kind["'\\: \t]{1,20}Secret(?![A-Za-z])""")
_JWK = re.compile(r"""kty["'\\]{1,8}[ ]?:""")
_SEPARATORS = re.compile("[^a-z0-9]+")


def _shortest(names: set[str]) -> tuple[str, ...]:
    """Leave out the names that have another one inside."""
    return tuple(name for name in sorted(names) if not any(other in name for other in names - {name}))


_POSSIBLE: Final = _shortest({*SECRET_WORDS, *SECRET_PARTS, *SECRET_NAMES, *RANDOM_NAMES, *DIGITS_NAMES})


def secrecy_of(name: str, extra: Set[str] = frozenset()) -> Secrecy | None:
    """Tell whether values under this name are secrets. ``extra`` holds more names, in the form of :func:`join_name`."""
    words = _split_name(utf16_start(name, 0, _LONGEST_NAME))
    joined = "".join(words)
    if joined in extra:
        return "any"
    if joined in HARMLESS_NAMES:
        return None
    if joined in SECRET_NAMES:
        return "any"
    if joined in RANDOM_NAMES:
        return "random"
    if joined in DIGITS_NAMES:
        return "digits"
    if words and words[-1] in HARMLESS_ENDS and not _SECRET_ENDS.search(joined):
        return None
    known = [word for word in words if word not in HARMLESS_WORDS]
    parts = "".join(known)
    is_secret = any(word in SECRET_WORDS for word in known) or any(part in parts for part in SECRET_PARTS)
    return "any" if is_secret else None


def secrets_beside(text: str) -> Set[str]:
    """Return more names of secrets, in a text that has a Secret of Kubernetes or a JWK."""
    names: Set[str] = frozenset()
    if "kind" in text and _MANIFEST.search(text):
        names |= MANIFEST_NAMES
    if "kty" in text and _JWK.search(text):
        names |= JWK_NAMES
    return names


def is_secret_text(secrecy: Secrecy, text: str) -> bool:
    """Tell whether a text under a name of this secrecy is a secret."""
    if secrecy == "any":
        return True
    if secrecy == "digits":
        return _DIGITS.fullmatch(text) is not None
    return utf16_length(text) >= _SHORTEST_RANDOM and _RANDOM.fullmatch(text) is not None


def is_card_name(name: str) -> bool:
    """Tell whether a number under this name, or under a name inside, may be the number of a card."""
    return utf16_length(name) <= _LONGEST_NAME and any(word in CARD_WORDS for word in _split_name(name))


def may_be_secret(text: str) -> bool:
    """Tell whether the text contains what every secret name of the built-in rules contains.

    The text is a name, or has names in it. False for most names, and fast.
    """
    joined = _SEPARATORS.sub("", text.lower())
    return any(name in joined for name in _POSSIBLE)


def join_name(name: str) -> str:
    """Return the name in lower case without separators."""
    return "".join(_split_name(name))


def _split_name(name: str) -> list[str]:
    # A name that was redacted itself holds a marker. The rule's name in it says nothing about the value.
    spaced = _UPPER_WORD.sub(r"\1 \2", _LOWER_UPPER.sub(r"\1 \2", _MARKER.sub(" ", name)))
    return [word for word in _SEPARATORS.split(spaced.lower()) if word != ""]
