"""A support tool for MCP servers: a failing tool call becomes a ticket with the call attached."""

__all__: list[str] = []
