"""JSON objects of others."""

import json
import math
from typing import Any, cast


def parse_object(text: str) -> dict[str, Any] | None:
    """Return the text as a JSON object, or ``None`` if it is anything else."""
    try:
        return as_object(json.loads(text, parse_constant=_refuse))
    except (ValueError, RecursionError):
        return None


def as_object(value: object) -> dict[str, Any] | None:
    """Return the value if it is a JSON object."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def as_number(value: object) -> float | None:
    """Return the value if it is a number that is finite as JavaScript has it."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _refuse(constant: str) -> None:
    """Refuse NaN and Infinity, which are not JSON."""
    raise ValueError(constant)
