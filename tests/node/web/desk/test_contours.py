"""Contours at the desk: sent by an administrator, recognised or not, and never by anybody else."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest
from aiohttp import FormData

from node.contours.keeping import FOLDER
from node.map.contours import Contours
from node.web.maps import MAPS
from tests.node.contours.squares import LILLE, VILLENEUVE, collection, feature
from tests.node.ground import ORIGIN
from tests.node.web.desk.browser import signed_in
from tests.node.web.served import BROWSER, Answer, Served, served
from vocab.vocabulary import Vocabulary

PAGE = "/desk/contours"


@pytest.fixture
async def desk(words: Vocabulary, tmp_path: Path) -> AsyncIterator[Served]:
    """A node with a data folder."""
    async with served(words, contours_file_mb=1) as made:
        made.inside.imports.folder = tmp_path / "imports"
        made.inside.database = tmp_path / "bocage.db"
        made.client.app[MAPS].contours = Contours(tmp_path / FOLDER, words.territories)
        yield made


async def send(desk: Served, document: object, *, csrf: str | None = None, role: str = "administrator") -> Answer:
    browser = await signed_in(desk, "ada@pedales.example", role=role, roles={})
    await browser.open(PAGE)
    form = FormData()
    form.add_field("csrf", csrf or dict(browser.form(PAGE)["fields"])["csrf"])
    form.add_field("source", "IGN <b>")
    body = document if isinstance(document, bytes) else orjson.dumps(document)
    form.add_field("file", io.BytesIO(body), filename="a.geojson", content_type="application/json")
    desk.client.session.cookie_jar.clear()
    headers = {**BROWSER, "Origin": ORIGIN, "Cookie": f"__Host-desk={browser.cookie}", "Accept-Language": "fr"}
    answer = await desk.client.post(PAGE, data=form, headers=headers)
    return Answer(answer.status, answer.headers, await answer.read())


async def test_contours__are_recognised_and_on_the_map(desk: Served, tmp_path: Path) -> None:
    answer = await send(desk, collection(feature(LILLE, code="59350"), feature(VILLENEUVE, code="00000", nom="Rien")))
    page = await desk.get("/territories/fr-commune-59350", {**BROWSER, "Accept-Language": "fr"})

    assert answer.status == 200
    assert "Reconnus : 1 commune." in answer.text and "Rien : code inconnu : 00000" in answer.text
    assert "Installés : IGN &lt;b&gt;." in answer.text
    assert '<path class="ground"' in page.text and "Contours : IGN &lt;b&gt;." in page.text
    assert not any((tmp_path / "imports").iterdir())


@pytest.mark.parametrize(
    ("document", "status", "said"),
    [
        (collection(feature((650_000, 7_050_000, 660_000, 7_060_000), code="59350")), 400, "Lambert-93"),
        (b"PK\x03\x04", 400, "GeoJSON"),
        (b" " * 1_200_000, 413, "1 Mo"),
    ],
)
async def test_contours__refused__says_why(desk: Served, document: object, status: int, said: str) -> None:
    answer = await send(desk, document)

    assert (answer.status, said in answer.text) == (status, True)


async def test_contours__a_form_of_another_session_does_nothing(desk: Served, tmp_path: Path) -> None:
    answer = await send(desk, collection(feature(LILLE, code="59350")), csrf="x" * 43)

    assert answer.status == 403
    assert not (tmp_path / FOLDER).exists()
