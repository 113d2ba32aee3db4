"""The command line, as a person or a program meets it."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import stat
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from node.cli.main import cli
from node.cli.speech import language_of
from tests.node.cli_world import OFFER, PASSWORD, REPOSITORY, Desk, free_port, set_up

ID = re.compile(r"http://127\.0\.0\.1:\d+/objects/[0-9a-z]{26}\n")


@pytest.fixture(scope="module")
def founded(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("founded")
    (place / "password").write_text(f"{PASSWORD}\n", "utf-8")
    set_up(place / "data", "--password-file", str(place / "password"))
    return place / "data"


@pytest.fixture
def desk(founded, tmp_path) -> Desk:
    shutil.copytree(founded, tmp_path / "data")
    return Desk(tmp_path / "data")


@pytest.fixture
def offer(tmp_path) -> str:
    path = tmp_path / "offer.yaml"
    path.write_text(OFFER, "utf-8")
    return str(path)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# -- setup ----


def test_setup__makes_a_private_folder(founded):
    # R21: private keys are in it.
    assert mode(founded) == 0o700
    assert {path.name: mode(path) for path in founded.iterdir() if path.suffix in (".toml", ".db")} == {
        "bocage.db": 0o600,
        "config.toml": 0o600,
    }


def test_setup__writes_what_development_means(founded):
    config = (founded / "config.toml").read_text("utf-8")

    assert "allow_private_networks = true" in config
    assert 'membership = "open"' in config
    assert 'listen = "127.0.0.1:8401"' in config


def test_setup__never_overwrites(desk):
    before = (desk.data / "bocage.db").read_bytes()

    done = desk.type("setup", "--yes", "--origin", "https://a.example", "--name", "a")

    assert done.exit_code == 1
    assert done.stderr.startswith("Un nœud est déjà installé")
    assert (desk.data / "bocage.db").read_bytes() == before


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        ("http://pedales.example", "--development"),
        ("https://pedales.example/chez-nous", "sans chemin"),
        ("pedales.example", "n'est pas une adresse"),
    ],
)
def test_setup__origin_is_wrong(tmp_path, origin, said):
    done = Desk(tmp_path / "data").type("setup", "--yes", "--origin", origin, "--name", "pedales")

    assert done.exit_code == 2
    assert said in done.stderr
    assert not (tmp_path / "data").exists()


def test_setup__without_a_terminal_needs_an_origin(tmp_path):
    done = Desk(tmp_path / "data", "en_GB.UTF-8").type("setup", "--yes", "--name", "pedales")

    assert done.exit_code == 2
    assert "with --yes, --origin is needed" in done.stderr


def test_setup__wrong_territory_leaves_nothing_behind(tmp_path):
    done = Desk(tmp_path / "data").type(
        "setup", "--yes", "--origin", "https://a.example", "--name", "a", "--territory", "fr-commune-99999"
    )

    assert done.exit_code == 2
    assert "fr-commune-99999" in done.stderr
    assert not (tmp_path / "data").exists()


def test_setup__asks_in_french(tmp_path):
    # Origin (wrong, then right), title, short name by default, kind, a town by name, language, e-mail, no network.
    typed = "http://a.example\nhttps://a.example\nLe Panier d'Artois\n\n\nfr-commune-62041\n\n\n\n"

    done = Desk(tmp_path / "data").type("setup", input=typed)

    assert done.exit_code == 0, done.stderr
    assert "Adresse publique du nœud" in done.stderr
    assert "le_panier_d_artois@a.example" in done.stdout
    assert "reverse_proxy 127.0.0.1:8401" in done.stdout
    assert "allow_private_networks = false" in (tmp_path / "data/config.toml").read_text("utf-8")


def test_setup__network_out_of_reach_is_for_later(tmp_path):
    handle = f"reseau@127.0.0.1:{free_port()}"

    desk = Desk(tmp_path / "data")
    done = desk.type(
        "setup", "--yes", "--development", "--origin", "http://127.0.0.1:8401", "--name", "a", "--network", handle
    )

    assert done.exit_code == 0, done.stderr
    assert f"bocage --data {desk.data} join {handle}" in done.stderr
    assert desk.json("actor", "list")


# -- what is printed, and how it fails ----


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


@pytest.mark.parametrize("words", [["nonsense"], ["publish"], ["publish", "absent.yaml"], ["follow", "a", "b"]])
def test_cli__wrong_use_is_two(desk, words):
    assert desk.type(*words).exit_code == 2


def test_cli__without_a_node(tmp_path):
    done = Desk(tmp_path, "en_US.UTF-8").type("peers")

    assert done.exit_code == 1
    assert done.stderr == f"No node in {tmp_path}. To prepare one: bocage --data {tmp_path} setup\n"


def test_cli__a_bug_is_a_sentence_unless_debugging(desk):
    (desk.data / "bocage.db").write_bytes(b"not a database" * 1000)

    done = desk.type("peers")

    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert desk.type("--help").exit_code == 0
    assert CliRunner().invoke(cli, ["--debug", "--data", str(desk.data), "peers"]).exception is not None


def test_help__is_in_both_languages(desk):
    assert "Publie les fiches" in desk.did("--help")
    assert "Publish the records" in Desk(desk.data, "en").did("--help")
    assert "l'organisation au nom" in desk.did("publish", "--help")


def test_language__is_decided_by_the_first_that_is_set():
    assert language_of({}) == "en"
    assert language_of({"LANG": "fr"}) == "fr"
    assert language_of({"LC_ALL": "en_US.UTF-8", "LANG": "fr_FR.UTF-8"}) == "en"
    assert language_of({"LC_ALL": "", "LC_MESSAGES": "fr_BE.UTF-8", "LANG": "en"}) == "fr"


# -- every command prints JSON ----


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (["actor", "list"], list),
        (["followers"], list),
        (["following"], list),
        (["news"], list),
        (["peers"], list),
        (["settings"], list),
        (["queue", "list"], dict),
        (["queue", "retry"], dict),
        (["reindex"], dict),
        (["search"], dict),
        (["keys", "rotate"], dict),
    ],
)
def test_json__is_what_programs_get(desk, words, kind):
    assert isinstance(desk.json(*words), kind)
    assert desk.did(*words) is not None


def test_settings__say_what_is_in_force(desk, monkeypatch):
    monkeypatch.setenv("BOCAGE_PAGE_SIZE", "77")

    found = {row["name"]: row for row in desk.json("settings")}

    assert found["page_size"]["value"] == 77
    assert found["page_size"]["default"] == 50
    assert found["allow_private_networks"]["value"] is True


def test_actor_add__and_act_as_it(desk, offer):
    added = desk.did("actor", "add", "--name", "panier", "--title", "Panier", "--territory", "fr-commune-62041")

    assert added == "http://127.0.0.1:8401/actors/panier\n"
    assert [actor["name"] for actor in desk.json("actor", "list")] == ["pedales", "panier"]
    id = desk.did("publish", offer, "--as", "panier").strip()
    assert desk.json("explain", id)["record"]["owner"] == "http://127.0.0.1:8401/actors/panier"
    assert desk.type("publish", offer, "--as", "nobody").exit_code == 1


def test_actor__moves_within_the_node(desk, offer):
    here, there = "http://127.0.0.1:8401/actors/pedales", "http://127.0.0.1:8401/actors/roues"
    desk.did("actor", "add", "--name", "roues")
    kept = desk.did("publish", offer).strip()

    # The new address must say so first, and the sentence says how
    refused = desk.type("actor", "move", "pedales", "--to", "roues@127.0.0.1:8401")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert f"bocage actor alias roues --add {here}" in refused.stderr
    assert desk.did("actor", "alias", "roues", "--add", "pedales@127.0.0.1:8401") == f"{here}\n"
    assert desk.did("actor", "move", "pedales", "--to", "roues@127.0.0.1:8401") == f"pedales → {there}\n"

    # Then it is said wherever it is named, and it begins nothing new
    assert f"→ {there}" in desk.did("actor", "list")
    assert [(row["moved_to"], row["also_known_as"]) for row in desk.json("actor", "list")] == [
        (there, []),
        (None, [here]),
    ]
    refused = desk.type("publish", offer)
    assert refused.exit_code == 1 and f"a déménagé : c'est depuis {there}" in refused.stderr
    assert desk.type("import", str(REPOSITORY / "README.md"), "--as", "pedales").exit_code == 1
    assert desk.json("explain", kept)["record"]["withdrawn"] is False

    # And it comes back
    assert desk.did("actor", "move", "pedales", "--cancel") == "pedales : de retour ici\n"
    assert desk.did("publish", offer).startswith("http")
    assert desk.did("actor", "alias", "roues", "--remove", here) == ""


def test_actor_move__wrong_use(desk):
    assert desk.type("actor", "move", "pedales").exit_code == 2
    assert desk.type("actor", "move", "pedales", "--to", "a@b.example", "--cancel").exit_code == 2
    assert desk.type("actor", "move", "personne", "--cancel").exit_code == 1
    assert desk.type("actor", "move", "actor", "--to", "pedales@127.0.0.1:8401").exit_code == 1


def test_members__ask_and_are_answered(desk, monkeypatch):
    monkeypatch.setenv("BOCAGE_MEMBERSHIP", "approve")
    desk.did("actor", "add", "--name", "reseau", "--kind", "network")

    assert desk.json("join", "reseau")["state"] == "asked"
    assert [row["state"] for row in desk.json("members", "--as", "reseau")] == ["asked"]
    assert "accepté" in desk.did("members", "--as", "reseau", "--accept", "pedales")
    assert [row["as"] for row in desk.json("followers", "--as", "reseau")] == ["reseau"]
    assert "pedales" not in desk.did("members", "--as", "reseau", "--remove", "pedales")
    assert desk.type("members", "--as", "reseau", "--accept", "pedales").exit_code == 1
    assert desk.type("leave", "reseau").exit_code == 1


def test_follow__and_stop(desk):
    desk.did("actor", "add", "--name", "panier")

    assert desk.did("follow", "panier", "--as", "pedales") == "panier : accepté\n"
    assert [row["id"] for row in desk.json("following", "--as", "pedales")] == ["http://127.0.0.1:8401/actors/panier"]
    desk.did("unfollow", "panier", "--as", "pedales")
    assert desk.json("following") == []
    assert desk.type("follow", "pedales", "--as", "pedales").exit_code == 1


def test_follow__a_relay(desk):
    inbox = "http://127.0.0.1:9/inbox"

    assert desk.did("follow", "--relay", inbox) == f"{inbox} : demandé\n"

    assert desk.did("following").split()[:3] == ["(relais)", inbox, "demandé"]
    assert [(row["id"], row["relay"], row["as"]) for row in desk.json("following")] == [(inbox, "mastodon", "actor")]
    assert desk.json("following", "--as", "pedales") == []
    assert "bocage follow --relay" in desk.type("follow", inbox).stderr
    assert desk.type("follow", "--relay", inbox, "--as", "pedales").exit_code == 2
    assert desk.did("unfollow", "--relay", inbox) == f"{inbox} : plus suivi\n"
    assert desk.json("following") == []
    assert desk.type("unfollow", "--relay", inbox).exit_code == 1


def test_cli__waits_for_a_node_that_is_starting(desk):
    lock = os.open(desk.data / "lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(lock, fcntl.LOCK_EX)
    opening = threading.Timer(0.6, os.close, [lock])
    opening.start()

    assert desk.json("peers") == []
    opening.join()


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


# -- access ----


def test_token__is_printed_once_and_revoked_once(desk):
    token = desk.did("token", "create", "--actor", "pedales", "--scope", "read,write")

    assert re.fullmatch(r"bocage_[A-Za-z0-9_-]{43}\n", token)
    assert token.strip().encode() not in (desk.data / "bocage.db").read_bytes()
    assert desk.type("token", "revoke", token.strip()).exit_code == 0
    assert desk.type("token", "revoke", token.strip()).exit_code == 1


def test_token__scope_is_unknown(desk):
    assert desk.type("token", "create", "--actor", "pedales", "--scope", "everything").exit_code == 2
    assert desk.type("token", "create", "--actor", "nobody").exit_code == 1


def test_user__comes_changes_and_goes(desk, tmp_path):
    (tmp_path / "password").write_text("court\n", "utf-8")
    file = str(tmp_path / "password")

    assert desk.type("user", "add", "contact@example.org", "--password-file", file).exit_code == 1
    assert desk.type("user", "password", "autre@example.org", "--password-file", file).exit_code == 1
    added = desk.type("user", "add", "autre@example.org", input="secret de longue haleine\n" * 2)
    assert added.exit_code == 0, added.stderr
    assert "secret" not in added.stdout + added.stderr
    assert "court" in desk.type("user", "password", "autre@example.org", "--password-file", file).stderr
    assert desk.type("user", "disable", "autre@example.org").exit_code == 0
    assert desk.type("user", "disable", "inconnu@example.org").exit_code == 1
    assert desk.type("user", "add", "pas une adresse", "--password-file", file).exit_code == 2


# -- keeping ----


def test_doctor__of_a_node_at_rest(desk):
    done = desk.type("doctor", "--json")

    found = {check["name"]: check["state"] for check in orjson.loads(done.stdout)}
    assert found["database"] == found["permissions"] == found["config"] == "OK"
    assert found["running"] == "WARN"
    assert done.exit_code == 1


def test_doctor__says_what_to_repair(desk):
    (desk.data / "config.toml").chmod(0o644)

    done = desk.type("doctor")

    assert done.exit_code == 2
    assert re.search(r"^FAIL  D'autres utilisateurs peuvent lire : .*config\.toml\.$", done.stdout, re.MULTILINE)
    assert f"chmod go= {desk.data / 'config.toml'}" in done.stdout


def test_doctor__finds_a_damaged_database(desk):
    content = bytearray((desk.data / "bocage.db").read_bytes())
    content[8192:40960] = os.urandom(40960 - 8192)
    (desk.data / "bocage.db").write_bytes(content)

    done = desk.type("doctor", "--json")

    assert done.exit_code == 2
    assert {check["name"]: check["state"] for check in orjson.loads(done.stdout)}["database"] == "FAIL"


def test_doctor__without_a_node(tmp_path):
    assert Desk(tmp_path).type("doctor").exit_code == 2


def test_backup__comes_back_under_another_epoch(desk, offer, tmp_path):
    id = desk.did("publish", offer).strip()
    file = tmp_path / "backup.tar.gz"
    desk.did("backup", str(file))
    other = Desk(tmp_path / "other")

    other.did("restore", str(file))

    assert mode(file) == 0o600
    assert mode(other.data) == 0o700
    assert {mode(path) for path in other.data.iterdir()} == {0o600}
    assert other.json("explain", id)["record"]["withdrawn"] is False
    assert other.json("search") == desk.json("search")
    assert desk.type("restore", str(file)).exit_code == 1


def test_restore__of_something_else(tmp_path):
    (tmp_path / "other.tar.gz").write_bytes(b"something else")

    done = Desk(tmp_path / "data").type("restore", str(tmp_path / "other.tar.gz"))

    assert done.exit_code == 1
    assert "n'est pas une sauvegarde" in done.stderr
    assert not (tmp_path / "data").exists()


# -- a node that runs ----


def test_running__gives_the_same_answers(tmp_path, offer):
    port = free_port()
    desk = set_up(tmp_path / "data", port=port)
    questions = (["actor", "list"], ["search"], ["followers"], ["queue", "list"], ["settings"], ["peers"])

    with desk.running() as address:
        assert address == f"http://127.0.0.1:{port}"
        assert mode(desk.data / "control.sock") == 0o600
        id = desk.did("publish", offer).strip()
        refused = desk.type("publish", "-", input="kind: offer\nname: x\nterritory: [Atlantide]\n")
        desk.did("reindex")
        file = tmp_path / "backup.tar.gz"
        desk.did("backup", str(file))
        health = desk.type("doctor", "--json")
        # What doctor sent to the node's own door is applied before we compare.
        for _ in range(100):
            if not desk.json("queue", "list")["inbox"].get("new"):
                break
            time.sleep(0.1)
        answers = [desk.json(*words) for words in questions]
        second = desk.type("run")
    assert [desk.json(*words) for words in questions] == answers
    assert desk.type("publish", "-", input="kind: offer\nname: x\nterritory: [Atlantide]\n").stderr == refused.stderr
    assert refused.exit_code == 1

    assert desk.json("explain", id)["record"]["verified"] == "own"
    assert second.exit_code == 1
    assert second.stderr.splitlines()[-1] == "Un autre processus travaille sur ce dossier de données."
    checks = {check["name"]: check for check in orjson.loads(health.stdout)}
    assert checks["running"]["state"] == checks["webfinger"]["state"] == checks["actor"]["state"] == "OK", checks
    assert Desk(tmp_path / "again").type("restore", str(file)).exit_code == 0


def test_running__says_loudly_that_it_is_for_development(tmp_path):
    port = free_port()
    desk = set_up(tmp_path / "data", port=port)
    command = [sys.executable, "-m", "node.cli.main", "--data", str(desk.data), "run"]

    # As JSON: one object a line and nothing else, for programs that gather logs.
    env = {**os.environ, "BOCAGE_LOG_FORMAT": "json"}
    process = subprocess.Popen(
        command, cwd=REPOSITORY, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
    finally:
        process.terminate()
        out, err = process.communicate(timeout=30)

    assert line == f"ready http://127.0.0.1:{port}\n"
    assert out == ""
    logged = [orjson.loads(line) for line in err.splitlines()]
    assert all({"event", "level", "timestamp"} <= set(line) for line in logged)
    assert [line["level"] for line in logged if "DEVELOPMENT" in line["event"]] == ["warning"]
    assert process.returncode == 0


def test_running__two_nodes_follow_each_other(tmp_path):
    ports = free_port(), free_port()
    network = set_up(tmp_path / "network", port=ports[0], name="reseau", kind="network")
    member = set_up(tmp_path / "member", port=ports[1])
    handle = f"reseau@127.0.0.1:{ports[0]}"

    with network.running():
        asked = member.json("join", handle)
        assert member.json("lookup", handle)["platformKind"] == "network"
    assert asked == {"id": f"http://127.0.0.1:{ports[0]}/actors/reseau", "state": "asked"}
    assert member.json("following")[0]["state"] == "asked"
    assert {row["origin"] for row in member.json("queue", "list")["deliveries"]} == {f"127.0.0.1:{ports[0]}"}
    assert member.type("join", "pedales").exit_code == 1


@pytest.mark.parametrize("listen", ["8401", "127.0.0.1:99999", "127.0.0.1:"])
def test_run__listen_is_wrong(desk, listen):
    assert desk.type("run", "--listen", listen).exit_code == 2
