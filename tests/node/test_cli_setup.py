"""`bocage setup`, as somebody types it, answers its questions or says all at once."""

from __future__ import annotations

import pytest

from tests.node.cli_world import Desk, free_port, mode


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
