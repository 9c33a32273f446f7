"""The normal form of text, the same in all SDKs and on the platform (``sdk/contract/text.json``).

Lengths are Unicode code points, which is what ``len`` counts.
"""

import re
from functools import lru_cache
from typing import Final, Literal, TypeAlias
from unicodedata import category, normalize

EMAIL_PATTERN: Final = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)
"""The e-mail syntax of HTML's ``input[type=email]``, for ``fullmatch``."""

RAW_LENGTH: Final = 4
"""Text may be so many times longer than its limit before it is normalised, which can make it shorter.

Text that is longer still is not looked at.
"""

TextForm: TypeAlias = Literal["text", "words", "title"]
"""``text`` stays as it is, ``words`` are trimmed, a ``title`` is one line."""

_LINE_END = re.compile(r"\r\n?")
_CONTROL = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f]")
_SURROGATE = re.compile("[\\ud800-\\udfff]")
_GAP = re.compile(r"[\t\n]+")
_BLANK: Final = " \t\n"

# Marks (general category M) include every character that normalisation reorders. NFC needs quadratic time to sort a
# long run of them, so a run is shortened first. 30 is the number of UAX #15's Stream-Safe Text Format.
_LONGEST_RUN: Final = 30
# True for every text with a longer run: all marks are in this range.
_MAYBE_LONG_RUN = re.compile("[\\u0300-\\U0010ffff]{31}")


def read_text(text: str, form: TextForm, limit: int) -> str | None:
    """Return the text in its normal form, or ``None`` if that has more than ``limit`` code points.

    Text of more than four times as many is refused before it is looked at, so that no text costs more than its limit
    allows.
    """
    if len(text) > RAW_LENGTH * limit:
        return None
    read = _bring(text, form)
    return read if len(read) <= limit else None


def clip_text(text: str, form: TextForm, limit: int) -> str:
    """As :func:`read_text`, but text that is too long is cut. What is beyond four times the limit is not looked at."""
    read = _bring(text[: RAW_LENGTH * limit], form)
    return read if len(read) <= limit else _bring(read[:limit], form)


def normalise_text(text: str) -> str:
    """Make text well-formed Unicode in NFC, with LF line ends, and with at most 30 marks in a row.

    It is without DEL and C0 controls but tab and LF. Idempotent, and linear in time. For text whose length is bounded
    already.
    """
    if text.isascii():
        return _CONTROL.sub("", _LINE_END.sub("\n", text))
    clean = _shorten_runs(_CONTROL.sub("", _LINE_END.sub("\n", to_well_formed(text))))
    composed = normalize("NFC", clean)
    # NFC can make a run longer again: U+0344 becomes two marks.
    return clean if composed == clean else _shorten_runs(composed)


def to_well_formed(text: str) -> str:
    """Join pairs of surrogates, and put U+FFFD in the place of each surrogate that is alone."""
    if not _SURROGATE.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def utf16_length(text: str) -> int:
    """Return the length as JavaScript counts it, for what the contract counts so."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_start(text: str, start: int, length: int) -> str:
    """Return so many UTF-16 units of the text from a place on. A pair of surrogates may be cut through."""
    near = text[start : start + length]
    if near.isascii():
        return near
    return near.encode("utf-16-le", "surrogatepass")[: 2 * length].decode("utf-16-le", "surrogatepass")


def _bring(text: str, form: TextForm) -> str:
    normal = normalise_text(text)
    if form == "text":
        return normal
    if form == "title":
        normal = _GAP.sub(" ", normal)
    return normal.strip(_BLANK)


def _shorten_runs(text: str) -> str:
    if not _MAYBE_LONG_RUN.search(text):
        return text
    marks = "".join(sorted(char for char in set(text) if category(char)[0] == "M"))
    return _long_run(marks).sub(r"\1", text) if marks else text


@lru_cache(maxsize=32)
def _long_run(marks: str) -> re.Pattern[str]:
    """The pattern of a run of these marks that is too long. No mark has a meaning inside a character class."""
    return re.compile(f"([{marks}]{{{_LONGEST_RUN}}})[{marks}]+")
