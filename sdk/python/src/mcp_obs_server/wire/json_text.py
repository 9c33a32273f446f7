"""JSON as JavaScript writes it, so that both SDKs count the same bytes and redact the same numbers."""

import json
import math
import re
from json.encoder import encode_basestring
from typing import Final, cast

MAX_SAFE_INTEGER: Final = 2**53 - 1
"""The largest integer that JavaScript has without loss (``Number.MAX_SAFE_INTEGER``)."""

_SURROGATE = re.compile("[\\ud800-\\udfff]")
_LONGEST_PLAIN: Final = 21
_SMALLEST_PLAIN: Final = -6


def write_json(value: object) -> str:
    """Write a JSON value compactly, with characters outside ASCII as they are."""
    if isinstance(value, str):
        return _write_text(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return write_number(value) if math.isfinite(value) else "null"
    if isinstance(value, dict):
        members = cast("dict[str, object]", value).items()
        return "{" + ",".join([f"{write_json(name)}:{write_json(member)}" for name, member in members]) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([write_json(item) for item in cast("list[object]", value)]) + "]"
    return json.dumps(value)


def write_number(value: float) -> str:
    """Write a number as JavaScript does: ``1.0`` is ``1``, ``1e16`` is ``10000000000000000``."""
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    # The number is 0.digits times ten to the power of `point`.
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if digits == "":
        return "0"
    return sign + _place_point(digits, point)


def _place_point(digits: str, point: int) -> str:
    if _SMALLEST_PLAIN < point <= 0:
        return f"0.{'0' * -point}{digits}"
    if 0 < point <= _LONGEST_PLAIN:
        plain = digits.ljust(point, "0")
        return plain if len(plain) == point else f"{plain[:point]}.{plain[point:]}"
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{digits[0]}{rest}e{point - 1:+d}"


def _write_text(text: str) -> str:
    if not _SURROGATE.search(text):
        return encode_basestring(text)
    # Pairs become one character, and a surrogate that is alone is escaped.
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return _SURROGATE.sub(_escape, encode_basestring(joined))


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
