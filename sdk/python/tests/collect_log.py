"""A logger that keeps its lines."""

from dataclasses import dataclass, field


@dataclass
class CollectedLog:
    """The lines in their order."""

    warnings: list[str] = field(default_factory=list)
    debugs: list[str] = field(default_factory=list)

    def warning(self, msg: str, /) -> None:
        """Keep a warning."""
        self.warnings.append(msg)

    def debug(self, msg: str, /) -> None:
        """Keep a debug message."""
        self.debugs.append(msg)
