"""Secrets that are recognised by their form, wherever they stand.

Each rule matches from a secret's start to the end of its characters, so it also matches a secret whose end was cut off.
The time of each is linear in the length of the text, because a match, or what a rule passed over, is not read again.

Python's ``re`` is slow where a rule has to be tried at each character. So a rule is compiled and tried only if the
text has its prefilter, and only near it where the rule allows that.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from .finds import Find, Finder
from .markers import end_of_marker, redacted_marker
from .redaction_rules import VALUE_RULES, ValueRule

# What the numbers have in common that the rules with a check look for.
_MAY_HOLD_CARD = re.compile("[0-9]{4}[ -][0-9]{4}|[0-9]{13}")


def compile_secret_values(*, emails: bool, ips: bool) -> Finder:
    """Return the built-in rules, and those that a host switched on, as one finder.

    For text that is well-formed and has no ⟦ or ⟧ outside markers. Nothing inside a marker is found.
    """
    switched_on = {None, *(("emails",) if emails else ()), *(("ips",) if ips else ())}
    rules = [rule for rule in VALUE_RULES if rule.option in switched_on]
    by_prefilter = _group(rules)

    def find(text: str, finds: list[Find]) -> None:
        lower: str | None = None
        possible: list[int] = []
        for prefilter, any_case, indexes in by_prefilter:
            if any_case and lower is None:
                lower = text.lower()
            if prefilter in (lower if any_case and lower is not None else text):
                possible += indexes
        if possible == []:
            return
        possible.sort()
        for index in possible:
            _find_rule(rules[index], text, finds)

    return find


def _group(rules: Sequence[ValueRule]) -> list[tuple[str, bool, list[int]]]:
    """Put rules with the same prefilter together, so that it is looked for once."""
    groups: dict[tuple[str, bool], list[int]] = {}
    for index, rule in enumerate(rules):
        groups.setdefault((rule.prefilter, rule.any_case), []).append(index)
    return [(prefilter, any_case, indexes) for (prefilter, any_case), indexes in groups.items()]


@cache
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _find_rule(rule: ValueRule, text: str, finds: list[Find]) -> None:
    if rule.check and not _MAY_HOLD_CARD.search(text):
        return
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
