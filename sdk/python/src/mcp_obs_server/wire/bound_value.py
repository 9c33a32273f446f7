"""Turns any value, even one made to do harm, into a small JSON value (wire contract §4.1).

A marker stands for everything that is left out. Bounding a bounded value changes nothing, so the platform can repeat
it.
"""

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Final, Literal, cast

from . import limits
from .json_text import MAX_SAFE_INTEGER, write_number
from .markers import cut_marker, cut_text, escape_brackets, escape_stray_brackets, is_marker, read_cut
from .text import RAW_LENGTH, normalise_text, utf16_length
from .ticket_context import Json


class TextBudget:
    """How much captured text may still be looked at."""

    def __init__(self) -> None:
        """Start with the 65,536 code points of the contract."""
        self._left: float = limits.READ

    def admits(self, text: str) -> bool:
        """Take the text's length from the budget. From the first text that is too long on, nothing fits any more."""
        self._left -= len(text)
        if self._left < 0:
            self._left = -math.inf
        return self._left >= 0


@dataclass(frozen=True)
class Captured:
    """Text that was not looked at yet. It is normalised, and cut to twice the length, so that redaction sees its end.

    ``host``: it has no markers of ours, so every ⟦ and ⟧ in it is rewritten. ``sdk``: an SDK may have put markers in
    it, which stay. Texts that are few and short need no budget.
    """

    source: Literal["host", "sdk"]
    budget: TextBudget | None = None


# So many code points of a string are read that was bounded before.
_MAX_READ: Final = 65_536
_UNSAFE_KEYS: Final = frozenset({"__proto__", "constructor", "prototype"})
_CUT_SIZE: Final = cut_marker("size")


def bound_value(value: object, *, chars: int, captured: Captured | None = None) -> Json:
    """Copy ``value`` within the limits on depth, array items, object keys and nodes. Strings get ``chars`` at most.

    Never raises, and calls no method of a foreign object that is not a container. Objects of unknown types become
    ``⟦cut:type⟧``, bytes ``⟦cut:binary:N⟧``; integers beyond 2^53-1, NaN and infinities become strings.
    """
    return _Bounder(chars, captured).value(value, 1)


def bound_text(text: str, *, chars: int, captured: Captured | None = None) -> str:
    """Bound one string, by the same rules. ``⟦cut:size⟧`` stands for captured text that the budget does not admit."""
    if captured is None:
        return _with_rest(text[:_MAX_READ], max(0, len(text) - _MAX_READ), chars)
    read = _read_captured(text, chars, captured)
    return _CUT_SIZE if read is None else read


def _read_captured(text: str, chars: int, captured: Captured) -> str | None:
    read = text[: RAW_LENGTH * chars]
    if captured.budget and not captured.budget.admits(read):
        return None
    normal = normalise_text(read)
    escaped = escape_brackets(normal) if captured.source == "host" else escape_stray_brackets(normal)
    return _with_rest(escaped, len(text) - len(read), 2 * chars)


def _with_rest(text: str, unread: int, chars: int) -> str:
    """Cut the text. ``unread`` is the number of code points behind it that were not read."""
    return cut_text(text if unread == 0 else text + cut_marker("chars", unread), chars)


class _Bounder:
    def __init__(self, chars: int, captured: Captured | None) -> None:
        self._chars = chars
        self._captured = captured
        self._may_have_markers = captured is None or captured.source != "host"
        self._nodes = 0

    def value(self, value: object, level: int) -> Json:
        self._nodes += 1
        if self._nodes > limits.NODES:
            return cut_marker("nodes")
        if value is None or isinstance(value, bool):
            return value
        try:
            if isinstance(value, str):
                return self._text(str.__str__(value))
            if isinstance(value, int):
                return self._integer(int.__int__(value))
            if isinstance(value, float):
                return self._float(float.__float__(value))
            return self._object(value, level)
        except Exception:  # noqa: BLE001 -- a special object may raise anything when it is read
            return cut_marker("type")

    def _text(self, text: str) -> str:
        return bound_text(text, chars=self._chars, captured=self._captured)

    def _integer(self, value: int) -> Json:
        return value if -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER else self._text(str(value))

    def _float(self, value: float) -> Json:
        if math.isfinite(value) and not value.is_integer():
            return value
        if abs(value) <= MAX_SAFE_INTEGER:
            return int(value)
        return self._text(write_number(value))

    def _object(self, value: object, level: int) -> Json:
        if isinstance(value, datetime):
            return self._text(_write_time(value))
        if isinstance(value, (bytes, bytearray, memoryview)):
            return cut_marker("binary", memoryview(cast("bytes", value)).nbytes)
        if level > limits.DEPTH:
            return cut_marker("depth")
        if isinstance(value, Sequence):
            return self._array(cast("Sequence[object]", value), level)
        if isinstance(value, Set):
            return self._array(list(cast("Set[object]", value)), level)
        if isinstance(value, Mapping):
            return self._record(cast("Mapping[object, object]", value).items(), level)
        if isinstance(value, BaseException):
            return self._record({"name": type(value).__name__, "message": str(value)}.items(), level)
        return cut_marker("type")

    def _array(self, array: Sequence[object], level: int) -> list[Json]:
        earlier = self._earlier_cut(array[-1], "items") if len(array) > 0 else None
        length = len(array) if earlier is None else len(array) - 1
        kept = min(length, limits.ITEMS)
        items = [self.value(array[i], level + 1) for i in range(kept)]
        cut = length - kept + (earlier or 0)
        if cut > 0:
            items.append(cut_marker("items", cut))
        return items

    def _record(self, members: Iterable[tuple[object, object]], level: int) -> dict[str, Json]:
        # Two looks at the members: content blocks are recognised by another member.
        source = list(members)
        has_type = any(key == "mimeType" and isinstance(value, str) for key, value in source)
        bound: dict[str, Json] = {}
        kept = 0
        cut = 0
        for raw, value in source:
            key = _write_key(raw)
            earlier = self._earlier_cut(key, "keys")
            if earlier is not None:
                cut += earlier
                continue
            name = None if kept == limits.KEYS or key is None else self._name(key)
            if name is None or name in _UNSAFE_KEYS or name in bound:
                cut += 1
                continue
            bound[name] = self._member(key, value, has_type, level)
            kept += 1
        if cut > 0:
            bound[cut_marker("keys", cut)] = True
        return bound

    def _name(self, key: str) -> str | None:
        """Return nothing for a key that is not admitted."""
        if self._captured is not None:
            return _read_captured(key, limits.NAME, self._captured)
        return bound_text(key, chars=limits.NAME)

    def _member(self, key: str | None, value: object, has_type: bool, level: int) -> Json:
        # Content blocks of MCP hold images, audio and files as base64. The first 2,048 characters of it are of no use.
        if has_type and key in ("data", "blob") and isinstance(value, str):
            known = self._may_have_markers and is_marker(value)
            return (
                str.__str__(value)
                if known
                else cut_marker("binary", utf16_length(value.rstrip("=")) * 3 // 4)
            )
        return self.value(value, level + 1)

    def _earlier_cut(self, value: object, what: Literal["items", "keys"]) -> int | None:
        return read_cut(value, what) if self._may_have_markers else None


def _write_key(key: object) -> str | None:
    """Return the name that JSON gives to a key of a dictionary, or nothing for keys of other types."""
    if isinstance(key, str):
        return str.__str__(key)
    if key is None:
        return "null"
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, (int, float)):
        return write_number(key)
    return None


def _write_time(time: datetime) -> str:
    utc = time.replace(tzinfo=timezone.utc) if time.tzinfo is None else time.astimezone(timezone.utc)
    return utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")
