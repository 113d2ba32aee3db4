"""Records from the command line: published, brought from a file, found, withdrawn."""

from __future__ import annotations

import re

import pytest
from openpyxl import Workbook

from tests.node.cli_world import OFFER, Desk

ID = re.compile(r"http://127\.0\.0\.1:\d+/objects/[0-9a-z]{26}\n")


def test_publish__prints_the_id_and_nothing_else(desk, offer):
    done = desk.type("publish", offer)

    assert done.exit_code == 0, done.stderr
    assert ID.fullmatch(done.stdout)
    assert done.stderr == ""


def test_publish__reads_standard_input_of_several_documents(desk):
    text = OFFER + "---\n" + OFFER.replace("offer", "request", 1)

    lines = desk.did("publish", "-", input=text.encode()).splitlines(keepends=True)

    assert len(lines) == 2
    assert all(ID.fullmatch(line) for line in lines)


def test_publish__first_is_said_though_the_second_is_refused(desk):
    done = desk.type("publish", "-", input=(OFFER + "---\nkind: offer\n").encode())

    assert done.exit_code == 1
    assert ID.fullmatch(done.stdout)
    assert "name" in done.stderr


def test_publish__updates_by_id(desk, offer, tmp_path):
    id = desk.did("publish", offer).strip()
    changed = tmp_path / "changed.yaml"
    changed.write_text(OFFER.replace("Livraison", "Transport") + f"id: {id}\n", "utf-8")

    again = desk.did("publish", str(changed)).strip()

    assert again == id
    assert "Transport" in desk.did("search", "vélo")


@pytest.mark.parametrize(
    ("language", "said"), [("fr_FR.UTF-8", "À corriger : territory[0]."), ("C", "To correct: territory[0].")]
)
def test_publish__says_what_is_wrong_in_both_languages(desk, language, said):
    done = Desk(desk.data, language).type("publish", "-", input=OFFER.replace("fr-epci-200093201", "Atlantide"))

    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.splitlines()[0] == said
    assert done.stderr.splitlines()[1].startswith("  territory[0]")
    assert "Traceback" not in done.stderr


def test_publish__says_where_yaml_breaks(desk):
    done = desk.type("publish", "-", input="kind: offer\nname: [\n")

    assert done.exit_code == 1
    assert re.match(r"Ce fichier ne se lit pas : ligne 3,", done.stderr)


def test_publish__network_record_of_a_loner_succeeds_with_a_warning(desk):
    done = desk.type("publish", "-", input=OFFER + "visibility: network\n")

    assert done.exit_code == 0
    assert ID.fullmatch(done.stdout)
    assert "membre d'aucun réseau" in done.stderr


def test_withdraw__of_what_is_not_ours(desk):
    done = desk.type("withdraw", "https://elsewhere.example/objects/1")

    assert done.exit_code == 1
    assert "https://elsewhere.example/objects/1" in done.stderr


def test_withdraw__leaves_the_directory(desk, offer):
    id = desk.did("publish", offer).strip()

    desk.did("withdraw", id)

    assert desk.json("search", "--kind", "offer")["total"] == 0
    assert desk.json("explain", id)["record"]["withdrawn"] is True


def test_import__and_import_again(desk, tmp_path):
    path = tmp_path / "annuaire.csv"
    path.write_text("name,city,postcode,website\nLa Clef,Lille,59000,https://laclef.example\n", "utf-8")
    stated = ["--source", "Annuaire", "--objections", "contact@example.org", "--legal-basis", "intérêt légitime"]

    tried = desk.json("import", str(path), "--dry-run", *stated)
    first = desk.json("import", str(path), *stated)
    again = desk.json("import", str(path), *stated)

    assert tried["accepted"] == first["accepted"] == again["unchanged"] == 1
    assert "La Clef" in desk.did("search", "clef")


def test_import__its_columns_said_by_hand_then_undone(desk, tmp_path):
    book = Workbook()
    book.active.append(["Structure porteuse", "Où"])
    book.active.append(["La Clef des champs", "Lille"])
    path = tmp_path / "annuaire.xlsx"
    book.save(path)
    said = ["--map", "Structure porteuse=name", "--map", "Où=city", "--license", "etalab-2.0"]

    made = desk.json("import", str(path), *said)
    assert (made["accepted"], made["file"]) == (1, "annuaire.xlsx")
    undone = desk.did("import", "--undo", str(made["run"]))

    assert undone.strip() in ("1 retirées", "1 withdrawn")
    assert "La Clef des champs" not in desk.did("search", "clef")
    assert desk.json("import", str(path), *said)["accepted"] == 1
    assert desk.type("import", "--undo", str(made["run"])).exit_code == 1
    assert desk.type("import").exit_code == 2
    assert desk.type("import", str(path), "--map", "Structure porteuse=nom").exit_code == 1


def test_import__offers_of_ones_own(desk, tmp_path):
    path = tmp_path / "offres.csv"
    path.write_text("Titre;Prix;Ville;Code postal\nLivraison du soir;12,50 €;Lille;59000\nSans fin;;Lille;\n", "utf-8")

    made = desk.json("import", str(path), "--kind", "offer", "--as", "pedales")

    assert made["accepted"] == 2
    assert "Livraison du soir" in desk.did("search", "soir", "--kind", "offer")
