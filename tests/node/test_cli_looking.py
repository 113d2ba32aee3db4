"""Finding and taking along what the directory holds, from the command line."""

from __future__ import annotations

import zipfile

import orjson
import pytest

from tests.node.cli_world import OFFER, mode


def test_search__in_each_form(desk, offer):
    desk.did("publish", offer)

    assert "Livraison à vélo" in desk.did("search", "vélo", "--territory", "fr-epci-200093201")
    found = desk.json("search", "--kind", "offer", "--need", "livrer")
    assert found["total"] == len(found["items"]) == 1
    assert desk.did("search", "--kind", "offer", "--csv").startswith("id,kind,")
    features = orjson.loads(desk.did("search", "--kind", "offer", "--geojson"))["features"]
    assert [feature["properties"]["name"] for feature in features] == ["Livraison à vélo jusqu'à 300 kg"]
    assert desk.type("search", "--json", "--csv").exit_code == 2
    assert "kind" in desk.type("search", "--kind", "nonsense").stderr


@pytest.mark.parametrize("form", [[], ["--json"], ["--csv"], ["--geojson"]])
def test_search__where_people_say_it(desk, offer, form):
    desk.did("publish", offer)

    found = [desk.did("search", "--territory", place, *form) for place in ("Lille", "lille", "fr-commune-59350")]

    assert all("300 kg" in each for each in found)
    assert "fr-commune-" in desk.type("search", "--territory", "Lile", *form).stderr


def test_search__takes_every_parameter_and_says_how_it_read_the_question(desk):
    desk.did("publish", "-", input=OFFER)
    said = desk.type("search", "livraison", "vélo", "Lille")
    assert "Livraison à vélo" in said.stdout
    assert "Lille" in said.stderr
    assert "livraison" in desk.type("search", "livrasion").stderr
    for asked in (
        ("--freshness", "older"), ("--claimed", "false"), ("--stage", "ended"), ("--coop-status", "SCIC"),
        ("--legal-form", "L2"), ("--identifier", "552100554"), ("--near", "43.3,5.4", "--radius-km", "5"),
        ("--bbox", "0,40,1,41"), ("--license", "CC0-1.0"), ("--policy", "reciprocal-ess"), ("--origin", "x.example"),
        ("--kind=-offer", "--kind=-organization"), ("--practice", "D03", "--min-level", "2"),
        ("--territory", "Marseille", "--relation", "placed"), ("--updated-since", "2099-01-01"),
    ):  # fmt: skip
        assert desk.json("search", *asked)["total"] == 0, asked
    names = [item["name"] for item in desk.json("search", "--sort", "name")["items"]]
    assert names == sorted(names, key=str.casefold)


def test_search__sees_what_stays_in_the_network(desk):
    desk.did("publish", "-", input=OFFER + "visibility: network\n")
    desk.did("publish", "-", input=OFFER + "visibility: private\n")

    assert desk.json("search", "--kind", "offer")["total"] == 2


def test_search__goes_past_a_page(desk):
    desk.did("publish", "-", input="\n---\n".join([OFFER] * 5))

    assert len(desk.json("search", "--kind", "offer", "--limit", "3")["items"]) == 3
    assert len(desk.json("search", "--kind", "offer")["items"]) == 5
    assert desk.did("search", "--kind", "offer", "--csv").count("/objects/") >= 5
    assert desk.did("search", "--kind", "offer", "--csv", "--limit", "3").count("\n") == 4


def test_reindex__changes_no_answer(desk, offer):
    desk.did("publish", offer)
    before = desk.did("search", "--json")

    desk.did("reindex")

    assert desk.did("search", "--json") == before


@pytest.mark.parametrize("name", ["all.json", "all.jsonld", "all.jsonl"])
def test_export__takes_everything_of_ours(desk, offer, tmp_path, name):
    id = desk.did("publish", offer).strip()
    file = tmp_path / name

    desk.did("export", str(file))

    text = file.read_text("utf-8")
    documents = [orjson.loads(line) for line in text.splitlines()] if name == "all.jsonl" else orjson.loads(text)
    assert [document["id"] for document in documents] == ["http://127.0.0.1:8401/actors/pedales", id]
    assert all("proof" in document for document in documents)
    assert mode(file) == 0o600


def test_export__ending_is_unknown(desk, tmp_path):
    assert desk.type("export", str(tmp_path / "all.xml")).exit_code == 2


@pytest.mark.parametrize("name", ["view.csv", "view.geojson", "view.jsonld", "view.ttl", "view.nq", "view.xlsx"])
def test_export__a_view_holds_what_may_be_taken(desk, tmp_path, name):
    for visibility in ("public", "network"):
        desk.did("publish", "-", input=OFFER.replace("300 kg", visibility) + f"visibility: {visibility}\n")
    folder = tmp_path / "out"
    folder.mkdir()
    file = folder / name

    made = desk.json("export", str(file), "--view", "kind=offer&need=livrer")

    body = file.read_bytes()
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(file) as book:
            body = b"".join(book.read(part) for part in book.namelist())
    assert made == {"total": 1, "shown": 1, "notice": None}
    assert "jusqu'à public".encode() in body.replace(b"&#39;", b"'")
    assert "jusqu'à network".encode() not in body
    assert [each.name for each in folder.iterdir()] == [name]


def test_export__a_view_that_is_cut_says_so(desk, tmp_path):
    desk.did("publish", "-", input="\n---\n".join([OFFER] * 3))
    config = desk.data / "config.toml"
    config.write_text(f"{config.read_text()}\nexport_limit = 2\n")

    done = desk.type("export", str(tmp_path / "view.csv"), "--view", "kind=offer")

    assert "Seules les 2 premières fiches sur 3" in done.stderr


def test_export__a_view_is_wrong(desk, tmp_path):
    assert desk.type("export", str(tmp_path / "view.pdf"), "--view", "").exit_code == 2
    assert desk.type("export", str(tmp_path / "none" / "view.csv"), "--view", "").exit_code == 2
    wrong = desk.type("export", str(tmp_path / "view.csv"), "--view", "colour=red")
    assert (wrong.exit_code, "colour" in wrong.stderr, list(tmp_path.glob("view*"))) == (1, True, [])
