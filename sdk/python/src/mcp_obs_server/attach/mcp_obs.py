"""The public entry. What is only needed with a DSN is loaded when there is one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..platform.logger import GuardedLogger
from ..wire.dsn import Dsn, parse_dsn

if TYPE_CHECKING:
    from ..capture.caller import Identify
    from ..capture.incident_store import IncidentStore
    from ..platform.logger import Logger
    from ..tools.before_send import BeforeSend
    from ..wire.redact import RedactionRules
    from ..wire.ticket_context import TransportName
    from .instance import Instance
    from .options import IsFailure, StatusTool, SupportTool
    from .servers import AttachableServer


class McpObs:
    """Connects the MCP servers of this process to the support desk of their operator.

    Their users' clients get a tool that opens a ticket, with the failing call attached.

    Without a DSN everything stays off, silently. With a DSN that cannot be read everything stays off too, and one line
    on stderr says which part is wrong. Nothing is sent before a server is attached. No method raises.

    Example::

        mcp = FastMCP("shop-orders")
        obs = McpObs()  # reads MCP_OBS_DSN
        obs.attach_sync(mcp)
        mcp.run()
    """

    def __init__(
        self,
        dsn: str | None = None,
        *,
        support_tool: SupportTool | None = None,
        status_tool: StatusTool | None = None,
        redact: RedactionRules | None = None,
        before_send: BeforeSend | None = None,
        hint: bool = True,
        identify: Identify | None = None,
        is_failure: IsFailure | None = None,
        transport: TransportName | None = None,
        store: IncidentStore | None = None,
        logger: Logger | None = None,
    ) -> None:
        """All parameters are optional.

        :param dsn: default: the environment variable ``MCP_OBS_DSN``. Without either, the SDK is off, silently.
        :param support_tool: the tool that opens tickets.
        :param status_tool: the tool that reads a ticket's status.
        :param redact: redaction rules that are added to the built-in ones.
        :param before_send: sees each ticket before it is sent. It returns the ticket to send, or ``None`` to drop it.
        :param hint: ``False`` leaves failing results as they are. Then no result names its incident, so a failing call
            is found by trace, session, user or process only.
        :param identify: tells which user a verified token belongs to. Default: its claims ``sub`` and ``iss``.
        :param is_failure: tells whether a result that is not marked as an error reports a failure all the same.
        :param transport: the kind of connection that tickets show. Default: found out at each call.
        :param store: where failing calls are kept for up to an hour. Default: in memory, with limits.
        :param logger: where warnings go. Default: stderr. Never write them to stdout, which is the MCP channel on
            stdio.
        """
        guarded = GuardedLogger(logger)
        self._logger = guarded
        self._instance: Instance | None = None
        parsed = parse_dsn(os.environ.get("MCP_OBS_DSN") if dsn is None else dsn)
        if not isinstance(parsed, Dsn):
            if parsed.error == "dsn-invalid":
                guarded.warning(f"support is off: the {parsed.part} of MCP_OBS_DSN is not valid")
            return
        from .check_options import find_option_fault
        from .instance import Instance, Options
        from .options import StatusTool, SupportTool

        options = Options(
            support_tool=support_tool or SupportTool(),
            status_tool=status_tool or StatusTool(),
            redact=redact,
            before_send=before_send,
            hint=hint,
            identify=identify,
            is_failure=is_failure,
            transport=transport,
            store=store,
        )
        fault = find_option_fault(options)
        if fault is not None:
            # Without it, what the host wants to be redacted would be sent.
            guarded.warning(f"support is off: the option {fault} is not valid")
            return
        self._instance = Instance(parsed, options, guarded)

    async def attach(self, server: AttachableServer) -> None:
        """Add the support tools to a server, before or after its own tools are registered.

        Waits for the first configuration, at most 2.5 s and only once per process. Attaching a server twice has the
        same effect as attaching it once. If something is wrong, the server works without the tools and one line on
        stderr says why.

        :param server: ``FastMCP`` of ``fastmcp`` 2.12 to 4, ``FastMCP``, ``MCPServer`` or a low-level ``Server`` of
            ``mcp`` 1.10 to 2.

        Example::

            await obs.attach(mcp)
            await mcp.run_async()
        """
        self.attach_sync(server)
        if self._instance is not None:
            await self._instance.client.config.ready()

    def attach_sync(self, server: AttachableServer) -> None:
        """As :meth:`attach`, where no event loop runs yet.

        The configuration is read when a client first asks for the list of tools, which waits for it for at most 2.5 s.
        """
        instance = self._instance
        if instance is None:
            return
        from .attach_server import attach_server
        from .servers import detect_server

        detected = detect_server(server)
        if detected is None:
            self._logger.warning(
                f"attach was given a {type(server).__name__}, which is not an MCP server it knows"
            )
            return
        try:
            if detected.low_level in instance.client.attached:
                return
            attach_server(instance, detected)
            instance.client.attached[detected.low_level] = True
        except Exception as error:  # noqa: BLE001 -- the host must live
            name = type(error).__name__
            self._logger.warning(f"the support tool was not added: {detected.mcp} has changed ({name})")

    async def close(self, timeout: float = 2.0) -> None:
        """Let tickets that are being sent arrive. Then switch everything off for good.

        Call it when the server shuts down in an orderly way; a process that just ends needs no call. It may be called
        more than once.

        :param timeout: longest wait in seconds. Tickets that have not arrived by then are given up.
        """
        if self._instance is not None:
            await self._instance.end(timeout)
