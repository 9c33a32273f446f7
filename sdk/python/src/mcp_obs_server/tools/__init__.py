"""See the room of the same name in the TypeScript SDK."""
