"""The fixtures of ``sdk/contract``, which the TypeScript SDK and the platform replay too."""

import json
from pathlib import Path
from typing import Any

CONTRACT = Path(__file__).parents[2] / "contract"


def fixture(name: str) -> Any:
    """Read ``sdk/contract/<name>.json``."""
    return json.loads((CONTRACT / f"{name}.json").read_text("utf-8"))


def repeated(value: Any) -> str:
    """Return the text that a fixture describes: a text, or parts of one with how often each is repeated."""
    return value if isinstance(value, str) else "".join(text * times for text, times in value["repeat"])


def unfold(value: Any) -> Any:
    """Return a value of a fixture with the texts in place that its ``repeat`` members describe."""
    if isinstance(value, list):
        return [unfold(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "repeat" in value:
        return repeated(value)
    return {key: unfold(member) for key, member in value.items()}
