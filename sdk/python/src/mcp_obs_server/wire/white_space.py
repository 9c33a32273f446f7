"""White space as JavaScript knows it.

Python's own set differs: it lacks U+FEFF, and has U+0085 and U+001C to U+001F.
"""

from typing import Final

WHITE_SPACE: Final = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003"
    "\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""All of them, for ``str.strip`` and for the inside of a character class."""
