"""The idempotency key of a ticket, derived from who calls and what they say (wire contract §4.3).

So a repeated call makes no second ticket, also after a restart or on another replica, and nothing has to be stored.
"""

import hashlib
from typing import Final

from .text import to_well_formed

# It cannot occur in normalised text, so two different inputs are never joined to the same text.
_UNIT_SEPARATOR: Final = "\x1f"


def derive_idempotency_key(
    *, scope: str, incident_id: str, title: str, description: str, category: str
) -> str:
    """Return ``v1_`` and 64 hex digits of SHA-256.

    ``scope`` says who calls: ``sub:…``, ``ses:…``, ``proc:…``, ``inc`` or ``email:…``. ``incident_id`` is the one that
    was given or newly made, empty for none. Title, description and category are those that are sent.
    """
    parts = ("v1", scope, incident_id, title, description, category)
    joined = to_well_formed(_UNIT_SEPARATOR.join(parts))
    return f"v1_{hashlib.sha256(joined.encode()).hexdigest()}"
