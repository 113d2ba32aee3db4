"""What became of the links of a report's evidence: on its page, and at the desk of whoever can mend them."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator

import pytest

from node.store import looked
from node.store.looked import LINK, Looked
from tests.node.web.desk.browser import signed_in
from tests.node.web.served import BROWSER, Served, served
from vocab.vocabulary import Vocabulary

DESK = "/desk/of/pedales/practices"
URLS = [f"https://pedales.example/{name}" for name in ("statuts", "membres", "bilan", "rapport", "neuf")]
FOUND = (("answered", "200"), ("shut", "403"), ("dead", "404"), ("dead", ""))
WORDS = {
    "fr": (
        "répondait le 23 novembre 2026",
        "sans laisser ce nœud regarder (HTTP 403)",
        "ne répond plus depuis le 20 novembre 2026 : HTTP 404 (essayé le 23 novembre 2026)",
        "ne répond plus depuis le 20 novembre 2026 (essayé le 23 novembre 2026)",
    ),
    "en": (
        "answered on 23 November 2026",
        "without letting this node look (HTTP 403)",
        "has not answered since 20 November 2026: HTTP 404 (tried on 23 November 2026)",
        "has not answered since 20 November 2026 (tried on 23 November 2026)",
    ),
}


@pytest.fixture
async def node(words: Vocabulary) -> AsyncIterator[Served]:
    async with served(words) as node:
        yield node


async def reported(node: Served) -> str:
    """A report with links, most of which were looked at."""
    evidence = [{"kind": "STAT", "url": url} for url in URLS]
    made = await node.say(kind="report", name="Bilan", answers=[{"practice": "G01", "level": 3, "evidence": evidence}])
    await node.write(looked.want, [(LINK, url) for url in URLS], 0.0)
    for url, (outcome, said) in zip(URLS, FOUND, strict=False):
        found = Looked(LINK, url, "2026-11-23T10:00:00.000Z", "2026-11-20T10:00:00.000Z", outcome, said)
        await node.write(looked.keep, found)
    return made.id


def plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_page__says_how_each_link_was_found_and_still_leads_there(node: Served, language: str) -> None:
    id = await reported(node)

    page = (await node.get(id, {**BROWSER, "Accept-Language": language})).text

    assert all(words in plain(page) for words in WORDS[language])
    assert all(f'href="{url}"' in page for url in URLS)
    # Nothing is said of one that was not looked at.
    assert not re.search(r'/neuf"[^>]*>[^<]*</a><br>', page) and re.search(r'/statuts"[^>]*>[^<]*</a><br>', page)


async def test_desk__beside_the_link_and_on_the_first_page__so_that_it_is_mended(node: Served) -> None:
    await reported(node)
    ada = await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})

    await ada.open(DESK)
    assert "2 liens de vos preuves ne répondent plus" in ada.text
    assert all((url in ada.text) == (outcome == "dead") for url, (outcome, _) in zip(URLS, FOUND, strict=False))
    await ada.open(f"{DESK}/G01", "en")
    assert all(words[1:] in ada.text for words in WORDS["en"])
    assert ada.page is not None and ada.page.text.count("-seen") == 2 * len(FOUND)

    await ada.submit(f"{DESK}/G01?in=G", do="stop", **{"evidence.2.url": URLS[0], "evidence.3.url": URLS[0]})
    assert "ne répond" not in ada.text
