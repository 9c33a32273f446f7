"""Times as they travel."""

from datetime import datetime, timezone


def to_rfc3339(seconds: float) -> str:
    """Write seconds since the epoch as the contract does: in UTC, with milliseconds and ``Z``."""
    text = datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")
