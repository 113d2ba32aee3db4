"""The workbook, opened as a person's program opens it: sheets, types, and nothing that acts."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from node.asking import anybody
from node.errors import Unready
from node.exporting import Exporter
from node.formats import xlsx
from tests.node.directory_world import LILLE, World
from tests.vocabulary import VOCABULARY
from vocab.vocabulary import Vocabulary

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "{=1}", "http://a.example/", "internal:Sheet1!A1", "01234", "1e5")


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return VOCABULARY


@pytest.fixture
async def world(vocabulary: Vocabulary) -> World:
    world = await World.open(vocabulary)
    world.put("Vélo", location={**LILLE, "approximate": True}, need=["coop:need-livrer"], deadline="2026-12-31")
    world.put("D03 chez nous", kind="Practice", purpose=None, practice="charter:D03", level=0)
    world.put(
        "La Clef",
        kind="Listing",
        purpose=None,
        statedSource="Annuaire régional",
        organization={
            "type": "Organization",
            "name": "La Clef",
            "identifier": [{"type": "PropertyValue", "propertyID": "siren", "value": "012345678"}],
        },
    )
    odbl = "https://spdx.org/licenses/ODbL-1.0"
    world.put("Partage", policy="commons-share-alike", license=odbl)
    world.put("Partage aussi", kind="Practice", purpose=None, practice="charter:D03", policy="commons-share-alike")
    return world


async def opened(world: World, asked: str = "sort=name", language: str = "fr") -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(await made(world, asked, language)))


async def made(world: World, asked: str = "sort=name", language: str = "fr") -> bytes:
    exporter = Exporter(world.directory)
    view = await exporter.view(world.query(asked), anybody, "xlsx", language, most=100)
    return b"".join([piece async for piece in exporter.stream(view, "xlsx")])


def lines(book: Workbook, sheet: str) -> list[dict[str, object]]:
    head, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


async def test_sheets__one_a_kind_and_what_is_shared_alike_apart(world: World) -> None:
    book = await opened(world)

    assert book.sheetnames == ["Lisez-moi", "Organisations", "Propositions", "Pratiques", "Partage à l'identique"]
    assert [row["Nom"] for row in lines(book, "Propositions")] == ["Vélo"]
    assert [(row["Nom"], row["Licence"]) for row in lines(book, "Partage à l'identique")] == [
        ("Partage", "Licence ODbL 1.0"),
        ("Partage aussi", "Licence Ouverte 2.0"),
    ]
    assert book["Propositions"].freeze_panes == "A2"


async def test_sheets__in_english(world: World) -> None:
    book = await opened(world, "kind=offer", "en")

    assert book.sheetnames == ["Read me", "Offers", "Share alike"]
    assert lines(book, "Offers")[0]["Need"] == "Deliver"


async def test_cells__have_their_types(world: World) -> None:
    book = await opened(world)
    (offer,), (practice,), (listing,) = (lines(book, name) for name in ("Propositions", "Pratiques", "Organisations"))

    assert (offer["Latitude"], offer["Lieu approximatif"]) == (50.634, True)
    assert offer["Fin (UTC)"] == datetime(2026, 12, 31, 23, 59, 59, 999000)
    assert offer["Usage (code)"] == "livrer"
    assert practice["Niveau (0 à 4)"] == 0
    assert (listing["Numéros"], listing["Source"]) == ("siren:012345678", "Annuaire régional")
    assert listing["Se présente elle-même"] is False


async def test_readme__source_licence_date_and_question(world: World) -> None:
    sheet = (await opened(world, "need=livrer&territory=fr-commune-59350"))["Lisez-moi"]
    rows = [(str(name), text) for name, text in sheet.iter_rows(values_only=True) if name]
    said = dict(reversed(rows))

    assert said["Site"] == "https://here.example"
    assert said["Date"] == "2026-11-23T10:00:00.000Z"
    assert said["Fiches"] == "1 / 1"
    assert (said["Usage"], said["Territoire"]) == ("Livrer et faire livrer", "Lille")
    assert said["Licence"] == "Licence Ouverte 2.0"
    assert said["a.example"] == "1"
    assert str(said["Comment citer"]).startswith("Source : Test")
    assert said["Adresse de cet extrait"] == (
        "https://here.example/directory.xlsx?need=livrer&territory=fr-commune-59350"
    )


async def test_texts__stay_texts(world: World) -> None:
    for number, text in enumerate(FORMULAS):
        world.put(text, id=f"https://a.example/objects/bad{number}", content=f"<p>{text}</p>")
    body = await made(world, "kind=offer&sort=name")
    book = openpyxl.load_workbook(io.BytesIO(body))
    found = {str(row["Nom"]) for row in lines(book, "Propositions")}

    assert found >= {text.strip() for text in FORMULAS}
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "/sheet" in name]
    assert sheets
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet or b"hyperlink" in sheet]


async def test_texts__whatever_they_hold(world: World) -> None:
    text = "a\x01b_x0041_\ufffe " + "é" * 9_000
    world.put("Curieux", content=f"<p>{text}</p>")

    (row,) = [row for row in lines(await opened(world), "Propositions") if row["Nom"] == "Curieux"]

    assert str(row["Description"]).endswith("é" * 100)


async def test_empty__has_a_sheet_to_read(world: World) -> None:
    book = await opened(world, "q=introuvable")

    assert book.sheetnames == ["Lisez-moi"]


async def test_kind_nobody_expected__gets_its_sheet(world: World) -> None:
    exporter = Exporter(world.directory)
    view = await exporter.view(world.query("q=velo"), anybody, "xlsx", "fr", most=100)
    world.put("Vélo", policy="commons-share-alike", updated="2026-11-01T10:00:00.000Z")
    body = b"".join([piece async for piece in exporter.stream(view, "xlsx")])

    book = openpyxl.load_workbook(io.BytesIO(body))

    assert book.sheetnames == ["Lisez-moi", "Propositions", "Partage à l'identique"]
    assert [row["Nom"] for row in lines(book, "Partage à l'identique")] == ["Vélo"]


@pytest.mark.parametrize("program", ["raise SystemExit(3)", "print('half')", "import sys; sys.stdin.read()"])
async def test_worker__that_fails__is_said(world: World, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(xlsx, "WORKER", (sys.executable, "-c", program))

    with pytest.raises(Unready):
        await made(world)


async def test_left_early__nothing_stays_behind(world: World, tmp_path: Path) -> None:
    exporter = Exporter(world.directory, tmp_path)
    view = await exporter.view(world.query(""), anybody, "xlsx", "fr", most=100)
    stream = exporter.stream(view, "xlsx")

    assert (await anext(stream)).startswith(b"PK")
    assert list(tmp_path.iterdir())
    await stream.aclose()  # type: ignore[attr-defined]

    assert not list(tmp_path.iterdir())


def test_clear__removes_what_a_killed_process_left(tmp_path: Path) -> None:
    (tmp_path / ".workbook-abc").mkdir()
    (tmp_path / ".workbook-abc" / "tmp1").write_text("x")
    (tmp_path / "bocage.db").write_text("x")

    xlsx.clear(tmp_path)

    assert [each.name for each in tmp_path.iterdir()] == ["bocage.db"]


def test_serve__without_an_end__makes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    plan = f'{{"path":"{path}","title":"t","readme":"r","sheets":[],"expected":[]}}\n'

    done = subprocess.run(xlsx.WORKER, input=plan.encode(), capture_output=True, timeout=60)

    assert (done.stdout, path.exists()) == (b"", False)
