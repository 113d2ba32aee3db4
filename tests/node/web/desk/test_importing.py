"""Bringing a spreadsheet in without a script: sent, its columns said, looked at, applied, sent again, undone."""

from __future__ import annotations

import csv
import io
import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from federation.client import Client
from federation.guard import Guard
from node import publishing
from node.store import drafts, records
from node.store.connection import Db
from tests.node.ground import ORIGIN
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.desk.lists import LISTS, MESSY, OWN, TERMS, applied, fates, listings, send, tried, work
from tests.node.web.served import Served


async def test_import__a_messy_table_from_upload_to_undo(desk: Served, mod: Browser, tmp_path: Path) -> None:
    # Given a table with a title above it, French decimals, Windows letters
    await send(mod, LISTS, MESSY.encode("cp1252"))
    assert "Lecture du fichier" in mod.text and mod.page is not None and mod.page.headers["Refresh"] == "2"
    (file,) = (tmp_path / "imports").glob("*/file")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(file.parent.stat().st_mode) == 0o700

    # Then its columns are guessed, and nothing is assumed of where it comes from
    await work(mod)
    assert "Épicerie de Wazemmes" in mod.text
    chosen = dict(mod.form(do="say")["fields"])
    assert [chosen.get(f"column.{n}", "") for n in range(8)] == [
        "", "name", "city", "postcode", "website", "latitude", "longitude", "contact_email",
    ]  # fmt: skip
    assert chosen.get("source") == "" and chosen.get("license", "") == ""
    await mod.submit(do="say")
    assert mod.page is not None and mod.page.status == 422 and "Dites d'où viennent ces lignes" in mod.text

    # When they are said
    await mod.submit(do="say", **TERMS, **{"column.0": "key"})
    await work(mod)

    # Then each line has its fate, with its reason, and nothing is published
    assert await fates(mod, "try") == {"accepted": 3, "refused": 2, "held": 1}
    assert "Aucun nom" in mod.text and "Même identifiant que la ligne 5" in mod.text
    assert "peut-être une personne" in mod.text and "Une adresse électronique retirée" not in mod.text
    assert "&lt;" not in mod.text and await listings(desk) == {}

    # When it is applied
    await mod.submit(do="apply")
    await work(mod)
    made = await listings(desk)
    assert set(made) >= {"Épicerie de Wazemmes", "L'Atelier du Vélo"} and len(made) == 3
    assert not file.exists()
    draft = await desk.inside.store.reading(_draft, made["Épicerie de Wazemmes"])
    assert isinstance(draft["location"], dict) and draft["location"]["latitude"] == 50.6247
    assert (draft["source"], draft["license"]) == ("Liste du réseau", "etalab-2.0")
    assert "ada@" not in str(draft)

    # And what would be a formula in a spreadsheet is none in what we give away
    table = await desk.get("/directory.csv", {})
    assert "HYPERLINK" in table.text and not any(sign in table.text for sign in (",=", '"=', ";=", "\n="))

    # And when it comes again nothing changes
    page = mod.address
    await send(mod, LISTS, MESSY.encode("cp1252"))
    await work(mod)
    assert "mêmes colonnes" in mod.text
    await mod.submit(do="say")
    await work(mod)
    assert (await fates(mod, "try"))["unchanged"] == 3

    # And a newer one updates, and says what it no longer holds
    newer = MESSY.replace("L'Atelier du Vélo", "Atelier Vélo").replace("1;Épicerie de Wazemmes", "9;Autre Épicerie")
    await applied(mod, newer.encode())
    assert (await fates(mod, "done"))["changed"] == 1
    assert "1 fiche n'est plus dans ce fichier" in mod.text and "Épicerie de Wazemmes" in mod.text

    # When the newer is undone, and then the first
    await mod.submit(do="undo")
    await work(mod)
    assert "1 fiche remise comme avant" in mod.text
    assert await listings(desk) == made
    await mod.open(page)
    await mod.submit(do="undo")
    await work(mod)
    assert "3 fiches retirées" in mod.text and await listings(desk) == {}

    # Then it may come again
    await applied(mod, MESSY.encode())
    assert set(await listings(desk)) == set(made)


async def test_undo__what_was_edited_since_stays(desk: Served, mod: Browser) -> None:
    await applied(mod, b"nom,ville,site\nCoop A,Lille,https://a.example\nCoop B,Lille,https://b.example\n")
    id = (await listings(desk))["Coop A"]
    await desk.write(_edit, desk, id)

    await mod.submit(do="undo")
    await work(mod)

    assert set(await listings(desk)) == {"Coop A corrigée"}
    assert "1 fiche modifiée depuis" in mod.text and "Coop A corrigée" in mod.text


async def test_import__an_organisation_known_here_is_left_out_with_a_link(desk: Served, mod: Browser) -> None:
    await applied(mod, b"nom,ville,site\nCoop A,Lille,https://a.example\n")
    id = (await listings(desk))["Coop A"]

    await tried(mod, b"nom,ville,site\nLa coop A,Lille,https://www.a.example/\n", source="Une autre liste")

    assert await fates(mod, "try") == {"known": 1}
    assert mod.page is not None and f'Ressemble à <a href="{id}">' in mod.page.text.replace("\n", " ")

    await mod.submit(do="apply")
    await work(mod)
    assert await fates(mod, "done") == {"known": 1} and len(await listings(desk)) == 1


async def test_own__events_of_an_organisation_with_french_days(desk: Served) -> None:
    ada = await signed_in(desk, "ada@pedales.example", roles={desk.me: "editor"})
    table = "Titre;Date;Heure;Ville\nAssemblée;12/03/2027;18h30;Lille\nFête;bientôt;;Lille\n".encode()
    await send(ada, OWN, table, kind="event")
    await work(ada)
    await ada.submit(do="say", source="Notre agenda", license="etalab-2.0")
    await work(ada)
    assert await fates(ada, "try") == {"accepted": 1, "refused": 1}
    assert "n'est pas un moment" in ada.text and "2027-06-30T18:30:00+02:00" in ada.text

    await ada.submit(do="apply")
    await work(ada)

    (event,) = await desk.inside.store.reading(_documents, "Event")
    assert (event["name"], event["startTime"]) == ("Assemblée", "2027-03-12T18:30:00+01:00")


async def test_workbook__another_sheet_is_read(desk: Served, mod: Browser) -> None:
    book = Workbook()
    book.active.title = "Accueil"
    book.active.append(["Bonjour", "à tous"])
    book.active.append(["a", "b"])
    sheet = book.create_sheet("Membres")
    sheet.append(["Nom", "Code postal", "Ville", "Site"])
    sheet.append(["Coop X", 59000, "Lille", "=A1"])
    sheet.append(["Coop Y", 2100, "Saint-Quentin", "https://y.example"])
    out = io.BytesIO()
    book.save(out)
    await send(mod, LISTS, out.getvalue(), "membres.xlsx")
    await work(mod)
    await mod.submit(do="sheet", sheet="Membres")
    await work(mod)
    await mod.submit(do="say", **TERMS)
    await work(mod)

    assert await fates(mod, "try") == {"accepted": 2}


async def test_page__its_organisations_are_read(desk: Served, mod: Browser) -> None:
    organisation = '{"@type": "Organization", "name": "La Coop", "url": "https://c.example"}'
    page = f'<html><script type="application/ld+json">{organisation}</script></html>'
    desk.ground.web.pages["https://c.example/contact"] = page
    await mod.open(LISTS)
    await mod.submit(LISTS, address="https://c.example/contact")
    await work(mod)
    await mod.submit(do="say", **TERMS)
    await work(mod)

    assert await fates(mod, "try") == {"accepted": 1} and "La Coop" in mod.text


@pytest.mark.parametrize(
    "address", ["https://127.0.0.1/", "http://c.example/", "https://[::1]/", "https://c.example:22/"]
)
async def test_page__within_our_walls_is_never_asked(desk: Served, mod: Browser, address: str) -> None:
    """The client that fetches it refuses what it refuses of everybody's addresses, and that is said."""
    async with Client(Guard(), desk.ground.clock, origin=ORIGIN, version="1") as client:
        desk.inside.imports.client = client
        await mod.open(LISTS)
        await mod.submit(LISTS, address=address)
        await work(mod)

    assert "arrêté" in mod.text and "erreur de notre côté" not in mod.text
    assert "adresse" in mod.text.lower()


async def test_imports__of_others_are_out_of_reach(desk: Served, mod: Browser) -> None:
    """A number of another organisation's import, or of a listing's, opens nothing (IDOR)."""
    panier = await desk.add("panier")
    await send(mod, LISTS, MESSY.encode())
    listing = mod.address.rpartition("/")[2]
    ada = await signed_in(desk, "ada@pedales.example", roles={desk.me: "editor"})
    await send(ada, OWN, b"Titre;Ville\nLivraison;Lille\n", kind="offer")
    mine = ada.address.rpartition("/")[2]
    eve = await signed_in(desk, "eve@panier.example", roles={panier: "editor"})
    csrf = {"csrf": dict((await _me(eve))["fields"])["csrf"]}
    for num in (mine, listing):
        for base in ("/desk/of/panier/import", OWN, LISTS):
            assert (await eve.open(f"{base}/{num}")).status in (403, 404)
            for do in ("drop", "apply", "undo", "say", "back", "sheet", "vouch"):
                assert (await eve.send(f"{base}/{num}", {**csrf, "do": do})).status in (403, 404)
    assert (await mod.open(f"{LISTS}/{mine}")).status == 404
    assert (await ada.open(f"{OWN}/{listing}")).status == 404
    assert await desk.inside.store.reading(_states) == ["reading", "reading"]


async def test_apply__goes_on_after_a_restart(desk: Served, mod: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "".join(f"Coop {n},Lille,https://c{n}.example\n" for n in range(9))
    await tried(mod, f"nom,ville,site\n{lines}".encode())
    await mod.submit(do="apply")
    worker, seen = desk.inside.imports, 0

    def gone() -> None:
        nonlocal seen
        seen += 1
        if seen == 2:
            raise SystemExit  # as a process ends: nothing is told of a failure

    monkeypatch.setattr(worker, "wake", gone)
    with pytest.raises(SystemExit):
        await worker.once()
    monkeypatch.setattr(worker, "wake", lambda: None)
    assert 0 < len(await listings(desk)) < 9

    await work(mod)

    assert await fates(mod, "done") == {"accepted": 9} and len(await listings(desk)) == 9


async def test_retention__an_old_import_is_forgotten_and_its_file_too(
    desk: Served, mod: Browser, tmp_path: Path
) -> None:
    await send(mod, LISTS, MESSY.encode())
    await work(mod)
    desk.ground.clock.at += 31 * 86_400

    await desk.inside.imports.forget()

    assert await desk.inside.store.reading(_states) == [] and not list(tmp_path.glob("imports/*"))


async def test_real__a_geojson_of_all_europe(desk: Served, mod: Browser) -> None:
    path = shared_or_skip("data/susy-initiatives.geojson")
    await tried(mod, path.read_bytes(), path.name, license="CC0-1.0", source="SUSY")

    found = await fates(mod, "try")

    assert found, mod.text[100:1500]
    assert sum(found.values()) == 1_794 and found["accepted"] > 1_500
    assert mod.page is not None and mod.page.status == 200 and "Lignes suivantes" in mod.text


@settings(
    max_examples=25, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    rows=st.lists(
        st.lists(st.text(st.characters(codec="utf-8"), max_size=30), min_size=1, max_size=6), min_size=1, max_size=8
    ),
    delimiter=st.sampled_from(";,\t|"),
    kind=st.sampled_from(("offer", "request", "event")),
    encoding=st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1252")),
)
async def test_any_table__has_a_report_and_never_a_failure(
    people: tuple[Browser, Browser], rows: list[list[str]], delimiter: str, kind: str, encoding: str
) -> None:
    """Whatever a table of texts holds, its sender is told what becomes of it, line by line or as a whole."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    for browser, base, what in ((people[0], OWN, {"kind": kind}), (people[1], LISTS, {})):
        await send(browser, base, out.getvalue().encode(encoding, "replace"), **what)
        await work(browser)
        assert browser.page is not None and browser.page.status == 200
        if "Dites" not in browser.text and "Essayer à blanc" not in browser.text:
            assert "arrêté" in browser.text and "erreur de notre côté" not in browser.text
            continue
        await browser.submit(do="say", **TERMS, **{"column.0": "name", "column.1": "starts"})
        await work(browser)
        assert browser.page is not None and browser.page.status in (200, 422)
        assert "erreur de notre côté" not in browser.text


def shared_or_skip(name: str) -> Path:
    """A real file beside the project; skips, and says so, where it is absent."""
    path = Path(os.environ.get("BOCAGE_SHARED", Path(__file__).parents[5] / "shared")) / name
    if not path.is_file():
        pytest.skip(f"shared data absent: {name}")
    return path


def _draft(db: Db, id: str) -> dict[str, object]:
    record = records.find(db, id)
    assert record is not None
    return drafts.find(db, record.num) or {}


def _documents(db: Db, kind: str) -> list[dict[str, object]]:
    return [records.document(db, each.num) for each in records.each(db) if each.kind == kind and not each.deleted]


def _edit(db: Db, node: Served, id: str) -> None:
    record = records.find(db, id)
    assert record is not None
    draft = {**(drafts.find(db, record.num) or {}), "id": id, "name": "Coop A corrigée"}
    publishing.publish(db, node.ground.home, record.owner, draft)


def _states(db: Db) -> list[str]:
    return [str(row[0]) for row in db.execute("SELECT state FROM imports ORDER BY num")]


async def _me(browser: Browser) -> dict[str, list[tuple[str, str]]]:
    await browser.open("/desk/me")
    return browser.form("/logout")
