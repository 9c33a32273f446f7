"""The patterns of names before a secret, and of the values behind them."""

import re
from functools import lru_cache
from typing import NamedTuple

from .redaction_rules import (
    BARE,
    BARE_VALUE,
    ELEMENT,
    ELEMENT_VALUE,
    FLAG,
    KEPT,
    LINE,
    PAIR,
    PHRASE,
    QUOTED,
    QUOTED_VALUE,
)


class NamedPatterns(NamedTuple):
    """What finds a name, and what reads each kind of value."""

    named: re.Pattern[str]
    named_or_pair: re.Pattern[str]
    literal: re.Pattern[str]
    word: re.Pattern[str]
    line: re.Pattern[str]
    phrase: re.Pattern[str]
    content: re.Pattern[str]
    kept: re.Pattern[str]


@lru_cache(maxsize=1)
def named_patterns() -> NamedPatterns:
    """Compile the patterns at the first text, not at the import."""
    named = "|".join((QUOTED, BARE, FLAG, ELEMENT))
    values = (QUOTED_VALUE, BARE_VALUE, LINE, PHRASE, ELEMENT_VALUE, f"|{KEPT}")
    return NamedPatterns(*map(re.compile, (named, f"{named}|{PAIR}", *values)))
