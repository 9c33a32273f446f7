"""SDKs of other vendors, each with a backend that is down. Each is added to a server of the shop."""

from typing import Any

NOBODY = "http://127.0.0.1:9"


def sentry(_server: Any) -> None:
    """Sentry instruments the framework, for all servers."""
    import sentry_sdk
    from sentry_sdk.integrations.mcp import MCPIntegration

    sentry_sdk.init(dsn="http://key@127.0.0.1:9/1", traces_sample_rate=1.0, integrations=[MCPIntegration()])


def posthog(server: Any) -> None:
    """Instrument with PostHog."""
    from posthog import Posthog
    from posthog.mcp import instrument

    instrument(server, Posthog("phc_x", host=NOBODY))


def agentcat(server: Any) -> None:
    """Instrument with AgentCat, which adds a tool of its own."""
    import agentcat

    agentcat.track(server, "proj_x")


def fastmcp_feedback(server: Any) -> None:
    """Add the tools of ``fastmcp-feedback`` and its recorder, which only ``fastmcp`` can have."""
    from fastmcp_feedback import add_feedback_tools
    from fastmcp_feedback.instrumentation import CallbackSink, instrument

    recorder = instrument(server, [CallbackSink(lambda _record: None)])
    add_feedback_tools(server, database_url="sqlite:////nowhere/feedback.db", instrumentation=recorder)
