"""The client of fastmcp, of any generation: lists the tools and calls some.

python fastmcp_client.py <url> <calls as JSON> [legacy | auto]

With MCP_TOKEN it sends this token. Without, it signs its user in, in the browser that BROWSER names.
"""

import asyncio
import inspect
import json
import os
import sys

from fastmcp import Client

URL, CALLS, *ERA = sys.argv[1:]
# fastmcp before 4 speaks one era.
MODE = {"mode": ERA[0]} if ERA and "mode" in inspect.signature(Client.__init__).parameters else {}


def protocol_of(client):
    return getattr(client, "protocol_version", None) or client.initialize_result.protocolVersion


async def call(client, name, arguments):
    try:
        result = await client.call_tool(name, arguments, raise_on_error=False)
    except Exception as error:
        return {"error": str(error)}
    return {"structured": result.structured_content, "texts": [block.text for block in result.content]}


async def main():
    async with Client(URL, auth=os.environ.get("MCP_TOKEN", "oauth"), **MODE) as client:
        tools = [tool.name for tool in await client.list_tools()]
        results = [await call(client, *each) for each in json.loads(CALLS)]
        seen = {"protocol": protocol_of(client), "tools": tools, "results": results}
    print("RESULT " + json.dumps(seen), flush=True)


asyncio.run(main())
