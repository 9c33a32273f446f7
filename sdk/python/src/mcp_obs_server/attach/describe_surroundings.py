"""Where a call of one of our tools came from: client, server, SDK and transport."""

from ..capture.capture_incident import capture
from ..capture.client_info import describe_client
from ..capture.observed_call import RequestFacts
from ..capture.transport_name import name_transport
from ..platform.runtime import sdk_info
from ..wire.ticket_context import ServerInfo, TicketContext
from .instance import Instance


def describe_surroundings(
    instance: Instance, server: ServerInfo, mcp: str | None, facts: RequestFacts
) -> TicketContext:
    """Describe them, redacted and bounded."""
    surroundings: TicketContext = {"client": describe_client(facts)}
    if server:
        surroundings["server"] = server
    surroundings["sdk"] = sdk_info(mcp)
    surroundings["transport"] = instance.transport or name_transport(facts)
    return capture(surroundings, instance.redactor)
