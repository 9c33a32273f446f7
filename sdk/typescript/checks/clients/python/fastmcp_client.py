"""The client of fastmcp: opens the browser that BROWSER names, calls a tool that fails, and raises a ticket."""

import asyncio
import json
import sys
from contextlib import suppress

from fastmcp import Client

URL, FIELDS = sys.argv[1], json.loads(sys.argv[2])


async def main():
    async with Client(URL, auth="oauth") as client:
        await client.list_tools()
        # It fails, and the ticket is about it.
        with suppress(Exception):
            await client.call_tool("search_orders", {"query": "lamp"}, raise_on_error=False)
        result = await client.call_tool("get_support_tool", FIELDS)
        print("RESULT " + json.dumps(result.structured_content), flush=True)


asyncio.run(main())
