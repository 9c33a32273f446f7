"""Which of the dashboard's categories the support tool offers, if the host's code sets a list (wire contract §7)."""

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, cast

from ..platform.logger import Logger
from ..wire import limits
from ..wire.text import read_text

ChooseCategories: TypeAlias = Callable[[Sequence[str]], Sequence[str]]
"""The categories to offer, out of those that the dashboard has."""


def create_category_choice(names: object, warned: set[str], logger: Logger) -> ChooseCategories:
    """Return the choice of a host's list.

    The categories that the dashboard has are offered in its order. Without a list, or if none of its names is left,
    the dashboard's list is offered. ``warned`` has the names that a warning was written for, and is added to, so that
    each name has one warning.
    """
    wanted = _read_names(names, logger)

    def choose(dashboard: Sequence[str]) -> Sequence[str]:
        for name in wanted:
            if name in dashboard or name in warned:
                continue
            warned.add(name)
            shown = json.dumps(name, ensure_ascii=False)
            logger.warning(
                f"the dashboard has no category {shown}, so SupportTool.categories offers it to nobody"
            )
        return [name for name in wanted if name in dashboard] or dashboard

    return choose


def _read_names(names: object, logger: Logger) -> list[str]:
    if names is None:
        return []
    listed = list(cast("Sequence[Any]", names)) if isinstance(names, list | tuple) else None
    if listed is None or not all(isinstance(name, str) for name in listed):
        logger.warning("SupportTool.categories is not a list of names and is not used")
        return []
    return list(dict.fromkeys(_read_name(name) for name in listed))


def _read_name(name: str) -> str:
    """The dashboard has no category that is too long, so such a name stays as it is and finds none."""
    read = read_text(name, "title", limits.CATEGORY)
    return name if read is None else read
