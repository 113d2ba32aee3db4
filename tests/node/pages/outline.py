"""Reading a page of a test: what it is made of, and what it says outside of its fold."""

from __future__ import annotations

from html.parser import HTMLParser

from aiohttp import web
from aiohttp.test_utils import TestClient

AM160 = "http://purl.org/essglobal/standard/activities-modified/AM160"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "fr"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
VOID = {"meta", "link", "input", "br", "hr", "img"}

Client = TestClient[web.Request, web.Application]


class Outline(HTMLParser):
    """What a page is made of: every tag closed, ids once, links, text outside the fold."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[str] = []
        self.shown: list[str] = []
        self.folded = 0
        self.feed(html)
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)
            self.folded += tag == "details" and dict(attrs).get("class") == "technique"

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag
        if tag == "details" and self.folded:
            self.folded = 0

    def handle_data(self, data: str) -> None:
        if not self.folded and data.strip():
            self.shown.append(data.strip())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def text(self) -> str:
        return " ".join(self.shown)


async def read(client: Client, address: str, **headers: str) -> tuple[int, str]:
    response = await client.get(address, headers=BROWSER | headers)
    return response.status, await response.text()
