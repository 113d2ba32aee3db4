"""A browser without scripts: it keeps the one cookie, follows links and sends the forms of pages as they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from aiohttp.http import SERVER_SOFTWARE

from node.accounts import inviting, sessions
from node.passwords import hashed
from node.store import accounts
from node.store.connection import Db
from tests.node.ground import ORIGIN
from tests.node.web.served import BROWSER, Answer, Served

PASSWORD = "une longue phrase"
# As costly to make as for a person, so made once.
KEPT = hashed(PASSWORD)


class _Forms(HTMLParser):
    """The forms of a page: action, and the fields as a browser would send them untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            self.forms.append({"action": said.get("action"), "fields": [], "buttons": []})
        if not self.forms:
            return
        form, name = self.forms[-1], said.get("name")
        if tag == "input" and name:
            if said.get("type") not in ("checkbox", "radio") or "checked" in said:
                form["fields"].append((name, said.get("value") or ""))
        elif tag == "textarea" and name:
            self._area = name
            form["fields"].append((name, ""))
        elif tag == "select" and name:
            self._select = name
        elif tag == "option" and self._select and "selected" in said:
            form["fields"].append((self._select, said.get("value") or ""))
        elif tag == "button":
            form["buttons"].append((name, said.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        if tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1]["fields"][-1] = (self._area, self.forms[-1]["fields"][-1][1] + data)


@dataclass(repr=False)
class Browser:
    """One browser of one person at one node."""

    node: Served
    cookie: str | None = None
    page: Answer | None = None
    address: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def open(self, address: str, language: str = "fr") -> Answer:
        """Go to a page, and on to where it leads."""
        headers = {**BROWSER, "Accept-Language": language, **self._cookie()}
        answer = await self.node.get(address, headers)
        return await self._arrived(address, answer)

    async def send(self, action: str, fields: list[tuple[str, str]] | dict[str, str]) -> Answer:
        """Send fields to an address, as a form would."""
        headers = {**BROWSER, "Origin": ORIGIN, "Sec-Fetch-Site": "same-origin", **self._cookie(), **self.headers}
        pairs = list(fields.items()) if isinstance(fields, dict) else fields
        response = await self.node.client.post(
            action.removeprefix(ORIGIN), data=pairs, headers=headers, allow_redirects=False
        )
        answer = Answer(response.status, response.headers, await response.read())
        return await self._arrived(action, answer)

    async def submit(self, action: str | None = None, do: str | None = None, **typed: str | list[str]) -> Answer:
        """Send a form of the page that is open: the one that leads to `action`, by its button `do`."""
        form = self.form(action, do)
        kept = [(name, value) for name, value in form["fields"] if name not in typed]
        for name, value in typed.items():
            kept += [(name, each) for each in ([value] if isinstance(value, str) else value)]
        if do is not None:
            kept.append(("do", do))
        return await self.send(form["action"] or self.address, kept)

    def form(self, action: str | None = None, do: str | None = None) -> dict[str, Any]:
        """A form of the page that is open."""
        assert self.page is not None
        reader = _Forms()
        reader.feed(self.page.text)
        found = [form for form in reader.forms if action is None or (form["action"] or self.address) == action]
        if do is not None:
            found = [form for form in found if ("do", do) in form["buttons"]]
        found = [form for form in found if form["action"] != "/directory"]
        assert found, f"no form to {action} with {do} on {self.address}"
        return found[0]

    def links(self) -> list[str]:
        """Where the links of the page that is open lead."""
        assert self.page is not None
        return [unescape(each) for each in re.findall(r'<a [^>]*href="([^"]*)"', self.page.text)]

    @property
    def text(self) -> str:
        """What the page says, without its markup."""
        assert self.page is not None
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", self.page.text)).split())

    def _cookie(self) -> dict[str, str]:
        # The client's own jar would be one for all the browsers of a test.
        self.node.client.session.cookie_jar.clear()
        return {"Cookie": f"__Host-desk={self.cookie}"} if self.cookie else {}

    async def _arrived(self, address: str, answer: Answer) -> Answer:
        for said in [value for name, value in answer.headers.items() if name.lower() == "set-cookie"]:
            found = re.match(r"__Host-desk=\"?([^;\"]*)", said)
            if found:
                self.cookie = found[1] or None
        if answer.status == 303 and answer.headers["Location"].startswith("/"):
            return await self.open(answer.headers["Location"])
        self.page, self.address = answer, address.removeprefix(ORIGIN)
        return answer


async def person(node: Served, email: str, **as_what: Any) -> None:
    """Somebody with access: `role` of the node, `roles` of organisations by actor id."""
    await node.write(_keep, email, as_what.get("role", "member"), as_what.get("roles"))


async def signed_in(node: Served, email: str, **as_what: Any) -> Browser:
    """The browser of somebody new who is signed in, at the desk. What signing in takes is for test_door.py."""
    await person(node, email, **as_what)
    secret = await node.write(sessions.begin, node.ground.home, email, SERVER_SOFTWARE)
    browser = Browser(node, secret)
    await browser.open("/desk")
    return browser


async def invited(node: Served, actor: str | None, role: str) -> str:
    """The address of an invitation."""
    secret = await node.write(inviting.invite, node.ground.home, "bocage", actor, role, "pour Ada")
    return f"/invitation/{secret}"


def _keep(db: Db, email: str, role: Any, roles: Any) -> None:
    accounts.keep(db, email, KEPT, "2026-11-23T10:00:00.000Z")
    accounts.appoint(db, email, role)
    if roles is not None:
        accounts.limit(db, email, roles)
