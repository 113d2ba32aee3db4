"""Lists for tests of bringing them in: one as people really send it, and how a browser sends it and goes on."""

from __future__ import annotations

import io

from aiohttp import FormData

from node.store import import_lines, records
from node.store.connection import Db
from tests.node.ground import ORIGIN
from tests.node.web.desk.browser import Browser
from tests.node.web.served import BROWSER, Answer, Served

LISTS, OWN = "/desk/import", "/desk/of/pedales/import"
MESSY = (
    "Adhérents du réseau;;;;;;;\r\n"
    ";;;;;;;\r\n"
    "N°;Structure;Ville;CP;Site internet;Latitude;Longitude;Mél\r\n"
    "1;Épicerie de Wazemmes;Lille;59000;epicerie.example;50,6247;3,0480;ada@epicerie.example\r\n"
    "2;L'Atelier du Vélo;ROUBAIX;59100;https://atelier.example/;;;\r\n"
    "3;;Lille;59000;;;;\r\n"
    "4;Marie Dupont;Lille;59000;;;;\r\n"
    '5;"=HYPERLINK(""https://mal.example"";""Coop"")";Lille;59000;https://formule.example;;;\r\n'
    "2;L'Atelier encore;Lille;59000;;;;\r\n"
)
TERMS = {
    "source": "Liste du réseau",
    "license": "etalab-2.0",
    "legal_basis": "intérêt légitime",
    "objections": "contact@reseau.example",
}


async def send(
    browser: Browser, base: str, body: bytes, name: str = "liste.csv", csrf: str | None = None, **fields: str
) -> Answer:
    """Send a file with the form of the page, and go where it leads."""
    await browser.open(base)
    token = dict(browser.form(base)["fields"])["csrf"]
    form = FormData()
    form.add_field("csrf", token if csrf is None else csrf)
    for field, value in fields.items():
        form.add_field(field, value)
    form.add_field("file", io.BytesIO(body), filename=name, content_type="application/octet-stream")
    browser.node.client.session.cookie_jar.clear()
    headers = {**BROWSER, "Origin": ORIGIN, "Cookie": f"__Host-desk={browser.cookie}", "Accept-Language": "fr"}
    answer = await browser.node.client.post(base, data=form, headers=headers, allow_redirects=False)
    return await browser._arrived(base, Answer(answer.status, answer.headers, await answer.read()))


async def work(browser: Browser) -> None:
    """What the worker would do meanwhile; then the page again."""
    while await browser.node.inside.imports.once():
        pass
    await browser.open(browser.address.partition("?")[0])


async def tried(browser: Browser, body: bytes, name: str = "liste.csv", base: str = LISTS, **said: str) -> None:
    """Send a file, say its columns as they were guessed, and look at what would happen."""
    await send(browser, base, body, name)
    await work(browser)
    await browser.submit(do="say", **{**TERMS, **said})
    await work(browser)


async def applied(browser: Browser, body: bytes, name: str = "liste.csv", base: str = LISTS, **said: str) -> None:
    await tried(browser, body, name, base, **said)
    await browser.submit(do="apply")
    await work(browser)


async def listings(node: Served) -> dict[str, str]:
    """Name -> id of the listings that stand."""

    def found(db: Db) -> dict[str, str]:
        every = [each for each in records.each(db) if each.kind == "Listing" and not each.deleted]
        return {str(records.document(db, each.num)["name"]): each.id for each in every}

    return await node.inside.store.reading(found)


async def fates(browser: Browser, phase: str) -> dict[str, int]:
    num = int(browser.address.partition("?")[0].rpartition("/")[2])
    return await browser.node.inside.store.reading(import_lines.counts, num, phase)
