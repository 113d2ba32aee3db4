"""Files that are sent to the desk: too large, not what they say, malformed, by who may not; nothing of them stays."""

from __future__ import annotations

import asyncio
import io
import os
import zipfile
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiohttp import FormData

from node.store import imports
from node.web.desk.visit import MAX_FIELDS
from tests.node.ground import ORIGIN
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.desk.lists import LISTS, MESSY, send, work
from tests.node.web.served import BROWSER, Served, served
from vocab.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("vide.csv", b"", "vide"),
        ("image.png", b"\x89PNG\r\n\x1a\n\x00\x00", "n'est ni GeoJSON"),
        ("vieux.xls", b"\xd0\xcf\x11\xe0" + bytes(100), "enregistrez-le en .xlsx"),
        ("faux.xlsx", b"PK\x03\x04 rien", "enregistrez-le en .xlsx"),
        ("liste.json", b'{"a": [1', "JSON est illisible"),
        ("un.json", b'{"a": 1}', "ni du GeoJSON"),
    ],
)
async def test_file__that_cannot_be_read_says_so(
    desk: Served, mod: Browser, tmp_path: Path, name: str, body: bytes, why: str
) -> None:
    await send(mod, LISTS, body, name)
    await work(mod)

    assert why in mod.text
    assert list((tmp_path / "imports").glob("*/file")) == []


async def test_workbook__that_swells_is_refused_before_it_is_unpacked(desk: Served, mod: Browser) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("xl/workbook.xml", "w", force_zip64=True) as member:
            for _ in range(320):
                member.write(bytes(1_000_000))
    await send(mod, LISTS, out.getvalue(), "bombe.xlsx")
    await work(mod)

    assert "trop grand une fois déplié" in mod.text


async def test_file__too_large_is_refused_and_removed(words: Vocabulary, tmp_path: Path) -> None:
    async with served(words, import_max_mb=1) as node:
        node.inside.imports.folder = tmp_path / "imports"
        await node.add("reseau", "network")
        mod = await signed_in(node, "mod@pedales.example", role="moderator", roles={})
        answer = await send(mod, LISTS, b"nom\n" + b"x" * 1_050_000)
        assert answer.status == 413 and "dépasse 1 Mo" in mod.text
        assert not list(tmp_path.glob("imports/*"))


async def test_lines__more_than_the_desk_takes(words: Vocabulary, tmp_path: Path) -> None:
    async with served(words, import_max_lines=10) as node:
        node.inside.imports.folder = tmp_path / "imports"
        await node.add("reseau", "network")
        mod = await signed_in(node, "mod@pedales.example", role="moderator", roles={})
        await send(mod, LISTS, b"nom\n" + b"x\n" * 100)
        await work(mod)
        assert "découpez le fichier" in mod.text


async def test_upload__without_the_token_nothing_is_written(desk: Served, mod: Browser, tmp_path: Path) -> None:
    answer = await send(mod, LISTS, MESSY.encode(), csrf="faux")

    assert answer.status == 403
    assert not list(tmp_path.glob("imports/*"))
    assert await desk.inside.store.reading(imports.of_kind, "listing", 5) == []


async def test_upload__signed_out_is_not_read(desk: Served, tmp_path: Path) -> None:
    form = FormData({"csrf": "x"})
    form.add_field("file", b"nom\nx\n", filename="a.csv")
    answer = await desk.client.post(LISTS, data=form, headers={**BROWSER, "Origin": ORIGIN}, allow_redirects=False)

    assert answer.status == 401 and not list(tmp_path.glob("imports/*"))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\nx\r\n--b"),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nCSRF\r\n--b'),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nCSRF\r\n--b\r\nContent-Disposition: form-data;'
            b' name="file"; filename="../../x.csv"\r\n\r\nnom\r\n--b\r\nContent-Type: multipart/mixed; boundary=c\r\n'
            b"\r\n--c\r\n\r\nx\r\n--c--\r\n--b--\r\n",
        ),
        ("text/csv", b"nom\nx\n"),
        ("application/x-www-form-urlencoded", b"csrf=CSRF&kind=offer&address=file:///etc/passwd"),
        ("application/x-www-form-urlencoded", b"csrf=CSRF&address=https://" + b"a" * 2_000),
    ],
)
async def test_upload__malformed_is_refused_in_words(
    desk: Served, mod: Browser, tmp_path: Path, kind: str, body: bytes
) -> None:
    await mod.open(LISTS)
    csrf = dict(mod.form(LISTS)["fields"])["csrf"].encode()
    headers = {**BROWSER, "Origin": ORIGIN, "Cookie": f"__Host-desk={mod.cookie}", "Content-Type": kind}
    desk.client.session.cookie_jar.clear()
    sent = io.BytesIO(body.replace(b"CSRF", csrf))
    answer = await desk.client.post(LISTS, data=sent, headers=headers, allow_redirects=False)

    # The one whose file is whole is taken; its name is a word on a page, never a path.
    assert answer.status in (303, 400, 403, 415, 422)
    assert len(list(tmp_path.glob("imports/*"))) == (answer.status == 303)
    assert not list(tmp_path.glob("**/x.csv"))


async def test_sweep__what_nobody_told_of_goes_once_it_is_old(desk: Served, mod: Browser, tmp_path: Path) -> None:
    await send(mod, LISTS, MESSY.encode())
    (kept,) = (tmp_path / "imports").iterdir()
    for name, age in (("old", 7_200), ("young", 60)):
        (tmp_path / "imports" / name).mkdir()
        at = desk.ground.clock.at - age
        os.utime(tmp_path / "imports" / name, (at, at))
    os.utime(kept, (0, 0))

    desk.inside.imports.sweep(await desk.inside.store.reading(imports.folders))

    assert {each.name for each in (tmp_path / "imports").iterdir()} == {kept.name, "young"}


@pytest.mark.parametrize(
    ("page", "folder_of"), [(LISTS, "import"), ("/desk/of/pedales/record/profile/pictures", "picture")]
)
async def test_upload__that_stalls_is_cut_with_a_page__and_leaves_nothing(
    desk: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, folder_of: str
) -> None:
    ada = await signed_in(desk, f"{folder_of}@pedales.example", role="administrator", roles={desk.me: "editor"})
    await ada.open(page)
    csrf = dict(ada.form()["fields"])["csrf"]
    given: list[tuple[float, asyncio.Timeout]] = []

    def deadline(seconds: float) -> asyncio.Timeout:
        # It is at the test to say when that much time has passed.
        given.append((seconds, asyncio.timeout(None)))
        return given[-1][1]

    monkeypatch.setattr("node.web.guardrails.asyncio", SimpleNamespace(timeout=deadline))
    cut = asyncio.Event()

    async def stalling() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + csrf.encode() + b"\r\n"
        yield (
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nnom,ville\n' + b"x" * 200_000
        )
        await cut.wait()

    headers = {**BROWSER, "Origin": ORIGIN, "Cookie": f"__Host-desk={ada.cookie}", "Accept-Language": "fr",
               "Content-Type": "multipart/form-data; boundary=b"}  # fmt: skip
    desk.client.session.cookie_jar.clear()
    sending = asyncio.create_task(desk.client.post(page, data=stalling(), headers=headers, allow_redirects=False))
    async with asyncio.timeout(60):
        while not any(each.stat().st_size for each in tmp_path.glob("imports/*/file")):
            await asyncio.sleep(0.01)
    given[-1][1].reschedule(asyncio.get_running_loop().time())
    answer = await sending

    assert answer.status == 408 and "rien n'a été gardé" in unescape(await answer.text())
    assert given[-1][0] > desk.inside.home.settings.body_deadline_s
    assert not list(tmp_path.glob("imports/*"))
    cut.set()


async def test_form__of_too_many_fields_is_told_of_fields(desk: Served, mod: Browser) -> None:
    await mod.open(LISTS)
    csrf = dict(mod.form(LISTS)["fields"])["csrf"]
    for count in (MAX_FIELDS, 5 * MAX_FIELDS):
        answer = await mod.send("/desk/me", [("csrf", csrf), *[(f"f{number}", "x") for number in range(count)]])
        assert answer.status == 413
        assert f"plus de {MAX_FIELDS} champs" in mod.text and "octets" not in mod.text
    fields = [("csrf", csrf), *[(f"f{number}", "x") for number in range(MAX_FIELDS - 1)]]
    await mod.send("/logout", fields)
    assert mod.address == "/"  # as many as that are read
