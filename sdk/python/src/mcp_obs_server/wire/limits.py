"""The limits of the wire contract (§3, §4.1). Texts in Unicode code points, bodies in bytes of UTF-8."""

from typing import Final

# The fields of a ticket, and the whole request body.
TITLE: Final = 200
DESCRIPTION: Final = 10_000
EMAIL: Final = 254
BODY_BYTES: Final = 65_536

# The texts of a server's configuration. CATEGORIES is a number of categories.
SERVER_NAME: Final = 80
TOOL_TITLE: Final = 60
TOOL_DESCRIPTION: Final = 1_000
CATEGORY: Final = 40
CATEGORIES: Final = 10

# The captured context, as JSON.
CONTEXT_BYTES: Final = 32_768
# Code points of the arguments, the error and the result, in this order, that are looked at.
READ: Final = 65_536
# Bytes of the body that stay free beside the context.
RESERVE_BYTES: Final = 1_024
STRING: Final = 2_048
# Lengths that strings are cut to, one after the other, while the context is too large.
RECUT: Final = (1_024, 512, 256)
STACK: Final = 8_192
NAME: Final = 128
# Levels of objects and arrays inside `arguments` and inside `result`. The outermost is level 1.
DEPTH: Final = 6
ITEMS: Final = 50
KEYS: Final = 50
NODES: Final = 1_000
TRAIL: Final = 20
CAPABILITIES: Final = 20
