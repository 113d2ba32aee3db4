"""The contract over HTTP: a document for programs, a page for people, both of what this node holds."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tests.node.api.test_document import tries
from tests.node.web.served import BROWSER, Answer, Served

JSON = {"Accept": "application/json"}


async def test_document__names_what_is_here(node: Served) -> None:
    id = (await node.say(name="Vélo", policy="commons-open", license="etalab-2.0")).id
    answer = await node.get("/api/openapi.json?lang=en", JSON)

    assert (answer.status, answer.type, answer.headers["Content-Language"]) == (200, "application/json", "en")
    assert answer.json["servers"] == [{"url": "https://pedales.example"}]
    assert f"/objects/{id.rpartition('/')[2]}" in [each["url"] for each in tries(answer.json)]


async def test_document__names_no_record_that_does_not_leave_in_bulk(node: Served) -> None:
    for visibility in ("network", "followers", "private"):
        await node.say(name="Discrète", visibility=visibility)
    await node.say(name="Lisible", policy="reciprocal-ess")
    answer = await node.get("/api/openapi.json", JSON)

    assert not [each["url"] for each in tries(answer.json) if "/objects/" in each["url"]]


async def test_document__of_a_node_without_records(node: Served) -> None:
    answer = await node.get("/api/openapi.json", JSON)

    assert answer.json["paths"]["/objects/{ulid}"]["get"].get("x-try") is None


async def test_document__is_not_sent_twice(node: Served) -> None:
    first = await node.get("/api/openapi.json", JSON)
    again = await node.get("/api/openapi.json", JSON | {"If-None-Match": first.headers["ETag"]})

    assert (again.status, again.body) == (304, b"")


async def test_document__another_language_is_refused_with_those_there_are(node: Served) -> None:
    answer = await node.get("/api/openapi.json?lang=de", JSON)

    assert (answer.status, answer.json["parameter"]) == (400, "lang")
    assert "fr, en" in answer.json["title"]


async def test_api__is_the_document_to_programs(node: Served) -> None:
    assert (await node.get("/api", JSON)).json == (await node.get("/api/openapi.json", JSON)).json


@pytest.mark.parametrize(("language", "said"), [("fr", "Pour les programmes"), ("en", "For programs")])
async def test_page__in_both_languages(node: Served, language: str, said: str) -> None:
    await node.say(name="Vélo")
    answer = await node.get(f"/api?lang={language}", BROWSER)
    page = read(answer)

    assert (answer.status, answer.headers["Content-Language"]) == (200, language)
    assert f"<h1>{said}</h1>" in answer.text
    assert f'lang="{language}"' in answer.text
    # Law 7: no key of ours, and no Markdown, is left for people to read.
    assert not re.findall(r"\bapi\.[a-z]+|`", "".join(page.texts))


async def test_page__has_all_operations_and_shapes(node: Served) -> None:
    document = (await node.get("/api/openapi.json", JSON)).json
    page = read(await node.get("/api", BROWSER))
    ids = {operation["operationId"] for each in document["paths"].values() for operation in each.values()}

    assert ids <= page.ids
    assert {f"shape-{name}" for name in document["components"]["schemas"]} <= page.ids


async def test_page__every_link_within_leads_somewhere_and_nothing_is_loaded_from_elsewhere(node: Served) -> None:
    page = read(await node.get("/api", BROWSER))

    assert {link[1:] for link in page.links if link.startswith("#")} <= page.ids
    assert len(page.ids) == page.count
    assert not [address for address in page.loaded if not address.startswith("/")]
    assert page.scripts == 0


async def test_page__questions_to_try_are_links(node: Served) -> None:
    await node.say(name="Vélo")
    document = (await node.get("/api/openapi.json?lang=fr", JSON)).json
    page = read(await node.get("/api?lang=fr", BROWSER))

    assert {each["url"] for each in tries(document)} <= set(page.links)


class Page(HTMLParser):
    """What a page has: ids, links, what it loads, scripts, texts."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.count = 0
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.scripts = 0
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.add(given["id"])
            self.count += 1
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif "src" in given or tag == "link":
            self.loaded.append(given.get("src") or given.get("href", ""))
        self.scripts += tag == "script"

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(answer: Answer) -> Page:
    """The page of an answer."""
    page = Page()
    page.feed(answer.text)
    return page
