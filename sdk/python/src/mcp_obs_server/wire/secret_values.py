"""Secrets that are recognised by their form, wherever they stand.

Each rule matches from a secret's start to the end of its characters, so it also matches a secret whose end was cut off.
The time of each is linear in the length of the text, because a match, or what a rule passed over, is not read again.

Python's ``re`` is slow where a rule has to be tried at each character. So a rule is compiled and tried only if the
text has its prefilter, and only near it where the rule allows that.
"""

import re
from collections.abc import Sequence
from functools import cache, cached_property
from typing import Final

from .any_of import any_of
from .finds import Find, Finder
from .markers import end_of_marker, redacted_marker
from .redaction_rules import VALUE_RULES, ValueRule

# What all numbers have that the rules with a check look for. That it begins with digits in any case makes it faster.
_MAY_HOLD_CARD = re.compile("[0-9]{4}(?:[ -][0-9]{4}|[0-9]{9})")

# With what the pattern of a token begins: no letter and no digit stands before it, or an escape such as \n does.
_WORD_START: Final = r"(?:(?<![A-Za-z0-9⟧])|(?<=\\[nrtbf]))"


def compile_secret_values(*, emails: bool, ips: bool) -> Finder:
    """Return the built-in rules, and those that a host switched on, as one finder.

    For text that is well-formed and has no ⟦ or ⟧ outside markers. Nothing inside a marker is found.
    """
    switched_on = {None, *(("emails",) if emails else ()), *(("ips",) if ips else ())}
    rules = [rule for rule in VALUE_RULES if rule.option in switched_on]
    prefilters = _Prefilters(rules)

    def find(text: str, finds: list[Find]) -> None:
        for index in prefilters.possible(text):
            _find_rule(rules[index], text, finds)

    return find


class _Prefilters:
    """Which rules are possible in a text. Most are for tokens, whose prefilters stand at the start of a word."""

    def __init__(self, rules: Sequence[ValueRule]) -> None:
        tokens: dict[str, list[int]] = {}
        self._others: dict[str, list[int]] = {}
        self._any_case: dict[str, list[int]] = {}
        self._checked: list[int] = []
        for index, rule in enumerate(rules):
            if rule.check:
                self._checked.append(index)
            elif rule.begins and rule.pattern.startswith(_WORD_START):
                tokens.setdefault(rule.prefilter, []).append(index)
            else:
                kind = self._any_case if rule.any_case else self._others
                kind.setdefault(rule.prefilter, []).append(index)
        # The longest one at a place stands for those that it begins with, too.
        self._tokens = {
            longest: [index for end in range(len(longest)) for index in tokens.get(longest[: end + 1], ())]
            for longest in tokens
        }

    @cached_property
    def _looks(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        token = f"(?=({any_of(self._tokens)}))"
        return re.compile(f"[^A-Za-z0-9⟧]{token}"), re.compile(rf"\\[nrtbf]{token}")

    def possible(self, text: str) -> list[int]:
        """Return the rules in their order."""
        after_sign, after_escape = self._looks
        found = set(after_sign.findall(f"\n{text}"))
        if "\\" in text:
            found.update(after_escape.findall(text))
        rules = [index for prefilter in found for index in self._tokens[prefilter]]
        for prefilter, indexes in self._others.items():
            if prefilter in text:
                rules += indexes
        lower = text.lower()
        for prefilter, indexes in self._any_case.items():
            if prefilter in lower:
                rules += indexes
        if _MAY_HOLD_CARD.search(text):
            rules += self._checked
        return sorted(set(rules))


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _find_rule(rule: ValueRule, text: str, finds: list[Find]) -> None:
    pattern = _compile(rule.pattern)
    reach = 0 if rule.begins else rule.reach
    if reach is None:
        match = pattern.search(text)
        while match:
            match = pattern.search(text, _take(rule, text, match, finds))
        return
    at = 0
    near = text.find(rule.prefilter)
    while near != -1:
        at = max(at, near - reach)
        while at <= near:
            match = pattern.match(text, at)
            at = _take(rule, text, match, finds) if match else at + 1
        near = text.find(rule.prefilter, near + 1)


def _take(rule: ValueRule, text: str, match: re.Match[str], finds: list[Find]) -> int:
    """Add what was found, and return the place where the search goes on."""
    start, end = match.span()
    marker_end = end_of_marker(text, start)
    if marker_end is not None:
        return marker_end
    kept = start if rule.keep is None else max(start, match.end(rule.keep))
    # A rule keeps all of a text that only looks like a secret, so that the search goes on behind it.
    if kept == end:
        return end
    # This was no secret, but there may be one inside it.
    if rule.check and not is_card(text[kept:end]):
        return start + 1
    finds.append(Find(kept, end, redacted_marker(rule.name)))
    return end


_TWO_DIGITS: Final = {
    **{str(first): frozenset({16}) for first in range(22, 28)},
    **{str(first): frozenset({14}) for first in (30, 36, 38, 39)},
    **{str(first): frozenset({15}) for first in (34, 37)},
    "35": frozenset({16}),
    **{str(first): frozenset({13, 16, 19}) for first in range(40, 50)},
    **{str(first): frozenset({16}) for first in range(51, 56)},
    **{str(first): frozenset(range(16, 20)) for first in range(60, 70)},
}
"""The lengths that card numbers with these first two digits have."""


def is_card(text: str) -> bool:
    """Tell whether a number has the first digits and the length of a card number and passes Luhn's check."""
    digits = [int(char) for char in text if char.isdigit()]
    if len(digits) not in _TWO_DIGITS.get(text[:2], ()):
        return False
    doubled = [2 * digit if digit < 5 else 2 * digit - 9 for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
