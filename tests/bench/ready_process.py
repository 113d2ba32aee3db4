"""The floor of a GET: aiohttp with one route that answers ready bytes; `ready_process PORT`, ends with its stdin."""

from __future__ import annotations

import asyncio
import sys

from aiohttp import web


async def main(port: int) -> None:
    body = sys.stdin.buffer.readline().strip()
    headers = {"Content-Type": "application/activity+json", "ETag": '"ready"', "Cache-Control": "public"}

    async def get(request: web.Request) -> web.Response:
        return web.Response(body=body, headers=headers)

    app = web.Application()
    app.router.add_get("/actors/repos", get)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print(f"ready http://127.0.0.1:{port}", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
