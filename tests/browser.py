"""A browser without a window, spoken to by its own protocol (CDP): one process, as many pages as wanted.

Nothing is installed for it: a Chromium that the machine has, and aiohttp to speak to it.
"""

from __future__ import annotations

import asyncio
import base64
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
# Nothing but the pages asked for is to be fetched, and nothing is to be remembered.
FLAGS: Final = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --disable-extensions --disable-dev-shm-usage --hide-scrollbars"
    " --remote-debugging-port=0 --remote-allow-origins=*"
).split()
START_S: Final = 30.0
ANSWER_S: Final = 30.0
MAX_MESSAGE: Final = 64_000_000


def program() -> str | None:
    """Where this machine has a browser; None when it has none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@dataclass(slots=True)
class Page:
    """One tab. `requests` are the addresses it asked for since it was opened, `received` the bytes that came."""

    socket: ClientWebSocketResponse
    session: str
    requests: list[str] = field(default_factory=list)
    received: int = 0
    _number: int = 0

    async def look(self, *, width: int, height: int = 900, dark: bool = False, language: str = "fr") -> None:
        """How it is looked at from now on."""
        await self.do(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.do("Emulation.setEmulatedMedia", features=[scheme])
        await self.do("Network.setExtraHTTPHeaders", headers={"Accept-Language": language})

    async def open(self, url: str) -> None:
        """Go there, and wait until everything has come."""
        self.requests.clear()
        self.received = 0
        await self.do("Page.navigate", url=url)
        await self._until("Page.loadEventFired")

    async def run(self, script: str) -> Any:
        """What a script of ours gives back; it may be a promise. Raises AssertionError when it fails."""
        found = await self.do("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    async def picture(self, path: Path, *, printed: bool = False) -> None:
        """The whole page as PNG; `printed`: as PDF, as paper has it."""
        if printed:
            found = await self.do("Page.printToPDF", printBackground=False, paperWidth=8.27, paperHeight=11.69)
        else:
            found = await self.do("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(found["data"]))

    async def first_screen(self, path: Path, *, width: int, height: int) -> None:
        """What one sees before scrolling, no more than the page has, as a small WebP."""
        high = min(height, int(await self.run("document.documentElement.getBoundingClientRect().bottom")))
        clip = {"x": 0, "y": 0, "width": width, "height": high, "scale": 1}
        found = await self.do("Page.captureScreenshot", format="webp", quality=70, clip=clip)
        path.write_bytes(base64.b64decode(found["data"]))

    async def do(self, method: str, **params: object) -> dict[str, Any]:
        """One command of the protocol, and its result."""
        self._number += 1
        number = self._number
        await self.socket.send_json({"id": number, "method": method, "params": params, "sessionId": self.session})
        return await self._until(number)

    async def _until(self, wanted: int | str) -> dict[str, Any]:
        """Read on to an answer by its number, or to an event by its name."""
        async with asyncio.timeout(ANSWER_S):
            async for message in self.socket:
                if message.type != WSMsgType.TEXT:
                    continue
                said = message.json()
                if said.get("method") == "Network.requestWillBeSent":
                    self.requests.append(said["params"]["request"]["url"])
                elif said.get("method") == "Network.loadingFinished":
                    self.received += int(said["params"]["encodedDataLength"])
                if said.get("id") == wanted:
                    assert "error" not in said, said["error"]
                    return dict(said["result"])
                if said.get("method") == wanted:
                    return dict(said["params"])
        raise AssertionError(f"the browser is gone, awaiting {wanted}")


@asynccontextmanager
async def browsing() -> AsyncIterator[Page]:
    """A page in a browser of its own, which ends with it."""
    path = program()
    assert path is not None
    with tempfile.TemporaryDirectory(prefix="bocage-browser-", ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            path,
            *FLAGS,
            f"--user-data-dir={folder}",
            "about:blank",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with ClientSession() as session:
                address = await _address(process)
                async with session.ws_connect(address, max_msg_size=MAX_MESSAGE) as socket:
                    yield await _tab(socket)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    """Where it listens, which it says on its standard error."""
    assert process.stderr is not None
    async with asyncio.timeout(START_S):
        async for line in process.stderr:
            if b"DevTools listening on " in line:
                return line.decode().partition("DevTools listening on ")[2].strip()
    raise AssertionError("the browser did not start")


async def _tab(socket: ClientWebSocketResponse) -> Page:
    page = Page(socket, "")
    await socket.send_json({"id": 1, "method": "Target.createTarget", "params": {"url": "about:blank"}})
    page._number = 2
    target = (await page._until(1))["targetId"]
    attach = {"targetId": target, "flatten": True}
    await socket.send_json({"id": 2, "method": "Target.attachToTarget", "params": attach})
    page.session = (await page._until(2))["sessionId"]
    for domain in ("Page", "Network", "Runtime"):
        await page.do(f"{domain}.enable")
    return page
