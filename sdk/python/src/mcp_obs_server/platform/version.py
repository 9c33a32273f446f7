"""Name and version of this SDK. The package takes its version from here."""

from typing import Final

SDK_NAME: Final = "mcp-obs-python"
SDK_VERSION: Final = "0.1.0"
