"""Every public page in a browser: what axe-core finds, what a first load weighs, and whether it fits a telephone.

One browser and one node for all of it. axe-core comes from npm (`make install-axe`), apart from everything that is
installed: what a program finds is only a part of what a person would.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest

from node.mail.letters import Stationery
from node.mail.office import Office
from node.mail.sealing import Sealer
from node.store.connection import Db
from tests.browser import browsing, program
from tests.deep import DEEP
from tests.node.api.full_node import full_node
from tests.node.web.looking import axe_or_skip, look_at
from vocab.language import LANGUAGES
from vocab.vocabulary import Vocabulary

PAGES: Final = (
    "/",
    "/directory",
    "/directory?q=atelier",
    "/directory?q=rien+de+tel+ici",
    "/directory?need=livre",
    "/territories/fr-commune-59350",
    "/territories/fr-epci-200093201",
    "/territories/fr-region-32",
    "/practices",
    "/observatory",
    "/practices/D03",
    "/practices/G05",
    "/digest?territory=fr-commune-59350",
    "/about",
    "/accessibilite",
    "/mentions-legales",
    "/donnees-personnelles",
    "/sparql",
    "/dumps/",
    "/catalog",
    "/ogc?f=html",
    "/ogc/collections/offers/items?f=html",
    "/api",
    "/nowhere",
)
EDGE: Final = "document.querySelector('{}').getBoundingClientRect().right"


@pytest.mark.timeout(600)
async def test_pages__nothing_found_light_enough_and_nothing_from_elsewhere(words: Vocabulary, tmp_path: Path) -> None:
    axe = axe_or_skip()
    wrong: list[str] = []
    async with full_node(tmp_path / "node", words) as node, browsing() as page:
        ours = await node.node.store.reading(_records)
        addresses = [*(f"{node.origin}{path}" for path in PAGES), *ours]
        assert len(ours) == 8
        # As where letters leave: the pages that offer them are whole.
        node.node.home.office = Office(Sealer(bytes(32)), Stationery())
        await page.do("Network.setCacheDisabled", cacheDisabled=True)
        for language in LANGUAGES:
            # Every page in one of the languages; a thorough run looks at both.
            for address in addresses if DEEP > 1 else addresses[LANGUAGES.index(language) :: len(LANGUAGES)]:
                found = await look_at(page, address, language, axe)
                wrong += [f"{urlsplit(address).path} {language} {each}" for each in found]
    assert not wrong, "\n".join(wrong)


async def test_directory__list_takes_the_width_beside_its_facets(words: Vocabulary, tmp_path: Path) -> None:
    if program() is None:
        pytest.skip("no browser here: apt-get install chromium")
    async with full_node(tmp_path / "node", words) as node, browsing() as page:
        await page.look(width=1280)
        await page.open(f"{node.origin}/directory")
        whole, beside = [await page.run(EDGE.format(each)) for each in (".columns", ".columns > :not(.facets)")]

    assert whole == beside > 1000


def _records(db: Db) -> list[str]:
    """One record of each kind that everybody may see, and the organisation."""
    sql = (
        "SELECT min(r.id) FROM entries e JOIN records r ON r.num = e.num"
        " WHERE e.open = 1 AND r.local = 1 GROUP BY e.kind, e.claimed ORDER BY e.kind"
    )
    return [str(row[0]) for row in db.execute(sql)]
