"""Inboxes on many loopback addresses: `receiving_process PORT HOSTS DEAD`; the last DEAD of them never answer.

A line on stdin asks how many deliveries have come, from when to when; ends with its stdin.
"""

from __future__ import annotations

import asyncio
import sys
import time

from aiohttp import web


def address(number: int) -> str:
    """The loopback address of a host."""
    return f"127.1.{number // 250}.{number % 250 + 1}"


async def main(port: int, hosts: int, dead: int) -> None:
    came: list[float] = []

    async def post(request: web.Request) -> web.Response:
        await request.read()
        came.append(time.time())
        return web.Response(status=202)

    async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    app = web.Application()
    app.router.add_post("/{tail:.*}", post)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    for number in range(hosts):
        await web.TCPSite(runner, address(number), port).start()
    silent = [await asyncio.start_server(silence, address(hosts + number), port) for number in range(dead)]
    print("ready", flush=True)
    while (await asyncio.to_thread(sys.stdin.readline)).strip():
        print(len(came), max(came, default=0.0), flush=True)
    for server in silent:
        server.close()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
