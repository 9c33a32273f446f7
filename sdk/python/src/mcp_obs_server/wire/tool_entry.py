"""What a tool says about itself in ``tools/list``, as far as our tools need it."""

from typing import TypedDict


class _PropertySchema(TypedDict):
    type: str


class PropertySchema(_PropertySchema, total=False):
    """A JSON Schema of one field, in the few keywords that the tools need."""

    maxLength: int
    enum: list[str]
    description: str


class ObjectSchema(TypedDict):
    """A JSON Schema of an object."""

    type: str
    properties: dict[str, PropertySchema]
    required: list[str]


class ToolEntry(TypedDict):
    """One entry of ``tools/list``. Its members are in the order of the contract."""

    name: str
    title: str
    description: str
    inputSchema: ObjectSchema
    outputSchema: ObjectSchema
    annotations: dict[str, bool]
